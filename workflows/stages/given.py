"""What a technician laid beside a page or said of it: control points, that it is a map sheet."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import ScanError
from pipeline.files import hash_bytes
from pipeline.input_files import inaccessible
from pipeline.model import ControlPoint, Finding
from workflows.failures import unusable
from workflows.stages.job import ScanJob


@dataclass(frozen=True, slots=True)
class Given:
    """A technician's points of a page that are switched on, what is to be said of their file, its hash.

    ``is_sheet``: a person says that the page is a map sheet, whatever it looks like.
    """

    points: tuple[ControlPoint, ...] = ()
    findings: tuple[Finding, ...] = ()
    sha256: str = ""
    is_sheet: bool = False


def given_points(scan_job: ScanJob, page: int) -> Given:
    """The technician's points of a page.

    Raises ScanInaccessibleError where their file cannot be reached: to go on without would pass over them.
    """
    from pipeline.sheets.points_file import read_map_points, read_points  # noqa: PLC0415

    name = scan_job.points.get(page)
    if name is None:
        return Given()
    try:
        content = (scan_job.job.raw / name).read_bytes()
    except OSError as error:
        raise inaccessible(error) from error
    sha256 = hash_bytes(content)
    try:
        read = read_map_points if scan_job.expected == "digital" else read_points
        points = tuple(point for point in read(content) if point.used)
        if not points:
            raise ScanError("no_points")
    except ScanError as error:
        return Given((), (unusable(name, error),), sha256)
    return Given(points, (), sha256)
