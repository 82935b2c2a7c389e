"""Ticks and coordinate labels in the strip around the inner frame (Circular 25/2014, App. 01.III.1).

Ticks stand at every lattice line, across the whole strip or a few millimetres long. Labels come as small
kilometres over or beside big metres (565|000), as kilometres with a decimal (553.1), or as full metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from pipeline import ocr
from pipeline.model import FloatArray, Pixels
from pipeline.sheets import grid, strip
from pipeline.sheets.lattice import Lattice

_TICK_MM = (0.5, 2.0)  # where every tick has ink, measured from the neatline
_SEARCH_MM = 2.5
_MIN_INKED = 0.8
_RIVAL = 0.7
_INK = 12.0  # grey levels above the paper on both sides
_NEAR_MM = 12.0


@dataclass(frozen=True, slots=True)
class Tick:
    """Where a lattice line meets a side of the neatline (0 to 3 for N, E, S, W), with its lattice index."""

    side: int
    column: int
    row: int
    x_px: float
    y_px: float


@dataclass(frozen=True, slots=True)
class Label:
    """A number read in the strip: ``axis`` 0 for eastings, 1 for northings, ``index`` of the lattice line."""

    axis: Literal[0, 1]
    index: int
    text: str
    confidence: float
    x_px: float
    y_px: float


# --- ticks --------------------------------------------------------------------------------------------


def find_ticks(grey: Pixels, frame: grid.Frame, lattice: Lattice) -> tuple[Tick, ...]:
    """Ticks at the lattice lines, outside the neatline or, where a sheet has them so, inside it."""
    outward = _ticks(grey, frame, lattice, 1)
    return outward if len(outward) > 2 else max(outward, _ticks(grey, frame, lattice, -1), key=len)


def _ticks(grey: Pixels, frame: grid.Frame, lattice: Lattice, sign: int) -> tuple[Tick, ...]:
    found = []
    for side, column, row in _side_indices(frame, lattice):
        place = lattice.to_px([(column, row)])[0]
        point = _tick(grey, frame, side, place, sign * lattice.dpi)
        if point is not None:
            found.append(Tick(side, column, row, float(point[0]), float(point[1])))
    return tuple(found)


def _side_indices(frame: grid.Frame, lattice: Lattice) -> list[tuple[int, int, int]]:
    columns, rows = range(1, lattice.columns), range(1, lattice.rows)
    every = [(0, i, 0) for i in columns] + [(1, lattice.columns, j) for j in rows]
    every += [(2, i, lattice.rows) for i in columns] + [(3, 0, j) for j in rows]
    return [item for item in every if item[0] not in frame.missing]


def _tick(
    grey: Pixels, frame: grid.Frame, side: int, place: FloatArray, signed_dpi: float
) -> FloatArray | None:
    """The tick's crossing with the neatline; exactly one or none. A negative resolution looks inwards."""
    dpi, inward = abs(signed_dpi), signed_dpi < 0
    neatline = strip.local_line(frame.sides[side].points_px, place, strip.mm(_NEAR_MM, dpi))
    if neatline is None:
        return None
    point, run = neatline
    sides = frame.corners_px[(side + 1) % 4] - frame.corners_px[side]
    run = run if run @ sides > 0 else -run
    foot = point + run * float((place - point) @ run)
    half, depth = strip.mm(_SEARCH_MM + 1.0, dpi), strip.mm(_TICK_MM[1], dpi)
    before, after = (0.0, depth) if inward else (depth, 0.0)
    band = strip.cut(grey, foot - half * run, foot + half * run, before, after)
    rows = (
        band.pixels[: -round(strip.mm(_TICK_MM[0], dpi))]
        if not inward
        else band.pixels[round(strip.mm(_TICK_MM[0], dpi)) :]
    )
    column = _tick_column(rows, dpi)
    if column is None:
        return None
    return band.to_page(np.array([column]), np.array([float(round(before))]))[0]


def _tick_column(rows: Pixels, dpi: float) -> float | None:
    """Sub-pixel column of the only line across all rows."""
    response = _upright_response(rows, dpi)
    inked = cv2.blur((response > _INK).astype(np.float32), (3, 1)) > 0
    share = inked.mean(axis=0)
    margin = round(strip.mm(1.0, dpi))
    share[:margin] = 0.0
    share[-margin:] = 0.0
    strength = np.where(share >= _MIN_INKED, response.mean(axis=0), 0.0)
    best = int(strength.argmax())
    if strength[best] <= 0:
        return None
    apart = max(2, round(strip.mm(0.4, dpi)))
    rest = share.copy()
    rest[max(0, best - apart) : best + apart + 1] = 0.0
    if float(rest.max()) >= _RIVAL:
        return None
    span = np.arange(max(0, best - apart), min(rows.shape[1], best + apart + 1))
    weight = np.maximum(response[:, span], 0.0)
    centres = (weight * span).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
    return float(np.median(centres))


def _upright_response(pixels: Pixels, dpi: float) -> FloatArray:
    side = max(2, round(strip.mm(0.35, dpi)))
    level = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), 0.7)
    padded = np.pad(level, ((0, 0), (side, side)), mode="edge")
    return np.asarray(np.minimum(padded[:, : level.shape[1]], padded[:, 2 * side :]) - level, np.float64)


# --- labels -------------------------------------------------------------------------------------------

_LETTERS = ocr.DIGITS + ".,"
_BAND_MM = 14.0  # where no outer frame closes the strip
_LETTER_MM = (0.9, 4.5)  # digits are 1.75 and 2.5 high in the circular
_REACH_MM = (
    (9.0, 99.0),
    (99.0, 5.5),
)  # from a label's middle to its line: along x for eastings, y for northings
_JOIN = 0.55  # of the height: digits farther apart belong to two numbers
_MIN_CONFIDENCE = 0.4
_READ_PX = 10.0  # digits lower than this cannot be read


def read_labels(grey: Pixels, frame: grid.Frame, lattice: Lattice) -> tuple[Label, ...]:
    """All numbers in the four strips of an upright page, each with the lattice line it stands at."""
    labels: list[Label] = []
    for side in range(4):
        if side in frame.missing:
            continue
        band = _band(grey, frame, side, lattice.dpi)
        boxes = _number_boxes(band.pixels, lattice.dpi)
        texts = ocr.read_limited([_crop(band.pixels, box) for box in boxes], _LETTERS)
        for box, text in zip(boxes, texts, strict=True):
            label = _label(band, box, text, side, lattice)
            if label is not None:
                labels.append(label)
    return tuple(labels)


def _band(grey: Pixels, frame: grid.Frame, side: int, dpi: float) -> strip.Strip:
    """The strip outside one side with both its corner squares, text upright."""
    nw, ne, se, sw = frame.corners_px
    east = (ne - nw + se - sw) / np.hypot(*(ne - nw + se - sw))
    down = np.array([-east[1], east[0]])
    depth = _depth(frame, side, dpi)
    clear = strip.mm(0.4, dpi)
    if side % 2 == 0:
        first, last = (nw, ne) if side == 0 else (sw, se)
        bow = abs(float((last - first) @ down))
        middle = (first + last) / 2
        half = np.hypot(*(last - first)) / 2 + depth
        base = middle - (clear if side == 0 else -clear) * down
        before, after = (depth + bow, bow) if side == 0 else (bow, depth + bow)
        return strip.cut(grey, base - half * east, base + half * east, before, after)
    first, last = (nw, sw) if side == 3 else (ne, se)
    bow = abs(float((last - first) @ east))
    start = (first + last) / 2 + (-clear if side == 3 else clear) * east
    long = float(np.hypot(*(last - first))) / 2 + depth
    left, right = (depth + bow, bow) if side == 3 else (bow, depth + bow)
    return strip.cut(grey, start - left * east, start + right * east, long, long)


def _depth(frame: grid.Frame, side: int, dpi: float) -> float:
    if frame.outer_px is None:
        return strip.mm(_BAND_MM, dpi)
    inner = (frame.corners_px[side] + frame.corners_px[(side + 1) % 4]) / 2
    outer = (frame.outer_px[side] + frame.outer_px[(side + 1) % 4]) / 2
    return float(np.hypot(*(outer - inner))) + strip.mm(0.3, dpi)


def _number_boxes(pixels: Pixels, dpi: float) -> list[tuple[int, int, int, int]]:
    """Boxes (x0, y0, x1, y1) of runs of digit-sized ink; thin upright lines part two numbers."""
    paper = cv2.blur(cv2.dilate(pixels, np.ones((9, 9), np.uint8)), (61, 61))
    ink = ((paper.astype(np.int16) - pixels) > 45).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    low, high = (strip.mm(value, dpi) for value in _LETTER_MM)
    parts, bars = [], []
    for x, y, width, height, area in stats[1:].tolist():
        if height >= 0.8 * low and width < 0.16 * height:
            bars.append((x, y, x + width, y + height))
        elif low <= height <= high and width <= 1.6 * high and area > 0.08 * width * height:
            parts.append((x, y, x + width, y + height))
    rows, columns = pixels.shape
    whole = [(x0, y0, x1, y1) for x0, y0, x1, y1 in _joined(sorted(parts), bars)
             if x0 > 1 and y0 > 1 and x1 < columns - 1 and y1 < rows - 1]  # fmt: skip
    return [box for box in whole if box[3] - box[1] >= _READ_PX]


def _joined(
    parts: Sequence[tuple[int, int, int, int]], bars: Sequence[tuple[int, int, int, int]]
) -> list[tuple[int, int, int, int]]:
    runs: list[list[tuple[int, int, int, int]]] = []
    for part in parts:
        for run in runs:
            if _follows(run[-1], part, bars):
                run.append(part)
                break
        else:
            runs.append([part])
    return [
        (run[0][0], min(p[1] for p in run), max(p[2] for p in run), max(p[3] for p in run)) for run in runs
    ]


def _follows(
    last: tuple[int, int, int, int],
    part: tuple[int, int, int, int],
    bars: Sequence[tuple[int, int, int, int]],
) -> bool:
    height = max(last[3] - last[1], part[3] - part[1])
    overlap = min(last[3], part[3]) - max(last[1], part[1])
    if overlap < 0.7 * height or part[0] - last[2] > _JOIN * height:
        return False
    return not any(
        last[2] - 2 <= bar[0] and bar[2] <= part[0] + 2 and bar[1] < last[3] and bar[3] > last[1]
        for bar in bars
    )


def _crop(pixels: Pixels, box: tuple[int, int, int, int]) -> Pixels:
    """The number on a light margin of a sixth of its height."""
    x0, y0, x1, y1 = box
    margin = max(2, (y1 - y0) // 6)
    inside = pixels[max(0, y0 - 1) : y1 + 1, max(0, x0 - 1) : x1 + 1]
    paper = int(np.percentile(inside, 95))
    padded = cv2.copyMakeBorder(inside, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=paper)
    return np.asarray(padded, np.uint8)


def _label(
    band: strip.Strip, box: tuple[int, int, int, int], text: ocr.Text, side: int, lattice: Lattice
) -> Label | None:
    digits = text.text.strip(".,")
    if text.confidence < _MIN_CONFIDENCE or not digits:
        return None
    middle = (np.array([(box[0] + box[2]) / 2]), np.array([(box[1] + box[3]) / 2]))
    place = band.to_page(*middle)[0]
    axis: Literal[0, 1] = 0 if side % 2 == 0 else 1
    count = lattice.columns if axis == 0 else lattice.rows
    far = lattice.rows if side == 2 else 0 if axis == 0 else lattice.columns if side == 1 else 0
    indices = [(i, far) if axis == 0 else (far, i) for i in range(count + 1)]
    shift = np.abs(lattice.to_px(indices) - place) / strip.mm(1.0, lattice.dpi)
    index = int(shift[:, axis].argmin())
    if shift[index, axis] > _REACH_MM[axis][axis]:
        return None
    return Label(axis, index, digits, text.confidence, float(place[0]), float(place[1]))
