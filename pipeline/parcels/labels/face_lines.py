"""Lines of letters in one crop of a sheet, at a given direction; fraction bars are found and taken out.

Sizes are millimetres on paper: figures are 1.2 to 3 mm high (Circular 25/2014, symbols 8 and 59).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from pipeline.model import FloatArray
from pipeline.parcels.labels.bars import Bar, level_mask, level_matrix, part_of

_Bytes = npt.NDArray[np.uint8]
_Boxes = npt.NDArray[np.int64]
_LOWEST_MM = 0.8
_SIGN_MM = 0.4  # a plus sign or a comma: part of a line, never a line of its own
_HIGHEST_MM = 3.8
_WIDEST_MM = 9.0  # figures grown together
_BAR_MM = 2.0  # no stroke of a letter is as long and level
_THIN_MM = 0.5
_STACK_MM = 3.2  # two lines of figures of 1.2 mm with a bar between
_CROSSED = 0.35  # of a bar: letters touch it here and there
_MEND_MM = 0.25  # worn figures fall apart
_SPACE = 0.9  # of the letters' height: the gap between two words of a line
_LEVEL = 0.7  # share of the lower letter's height in which two of a line overlap
_SIGNED = 2.2  # the same with a plus sign between
_SIGN = 0.3
_MIDDLE = 0.3
_ALIKE = 2.0  # ratio of heights in a line
_SPREAD_DEG = np.arange(-14, 15)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of letters about its own axes: ``bar`` is its middle line in pixels of the crop, as high as all
    its ink; ``x``, ``y`` its middle, ``width`` its length and ``height`` that of its letters in the turned
    crop, where lines are level."""

    bar: Bar
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of one direction and the level strokes between them, (n, 4): x0, y, x1, thickness."""

    lines: tuple[Line, ...]
    strokes: FloatArray


def part(line: Line, x0: float, x1: float) -> Line:
    """A line from ``x0`` to ``x1`` along it from its middle, be it shorter or longer."""
    return replace(line, bar=part_of(line.bar, x0, x1), x=line.x + (x0 + x1) / 2, width=x1 - x0)


def steady(points: FloatArray, angle_deg: float) -> float:
    """The direction near ``angle_deg`` in which the ink (n, 2) lies in rows with the sharpest edges."""
    # Pixels are squares, not points: without their extent the grid itself makes rows at 45 degrees.
    spread = points + np.random.default_rng(0).uniform(-0.5, 0.5, points.shape)
    best, found = -1.0, angle_deg
    for off in _SPREAD_DEG:
        way = math.radians(angle_deg + float(off))
        across = spread @ np.array([-math.sin(way), math.cos(way)])
        rows = np.bincount((across - across.min()).astype(np.intp)).astype(np.float64)
        sharp = float((np.diff(rows, 2) ** 2).sum()) * (1 - 0.005 * abs(float(off)))
        if sharp > best:
            best, found = sharp, angle_deg + float(off)
    return found


def lines_at(letters: _Bytes, angle_deg: float, per_mm: float) -> Lines:
    """All lines of letters (H, W; 0 or 1) that run at ``angle_deg``, clockwise."""
    matrix, side = level_matrix(letters.shape, angle_deg)
    ink = level_mask(letters, matrix, side)
    strokes, rules = _strokes(ink, per_mm)
    mend = np.ones((max(2, round(_MEND_MM * per_mm)), 1), np.uint8)
    boxes = _letters(cv2.morphologyEx(ink & ~rules, cv2.MORPH_CLOSE, mend), per_mm)
    back = cv2.invertAffineTransform(matrix)
    return Lines(tuple(_line(own, back, angle_deg) for own in _grouped(boxes, per_mm)), strokes)


def _strokes(ink: _Bytes, per_mm: float) -> tuple[FloatArray, _Bytes]:
    """Level strokes as long as a bar (n, 4), and their pixels.

    The feet of a row of letters that touch are level too: a bar is thin over most of its length, or it holds
    two lines of figures together.
    """
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, max(3, round(_BAR_MM * per_mm))), np.uint8))
    tall = max(3, round(_THIN_MM * per_mm) + 1)
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((tall, 1), np.uint8))
    count, parts, boxes, _ = cv2.connectedComponentsWithStats(runs, connectivity=8, ltype=cv2.CV_32S)
    share = np.bincount(parts[thick > 0], minlength=count)
    bars = share <= _CROSSED * boxes[:, cv2.CC_STAT_AREA]
    bars[np.unique(parts[_is_stack(ink, per_mm) & (runs > 0)])] = True
    bars[0] = False
    x, y, width, height = boxes[bars, :4].T.astype(np.float64)
    rules = cv2.dilate(bars[parts].astype(np.uint8), np.ones((3, 1), np.uint8)) & ink
    return np.column_stack([x, y + height / 2, x + width, height]), np.asarray(rules, np.uint8)


def _is_stack(ink: _Bytes, per_mm: float) -> npt.NDArray[np.bool_]:
    """Pixels of pieces too tall for a letter."""
    _, parts, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    stacked = boxes[:, cv2.CC_STAT_HEIGHT] >= _STACK_MM * per_mm
    stacked[0] = False
    return np.asarray(stacked[parts], np.bool_)


def _letters(ink: _Bytes, per_mm: float) -> _Boxes:
    """Boxes (n, 4) of what may be letters: x, y, width, height."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    tall = boxes[:, cv2.CC_STAT_HEIGHT]
    fits = (tall >= _SIGN_MM * per_mm) & (tall <= _HIGHEST_MM * per_mm)
    fits &= boxes[:, cv2.CC_STAT_WIDTH] <= _WIDEST_MM * per_mm
    fits[0] = False
    return np.asarray(boxes[fits, :4], np.int64)


def _grouped(boxes: _Boxes, per_mm: float) -> list[_Boxes]:
    """Letters that stand beside each other at one height; a plus sign between joins two words."""
    is_letter = boxes[:, 3] >= _LOWEST_MM * per_mm
    letters, signs = boxes[is_letter], boxes[~is_letter]
    if len(letters) == 0:
        return []
    reach = _SIGNED * _HIGHEST_MM + _WIDEST_MM
    pairs = KDTree(letters[:, :2] + letters[:, 2:] / 2).query_pairs(reach * per_mm, output_type="ndarray")
    joined, apart = _beside(letters, pairs, _SPACE), _beside(letters, pairs, _SIGNED)
    for place in np.flatnonzero(apart & ~joined):
        one, other = letters[pairs[place]]
        joined[place] = _has_sign_between(one, other, signs)
    ends = pairs[joined].T
    graph = coo_array((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(len(letters), len(letters)))
    _, groups = connected_components(graph, directed=False)
    order = np.argsort(groups, kind="stable")
    return np.split(letters[order], np.flatnonzero(np.diff(groups[order])) + 1)


def _beside(boxes: _Boxes, pairs: npt.NDArray[np.intp], space: float) -> npt.NDArray[np.bool_]:
    """Which pairs of letters stand at one height, at most ``space`` of it apart."""
    x0, y0, width, height = boxes.T
    x1, y1 = x0 + width, y0 + height
    a, b = pairs.T
    gap = np.maximum(x0[a], x0[b]) - np.minimum(x1[a], x1[b])
    shared = np.minimum(y1[a], y1[b]) - np.maximum(y0[a], y0[b])
    low, high = np.minimum(height[a], height[b]), np.maximum(height[a], height[b])
    return np.asarray((gap <= space * high) & (shared >= _LEVEL * low) & (high <= _ALIKE * low))


def _has_sign_between(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64], signs: _Boxes) -> bool:
    left, right = (one, other) if one[0] < other[0] else (other, one)
    middle = (left[1] + left[3] / 2 + right[1] + right[3] / 2) / 2
    height = (left[3] + right[3]) / 2
    x, y = signs[:, 0] + signs[:, 2] / 2, signs[:, 1] + signs[:, 3] / 2
    between = (x > left[0] + left[2]) & (x < right[0]) & (np.abs(y - middle) < _MIDDLE * height)
    return bool((between & (signs[:, 3] > _SIGN * height)).any())


def _line(boxes: _Boxes, back: FloatArray, angle_deg: float) -> Line:
    x0, y0 = boxes[:, :2].min(axis=0)
    x1, y1 = (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
    height = float(np.median(np.sort(boxes[:, 3])[len(boxes) // 2 :]))
    x, y = (x0 + x1 - 1) / 2, (y0 + y1 - 1) / 2
    cx, cy = back @ np.array([x, y, 1.0])
    half = max(height, 0.8 * float(y1 - y0)) / 2
    bar = Bar(float(cx), float(cy), angle_deg, float(x1 - x0), half, half, 0.0)
    return Line(bar, float(x), float(y), float(x1 - x0), height)
