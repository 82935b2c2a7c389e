"""A register page to its rows: every row of the table ends read, empty or refused, and is counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pipeline import ocr
from pipeline.heading import Heading, parse_heading
from pipeline.model import Finding, PageImage, Pixels, Reading, Record, RegisterPage, Source
from pipeline.records import head, names, reading
from pipeline.records.cells import Cell, cut_cell
from pipeline.records.forms import KEY_COLUMNS, roles_by_content
from pipeline.records.head import Head, Line
from pipeline.records.page import View, bounding_box, flatten, page_dpi, straighten
from pipeline.records.rows import divide_rows
from pipeline.records.tables import Grid, find_grid
from pipeline.text import fold

_ENOUGH_NAMES = 3  # columns whose names must be understood before a page counts as upright
_SAMPLES = 6
_BOOK = re.compile(r"\bso (muc ke|dia chinh)\b")  # the titles of the books, folded
_NATIONAL = re.compile(r"xa hoi chu nghia|doc lap.*tu do")  # stands on every form, and names no commune
_HEADING_AGREED, _HEADING_ONE = 0.97, 0.5

_Readings = list[Reading[Any]]
_READERS: dict[str, Callable[[Sequence[Cell], Source], _Readings]] = {
    "sheet": reading.read_numbers,
    "number": reading.read_numbers,
    "area": reading.read_areas,
    "code": reading.read_codes,
    "owner_kind": reading.read_kinds,
    "owner": names.read_texts,
    "place": names.read_texts,
    "note": names.read_texts,
}
_DITTO_COLUMNS = ("owner", "place")


@dataclass(frozen=True, slots=True)
class _Table:
    """A table on its page, upright, with what its columns mean and where its rows of data begin."""

    flat: Pixels
    dpi: float
    view: View
    grid: Grid
    roles: tuple[str, ...]
    body: int
    form: str

    def cell(self, row: int, column: int) -> Cell:
        return cut_cell(self.flat, self.view.page_points(self.grid.quad(row, column)), self.dpi)

    def column(self, role: str) -> list[Cell]:
        place = self.roles.index(role)
        return [self.cell(row, place) for row in range(self.body, self.grid.shape[0])]


def read_register(image: PageImage) -> RegisterPage | None:
    """The rows of a register page; None where the page has no ruled table whose columns can be told.

    Boxes of all readings are in pixels of the page as given, also where it lies on its side or head.
    ``form`` is "head" where the columns are known by their names, "content" where by what stands in them.
    """
    table = _find_table(image)
    if table is None:
        return None
    rows = range(table.body, table.grid.shape[0])
    table = _with_filled_columns(table)
    cells = {role: table.column(role) for role in table.roles if role in _READERS}
    filled = [i for i in range(len(rows)) if any(not column[i].blank for column in cells.values())]
    read = _read_columns({role: [column[i] for i in filled] for role, column in cells.items()}, image.source)
    records = tuple(
        _record({role: column[place] for role, column in read.items()}, table, rows[i], image.source)
        for place, i in enumerate(filled)
    )
    top = int(table.grid.nodes[0, :, 1].min())
    lines = head.read_lines(table.flat, table.dpi, table.view, top)
    counts = _counts(records, len(rows), sum(map(len, cells.values())))
    return _page(image.source, table.form, lines, records, counts)


def read_cover(image: PageImage) -> RegisterPage | None:
    """The units that the cover of a register names (App. 15); None for any other page."""
    flat, dpi = flatten(image), page_dpi(image)
    for turns in (0, 2, 1, 3):
        view = straighten(flat, dpi, turns)
        lines = head.read_lines(flat, dpi, view, view.pixels.shape[0])
        page = _page(image.source, "cover", lines, (), _counts((), 0, 0))
        if page.commune.value and any(_BOOK.search(fold(line.first)) for line in lines):
            return page
    return None


def _find_table(image: PageImage) -> _Table | None:
    """The table in the first of four orientations in which the names of its columns can be read."""
    flat, dpi = flatten(image), page_dpi(image)
    seen: list[_Table] = []
    for turns in (0, 2, 1, 3):
        view = straighten(flat, dpi, turns)
        grid = find_grid(view.pixels)
        if grid is None or min(grid.shape) < 2:
            continue
        table = _Table(flat, dpi, view, grid, ("",) * grid.shape[1], 0, "content")
        found = head.read_head(flat, dpi, view, grid)
        if found.known >= _ENOUGH_NAMES:
            return _divided(_with_head(table, found))
        seen.append(table)
    understood = [table for table in map(_with_content, seen) if _keys(table) >= _ENOUGH_NAMES]
    best = max(understood, key=lambda table: sum(map(bool, table.roles)), default=None)
    return None if best is None else _divided(best)


def _with_filled_columns(table: _Table) -> _Table:
    """A column for the current state that is blank all down the page gives way to the papers' column.

    So a head that was misread, or a book that was filled in on one side only, does not lose its values.
    """
    roles = list(table.roles)
    for role, other in (("area", "paper_area"), ("code", "paper_code")):
        if role in roles and other in roles and all(cell.blank for cell in table.column(role)):
            place, instead = roles.index(role), roles.index(other)
            roles[place], roles[instead] = other, role
    return replace(table, roles=tuple(roles))


def _keys(table: _Table) -> int:
    return sum(role in KEY_COLUMNS for role in table.roles)


def _with_head(table: _Table, found: Head) -> _Table:
    """Columns by their names; where a key column is missing, by content."""
    table = replace(table, roles=found.roles, body=found.body, form="head")
    if table.body < table.grid.shape[0]:
        cells = [table.cell(table.body, column) for column in range(table.grid.shape[1])]
        table = replace(table, body=table.body + 1) if head.skip_number_row(cells) else table
    if _keys(table) == len(KEY_COLUMNS):
        return table
    guessed = _with_content(table).roles
    roles = tuple(
        role or (guess if guess not in found.roles else "")
        for role, guess in zip(table.roles, guessed, strict=True)
    )
    return replace(table, roles=roles)


def _with_content(table: _Table) -> _Table:
    """Columns by what stands in some of their cells."""
    last = table.grid.shape[0] - 1
    rows = np.linspace(min(table.body, last), last, min(_SAMPLES, last + 1)).round().astype(int)
    cells = [[table.cell(int(row), column) for row in rows] for column in range(table.grid.shape[1])]
    texts = [_sample(column) for column in cells]
    widths = np.linalg.norm(table.grid.nodes[0, 1:] - table.grid.nodes[0, :-1], axis=1).tolist()
    return replace(table, roles=roles_by_content(texts, widths))


def _sample(cells: Sequence[Cell]) -> list[str]:
    pictures = [cell.lines[0] for cell in cells if not cell.blank]
    letters = ocr.AREA_LETTERS + ocr.CODE_LETTERS + "+"
    return [text.text.strip(".,") for text in ocr.read_limited(pictures, letters)]


def _divided(table: _Table) -> _Table:
    return replace(table, grid=divide_rows(table.view.pixels, table.grid, table.roles, table.body))


def _read_columns(cells: dict[str, list[Cell]], source: Source) -> dict[str, _Readings]:
    read = {role: _READERS[role](column, source) for role, column in cells.items()}
    return {
        role: names.fill_dittos(column) if role in _DITTO_COLUMNS else column for role, column in read.items()
    }


def _record(values: dict[str, Reading[Any]], table: _Table, row: int, source: Source) -> Record:
    node = table.grid.nodes
    box = bounding_box(table.view.page_points(np.concatenate([node[row], node[row + 1]])))

    def value(role: str) -> Reading[Any]:
        return values.get(role) or Reading(None)

    number, owner = value("number"), value("owner")
    return Record(
        source=replace(source, box=box),
        sheet=value("sheet"),
        number=number,
        owner=owner,
        owner_kind=value("owner_kind"),
        area_m2=value("area"),
        code=value("code"),
        place=value("place"),
        note=value("note"),
        struck=table.grid.struck[row],
        continues=number.value is None and not number.text and owner.value is not None,
    )


def _findings(record: Record) -> list[Finding]:
    """What a person must type in: key values that stand there and were not read."""
    if record.struck:
        return []
    keys = (("số thửa", record.number), ("diện tích", record.area_m2), ("loại đất", record.code))
    missing = [
        (what, read) for what, read in keys if read.value is None and (read.text or read is record.number)
    ]
    return [
        Finding("value_unread", values={"what": what}, source=read.source or record.source)
        for what, read in missing
        if not (read is record.number and record.continues)
    ]


def _missing_columns(rows: Sequence[Record], source: Source) -> list[Finding]:
    """Columns that no row of the page has anything in: most likely the table's head was misread."""
    columns = (
        ("cột số thửa", [row.number for row in rows]),
        ("cột tên người sử dụng", [row.owner for row in rows]),
        ("cột diện tích", [row.area_m2 for row in rows]),
        ("cột loại đất", [row.code for row in rows]),
    )
    return [
        Finding("value_unread", values={"what": what}, source=source)
        for what, column in columns
        if column and not any(reading.text for reading in column)
    ]


def _counts(rows: Sequence[Record], found: int, cells: int) -> dict[str, int]:
    refused = sum(row.number.value is None and not row.continues for row in rows)
    return {
        "rows_found": found,
        "rows_empty": found - len(rows),
        "rows_read": len(rows) - refused,
        "rows_refused": refused,
        "cells": cells,
    }


def _page(
    source: Source, form: str, lines: Sequence[Line], rows: tuple[Record, ...], counts: dict[str, int]
) -> RegisterPage:
    lines = [line for line in lines if not _NATIONAL.search(fold(line.first))]
    first = parse_heading([line.first for line in lines])
    second = parse_heading([line.second for line in lines])

    def read(pick: Callable[[Heading], Any]) -> Reading[Any]:
        return _heading_reading(pick(first), pick(second), lines, source)

    return RegisterPage(
        source=source,
        form=form,
        commune=read(lambda heading: heading.commune or None),
        district=read(lambda heading: heading.district or None),
        province=read(lambda heading: heading.province or None),
        sheet=read(lambda heading: heading.sheet),
        rows=rows,
        findings=(*_missing_columns(rows, source), *(found for row in rows for found in _findings(row))),
        counts=counts,
    )


def _heading_reading(one: Any, two: Any, lines: Sequence[Line], source: Source) -> Reading[Any]:
    value, other = (two, None) if one is None else (one, two)
    if value is None:
        return Reading(None)
    agreed = one == two
    wanted = fold(str(value))
    line = next((line for line in lines if wanted in fold(line.first) or wanted in fold(line.second)), None)
    place = replace(source, box=line.box) if line else source
    rest = () if agreed or other is None else ((other, _HEADING_ONE),)
    confidence = _HEADING_AGREED if agreed else _HEADING_ONE
    return Reading(value, line.first if line else str(value), confidence, place, rest, agreed)
