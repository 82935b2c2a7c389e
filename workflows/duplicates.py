"""The same file twice: scans with the same bytes count once."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Finding, InputFile, Source, Values
from workflows.stages.job import ScanSeen


def once_each(scans: Sequence[ScanSeen]) -> tuple[list[ScanSeen], dict[str, str]]:
    """The scans to use, in their order, and by path each other one with the scan of the same bytes.

    Of several the first is used, before it one that a person spoke of (``commune.toml``, control points).
    """
    first: dict[str, ScanSeen] = {}
    for seen in sorted(scans, key=lambda seen: not seen.scan_job.spoken_of):
        if seen.finding is None:
            first.setdefault(seen.sha256, seen)
    same = {
        seen.scan_job.scan: first[seen.sha256].scan_job.scan
        for seen in scans
        if seen.finding is None and seen is not first[seen.sha256]
    }
    return [seen for seen in scans if seen.scan_job.scan not in same], same


def duplicate(scan: str, first: str) -> Finding:
    """The finding of a scan whose bytes another one has."""
    values: Values = {"file": InputFile(scan), "first": InputFile(first)}
    return Finding("duplicate_file", values=values, source=Source(scan))
