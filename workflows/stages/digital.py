"""The piece of work on a digital map: one file, read whole; a fault of ours costs that file alone."""

from __future__ import annotations

from pipeline.input_files import changed
from pipeline.map_files import hash_map
from pipeline.model import DigitalMap, Finding
from pipeline.store import Stage
from workflows.failures import attempted
from workflows.stages.given import Given, given_points
from workflows.stages.job import DIGITAL, PageSeen, ScanSeen

_STAGE = Stage(DIGITAL, __name__)


def read_digital(seen: ScanSeen) -> PageSeen:
    """Read a digital map; its sheets and rows lie in the store under the key that comes back."""
    job, name, settings = seen.scan_job.job, seen.scan_job.scan, seen.scan_job.settings
    inputs: dict[str, str | int | float] = {
        "map": name,
        "sha256": seen.sha256,
        "commune": job.code,
        "former_unit": settings.former_unit or "",
        "sheet": settings.sheet or 0,
        "default_unit": settings.default_unit or "",
        "zone": settings.zone or 0,
    }

    def read() -> PageSeen:
        given = given_points(seen.scan_job, 1)
        key, _ = job.store.run(_STAGE, {**inputs, "control": given.sha256}, lambda: _read(seen, given))
        return PageSeen(seen.scan_job, 1, "digital", key, findings=given.findings)

    made = attempted(read, name)
    return PageSeen(seen.scan_job, 1, "failed", findings=(made,)) if isinstance(made, Finding) else made


def _read(seen: ScanSeen, given: Given) -> DigitalMap:
    from pipeline.vectors.read import read_map  # noqa: PLC0415
    from pipeline.vectors.sheet import File  # noqa: PLC0415

    job, name = seen.scan_job.job, seen.scan_job.scan
    try:
        return read_map(job.raw / name, File.of(name, job.code, seen.scan_job.settings, given.points))
    finally:  # a file that is half written looks damaged
        if hash_map(job.raw / name) != seen.sha256:
            raise changed()
