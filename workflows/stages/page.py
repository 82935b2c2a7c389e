"""A page: what it is, and what stands on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import crs
from pipeline.communes import AROUND_M, commune, former_units
from pipeline.decisions import AS_REGISTER, AS_SHEET, ASIDE, KIND, UNIT, Fields
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
from workflows.stages.given import Given, given_beside
from workflows.stages.job import PAGE, PageSeen, ScanJob, ScanSeen
from workflows.stages.said import Heard, Understood, heard, read_of, restated
from workflows.stages.threads import limit_threads

NOTHING_SAID: Fields = {}
_STAGE = Stage(PAGE, __name__)


def read_page(seen: ScanSeen, page: int, said: Fields = NOTHING_SAID) -> PageSeen:
    """Find out what a page is and read it: place the sheet, or read the register's rows.

    ``said`` is what people decided of it, by field.
    """
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
        given = given_beside(scan_job, page)
        known = {**inputs, "control": given.sha256}
        key, result = store.run(_STAGE, known, lambda: _understand(seen, page, given))
        ended = _page_seen(seen, page, key, result)
        if said:
            by_person = heard(said, read_of(result, scan_job.job.code))
            ended = _as_said(seen, _Read(ended, result, given, known), by_person)
        return replace(ended, findings=(*ended.findings, *given.findings))

    made = attempted(read, scan_job.scan, page)
    return PageSeen(scan_job, page, "failed", findings=(made,)) if isinstance(made, Finding) else made


@dataclass(frozen=True, slots=True)
class _Read:
    """A page as machines alone read it, by what was ``given`` beside it and the ``inputs`` of the result."""

    page: PageSeen
    result: Understood | None
    given: Given
    inputs: Mapping[str, str | int | float]


def _as_said(seen: ScanSeen, read: _Read, by: Heard) -> PageSeen:
    """The page as people say it is."""
    page, values, ended = read.page.page, by.values, read.page
    source = Source(seen.scan_job.scan, page)
    if values.get(KIND) == ASIDE:
        note = Finding("page_set_aside", values={"page": source}, source=source)
        ended = replace(ended, kind="aside", sheet=None, placed=False, rows=0, findings=(note,))
    elif values:
        known = {**read.inputs, "said": json.dumps(values, sort_keys=True)}
        key, made = seen.scan_job.job.store.run(_STAGE, known, lambda: _said_page(seen, read, by))
        ended = _page_seen(seen, page, key, made)
        if made is None and KIND in values:
            told = Finding("page_not_as_said", values={"page": source}, source=source)
            ended = replace(ended, findings=(told,))
    return replace(ended, read=read.page.key, fates=by.fates)


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
    if scan_job.expected == "sheet":
        told = Finding("sheet_unseen", values={"page": source}, source=source)
    else:
        told = Finding("page_unknown", values=values, source=source)
    return PageSeen(scan_job, page, "unknown", key, findings=(told,))


def _understand(seen: ScanSeen, page: int, given: Given) -> Understood | None:
    as_sheet = seen.scan_job.expected == "sheet" or bool(given.points)
    # A form may have a frame and crosses like a sheet, and a sheet has no labels of a form: words come first.
    bids = (_as_map, _as_paper) if as_sheet else (_as_paper, _as_sheet)
    return _first_of(bids, seen, page, given)


def _said_page(seen: ScanSeen, read: _Read, by: Heard) -> Understood | None:
    """What people say of a page, read anew where that decides what there is to read."""
    values, job, result, page = by.values, seen.scan_job, read.result, read.page.page
    kind = values.get(KIND, AS_SHEET if by.points or isinstance(result, MapSheet) else AS_REGISTER)
    if kind == AS_SHEET and (not isinstance(result, MapSheet) or by.points or UNIT in values):
        unit = str(values[UNIT]) if UNIT in values else job.settings.former_unit
        as_said = replace(job, settings=replace(job.settings, former_unit=unit))
        beside = replace(read.given, points=(*read.given.points, *by.points), is_sheet=True)
        result = _first_of((_as_sheet,), replace(seen, scan_job=as_said), page, beside)
    elif kind == AS_REGISTER and (result is None or isinstance(result, MapSheet)):
        as_said = replace(job, expected="register")
        beside = replace(read.given, is_register=True)
        result = _first_of((_as_paper,), replace(seen, scan_job=as_said), page, beside)
    return restated(result, values, former_units(job.job.code))


def _first_of(
    bids: Sequence[Callable[[PageImage, ScanJob, Given], Understood | None]],
    seen: ScanSeen,
    page: int,
    given: Given,
) -> Understood | None:
    scan_job = seen.scan_job
    image = load_page(scan_job.job.raw / scan_job.scan, page, scan_job.scan, seen.sha256)
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
    claimed = replace(image, georeferences=(*image.georeferences, *given.claims))
    sheet = place_sheet(
        claimed,
        _units(scan_job),
        info.code,
        info.extent_m,
        given.points,
        stated=stated,
        is_sheet=given.is_sheet,
    )
    if sheet is None:
        return None
    unit = sheet.unit or _unit(scan_job, settings.default_unit)
    return replace(sheet, unit=unit, number=settings.sheet or sheet.number)


def _as_map(
    image: PageImage, scan_job: ScanJob, given: Given
) -> MapSheet | tuple[ParcelPage | CertificatePage, ...] | None:
    """A map sheet; or a survey of one parcel, which names the sheet of its parcel and is none of that number.

    It is a survey where its drawing is placed and it does not lie as a sheet does. What a person says holds.
    """
    sheet = _as_sheet(image, scan_job, given)
    said = bool(given.points) or given.is_sheet
    if sheet is not None and (said or sheet.fit is not None):
        return sheet
    read = _read_paper(image, scan_job, by_words=True)
    papers = read if isinstance(read, tuple) else ()
    drawn = any(isinstance(page, ParcelPage) and page.drawing is not None for page in papers)
    return papers if drawn else sheet


def _as_paper(
    image: PageImage, scan_job: ScanJob, given: Given
) -> RegisterPage | tuple[ParcelPage | CertificatePage, ...] | None:
    by_words = scan_job.expected == "register"
    return _read_paper(image, scan_job, by_words=by_words, stated=given.is_register)


def _read_paper(
    image: PageImage, scan_job: ScanJob, *, by_words: bool, stated: bool = False
) -> RegisterPage | tuple[ParcelPage | CertificatePage, ...] | None:
    from pipeline.records.papers import read_paper  # noqa: PLC0415

    limit_threads()
    read = read_paper(image, by_words=by_words, stated=stated)
    if not isinstance(read, tuple):
        return read
    return tuple(_with_drawing(page, image, scan_job) for page in read)


def _with_drawing(
    page: ParcelPage | CertificatePage, image: PageImage, scan_job: ScanJob
) -> ParcelPage | CertificatePage:
    """The page with the drawing of its parcel placed, where the table's corners lie near the commune."""
    from pipeline.sheets.placed_drawing import place_drawing  # noqa: PLC0415

    if not isinstance(page, ParcelPage) or page.outline is None or not page.drawn_corners:
        return page
    info, zones = commune(scan_job.job.code), dict.fromkeys(unit.epsg for unit in _units(scan_job))
    near = (
        epsg
        for epsg in zones
        if info.distance_m(crs.between(epsg, info.epsg, page.outline.points)) <= AROUND_M
    )
    epsg = next(near, None)
    if epsg is None:
        return page
    drawing = place_drawing(image, page.drawn_corners, epsg, proven=page.outline.proven)
    return replace(page, drawing=drawing)


def _units(scan_job: ScanJob) -> tuple[Unit, ...]:
    """Units that the scan may be of; first the one that is the likeliest before anything is read."""
    stated = scan_job.settings
    units = former_units(scan_job.job.code)
    if stated.former_unit:
        return tuple(unit for unit in units if unit.code == stated.former_unit)
    return tuple(sorted(units, key=lambda unit: unit.code != stated.default_unit))


def _unit(scan_job: ScanJob, code: str | None) -> Unit | None:
    return next((unit for unit in former_units(scan_job.job.code) if unit.code == code), None)
