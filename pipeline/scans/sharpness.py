"""How fine a page really is: a coarse scan that was enlarged has more dots, and none of them says more.

Edges of print spread their power over all frequencies in the same way (as 1/f²), up to the finest that the
scanner saw; where it falls away before the page's own limit, the page was enlarged, or out of focus.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import FloatArray, PageImage, Pixels
from pipeline.scans.enlarged import interpolated_from, repeated_from

# Below this names are not taken on the machine's word: at 100 dpi readers agreed on a wrong name.
COARSE_DPI = 120.0
# Pages never enlarged, worn and black and white ones too, measure 0.9 and more of their own resolution. Of
# those enlarged from below 120 dpi some of what enlarging adds is seen: they measure 1.05 to 1.7 times what
# they were, and less than this share of what they are (``python -m benchmarks.sharpness``).
_WHOLE, _ADDED, _MOST_ADDED = 0.85, 1.4, 1.8
_UNTOUCHED = 0.97  # repeated dots, and the noise of JPEG over others, show the page's whole resolution
_PAGE_INCHES = 11.7  # long side of A4: the finest that a page of unknown resolution may be
_LINE = 1024  # dots of a line that are looked at together
_LINES = 400
_LEAST_LINES, _LEAST_CONTRAST = 20, 12.0
_KNOWN = (15.0, 35.0)  # periods an inch that every readable scan shows
_FALL = 10 ** (-13 / 10)
_SMOOTH = 9


def detail_dpi(page: PageImage) -> float | None:
    """The resolution at which all that the page shows could be scanned; None for a page with no print."""
    grey = page.pixels if page.pixels.ndim == 2 else cv2.cvtColor(page.pixels, cv2.COLOR_RGB2GRAY)
    dpi = page.dpi or max(grey.shape) / _PAGE_INCHES
    found = [_of_lines(lines, dpi) for lines in (grey, grey.T)]
    known = [each for each in found if each is not None]
    if not known:
        return None
    seen = min(known)
    made = repeated_from(grey, dpi) or _interpolated(grey, dpi, seen)
    if made is not None:
        return made
    return dpi if seen >= _WHOLE * dpi else seen / _ADDED


def _interpolated(grey: Pixels, dpi: float, seen: float) -> float | None:
    """What the page was enlarged from; of the two that leave one trace the one whose detail is ``seen``."""
    low = interpolated_from(grey, dpi)
    if low is None:
        return None
    high = dpi - low
    is_high = max(_MOST_ADDED * low, _WHOLE * high) < seen < min(_MOST_ADDED * high, _UNTOUCHED * dpi)
    return high if is_high else low


def coarse_dpi(page: PageImage) -> float | None:
    """The resolution of a page's detail where it is too coarse for names; None for all others."""
    found = detail_dpi(page)
    return found if found is not None and found < COARSE_DPI else None


def _of_lines(grey: Pixels, dpi: float) -> float | None:
    lines = grey[:: max(1, len(grey) // _LINES)]
    whole = lines.shape[1] // _LINE * _LINE
    pieces = lines[:, :whole].reshape(-1, _LINE).astype(np.float32)
    pieces = pieces[pieces.std(axis=1) > _LEAST_CONTRAST] if whole else pieces
    if len(pieces) < _LEAST_LINES:
        return None
    periods = np.arange(_LINE // 2 + 1) * dpi / _LINE
    power = _power(pieces) * periods**2
    smooth = np.convolve(power, np.ones(_SMOOTH) / _SMOOTH, "same")
    known = (periods > _KNOWN[0]) & (periods < _KNOWN[1])
    if not known.any():
        return dpi
    fallen = np.flatnonzero((smooth < _FALL * np.median(smooth[known])) & (periods > _KNOWN[1] * 0.7))
    inner = fallen[fallen < len(periods) - _SMOOTH]  # the last ones are smoothed over the edge
    return float(2 * periods[inner[0]]) if len(inner) else dpi


def _power(pieces: npt.NDArray[np.float32]) -> FloatArray:
    level = pieces.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft((pieces - level) * np.hanning(_LINE), axis=1)
    return np.asarray((np.abs(spectrum) ** 2).mean(axis=0), np.float64)
