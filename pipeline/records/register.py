"""A register page to its rows: every row of the table ends read, empty or refused, and is counted."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz

from pipeline.model import Finding, PageImage, Reading, Reason, Record, RegisterPage, Source
from pipeline.records import names, reading, written
from pipeline.records.cells import Cell
from pipeline.records.fields import as_text, find_fields
from pipeline.records.handwriting import ByHand, find_handwriting
from pipeline.records.headings import read_heading
from pipeline.records.layout import Table, find_tables
from pipeline.records.line import Line
from pipeline.records.listing import has_parcel_columns, holds, lists_parcels
from pipeline.records.page import bounding_box
from pipeline.records.sequence import fill_numbers
from pipeline.records.sheet_totals import read_sheet_totals
from pipeline.records.sides import Side, stand_up
from pipeline.records.titles import heads_certificate, titles_parcel
from pipeline.records.totals import check_total, is_total
from pipeline.text import fold

# Parcels that were split or merged into others stay in the book as history (notes to App. 15).
_HISTORY, _LIKE = ("tach thanh", "hop thanh"), 85.0  # a letter misread through the line that strikes it
_BOOK = re.compile(r"\bso (muc ke|dia chinh)\b")  # the titles of the books, folded
_WRITTEN = 0.5  # what readers of print make of names and headings by hand is worth at most this
# A column in fewer of whose rows anything stands may be none: names are rarely longer than their part of a
# column that a fold parts. In as many a form's own column has its name read, or is a list's.
_SELDOM, _PARTED = 0.25, 0.5
_TABLE_OF_SHEETS = re.compile(r"bang tong hop so thua\b|bang tong hop$")  # the title of App. 16, folded

_Readings = list[Reading[Any]]
_READERS: dict[str, Callable[[Sequence[Cell], Source], _Readings]] = {
    "sheet": reading.read_numbers,
    "number": reading.read_numbers,
    "area": reading.read_areas,
    "code": reading.read_codes,
    "owner_kind": reading.read_kinds,
    "owner": names.read_names,
    "place": names.read_names,
    "note": names.read_texts,
}
_READERS_OF_HANDWRITING: dict[str, Callable[[Sequence[Cell], Source], _Readings]] = {
    "sheet": written.read_numbers,
    "number": written.read_numbers,
    "area": written.read_areas,
    "code": written.read_codes,
    "owner_kind": written.read_kinds,
}
_DITTO_COLUMNS = ("owner", "place", "owner_kind", "code", "sheet")


def read_register(image: PageImage) -> RegisterPage | None:
    """The rows of a register page; None where the page has no ruled table whose columns can be told.

    Boxes of all readings are in pixels of the page as given, also where it lies on its side or head.
    ``form`` is "head" where the columns are known by their names, "content" where by what stands in them.
    Where two pages of a book lie on the scan, the right one's rows follow the left one's.
    """
    return register_of(find_tables(stand_up(image)), image.source)


def register_of(tables: Sequence[Table], source: Source, *, stated: bool = False) -> RegisterPage | None:
    """The rows of a page's tables, left page first; None where none of them is a register's.

    ``stated``: a person says that they are, so that what stands in them need not tell.
    """
    read = [_read_table(table, source, stated) for table in tables]
    pages = [page for page in read if page is not None]
    if len(pages) < 2:
        return pages[0] if pages else None
    rows = tuple(_under_heading(row, page) for page in pages for row in page.rows)
    findings = tuple(finding for page in pages for finding in page.findings)
    counts = {name: sum(page.counts[name] for page in pages) for name in pages[0].counts}
    totals = tuple(total for page in pages for total in page.sheet_totals)
    merged = replace(pages[0], sheet=Reading(None), rows=rows, findings=findings, counts=counts)
    return replace(merged, sheet_totals=totals)


def _under_heading(row: Record, page: RegisterPage) -> Record:
    """The row of one of two pages: the sheet that its own page's heading names."""
    return row if row.sheet.value is not None else replace(row, sheet=page.sheet)


def _read_table(table: Table, source: Source, stated: bool) -> RegisterPage | None:
    if table.is_of_sheets:
        return _of_sheets(table, source)
    titles = [text for line in table.lines for text in line.folded]
    if "code" not in table.roles and any(map(_TABLE_OF_SHEETS.match, titles)):
        return None  # a table of sheets whose head cannot be read: none of its rows is a parcel's
    table = _with_ordinals(table, source)
    if heads_certificate(table.lines) or not has_parcel_columns(table):
        return None
    if titles_parcel(table.lines) and not stated:
        return None  # a table of edges or corners on a page about one parcel
    page = rows_of(table, source)
    if stated or lists_parcels(table, page):
        return page
    read = (
        (other, reading.read_codes(other.column("code"), source)) for other in _with_code_elsewhere(table)
    )
    moved = ((other, rows_of(other, source)) for other, codes in read if holds(codes))
    return next((page for other, page in moved if lists_parcels(other, page)), None)


def _with_code_elsewhere(table: Table) -> list[Table]:
    """The table with each column that may be that of land uses: the name was read over another one.

    Such are columns without a name, and of ranks (``hạng đất``), a word away where two columns share a head.
    """
    if "code" not in table.roles:
        return []
    left = ["" if role == "code" else role for role in table.roles]
    others = [place for place, role in enumerate(table.roles) if role in ("", "rank")]
    return [replace(table, roles=(*left[:at], "code", *left[at + 1 :])) for at in others]


def _with_ordinals(table: Table, source: Source) -> Table:
    """In a book by sheets, or under a sheet's number, a column of ordinals stands for the parcels' numbers.

    Elsewhere the ordinals of a list are no numbers of parcels.
    """
    if not {"number", "sheet"}.isdisjoint(table.named) or "ordinal" not in table.named:
        return table
    book = any(_BOOK.search(line.folded[0]) for line in table.lines)
    if not book and read_heading(table.lines, source).sheet.value is None:
        return table
    roles = [{"number": "", "ordinal": "number"}.get(role, role) for role in table.roles]
    return replace(table, roles=tuple(roles), named=table.named | {"number"})


def _of_sheets(table: Table, source: Source) -> RegisterPage:
    totals = read_sheet_totals(table, source)
    whole = sum(total.whole for total in totals)
    counts = _counts((), len(table.rows), whole, len(table.rows) * len(table.roles))
    counts |= {"rows_of_sheets": len(totals) - whole, "rows_empty": len(table.rows) - len(totals)}
    return replace(_page(source, table.form, table.lines, (), counts), sheet_totals=totals)


def rows_of(table: Table, source: Source) -> RegisterPage:
    """The rows of a table that speaks of parcels, whatever paper it stands on."""
    table = _with_filled_columns(table)
    cells = {role: table.column(role) for role in table.roles if role in _READERS}
    filled = [i for i in range(len(table.rows)) if any(not column[i].blank for column in cells.values())]
    columns = {role: [column[i] for i in filled] for role, column in cells.items()}
    by_hand = find_handwriting(columns)
    read = _without_parted(_read_columns(columns, by_hand, source), table, filled)
    every = [
        replace(
            _record({role: column[place] for role, column in read.items()}, table, table.rows[i], source),
            by_hand=any((role, place) in by_hand for role in read),
        )
        for place, i in enumerate(filled)
    ]
    totals = [record for record in every if is_total(record)]
    checked = check_total(fill_numbers([record for record in every if not is_total(record)]), totals)
    records = checked.rows
    counts = _counts(records, len(table.rows), len(totals), sum(map(len, cells.values())))
    counts |= {"totals_agreed": checked.agreed, "totals_differing": checked.differing}
    records = _of_one_owner(records, table.lines, source) if "owner" not in table.roles else records
    page = _page(source, table.form, table.lines, records, counts)
    told = (*page.findings, *checked.findings, *_pen_findings(records, by_hand, source))
    page = replace(page, findings=told, sheet_totals=checked.of_sheets)
    return _with_heading_in_doubt(page) if by_hand.page else page


def _without_parted(read: dict[str, _Readings], table: Table, filled: Sequence[int]) -> dict[str, _Readings]:
    """The columns' readings; a value beside print in a column without name that is mostly blank is doubted.

    What seems to part the two may be a fold, and the print the rest of the value.
    """
    found = dict(read)
    for column in (column for column, role in enumerate(table.roles) if not role):
        beside = {
            *table.roles[max(0, column - 1) : column],
            *table.roles[column + 1 : column + 2],
        } & read.keys()
        cells = [table.cell(table.rows[i], column) for i in filled] if beside else []
        printed = [not cell.blank for cell in cells]
        if 0 < sum(printed) <= _SELDOM * len(printed):
            for role in beside:
                found[role] = [
                    value.doubted(_PARTED) if there else value
                    for value, there in zip(found[role], printed, strict=True)
                ]
    return found


def _with_heading_in_doubt(page: RegisterPage) -> RegisterPage:
    """A page whose rows were filled in by hand: so were, most likely, the names and numbers above them."""
    return replace(
        page,
        commune=page.commune.doubted(_WRITTEN),
        district=page.district.doubted(_WRITTEN),
        province=page.province.doubted(_WRITTEN),
        sheet=page.sheet.doubted(_WRITTEN),
        rows=tuple(replace(row, owner=row.owner.doubted(_WRITTEN)) for row in page.rows),
    )


def cover_of(side: Side) -> RegisterPage | None:
    """The units that the cover of a register names (App. 15); None for any other page."""
    page = _page(side.source, "cover", side.lines, (), _counts((), 0, 0, 0))
    titled = any(_BOOK.search(line.folded[0]) for line in side.lines)
    return page if titled and page.commune.value else None


def _with_filled_columns(table: Table) -> Table:
    """A column for the current state that is blank all down the page gives way to the papers' column.

    So a head that was misread, or a book that was filled in on one side only, does not lose its values.
    """
    roles = list(table.roles)
    for role, other in (("area", "paper_area"), ("code", "paper_code")):
        if role in roles and other in roles and table.is_blank(role):
            place, instead = roles.index(role), roles.index(other)
            roles[place], roles[instead] = other, role
    return replace(table, roles=tuple(roles))


def _of_one_owner(records: tuple[Record, ...], lines: Sequence[Line], source: Source) -> tuple[Record, ...]:
    """Rows of a book with a page for each land user (sổ địa chính): the holder stands above the table."""
    owner = find_fields(lines, source).read("owner", as_text)
    return tuple(replace(record, owner=owner) for record in records)


def _read_columns(cells: dict[str, list[Cell]], by_hand: ByHand, source: Source) -> dict[str, _Readings]:
    columns: dict[str, _Readings] = {}
    for role, column in cells.items():
        read = _read_column(role, column, [(role, place) in by_hand for place in range(len(column))], source)
        columns[role] = names.fill_dittos(read) if role in _DITTO_COLUMNS else read
    return columns


def _read_column(role: str, column: Sequence[Cell], by_hand: Sequence[bool], source: Source) -> _Readings:
    """Figures and codes by hand have readers of their own; other text by hand is only read to look at."""
    if role not in _READERS_OF_HANDWRITING:
        read = _READERS[role](column, source)
        return [value.doubted(_WRITTEN) if pen else value for value, pen in zip(read, by_hand, strict=True)]
    pens = list(itertools.compress(column, by_hand))
    prints = [cell for cell, pen in zip(column, by_hand, strict=True) if not pen]
    from_pen = iter(_READERS_OF_HANDWRITING[role](pens, source))
    from_print = iter(_READERS[role](prints, source))
    return [next(from_pen) if pen else next(from_print) for pen in by_hand]


def _record(values: dict[str, Reading[Any]], table: Table, row: int, source: Source) -> Record:
    box = bounding_box(table.row_corners(row))

    def value(role: str) -> Reading[Any]:
        return values.get(role) or Reading(None)

    number = value("number")
    return Record(
        source=replace(source, box=box),
        sheet=value("sheet"),
        number=number,
        owner=value("owner"),
        owner_kind=value("owner_kind"),
        area_m2=value("area"),
        code=value("code"),
        place=value("place"),
        note=value("note"),
        struck=table.grid.struck[row] or _is_history(value("note")),
        continues=number.value is None
        and not number.text
        and any(value(role).value is not None for role in ("owner", "area", "code")),
    )


def _is_history(note: Reading[str]) -> bool:
    text = fold(note.value or "")
    return any(fuzz.ratio(text[: len(words)], words) >= _LIKE for words in _HISTORY)


def _findings(record: Record) -> list[Finding]:
    """What a person must type in: key values that stand there and were not read."""
    if record.struck:
        return []
    keys = (("parcel_number", record.number), ("area", record.area_m2), ("land_use", record.code))
    missing = [
        (what, read) for what, read in keys if read.value is None and (read.text or read is record.number)
    ]
    return [
        Finding("value_unread", values={"what": Reason(what)}, source=read.source or record.source)
        for what, read in missing
        if not (read is record.number and record.continues)
    ]


def _pen_findings(records: Sequence[Record], by_hand: ByHand, source: Source) -> list[Finding]:
    """One finding for a page that was filled in by hand; else one for each row with a cell that was."""
    if by_hand.page:
        return [Finding("page_by_hand", values={"rows": len(records)}, source=source)]
    return [Finding("row_by_hand", source=row.source) for row in records if row.by_hand and not row.struck]


def _missing_columns(rows: Sequence[Record], source: Source) -> list[Finding]:
    """Columns that no row of the page has anything in: most likely the table's head was misread."""
    columns = (
        ("column_of_numbers", [row.number for row in rows]),
        ("column_of_holders", [row.owner for row in rows]),
        ("column_of_areas", [row.area_m2 for row in rows]),
        ("column_of_land_uses", [row.code for row in rows]),
    )
    return [
        Finding("value_unread", values={"what": Reason(what)}, source=source)
        for what, column in columns
        if column and not any(reading.text for reading in column)
    ]


def _counts(rows: Sequence[Record], found: int, totals: int, cells: int) -> dict[str, int]:
    """``rows_found`` = empty + totals + read + refused."""
    refused = sum(row.number.value is None and not row.continues for row in rows)
    return {
        "rows_found": found,
        "rows_empty": found - totals - len(rows),
        "rows_totals": totals,
        "rows_of_sheets": 0,
        "rows_read": len(rows) - refused,
        "rows_refused": refused,
        "cells": cells,
        "rows_by_hand": sum(row.by_hand for row in rows),
        "totals_agreed": 0,
        "totals_differing": 0,
    }


def _page(
    source: Source, form: str, lines: Sequence[Line], rows: tuple[Record, ...], counts: dict[str, int]
) -> RegisterPage:
    named = read_heading(lines, source)
    return RegisterPage(
        source=source,
        form=form,
        commune=named.commune,
        district=named.district,
        province=named.province,
        sheet=named.sheet,
        rows=rows,
        findings=(*_missing_columns(rows, source), *(found for row in rows for found in _findings(row))),
        counts=counts,
    )
