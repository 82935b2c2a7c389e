"""Numbers written round the frame of an upright page: the coordinate labels of the lattice lines.

They stand in the strip between the frames, or outside the outer frame, or outside the only one; upright,
or along the side on older sheets. Circular 25/2014, App. 01.III.1 and symbol 67: kilometres 1.75 mm high
beside or over metres 2.5 mm high.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from pipeline import ocr
from pipeline.model import FloatArray, Pixels
from pipeline.sheets import grid, strip
from pipeline.sheets.lattice import Lattice

_LETTERS = ocr.DIGITS + ".,"
_BAND_MM = 18.0  # read so far out where no outer frame closes the strip: seven digits and some room
_CLEAR_MM = 0.4
_LETTER_MM = (0.9, 4.5)
_LINE_MM = 3.6  # longer straight strokes are ticks and frames
_INK = 0.3  # of the darkest ink in the band
_JOIN = 0.6  # of the height: digits farther apart belong to two numbers
_FADED_JOIN = 1.0  # where faded digits lost a side, and the mark between them all
_BROKEN_MM = 0.25  # widest gap in a stroke that is read over: the counters of the smallest digits stay open
_PIECE_MM = 0.45  # what is left of a digit is at least so high
_DIGIT = 0.9  # of the height: a digit with its air, which a tick through it may have taken
_LINE_SHARE = 0.8
_REACH_MM = (9.0, 5.5)  # from a number's middle to its line, along and across its writing
_MIN_CONFIDENCE = 0.4
_READ_PX = 9  # digits lower than this cannot be read

PixelBox = tuple[int, int, int, int]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at a lattice line: ``axis`` 0 at a meridian line (easting), 1 at a parallel (northing)."""

    axis: Literal[0, 1]
    index: int
    text: str
    confidence: float
    x_px: float
    y_px: float


@dataclass(frozen=True, slots=True)
class Zone:
    """Where to look: outside the outer frame or inside it, and how the writing is turned (-1: upwards)."""

    outside: bool
    turned: Literal[-1, 0, 1]


def read_numerals(
    grey: Pixels, frame: grid.Frame, lattice: Lattice, axis: Literal[0, 1], zone: Zone
) -> tuple[Numeral, ...]:
    """All numbers of one axis in one zone, each with the lattice line it stands at."""
    found: list[Numeral] = []
    for side in (0, 2) if axis == 0 else (1, 3):
        if side in frame.missing or (zone.outside and frame.outer_px is None):
            continue
        band = _band(grey, frame, side, lattice.dpi, zone.outside)
        whole = np.ascontiguousarray(np.rot90(band.pixels, zone.turned))
        pixels = _without_lines(whole, lattice.dpi)
        removed = whole != pixels
        boxes = _number_boxes(pixels, removed, lattice.dpi)
        places = [band.to_page(*_unturned(box, band.pixels.shape, zone.turned))[0] for box in boxes]
        lines = [_line_at(place, side, lattice, bool(zone.turned)) for place in places]
        at_lines = [
            (box, place, line)
            for box, place, line in zip(boxes, places, lines, strict=True)
            if line is not None
        ]
        crops = [_crop(pixels, box) for box, *_ in at_lines]
        # a tick through a number takes strokes with it: such a number is read with the tick as well
        crossed = [each for each in at_lines if removed[_inside(each[0])].any()]
        crops += [_crop(whole, box) for box, *_ in crossed]
        texts = ocr.read_limited(crops, _LETTERS)
        for (_, (x_px, y_px), line), text in zip([*at_lines, *crossed], texts, strict=True):
            digits = text.text.strip(".,")
            if digits and text.confidence >= _MIN_CONFIDENCE:
                found.append(Numeral(axis, line, digits, text.confidence, float(x_px), float(y_px)))
    return tuple(found)


def _band(grey: Pixels, frame: grid.Frame, side: int, dpi: float, outside: bool) -> strip.Strip:
    """The band outside one side with both corner squares, eastwards along its rows."""
    nw, ne, se, sw = frame.corners_px
    east = (ne - nw + se - sw) / np.hypot(*(ne - nw + se - sw))
    down = np.array([-east[1], east[0]])
    first, last = ((nw, ne), (ne, se), (sw, se), (nw, sw))[side]
    outward = (-down, east, down, -east)[side]
    near, far = _reach(frame, side, dpi, outside)
    bow = abs(float((last - first) @ outward))
    middle, half = (first + last) / 2, float(np.hypot(*(last - first))) / 2 + strip.mm(_BAND_MM, dpi)
    if side % 2 == 0:
        base = middle + near * outward
        before, after = (far - near + bow, bow) if side == 0 else (bow, far - near + bow)
        return strip.cut(grey, base - half * east, base + half * east, before, after)
    ends = sorted((near - bow, far + bow)) if side == 1 else sorted((-near + bow, -far - bow))
    return strip.cut(grey, middle + ends[0] * east, middle + ends[1] * east, half, half)


def _reach(frame: grid.Frame, side: int, dpi: float, outside: bool) -> tuple[float, float]:
    """Distance from the neatline (px) at which the band starts and ends."""
    clear, far = strip.mm(_CLEAR_MM, dpi), strip.mm(_BAND_MM, dpi)
    if frame.outer_px is None:
        return clear, far
    inner = (frame.corners_px[side] + frame.corners_px[(side + 1) % 4]) / 2
    outer = (frame.outer_px[side] + frame.outer_px[(side + 1) % 4]) / 2
    gap = float(np.hypot(*(outer - inner)))
    return (gap + 2 * clear, gap + far) if outside else (clear, gap + clear)


def _without_lines(pixels: Pixels, dpi: float) -> Pixels:
    """The band with long straight lines taken out; letters that they cross stay whole."""
    length = round(strip.mm(_LINE_MM, dpi))
    clean = _without_upright_lines(pixels, length)
    return np.ascontiguousarray(_without_upright_lines(np.ascontiguousarray(clean.T), length).T)


def _without_upright_lines(pixels: Pixels, length: int) -> Pixels:
    lines = cv2.morphologyEx(_ink(pixels), cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    lines = cv2.dilate(lines, np.ones((3, 3), np.uint8)).astype(bool)
    if not lines.any():
        return pixels
    # between the nearest pixels left and right that are no line
    columns = np.arange(pixels.shape[1])
    left = np.maximum.accumulate(np.where(lines, 0, columns), axis=1)
    right = np.minimum.accumulate(np.where(lines, columns[-1], columns)[:, ::-1], axis=1)[:, ::-1]
    rows = np.arange(pixels.shape[0])[:, None]
    filled = np.minimum(pixels[rows, left], pixels[rows, right])
    return np.where(lines, filled, pixels)


def _ink(pixels: Pixels) -> Pixels:
    """1 where the band is clearly darker than the paper around."""
    paper = cv2.blur(cv2.dilate(pixels, np.ones((9, 9), np.uint8)), (61, 61))
    dark = cv2.subtract(paper, pixels)
    return np.asarray(dark > max(25.0, _INK * float(np.percentile(dark, 99.5))), np.uint8)


def _number_boxes(pixels: Pixels, removed: Mask, dpi: float) -> list[PixelBox]:
    """Boxes (x0, y0, x1, y1) of runs of digit-sized ink; ``removed`` is where lines were taken out.

    Runs with what is left of faded digits come behind those of whole ones.
    """
    ink = _ink(pixels)
    mended = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((round(strip.mm(_BROKEN_MM, dpi)) | 1,) * 2))
    rows, columns = pixels.shape
    whole = _bridged(_joined(_parts(ink, _LETTER_MM[0], dpi), _JOIN), removed)
    faded = _bridged(_joined(_parts(np.asarray(mended), _PIECE_MM, dpi), _FADED_JOIN), removed)
    return [
        box for box in dict.fromkeys([*whole, *faded])
        if min(box[:2]) > 1 and box[2] < columns - 1 and box[3] < rows - 1 and box[3] - box[1] >= _READ_PX
    ]  # fmt: skip


def _parts(ink: Pixels, least_mm: float, dpi: float) -> list[PixelBox]:
    """Boxes of the pieces of ink that are digits by their size, from left to right."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    low, high = strip.mm(least_mm, dpi), strip.mm(_LETTER_MM[1], dpi)
    return sorted(
        (x, y, x + width, y + height)
        for x, y, width, height, _ in stats[1:].tolist()
        if low <= height <= high and width <= 1.6 * high
    )


def _bridged(runs: Sequence[PixelBox], removed: Mask) -> list[PixelBox]:
    """Runs joined where a line that was taken out stands in their gap, with a digit that went with it."""
    joined: list[PixelBox] = []
    for run in sorted(runs):
        before = [other for other in joined if _parted_by_line(other, run, removed)][:1]
        joined = [other for other in joined if other not in before]
        joined.append(_around(before[0], run) if before else run)
    return joined


def _parted_by_line(first: PixelBox, second: PixelBox, removed: Mask) -> bool:
    height = max(first[3] - first[1], second[3] - second[1])
    between = removed[max(first[1], second[1]) : min(first[3], second[3]), first[2] : second[0]]
    near = _is_level(first, second) and 0 < second[0] - first[2] <= (_JOIN + _DIGIT) * height
    return near and bool(between.size) and float(between.mean(axis=0).max()) > _LINE_SHARE


def _around(first: PixelBox, second: PixelBox) -> PixelBox:
    return (first[0], min(first[1], second[1]), max(first[2], second[2]), max(first[3], second[3]))


def _is_level(first: PixelBox, second: PixelBox, of: Callable[[int, int], int] = max) -> bool:
    """Whether two boxes share most of the height of the higher one, or of the lower one."""
    height = of(first[3] - first[1], second[3] - second[1])
    return min(first[3], second[3]) - max(first[1], second[1]) >= 0.75 * height


def _joined(parts: Sequence[PixelBox], join: float) -> list[PixelBox]:
    """Runs of boxes at most ``join`` of their height apart; what is left of a faded digit may be lower."""
    runs: list[PixelBox] = []
    for part in parts:
        for place, run in enumerate(runs):
            height = max(run[3] - run[1], part[3] - part[1])
            level = _is_level(run, part, max if join == _JOIN else min)
            if level and part[0] - run[2] <= join * height:
                runs[place] = _around(run, part)
                break
        else:
            runs.append(part)
    return runs


def _inside(box: PixelBox) -> tuple[slice, slice]:
    return slice(box[1], box[3]), slice(box[0], box[2])


def _crop(pixels: Pixels, box: PixelBox) -> Pixels:
    """The number on a light margin of a sixth of its height."""
    x0, y0, x1, y1 = box
    margin = max(2, (y1 - y0) // 6)
    inside = pixels[max(0, y0 - 1) : y1 + 1, max(0, x0 - 1) : x1 + 1]
    paper = int(np.percentile(inside, 95))
    padded = cv2.copyMakeBorder(inside, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=paper)
    return np.asarray(padded, np.uint8)


def _unturned(box: PixelBox, shape: tuple[int, ...], turned: int) -> tuple[FloatArray, FloatArray]:
    """(column, row) of a box's middle in the band before it was turned by ``np.rot90(band, turned)``."""
    x, y = np.array([(box[0] + box[2]) / 2]), np.array([(box[1] + box[3]) / 2])
    if turned == 0:
        return x, y
    return (y, shape[0] - 1 - x) if turned == -1 else (shape[1] - 1 - y, x)


def _line_at(place: FloatArray, side: int, lattice: Lattice, turned: bool) -> int | None:
    """Index of the lattice line at which a number stands; None for one too far from all."""
    along_x = side % 2 == 0
    count, far = (lattice.columns, lattice.rows) if along_x else (lattice.rows, lattice.columns)
    across = far if side in (1, 2) else 0
    indices = [(i, across) if along_x else (across, i) for i in range(count + 1)]
    away = np.abs(lattice.to_px(indices) - place)[:, side % 2] / strip.mm(1.0, lattice.dpi)
    index = int(away.argmin())
    along_writing = along_x != turned
    return index if away[index] <= _REACH_MM[0 if along_writing else 1] else None
