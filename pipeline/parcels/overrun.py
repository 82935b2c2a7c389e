"""How far the land of a sheet is drawn beyond its neatline.

Parcels may be drawn whole over the frame (Circular 25/2014, Art. 16(4)), and on some sheets they run on into
the margin as far as the paper goes. What is drawn there is told by its lines: they hang together with those
inside. Titles, tables and notes stand apart from them.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline import paper
from pipeline.model import Box, FloatArray, Pixels
from pipeline.parcels import linework
from pipeline.parcels.ink import MM_PER_INCH, ink_mask

_DPI = 150.0  # lines of 0.15 mm are still seen
_LAND_MM2 = 15.0  # beyond the neatline, in its own bounding box: less is a tick or the end of a stroke
_AIR_MM = 3.0  # beyond the last line, for the blank that closes nothing


def land_box(grey: Pixels, corners: FloatArray, dpi: float) -> Box:
    """The box (x0, y0, x1, y1) in pixels of an upright grey page that holds all lines of the land.

    ``corners`` (4, 2) are those of the neatline; the box holds them too.
    """
    shrink = min(1.0, _DPI / dpi)
    small = np.asarray(cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    frame = (corners + 0.5) * shrink - 0.5
    boxes = _hanging(paper.flatten(small, dpi * shrink), frame, dpi * shrink)
    air = _AIR_MM / MM_PER_INCH * dpi * shrink
    low = np.min([frame.min(axis=0), *(box[:2] - air for box in boxes)], axis=0)
    high = np.max([frame.max(axis=0), *(box[2:] + air for box in boxes)], axis=0)
    (x0, y0), (x1, y1) = ((end + 0.5) / shrink - 0.5 for end in (low, high))
    return float(x0), float(y0), float(x1), float(y1)


def _hanging(flat: Pixels, corners: FloatArray, dpi: float) -> list[FloatArray]:
    """Boxes (4,) of ink that crosses the neatline; the frame's own lines are taken away."""
    ink = ink_mask(flat, dpi)
    frame = linework.outer_lines(ink, corners, dpi)
    mute = linework.paint(frame, ink.shape)
    rest = (ink & ~mute).view(np.uint8)
    across = max((round(line.width_px) for line in frame), default=0)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across + 3, across + 3))
    rest |= cv2.dilate(rest, disc) & mute.view(np.uint8)  # lines go on beneath the frame
    _, parts, boxes, _ = cv2.connectedComponentsWithStats(rest, connectivity=8, ltype=cv2.CV_32S)
    inner = np.zeros(ink.shape, np.uint8)
    cv2.fillPoly(inner, [np.round(corners).astype(np.int32)], 1)
    inside = np.bincount(parts[inner > 0], minlength=len(boxes)) > 0
    beyond = np.bincount(parts[inner == 0], minlength=len(boxes)) > 0
    per_mm = dpi / MM_PER_INCH
    large = boxes[:, cv2.CC_STAT_WIDTH].astype(float) * boxes[:, cv2.CC_STAT_HEIGHT] >= _LAND_MM2 * per_mm**2
    crossing = inside & beyond & large
    crossing[0] = False
    return [np.array([x, y, x + w, y + h], np.float64) for x, y, w, h in boxes[crossing, :4]]
