"""The pieces of work that run on workers. Each takes a small job and returns a small answer; what is large
lies in the commune's store, keyed by its inputs, so a piece may run twice or on another machine without harm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Literal

from pipeline.communes import commune, former_units
from pipeline.config import ScanSettings
from pipeline.errors import MissingToolError, OutputError, ScanError, ScanInaccessibleError, fault_at
from pipeline.files import hash_file, safe_child, written_aside
from pipeline.model import (
    Commune,
    ControlPoint,
    Finding,
    InputFile,
    MapSheet,
    PageImage,
    ParcelPage,
    Reason,
    RegisterPage,
    SheetParcels,
    Source,
    Unit,
    Value,
)
from pipeline.scans import count_pages, inaccessible, load_page
from pipeline.store import Stage, Store

PAGE = Stage("page", "8")
PARCELS = Stage("parcels", "13")
PICTURE = Stage("picture", "1")
COMMUNE = Stage("commune", "10")
DELIVERY = Stage("delivery", "3")

Expected = Literal["sheet", "register"]
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


@dataclass(frozen=True, slots=True)
class ScanJob:
    """One scan: path below the commune's folder, and what its folder says it is."""

    job: Job
    scan: str
    expected: Expected
    settings: ScanSettings


@dataclass(frozen=True, slots=True)
class ScanSeen:
    """A scan after a look at its header: its hash and pages, or the finding that says why not."""

    scan_job: ScanJob
    sha256: str
    pages: int
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What one page was; ``key`` finds its result in the store. ``sheet`` is set for a placed sheet."""

    scan_job: ScanJob
    page: int
    kind: Literal["sheet", "register", "parcel", "unknown", "failed"]
    key: str = ""
    sheet: tuple[str, int] | None = None
    placed: bool = False
    rows: int = 0
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A piece of work on a placed sheet: the key of its result, or the finding that says what went wrong."""

    key: str = ""
    finding: Finding | None = None


def inspect_scan(scan_job: ScanJob) -> ScanSeen:
    """Hash a scan and count its pages; one that cannot be used comes back with its finding."""
    path = scan_job.job.raw / scan_job.scan
    try:
        return ScanSeen(scan_job, hash_file(path), count_pages(path))
    except ScanError as error:
        return ScanSeen(scan_job, "", 0, unusable(scan_job.scan, error))
    except OSError as error:
        return ScanSeen(scan_job, "", 0, unusable(scan_job.scan, inaccessible(error)))


def unreadable(scan: str, reason: Reason) -> Finding:
    """The finding of a scan that could not be used."""
    return Finding("scan_unreadable", values={"file": InputFile(scan), "reason": reason}, source=Source(scan))


def unusable(scan: str, error: ScanError, page: int | None = None) -> Finding:
    """The finding of a scan, or of one page of it, that is bad, or that cannot be reached."""
    code = "scan_inaccessible" if isinstance(error, ScanInaccessibleError) else "scan_unreadable"
    reason = error.reason if page is None else Reason("on_page", {"page": page, "reason": error.reason})
    return Finding(code, values={"file": InputFile(scan), "reason": reason}, source=Source(scan))


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
        "control": _hash_of(control_file(scan_job, page)),
    }
    try:
        result, _ = store.run(PAGE, inputs, lambda: _understand(scan_job, page))
    except ScanError as error:
        return PageSeen(scan_job, page, "failed", finding=unusable(scan_job.scan, error, page))
    except (OutputError, MissingToolError):
        raise
    except Exception as error:  # noqa: BLE001  a fault of ours on one page must not cost the others
        return PageSeen(
            scan_job, page, "failed", finding=page_failed(Source(scan_job.scan, page), fault_at(error))
        )
    return _page_seen(scan_job, page, store.key(PAGE, inputs), result)


def _page_seen(scan_job: ScanJob, page: int, key: str, result: Understood | None) -> PageSeen:
    if isinstance(result, MapSheet):
        known = (result.unit.code, result.number) if result.unit and result.number else None
        return PageSeen(scan_job, page, "sheet", key, known, result.fit is not None)
    if isinstance(result, RegisterPage):
        return PageSeen(scan_job, page, "register", key, rows=len(result.rows))
    if isinstance(result, tuple):
        return PageSeen(scan_job, page, "parcel", key)
    source = Source(scan_job.scan, page)
    values: dict[str, Value] = {"page": source, "reason": Reason("nothing_known_on_page")}
    return PageSeen(scan_job, page, "unknown", finding=Finding("page_unknown", values=values, source=source))


def page_failed(page: Source, reason: Reason) -> Finding:
    """The finding of a page that was not processed."""
    return Finding("page_failed", values={"page": page, "reason": reason}, source=page)


def _understand(scan_job: ScanJob, page: int) -> Understood | None:
    image = load_page(scan_job.job.raw / scan_job.scan, page, scan_job.scan)
    first, second = (_as_sheet, _as_ruled) if scan_job.expected == "sheet" else (_as_ruled, _as_sheet)
    for attempt in (first, second, _as_untabled):
        result = attempt(image, scan_job)
        if result is not None:
            return result
    return None


def _as_sheet(image: PageImage, scan_job: ScanJob) -> MapSheet | None:
    from pipeline.sheets.place import place_sheet  # noqa: PLC0415  rooms are loaded by the work that uses them

    _limit_threads()
    info = commune(scan_job.job.code)
    given, doubts = given_points(scan_job, image.source.page)
    stated = next(iter(_units(scan_job)), None) if scan_job.settings.former_unit else None
    sheet = place_sheet(image, _units(scan_job), info.code, info.extent_m, given, stated=stated)
    if sheet is None:
        return None
    findings = (*sheet.findings, *doubts)
    return replace(sheet, number=scan_job.settings.sheet or sheet.number, findings=findings)


def control_file(scan_job: ScanJob, page: int) -> Path | None:
    """A technician's points: ``control/<scan>.points``, for later pages ``control/<scan>.<page>.points``."""
    scan = Path(scan_job.scan)
    stems = [f"{name}.{page}" for name in (scan.name, scan.stem)]
    stems += [scan.name, scan.stem] if page == 1 else []
    places = [scan_job.job.raw / "control" / f"{stem}.points" for stem in stems]
    return next((path for path in places if path.is_file() and not path.is_symlink()), None)


def _hash_of(path: Path | None) -> str:
    return hash_file(path) if path else ""


def given_points(scan_job: ScanJob, page: int) -> tuple[tuple[ControlPoint, ...], tuple[Finding, ...]]:
    """The technician's points that are switched on, or the finding that says why the file cannot be used."""
    from pipeline.sheets.points_file import read_points  # noqa: PLC0415

    path = control_file(scan_job, page)
    if path is None:
        return (), ()
    try:
        points = tuple(point for point in read_points(path) if point.used)
    except ScanError as error:
        return (), (unreadable(f"control/{path.name}", error.reason),)
    return points, () if points else (unreadable(f"control/{path.name}", Reason("no_points")),)


def _as_ruled(image: PageImage, scan_job: ScanJob) -> RegisterPage | tuple[ParcelPage, ...] | None:
    from pipeline.records.ruled import read_ruled  # noqa: PLC0415

    _limit_threads()
    return read_ruled(image)


def _as_untabled(image: PageImage, scan_job: ScanJob) -> RegisterPage | tuple[ParcelPage, ...] | None:
    from pipeline.records.untabled import read_untabled  # noqa: PLC0415

    return read_untabled(image) if scan_job.expected == "register" else None


def _units(scan_job: ScanJob) -> tuple[Unit, ...]:
    units = former_units(scan_job.job.code)
    stated = scan_job.settings.former_unit
    return tuple(unit for unit in units if unit.code == stated) if stated else units


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
        image = load_page(job.raw / seen.scan_job.scan, seen.page, seen.scan_job.scan)
        return work(image, job.store.get(PAGE, seen.key))

    try:
        job.store.run(stage, inputs, compute)
    except (OutputError, MissingToolError):
        raise
    except ScanError as error:
        return Done(finding=unusable(seen.scan_job.scan, error, seen.page))
    except Exception as error:  # noqa: BLE001  a fault of ours on one sheet must not cost the others
        return Done(finding=page_failed(Source(seen.scan_job.scan, seen.page), fault_at(error)))
    return Done(job.store.key(stage, inputs))


def draw_picture(seen: PageSeen, name: str) -> Done:
    """Write the sheet as a COG in VN-2000 to ``maps/<name>``, unless it lies there as it was written."""
    from pipeline.sheets.warp import write_cog  # noqa: PLC0415

    job = seen.scan_job.job
    target = safe_child(job.out, "maps", name)

    def draw(image: PageImage, sheet: MapSheet) -> str:
        target.parent.mkdir(parents=True, exist_ok=True)
        with written_aside(target, 0o600) as path:
            write_cog(image, sheet, path)
        return hash_file(target)

    done = _on_sheet(seen, PICTURE, draw, name)
    if done.key and not (target.is_file() and hash_file(target) == job.store.get(PICTURE, done.key)):
        try:
            image = load_page(job.raw / seen.scan_job.scan, seen.page, seen.scan_job.scan)
        except ScanError as error:
            return Done(finding=unusable(seen.scan_job.scan, error, seen.page))
        job.store.put(PICTURE, done.key, draw(image, job.store.get(PAGE, seen.key)))
    return done


def merge(job: Job, sheets: Sequence[str], unplaced: Sequence[str], pages: Sequence[str]) -> str:
    """Bring traced sheets, unplaced sheets, pages of registers and of parcels together, all by key."""
    from pipeline.commune.merge import merge_commune  # noqa: PLC0415
    from pipeline.sheets.seams import adjust  # noqa: PLC0415

    info = commune(job.code)
    inputs = {
        **versions(),
        "code": job.code,
        "sheets": " ".join(sheets),
        "unplaced": " ".join(unplaced),
        "pages": " ".join(pages),
    }

    def bring_together() -> Commune:
        traced = [job.store.get(PARCELS, key) for key in sheets]
        adjusted, seams = adjust(traced)
        adjusted += [_nothing_traced(job.store.get(PAGE, key)) for key in unplaced]
        read = [job.store.get(PAGE, key) for key in pages]
        merged = merge_commune(
            job.code,
            info.full_name,
            info.epsg,
            adjusted,
            [page for page in read if isinstance(page, RegisterPage)],
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
