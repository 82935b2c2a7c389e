"""A strip of the page laid straight along a line: where frame lines, ticks and labels are looked at.

Rows run across the line, columns along it, both in whole pixels of the page, so what is measured in a
strip goes back to the page without a change of scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.ndimage import median_filter

from pipeline.model import FloatArray, Pixels

MM_PER_INCH = 25.4
_STATION_MM = 4.0  # about 50 px at 300 dpi: shorter than any text gap, longer than any letter
# Paper must be light so far to both sides: the outer frame is 1.0 thick (App. 01.III.1), other lines are thin
# and may have a neighbour.
_SIDES_MM = (0.4, 1.0)
_MIN_CONTRAST = 6.0  # grey levels of a station mean; scanner noise averages out to below 1
_CLEAR_CONTRAST = 20.0  # darker is not more of a line: parcel lines are often thicker than the neatline
_DARK = 128  # paper reflects more than half of the light
_SAMPLE = 3  # of the pixels along each side: lines that cover a hundredth are seen
_REACH = (1.0, 50.0, 99.0)  # per cent of the pixels: lines cover a few
_BEND_MM = 0.08  # sideways from station to station; bent paper does half of it


@dataclass(frozen=True, slots=True)
class Strip:
    """Pixels along a line. ``origin_px`` is the page point of row 0, column 0; the rest are steps there."""

    pixels: Pixels
    origin_px: FloatArray
    along: FloatArray
    across: FloatArray

    def to_page(self, along_px: FloatArray, across_px: FloatArray) -> FloatArray:
        """Page pixels (n, 2) of strip columns ``along_px`` and rows ``across_px``."""
        columns = np.asarray(along_px, np.float64)[..., None] * self.along
        rows = np.asarray(across_px, np.float64)[..., None] * self.across
        return np.asarray(self.origin_px + columns + rows, np.float64)


@dataclass(frozen=True, slots=True)
class TracedLine:
    """A line followed on the page: sub-pixel centres ``points_px`` (m, 2), inked share ``support``."""

    points_px: FloatArray
    support: float


def mm(length_mm: float, dpi: float) -> float:
    """Millimetres on paper in pixels."""
    return length_mm * dpi / MM_PER_INCH


def grey_of(pixels: Pixels) -> Pixels:
    """One grey plane of a page with its ink dark: the darker of red and green, so that coloured lines are as
    dark as black ones; turned round where the page is a negative or a blueprint.

    Only yellow is dark in blue alone: old paper and washes are yellow, lines are not, for nobody would see
    them.
    """
    grey = pixels if pixels.ndim == 2 else np.minimum(pixels[..., 0], pixels[..., 1])
    return 255 - grey if _is_negative(grey) else grey


def _is_negative(grey: Pixels) -> bool:
    """Whether a page is drawn in light on dark: its ground is dark, and lines stand out from it to the light.

    Dark paper alone, as of a diazo print, has its lines on the darker side still.
    """
    sample = grey[::_SAMPLE, ::_SAMPLE]
    if not sample.size:
        return False
    darkest, ground, lightest = np.percentile(sample, _REACH)
    return bool(ground < _DARK and lightest - ground > ground - darkest)


def cut(grey: Pixels, start_px: FloatArray, end_px: FloatArray, before_px: float, after_px: float) -> Strip:
    """The strip from ``start_px`` to ``end_px``; outside the page it is white.

    ``before_px`` rows lie left of the direction of travel (above a line that runs to the right), ``after_px``
    rows right of it.
    """
    start = np.asarray(start_px, np.float64)
    run = np.asarray(end_px, np.float64) - start
    length = float(np.hypot(*run))
    along = run / max(length, 1e-9)
    across = np.array([-along[1], along[0]])
    origin = start - round(before_px) * across
    size = (max(1, round(length) + 1), round(before_px) + round(after_px) + 1)
    matrix = np.column_stack([along, across, origin])
    pixels = cv2.warpAffine(
        grey, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=255
    )
    return Strip(np.asarray(pixels, np.uint8), origin, along, across)


def patch(grey: Pixels, centre_px: FloatArray, steps: FloatArray, half_px: int) -> Strip:
    """The square around a place whose columns and rows run along ``steps`` (2, 2), page pixels a step."""
    along, across = np.asarray(steps, np.float64)
    origin = np.asarray(centre_px, np.float64) - half_px * (along + across)
    size = (2 * half_px + 1, 2 * half_px + 1)
    matrix = np.column_stack([along, across, origin])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    pixels = cv2.warpAffine(grey, matrix, size, flags=flags, borderValue=255)
    return Strip(np.asarray(pixels, np.uint8), origin, along, across)


def stations(strip: Strip, dpi: float) -> tuple[FloatArray, FloatArray]:
    """Ridge response (rows, m) of dark lines along the strip, and the columns (m,) of its stations."""
    count = max(1, round(strip.pixels.shape[1] / mm(_STATION_MM, dpi)))
    rows = strip.pixels.shape[0]
    mean = cv2.resize(strip.pixels.astype(np.float32), (count, rows), interpolation=cv2.INTER_AREA)
    columns = (np.arange(count) + 0.5) * (strip.pixels.shape[1] / count) - 0.5
    responses = [_ridge(mean, max(2, round(mm(side, dpi)))) for side in _SIDES_MM]
    return np.asarray(np.max(responses, axis=0), np.float64), columns


def _ridge(mean: FloatArray, side: int) -> FloatArray:
    padded = np.pad(mean, ((side, side), (0, 0)), mode="edge")
    lighter = np.minimum(padded[: mean.shape[0]], padded[2 * side :])
    return np.asarray(lighter - mean, np.float64)


def trace(grey: Pixels, start_px: FloatArray, end_px: FloatArray, dpi: float, reach_mm: float) -> TracedLine:
    """Follow a dark line from ``start_px`` to ``end_px``, known to within ``reach_mm``, bowed or not.

    Where other lines run beside it for a while, the way with the fewest bends is the line.
    """
    reach, margin = mm(reach_mm, dpi), mm(_SIDES_MM[-1], dpi)
    strip = cut(grey, start_px, end_px, reach + margin, reach + margin)
    response, columns = stations(strip, dpi)
    inner = slice(round(margin), round(margin) + 2 * round(reach) + 1)
    path = inner.start + _smoothest(response[inner], mm(_BEND_MM, dpi))
    rows, strength = _centroids(response, path, mm(0.35, dpi))
    good = strength > _MIN_CONTRAST
    if good.sum() < 4:
        return TracedLine(np.zeros((0, 2)), 0.0)
    # what other lines cross is off its neighbours
    around = np.interp(columns, columns[good], median_filter(rows[good], 5, mode="nearest"))
    good &= np.abs(rows - around) <= mm(0.12, dpi)
    return TracedLine(strip.to_page(columns[good], rows[good]), float(good.mean()))


def _smoothest(response: FloatArray, bend: float) -> FloatArray:
    """Row per station of the way through the ridges that bends least (dynamic programming)."""
    cost = -np.clip(response / _CLEAR_CONTRAST, 0.0, 1.0)
    steps = np.arange(-max(1, round(3 * bend)), max(1, round(3 * bend)) + 1)
    total, back = cost[:, 0], []
    for station in cost.T[1:]:
        padded = np.pad(total, len(steps) // 2, constant_values=np.inf)
        options = np.stack([padded[i : i + len(total)] for i in range(len(steps))])
        options = options + (steps[:, None] / bend) ** 2
        choice = options.argmin(axis=0)
        back.append(np.arange(len(total)) + steps[choice])
        total = options.min(axis=0) + station
    way = [int(total.argmin())]
    for before in reversed(back):
        way.append(int(before[way[-1]]))
    return np.array(way[::-1], np.float64)


def _centroids(response: FloatArray, path: FloatArray, reach: float) -> tuple[FloatArray, FloatArray]:
    """Row of the ink's centre of mass within ``reach`` of the path, and its strength, per station."""
    offsets = np.arange(-round(reach), round(reach) + 1)
    found = path.copy()
    for _ in range(2):
        rows = np.clip(np.round(found).astype(int) + offsets[:, None], 0, response.shape[0] - 1)
        weight = np.maximum(np.take_along_axis(response, rows, axis=0), 0.0)
        strength = weight.max(axis=0)
        weight = np.where(weight > 0.25 * strength, weight, 0.0)
        total = weight.sum(axis=0)
        found = np.where(total > 0, (weight * rows).sum(axis=0) / np.maximum(total, 1e-9), found)
    return found, strength


def local_line(
    points_px: FloatArray, near_px: FloatArray, reach_px: float
) -> tuple[FloatArray, FloatArray] | None:
    """(point, unit direction) of the straight line through traced points within ``reach_px`` of a place."""
    if len(points_px) < 2:
        return None
    distance = np.hypot(*(points_px - near_px).T)
    order = np.argsort(distance)
    count = max(4, int((distance <= reach_px).sum()))
    chosen = points_px[order[:count]]
    if len(chosen) < 2 or distance[order[0]] > 2 * reach_px:
        return None
    vx, vy, x, y = (
        float(v[0]) for v in cv2.fitLine(chosen.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01)
    )
    return np.array([x, y]), np.array([vx, vy])


def crossing(
    first: tuple[FloatArray, FloatArray], second: tuple[FloatArray, FloatArray]
) -> FloatArray | None:
    """Where two lines (point, direction) meet, or None when they are nearly parallel."""
    (p, u), (q, v) = first, second
    turn = u[0] * v[1] - u[1] * v[0]
    if abs(turn) < 0.2:
        return None
    shift = q - p
    return np.asarray(p + u * ((shift[0] * v[1] - shift[1] * v[0]) / turn), np.float64)
