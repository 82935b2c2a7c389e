"""Lines of letters found by reading: the head for labels is led over a face, strip by strip.

Where letters have grown together with walls or a boundary, no shape of ink tells where a line of them stands.
The head that reads labels knows walls from figures, so it is asked everywhere there is ink, in strips less
than half a figure apart, and the strip in which it is surest of its letters is the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline import ocr
from pipeline.model import Pixels
from pipeline.parcels.labels import label_reading, row_parts
from pipeline.parcels.labels.arrangement import Seen
from pipeline.parcels.labels.bars import Bar, level_mask, level_matrix, moved
from pipeline.parcels.labels.face_lines import Line, part

_Bytes = npt.NDArray[np.uint8]
_STEP = 0.4  # of a figure's height
_EDGE = 0.15  # of the same: a boundary is half as wide
_BLANK = 2.5  # without ink a strip ends
_LEAST = 0.8  # the least sure of a line's letters
_SAME_ROW = 0.8
_FIGURES_MM = (1.0, 3.6)
_SIZES = (30, 75)  # percentiles: small parcels bear smaller figures
_OTHER_SIZE = 1.2
_MARKS = ".,"


@dataclass(frozen=True, slots=True)
class Ground:
    """A part of the sheet at finding resolution: all ``ink`` and the ``land`` of a face (0 or 1), its origin,
    and the direction in which it is swept (degrees, clockwise)."""

    ink: _Bytes
    land: _Bytes
    origin: tuple[int, int]
    angle_deg: float


def figure_heights(letters: _Bytes, per_mm: float) -> tuple[float, ...]:
    """The one or two heights (px) in which a sheet's figures are written, by its letters (H, W; 0 or 1)."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats(letters, connectivity=8)
    width, height = boxes[1:, cv2.CC_STAT_WIDTH], boxes[1:, cv2.CC_STAT_HEIGHT]
    low, high = (size * per_mm for size in _FIGURES_MM)
    figures = height[(height >= low) & (height <= high) & (width < height) & (3 * width > height)]
    if len(figures) == 0:
        return ()
    small, large = np.percentile(figures, _SIZES)
    return (float(large), float(small)) if large > _OTHER_SIZE * small else (float(np.median(figures)),)


def sweep(grey: Pixels, scale: float, grounds: Sequence[Ground], height: float) -> list[list[Seen]]:
    """Lines of letters ``height`` px high in each ground, in pixels from its origin.

    ``scale`` is finding pixels per pixel of ``grey``.
    """
    found = []
    for ground in grounds:
        strips = list(_strips(ground, height))
        windows = [
            label_reading.line_window(grey, scale, moved(strip.bar, ground.origin)) for strip in strips
        ]
        read = zip(strips, windows, ocr.locate_labels(windows), strict=True)
        seen = [one for strip, window, letters in read for one in _lines(strip, window, letters, height)]
        found.append(_surest(seen, height))
    return found


def _strips(ground: Ground, height: float) -> Iterator[Line]:
    """Strips of inked land, one below the other."""
    matrix, side = level_matrix(ground.ink.shape, ground.angle_deg)
    land = level_mask(ground.land, matrix, side)
    edge = 2 * max(1, round(_EDGE * height)) + 1
    within = cv2.erode(
        ground.land, np.ones((edge, edge), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0
    )
    ink = level_mask(ground.ink & within, matrix, side)
    back = cv2.invertAffineTransform(matrix)
    rows = np.flatnonzero(land.any(axis=1))
    if len(rows) == 0:
        return
    for y in np.arange(rows[0] + height / 2, rows[-1] - height / 2 + 1, _STEP * height):
        band = np.s_[max(0, round(y - height / 2)) : round(y + height / 2) + 1]
        for x0, x1 in _runs(ink[band], _BLANK * height):
            if x1 - x0 >= height / 2:
                middle, width = (x0 + x1) / 2, float(x1 - x0)
                x, on_ground = back @ np.array([middle, y, 1.0])
                bar = Bar(float(x), float(on_ground), ground.angle_deg, width, height / 2, height / 2, 0.0)
                yield Line(bar, middle, float(y), width, height)


def _runs(ink: _Bytes, blank: float) -> list[tuple[int, int]]:
    """Stretches of columns with ink, across gaps up to ``blank``."""
    columns = np.flatnonzero(ink.max(axis=0))
    if len(columns) == 0:
        return []
    breaks = np.flatnonzero(np.diff(columns) > blank)
    starts, ends = columns[np.concatenate([[0], breaks + 1])], columns[np.concatenate([breaks, [-1]])]
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _lines(strip: Line, window: Pixels, letters: Sequence[ocr.Letter], height: float) -> Iterator[Seen]:
    """Runs of letters in a strip that were read surely."""
    along = row_parts.along(strip, window, letters)
    for start, end in row_parts.runs(along, height):
        if _sureness(letters[start:end]) < _LEAST:
            continue
        signs = [letter.sign for letter in letters[start:end]]
        for first, last in row_parts.words("".join(signs)):
            confidence = _sureness(letters[start + first : start + last])
            half = row_parts.HALF_LETTER * height
            line = part(strip, along[start + first] - half, along[start + last - 1] + half)
            yield Seen(line, "".join(signs[first:last]), confidence)


def _sureness(letters: Sequence[ocr.Letter]) -> float:
    """The least sure of some letters; whether a mark is a comma or a point does not matter."""
    return min((letter.confidence for letter in letters if letter.sign not in _MARKS), default=0.0)


def _surest(seen: Sequence[Seen], height: float) -> list[Seen]:
    """Of lines that lie over each other, the one in which most was read surely."""
    kept: list[Seen] = []
    for one in sorted(seen, key=lambda one: -one.weight):
        if not any(_meet(one.line, other.line, height) for other in kept):
            kept.append(one)
    return kept


def _meet(one: Line, other: Line, height: float) -> bool:
    beside = abs(one.x - other.x) < (one.width + other.width) / 2
    return beside and abs(one.y - other.y) < _SAME_ROW * height
