"""The table of corner coordinates on a page (X north, Y east, lengths), found by its numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline import ocr
from pipeline.model import Box, FloatArray, Pixels, Reading, Source
from pipeline.records.cells import Cell, cut_cell
from pipeline.records.outlines import CoordinateTable
from pipeline.records.page import PX_PER_MM, VIEW_DPI, View
from pipeline.records.reading import read_figures

# Whole metres: northings of Vietnam have seven figures (or six in the far south), eastings six.
_COORDINATE = re.compile(r"(\d{6,7})[.,](\d{1,3})")
_LENGTH = re.compile(r"(\d{1,4})[.,](\d{1,3})")
_NUMBER = re.compile(r"(\d{1,7})[.,](\d{1,3})\b")
_APART_MM = 9.0  # columns of numbers lie farther apart
_PAD_MM = (1.0, 0.8)


@dataclass(frozen=True, slots=True)
class Corners:
    """A table as read, and where it begins on the view, in pixels from the top."""

    table: CoordinateTable
    top_px: int


@dataclass(frozen=True, slots=True)
class _Column:
    """Boxes of the numbers of one column, in pixels of the view, from the top."""

    boxes: list[Box]
    figures: int

    @property
    def ends(self) -> tuple[float, float]:
        """From where to where the numbers stand, across."""
        boxes = np.array(self.boxes)
        return float(np.percentile(boxes[:, 0], 20)), float(np.percentile(boxes[:, 2], 80))

    @property
    def middles(self) -> FloatArray:
        """Heights of the numbers' middles."""
        return np.array([(box[1] + box[3]) / 2 for box in self.boxes])


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads numbers of the page where they should stand; ``height_px`` is that of a number on the view."""

    flat: Pixels
    dpi: float
    view: View
    source: Source
    height_px: float

    def read(self, column: _Column, heights: Sequence[float], kind: re.Pattern[str]) -> list[Reading[float]]:
        """The numbers of a column at these heights; without value where none stands there."""
        x0, x1 = column.ends
        cells = [self._cut(x0, x1, y) for y in heights]
        return read_figures(cells, self.source, kind)

    def _cut(self, x0: float, x1: float, y: float) -> Cell:
        beside, over = (pad * PX_PER_MM for pad in _PAD_MM)
        reach = self.height_px / 2 + over
        left, right = x0 - beside, x1 + beside
        quad = np.array([[left, y - reach], [right, y - reach], [right, y + reach], [left, y + reach]])
        return cut_cell(self.flat, self.view.page_points(quad), self.dpi)


def read_corners(
    flat: Pixels, dpi: float, view: View, area: Reading[float], source: Source
) -> Corners | None:
    """The table of corners on an upright page; None where there is none.

    ``area`` is the parcel's area as printed elsewhere on the page.
    """
    columns = _columns(view.pixels)
    north = next((column for column in columns if column.figures == 7), None)
    east = next((column for column in columns if column.figures == 6), None)
    if north is None or east is None:
        return None
    rows = _rows(north, east)
    if len(rows) < 3:
        return None
    height = float(np.median([box[3] - box[1] for box in (*north.boxes, *east.boxes)]))
    reader = _Reader(flat, dpi, view, source, height)
    northings, eastings = (reader.read(column, rows, _COORDINATE) for column in (north, east))
    edges = _edges(columns, (north, east), rows, reader)
    table = CoordinateTable(tuple(northings), tuple(eastings), tuple(edges), area)
    return Corners(table, int(rows[0] - 4 * height))


def _edges(
    columns: Sequence[_Column], beside: tuple[_Column, _Column], rows: Sequence[float], reader: _Reader
) -> list[Reading[float]]:
    """Lengths to the next corner, printed in the corner's row or between it and the next."""
    step = float(np.median(np.diff(rows)))
    right = max(column.ends[1] for column in beside)

    def inside(column: _Column) -> int:
        return int(((column.middles > rows[0] - step) & (column.middles < rows[-1] + step)).sum())

    others = [column for column in columns if column.figures <= 4 and column.ends[0] > right]
    lengths = max(others, key=inside, default=None)
    if lengths is None or inside(lengths) < 2:
        return [Reading(None)] * len(rows)
    above = lengths.middles[:, None] - np.array(rows)
    below = above[(above > -0.25 * step) & (above < 0.75 * step)]
    offset = float(np.median(below)) if len(below) else 0.0
    return reader.read(lengths, [y + offset for y in rows], _LENGTH)


def _columns(view: Pixels) -> list[_Column]:
    """Columns of numbers with decimals; how many whole figures most of them have tells what they are."""
    words = ocr.find_words(view, "eng", dpi=round(VIEW_DPI))
    numbers = [(word.box, match) for word in words if (match := _NUMBER.search(word.text))]
    numbers.sort(key=lambda item: item[0][0] + item[0][2])
    groups: list[list[tuple[Box, re.Match[str]]]] = []
    for box, match in numbers:
        middle = (box[0] + box[2]) / 2
        if groups and middle - (groups[-1][-1][0][0] + groups[-1][-1][0][2]) / 2 < _APART_MM * PX_PER_MM / 2:
            groups[-1].append((box, match))
        else:
            groups.append([(box, match)])
    return [_column(group) for group in groups if len(group) >= 2]


def _column(group: list[tuple[Box, re.Match[str]]]) -> _Column:
    figures = [len(match.group(1)) for _, match in group]
    usual = max(set(figures), key=figures.count)
    boxes = sorted((box for box, _ in group), key=lambda box: box[1])
    return _Column(boxes, usual)


def _rows(north: _Column, east: _Column) -> list[float]:
    """Heights of the rows, each seen in at least one of the two columns; wide gaps are filled evenly."""
    middles = np.sort(np.concatenate([north.middles, east.middles]))
    near = float(np.median([box[3] - box[1] for box in north.boxes])) * 0.7
    rows: list[list[float]] = []
    for y in middles.tolist():
        if rows and y - rows[-1][-1] < near:
            rows[-1].append(y)
        else:
            rows.append([y])
    heights = [float(np.mean(row)) for row in rows]
    step = float(np.median(np.diff(heights))) if len(heights) > 1 else 0.0
    filled = heights[:1]
    for y in heights[1:]:
        missing = round((y - filled[-1]) / step) - 1 if step else 0
        filled += [filled[-1] + (y - filled[-1]) * (i + 1) / (missing + 1) for i in range(max(0, missing))]
        filled.append(y)
    return filled
