"""Pages about one parcel (certificates, extracts of the map): fields by label, corners as a polygon."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.model import Finding, PageImage, Reading, RegisterPage, Source
from pipeline.records.corners import read_corners
from pipeline.records.fields import Fields, as_area, as_code, as_number, as_text, find_fields
from pipeline.records.head import read_lines
from pipeline.records.outlines import CoordinateTable, Outline, outline_of
from pipeline.records.page import flatten, page_dpi, straighten


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a page says of one parcel; ``outline`` is None where no corner table could be read whole."""

    source: Source
    sheet: Reading[int]
    number: Reading[int]
    owner: Reading[str]
    area_m2: Reading[float]
    code: Reading[str]
    place: Reading[str]
    outline: Outline | None


def read_certificate(image: PageImage) -> Certificate | None:
    """The parcel of a page with a table of corner coordinates; None for any other page."""
    flat, dpi = flatten(image), page_dpi(image)
    for turns in (0, 2, 1, 3):
        view = straighten(flat, dpi, turns)
        corners = read_corners(flat, dpi, view, Reading(None), image.source)
        if corners is not None:
            lines = read_lines(flat, dpi, view, corners.top_px)
            return _certificate(find_fields(lines, image.source), corners.table, image.source)
    return None


def certificate_page(image: PageImage) -> RegisterPage | None:
    """The page as one of the registers, without rows: what was found on it is told, and no owner with it."""
    found = read_certificate(image)
    if found is None:
        return None
    outline = found.outline
    code = "certificate_outline" if outline is not None and outline.proven else "certificate_doubtful"
    values = {
        "area": "?" if found.area_m2.value is None else f"{found.area_m2.value:.1f}",
        "code": found.code.value or "?",
        "corners": "0" if outline is None else str(len(outline.points)),
    }
    told = Finding(code, "", found.sheet.value, found.number.value, values, None, found.source)
    nothing: Reading[str] = Reading(None)
    return RegisterPage(
        found.source, "certificate", nothing, nothing, nothing, found.sheet, (), (told,), {"rows_found": 0}
    )


def _certificate(fields: Fields, table: CoordinateTable, source: Source) -> Certificate:
    area = fields.read("area", as_area)
    return Certificate(
        source=source,
        sheet=fields.read("sheet", as_number),
        number=fields.read("number", as_number),
        owner=fields.read("owner", as_text),
        area_m2=area,
        code=fields.read("code", as_code),
        place=fields.read("place", as_text),
        outline=outline_of(replace(table, area_m2=area)),
    )
