"""The page a land officer reads first: what was found, what it rests on, what a person must decide.

Self-contained: no script, nothing from elsewhere. No holder, address or note is in it. Vietnamese first;
English behind a switch that is style alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import findings
from pipeline.crs import central_meridian_text
from pipeline.delivery import layers
from pipeline.delivery.charts import ResidualPlot, area_scatter, commune_map, residual_plot
from pipeline.delivery.palette import (
    LEVEL_COLOURS,
    STATUS_COLOURS,
    land_use_colour,
    land_use_name,
)
from pipeline.delivery.pictures import MAX_BYTES, sheet_picture
from pipeline.delivery.tables import code, sheet_key, sorted_sheets
from pipeline.delivery.templating import render
from pipeline.files import safe_child
from pipeline.model import Commune, CommuneParcel, Finding, MapSheet

MAX_PAGE_BYTES = 20_000_000  # what a mail server still takes
MAX_LINES = 200  # of one list; the rest is in the spreadsheet
_ENGLISH_STATUS = {"khop": "Agree", "chap_nhan": "Accepted", "can_kiem_tra": "To be checked"}
_ENGLISH_LEVEL = {"chan": "Blocking", "loi": "Error", "canh_bao": "Warning", "ghi_chu": "Note"}
_TRAILING_DOTS = re.compile(r"(\s*[(«]?…[)»]?)+$")
SheetKey = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    vietnamese: str
    english: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a sum; ``status`` names a colour of the page, or is empty."""

    name: Words
    count: int
    status: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """A whole with its parts: what went in and where it went."""

    name: Words
    total: int
    parts: tuple[Part, ...]

    @property
    def holds(self) -> bool:
        """Whether the parts add up to the whole."""
        return self.total == sum(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class SheetView:
    """What the page shows of a sheet; ``anchor`` is its place in the page."""

    anchor: str
    sheet: MapSheet
    unit: str
    parcels: int
    waiting: int
    stated: int | None
    within: bool | None
    picture: str | None = None
    plot: ResidualPlot | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A parcel that waits for a person, with the values to choose from and what was found."""

    parcel: CommuneParcel
    unit: str
    area_differs: bool
    code_differs: bool
    texts: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding with its text; ``unit`` is the old commune's code."""

    finding: Finding
    unit: str
    text: Words


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All findings of a kind, under its text with the values left open."""

    level: str
    level_name: Words
    title: Words
    remedy: str
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


def make_report(commune: Commune, folder: Path) -> str:
    """The page as HTML; sheets' pictures are taken from ``folder/maps``."""
    return render(
        "report.html",
        commune=commune,
        meridian=central_meridian_text(commune.epsg),
        area_m2=sum(parcel.area_m2 for parcel in commune.parcels),
        statuses=_parts(layers.STATUS, _ENGLISH_STATUS, [parcel.status for parcel in commune.parcels]),
        levels=_parts(layers.LEVEL, _ENGLISH_LEVEL, [findings.level(each) for each in commune.findings]),
        status_colours=STATUS_COLOURS,
        level_colours=LEVEL_COLOURS,
        balances=balances(commune),
        map=commune_map(commune),
        sheets=_sheet_views(commune, folder),
        uses=_land_uses(commune.parcels),
        scatter=area_scatter(commune.parcels),
        waiting=_waiting(commune),
        groups=finding_groups(commune.findings),
        limit=MAX_LINES,
    )


# --- sums ---------------------------------------------------------------------------------------------


def balances(commune: Commune) -> tuple[Balance, ...]:
    """The sums of the page. One that does not hold is shown as such: something was lost on the way."""
    placed = sum(sheet.fit is not None for sheet in commune.sheets)
    sheets = (
        Part(Words("đã định vị", "placed"), placed, "khop"),
        Part(Words("chưa định vị", "not placed"), len(commune.sheets) - placed, "can_kiem_tra"),
    )
    return (
        *_input_balances(commune.counts),
        Balance(Words("Tờ bản đồ", "Map sheets"), len(commune.sheets), sheets),
        _status_balance(Words("Thửa đất", "Parcels"), [parcel.status for parcel in commune.parcels]),
        _status_balance(Words("Dòng sổ", "Register rows"), [record.status for record in commune.records]),
    )


def _status_balance(name: Words, statuses: Sequence[str]) -> Balance:
    parts = _parts(layers.STATUS, _ENGLISH_STATUS, statuses)
    return Balance(name, len(statuses), parts)


def _parts(titles: dict[str, str], english: dict[str, str], values: Iterable[str]) -> tuple[Part, ...]:
    count = Counter(values)
    return tuple(Part(Words(title, english[value]), count[value], value) for value, title in titles.items())


def _input_balances(counts: dict[str, int]) -> tuple[Balance, ...]:
    """Scans and pages as the run counted them; nothing where the run did not count."""
    if not {"scans", "scans_refused", "pages"} <= counts.keys():
        return ()
    scans = (
        Part(Words("đọc được", "readable"), counts["scans"] - counts["scans_refused"], "khop"),
        Part(Words("bị từ chối", "refused"), counts["scans_refused"], "can_kiem_tra"),
    )
    kinds = (
        ("pages_sheet", Words("tờ bản đồ", "map sheets"), "khop"),
        ("pages_register", Words("trang sổ", "register pages"), "khop"),
        ("pages_unknown", Words("không rõ loại", "of unknown kind"), "can_kiem_tra"),
        ("pages_failed", Words("lỗi", "failed"), "can_kiem_tra"),
    )
    pages = tuple(Part(name, counts.get(key, 0), status) for key, name, status in kinds)
    return (
        Balance(Words("Tệp quét", "Scans"), counts["scans"], scans),
        Balance(Words("Trang", "Pages"), counts["pages"], pages),
    )


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


def _sheet_views(commune: Commune, folder: Path) -> list[SheetView]:
    own: dict[SheetKey, list[CommuneParcel]] = {}
    for parcel in commune.parcels:
        own.setdefault((parcel.unit_code, parcel.sheet), []).append(parcel)
    sheets = sorted_sheets(commune)
    max_bytes = min(MAX_BYTES, MAX_PAGE_BYTES // max(len(sheets), 1))
    views = []
    for position, sheet in enumerate(sheets, 1):
        parcels = own.get(sheet_key(sheet), [])
        view = _sheet_view(f"to-{position}", sheet, parcels)
        views.append(
            replace(
                view,
                picture=_picture(sheet, parcels, folder, (commune.epsg, max_bytes)),
                plot=residual_plot(sheet),
            )
        )
    return views


def _sheet_view(anchor: str, sheet: MapSheet, parcels: Sequence[CommuneParcel]) -> SheetView:
    known = sheet.fit is not None and sheet.tolerance_m > 0
    return SheetView(
        anchor,
        sheet,
        _unit_name(sheet),
        len(parcels),
        sum(parcel.status == "can_kiem_tra" for parcel in parcels),
        sheet.title.parcel_count.value,
        sheet.fit.rms_m <= sheet.tolerance_m if sheet.fit and known else None,
    )


def _picture(
    sheet: MapSheet, parcels: Sequence[CommuneParcel], folder: Path, limits: tuple[int, int]
) -> str | None:
    unit_code, number = sheet_key(sheet)
    if sheet.fit is None or not unit_code or number is None:
        return None
    cog = safe_child(folder, "maps", f"{code(unit_code)}_{number}.tif")
    return sheet_picture(cog, parcels, *limits) if cog.is_file() else None


# --- decisions ----------------------------------------------------------------------------------------


def _waiting(commune: Commune) -> list[Waiting]:
    names = _unit_names(commune.sheets)
    texts: dict[tuple[str, int | None, int | None], list[Words]] = {}
    for finding in commune.findings:
        key = (finding.unit_code, finding.sheet, finding.number)
        texts.setdefault(key, []).append(_without_values(finding))
    queue = [parcel for parcel in commune.parcels if parcel.status == "can_kiem_tra"]
    queue.sort(key=lambda parcel: (parcel.unit_code, parcel.sheet, parcel.number or 0))
    return [
        Waiting(
            parcel,
            names.get(parcel.unit_code, parcel.unit_code),
            _differ(parcel.label_area_m2, parcel.record_area_m2),
            _differ(parcel.label_code, parcel.record_code),
            tuple(texts.get((parcel.unit_code, parcel.sheet, parcel.number), ())) if parcel.number else (),
        )
        for parcel in queue
    ]


def _unit_names(sheets: Iterable[MapSheet]) -> dict[str, str]:
    """Old communes by code, as the page names them."""
    return {sheet.unit.code: _unit_name(sheet) for sheet in sheets if sheet.unit}


def _unit_name(sheet: MapSheet) -> str:
    return f"{sheet.unit.name} ({code(sheet.unit.code)})" if sheet.unit else "?"


def _without_values(finding: Finding) -> Words:
    """What was found, without the values behind the colon: they stand in columns of their own."""
    text = _text(finding)
    return Words(text.vietnamese.split(": ")[0], text.english.split(": ")[0])


def _differ(first: object, second: object) -> bool:
    return first is not None and second is not None and first != second


def _text(finding: Finding) -> Words:
    return Words(findings.describe(finding), findings.describe(finding, english=True))


def finding_groups(found: Iterable[Finding]) -> list[FindingGroup]:
    """Findings by kind, the most serious and most frequent first."""
    kinds: dict[str, list[Finding]] = {}
    for finding in found:
        kinds.setdefault(finding.code, []).append(finding)
    rank = list(layers.LEVEL)
    order = sorted(
        kinds, key=lambda kind: (rank.index(findings.CATALOGUE[kind].level), -len(kinds[kind]), kind)
    )
    return [_finding_group(kind, kinds[kind]) for kind in order]


def _finding_group(kind: str, members: list[Finding]) -> FindingGroup:
    entry = findings.CATALOGUE[kind]
    members.sort(key=lambda each: (each.unit_code, each.sheet or 0, each.number or 0))
    lines = (FindingLine(each, code(each.unit_code) or "", _text(each)) for each in members[:MAX_LINES])
    return FindingGroup(
        entry.level,
        Words(layers.LEVEL[entry.level], _ENGLISH_LEVEL[entry.level]),
        _open_text(kind),
        entry.remedy,
        len(members),
        tuple(lines),
    )


def _open_text(kind: str) -> Words:
    """The kind's text up to its values, with dots for a value in the middle."""
    text = _without_values(Finding(kind))
    return Words(_opened(text.vietnamese), _opened(text.english))


def _opened(text: str) -> str:
    return _TRAILING_DOTS.sub("", text.replace("?", "…"))
