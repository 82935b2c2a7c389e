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
_OVER_PX = 3  # a comma reaches below the figure before it


@dataclass(frozen=True, slots=True)
class _Figure:
    left: int
    right: int
    top: int
    bottom: int
    slender: bool

    @property
    def height(self) -> int:
        return self.bottom - self.top


def with_bare_ones(text: str, window: Pixels) -> str:
    """The text of figures and a mark, with a 1 for each bare stroke that stands as one of its figures.

    ``window`` (H, W): a line of figures as ``label_reading.View`` holds it. The text itself where its figures
    cannot be told apart, or where they are not what is left without the strokes.
    """
    figures, low = _figures(window)
    others = [letter for letter in text if letter.isdigit() and letter != "1"]
    if sum(not figure.slender for figure in figures) != len(others):
        return text
    rest = iter(others)
    whole = "".join("1" if figure.slender else next(rest) for figure in figures)
    lost_ones = len(whole) > sum(map(str.isdigit, text)) and _is_part(text, whole)
    return (_marked(whole, text, figures, low) if lost_ones else "") or text


def _figures(window: Pixels) -> tuple[list[_Figure], list[_Figure]]:
    """What is as high as the figures that no wall can be, from the left; and what stands low like a mark.

    Nothing where gaps part the figures. All strokes count only if none of them runs out of the window.
    """
    ink = (window < _DARK).astype(np.uint8)
    _, parts, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = [_figure(parts, box, part) for part, box in enumerate(boxes) if part]
    high = [each for each in found if each.height >= _HIGH * len(window)]
    whole = [each for each in high if each.top > 0 and each.bottom < len(window)]
    known = [each for each in high if not each.slender] or whole
    if not known:
        return [], []
    top, bottom = (float(np.median([getattr(each, end) for each in known])) for end in ("top", "bottom"))
    off = _LEVEL * (bottom - top)
    level = [each for each in high if abs(each.top - top) <= off and abs(each.bottom - bottom) <= off]
    row = sorted(level, key=lambda each: each.left)
    gaps = [after.left - before.right for before, after in itertools.pairwise(row)]
    if any(gap > _BESIDE * (bottom - top) for gap in gaps):
        return [], []
    low = [each for each in found if each.top > (top + bottom) / 2 and each.bottom >= bottom - off]
    return row, low


def _figure(parts: np.ndarray, box: np.ndarray, part: int) -> _Figure:
    x, y, width, height, _ = (int(value) for value in box)
    points = cv2.findNonZero((parts[y : y + height, x : x + width] == part).astype(np.uint8))
    sides = sorted(cv2.minAreaRect(points)[1])
    return _Figure(x, x + width, y, y + height, sides[0] + 1 <= _SLENDER * (sides[1] + 1))


def _is_part(text: str, whole: str) -> bool:
    """Whether the figures of a text are those of the whole without some ones."""
    left = iter(whole)
    return all(figure in left for figure in text if figure.isdigit())


def _marked(whole: str, text: str, figures: list[_Figure], marks: list[_Figure]) -> str:
    """The figures with the decimal mark of a text where the one mark among them stands.

    Else as many figures before the end as there; nothing where that is not known.
    """
    mark = max(map(text.rfind, _MARKS))
    if mark < 0:
        return whole
    before = [sum(figure.right <= each.left + _OVER_PX for figure in figures) for each in marks]
    places = {place for place in before if 0 < place < len(whole)}
    decimals = sum(map(str.isdigit, text[mark + 1 :]))
    if len(places) != 1 and not decimals:
        return ""
    place = places.pop() if len(places) == 1 else len(whole) - decimals
    return f"{whole[:place]}{text[mark]}{whole[place:]}"
