"""Ones written as a bare stroke, which the head for labels takes for a wall: template and hand lettering.

A wall runs on, or ends anywhere; a bare one stands alone among the figures, exactly as high as they are. So
it is told by its place among them, and only where every figure stands apart and can be counted.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.model import Pixels

_DARK = 128
_HIGH = 0.5  # of the window's height: figures fill 0.74 of it (``label_reading.line_box``), marks a fifth
_LEVEL = 0.12  # of a figure's height: as far ends of figures lie apart; round ones overshoot
_SLENDER = 0.25  # width over height of a stroke, as a scan swells it; the narrowest other figures have 0.4
_BESIDE = 0.9  # of a figure's height: the widest gap between figures of one number, a mark in it
_MARKS = ".,"


@dataclass(frozen=True, slots=True)
class _Figure:
    left: int
    right: int
    top: int
    bottom: int
    slender: bool


def with_bare_ones(text: str, window: Pixels) -> str:
    """The text of figures and a mark, with a 1 for each bare stroke that stands as one of its figures.

    ``window`` (H, W): a line of figures as ``label_reading.View`` holds it. The text itself where its figures
    cannot be told apart, or where they are not what is left without the strokes.
    """
    figures = _figures(window)
    others = [letter for letter in text if letter.isdigit() and letter != "1"]
    if sum(not figure.slender for figure in figures) != len(others):
        return text
    rest = iter(others)
    whole = "".join("1" if figure.slender else next(rest) for figure in figures)
    lost_ones = len(whole) > sum(map(str.isdigit, text)) and _is_part(text, whole)
    return _marked(whole, text) if lost_ones else text


def _figures(window: Pixels) -> list[_Figure]:
    """What is as high as the figures that no wall can be, from left to right; nothing where gaps part it.

    Where all are strokes, they count only if none of them runs out of the window.
    """
    ink = (window < _DARK).astype(np.uint8)
    _, parts, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    high = np.flatnonzero(boxes[:, cv2.CC_STAT_HEIGHT] >= _HIGH * len(window))
    found = [_figure(parts, boxes[part], int(part)) for part in high[high > 0]]
    whole = [each for each in found if each.top > 0 and each.bottom < len(window)]
    known = [each for each in found if not each.slender] or whole
    if not known:
        return []
    top, bottom = (float(np.median([getattr(each, end) for each in known])) for end in ("top", "bottom"))
    off = _LEVEL * (bottom - top)
    level = [each for each in found if abs(each.top - top) <= off and abs(each.bottom - bottom) <= off]
    row = sorted(level, key=lambda each: each.left)
    gaps = [after.left - before.right for before, after in itertools.pairwise(row)]
    return row if all(gap <= _BESIDE * (bottom - top) for gap in gaps) else []


def _figure(parts: np.ndarray, box: np.ndarray, part: int) -> _Figure:
    x, y, width, height, _ = (int(value) for value in box)
    points = cv2.findNonZero((parts[y : y + height, x : x + width] == part).astype(np.uint8))
    sides = sorted(cv2.minAreaRect(points)[1])
    return _Figure(x, x + width, y, y + height, sides[0] + 1 <= _SLENDER * (sides[1] + 1))


def _is_part(text: str, whole: str) -> bool:
    """Whether the figures of a text are those of the whole without some ones."""
    left = iter(whole)
    return all(figure in left for figure in text if figure.isdigit())


def _marked(whole: str, text: str) -> str:
    """The figures with the decimal mark of a text as many figures before the end as there."""
    mark = max(map(text.rfind, _MARKS))
    decimals = sum(letter.isdigit() for letter in text[mark + 1 :]) if mark >= 0 else 0
    return f"{whole[:-decimals]}{text[mark]}{whole[-decimals:]}" if decimals else whole
