"""Figures against the width that they take: two readers lose the same letter where two print as one.

The figures of a column are of one type, whose pitch its other cells show; of no type are they wider than
high. A reading that has fewer letters than fit into its ink is not believed, whoever agrees on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from pipeline.model import Pixels, Reading
from pipeline.records.cells import Cell

T = TypeVar("T")
_COLUMN = 5  # readings that show a column's pitch
# Ink of figures, also where it ran on worn pages, is at most 1.25 times as wide as its column says;
# of two figures of which one was read it is 1.5 times as wide and more (``11`` read ``1``: 1.69).
_WIDE = 1.4
# Of its height: printed figures take 0.64 to 0.76 of it each, with the room beside them (250 agreed ones of
# three books), those of wide faces nine tenths; what a pen spreads more is looked at.
_WIDEST = 1.1
_DOUBT = 0.5
_INK = 150


def doubt_wide(cells: Sequence[Cell], readings: Sequence[Reading[T]]) -> list[Reading[T]]:
    """The readings of a column of figures; those whose ink holds more than what was read are not agreed."""
    pitches = [_pitch_px(cell, reading) for cell, reading in zip(cells, readings, strict=True)]
    most = [_WIDEST * _height_px(cell) for cell in cells]
    readings = [
        reading.doubted(_DOUBT) if pitch > limit else reading
        for reading, pitch, limit in zip(readings, pitches, most, strict=True)
    ]
    known = [pitch for pitch, read in zip(pitches, readings, strict=True) if read.agreed and pitch]
    if len(known) < _COLUMN:
        return readings
    usual = float(np.median(known))
    return [
        reading.doubted(_DOUBT) if pitch > _WIDE * usual else reading
        for reading, pitch in zip(readings, pitches, strict=True)
    ]


def _pitch_px(cell: Cell, reading: Reading[T]) -> float:
    """Width of the ink for each letter that was read; 0 where there is not one line with a value."""
    letters = len(reading.text.replace(" ", ""))
    if len(cell.lines) != 1 or reading.value is None or not letters:
        return 0.0
    return _extent_px(cell.lines[0], 0) / letters


def _height_px(cell: Cell) -> float:
    return _extent_px(cell.lines[0], 1) if cell.lines else 0.0


def _extent_px(line: Pixels, across: int) -> float:
    """From the first to the last column of pixels with ink, or row."""
    inked = np.flatnonzero((line < _INK).any(axis=across))
    return float(inked[-1] - inked[0] + 1) if len(inked) else 0.0
