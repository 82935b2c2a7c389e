"""A scan as it is found: its hash and how many pages it has."""

from __future__ import annotations

from pipeline.errors import ScanError
from pipeline.map_files import hash_map
from pipeline.scans import inspect
from workflows.failures import unusable
from workflows.stages.job import ScanJob, ScanSeen


def inspect_scan(scan_job: ScanJob) -> ScanSeen:
    """Hash a file and count its pages; one that cannot be used comes back with its finding.

    A digital map is one page, whatever is in it.
    """
    path = scan_job.job.raw / scan_job.scan
    try:
        if scan_job.expected == "digital":
            return ScanSeen(scan_job, hash_map(path), 1)
        return ScanSeen(scan_job, *inspect(path))
    except ScanError as error:
        return ScanSeen(scan_job, "", 0, unusable(scan_job.scan, error))
