"""Finds the fraction bars of parcel labels on a whole sheet, at any angle.

A bar is a short thin line with figures right above and right below it (Circular 25/2014, symbol 8). Most lie
level; those of narrow parcels are turned along the parcel (Art. 19(4.3)). Sizes are millimetres on paper.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from pipeline import paper
from pipeline.model import FloatArray, Pixels
from pipeline.parcels import corner_marks, dashes, ink, linework

_Bytes = npt.NDArray[np.uint8]
Window = tuple[float, float, float, float]
_FIND_DPI = 200.0  # bars of 0.15 mm stay visible; 250 costs half as much again and reads no better
_LEVEL_DEG = (-8, -4, 0, 4, 8)
_TURNED_DEG = tuple(angle for angle in range(-88, 92, 4) if abs(angle) > 8)
_SHORTEST_MM = 2.2  # under one figure of 3 mm with its margins
_LONGEST_MM = 16.0  # over 99999,9 in letters of 3 mm
_LOWEST_MM = 0.9  # figures are 1.2 to 3 mm high (symbols 8 and 59: 2.0, 2.5, 1.5)
_HIGHEST_MM = 3.8
_ALIKE = 0.75  # number and area are written in one size
_EDGE_PX = 1.5  # the top of a 1, in finding pixels
_TRIES = 4  # places kept of those that lie within a line of figures of each other
_CLEARLY = 1.5  # scores run from about 1 to 6; most of it is how unbroken the line is
_PLAIN = 3.5  # a bar unbroken over most of its length, with clear figures on both sides
_LEVEL_BONUS = 1.0  # all text is parallel to the south frame but that of narrow parcels (Art. 19(4.3))
_MARGIN_PX = 8  # the least window, and what interpolation looks at around it
_LEAST_LETTERS = 3  # one figure above the bar and two below: the smallest label


@dataclass(frozen=True, slots=True)
class Traces:
    """The sheet at finding resolution: ``letters`` without long and dashed lines and the marks of corners;
    ``flat`` is its even grey.

    ``dashed`` and ``erased`` are the ink of dashed lines, and of long ones and those marks. ``per_mm`` is
    pixels per millimetre, ``scale`` finding pixels per page pixel, ``noise`` the spread of the ridge measure
    on bare paper.
    """

    letters: _Bytes
    dashed: _Bytes
    erased: _Bytes
    flat: _Bytes
    per_mm: float
    scale: float
    noise: float

    @property
    def clutter(self) -> _Bytes:
        """Lines that may cross labels (H, W; 0 or 255)."""
        return (self.dashed | self.erased) * np.uint8(255)


@dataclass(frozen=True, slots=True)
class Bar:
    """A fraction bar in finding pixels: centre, direction (clockwise), length, and how far the
    figures above and below it reach."""

    x: float
    y: float
    angle_deg: float
    length: float
    above: float
    below: float
    score: float

    @property
    def height(self) -> float:
        """Mean reach of the two lines of figures."""
        return (self.above + self.below) / 2


def trace(grey: Pixels, dpi: float, region_px: FloatArray) -> Traces:
    """Prepare a page (H, W) for finding; ``region_px`` (n, 2) is the polygon outside which nothing counts."""
    scale = min(1.0, _FIND_DPI / dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    flat = paper.flatten(small, dpi * scale)
    inside = np.zeros(flat.shape, np.uint8)
    cv2.fillPoly(inside, [np.int32(np.round(region_px * scale))], 1)
    per_mm = dpi * scale / ink.MM_PER_INCH
    split = linework.split(ink.ink_mask(flat, dpi * scale), dpi * scale)
    lines = split.lines.view(np.uint8)
    erased = _long_strokes(lines, per_mm) & lines
    marks = corner_marks.find(split.lines | split.small, split.strokes | erased.view(np.bool_), per_mm)
    erased |= marks.view(np.uint8)
    letters = (split.small.view(np.uint8) | lines & ~erased) & inside
    dashed = dashes.find_dashes(letters, per_mm)
    return Traces(letters & ~dashed, dashed, erased, flat, per_mm, scale, _noise(flat, per_mm))


def _long_strokes(lines: _Bytes, per_mm: float) -> _Bytes:
    """The straight stretches of boundary lines, thickened so that no flank stays."""
    erased = np.zeros_like(lines)
    outlines, _ = cv2.findContours(lines, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    for outline in outlines:
        points = cv2.approxPolyDP(outline, 0.2 * per_mm, True)[:, 0]
        after = np.roll(points, -1, axis=0)
        long = np.hypot(*(after - points).T) > 4.5 * per_mm
        for start, end in zip(points[long], after[long], strict=True):
            cv2.line(erased, start.tolist(), end.tolist(), 1, max(1, round(0.7 * per_mm)))
    return erased


def find_bars(traces: Traces) -> list[Bar]:
    """Places that may be fraction bars, many of them wrong: what can be read there decides."""
    per_mm = traces.per_mm
    reach = max(1, round(0.9 * per_mm))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    joined = cv2.dilate(traces.letters, disc)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    margin = round(1.2 * per_mm)
    found: list[Bar] = []
    for x, y, w, h, _ in boxes[1:]:
        if max(w, h) < 2.5 * per_mm:
            continue
        x0, y0 = max(0, x - margin), max(0, y - margin)
        part = np.s_[y0 : y + h + margin, x0 : x + w + margin]
        found += [moved(bar, (x0, y0)) for bar in _bars_in(_part(traces, part))]
    return _distinct(found)


def _part(traces: Traces, part: tuple[slice, slice]) -> Traces:
    return replace(traces, letters=traces.letters[part], flat=traces.flat[part], erased=traces.erased[part])


def _distinct(bars: list[Bar]) -> list[Bar]:
    kept: list[Bar] = []
    for bar in sorted(bars, key=lambda bar: -bar.score):
        near = [other for other in kept if math.hypot(bar.x - other.x, bar.y - other.y) < bar.height]
        beaten = any(other.score - bar.score > _CLEARLY for other in near)
        if not beaten and len(near) < _TRIES and all(_differ(bar, other) for other in near):
            kept.append(bar)
    return kept


def _differ(one: Bar, other: Bar) -> bool:
    return math.hypot(one.x - other.x, one.y - other.y) > 0.2 * min(one.height, other.height)


def _bars_in(traces: Traces) -> list[Bar]:
    """Level bars first; other directions only where letters are left that no level bar accounts for."""
    flat = [bar for angle in _LEVEL_DEG for bar in _bars_at(traces, float(angle))]
    level = _distinct([replace(bar, score=bar.score + _LEVEL_BONUS) for bar in flat])
    plain = [bar for bar in level if bar.score >= _PLAIN + _LEVEL_BONUS]
    rest = _unexplained(traces.letters, plain)
    if _letter_count(rest, traces.per_mm) < _LEAST_LETTERS:
        return level
    others = [bar for angle in _TURNED_DEG for bar in _bars_at(replace(traces, letters=rest), float(angle))]
    return level + _distinct(others)


def _unexplained(letters: _Bytes, bars: list[Bar]) -> _Bytes:
    """The letters that do not stand around a bar: figures above and below it, a code on either side."""
    left = letters.copy()
    for bar in bars:
        for along, across in ((bar.length / 2 + bar.height, 1.3), (bar.length / 2 + 4 * bar.height, 0.7)):
            size = (2 * along, 2 * across * bar.height)
            corners = cv2.boxPoints(((bar.x, bar.y), size, bar.angle_deg))
            cv2.fillPoly(left, [np.int32(corners)], 0)
    return left


def _letter_count(letters: _Bytes, per_mm: float) -> int:
    _, _, boxes, _ = cv2.connectedComponentsWithStats(letters, connectivity=8)
    return int((boxes[1:, 2:4].min(axis=1) > 0.8 * per_mm).sum())


def _ridges(flat: _Bytes, per_mm: float) -> npt.NDArray[np.int16]:
    """How much darker a level stretch is than the paper both above and below it."""
    soft = cv2.blur(flat, (max(3, round(1.0 * per_mm)), 1)).astype(np.int16)
    away = max(2, round(0.3 * per_mm))
    padded = np.pad(soft, ((away, away), (0, 0)), mode="edge")
    sides = np.minimum(padded[: -2 * away], padded[2 * away :])
    return np.asarray(sides - soft, np.int16)


def _noise(flat: _Bytes, per_mm: float) -> float:
    """Standard deviation of the ridge measure on bare paper: ink in a tile does not move its median."""
    step = min(max(64, round(30 * per_mm)), *flat.shape)
    tiles = [
        _ridges(flat[y : y + 64, x : x + 128], per_mm)
        for y in range(0, flat.shape[0] - 32, step)
        for x in range(0, flat.shape[1] - 64, step)
    ]
    spread = [1.4826 * float(np.median(np.abs(tile - np.median(tile)))) for tile in tiles]
    return max(1.0, float(np.median(spread))) if spread else 1.0


def level_matrix(shape: tuple[int, ...], angle_deg: float) -> tuple[FloatArray, int]:
    """Affine matrix that turns text at ``angle_deg`` upright in a square that holds the whole crop."""
    h, w = shape
    side = int(math.hypot(h, w)) + 4
    matrix = cv2.getRotationMatrix2D(((w - 1) / 2, (h - 1) / 2), angle_deg, 1.0)
    matrix[:, 2] += (side - 1) / 2 - np.array([(w - 1) / 2, (h - 1) / 2])
    return matrix, side


def level_mask(mask: _Bytes, matrix: FloatArray, side: int) -> _Bytes:
    """A mask (0 or 1) in the square of a ``level_matrix``."""
    turned = cv2.warpAffine(mask * 255, matrix, (side, side), flags=cv2.INTER_LINEAR)
    return np.asarray(turned > 110, np.uint8)


def _bars_at(traces: Traces, angle_deg: float) -> list[Bar]:
    """Bars that lie within two degrees of ``angle_deg`` in a part of the sheet."""
    per_mm = traces.per_mm
    matrix, side = level_matrix(traces.flat.shape, angle_deg)
    thin, runs = _runs(traces, matrix, side)
    strokes = _short_strokes(runs, per_mm)
    if not strokes:
        return []
    long = level_mask(traces.erased, matrix, side)
    text = level_mask(traces.letters, matrix, side)
    back = cv2.invertAffineTransform(matrix)
    found = []
    for (x, y, width, depth), part in strokes:
        row, slope = _line_of(part)
        if _goes_on(long, (x, y, width, depth), per_mm):
            continue
        sag = math.ceil(abs(slope) * width / 2) + math.ceil(0.12 * per_mm)
        judged = _heights(text, (x, y + row, width, sag), per_mm)
        if judged is None:
            continue
        above, below, sure = judged
        unbroken = float(thin[y : y + depth, x : x + width].any(axis=0).mean())
        cx, cy = back @ np.array([x + (width - 1) / 2, y + row, 1.0])
        turn = angle_deg + math.degrees(math.atan(slope))
        score = (
            4 * unbroken + sure + min(above, below) / max(above, below) + 0.1 * width / per_mm - abs(slope)
        )
        found.append(Bar(float(cx), float(cy), turn, float(width), above, below, score))
    return found


def _short_strokes(
    runs: _Bytes, per_mm: float
) -> list[tuple[tuple[int, int, int, int], npt.NDArray[np.bool_]]]:
    """Runs thin and short enough for a bar: the box (x, y, width, depth) and the pixels of each."""
    left, top, wide, high = cv2.boundingRect(runs)
    within = np.ascontiguousarray(runs[top : top + high, left : left + wide])
    if within.size == 0:
        return []
    _, parts, boxes, _ = cv2.connectedComponentsWithStats(within, connectivity=8)
    found = []
    for i, (x, y, width, depth, area) in enumerate(boxes.tolist()[1:], start=1):
        if depth <= 1.2 * per_mm and area <= 0.5 * per_mm * width and width <= _LONGEST_MM * per_mm:
            found.append(((x + left, y + top, width, depth), parts[y : y + depth, x : x + width] == i))
    return found


def _goes_on(long: _Bytes, box: tuple[int, int, int, int], per_mm: float) -> bool:
    """Whether a long line runs on behind both ends: then it is a boundary, not a bar."""
    x, y, width, depth = box
    step = round(0.8 * per_mm)
    rows = slice(max(0, y - 2), y + depth + 2)
    before = long[rows, max(0, x - step) : max(0, x)]
    behind = long[rows, x + width : x + width + step]
    return bool(before.any() and behind.any() and long[rows, x : x + width].any(axis=0).mean() > 0.5)


def _runs(traces: Traces, matrix: FloatArray, side: int) -> tuple[_Bytes, _Bytes]:
    """Level thin strokes in the turned part, and those that bridged are as long as the shortest bar."""
    per_mm = traces.per_mm
    level = cv2.warpAffine(traces.flat, matrix, (side, side), flags=cv2.INTER_LINEAR, borderValue=255)
    thin = (_ridges(level, per_mm) > 5 * traces.noise).astype(np.uint8)
    whole = cv2.morphologyEx(thin, cv2.MORPH_CLOSE, np.ones((2, round(0.7 * per_mm)), np.uint8))
    long = np.ones((1, int(_SHORTEST_MM * per_mm)), np.uint8)
    return thin, np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, long), np.uint8)


def _line_of(run: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Row of the line through a run at its middle, and its slope; a stroke grown on does not pull it."""
    rows = run.sum(axis=1)
    if rows.max() >= 0.7 * run.shape[1]:
        full = np.flatnonzero(rows >= 0.7 * rows.max())
        return float(full.mean()), 0.0
    ys, xs = np.nonzero(run)
    slope, start = np.polyfit(xs, ys, 1)
    return float(start + slope * (run.shape[1] - 1) / 2), float(slope)


def _heights(
    text: _Bytes, bar: tuple[float, float, float, int], per_mm: float
) -> tuple[float, float, float] | None:
    """How far the figures reach above and below a line, and how clearly; None where one side has none."""
    x, y, width, gap = bar
    strips = _strips(text, (round(x), round(y), round(width)), gap, per_mm)
    ends = [_edge(strip, per_mm) for strip in strips]
    if ends[0] is None or ends[1] is None:
        return None
    (above, drop_above), (below, drop_below) = ends[0], ends[1]
    if min(above, below) < _ALIKE * max(above, below):
        above = below = above if drop_above > drop_below else below
    clear = sum(min(0.3, drop / width) for drop in (drop_above, drop_below))
    tight = sum(float(strip[: max(1, round(0.15 * per_mm))].mean()) for strip in strips)
    return above + gap, below + gap, clear - 2 * tight


def _edge(strip: _Bytes, per_mm: float) -> tuple[float, float] | None:
    """Where a line of figures ends, going away from the bar, and how much ink ends there.

    A wall that runs on through the figures has as much ink behind the edge as before it: no edge.
    """
    rows = strip.sum(axis=1).astype(np.float64)
    step = max(2, round(0.25 * per_mm))
    start, end = round(_LOWEST_MM * per_mm), min(len(rows) - step, round(_HIGHEST_MM * per_mm))
    if end <= start or not rows[: round(0.7 * per_mm)].any():
        return None
    blank = np.flatnonzero((rows[start:-1] == 0) & (rows[start + 1 :] == 0))
    end = min(end, start + int(blank[0]) + 1) if len(blank) else end
    total = np.concatenate([[0.0], np.cumsum(rows)])
    place = np.arange(start, end)
    drop = (total[place] - total[place - step] - total[place + step] + total[place]) / step
    best = int(drop.argmax()) if len(drop) else 0
    return (float(place[best]), float(drop[best])) if len(drop) and drop[best] >= _EDGE_PX else None


def _strips(text: _Bytes, line: tuple[int, int, int], gap: int, per_mm: float) -> tuple[_Bytes, _Bytes]:
    """Ink above (turned upside down, so that row 0 is next to the bar) and below."""
    x, y, width = line
    reach = int(4 * per_mm)
    above = text[max(0, y - gap - reach) : max(0, y - gap), max(0, x) : x + width][::-1]
    below = text[y + gap : y + gap + reach, max(0, x) : x + width]
    return np.ascontiguousarray(above), np.ascontiguousarray(below)


def moved(bar: Bar, step: tuple[float, float] | FloatArray) -> Bar:
    """The bar moved by (x, y)."""
    return replace(bar, x=bar.x + float(step[0]), y=bar.y + float(step[1]))


def part_of(bar: Bar, start: float, end: float) -> Bar:
    """The stretch of the bar's line from ``start`` to ``end`` px from its middle, also beyond its ends."""
    way, _ = axes(bar)
    return replace(moved(bar, (start + end) / 2 * way), length=end - start)


def cut(image: Pixels, bar: Bar, box: Window, scale: float, zoom: float = 1.0) -> Pixels:
    """The box around the bar, upright; ``scale`` is finding pixels per pixel of the image."""
    x0, y0, x1, y1 = box
    size = (max(4, round((x1 - x0) * zoom)), max(4, round((y1 - y0) * zoom)))
    along, across = (axis / scale for axis in axes(bar))
    centre = (np.array([bar.x, bar.y]) + 0.5) / scale - 0.5
    origin = centre + along * x0 + across * y0
    matrix = np.column_stack([along / zoom, across / zoom, origin])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(image, matrix, size, flags=flags, borderValue=255), np.uint8)


def cut_mask(bar: Bar, box: Window, *masks: _Bytes) -> _Bytes:
    """The box around the bar, upright, of masks (H, W; 0 or 1) together; what lies off the sheet counts as 1.

    Only the surroundings of the box are looked at: a sheet has thousands of bars.
    """
    x0, y0, x1, y1 = box
    reach = math.ceil(math.hypot(max(-x0, x1), max(-y0, y1))) + _MARGIN_PX
    left, top = max(0, int(bar.x) - reach), max(0, int(bar.y) - reach)
    around = np.s_[top : int(bar.y) + reach + 1, left : int(bar.x) + reach + 1]
    part = np.bitwise_or.reduce([mask[around] for mask in masks])
    return np.asarray(cut(part * np.uint8(255), moved(bar, (-left, -top)), box, 1.0) > 110, np.uint8)


def corners_of(bar: Bar, box: Window) -> FloatArray:
    """Corners (4, 2) of a box around the bar, in finding pixels, clockwise."""
    way, down = axes(bar)
    x0, y0, x1, y1 = box
    return np.array(
        [(bar.x, bar.y) + way * x + down * y for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
    )


def axes(bar: Bar) -> tuple[FloatArray, FloatArray]:
    """Unit vectors along the bar and across it, downwards."""
    angle = math.radians(bar.angle_deg)
    return np.array([math.cos(angle), math.sin(angle)]), np.array([-math.sin(angle), math.cos(angle)])
