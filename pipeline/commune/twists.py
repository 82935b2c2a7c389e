"""Outlines whose vertices were strung in the wrong order, put in order with the help of the neighbours.

A bow-tie can be undone in several ways, and a vertex where the outline turns back may be a spike, or a corner
in the wrong place of the order. The right way covers the ground that the neighbours on the sheet leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon

from pipeline.commune import rings
from pipeline.commune.pieces import Piece
from pipeline.geometries import as_array

# A neighbour on so much of the ground is a second drawing of it.
SECOND_DRAWING = 0.6
# A valid outline is strung anew only if it is then shorter and follows so much more of the neighbours'
# lines, or as much of them and is so much shorter, as a share of its length.
CLEARLY_BETTER = 0.05
# A spike is as wide as the errors of the lines that make it, in standard errors of a line.
SPIKE_ERRORS = 3.0


def untwisted(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with every outline valid; what is in order is returned as it is."""
    shapes = rings.unwrapped(as_array(piece.polygon for piece in pieces))
    valid = shapely.is_valid(shapes)
    mended = rings.mended(shapes)
    sheet = np.array([piece.sheet_index for piece in pieces])
    tree = shapely.STRtree(mended)
    result = list(pieces)
    width = np.array([SPIKE_ERRORS * piece.line_error_m for piece in pieces])
    for place in map(
        int, np.flatnonzero(~valid | rings.have_spikes(shapes, width) | rings.have_folds(shapes))
    ):
        shape = mended[place]
        if isinstance(shapes[place], Polygon) and not shape.is_empty:
            near = tree.query(shape, "dwithin", 1.0)
            near = near[(sheet[near] == sheet[place]) & (near != place)]
            best = _fitting([shape, *rings.untwistings(shapes[place])], mended[near])
            if not valid[place] or _clearly_better(best, shape, mended[near], width[place]):
                shape = best
        if shape is not pieces[place].polygon:
            result[place] = replace(pieces[place], polygon=shape)
    return result


def _fitting(ways: Sequence[Polygon], neighbours: npt.NDArray[np.object_]) -> Polygon:
    """The way that comes nearest to the ground that the neighbours leave; the first of equals."""
    if len(ways) == 1:
        return ways[0]
    around = shapely.union_all(ways)
    common = shapely.area(shapely.intersection(neighbours, around))
    others = neighbours[common < SECOND_DRAWING * around.area]
    left = shapely.difference(around, shapely.union_all(others))
    apart = shapely.area(shapely.symmetric_difference(as_array(ways), left))
    return ways[int(np.argmin(apart))]


def _clearly_better(
    way: Polygon, given: Polygon, neighbours: npt.NDArray[np.object_], width_m: float
) -> bool:
    """A shorter outline that follows more of the neighbours' lines, or as much and is much shorter.

    A road beside it is no reason to string it anew: a longer way round may lie along what is beyond the road.
    """
    saved = shapely.length(given) - shapely.length(way)
    if saved <= 0:
        return False
    lines = shapely.union_all(shapely.boundary(neighbours))
    along, before = (
        shapely.length(shapely.intersection(lines, shapely.buffer(shapely.boundary(each), width_m / 2)))
        for each in (way, given)
    )
    clearly = max(CLEARLY_BETTER * shapely.length(given), width_m)
    return bool(along > before + clearly or (saved > clearly and along > before - width_m))
