"""Dashed lines among the letters: house walls, carriageways, water edges.

House walls are dashes of 1.5 mm with gaps of 0.8 mm, water edges 3.0 and 1.0, other limits up to 3 and 1.5
(Circular 25/2014, symbols 8, 9, 38, p. 47-50). They are drawn straight through parcel labels, where single
dashes grow together with figures; so the free dashes give the line, and the line gives the rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from pipeline.model import FloatArray

_SHORTEST_MM = 0.7
_LONGEST_MM = 4.0
_WIDEST_MM = 0.45
_SLENDER = 2.2  # length over width of a dash, as a scan swells it
_REACH_MM = 6.0  # two dashes of one line may have a hidden one between them
_OFF_LINE_MM = 0.25
_TURN = math.sin(math.radians(14))
_BEYOND_MM = 3.2  # a line goes on for a dash and a gap behind its last free dash
_FLANK_MM = 0.2  # ink of a crossing letter is wider than the dash by more than this

_Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Strokes:
    """Slender pieces of ink: part number, centre (n, 2), direction (n, 2), length and width in pixels.

    ``whole`` is False for the arm of a corner, which is a dash only in the company of a whole one.
    """

    part: npt.NDArray[np.intp]
    centre: FloatArray
    direction: FloatArray
    length: FloatArray
    width: FloatArray
    whole: npt.NDArray[np.bool_]


def find_dashes(ink: _Bytes, per_mm: float) -> _Bytes:
    """The pixels of ``ink`` (H, W; 0 or 1, long lines already gone) that belong to dashed lines."""
    count, parts, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    found = np.zeros_like(ink)
    strokes = _with_corners(_strokes(parts, boxes, count, per_mm), parts, boxes, per_mm)
    chains = _chains(strokes, per_mm)
    if not chains:
        return found
    dashed = np.zeros(count, np.bool_)
    for chain in chains:
        dashed[strokes.part[chain]] = True  # a corner is a dash as a whole
        _mark_line(ink, found, strokes, chain, per_mm)
    found[dashed[parts]] = 1
    return found


def _strokes(
    parts: npt.NDArray[np.int32], boxes: npt.NDArray[np.int32], count: int, per_mm: float
) -> _Strokes:
    """Second moments of all pieces at once, then those shaped like a dash."""
    extent = boxes[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    fits = (extent >= 0.6 * _SHORTEST_MM * per_mm) & (extent <= (_LONGEST_MM + 1) * per_mm)
    fits[0] = False
    ys, xs = np.nonzero(fits[parts])
    which = parts[ys, xs]
    n = np.maximum(np.bincount(which, minlength=count), 1).astype(np.float64)
    mx, my = (np.bincount(which, weights=values, minlength=count) / n for values in (xs, ys))
    dx, dy = xs - mx[which], ys - my[which]
    xx, yy, xy = (np.bincount(which, weights=w, minlength=count) / n for w in (dx * dx, dy * dy, dx * dy))
    half, spread = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    length = np.sqrt(12 * (half + spread) + 1)
    width = np.sqrt(12 * np.maximum(half - spread, 0) + 1)
    good = (
        fits
        & (length >= _SHORTEST_MM * per_mm)
        & (length <= _LONGEST_MM * per_mm)
        & (width <= _WIDEST_MM * per_mm)
        & (length >= _SLENDER * width)
    )
    part = np.flatnonzero(good)
    angle = 0.5 * np.arctan2(2 * xy[part], xx[part] - yy[part])
    direction = np.column_stack([np.cos(angle), np.sin(angle)])
    whole = np.ones(len(part), np.bool_)
    return _Strokes(part, np.column_stack([mx, my])[part], direction, length[part], width[part], whole)


def _with_corners(
    strokes: _Strokes, parts: npt.NDArray[np.int32], boxes: npt.NDArray[np.int32], per_mm: float
) -> _Strokes:
    """Add the arms of dashes that are bent round the corner of a house."""
    sizes = boxes[:, 2:4].astype(np.float64)
    thin = boxes[:, cv2.CC_STAT_AREA] <= _WIDEST_MM * per_mm * sizes.sum(axis=1)
    fits = thin & (sizes.min(axis=1) >= 0.4 * per_mm) & (sizes.max(axis=1) <= 2.5 * per_mm)
    fits[strokes.part] = False
    fits[0] = False
    rows: list[tuple[int, FloatArray, FloatArray]] = []
    for part in np.flatnonzero(fits):
        x, y, width, height = (int(value) for value in boxes[part, :4])
        window = (parts[y : y + height, x : x + width] == part).astype(np.uint8)
        corner = np.array([x, y])
        for start, end in _arms(window, per_mm):
            rows.append((int(part), start + corner, end + corner))
    if not rows:
        return strokes
    starts, ends = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    length = np.hypot(*(ends - starts).T)
    wide = float(np.median(strokes.width)) if len(strokes.width) else 0.2 * per_mm
    return _Strokes(
        np.concatenate([strokes.part, [row[0] for row in rows]]),
        np.concatenate([strokes.centre, (starts + ends) / 2]),
        np.concatenate([strokes.direction, (ends - starts) / length[:, None]]),
        np.concatenate([strokes.length, length]),
        np.concatenate([strokes.width, np.full(len(rows), wide)]),
        np.concatenate([strokes.whole, np.zeros(len(rows), np.bool_)]),
    )


def _arms(window: _Bytes, per_mm: float) -> list[tuple[FloatArray, FloatArray]]:
    """The two outer edges of a piece shaped like a right angle."""
    outline = cv2.findContours(window, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0][0]
    points = cv2.approxPolyDP(outline, 0.15 * per_mm, True)[:, 0].astype(np.float64)
    if not 3 <= len(points) <= 7:
        return []
    after = np.roll(points, -1, axis=0)
    edges = after - points
    length = np.hypot(*edges.T)
    first, second = np.argsort(-length)[:2]
    bend = abs(edges[first, 0] * edges[second, 1] - edges[first, 1] * edges[second, 0])
    if length[second] < 0.4 * per_mm or bend < 0.9 * length[first] * length[second]:
        return []
    return [(points[edge], after[edge]) for edge in (first, second)]


def _chains(strokes: _Strokes, per_mm: float) -> list[list[int]]:
    """Groups of at least two strokes, one behind the other on one line."""
    if len(strokes.part) < 2:
        return []
    pairs = KDTree(strokes.centre).query_pairs(_REACH_MM * per_mm, output_type="ndarray")
    first, second = pairs[:, 0], pairs[:, 1]
    step = strokes.centre[second] - strokes.centre[first]
    away = np.maximum(np.hypot(*step.T), 1e-9)
    off = [np.abs(_cross(strokes.direction[side], step)) for side in (first, second)]
    turn = np.abs(_cross(strokes.direction[first], strokes.direction[second]))
    free = away - (strokes.length[first] + strokes.length[second]) / 2
    allowed = _OFF_LINE_MM * per_mm + 0.06 * away
    joined = (np.maximum(*off) <= allowed) & (turn <= _TURN) & (free > 0.2 * per_mm)
    groups = list(range(len(strokes.part)))
    for a, b in pairs[joined]:
        _join(groups, int(a), int(b))
    chains: dict[int, list[int]] = {}
    for stroke in range(len(groups)):
        chains.setdefault(_root(groups, stroke), []).append(stroke)
    return [chain for chain in chains.values() if len(chain) >= 2 and strokes.whole[chain].any()]


def _cross(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])


def _root(groups: list[int], item: int) -> int:
    while groups[item] != item:
        groups[item] = groups[groups[item]]
        item = groups[item]
    return item


def _join(groups: list[int], a: int, b: int) -> None:
    groups[_root(groups, a)] = _root(groups, b)


def _mark_line(ink: _Bytes, found: _Bytes, strokes: _Strokes, chain: list[int], per_mm: float) -> None:
    """Mark the thin ink on every stretch of a chain and a dash beyond its ends."""
    centres = strokes.centre[chain]
    main = strokes.direction[chain[0]]
    order = np.argsort(centres @ main)
    along = centres[order]
    wide = float(np.median(strokes.width[chain]))
    ends = [along[0] - _unit(along[1] - along[0]) * _BEYOND_MM * per_mm]
    tail = along[-1] + _unit(along[-1] - along[-2]) * _BEYOND_MM * per_mm
    for point in [*along, tail]:
        _mark_stretch(ink, found, (ends[-1], point), wide, per_mm)
        ends.append(point)


def _unit(step: FloatArray) -> FloatArray:
    return np.asarray(step / max(float(np.hypot(*step)), 1e-9))


def _mark_stretch(
    ink: _Bytes, found: _Bytes, ends: tuple[FloatArray, FloatArray], width: float, per_mm: float
) -> None:
    """Walk from end to end; where the ink across is no wider than a dash, it is the dash."""
    start, end = ends
    steps = max(2, round(float(np.hypot(*(end - start)))))
    way = _unit(end - start)
    normal = np.array([-way[1], way[0]])
    reach = round(1.0 * per_mm)
    line = start + np.linspace(0, 1, steps)[:, None] * (end - start)
    across = np.arange(-reach, reach + 1)
    grid = np.rint(line[:, None, :] + across[None, :, None] * normal).astype(np.intp)
    xs = np.clip(grid[..., 0], 0, ink.shape[1] - 1)
    ys = np.clip(grid[..., 1], 0, ink.shape[0] - 1)
    run = _run_through(ink[ys, xs], reach, slack=max(1, round(0.15 * per_mm)))
    thin = np.sum(run, axis=1, keepdims=True) <= width + _FLANK_MM * per_mm
    found[ys, xs] |= np.asarray(run & thin, np.uint8)


def _run_through(ink: _Bytes, middle: int, slack: int) -> npt.NDArray[np.bool_]:
    """The run of ink in each row that passes within ``slack`` of the middle column."""
    dark = ink > 0
    gaps = np.cumsum(~dark, axis=1)
    near = dark[:, middle - slack : middle + slack + 1]
    first = near.argmax(axis=1) + middle - slack
    same = gaps == np.take_along_axis(gaps, first[:, None], axis=1)
    through = np.any(near, axis=1, keepdims=True)
    return np.asarray(dark & same & through)
