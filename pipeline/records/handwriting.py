"""What was filled in by hand: print repeats its letters, a hand never does.

Every piece of ink of the table's cells is held against all others of the page. A printed letter has its like
somewhere on the page, whatever the face and the wear; a written one has none that is as alike. So nothing has
to be known of faces or of writers. Measured in docs/registers.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy.stats import binom

from pipeline.letter_likeness import PRINT, is_written, letter_shapes, unlikeness
from pipeline.model import FloatArray, Pixels
from pipeline.records.cells import Cell

_TIMES = 6.0  # a column among print: half of its pieces are beyond so many times the page's better quarter
# A cell among print: half of its pieces are beyond this, and so many as unlike would not come together by
# chance out of all that stands on its page, worn as it is: on one page of 200 with 250 cells.
_AMONG_PRINT, _CHANCE = 0.0036, 1 / (200 * 250)
_FEW = 30  # pieces, about two rows: too few to have their likes
_RICH = 250  # pieces from which on even seldom letters have their likes, so that one cell can be judged
_OF_COLUMN = 20  # pieces by which a column can be judged

_Place = tuple[str, int]
_Key = TypeVar("_Key", str, tuple[str, int])


@dataclass(frozen=True, slots=True)
class ByHand:
    """Which cells were filled in by hand, as (column, place in the column); ``page``: it seems all were."""

    page: bool
    cells: frozenset[_Place]

    def __contains__(self, place: _Place) -> bool:
        return self.page or place in self.cells


def find_handwriting(columns: Mapping[str, Sequence[Cell]]) -> ByHand:
    """Judge a table's cells by the page, by the column and one by one; print where too little can be seen."""
    owners, shapes = _pieces(columns)
    if len(owners) < _FEW:
        return ByHand(False, frozenset())
    unlike = unlikeness(shapes)
    if is_written(unlike):
        return ByHand(True, frozenset())
    if len(owners) < _RICH:
        return ByHand(False, frozenset())
    cells = _written_among_print(unlike, owners)
    rows, written = {place for _, place in owners}, {place for _, place in cells}
    return ByHand(len(written) > 0.5 * len(rows), cells)


def is_filled_by_hand(form: Sequence[Pixels], filling: Sequence[Pixels]) -> bool:
    """Whether what fills in a form was written by hand: it is no print beside the print of the form itself.

    Pictures of the texts of both; where too little can be seen it is print.
    """
    own, filled = ([shape for line in lines for shape in letter_shapes(line)] for lines in (form, filling))
    if min(len(own), len(filled)) < _OF_COLUMN:
        return False
    unlike = unlikeness([*own, *filled])
    print_px, written = float(np.median(unlike[: len(own)])), float(np.median(unlike[len(own) :]))
    return written > max(PRINT, _TIMES * print_px)


def _written_among_print(unlike: FloatArray, owners: Sequence[_Place]) -> frozenset[_Place]:
    """Columns that were filled in by hand, and single cells."""
    better = float(np.quantile(unlike, 0.25))
    by_cell = _grouped(unlike, owners)
    every = np.sort(unlike)
    alone = {cell for cell, values in by_cell.items() if _stands_out(values, every)}
    by_column = _grouped(unlike, [column for column, _ in owners])
    whole = {
        column
        for column, values in by_column.items()
        if len(values) >= _OF_COLUMN and float(np.median(values)) > max(PRINT, _TIMES * better)
    }
    return frozenset(alone | {cell for cell in by_cell if cell[0] in whole})


def _stands_out(unlike: Sequence[float], every: FloatArray) -> bool:
    """Whether the pieces of one cell are no print of its page, of whose pieces ``every`` is sorted.

    A worn page has many that are unlike their kind: a few of them in one cell are chance. A single piece may
    be print that is spoilt.
    """
    ranked = sorted(unlike)
    middle = ranked[(len(ranked) - 1) // 2]
    if len(ranked) < 2 or middle <= _AMONG_PRINT:
        return False
    return min(_chance(ranked, level, every) for level in (ranked[0], middle)) < _CHANCE


def _chance(unlike: Sequence[float], level: float, every: FloatArray) -> float:
    """How likely so many pieces of one cell reach a level by chance, as often as the page's others do."""
    beyond = sum(value >= level for value in unlike)
    others = len(every) - int(np.searchsorted(every, level)) - beyond
    share = (1 + others) / (1 + len(every) - len(unlike))
    return float(binom.sf(beyond - 1, len(unlike), share))


def _pieces(columns: Mapping[str, Sequence[Cell]]) -> tuple[list[_Place], list[FloatArray]]:
    """The cell of every piece of ink as large as a letter, and its shape."""
    owners: list[_Place] = []
    shapes: list[FloatArray] = []
    for column, cells in columns.items():
        for place, cell in enumerate(cells):
            found = [shape for line in cell.lines for shape in letter_shapes(line)]
            owners += [(column, place)] * len(found)
            shapes += found
    return owners, shapes


def _grouped(values: FloatArray, owners: Sequence[_Key]) -> dict[_Key, list[float]]:
    groups: dict[_Key, list[float]] = {}
    for owner, value in zip(owners, values.tolist(), strict=True):
        groups.setdefault(owner, []).append(value)
    return groups
