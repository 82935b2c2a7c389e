"""Frames round a whole page: rules that bound everything and divide nothing are none of a table."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model import Pixels
from pipeline.records.page import PX_PER_MM

_INK = 128
_ROUND = 0.5  # of the page's width and height at least: what is smaller may be a table
# A frame lies so near the sides of its own box, be it ornamented, turned or bent by a photo; the rules of a
# table divide the box.
_SIDE_MM = 12.0
# Of the ink, farther in: a single rule down a page has a sixth of the ink of the frame round it.
_INSIDE = 0.05
_BROKEN_PX = 3  # gaps of a rule that scanners leave
_SOFT_PX = 2  # how far the grey edge of ink reaches


def without_frames(view: Pixels) -> Pixels:
    """A straight view with the frames that enclose most of the page painted white."""
    ink = (view < _INK).astype(np.uint8)
    joined = cv2.dilate(ink, np.ones((_BROKEN_PX, _BROKEN_PX), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    large = (wide >= _ROUND * view.shape[1]) & (high >= _ROUND * view.shape[0])
    large[0] = False
    clean = view
    for label in np.flatnonzero(large).tolist():
        x, y, width, height, size = stats[label].tolist()
        side = round(_SIDE_MM * PX_PER_MM)
        inside = labels[y + side : y + height - side, x + side : x + width - side] == label
        if int(inside.sum()) <= _INSIDE * size:
            soft = np.ones((2 * _SOFT_PX + 1, 2 * _SOFT_PX + 1), np.uint8)
            frame = cv2.dilate((labels == label).astype(np.uint8), soft) > 0
            clean = np.where(frame, np.uint8(255), clean)
    return clean
