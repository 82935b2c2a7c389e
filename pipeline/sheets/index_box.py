"""The nine-sheet box (bảng chắp mảnh): tờ numbers of the sheets around it.

Circular 25/2014, App. 01.I.9.1, p. 42: three by three cells of 10 mm above the frame at
the right, the sheet itself in the middle, hatched.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import cv2
import numpy as np

from pipeline import ocr, values
from pipeline.model import Pixels, Reading, Source
from pipeline.sheets.margin import READ_DPI, Strip, page_box

_CELL_MM = (7.0, 15.0)
_LINE_MM = 8.5  # shorter dark runs are no lines of the box: the highest letters have 7 mm
_LEAN_MM = 0.25  # paper outside the frame is not laid straight by it
_EVEN = 0.08  # cells of one box are alike
_INSET = 0.1
_DARK = 190
_FAINT = 0.004  # of a cell's pixels: less ink is an empty cell
_MIDDLE = 4


def read_index_box(strip: Strip, source: Source) -> tuple[Reading[int], ...]:
    """Nine tờ numbers, left to right and top to bottom; value None where a cell is empty or not read.

    Empty when the strip above the frame holds no such box.
    """
    dark = (strip.image < _DARK).astype(np.uint8)
    columns, rows = _lines(dark), _lines(np.ascontiguousarray(dark.T))
    boxes = sorted(
        (_unevenness(x, y), x, y)
        for x, y in itertools.product(_evenly_spaced(columns), _evenly_spaced(rows))
        if _unevenness(x, y) < _EVEN
    )
    if not boxes:
        return ()
    _, x, y = boxes[0]
    cells = [(x[i], y[j], x[i + 1], y[j + 1]) for j in range(3) for i in range(3)]
    crops = [_inner(strip.image, cell) for cell in cells]
    filled = [i for i in range(9) if i != _MIDDLE and float((crops[i] < _DARK).mean()) > _FAINT]
    texts = dict(zip(filled, ocr.read_limited([crops[i] for i in filled], ocr.DIGITS), strict=True))
    return tuple(
        _reading(texts.get(i), Source(source.scan, source.page, page_box(strip, cells[i]))) for i in range(9)
    )


def _lines(dark: Pixels) -> list[float]:
    """Columns of upright lines, which may lean a little."""
    length, slack = (round(mm / 25.4 * READ_DPI) for mm in (_LINE_MM, _LEAN_MM))
    thick = cv2.dilate(dark, np.ones((1, 2 * slack + 1), np.uint8))
    return _places(cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8)).any(axis=0))


def _places(found: Sequence[bool] | np.ndarray) -> list[float]:
    """Middles of runs of lines."""
    edges = np.flatnonzero(np.diff(np.r_[0, np.asarray(found, np.int8), 0]))
    return [(first + last - 1) / 2 for first, last in edges.reshape(-1, 2)]


def _evenly_spaced(places: Sequence[float]) -> list[tuple[float, ...]]:
    """Four lines with three like cells between them, of the size of the box's cells."""
    low, high = (mm / 25.4 * READ_DPI for mm in _CELL_MM)
    fours: list[tuple[float, ...]] = []
    for four in itertools.combinations(places, 4):
        gaps = np.diff(four)
        if low <= gaps.mean() <= high and np.abs(gaps / gaps.mean() - 1).max() < _EVEN:
            fours.append(four)
    return fours


def _unevenness(x: Sequence[float], y: Sequence[float]) -> float:
    gaps = np.concatenate([np.diff(x), np.diff(y)])
    return float(np.abs(gaps / gaps.mean() - 1).max())


def _inner(image: Pixels, cell: tuple[float, ...]) -> Pixels:
    x0, y0, x1, y1 = cell
    edge = _INSET * (x1 - x0)
    return image[round(y0 + edge) : round(y1 - edge), round(x0 + edge) : round(x1 - edge)]


def _reading(text: ocr.Text | None, source: Source) -> Reading[int]:
    if text is None:
        return Reading(None, source=source)
    return Reading(values.number(text.text), text.text, text.confidence, source)
