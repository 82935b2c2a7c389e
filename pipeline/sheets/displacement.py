"""A bend applied: displacements on a grid over the page, smooth in between."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from pipeline.model import Bend, FloatArray


def displaced_m(bend: Bend, unit: FloatArray) -> FloatArray:
    """(n, 2) displacement east and north in metres at centred, scaled pixels (n, 2).

    Beyond the grid it stays what it is at the grid's edge.
    """
    cells = ((unit - bend.first) / bend.step).T[::-1]
    return np.column_stack(
        [
            ndimage.map_coordinates(bend.moved_m[..., axis], cells, order=3, mode="nearest")
            for axis in range(2)
        ]
    )
