"""A register page to its rows: every row of the table ends read, empty or refused, and is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline import ocr
from pipeline.model import Finding, FloatArray, PageImage, Pixels, Reading, Record, RegisterPage, Source
from pipeline.records import head, names, reading
from pipeline.records.cells import Cell, cut_cell
from pipeline.records.forms import KEY_COLUMNS, roles_by_content
from pipeline.records.head import Head
from pipeline.records.page import View, bounding_box, flatten, page_dpi, straighten
from pipeline.records.tables import Grid, find_grid

_ENOUGH_NAMES = 3  # columns whose names must be understood before a page counts as upright
_SAMPLES = 6
_DITTO = frozenset(['"', "''", "”", "“", "″", "〃", "//", "-nt-", "nt", "- nt -", "-", "--"])


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


def read_register(image: PageImage) -> RegisterPage | None:
    """The rows of a register page; None where the page has no ruled table whose columns can be told."""
    table = _find_table(image)
    if table is None:
        return None
    rows = range(table.body, table.grid.shape[0])
    cells = {
        role: [table.cell(row, column) for row in rows]
        for column, role in enumerate(table.roles)
        if role in _WANTED
    }
    filled = [i for i in range(len(rows)) if any(not column[i].blank for column in cells.values())]
    read = _read_columns({role: [column[i] for i in filled] for role, column in cells.items()}, image.source)
    records = []
    for place, i in enumerate(filled):
        box = bounding_box(table.view.page_points(_row_quad(table.grid, rows[i])))
        values = {role: column[place] for role, column in read.items()}
        records.append(_record(values, replace(image.source, box=box), table.grid.struck[rows[i]]))
    findings = tuple(finding for record in records for finding in _findings(record))
    heading = head.read_lines(table.flat, table.dpi, table.view, table.grid)
    return _page(
        image.source, table.form, heading, tuple(records), findings, len(rows), sum(map(len, cells.values()))
    )


def _find_table(image: PageImage) -> _Table | None:
    """The table in the first of four orientations in which the names of its columns can be read."""
    flat, dpi = flatten(image), page_dpi(image)
    seen: list[tuple[View, Grid, Head]] = []
    for turns in (0, 2, 1, 3):
        view = straighten(flat, dpi, turns)
        grid = find_grid(view.pixels)
        if grid is None or min(grid.shape) < 2:
            continue
        found = head.read_head(flat, dpi, view, grid)
        if found.known >= _ENOUGH_NAMES:
            return _table(flat, dpi, view, grid, found)
        seen.append((view, grid, found))
    tables = [_table_by_content(flat, dpi, view, grid) for view, grid, _ in seen]
    understood = [
        table for table in tables if sum(role in KEY_COLUMNS for role in table.roles) >= _ENOUGH_NAMES
    ]
    return max(understood, key=lambda table: sum(bool(role) for role in table.roles), default=None)


def _table(flat: Pixels, dpi: float, view: View, grid: Grid, found: Head) -> _Table:
    table = _Table(flat, dpi, view, grid, found.roles, found.body, "head")
    if table.body < grid.shape[0]:
        cells = [table.cell(table.body, column) for column in range(grid.shape[1])]
        if head.skip_number_row(cells):
            return replace(table, body=table.body + 1)
    return table


def _table_by_content(flat: Pixels, dpi: float, view: View, grid: Grid) -> _Table:
    """A table without a head: its columns are known by what stands in them."""
    table = _Table(flat, dpi, view, grid, ("",) * grid.shape[1], 0, "content")
    rows = np.linspace(0, grid.shape[0] - 1, min(_SAMPLES, grid.shape[0])).round().astype(int)
    cells = [[table.cell(int(row), column) for row in rows] for column in range(grid.shape[1])]
    texts = [_sample(column) for column in cells]
    widths = np.linalg.norm(grid.nodes[0, 1:] - grid.nodes[0, :-1], axis=1).tolist()
    return replace(table, roles=roles_by_content(texts, widths))


def _sample(cells: Sequence[Cell]) -> list[str]:
    pictures = [cell.lines[0] for cell in cells if not cell.blank]
    return [
        text.text.strip(".,")
        for text in ocr.read_limited(pictures, ocr.AREA_LETTERS + ocr.CODE_LETTERS + "+")
    ]


_WANTED = ("sheet", "number", "owner", "owner_kind", "area", "code", "place", "note")
_READERS = {
    "sheet": reading.read_numbers,
    "number": reading.read_numbers,
    "area": reading.read_areas,
    "code": reading.read_codes,
    "owner_kind": reading.read_kinds,
    "owner": names.read_texts,
    "place": names.read_texts,
    "note": names.read_texts,
}


def _read_columns(cells: dict[str, list[Cell]], source: Source) -> dict[str, list[Reading]]:
    return {role: _READERS[role](column, source) for role, column in cells.items()}


def _row_quad(grid: Grid, row: int) -> FloatArray:
    node = grid.nodes
    return np.concatenate([node[row], node[row + 1]])


def _record(values: dict[str, Reading], source: Source, struck: bool) -> Record:
    def value(role: str) -> Reading:
        return values.get(role) or Reading(None)

    owner = value("owner")
    return Record(
        source=source,
        sheet=value("sheet"),
        number=value("number"),
        owner=owner,
        owner_kind=value("owner_kind"),
        area_m2=value("area"),
        code=value("code"),
        place=value("place"),
        note=value("note"),
        struck=struck,
        continues=not value("number").text and value("number").value is None and owner.value is not None,
    )


def _findings(record: Record) -> list[Finding]:
    """What a person must type in: key values that stand there and were not read."""
    found = []
    for what, read in (("số thửa", record.number), ("diện tích", record.area_m2), ("loại đất", record.code)):
        missing = read.value is None and (read.text or (what == "số thửa" and not record.continues))
        if missing and not record.struck:
            found.append(Finding("value_unread", values={"what": what}, source=read.source or record.source))
    return found


def _page(
    source: Source,
    form: str,
    heading: Sequence[str],
    rows: tuple[Record, ...],
    findings: tuple[Finding, ...],
    found: int,
    cells: int,
) -> RegisterPage:
    refused = sum(row.number.value is None and not row.continues for row in rows)
    counts = {
        "rows_found": found,
        "rows_empty": found - len(rows),
        "rows_read": len(rows) - refused,
        "rows_refused": refused,
        "cells": cells,
    }
    nothing: Reading = Reading(None)
    return RegisterPage(source, form, nothing, nothing, nothing, nothing, rows, findings, counts)
