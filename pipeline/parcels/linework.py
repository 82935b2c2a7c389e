"""Long lines against everything small: letters, figures, symbols, dashes and dots.

Sizes are millimetres on paper: figures are 2 mm high and names up to 5 mm (Circular 25/2014, symbols 59 to
62, p. 54-55), house walls are dashes of 1.5 mm, water edges of 3 mm (symbols 9 and 38), the bar of a parcel
label about as long as its area is wide (symbol 8).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import FloatArray, Pixels
from pipeline.parcels.ink import MM_PER_INCH, Mask
from pipeline.sheets import strip
from pipeline.sheets.lattice import CELL_MM

_Integers = npt.NDArray[np.int32]

_SMALL_MM = 12.0  # a whole label bar with figures touching it is shorter
_STRIP_MM = (2.0, 20.0)  # outer frame lines: 10 mm from the neatline in the circular, less on older sheets
_REACH_MM = 1.5  # bow of a frame side about its chord
_FRAME_COVER = 0.6  # share of a side's length that a frame line has in ink
_BEND_MM = 0.15  # an outline this close to straight is straight
_TURN = np.radians(45.0)  # between chords: a pond 8 mm across turns by 30, a letter O by 60
_STRETCH_MM = 5.0
_STRAIGHT_MM = 3.5  # the tallest letters near parcels are 2.5 mm and their widest strokes no longer
_BAND_MM = 0.7  # covers a stroke from either flank
_ACROSS_MM = 0.8  # holds one line, whatever its weight
_TILE_MM = 40.0
_USUAL = 75.0  # per cent: walls may be as long as boundaries together
_BETWEEN = (0.5, 0.85)  # of the usual ink: where sheets of two pens, 0.10 and 0.20 mm, have hardly any lines
_APART = 0.5  # of the lines of the thin pen, of equal steps of ink
_STEPS = 20  # of ink, up to the usual
_FEW = 0.01  # of all lines: the thin pen of a sheet with fewer walls is not looked for
_FRAME_EDGE_MM = 0.8  # a wide line is followed to a few tenths only
_OFF_DEG = tuple(range(4, 46, 2))  # from an arm's direction
_ARM_MM = 0.5  # half of what an arm hides across
_RUN_MM = 0.5  # half of the way for which a line must be seen to run
_RING_MM = 3.5  # a closed ring around at least _RING_MM2 is a parcel's outline however short
_RING_MM2 = 15.0  # the largest counter of a 5 mm letter holds less


@dataclass(frozen=True, slots=True)
class Linework:
    """Ink in two masks (H, W) that never overlap: ``lines`` hang together for long, ``small`` do not.

    ``strokes`` is the part of ``lines`` that runs straight or in a wide bend, without the letters and
    symbols that touch it.
    """

    lines: Mask
    small: Mask
    strokes: Mask


def split(ink: Mask, dpi: float) -> Linework:
    """Tell long line ink from text-sized pieces by the extent of what hangs together."""
    _, parts, statistics, _ = cv2.connectedComponentsWithStats(
        ink.view(np.uint8), connectivity=8, ltype=cv2.CV_32S
    )
    per_mm = dpi / MM_PER_INCH
    extent_mm = statistics[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) / per_mm
    is_line = extent_mm >= _SMALL_MM
    for part in np.flatnonzero((extent_mm >= _RING_MM) & ~is_line):
        is_line[part] = _ring_mm2(parts, statistics[part], int(part), per_mm) >= _RING_MM2
    is_line[0] = False
    lines: Mask = is_line[parts]
    return Linework(lines, ink & ~lines, lines & _strokes(lines, per_mm))


def _strokes(lines: Mask, per_mm: float) -> Mask:
    """Bands along the straight and gently bent stretches of the outlines of line ink."""
    bands = np.zeros(lines.shape, np.uint8)
    band_px = max(1, round(_BAND_MM * per_mm))
    contours, _ = cv2.findContours(lines.view(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    for contour in contours:
        points = cv2.approxPolyDP(contour, _BEND_MM * per_mm, True)[:, 0]
        kept = _long_stretches(points, per_mm)
        for start, end in zip(points[kept], np.roll(points, -1, axis=0)[kept], strict=True):
            cv2.line(bands, start.tolist(), end.tolist(), 1, band_px)
    return bands.view(np.bool_)


def _long_stretches(points: _Integers, per_mm: float) -> Mask:
    """Which edges of a closed outline belong to a stretch: long by themselves or with gentle turns."""
    edges = np.roll(points, -1, axis=0) - points
    length_mm = np.hypot(*edges.T) / per_mm
    way = np.arctan2(edges[:, 1], edges[:, 0])
    turn = np.abs((way - np.roll(way, 1) + np.pi) % (2 * np.pi) - np.pi)
    starts = np.flatnonzero(turn > _TURN)
    if len(starts) == 0:
        return np.full(len(points), length_mm.sum() >= _STRETCH_MM)
    stretch = np.searchsorted(starts, np.arange(len(points)), side="right") % len(starts)
    total = np.bincount(stretch, weights=length_mm, minlength=len(starts))
    return np.asarray((total[stretch] >= _STRETCH_MM) | (length_mm >= _STRAIGHT_MM), np.bool_)


def bold(flat: Pixels, strokes: Mask, dpi: float) -> Mask:
    """Where the ink of ``strokes`` is not far less than that of most lines around; everywhere on a sheet of
    one pen, however its lines vary.

    Walls of houses are drawn thinner than boundaries on many sheets. Width and blackness both count, as
    the sum of the ink across; fading is even over a tile.
    """
    per_mm = dpi / MM_PER_INCH
    reach = 2 * round(_ACROSS_MM * per_mm / 2) + 1
    mass = cv2.blur(255 - flat, (reach, reach))
    mass = cv2.dilate(mass, np.ones((3, 3), np.uint8))
    tile = round(_TILE_MM * per_mm)
    height, width = flat.shape
    usual = np.zeros((-(-height // tile), -(-width // tile)), np.float32)
    everywhere = np.percentile(mass[strokes], _USUAL) if strokes.any() else 0.0
    for row, column in np.ndindex(usual.shape):
        part = np.s_[row * tile : (row + 1) * tile, column * tile : (column + 1) * tile]
        inside = mass[part][strokes[part]]
        usual[row, column] = np.percentile(inside, _USUAL) if len(inside) > tile else everywhere
    usual = cv2.erode(usual, np.ones((3, 3), np.uint8))  # where it fades, lines are as weak as beyond
    level = cv2.resize(usual, (width, height), interpolation=cv2.INTER_LINEAR)
    middles = strokes & (flat == cv2.erode(flat, np.ones((3, 3), np.uint8)))
    least = _between_pens(mass[middles] / np.maximum(level[middles], 1.0))
    return np.asarray(mass >= least * level, np.bool_)


def _between_pens(ink: FloatArray) -> float:
    """The ink, as a share of the usual, between the lines of a thin pen and of another; 0 with one pen."""
    counts = np.histogram(ink, np.linspace(0.0, 1.0, _STEPS + 1))[0]
    steps = range(*(round(share * _STEPS) for share in _BETWEEN))
    hollows = {
        step: counts[step] / counts[:step].max() for step in steps if counts[:step].sum() > _FEW * len(ink)
    }
    deepest = min(hollows, key=lambda step: hollows[step], default=0)
    return (deepest + 0.5) / _STEPS if hollows.get(deepest, 1.0) < _APART else 0.0


def _ring_mm2(parts: _Integers, statistics: _Integers, part: int, per_mm: float) -> float:
    """Area of the largest hole of one piece of ink, mm²."""
    x, y, width, height = (int(value) for value in statistics[:4])
    window = (parts[y : y + height, x : x + width] == part).astype(np.uint8)
    contours, hierarchy = cv2.findContours(window, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if hierarchy is None:
        return 0.0
    holes = [
        cv2.contourArea(contour)
        for contour, links in zip(contours, hierarchy[0], strict=True)
        if links[3] >= 0
    ]
    return max(holes, default=0.0) / per_mm**2


@dataclass(frozen=True, slots=True)
class Stroke:
    """A drawn line that is known not to be a parcel boundary by itself: points (n, 2) and width, px."""

    points_px: FloatArray
    width_px: float


def paint(strokes: Iterable[Stroke], shape: tuple[int, int], step_px: float = 1.0) -> Mask:
    """Mask (H, W) of strokes, at 1/``step_px`` of their resolution."""
    mask = np.zeros(shape, np.uint8)
    for stroke in strokes:
        points = ((stroke.points_px + 0.5) / step_px - 0.5) * 8
        width = max(1, int(np.ceil(stroke.width_px / step_px)))
        cv2.polylines(mask, [np.round(points).astype(np.int32)], False, 1, width, cv2.LINE_8, 3)
    return mask.view(np.bool_)


def beneath(strokes: Mask, hidden: Mask, per_mm: float) -> Mask:
    """What of ``hidden`` lies between strokes that run on at a slant on both of its sides.

    The arms of a grid cross are level and upright; what passes under them in another direction is no arm.
    The nearer that direction is to an arm's, the farther the two lie over each other.
    """
    seen = (strokes & ~hidden).view(np.uint8)
    found = np.zeros(seen.shape, np.uint8)
    if not seen.any():  # most crosses stand on blank land
        return found.view(np.bool_)
    for off in _OFF_DEG:
        turn = np.radians(off)
        across_both_mm = _ARM_MM / np.sin(turn) + _ARM_MM / np.cos(turn)
        reach_mm = across_both_mm + 2 * _RUN_MM
        for slant in (off, 90 - off, 90 + off, 180 - off):
            along = cv2.morphologyEx(seen, cv2.MORPH_OPEN, _line_kernel(slant, _RUN_MM * per_mm))
            found |= cv2.morphologyEx(along, cv2.MORPH_CLOSE, _line_kernel(slant, reach_mm * per_mm))
    return np.asarray(found.view(np.bool_) & hidden & strokes, np.bool_)


def _line_kernel(slant_deg: float, reach_px: float) -> npt.NDArray[np.uint8]:
    """A straight line through the middle of a square, ``reach_px`` to either side."""
    reach, slant = round(reach_px), np.radians(slant_deg)
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.uint8)
    way = np.round(reach * np.array([np.cos(slant), np.sin(slant)])).astype(int)
    cv2.line(kernel, (reach - way).tolist(), (reach + way).tolist(), 1)
    return kernel


def neatline(flat: Pixels, corners_px: FloatArray, dpi: float) -> tuple[FloatArray, ...]:
    """The four sides of the inner frame as polylines (n, 2) with their bow, clockwise from the north."""
    return tuple(_follow(flat, corners_px[side], corners_px[(side + 1) % 4], dpi) for side in range(4))


def _follow(flat: Pixels, start: FloatArray, end: FloatArray, dpi: float) -> FloatArray:
    """A frame side as a polyline; the straight chord where no line can be followed."""
    length = float(np.hypot(*(end - start)))
    along = (end - start) / length
    across = np.array([-along[1], along[0]])
    traced = strip.trace(flat, start, end, dpi, _REACH_MM).points_px
    stations = np.linspace(0.0, length, 60)
    if len(traced) < 8:
        return np.asarray(start + stations[:, None] * along, np.float64)
    bow = np.polynomial.Polynomial.fit((traced - start) @ along, (traced - start) @ across, 3)
    return np.asarray(start + stations[:, None] * along + bow(stations)[:, None] * across, np.float64)


def outer_lines(ink: Mask, corners_px: FloatArray, dpi: float) -> list[Stroke]:
    """Lines of the outer frame: whatever runs along a whole side of the neatline outside it, but for the edge
    of land that is drawn over the neatline."""
    per_mm = dpi / MM_PER_INCH
    inverse = np.where(ink, np.uint8(0), np.uint8(255))
    reach = round(_STRIP_MM[1] * per_mm)
    strokes = []
    for side in range(4):
        start, end = corners_px[side], corners_px[(side + 1) % 4]
        along = (end - start) / np.hypot(*(end - start))
        outward = np.array([along[1], -along[0]])
        beyond = reach * along
        cut = strip.cut(inverse, start - beyond, end + beyond, reach, 0.0).pixels < 128
        for row, width in _frame_rows(cut[:, reach:-reach], per_mm):
            if _is_edge_of_land(cut, (row, width), reach, per_mm):
                continue
            shift = (cut.shape[0] - 1 - row) * outward
            line = _follow(inverse, start + shift, end + shift, dpi)
            points = np.concatenate([line[:1] - beyond, line, line[-1:] + beyond])
            strokes.append(Stroke(points, width + _FRAME_EDGE_MM * per_mm))
    return strokes


def _is_edge_of_land(cut: Mask, line: tuple[float, float], reach: int, per_mm: float) -> bool:
    """Whether a line (row, width) along a side ends short of a corner of the frame it would be of, and more
    lines lead to it from the neatline than the grid has on that side, which may run on to the outer frame.

    ``cut`` is the strip beyond the neatline, its last row, and ``reach`` beyond both ends.
    """
    row, width = line
    away = round(cut.shape[0] - 1 - row)
    half = round(_FRAME_EDGE_MM * per_mm)
    seen = np.asarray(cut[max(0, round(row) - half) : round(row) + half + 1].any(axis=0), np.bool_)
    corners = seen[reach - away : reach], seen[-reach : len(seen) - reach + away]
    if all(corner.mean() >= _FRAME_COVER for corner in corners):
        return False
    inner = cut[round(row + width / 2) + half : -half, reach + half : -reach - half]
    if min(inner.shape) == 0:
        return False
    parts = cv2.connectedComponents(inner.view(np.uint8), connectivity=8, ltype=cv2.CV_32S)[1]
    leads = np.isin(parts[0], parts[-1][parts[-1] > 0])
    return bool(
        np.diff(leads.astype(np.int8), prepend=0).clip(0).sum() > inner.shape[1] / per_mm // CELL_MM + 1
    )


def _frame_rows(cut: Mask, per_mm: float) -> list[tuple[float, float]]:
    """(row, width) in pixels of the lines that run along a strip; its last row is the neatline."""
    tall = np.ones((2 * round(0.5 * per_mm) + 1, 1), np.uint8)
    cover = cv2.dilate(cut.view(np.uint8), tall)[: -round(_STRIP_MM[0] * per_mm)].mean(axis=1)
    found = cover >= _FRAME_COVER
    edges = np.flatnonzero(np.diff(np.concatenate([[0], found.view(np.int8), [0]])))
    rows = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        window = cut[first:last]
        rows.append(((first + last - 1) / 2.0, float(np.median(window.sum(axis=0)))))
    return rows
