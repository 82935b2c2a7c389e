"""Long lines against everything small: letters, figures, symbols, dashes and dots.

Sizes are millimetres on paper: figures are 2 mm high and names up to 5 mm (Circular 25/2014, symbols 59 to
62, p. 54-55), house walls are dashes of 1.5 mm, water edges of 3 mm (symbols 9 and 38), the bar of a parcel
label about as long as its area is wide (symbol 8).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.parcels.ink import MM_PER_INCH, Mask

_Integers = npt.NDArray[np.int32]

_SMALL_MM = 12.0  # a whole label bar with figures touching it is shorter
_RING_MM = 3.5  # a closed ring around at least _RING_MM2 is a parcel's outline however short
_RING_MM2 = 15.0  # the largest counter of a 5 mm letter holds less


@dataclass(frozen=True, slots=True)
class Linework:
    """Ink in two masks (H, W) that never overlap: ``lines`` may be boundaries, ``small`` are not."""

    lines: Mask
    small: Mask


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
    return Linework(lines, ink & ~lines)


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
