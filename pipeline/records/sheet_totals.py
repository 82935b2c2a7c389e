"""The table of a commune's sheets (App. 16 of Circular 25/2014): parcels, holders and m² of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from pipeline.model import Reading, SheetTotal, Source
from pipeline.records import names, reading
from pipeline.records.cells import Cell, cut_cell
from pipeline.records.layout import Table
from pipeline.records.page import bounding_box
from pipeline.records.totals import names_total

_MOST_M2 = 1e9  # the largest communes have some 400 km²
_READERS: dict[str, Callable[[Sequence[Cell], Source], Sequence[Reading[Any]]]] = {
    "ordinal": reading.read_numbers,
    "sheet": reading.read_numbers,
    "parcel_count": reading.read_counts,
    "user_count": reading.read_counts,
    "manager_count": reading.read_counts,
    "area": partial(reading.read_areas, most_m2=_MOST_M2),
}
_FIGURES = ("parcel_count", "user_count", "manager_count", "area")
_NOTHING: Reading[Any] = Reading(None)


def read_sheet_totals(table: Table, source: Source) -> tuple[SheetTotal, ...]:
    """Every row of the table that bears a figure, the one that sums up the others as ``whole``."""
    cells = {role: table.column(role) for role in _READERS if role in table.roles}
    filled = [
        i
        for i in range(len(table.rows))
        if any(not cells[role][i].blank for role in _FIGURES if role in cells)
    ]
    read = {role: _READERS[role]([column[i] for i in filled], source) for role, column in cells.items()}
    rows = [{role: column[place] for role, column in read.items()} for place in range(len(filled))]
    places = [table.rows[i] for i in filled]
    wholes = _wholes(rows, table, places, source)
    return tuple(
        _sheet_total(row, whole, replace(source, box=bounding_box(table.row_corners(place))))
        for row, whole, place in zip(rows, wholes, places, strict=True)
    )


def _sheet_total(row: Mapping[str, Reading[Any]], whole: bool, source: Source) -> SheetTotal:
    return SheetTotal(
        document="table",
        source=source,
        sheet=_NOTHING if whole else row["sheet"],
        parcels=row.get("parcel_count", _NOTHING),
        area_m2=row.get("area", _NOTHING),
        users=row.get("user_count", _NOTHING),
        managers=row.get("manager_count", _NOTHING),
        whole=whole,
    )


def _wholes(
    rows: Sequence[Mapping[str, Reading[Any]]], table: Table, places: Sequence[int], source: Source
) -> list[bool]:
    """Which rows sum up the others: those that say so, and the last one where no sheet is named.

    Beside the words may stand how many sheets there are. Readers of figures make some of words, too.
    """
    wholes = [False] * len(rows)
    for i, row in enumerate(rows):
        last, numbered = i == len(rows) - 1, row.get("ordinal", row["sheet"]).agreed
        if last or not numbered:
            texts = names.read_texts(_name_cells(table, places[i]), source)
            said = any(names_total(text.value or "") for text in texts)
            wholes[i] = said or (last and not numbered and not row["sheet"].text)
    return wholes


def _name_cells(table: Table, row: int) -> list[Cell]:
    """Where a row says what it is: each cell up to its sheet number, and all of them as one."""
    sheet = table.roles.index("sheet")
    first = min(sheet, table.roles.index("ordinal")) if "ordinal" in table.roles else sheet
    quads = [table.grid.quad(row, column) for column in range(first, sheet + 1)]
    joined = np.array([quads[0][0], quads[-1][1], quads[-1][2], quads[0][3]])
    return [cut_cell(table.flat, table.view.page_points(quad), table.dpi) for quad in (*quads, joined)]
