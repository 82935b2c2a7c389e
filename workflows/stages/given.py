"""What lies beside a page or was said of it: control points, georeferences, that it is a map sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.errors import ScanError, ScanInaccessibleError
from pipeline.files import hash_bytes
from pipeline.input_files import ANNOTATION, inaccessible, read_whole
from pipeline.model import ControlPoint, Finding, Georeference
from workflows.failures import unusable
from workflows.stages.job import ScanJob


@dataclass(frozen=True, slots=True)
class Given:
    """A technician's points of a page that are switched on, what is to be said of files, their hash.

    ``is_sheet``, ``is_register``: a person says that the page is such a one, whatever it looks like.
    ``claims``: where files of other programs say that it lies.
    """

    points: tuple[ControlPoint, ...] = ()
    findings: tuple[Finding, ...] = ()
    sha256: str = ""
    is_sheet: bool = False
    is_register: bool = False
    claims: tuple[Georeference, ...] = ()


def given_beside(scan_job: ScanJob, page: int) -> Given:
    """All that lies beside a page of a scan. Raises ScanInaccessibleError as ``given_points`` does."""
    from pipeline.sheets.georeference import read_annotation, read_world_file  # noqa: PLC0415

    given = given_points(scan_job, page)
    for name in scan_job.claims if page == 1 else ():
        read = read_annotation if name.lower().endswith(ANNOTATION) else read_world_file
        sha256 = given.sha256
        try:
            content = _content(scan_job, name)
            sha256 = hash_bytes((sha256 + hash_bytes(content)).encode())
            given = replace(given, sha256=sha256, claims=(*given.claims, read(content, name)))
        except ScanInaccessibleError:
            raise
        except ScanError as error:
            given = replace(given, sha256=sha256, findings=(*given.findings, unusable(name, error)))
    return given


def given_points(scan_job: ScanJob, page: int) -> Given:
    """The technician's points of a page.

    Raises ScanInaccessibleError where their file cannot be reached: to go on without would pass over them.
    """
    from pipeline.sheets.points_file import read_map_points, read_points  # noqa: PLC0415

    name = scan_job.points.get(page)
    if name is None:
        return Given()
    sha256 = ""
    try:
        content = _content(scan_job, name)
        sha256 = hash_bytes(content)
        read = read_map_points if scan_job.expected == "digital" else read_points
        points = tuple(point for point in read(content) if point.used)
        if not points:
            raise ScanError("no_points")
    except ScanInaccessibleError:
        raise
    except ScanError as error:
        return Given((), (unusable(name, error),), sha256)
    return Given(points, (), sha256)


def _content(scan_job: ScanJob, name: str) -> bytes:
    """Raises ScanError for a file that is too large, ScanInaccessibleError where it cannot be reached."""
    try:
        return read_whole(scan_job.job.raw / name)
    except OSError as error:
        raise inaccessible(error) from error
