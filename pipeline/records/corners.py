"""The table of corner coordinates on a page (X north, Y east, lengths), found by its numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pipeline.model import Reading
from pipeline.ocr import Word
from pipeline.records.columns import LENGTH, Column, ColumnReader, height_of, number_columns, rows_of
from pipeline.records.outlines import CoordinateTable
from pipeline.records.sides import Side

# Whole metres: northings of Vietnam have seven figures (or six in the far south), eastings six.
_COORDINATE = re.compile(r"(\d{6,7})[.,](\d{1,3})")


def read_corners(side: Side, words: Sequence[Word], area: Reading[float]) -> CoordinateTable | None:
    """The table of corners on an upright page; None where there is none.

    ``words`` are those of the page's view, ``area`` is the parcel's area as printed elsewhere on the page.
    """
    columns = number_columns(words)
    north = next((column for column in columns if column.figures == 7), None)
    east = next((column for column in columns if column.figures == 6), None)
    if north is None or east is None:
        return None
    rows = rows_of((north, east))
    if len(rows) < 3:
        return None
    reader = ColumnReader(side, height_of((north, east)))
    northings, eastings = (reader.read(column, rows, _COORDINATE) for column in (north, east))
    edges = _edges(columns, (north, east), rows, reader)
    return CoordinateTable(tuple(northings), tuple(eastings), tuple(edges), area)


def _edges(
    columns: Sequence[Column], beside: tuple[Column, Column], rows: Sequence[float], reader: ColumnReader
) -> list[Reading[float]]:
    """Lengths to the next corner, printed in the corner's row or between it and the next."""
    step = float(np.median(np.diff(rows)))
    right = max(column.ends[1] for column in beside)

    def inside(column: Column) -> int:
        return int(((column.middles > rows[0] - step) & (column.middles < rows[-1] + step)).sum())

    others = [column for column in columns if column.figures <= 4 and column.ends[0] > right]
    lengths = max(others, key=inside, default=None)
    if lengths is None or inside(lengths) < 2:
        return [Reading(None)] * len(rows)
    above = lengths.middles[:, None] - np.array(rows)
    below = above[(above > -0.25 * step) & (above < 0.75 * step)]
    offset = float(np.median(below)) if len(below) else 0.0
    return reader.read(lengths, [y + offset for y in rows], LENGTH)
