"""Columns of figures on a page without rules: found by their words, read twice where they should stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.model import Box, FloatArray, Reading
from pipeline.records.cells import Cell, cut_cell
from pipeline.records.line import Line
from pipeline.records.page import PX_PER_MM
from pipeline.records.reading import read_figures
from pipeline.records.sides import Side

_LENGTH = re.compile(r"(\d{1,4})[.,](\d{1,3})")
# Of a coordinate the mark may be lost: a blank behind six figures at the least.
_NUMBER = re.compile(r"^\D{0,2}((?:\d[ .,]?){1,7})(?:[.,]|(?<=\d{6}) )(\d{1,3})\D{0,2}$")
_APART_MM = 9.0  # columns of numbers lie farther apart
_PAD_MM = (1.0, 0.8)
_SAME_ROW = 0.7  # of the height of a number


@dataclass(frozen=True, slots=True)
class Column:
    """Boxes of the numbers of one column, in pixels of the view, from the top.

    ``counts``: of each number its whole figures to each reader; ``figures``: how many most of them have.
    """

    boxes: list[Box]
    counts: list[list[int]]
    figures: int

    @property
    def ends(self) -> tuple[float, float]:
        """From where to where the numbers stand, across."""
        boxes = np.array(self.boxes)
        return float(np.percentile(boxes[:, 0], 20)), float(np.percentile(boxes[:, 2], 80))

    def of_its_kind(self) -> Column:
        """The numbers that have as many figures as most, to any reader, or lost or won one.

        Others stand above the column or below it.
        """
        same = [place for place, counts in enumerate(self.counts) if self._is_near(counts)]
        return Column([self.boxes[i] for i in same], [self.counts[i] for i in same], self.figures)

    def _is_near(self, counts: Sequence[int]) -> bool:
        return any(abs(count - self.figures) <= 1 for count in counts)

    @property
    def middles(self) -> FloatArray:
        """Heights of the numbers' middles."""
        return np.array([(box[1] + box[3]) / 2 for box in self.boxes])


@dataclass(frozen=True, slots=True)
class ColumnReader:
    """Reads numbers of the page where they should stand; ``height_px`` is that of a number on the view."""

    side: Side
    height_px: float

    def read(
        self, column: Column, heights: Sequence[float], parse: Callable[[str], float | None]
    ) -> list[Reading[float]]:
        """The numbers of a column at these heights; without value where none stands there."""
        return read_figures(self.cells(column, heights), self.side.source, parse)

    def cells(self, column: Column, heights: Sequence[float]) -> list[Cell]:
        """The column cut out of the page at these heights."""
        x0, x1 = column.ends
        return [self._cut(x0, x1, y) for y in heights]

    def _cut(self, x0: float, x1: float, y: float) -> Cell:
        beside, over = (pad * PX_PER_MM for pad in _PAD_MM)
        reach = self.height_px / 2 + over
        left, right = x0 - beside, x1 + beside
        quad = np.array([[left, y - reach], [right, y - reach], [right, y + reach], [left, y + reach]])
        return cut_cell(self.side.flat, self.side.view.page_points(quad), self.side.dpi)


def as_length(text: str) -> float | None:
    """A length in metres below ten kilometres."""
    match = _LENGTH.fullmatch(text)
    return float(f"{match.group(1)}.{match.group(2)}") if match else None


def number_columns(texts: Sequence[Line]) -> list[Column]:
    """Columns of numbers with decimals; how many whole figures most of them have tells what they are."""
    return columns_like(texts, _NUMBER)


def columns_like(texts: Sequence[Line], kind: re.Pattern[str]) -> list[Column]:
    """Texts of a kind to any reader, by columns; the first group of the kind are whole figures.

    How many figures a column has, all readers say together: one may take the same first figure for a letter
    all down a column.
    """
    read = ((text.box, _figures(kind, text)) for text in texts)
    numbers = [(box, figures) for box, figures in read if figures]
    numbers.sort(key=lambda item: item[0][0] + item[0][2])
    groups: list[list[tuple[Box, list[int]]]] = []
    for box, figures in numbers:
        middle = (box[0] + box[2]) / 2
        if groups and middle - (groups[-1][-1][0][0] + groups[-1][-1][0][2]) / 2 < _APART_MM * PX_PER_MM / 2:
            groups[-1].append((box, figures))
        else:
            groups.append([(box, figures)])
    return [_column(group) for group in groups if len(group) >= 2]


def _figures(kind: re.Pattern[str], text: Line) -> list[int]:
    """The number of whole figures to each reader that sees a number of the kind."""
    matches = map(kind.search, text.said)
    return [sum(letter.isdigit() for letter in match.group(1)) for match in matches if match]


def _column(group: list[tuple[Box, list[int]]]) -> Column:
    figures = [count for _, counts in group for count in counts]
    usual = max(set(figures), key=figures.count)
    boxes, counts = zip(*sorted(group, key=lambda item: item[0][1]), strict=True)
    return Column(list(boxes), list(counts), usual)


def rows_of(columns: Sequence[Column]) -> list[float]:
    """Heights of the rows, each seen in at least one of the columns; wide gaps are filled evenly."""
    middles = np.sort(np.concatenate([column.middles for column in columns]))
    near = height_of(columns) * _SAME_ROW
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


def height_of(columns: Sequence[Column]) -> float:
    """Usual height of the print in the columns, pixels of the view."""
    return float(np.median([box[3] - box[1] for column in columns for box in column.boxes]))
