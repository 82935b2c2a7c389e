"""Finds parcel labels on a map sheet: the fraction bar first, then what stands above, below and beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import FloatArray, Label, Pixels, Source
from pipeline.parcels import ink as inks
from pipeline.parcels import label_reading, linework

_Bytes = npt.NDArray[np.uint8]
_FIND_DPI = 200.0


@dataclass(frozen=True, slots=True)
class _Traces:
    """The sheet at finding resolution: ``letters`` without long lines, ``flat`` is its even grey."""

    letters: _Bytes
    flat: _Bytes
    per_mm: float
    scale: float
    noise: float


@dataclass(frozen=True, slots=True)
class _Bar:
    x: float
    y: float
    angle_deg: float
    length: float
    height: float
    score: float


@dataclass(frozen=True, slots=True)
class _Layout:
    """Windows around a bar, in pixels along and across it from its centre: (x0, y0, x1, y1)."""

    bar: _Bar
    number: tuple[float, float, float, float]
    area: tuple[float, float, float, float]
    left: tuple[float, float, float, float] | None
    right: tuple[float, float, float, float] | None


def find_labels(grey: Pixels, dpi: float, region_px: FloatArray, source: Source) -> tuple[Label, ...]:
    """Labels of an upright map page (H, W), best read first.

    ``region_px`` (n, 2) is a polygon in pixels (x, y): nothing is looked for outside it.
    """
    traces = _traces(grey, dpi, region_px)
    bars = _bars(traces)
    layouts = [layout for bar in bars if (layout := _layout(traces, bar)) is not None]
    return _read(grey, traces, layouts, source)


def _traces(grey: Pixels, dpi: float, region_px: FloatArray) -> _Traces:
    scale = min(1.0, _FIND_DPI / dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    flat = inks.flatten(small, dpi * scale)
    inside = np.zeros(flat.shape, np.uint8)
    cv2.fillPoly(inside, [np.int32(np.round(region_px * scale))], 1)
    split = linework.split(inks.ink_mask(flat, dpi * scale), dpi * scale)
    per_mm = dpi * scale / inks.MM_PER_INCH
    erased = _long_strokes(split.lines.view(np.uint8), per_mm)
    letters = (split.small.view(np.uint8) | split.lines.view(np.uint8) & ~erased) & inside
    return _Traces(letters, flat, per_mm, scale, _noise(flat, per_mm))


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


def _bars(traces: _Traces) -> list[_Bar]:
    per_mm = traces.per_mm
    reach = max(1, round(0.9 * per_mm))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    joined = cv2.dilate(traces.letters, disc)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    margin = round(1.2 * per_mm)
    found: list[_Bar] = []
    for x, y, w, h, _ in boxes[1:]:
        if max(w, h) < 2.5 * per_mm:
            continue
        x0, y0 = max(0, x - margin), max(0, y - margin)
        part = np.s_[y0 : y + h + margin, x0 : x + w + margin]
        found += [_moved(bar, x0, y0) for bar in _bars_in(_part(traces, part))]
    return _distinct(found)


def _part(traces: _Traces, part: tuple[slice, slice]) -> _Traces:
    return replace(traces, letters=traces.letters[part], flat=traces.flat[part])


def _moved(bar: _Bar, x: float, y: float) -> _Bar:
    return _Bar(bar.x + x, bar.y + y, bar.angle_deg, bar.length, bar.height, bar.score)


def _distinct(bars: list[_Bar]) -> list[_Bar]:
    kept: list[_Bar] = []
    for bar in sorted(bars, key=lambda bar: -bar.score):
        if all(math.hypot(bar.x - other.x, bar.y - other.y) > 0.6 * bar.height for other in kept):
            kept.append(bar)
    return kept


def _bars_in(traces: _Traces) -> list[_Bar]:
    level = [bar for angle in (-8, -4, 0, 4, 8) for bar in _bars_at(traces, float(angle))]
    found = _distinct(level)
    if _unexplained(traces.letters, found, traces.per_mm) < 3:
        return found
    turned = [bar for angle in range(-88, 92, 4) if abs(angle) > 8 for bar in _bars_at(traces, float(angle))]
    return _distinct(level + turned)


def _unexplained(letters: _Bytes, bars: list[_Bar], per_mm: float) -> int:
    """Letter-sized pieces that no bar accounts for."""
    left = letters.copy()
    for bar in bars:
        half = (bar.length / 2 + bar.height, 1.3 * bar.height)
        corners = cv2.boxPoints(((bar.x, bar.y), (2 * half[0], 2 * half[1]), bar.angle_deg))
        cv2.fillPoly(left, [np.int32(corners)], 0)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(left, connectivity=8)
    return int((boxes[1:, 2:4].min(axis=1) > 0.8 * per_mm).sum())


def _ridges(flat: _Bytes, per_mm: float) -> npt.NDArray[np.int16]:
    """How much darker a level stretch is than the paper both above and below it."""
    soft = cv2.blur(flat, (max(3, round(1.0 * per_mm)), 1)).astype(np.int16)
    away = max(2, round(0.3 * per_mm))
    padded = np.pad(soft, ((away, away), (0, 0)), mode="edge")
    sides = np.minimum(padded[: -2 * away], padded[2 * away :])
    return np.asarray(sides - soft, np.int16)


def _noise(flat: _Bytes, per_mm: float) -> float:
    """Standard deviation of the ridge measure on bare paper."""
    step = max(64, round(30 * per_mm))
    tiles = [
        flat[y : y + 48, x : x + 96]
        for y in range(0, flat.shape[0] - 48, step)
        for x in range(0, flat.shape[1] - 96, step)
    ]
    spread = [float(np.std(_ridges(tile, per_mm))) for tile in tiles]
    return max(1.0, float(np.median(spread)))


def _turning(shape: tuple[int, ...], angle_deg: float) -> tuple[FloatArray, int]:
    """Affine matrix that turns text at ``angle_deg`` upright in a square that holds the whole crop."""
    h, w = shape
    side = int(math.hypot(h, w)) + 4
    matrix = cv2.getRotationMatrix2D(((w - 1) / 2, (h - 1) / 2), angle_deg, 1.0)
    matrix[:, 2] += (side - 1) / 2 - np.array([(w - 1) / 2, (h - 1) / 2])
    return matrix, side


def _turn(mask: _Bytes, matrix: FloatArray, side: int) -> _Bytes:
    turned = cv2.warpAffine(mask * 255, matrix, (side, side), flags=cv2.INTER_LINEAR)
    return np.asarray(turned > 110, np.uint8)


def _bars_at(traces: _Traces, angle_deg: float) -> list[_Bar]:
    per_mm = traces.per_mm
    matrix, side = _turning(traces.flat.shape, angle_deg)
    level = cv2.warpAffine(traces.flat, matrix, (side, side), flags=cv2.INTER_LINEAR, borderValue=255)
    runs = cv2.morphologyEx(
        (_ridges(level, traces.per_mm) > 5 * traces.noise).astype(np.uint8),
        cv2.MORPH_CLOSE,
        np.ones((2, round(0.7 * per_mm)), np.uint8),
    )
    runs = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((1, int(2.2 * per_mm)), np.uint8))
    if not runs.any():
        return []
    text = _turn(traces.letters, matrix, side)
    _, parts, boxes, centres = cv2.connectedComponentsWithStats(runs, connectivity=8)
    back = cv2.invertAffineTransform(matrix)
    found = []
    for i, (x, y, w, h, area) in enumerate(boxes):
        if i == 0 or h > 0.9 * per_mm or area > 0.5 * per_mm * w or w > 16 * per_mm:
            continue
        ys, xs = np.nonzero(parts[y : y + h, x : x + w] == i)
        slope = float(np.polyfit(xs, ys, 1)[0])
        judged = _judge(text, (x, centres[i][1], w, h), per_mm)
        if judged is None:
            continue
        height, score = judged
        cx, cy = back @ np.array([x + (w - 1) / 2, centres[i][1], 1.0])
        turn = -math.degrees(math.atan(slope))
        found.append(_Bar(float(cx), float(cy), angle_deg - turn, float(w), height, score - abs(slope)))
    return found


def _judge(text: _Bytes, bar: tuple[float, float, float, float], per_mm: float) -> tuple[float, float] | None:
    x, y, w, h = bar
    strips = _strips(text, round(x), round(y), round(w), math.ceil(h / 2) + 1, per_mm)
    heights: list[float] = []
    filled = []
    for strip in strips:
        if strip.shape[0] < per_mm or not strip.any():
            return None
        _, _, boxes, _ = cv2.connectedComponentsWithStats(strip, connectivity=8)
        tall = [s for s in boxes[1:] if 0.9 * per_mm < s[3] < 3.8 * per_mm and s[1] < 0.7 * per_mm]
        if not tall:
            return None
        heights += [float(s[1] + s[3]) for s in tall]
        filled.append(float(strip[: int(1.5 * per_mm)].mean()))
    height = float(np.median(heights))
    even = float(np.mean(np.abs(np.array(heights) - height) < 0.2 * height))
    return height + h / 2, even + min(filled[0], 0.3) + min(filled[1], 0.3) + 0.02 * w / per_mm


def _strips(text: _Bytes, x: int, y: int, w: int, gap: int, per_mm: float) -> tuple[_Bytes, _Bytes]:
    """Ink above (turned upside down, so that row 0 is next to the bar) and below."""
    reach = int(4 * per_mm)
    above = text[max(0, y - gap - reach) : max(0, y - gap), max(0, x) : x + w][::-1]
    below = text[y + gap : y + gap + reach, max(0, x) : x + w]
    return np.ascontiguousarray(above), np.ascontiguousarray(below)


def _layout(traces: _Traces, bar: _Bar) -> _Layout | None:
    """Where number, area and codes stand, from the letters around the bar."""
    h = bar.height
    across, along = math.ceil(1.7 * h), math.ceil(bar.length / 2 + 6.5 * h)
    patch = _patch(traces.letters * 255, bar, (-along, -across, along, across), 1.0)
    text = np.asarray(patch > 110, np.uint8)
    half = bar.length / 2
    above = text[: across - round(0.1 * h)].copy()
    below = text[across + round(0.1 * h) + 1 :].copy()
    number = _extent(above[::-1], along, half, h)
    area = _extent(below, along, half, h)
    if number is None or area is None:
        return None
    left = _code_extent(text, across, min(number[0], area[0]), -1, h)
    right = _code_extent(text, across, max(number[1], area[1]), 1, h)
    n0, n1 = number[0] - along, number[1] - along
    a0, a1 = area[0] - along, area[1] - along
    return _Layout(
        bar,
        (n0 - 0.2 * h, -1.25 * h, n1 + 0.2 * h, -0.04 * h),
        (a0 - 0.2 * h, 0.04 * h, a1 + 0.2 * h, 1.3 * h),
        None if left is None else (left[0] - along - 0.2 * h, -0.75 * h, left[1] - along + 0.2 * h, 0.75 * h),
        None
        if right is None
        else (right[0] - along - 0.2 * h, -0.75 * h, right[1] - along + 0.2 * h, 0.75 * h),
    )


def _extent(strip: _Bytes, centre: int, half: float, h: float) -> tuple[float, float] | None:
    """Reach of the letters beside the bar; row 0 of the strip is next to it."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(strip), connectivity=8)
    letters = sorted(
        (x, x + w)
        for x, y, w, t, _ in boxes[1:]
        if 0.55 * h < t and y < 0.45 * h and y + t < 1.5 * h and w < 8 * h
    )
    seeds = [(a, b) for a, b in letters if centre - half - 0.3 * h < (a + b) / 2 < centre + half + 0.3 * h]
    if not seeds:
        return None
    x0, x1 = min(a for a, _ in seeds), max(b for _, b in seeds)
    for a, b in reversed(letters):
        if a < x0 and b > x0 - 0.35 * h:
            x0 = a
    for a, b in letters:
        if b > x1 and a < x1 + 0.6 * h:
            x1 = b
    return float(x0), float(x1)


def _code_extent(text: _Bytes, middle: int, start: float, side: int, h: float) -> tuple[float, float] | None:
    band = np.ascontiguousarray(text[middle - round(0.75 * h) : middle + round(0.75 * h)])
    _, _, boxes, centres = cv2.connectedComponentsWithStats(band, connectivity=8)
    letters = []
    for (x, _, w, t, _), (_, cy) in zip(boxes[1:], centres[1:], strict=True):
        a, b = x, x + w
        off = abs(cy - band.shape[0] / 2)
        if 0.4 * h < t and off < 0.35 * h and (b < start + 0.5 * h if side < 0 else a > start - 0.5 * h):
            letters.append((a, b) if side > 0 else (-b, -a))
    edge = start * side
    first = None
    for a, b in sorted(letters):
        if a - edge > (1.6 * h if first is None else 0.95 * h):
            break
        first = a if first is None else first
        edge = max(edge, b)
    if first is None:
        return None
    return (first, edge) if side > 0 else (-edge, -first)


def _patch(
    image: Pixels, bar: _Bar, box: tuple[float, float, float, float], scale: float, zoom: float = 1.0
) -> Pixels:
    """The box around the bar, upright; ``scale`` is finding pixels per pixel of the image."""
    x0, y0, x1, y1 = box
    size = (max(4, round((x1 - x0) * zoom)), max(4, round((y1 - y0) * zoom)))
    angle = math.radians(bar.angle_deg)
    along = np.array([math.cos(angle), math.sin(angle)]) / scale
    across = np.array([-math.sin(angle), math.cos(angle)]) / scale
    centre = (np.array([bar.x, bar.y]) + 0.5) / scale - 0.5
    origin = centre + along * x0 + across * y0
    matrix = np.column_stack([along / zoom, across / zoom, origin])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(image, matrix, size, flags=flags, borderValue=255), np.uint8)


def _read(grey: Pixels, traces: _Traces, layouts: list[_Layout], source: Source) -> tuple[Label, ...]:
    blank = np.full((4, 4), 255, np.uint8)

    def cut(layout: _Layout, box: tuple[float, float, float, float] | None) -> Pixels:
        if box is None:
            return blank[:3, :3]
        zoom = 48.0 / (box[3] - box[1])
        return label_reading.stretch(_patch(grey, layout.bar, box, traces.scale, zoom))

    numbers = label_reading.read_numbers([cut(layout, layout.number) for layout in layouts], source)
    areas = label_reading.read_areas([cut(layout, layout.area) for layout in layouts], source)
    lefts = label_reading.read_codes([cut(layout, layout.left) for layout in layouts], source)
    found = []
    for layout, number, area, code in zip(layouts, numbers, areas, lefts, strict=True):
        bar = layout.bar
        x, y = (bar.x + 0.5) / traces.scale - 0.5, (bar.y + 0.5) / traces.scale - 0.5
        reach = 2 * bar.height / traces.scale
        box = (x - reach, y - reach, x + reach, y + reach)
        quality = (
            number.confidence * len(number.text) + area.confidence * len(area.text) + 3 * code.confidence
        )
        found.append(
            (
                quality,
                bar,
                Label((x, y), box, bar.angle_deg, "full" if code.value else "fraction", number, area, code),
            )
        )
    found.sort(key=lambda t: -t[0])
    kept: list[tuple[float, _Bar, Label]] = []
    for q, bar, label in found:
        if q < 2.5:
            continue
        if all(math.hypot(bar.x - o.x, bar.y - o.y) > 1.5 * max(bar.height, o.height) for _, o, _ in kept):
            kept.append((q, bar, label))
    return tuple(label for _, _, label in kept)
