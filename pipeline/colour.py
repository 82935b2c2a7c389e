"""Red ink on colour scans: corrections are made in it, on sheets and in registers."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model import Pixels

_CLEAR = 40  # levels of red above green and blue, over those of the paper


def redness(colour: Pixels) -> Pixels:
    """How much more red than green and blue a page (H, W, 3) throws back; black, grey and blue: 0."""
    red, green, blue = cv2.split(np.ascontiguousarray(colour))
    return np.asarray(cv2.subtract(red, cv2.max(green, blue)), np.uint8)


def red_ink(redness: Pixels) -> Pixels:
    """Red ink (H, W; 0 or 1) on paper of any tint."""
    return (redness > _CLEAR + np.median(redness[::4, ::4])).view(np.uint8)
