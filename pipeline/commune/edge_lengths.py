"""Lengths of edges, printed in their order, against the corners of a traced outline."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from shapely.geometry import Polygon

from pipeline.model import FloatArray

# The search is cubic in the corners; a parcel has few.
MOST_CORNERS = 120


def misfit_m(outline: Polygon, lengths: FloatArray) -> float:
    """Greatest difference of any edge where the lengths (n,) in metres run round the outline and fit best.

    They may begin at any corner and run either way; corners between two ends are passed over, as a straight
    boundary may have more of them. Infinite where the outline has fewer corners than there are lengths.
    """
    corners = np.asarray(outline.exterior.coords)[:-1]
    if not len(lengths) <= len(corners) <= MOST_CORNERS:
        return float("inf")
    ways = [np.roll(way, -start, axis=0) for way in (corners, corners[::-1]) for start in range(len(corners))]
    return min(_misfit_from_first(way, lengths) for way in ways)


def _misfit_from_first(corners: FloatArray, lengths: FloatArray) -> float:
    """The best way from the first corner over the others in their order and back to it."""
    ring = np.vstack([corners, corners[:1]])
    apart = np.hypot(*(ring[:, None] - ring[None, :]).transpose(2, 0, 1))
    forward = np.triu(np.ones_like(apart, bool), 1)
    worst: npt.NDArray[np.float64] = np.full(len(ring), np.inf)
    worst[0] = 0.0
    for length in lengths:
        step = np.where(forward, np.maximum(worst[:, None], np.abs(apart - length)), np.inf)
        worst = step.min(axis=0)
    return float(worst[-1])
