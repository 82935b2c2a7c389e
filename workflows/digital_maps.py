"""The piece of work on a digital map: one file, read whole; a fault of ours costs that file alone."""

from __future__ import annotations

from pipeline.errors import MissingToolError, OutputError, ScanError, fault_at
from pipeline.map_files import hash_map
from pipeline.model import DigitalMap, Source
from pipeline.scans.limits import changed
from workflows.inventory import unusable
from workflows.stages import DIGITAL, PageSeen, ScanSeen, page_failed, versions


def read_digital(seen: ScanSeen) -> PageSeen:
    """Read a digital map; its sheets and rows lie in the store under the key that comes back."""
    job, name = seen.scan_job.job, seen.scan_job.scan
    inputs = {**versions(), "map": name, "sha256": seen.sha256, "commune": job.code}
    try:
        job.store.run(DIGITAL, inputs, lambda: _read(seen))
    except ScanError as error:
        return PageSeen(seen.scan_job, 1, "failed", findings=(unusable(name, error),))
    except (OutputError, MissingToolError):
        raise
    except Exception as error:  # noqa: BLE001  a fault of ours on one map must not cost the others
        return PageSeen(seen.scan_job, 1, "failed", findings=(page_failed(Source(name), fault_at(error)),))
    return PageSeen(seen.scan_job, 1, "digital", job.store.key(DIGITAL, inputs))


def _read(seen: ScanSeen) -> DigitalMap:
    from pipeline.vectors.read import read_map  # noqa: PLC0415  rooms are loaded by the work that uses them

    job, name = seen.scan_job.job, seen.scan_job.scan
    try:
        return read_map(job.raw / name, name, job.code)
    finally:  # a file that is half written looks damaged
        if hash_map(job.raw / name) != seen.sha256:
            raise changed()
