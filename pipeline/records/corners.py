"""The table of corner coordinates on a page (X north, Y east, lengths), found by its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from pipeline.model import Reading
from pipeline.records.columns import Column, ColumnReader, as_length, height_of, number_columns, rows_of
from pipeline.records.outlines import CoordinateTable
from pipeline.records.sides import Side

# Whole metres: northings of Vietnam have seven figures (or six in the far south), eastings six.
_NORTH, _EAST = 7, 6
_LEAST_CORNERS = 3
_DECIMALS, _USUAL_DECIMALS = range(1, 4), 2  # coordinates are printed to the centimetre (App. 12, 13)


def read_corners(side: Side, area: Reading[float]) -> CoordinateTable | None:
    """The table of corners on an upright page; None where there is none.

    ``area`` is the parcel's area as printed elsewhere on the page.
    """
    columns = number_columns(side.texts)
    pair = _coordinate_columns(columns)
    if pair is None:
        return None
    north, east = pair
    rows = rows_of(pair)
    if len(rows) < _LEAST_CORNERS:
        return None
    reader = ColumnReader(side, height_of(pair))
    northings, eastings = (
        _read_column(reader, column, rows, figures) for column, figures in ((north, _NORTH), (east, _EAST))
    )
    edges = _edges(columns, pair, rows, reader)
    return CoordinateTable(tuple(northings), tuple(eastings), tuple(edges), area)


def _coordinate_columns(columns: Sequence[Column]) -> tuple[Column, Column] | None:
    """Northings and eastings: the longest columns of so many figures; one is left or right of the other.

    Areas, parcel and sheet numbers may stand above them.
    """
    north, east = (
        max(
            (column.of_its_kind() for column in columns if column.figures == figures),
            key=lambda column: len(column.boxes),
            default=None,
        )
        for figures in (_NORTH, _EAST)
    )
    return None if north is None or east is None else (north, east)


def _read_column(
    reader: ColumnReader, column: Column, rows: Sequence[float], figures: int
) -> list[Reading[float]]:
    """Coordinates with as many decimals as most of them have, whatever parts their figures.

    One that lost its last decimal is kept in doubt with a nought there: edges may tell which figure it is.
    """
    seen = Counter(
        len(_figures(reading.text)) - figures
        for reading in reader.read(column, rows, _coordinate(figures, _DECIMALS))
        if reading.value is not None
    )
    places = seen.most_common(1)[0][0] if seen else _USUAL_DECIMALS
    whole = reader.read(column, rows, _coordinate(figures, range(places, places + 1)))
    lost = [place for place, reading in enumerate(whole) if reading.value is None]
    if places == _DECIMALS.start or not lost:
        return whole
    cut = reader.read(
        column, [rows[place] for place in lost], _coordinate(figures, range(places - 1, places))
    )
    for place, reading in zip(lost, cut, strict=True):
        if reading.value is not None:
            whole[place] = replace(reading, text=f"{reading.value:.{places}f}", agreed=False)
    return whole


def _coordinate(figures: int, decimals: range) -> Callable[[str], float | None]:
    """Parses a number by its figures alone: marks are lost, blanks become points."""

    def parse(text: str) -> float | None:
        digits = _figures(text)
        if len(digits) - figures not in decimals or set(text) - set("0123456789., "):
            return None
        return float(f"{digits[:figures]}.{digits[figures:]}")

    return parse


def _figures(text: str) -> str:
    return "".join(filter(str.isdigit, text))


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
    return reader.read(lengths, [y + offset for y in rows], as_length)
