"""Frames of sheets in a drawing: upright rectangles as large as a sheet, the inner of each pair."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from shapely.geometry import LineString, Polygon

from pipeline.vectors.drawing import Stroke

# The smallest sheet is 50 cm at 1:200 (Circular 25/2014, Art. 5): 100 m. Frames are drawn along the grid.
LEAST_M = 90.0
_UPRIGHT = 0.01  # of a side: how far a side of a frame may lean
_NESTED = 0.7  # share of the outer frame that the inner one covers


def find_frames(strokes: Iterable[Stroke]) -> list[Polygon]:
    """Inner frames, from west to east, north to south; metres."""
    found = [Polygon(stroke.points[:, :2]) for stroke in strokes if stroke.is_closed and _is_frame(stroke)]
    found = sorted({frame.normalize().wkb: frame for frame in found}.values(), key=lambda frame: frame.area)
    inner: list[Polygon] = []
    for frame in found:
        around = [k for k in inner if k.within(frame.buffer(1.0)) and k.area > _NESTED * frame.area]
        apart = all(k.intersection(frame).area < 0.1 * k.area for k in inner)
        if not around and apart:
            inner.append(frame)
    return sorted(inner, key=lambda frame: (frame.bounds[0], -frame.bounds[3]))


def _is_frame(stroke: Stroke) -> bool:
    points = np.unique(np.round(stroke.points, 3), axis=0)
    if len(points) != 4:
        return False
    west, south, east, north = LineString(stroke.points).bounds
    wide, high = east - west, north - south
    if min(wide, high) < LEAST_M:
        return False
    corner = np.abs(points[:, None] - np.array([[west, south], [west, north], [east, south], [east, north]]))
    return bool((corner.max(axis=2).min(axis=0) <= _UPRIGHT * max(wide, high)).all())
