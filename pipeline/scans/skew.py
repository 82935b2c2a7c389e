"""How far the lines of a page are turned."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model import FloatArray, Pixels

_MAX_DEG = 4.0


def skew_deg(view: Pixels) -> float:
    """Angle that makes the rows of ink sharpest (projection search, coarse then fine)."""
    small = cv2.resize(view, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    ink = (small < 200).astype(np.float32)
    best = max((_sharpness(ink, float(a)), float(a)) for a in np.arange(-_MAX_DEG, _MAX_DEG + 0.1, 0.25))
    fine = np.arange(best[1] - 0.25, best[1] + 0.26, 0.05)
    return max((_sharpness(ink, float(a)), float(a)) for a in fine)[1]


def _sharpness(ink: FloatArray, angle_deg: float) -> float:
    """Sum of squared steps between neighbouring row sums, for the page sheared by the angle."""
    height, width = ink.shape
    shear = np.array(
        [[1, 0, 0], [-np.tan(np.radians(angle_deg)), 1, np.tan(np.radians(angle_deg)) * width / 2]]
    )
    turned = cv2.warpAffine(ink, shear, (width, height), flags=cv2.INTER_NEAREST)
    return float((np.diff(turned.sum(axis=1)) ** 2).sum())
