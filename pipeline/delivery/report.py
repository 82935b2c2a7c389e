"""The page a land officer reads first: what was found, what it rests on, what a person must decide.

Self-contained: no script, nothing from elsewhere. No holder, address or note is in it (what of places is,
tells ``waiting``). Vietnamese first; English behind a switch that is style alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import findings
from pipeline.catalogue import FINDINGS, HEADINGS
from pipeline.crs import central_meridian_text
from pipeline.delivery import layers
from pipeline.delivery.charts import ResidualPlot, area_scatter, commune_map, residual_plot
from pipeline.delivery.delivered_files import REPORT_ALONE
from pipeline.delivery.gathered import gathered
from pipeline.delivery.losses import Shrunk
from pipeline.delivery.palette import (
    LEVEL_COLOURS,
    STATUS_COLOURS,
    land_use_colour,
    land_use_name,
)
from pipeline.delivery.pictures import MAX_BYTES, sheet_picture
from pipeline.delivery.readiness import readiness
from pipeline.delivery.references import References, places_of, references
from pipeline.delivery.sums import ENGLISH_STATUS, Words, balances, parts
from pipeline.delivery.tables import code, sheet_key, sorted_sheets
from pipeline.delivery.templating import render
from pipeline.delivery.waiting import Pictures, Queue, queue, sheet_file
from pipeline.model import Commune, CommuneParcel, Finding, Fit, MapSheet, Reason, Sheet, SheetCheck, Value
from pipeline.wording import words

_SHEETS_BYTES = 400_000  # for the pictures of all sheets: a page of 5,000 parcels stays below 3 MB
MAX_LINES = 50  # of one list of findings; the rest is in the spreadsheet
_ENGLISH_LEVEL = {"chan": "Blocking", "loi": "Error", "canh_bao": "Warning", "ghi_chu": "Note"}
_MEASURES = {
    "sheets_placed": Words("tờ đã định vị", "sheets placed"),
    "parcels": Words("thửa đất", "parcels"),
    "parcels_accepted": Words("thửa được chấp nhận", "accepted parcels"),
    "rows": Words("dòng sổ", "register rows"),
    "rows_accepted": Words("dòng sổ được chấp nhận", "accepted register rows"),
}
SheetKey = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class SheetView:
    """What the page shows of a sheet; ``anchor`` is its place in the page.

    ``checks``: what its margin, and what the table of sheets states of it.
    ``loose``: points left out in turn are missed by more than the tolerance, though the fit itself keeps it.
    ``reason``: why it is not placed. ``page``: which one it was read from.
    """

    anchor: str
    sheet: Sheet
    unit: str
    parcels: int
    waiting: int
    checks: tuple[SheetCheck, ...]
    fit: Fit | None
    within: bool | None
    loose: bool = False
    reason: Words | None = None
    page: Words | None = None
    picture: str | None = None
    plot: ResidualPlot | None = None

    def of(self, document: str) -> list[SheetCheck]:
        """What documents of one kind state of the sheet."""
        return [check for check in self.checks if check.stated.document == document]


@dataclass(frozen=True, slots=True)
class QueueView:
    """What waits, with the names of its sheets (old commune, number) and of the kinds of what was found."""

    queue: Queue
    sheets: tuple[tuple[str, int], ...]
    kinds: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding with its text and the pages that it speaks of; ``unit`` is the old commune's code."""

    finding: Finding
    unit: str
    text: Words
    pages: Words


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All findings of a ``kind``, under its heading."""

    kind: str
    level: str
    level_name: Words
    title: Words
    remedy: Words
    count: int
    lines: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True)
class LandUse:
    """Parcels of one use; ``area_m2`` by geometry."""

    code: str
    name: str
    colour: str
    parcels: int
    area_m2: float


def make_report(commune: Commune, pictures: Pictures, falls: Sequence[Shrunk] = ()) -> str:
    """The page as HTML; ``falls``: what there is less of than in the delivery before."""
    named = references(commune)
    told = gathered(commune.findings)
    groups = finding_groups(told, named)
    return render(
        "report.html",
        commune=commune,
        meridian=central_meridian_text(commune.epsg),
        area_m2=sum(parcel.area_m2 for parcel in commune.parcels),
        statuses=parts(layers.STATUS, ENGLISH_STATUS, [parcel.status for parcel in commune.parcels]),
        levels=parts(layers.LEVEL, _ENGLISH_LEVEL, [findings.level(each) for each in told]),
        status_colours=STATUS_COLOURS,
        level_colours=LEVEL_COLOURS,
        balances=balances(commune),
        map=commune_map(commune),
        sheets=_sheet_views(commune, named, pictures),
        missing=_missing(commune),
        uses=_land_uses(commune.parcels),
        scatter=area_scatter(commune.parcels),
        queue=_shown_queue(queue(commune, pictures), commune),
        readiness=readiness(commune),
        groups=groups,
        group_places={group.kind: place for place, group in enumerate(groups, 1)},
        falls=falls,
        measures=_MEASURES,
        limit=MAX_LINES,
        alone=REPORT_ALONE,
    )


# --- land use -----------------------------------------------------------------------------------------


def _land_uses(parcels: Iterable[CommuneParcel]) -> list[LandUse]:
    """Uses by area, the largest first; parcels without an accepted code stand under a dash."""
    sums: dict[str, tuple[int, float]] = {}
    for parcel in parcels:
        count, area_m2 = sums.get(parcel.code or "", (0, 0.0))
        sums[parcel.code or ""] = (count + 1, area_m2 + parcel.area_m2)
    uses = [
        LandUse(use or "–", land_use_name(use) if use else "Chưa rõ", land_use_colour(use), count, area_m2)
        for use, (count, area_m2) in sums.items()
    ]
    return sorted(uses, key=lambda use: (-use.area_m2, use.code))


# --- sheets -------------------------------------------------------------------------------------------


def _sheet_views(commune: Commune, named: References, pictures: Pictures) -> list[SheetView]:
    own: dict[SheetKey, list[CommuneParcel]] = {}
    for parcel in commune.parcels:
        own.setdefault((parcel.unit_code, parcel.sheet), []).append(parcel)
    checks: dict[SheetKey, tuple[SheetCheck, ...]] = {}
    for check in commune.checks:
        key = (check.unit_code, check.sheet)
        checks[key] = (*checks.get(key, ()), check)
    sheets = sorted_sheets(commune)
    max_bytes = min(MAX_BYTES, _SHEETS_BYTES // max(len(sheets), 1))
    views = []
    for position, sheet in enumerate(sheets, 1):
        parcels = own.get(sheet_key(sheet), [])
        view = _sheet_view(f"to-{position}", sheet, parcels, checks.get(sheet_key(sheet), ()))
        views.append(
            replace(
                view,
                page=_words(named.public(sheet.source)),
                reason=_words(named.public(sheet.unplaced_reason)) if sheet.unplaced_reason else None,
                picture=_picture(sheet, parcels, pictures, (commune.epsg, max_bytes)),
                plot=residual_plot(sheet),
            )
        )
    return views


def _missing(commune: Commune) -> list[tuple[str, SheetCheck]]:
    """Sheets that a document lists and nobody scanned, each with its old commune."""
    names = _unit_names(commune.sheets)
    missing = [check for check in commune.checks if check.missing]
    return [(names.get(check.unit_code, check.unit_code), check) for check in missing]


def _sheet_view(
    anchor: str, sheet: Sheet, parcels: Sequence[CommuneParcel], checks: tuple[SheetCheck, ...]
) -> SheetView:
    fit = sheet.fit if isinstance(sheet, MapSheet) else None
    known = fit is not None and sheet.tolerance_m > 0
    return SheetView(
        anchor,
        sheet,
        _unit_name(sheet),
        len(parcels),
        sum(parcel.status == "can_kiem_tra" for parcel in parcels),
        checks,
        fit,
        fit.rms_m <= sheet.tolerance_m if fit and known else None,
        bool(fit and known and fit.error_m > sheet.tolerance_m),
    )


def _words(value: Value) -> Words:
    return Words(words(value), words(value, english=True))


def _picture(
    sheet: Sheet, parcels: Sequence[CommuneParcel], pictures: Pictures, limits: tuple[int, int]
) -> str | None:
    unit_code, number = sheet_key(sheet)
    cog = sheet_file(pictures, unit_code, number) if sheet.epsg else None
    return sheet_picture(cog, parcels, *limits) if cog else None


# --- decisions ----------------------------------------------------------------------------------------


def _shown_queue(found: Queue, commune: Commune) -> QueueView:
    """The queue with words for what it is filtered by."""
    units = _unit_names(commune.sheets)
    kinds = sorted({kind for line in found.lines for kind in line.kinds})
    return QueueView(
        found,
        tuple((units.get(unit, unit), number) for unit, number in found.sheets),
        {kind: heading(kind) for kind in kinds},
    )


def _unit_names(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Old communes by code, as the page names them."""
    return {sheet.unit.code: _unit_name(sheet) for sheet in sheets if sheet.unit}


def _unit_name(sheet: Sheet) -> str:
    return f"{sheet.unit.name} ({code(sheet.unit.code)})" if sheet.unit else "?"


def _text(finding: Finding, named: References) -> Words:
    return _words(named.public(Reason(finding.code, finding.values)))


def finding_groups(found: Iterable[Finding], named: References) -> list[FindingGroup]:
    """Findings by kind, the most serious and most frequent first."""
    kinds: dict[str, list[Finding]] = {}
    for finding in found:
        kinds.setdefault(finding.code, []).append(finding)
    rank = list(layers.LEVEL)
    order = sorted(kinds, key=lambda kind: (rank.index(FINDINGS[kind].level), -len(kinds[kind]), kind))
    return [_finding_group(kind, kinds[kind], named) for kind in order]


def _finding_group(kind: str, members: list[Finding], named: References) -> FindingGroup:
    entry = FINDINGS[kind]
    members.sort(key=lambda each: (each.unit_code, each.sheet or 0, each.number or 0))
    lines = (
        FindingLine(
            each,
            code(each.unit_code) or "",
            _text(each, named),
            _words(named.public(places_of(each))),
        )
        for each in members[:MAX_LINES]
    )
    return FindingGroup(
        kind,
        entry.level,
        Words(layers.LEVEL[entry.level], _ENGLISH_LEVEL[entry.level]),
        heading(kind),
        Words(entry.remedy, entry.remedy_english),
        len(members),
        tuple(lines),
    )


def heading(kind: str) -> Words:
    """What findings of a kind are called together: their text up to its values, or a heading of its own."""
    text = HEADINGS.get(kind, FINDINGS[kind])
    return Words(text.vietnamese.split(": ")[0], text.english.split(": ")[0])
