"""Grid crosses (Circular 25/2014, symbol 7): sub-pixel centres near predicted places, or none.

A symbol matcher always gives an optimum, whether or not the mark is there; so a cross must have four arms of
the sheet's own length that end where they should, and no second place near by may be as good.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import FloatArray, Pixels
from pipeline.sheets import strip

_SEARCH_MM = 3.0
_CORE_MM = 2.5  # shortest arm expected: 3 mm in the circular (symbol 7), up to 5 mm on older sheets
_USUAL_ARM_MM = 3.0
_HALF_LINE_MM = 0.35
_MAX_ARM_MM = 7.0
_MIN_SCORE = 8.0  # grey levels, and times the noise of the window
_MIN_INKED = 0.7  # of each arm
_MIN_CROSS = 0.5
_MOST = 0.5
_RIVAL = 0.65  # a second place this good makes the finding ambiguous: exactly one, or none


@dataclass(frozen=True, slots=True)
class Cross:
    """A grid cross: centre in pixels, mean arm length in mm, and how good it is (1 is a perfect cross)."""

    x_px: float
    y_px: float
    arm_mm: float
    score: float


def find_crosses(
    grey: Pixels, predicted_px: npt.ArrayLike, steps: FloatArray, dpi: float
) -> list[Cross | None]:
    """The grid cross within 3 mm of each predicted place (n, 2), or None: exactly one, or none.

    ``steps`` (n, 2, 2) are eastward and southward pixels of the page there. The crosses that stand free tell
    how long the arms are on this sheet; then every place is looked at again for a cross with just such arms.
    Where lines run on through the arms, or two places are as good, the answer is None; but where they do so
    nearly everywhere, the grid is drawn in whole lines, and their crossings are answered.
    """
    places = np.asarray(predicted_px, np.float64).reshape(-1, 2)
    windows = [_window(grey, place, step, dpi) for place, step in zip(places, steps, strict=True)]
    free = [found for window in windows if window is not None and (found := _free_cross(window)) is not None]
    arm = float(np.median([length for length, _ in free])) if free else _USUAL_ARM_MM
    ink = float(np.median([strength for _, strength in free])) if free else 2 * _MIN_SCORE
    least = max(_MIN_SCORE, ink / 2)
    crosses = [None if window is None else _find_cross(window, arm, least) for window in windows]
    if sum(cross is not None for cross in crosses) >= _MOST * len(windows):
        return crosses
    lines = [None if window is None else _line_crossing(window) for window in windows]
    return lines if sum(line is not None for line in lines) >= _MOST * len(windows) else crosses


def cross_score(pixels: Pixels, dpi: float) -> FloatArray:
    """How much darker than the paper the weakest of four arms of 2.5 mm is, seen from each pixel, upright."""
    return _weakest_arm(_line_response(pixels, dpi), _line_response(pixels.T, dpi).T, dpi)


def _weakest_arm(level: FloatArray, upright: FloatArray, dpi: float) -> FloatArray:
    arms = _arms(level, upright, strip.mm(0.4, dpi), strip.mm(_CORE_MM, dpi))
    return np.asarray(arms.min(axis=0), np.float64)


@dataclass(frozen=True, slots=True)
class _Window:
    """Surroundings of a predicted cross, with line responses along the rows and along the columns."""

    strip: strip.Strip
    level: FloatArray
    upright: FloatArray
    half_px: int
    dpi: float


def _window(grey: Pixels, place: FloatArray, steps: FloatArray, dpi: float) -> _Window | None:
    if not (0 <= place[0] < grey.shape[1] and 0 <= place[1] < grey.shape[0]):
        return None
    half = round(strip.mm(_SEARCH_MM + _MAX_ARM_MM + 2.0, dpi))
    cut = strip.patch(grey, place, steps, half)
    level, upright = _line_response(cut.pixels, dpi), _line_response(cut.pixels.T, dpi).T
    return _Window(cut, level, upright, half, dpi)


def _line_response(pixels: npt.NDArray[np.uint8], dpi: float) -> FloatArray:
    """How much darker each pixel is than the paper above and below it: lines along the rows, no blobs."""
    level = cv2.GaussianBlur(np.ascontiguousarray(pixels).astype(np.float32), (0, 0), 0.7)
    side = max(2, round(strip.mm(_HALF_LINE_MM, dpi)))
    padded = np.pad(level, ((side, side), (0, 0)), mode="edge")
    return np.asarray(np.minimum(padded[: len(level)], padded[2 * side :]) - level, np.float64)


def _arms(level: FloatArray, upright: FloatArray, start: float, stop: float) -> FloatArray:
    """Mean over the left, right, upper and lower arm, from ``start`` to ``stop`` px, seen from each pixel."""
    length = max(3, round(stop - start))
    shift = round((start + stop) / 2)
    # the line may lie a pixel beside the arm's axis at its end
    flat = cv2.blur(cv2.dilate(level, np.ones((3, 1))), (length, 1))
    tall = cv2.blur(cv2.dilate(upright, np.ones((1, 3))), (1, length))
    return np.stack([
        np.roll(flat, shift, axis=1), np.roll(flat, -shift, axis=1),
        np.roll(tall, shift, axis=0), np.roll(tall, -shift, axis=0),
    ])  # fmt: skip


def _single_peak(score: FloatArray, window: _Window) -> tuple[int, int, float] | None:
    """(column, row, height) of the only high peak within the search distance of the window's middle."""
    reach = round(strip.mm(_SEARCH_MM, window.dpi))
    first = window.half_px - reach
    inner = score[first : first + 2 * reach + 1, first : first + 2 * reach + 1].copy()
    row, column = np.unravel_index(int(inner.argmax()), inner.shape)
    peak = float(inner[row, column])
    apart = max(2, round(strip.mm(0.5, window.dpi)))
    inner[max(0, row - apart) : row + apart + 1, max(0, column - apart) : column + apart + 1] = -1.0
    if peak <= 0 or float(inner.max()) > _RIVAL * peak:
        return None
    return int(column) + first, int(row) + first, peak


def _free_cross(window: _Window) -> tuple[float, float] | None:
    """(arm length in mm, grey levels) of a cross whose arms end freely, whatever their length."""
    score = _weakest_arm(window.level, window.upright, window.dpi)
    peak = _single_peak(score, window)
    if peak is None:
        return None
    noise = 1.4826 * float(np.median(np.abs(score - np.median(score)))) + 0.3
    lengths = _arm_lengths(window, peak[:2])
    usual = float(np.median(lengths))
    even = 1.5 <= usual <= _MAX_ARM_MM - 1.0 and int((np.abs(lengths - usual) <= 0.9).sum()) >= 3
    return (usual, peak[2]) if even and peak[2] > _MIN_SCORE * max(1.0, noise) else None


def _arm_lengths(window: _Window, at: tuple[int, int]) -> FloatArray:
    """Length in mm of the left, right, upper and lower arm, at most the 7 mm that are looked at."""
    column, row = at
    dpi = window.dpi
    reach = round(strip.mm(_MAX_ARM_MM, dpi))
    flat = window.level[row - 2 : row + 3].max(axis=0)
    tall = window.upright[:, column - 2 : column + 3].max(axis=1)
    rays = [flat[column - reach : column + 1][::-1], flat[column : column + reach + 1],
            tall[row - reach : row + 1][::-1], tall[row : row + reach + 1]]  # fmt: skip
    core = slice(round(strip.mm(0.5, dpi)), round(strip.mm(2.0, dpi)))
    lengths = []
    for ray in rays:
        smooth = cv2.blur(ray[None], (max(3, round(strip.mm(0.4, dpi))), 1))[0]
        dark = smooth > 0.5 * float(np.median(smooth[core]))
        dark[: core.start] = True
        lengths.append(float(len(dark) if dark.all() else dark.argmin()) / strip.mm(1.0, dpi))
    return np.array(lengths)


def _find_cross(window: _Window, arm_mm: float, ink: float) -> Cross | None:
    """A cross with arms of a known length: inked along them, and not beyond their ends."""
    dpi = window.dpi
    level, upright = np.clip(window.level / ink, 0.0, 1.0), np.clip(window.upright / ink, 0.0, 1.0)
    inside = _arms(level, upright, strip.mm(0.3, dpi), strip.mm(arm_mm - 0.3, dpi)).min(axis=0)
    beyond = _arms(level, upright, strip.mm(arm_mm + 0.4, dpi), strip.mm(arm_mm + 1.4, dpi)).sum(axis=0)
    peak = _single_peak(inside - 0.2 * beyond, window)
    if peak is None or peak[2] < _MIN_CROSS or inside[peak[1], peak[0]] < _MIN_INKED:
        return None
    return _centred(window, peak, arm_mm)


def _line_crossing(window: _Window) -> Cross | None:
    """The only place where two lines that run on across the window cross."""
    dpi = window.dpi
    level, upright = (np.clip(part / (2 * _MIN_SCORE), 0.0, 1.0) for part in (window.level, window.upright))
    inside = _arms(level, upright, strip.mm(0.4, dpi), strip.mm(_MAX_ARM_MM, dpi)).min(axis=0)
    peak = _single_peak(inside, window)
    if peak is None or peak[2] < _MIN_INKED:
        return None
    return _centred(window, peak, _MAX_ARM_MM)


def _centred(window: _Window, peak: tuple[int, int, float], arm_mm: float) -> Cross | None:
    """The cross at a peak with its centre to a fraction of a pixel; None when its arms are not straight."""
    dark = 255.0 - window.strip.pixels.astype(np.float64)
    y = _axis(dark, *peak[:2], arm_mm, window.dpi)
    x = _axis(dark.T, peak[1], peak[0], arm_mm, window.dpi)
    if x is None or y is None:
        return None
    page = window.strip.to_page(np.array([x]), np.array([y]))[0]
    return Cross(float(page[0]), float(page[1]), arm_mm, peak[2])


_MAX_TILT = np.tan(np.radians(2.5))


def _axis(dark: FloatArray, column: int, row: int, arm_mm: float, dpi: float) -> float | None:
    """Row of the arm line that runs along the rows, at ``column``; None when it is no straight line."""
    reach, inner = round(strip.mm(arm_mm - 0.3, dpi)), round(strip.mm(0.4, dpi))
    span = max(2, round(strip.mm(_HALF_LINE_MM, dpi)))
    offsets = np.concatenate([np.arange(-reach, -inner), np.arange(inner + 1, reach + 1)])
    rows = np.arange(row - span, row + span + 1)
    block = dark[rows[0] : rows[-1] + 1, column + offsets]
    weight = np.maximum(block - np.minimum(block[0], block[-1]) - 4.0, 0.0)
    total = weight.sum(axis=0)
    usable = total > 0.3 * np.median(total)
    centres = (weight * rows[:, None]).sum(axis=0)[usable] / np.maximum(total[usable], 1e-9)
    at = offsets[usable].astype(np.float64)
    for _ in range(3):
        if len(at) < 8 or not (at.min() < 0 < at.max()):
            return None
        slope, middle = np.polyfit(at, centres, 1)
        off = np.abs(centres - middle - slope * at)
        keep = off <= max(2.5 * 1.4826 * float(np.median(off)), 0.3)
        at, centres = at[keep], centres[keep]
    spread = float(np.sqrt(np.mean((centres - middle - slope * at) ** 2)))
    share = len(at) / len(offsets)
    return float(middle) if abs(slope) < _MAX_TILT and spread < strip.mm(0.08, dpi) and share > 0.5 else None
