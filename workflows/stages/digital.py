"""The piece of work on a digital map: one file, read whole; a fault of ours costs that file alone."""

from __future__ import annotations

from pipeline.input_files import changed
from pipeline.map_files import hash_map
from pipeline.model import DigitalMap, Finding
from pipeline.store import Stage
from workflows.failures import attempted
from workflows.stages.job import DIGITAL, PageSeen, ScanSeen

_STAGE = Stage(DIGITAL, __name__)


def read_digital(seen: ScanSeen) -> PageSeen:
    """Read a digital map; its sheets and rows lie in the store under the key that comes back."""
    job, name = seen.scan_job.job, seen.scan_job.scan
    inputs = {"map": name, "sha256": seen.sha256, "commune": job.code}
    made = attempted(lambda: job.store.run(_STAGE, inputs, lambda: _read(seen)), name)
    if isinstance(made, Finding):
        return PageSeen(seen.scan_job, 1, "failed", findings=(made,))
    return PageSeen(seen.scan_job, 1, "digital", made[0])


def _read(seen: ScanSeen) -> DigitalMap:
    from pipeline.vectors.read import read_map  # noqa: PLC0415

    job, name = seen.scan_job.job, seen.scan_job.scan
    try:
        return read_map(job.raw / name, name, job.code)
    finally:  # a file that is half written looks damaged
        if hash_map(job.raw / name) != seen.sha256:
            raise changed()
