"""A strip of the page laid straight along a line: where frame lines, ticks and labels are looked at.

Rows run across the line, columns along it, both in whole pixels of the page, so what is measured in a
strip goes back to the page without a change of scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.model import FloatArray, Pixels

MM_PER_INCH = 25.4
_STATION_MM = 4.0  # about 50 px at 300 dpi: shorter than any text gap, longer than any letter
_SIDE_MM = 1.0  # paper must be light this far to both sides: the outer frame is 1.0 thick (App. 01.III.1)
_MIN_CONTRAST = 6.0  # grey levels of a station mean; scanner noise averages out to below 1
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Strip:
    """Pixels along a line. ``origin_px`` is the page point of row 0, column 0; the rest are unit vectors."""

    pixels: Pixels
    origin_px: FloatArray
    along: FloatArray
    across: FloatArray

    def to_page(self, along_px: FloatArray, across_px: FloatArray) -> FloatArray:
        """Page pixels (n, 2) of strip columns ``along_px`` and rows ``across_px``."""
        columns = np.asarray(along_px, np.float64)[..., None] * self.along
        rows = np.asarray(across_px, np.float64)[..., None] * self.across
        return np.asarray(self.origin_px + columns + rows, np.float64)

    def to_strip(self, page_px: FloatArray) -> FloatArray:
        """(column, row) of page pixels (n, 2)."""
        shift = np.asarray(page_px, np.float64) - self.origin_px
        return np.stack([shift @ self.along, shift @ self.across], axis=-1)


@dataclass(frozen=True, slots=True)
class TracedLine:
    """A line followed on the page: ``points_px`` (m, 2) with sub-pixel centres, ``support`` its inked share."""

    points_px: FloatArray
    support: float


def mm(length_mm: float, dpi: float) -> float:
    """Millimetres on paper in pixels."""
    return length_mm * dpi / MM_PER_INCH


def cut(grey: Pixels, start_px: FloatArray, end_px: FloatArray, before_px: float, after_px: float) -> Strip:
    """The strip from ``start_px`` to ``end_px`` with ``before_px`` rows to the left of the direction of travel
    (above a line that runs to the right) and ``after_px`` rows to the right. Outside the page it is white.
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


def stations(strip: Strip, dpi: float) -> tuple[FloatArray, FloatArray]:
    """Ridge response (rows, m) of dark lines along the strip, and the columns (m,) of its stations."""
    count = max(1, round(strip.pixels.shape[1] / mm(_STATION_MM, dpi)))
    rows = strip.pixels.shape[0]
    mean = cv2.resize(strip.pixels.astype(np.float32), (count, rows), interpolation=cv2.INTER_AREA)
    columns = (np.arange(count) + 0.5) * (strip.pixels.shape[1] / count) - 0.5
    return _ridge(mean, max(2, round(mm(_SIDE_MM, dpi)))), columns


def _ridge(mean: FloatArray, side: int) -> FloatArray:
    padded = np.pad(mean, ((side, side), (0, 0)), mode="edge")
    lighter = np.minimum(padded[: mean.shape[0]], padded[2 * side :])
    return np.asarray(lighter - mean, np.float64)


def trace(grey: Pixels, start_px: FloatArray, end_px: FloatArray, dpi: float, reach_mm: float) -> TracedLine:
    """Follow a dark line from ``start_px`` to ``end_px``, known to within ``reach_mm``, bowed or not."""
    reach = mm(reach_mm, dpi)
    margin = mm(_SIDE_MM, dpi)
    strip = cut(grey, start_px, end_px, reach + margin, reach + margin)
    response, columns = stations(strip, dpi)
    middle = round(reach + margin)
    inner = slice(middle - round(reach), middle + round(reach) + 1)
    rows = inner.start + response[inner].argmax(axis=0).astype(np.float64)
    strength = response[inner].max(axis=0)
    good = strength > _MIN_CONTRAST
    for _ in range(_ROUNDS):
        if good.sum() < 4:
            return TracedLine(np.zeros((0, 2)), 0.0)
        curve = np.polynomial.Polynomial.fit(columns[good], rows[good], min(3, int(good.sum()) - 2))(columns)
        rows = _centroids(response, curve, mm(0.6, dpi))
        off = np.abs(rows - curve)
        spread = 1.4826 * float(np.median(off[good]))
        near = _near_strength(response, curve, mm(0.4, dpi))
        good = (near > _MIN_CONTRAST) & (off <= max(3.0 * spread, mm(0.05, dpi)))
    return TracedLine(strip.to_page(columns[good], rows[good]), float(good.mean()))


def _near_strength(response: FloatArray, curve: FloatArray, reach: float) -> FloatArray:
    offsets = np.arange(-int(reach) - 1, int(reach) + 2)
    rows = np.clip(np.round(curve).astype(int) + offsets[:, None], 0, response.shape[0] - 1)
    return np.asarray(np.take_along_axis(response, rows, axis=0).max(axis=0), np.float64)


def _centroids(response: FloatArray, curve: FloatArray, reach: float) -> FloatArray:
    """Row of the ink's centre of mass within ``reach`` of the strongest row near the curve, per station."""
    span = int(reach) + 1
    offsets = np.arange(-span, span + 1)
    found = np.round(curve)
    for _ in range(2):
        rows = np.clip(found.astype(int) + offsets[:, None], 0, response.shape[0] - 1)
        weight = np.maximum(np.take_along_axis(response, rows, axis=0), 0.0)
        weight = np.where(weight > 0.25 * weight.max(axis=0), weight, 0.0)
        found = (weight * rows).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-9)
    return np.asarray(np.where(weight.sum(axis=0) > 0, found, curve), np.float64)


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
    centre = np.median(chosen, axis=0) if len(chosen) > 8 else chosen.mean(axis=0)
    vx, vy, x, y = (
        float(v[0]) for v in cv2.fitLine(chosen.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01)
    )
    del centre
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
