"""The pieces of work that run on workers. Each takes a small job and returns a small answer; what is large
lies in the commune's store, keyed by its inputs, so a piece may run twice or on another machine without harm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Literal

from pipeline.communes import commune, former_units
from pipeline.config import ScanSettings
from pipeline.errors import MissingToolError, OutputError, ScanError, fault_at
from pipeline.files import hash_bytes, hash_entry, hash_file, written_aside
from pipeline.input_files import inaccessible
from pipeline.map_files import hash_map
from pipeline.model import (
    Commune,
    ControlPoint,
    Finding,
    MapSheet,
    PageImage,
    ParcelPage,
    Reason,
    RegisterPage,
    SheetParcels,
    Source,
    Unit,
    Values,
)
from pipeline.scans import inspect, load_page
from pipeline.store import Stage, Store
from workflows.inventory import unusable

PAGE = Stage("page", "11")
PARCELS = Stage("parcels", "13")
PICTURE = Stage("picture", "1")
DIGITAL = Stage("digital", "1")
COMMUNE = Stage("commune", "11")
DELIVERY = Stage("delivery", "3")

Expected = Literal["sheet", "register", "digital"]
PageKind = Literal["sheet", "register", "parcel", "digital", "unknown", "failed"]
Understood = MapSheet | RegisterPage | tuple[ParcelPage, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """Where a commune's files lie; the same for all its pieces of work."""

    code: str
    raw: Path
    out: Path

    @property
    def store(self) -> Store:
        """The commune's stage results."""
        return Store(self.out / ".work")

    @property
    def drawn(self) -> Path:
        """Where pictures of sheets wait until the delivery takes them."""
        return self.out / ".work" / "drawn"

    @property
    def lost_inputs(self) -> Path:
        """The list of files for want of which a delivery was not handed over."""
        return self.out / ".work" / "lost_inputs.csv"


@dataclass(frozen=True, slots=True)
class ScanJob:
    """One scan: path below the commune's folder, what its folder says it is, and what a person said of it.

    ``points`` are a technician's control files by page, as paths below the commune's folder.
    """

    job: Job
    scan: str
    expected: Expected
    settings: ScanSettings
    points: Mapping[int, str] = field(default_factory=dict)

    @property
    def spoken_of(self) -> bool:
        """Whether a person said something of this scan, and not only of the commune."""
        return bool(self.points or self.settings.former_unit or self.settings.sheet)


@dataclass(frozen=True, slots=True)
class ScanSeen:
    """A scan after a look at its header: its hash and pages, or the finding that says why not."""

    scan_job: ScanJob
    sha256: str
    pages: int
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What one page was; ``key`` finds its result in the store.

    ``sha256`` (of its scan) is set for a sheet, ``sheet`` for one that is known by unit and number.
    """

    scan_job: ScanJob
    page: int
    kind: PageKind
    key: str = ""
    sha256: str = ""
    sheet: tuple[str, int] | None = None
    placed: bool = False
    rows: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A piece of work on a placed sheet: the key of its result, or the finding that says what went wrong."""

    key: str = ""
    finding: Finding | None = None


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


def read_page(seen: ScanSeen, page: int) -> PageSeen:
    """Find out what a page is and read it: place the sheet, or read the register's rows."""
    scan_job = seen.scan_job
    store = scan_job.job.store
    inputs: dict[str, str | int | float] = {
        **versions(),
        "scan": scan_job.scan,
        "sha256": seen.sha256,
        "page": page,
        "commune": scan_job.job.code,
        "expected": scan_job.expected,
        "former_unit": scan_job.settings.former_unit or "",
        "sheet": scan_job.settings.sheet or 0,
        "default_unit": scan_job.settings.default_unit or "",
    }
    try:
        given = given_points(scan_job, page)
        inputs["control"] = given.sha256
        result, _ = store.run(PAGE, inputs, lambda: _understand(seen, page, given))
    except ScanError as error:
        return PageSeen(scan_job, page, "failed", findings=(unusable(scan_job.scan, error, page),))
    except (OutputError, MissingToolError):
        raise
    except Exception as error:  # noqa: BLE001  a fault of ours on one page must not cost the others
        told = page_failed(Source(scan_job.scan, page), fault_at(error))
        return PageSeen(scan_job, page, "failed", findings=(told,))
    ended = _page_seen(seen, page, store.key(PAGE, inputs), result)
    return replace(ended, findings=(*ended.findings, *given.findings))


def _page_seen(seen: ScanSeen, page: int, key: str, result: Understood | None) -> PageSeen:
    scan_job = seen.scan_job
    if isinstance(result, MapSheet):
        known = (result.unit.code, result.number) if result.unit and result.number else None
        return PageSeen(scan_job, page, "sheet", key, seen.sha256, known, result.fit is not None)
    if isinstance(result, RegisterPage):
        return PageSeen(scan_job, page, "register", key, rows=len(result.rows))
    if isinstance(result, tuple):
        return PageSeen(scan_job, page, "parcel", key)
    source = Source(scan_job.scan, page)
    values: Values = {"page": source, "reason": Reason("nothing_known_on_page")}
    told = Finding("page_unknown", values=values, source=source)
    return PageSeen(scan_job, page, "unknown", findings=(told,))


def page_failed(page: Source, reason: Reason) -> Finding:
    """The finding of a page that was not processed."""
    return Finding("page_failed", values={"page": page, "reason": reason}, source=page)


def _understand(seen: ScanSeen, page: int, given: Given) -> Understood | None:
    scan_job = seen.scan_job
    image = load_page(scan_job.job.raw / scan_job.scan, page, scan_job.scan, seen.sha256)
    as_sheet = scan_job.expected == "sheet" or bool(given.points)
    first, second = (_as_sheet, _as_ruled) if as_sheet else (_as_ruled, _as_sheet)
    for attempt in (first, second, _as_untabled):
        result = attempt(image, scan_job, given)
        if result is not None:
            return result
    return None


def _as_sheet(image: PageImage, scan_job: ScanJob, given: Given) -> MapSheet | None:
    from pipeline.sheets.place import place_sheet  # noqa: PLC0415  rooms are loaded by the work that uses them

    _limit_threads()
    info = commune(scan_job.job.code)
    settings = scan_job.settings
    stated = _unit(scan_job, settings.former_unit)
    sheet = place_sheet(image, _units(scan_job), info.code, info.extent_m, given.points, stated=stated)
    if sheet is None:
        return None
    unit = sheet.unit or _unit(scan_job, settings.default_unit)
    return replace(sheet, unit=unit, number=settings.sheet or sheet.number)


@dataclass(frozen=True, slots=True)
class Given:
    """A technician's points of a page that are switched on, what is to be said of their file, its hash."""

    points: tuple[ControlPoint, ...] = ()
    findings: tuple[Finding, ...] = ()
    sha256: str = ""


def given_points(scan_job: ScanJob, page: int) -> Given:
    """The technician's points of a page.

    Raises ScanInaccessibleError where their file cannot be reached: to go on without would pass over them.
    """
    from pipeline.sheets.points_file import read_points  # noqa: PLC0415

    name = scan_job.points.get(page)
    if name is None:
        return Given()
    try:
        content = (scan_job.job.raw / name).read_bytes()
    except OSError as error:
        raise inaccessible(error) from error
    sha256 = hash_bytes(content)
    try:
        points = tuple(point for point in read_points(content) if point.used)
        if not points:
            raise ScanError("no_points")
    except ScanError as error:
        return Given((), (unusable(name, error),), sha256)
    return Given(points, (), sha256)


def _as_ruled(
    image: PageImage, scan_job: ScanJob, given: Given
) -> RegisterPage | tuple[ParcelPage, ...] | None:
    from pipeline.records.ruled import read_ruled  # noqa: PLC0415

    _limit_threads()
    return read_ruled(image)


def _as_untabled(
    image: PageImage, scan_job: ScanJob, given: Given
) -> RegisterPage | tuple[ParcelPage, ...] | None:
    from pipeline.records.untabled import read_untabled  # noqa: PLC0415

    return read_untabled(image) if scan_job.expected == "register" else None


def _units(scan_job: ScanJob) -> tuple[Unit, ...]:
    """Units that the scan may be of; first the one that is the likeliest before anything is read."""
    stated = scan_job.settings
    units = former_units(scan_job.job.code)
    if stated.former_unit:
        return tuple(unit for unit in units if unit.code == stated.former_unit)
    return tuple(sorted(units, key=lambda unit: unit.code != stated.default_unit))


def _unit(scan_job: ScanJob, code: str | None) -> Unit | None:
    return next((unit for unit in former_units(scan_job.job.code) if unit.code == code), None)


def trace_parcels(seen: PageSeen) -> Done:
    """Trace the parcels of a placed sheet and read their labels."""
    from pipeline.parcels.trace import trace_sheet  # noqa: PLC0415

    return _on_sheet(seen, PARCELS, trace_sheet)


def _on_sheet(
    seen: PageSeen, stage: Stage, work: Callable[[PageImage, MapSheet], object], name: str = ""
) -> Done:
    """Do or find again one stage of a placed sheet; a fault becomes a finding and costs only this sheet."""
    _limit_threads()
    job = seen.scan_job.job
    inputs = {**versions(), "page": seen.key, "name": name}

    def compute() -> object:
        return work(_image(seen), job.store.get(PAGE, seen.key))

    try:
        job.store.run(stage, inputs, compute)
    except (OutputError, MissingToolError):
        raise
    except ScanError as error:
        return Done(finding=unusable(seen.scan_job.scan, error, seen.page))
    except Exception as error:  # noqa: BLE001  a fault of ours on one sheet must not cost the others
        return Done(finding=page_failed(Source(seen.scan_job.scan, seen.page), fault_at(error)))
    return Done(job.store.key(stage, inputs))


def _image(seen: PageSeen) -> PageImage:
    """The page that was placed, of the same bytes. Raises ScanError."""
    scan_job = seen.scan_job
    return load_page(scan_job.job.raw / scan_job.scan, seen.page, scan_job.scan, seen.sha256)


def draw_picture(seen: PageSeen, name: str) -> Done:
    """Draw the sheet as a COG in VN-2000, unless ``maps/<name>`` is as it was drawn.

    A new one waits in the work folder until the delivery takes it.
    """
    from pipeline.sheets.warp import write_cog  # noqa: PLC0415

    job = seen.scan_job.job
    waiting = job.drawn / name

    def draw(image: PageImage, sheet: MapSheet) -> str:
        with written_aside(waiting, 0o600) as path:
            write_cog(image, sheet, path)
        return hash_file(waiting)

    done = _on_sheet(seen, PICTURE, draw, name)
    places = (job.out / "maps" / name, waiting)
    if done.key and job.store.get(PICTURE, done.key) not in map(hash_entry, places):
        try:
            image = _image(seen)
        except ScanError as error:
            return Done(finding=unusable(seen.scan_job.scan, error, seen.page))
        job.store.put(PICTURE, done.key, draw(image, job.store.get(PAGE, seen.key)))
    return done


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of the results that make a commune: traced sheets, sheets without parcels, pages, digital maps."""

    sheets: tuple[str, ...]
    unplaced: tuple[str, ...]
    pages: tuple[str, ...]
    maps: tuple[str, ...] = ()


def merge(job: Job, keys: Keys) -> str:
    """Bring sheets, digital maps, pages of registers and of parcels together; answers the commune's key."""
    from pipeline.commune.merge import merge_commune  # noqa: PLC0415
    from pipeline.sheets.seams import adjust  # noqa: PLC0415

    info = commune(job.code)
    named = {name: " ".join(getattr(keys, name)) for name in ("sheets", "unplaced", "pages", "maps")}
    inputs = {**versions(), "code": job.code, **named}

    def bring_together() -> Commune:
        adjusted, seams = adjust([job.store.get(PARCELS, key) for key in keys.sheets])
        adjusted += [_nothing_traced(job.store.get(PAGE, key)) for key in keys.unplaced]
        read = [job.store.get(PAGE, key) for key in keys.pages]
        maps = [job.store.get(DIGITAL, key) for key in keys.maps]
        merged = merge_commune(
            job.code,
            info.full_name,
            info.epsg,
            [*adjusted, *(sheet for each in maps for sheet in each.sheets)],
            [
                *(page for page in read if isinstance(page, RegisterPage)),
                *(page for each in maps for page in each.pages),
            ],
            former_units(job.code),
            [parcel for page in read if isinstance(page, tuple) for parcel in page],
        )
        return replace(merged, findings=(*merged.findings, *seams))

    job.store.run(COMMUNE, inputs, bring_together)
    return job.store.key(COMMUNE, inputs)


def _nothing_traced(sheet: MapSheet) -> SheetParcels:
    return SheetParcels(sheet, (), (), {})


def _limit_threads() -> None:
    import cv2  # noqa: PLC0415

    cv2.setNumThreads(1)


@cache
def versions() -> dict[str, str]:
    """Versions of what reads: part of every key, so that results of other tools are never used."""
    from pipeline.ocr import check_tools  # noqa: PLC0415

    names = ("opencv-python-headless", "onnxruntime", "rapidocr", "shapely", "numpy")
    return {"tesseract": check_tools(), **{name: metadata.version(name) for name in names}}
