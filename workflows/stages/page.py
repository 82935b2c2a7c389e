"""A page: what it is, and what stands on it."""

from __future__ import annotations

from dataclasses import replace

from pipeline.communes import commune, former_units
from pipeline.model import (
    UNSEEN,
    CertificatePage,
    Finding,
    MapSheet,
    PageImage,
    PageLook,
    ParcelPage,
    Reason,
    RegisterPage,
    Source,
    Unit,
    Values,
)
from pipeline.scans import load_page
from pipeline.scans.look import look_at
from pipeline.store import Stage
from workflows.failures import attempted
from workflows.stages.given import Given, given_points
from workflows.stages.job import PAGE, PageSeen, ScanJob, ScanSeen
from workflows.stages.threads import limit_threads

Understood = MapSheet | RegisterPage | tuple[ParcelPage | CertificatePage, ...]
_STAGE = Stage(PAGE, __name__)


def read_page(seen: ScanSeen, page: int) -> PageSeen:
    """Find out what a page is and read it: place the sheet, or read the register's rows."""
    scan_job = seen.scan_job
    store = scan_job.job.store
    inputs: dict[str, str | int | float] = {
        "scan": scan_job.scan,
        "sha256": seen.sha256,
        "page": page,
        "commune": scan_job.job.code,
        "expected": scan_job.expected,
        "former_unit": scan_job.settings.former_unit or "",
        "sheet": scan_job.settings.sheet or 0,
        "default_unit": scan_job.settings.default_unit or "",
    }

    def read() -> PageSeen:
        given = given_points(scan_job, page)
        key, result = store.run(
            _STAGE, {**inputs, "control": given.sha256}, lambda: _understand(seen, page, given)
        )
        ended = _page_seen(seen, page, key, result)
        return replace(ended, findings=(*ended.findings, *given.findings))

    made = attempted(read, scan_job.scan, page)
    return PageSeen(scan_job, page, "failed", findings=(made,)) if isinstance(made, Finding) else made


def _page_seen(seen: ScanSeen, page: int, key: str, result: Understood | None) -> PageSeen:
    scan_job = seen.scan_job
    if isinstance(result, MapSheet):
        known = (result.unit.code, result.number) if result.unit and result.number else None
        placed = result.fit is not None
        return PageSeen(scan_job, page, "sheet", key, seen.sha256, known, placed, look=result.look)
    if isinstance(result, RegisterPage):
        rows = len(result.rows)
        return PageSeen(scan_job, page, "register", key, seen.sha256, rows=rows, look=result.look)
    if isinstance(result, tuple):
        look = result[0].look if result else UNSEEN
        return PageSeen(scan_job, page, "parcel", key, seen.sha256, look=look)
    source = Source(scan_job.scan, page)
    values: Values = {"page": source, "reason": Reason("nothing_known_on_page")}
    told = Finding("page_unknown", values=values, source=source)
    return PageSeen(scan_job, page, "unknown", key, findings=(told,))


def _understand(seen: ScanSeen, page: int, given: Given) -> Understood | None:
    scan_job = seen.scan_job
    image = load_page(scan_job.job.raw / scan_job.scan, page, scan_job.scan, seen.sha256)
    as_sheet = scan_job.expected == "sheet" or bool(given.points)
    # A form may have a frame and crosses like a sheet, and a sheet has no labels of a form: words come first.
    bids = (_as_sheet, _as_paper) if as_sheet else (_as_paper, _as_sheet)
    for attempt in bids:
        result = attempt(image, scan_job, given)
        if result is not None:
            return _with_rows_seen(_with_look(result, look_at(image)), image)
    return None


def _with_look(result: Understood, look: PageLook) -> Understood:
    if isinstance(result, tuple):
        return tuple(replace(page, look=look) for page in result)
    return replace(result, look=look)


def _with_rows_seen(result: Understood, image: PageImage) -> Understood:
    from pipeline.records.row_pictures import with_pictures  # noqa: PLC0415

    return with_pictures(result, image) if isinstance(result, RegisterPage) else result


def _as_sheet(image: PageImage, scan_job: ScanJob, given: Given) -> MapSheet | None:
    from pipeline.sheets.place import place_sheet  # noqa: PLC0415

    limit_threads()
    info = commune(scan_job.job.code)
    settings = scan_job.settings
    stated = _unit(scan_job, settings.former_unit)
    sheet = place_sheet(image, _units(scan_job), info.code, info.extent_m, given.points, stated=stated)
    if sheet is None:
        return None
    unit = sheet.unit or _unit(scan_job, settings.default_unit)
    return replace(sheet, unit=unit, number=settings.sheet or sheet.number)


def _as_paper(
    image: PageImage, scan_job: ScanJob, given: Given
) -> RegisterPage | tuple[ParcelPage | CertificatePage, ...] | None:
    from pipeline.records.papers import read_paper  # noqa: PLC0415

    limit_threads()
    return read_paper(image, by_words=scan_job.expected == "register")


def _units(scan_job: ScanJob) -> tuple[Unit, ...]:
    """Units that the scan may be of; first the one that is the likeliest before anything is read."""
    stated = scan_job.settings
    units = former_units(scan_job.job.code)
    if stated.former_unit:
        return tuple(unit for unit in units if unit.code == stated.former_unit)
    return tuple(sorted(units, key=lambda unit: unit.code != stated.default_unit))


def _unit(scan_job: ScanJob, code: str | None) -> Unit | None:
    return next((unit for unit in former_units(scan_job.job.code) if unit.code == code), None)
