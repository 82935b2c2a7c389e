"""Questions about pages: what a page is, which old commune and sheet it is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline import keys
from pipeline.communes import former_units
from pipeline.decisions import AS_REGISTER, AS_SHEET, ASIDE, KIND, UNIT
from pipeline.model import (
    UNSEEN,
    Commune,
    DigitalSheet,
    Finding,
    MapSheet,
    PageLook,
    Reason,
    Sheet,
    Source,
    unit_code_of,
)
from pipeline.review.asked import Field, Option, PageKey, Picture, Placing, Question, Shown
from pipeline.review.made import alike_of, texts_of
from pipeline.review.page_texts import both

# What is told of a page that only a person can tell.
ASKING = ("page_unknown", "sheet_unseen", "unit_unknown", "sheet_unplaced")
_UNREAD, _OF_SHEET = "value_unread", "sheet_number"
_KINDS = {AS_REGISTER: "page_is_register", AS_SHEET: "page_is_sheet", ASIDE: "page_is_other"}
_WHOLE = 1e6  # pixels: more than any page has, so all of it is shown


def page_questions(commune: Commune) -> list[Question]:
    """One question for each page of which a person has to say what it is or where it belongs."""
    told: dict[PageKey, list[Finding]] = {}
    for finding in commune.findings:
        if finding.source is not None and _asks(finding):
            told.setdefault(finding.source.of_page, []).append(finding)
    if not told:
        return []
    kinds = {page.source.of_page: page.kind for page in commune.pages}
    looks: dict[PageKey, PageLook] = {page.source.of_page: page.look for page in commune.pages}
    sheets = {sheet.source.of_page: sheet for sheet in commune.sheets}
    units = [(unit.code, f"{unit.kind} {unit.name}") for unit in former_units(commune.code)]
    return [
        _question(
            those,
            _fields(kinds.get(page, ""), sheets.get(page), units),
            _whole(Source(*page), sheets.get(page), looks.get(page, UNSEEN)),
            _placing(commune, sheets.get(page)),
        )
        for page, those in told.items()
        if not isinstance(sheets.get(page), DigitalSheet)
    ]


def _asks(finding: Finding) -> bool:
    unread = finding.code == _UNREAD and finding.values.get("what") == Reason(_OF_SHEET)
    return finding.code in ASKING or unread


def _fields(kind: str, sheet: Sheet | None, units: Sequence[tuple[str, str]]) -> tuple[Field, ...]:
    """What the page is read as, with what it can be."""
    now: Mapping[str, Shown] = {
        KIND: AS_SHEET if sheet is not None else kind if kind in (AS_REGISTER, "parcel") else None,
        UNIT: unit_code_of(sheet.unit) or None if sheet is not None else None,
        "sheet": sheet.number if sheet is not None else None,
    }
    options = {
        KIND: tuple(Option(each, title=both(text)) for each, text in _KINDS.items()),
        UNIT: tuple(Option(code, title=(name, name)) for code, name in units),
        "sheet": (),
    }
    return tuple(Field(name, value, options[name]) for name, value in now.items())


def _whole(page: Source, sheet: Sheet | None, look: PageLook) -> Picture:
    """The whole page, upright where that is known."""
    width, height = look.size_px if look.size_px[0] else (_WHOLE, _WHOLE)
    if isinstance(sheet, MapSheet):
        width, height = sheet.size_px
    turned = sheet.turned if isinstance(sheet, MapSheet) else 0
    return Picture("page", page.scan, page.page, (0.0, 0.0, float(width), float(height)), turned)


def _placing(commune: Commune, sheet: Sheet | None) -> Placing | None:
    """Where a sheet that is not placed may lie."""
    if not isinstance(sheet, MapSheet) or sheet.fit is not None:
        return None
    unit = sheet.unit or next(iter(former_units(commune.code)), None)
    epsg = commune.epsg if unit is None else unit.epsg
    land = tuple(parcel.geometry for parcel in commune.parcels)
    return Placing(sheet.size_px, epsg, sheet.scale, sheet.dpi, land, commune.epsg)


def _question(
    told: Sequence[Finding], fields: tuple[Field, ...], whole: Picture, placing: Placing | None
) -> Question:
    unit = next((each.unit_code for each in told if each.unit_code), "")
    key = keys.of_page(Source(whole.scan, whole.page))
    return Question(
        "page", key, unit, None, whole.page, fields, (whole,), texts_of(told), alike_of(told, ()),
        placing=placing,
    )  # fmt: skip
