"""Pages about one parcel (extracts, survey sheets, certificates): fields by label, corners, edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Finding, Outline, ParcelPage, Reading, Source, Values
from pipeline.records.corners import read_corners
from pipeline.records.fields import Fields, as_code, as_number, as_text, find_fields, read_area
from pipeline.records.headings import PageHeading, read_heading
from pipeline.records.lengths import read_lengths
from pipeline.records.line import Line
from pipeline.records.outlines import CoordinateTable, outline_of
from pipeline.records.parcel_drawing import corners_on_page
from pipeline.records.sides import Side
from pipeline.records.titles import form_of, issued_by, titles_parcel
from pipeline.values import told_code

# Lines that name other places than the parcel's: where its holder lives, who he is.
_ELSEWHERE = ("owner", "home", "person", "owner_kind")


def parcel_page_of(side: Side, qr: str = "") -> ParcelPage | None:
    """The parcel of a page that is known by its title and labels; None for any other page.

    ``qr`` is what the codes on it hold.
    """
    form = form_of(side.lines, find_fields(side.lines, side.source))
    if form is None:
        return None
    fields = find_fields(side.lines, side.source, qr, by_hand=side.by_hand)
    table = read_corners(side, read_area(fields))
    issued = issued_by(side.lines, bool(qr)) if form == "certificate" else ""
    page = _page(side, form, fields, table)
    return replace(page, issued=issued, edges_m=() if table is not None else read_lengths(side))


def parcel_page_by_corners(side: Side) -> ParcelPage | None:
    """The parcel of a page that its table of corners makes one; None for any other page.

    Points that no length and no area ties together are a parcel's only below a title that says so: control
    points stand in such tables too.
    """
    fields = find_fields(side.lines, side.source, by_hand=side.by_hand)
    table = read_corners(side, read_area(fields))
    if table is None:
        return None
    page = _page(side, "corners", fields, table)
    proven = page.outline is not None and page.outline.proven
    return page if proven or titles_parcel(side.lines) else None


def _page(side: Side, form: str, fields: Fields, table: CoordinateTable | None) -> ParcelPage:
    area = read_area(fields)
    heading = heading_of_parcel(side.lines, fields.read("place", as_text), side.source)
    outline = None if table is None else outline_of(table)
    page = ParcelPage(
        source=side.source,
        form=form,
        issued="",
        commune=heading.commune,
        district=heading.district,
        province=heading.province,
        sheet=fields.read("sheet", as_number),
        number=fields.read("number", as_number),
        area_m2=area,
        code=fields.read("code", as_code),
        outline=outline,
        edges_m=(),
        findings=(),
        drawn_corners=() if outline is None else corners_on_page(side.view, outline),
    )
    doubtful = table is not None and (outline is None or not outline.proven)
    return replace(page, findings=(_doubtful(page, outline),)) if doubtful else page


def heading_of_parcel(lines: Sequence[Line], place: Reading[str], source: Source) -> PageHeading:
    """The units where the parcel lies: from the line with its address first, from none about its holder."""
    box = None if place.source is None else place.source.box
    address = [line for line in lines if box is not None and line.box == box]
    others = [line for line in lines if line not in address and not _is_of_holder(line)]
    return read_heading([*address, *others], source)


def _is_of_holder(line: Line) -> bool:
    found = find_fields([line], Source(""))
    return any(found.has(role) for role in _ELSEWHERE)


def _doubtful(page: ParcelPage, outline: Outline | None) -> Finding:
    values: Values = {
        "area": page.area_m2.value,
        "code": told_code(page.code.value),
        "corners": 0 if outline is None else len(outline.points),
    }
    return Finding("certificate_doubtful", values=values, source=page.source)
