"""Small circles where boundaries meet: marks of boundary stones, which read like figures once lines are gone.

Such a circle is told from a figure with a round counter by what stands around it: lines that end at it, and
nothing else.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.parcels.ink import Mask

_HOLE_MM = (0.4, 2.0)  # a smaller one is filled by the scan, a larger circle stands around a number
_ROUND = 0.75  # shorter over longer side of the hole, whose edge is pixels; in a figure 0 0.4 to 0.7
_FULL = (0.6, 0.95)  # share of that box: a disc has 0.785, a square 1
_RING_MM = 0.45  # ink of the circle itself, with what scanning adds: pens draw 0.1 to 0.3 mm
_AROUND_MM = 0.4  # beyond it, where lines arrive
_LINES = 0.75  # of the ink there: of a figure grown together with a line less, for its own strokes go on
_ACROSS_MM = 1.0  # what is seen there of a line that ends at the circle; of one that passes, more


def find(ink: Mask, strokes: Mask, per_mm: float) -> Mask:
    """The circles (H, W) in the ink of a sheet that lie on ``strokes``, its long lines."""
    found = np.zeros(ink.shape, np.bool_)
    _, parts, boxes, _ = cv2.connectedComponentsWithStats((~ink).view(np.uint8), connectivity=4)
    x, y, width, height, area = boxes.T
    low, high = np.minimum(width, height), np.maximum(width, height)
    fits = (low >= _HOLE_MM[0] * per_mm) & (high <= _HOLE_MM[1] * per_mm) & (low >= _ROUND * high)
    fits &= (area >= _FULL[0] * width * height) & (area <= _FULL[1] * width * height)
    ring, wide = (round(mm * per_mm) for mm in (_RING_MM, _RING_MM + _AROUND_MM))
    for hole in np.flatnonzero(fits):
        top, left = max(0, y[hole] - wide), max(0, x[hole] - wide)
        window = np.s_[top : y[hole] + height[hole] + wide, left : x[hole] + width[hole] + wide]
        disc = (parts[window] == hole).astype(np.uint8)
        circle, around = (
            ink[window] & cv2.dilate(disc, _disc(reach)).view(np.bool_) for reach in (ring, wide)
        )
        around &= ~circle
        if (around & strokes[window]).sum() >= max(1, _LINES * around.sum()) and _end_here(around, per_mm):
            found[window] |= circle
    return found


def _end_here(around: Mask, per_mm: float) -> bool:
    """Whether lines seen around a circle run towards it."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats(around.view(np.uint8), connectivity=8)
    return bool(boxes[1:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max() <= _ACROSS_MM * per_mm)


def _disc(reach: int) -> npt.NDArray[np.uint8]:
    side = 2 * reach + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
