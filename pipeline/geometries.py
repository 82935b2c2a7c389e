"""What several rooms ask of geometries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Geometries = npt.NDArray[np.object_]


def as_array(shapes: Iterable[object]) -> Geometries:
    """Shapes as an array (n,) of one dimension, be they none, or collections that numpy would go into."""
    return np.array([*shapes, None], dtype=object)[:-1]


def point_in(shape: shapely.Geometry) -> tuple[float, float]:
    """A point (x, y) that lies in a shape, whatever its form."""
    point = shapely.point_on_surface(shape)
    return float(point.x), float(point.y)


def common_share(first: Any, second: Any) -> Any:
    """Area that two shapes have in common, of all that they cover (0..1); of arrays pair by pair."""
    common = shapely.area(shapely.intersection(first, second))
    return common / np.maximum(shapely.area(first) + shapely.area(second) - common, 1e-9)
