"""What several rooms ask of geometries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon

from pipeline.model import FloatArray

Geometries = npt.NDArray[np.object_]


def as_array(shapes: Iterable[object]) -> Geometries:
    """Shapes as an array (n,) of one dimension, be they none, or collections that numpy would go into."""
    return np.array([*shapes, None], dtype=object)[:-1]


def point_in(shape: shapely.Geometry) -> tuple[float, float]:
    """A point (x, y) that lies in a shape, whatever its form."""
    point = shapely.point_on_surface(shape)
    return float(point.x), float(point.y)


def moved(polygon: Polygon, move: Callable[[FloatArray], FloatArray]) -> Polygon:
    """The polygon with each vertex (n, 2) where ``move`` brings it; each ring ends just where it begins."""
    rings = [shapely.get_coordinates(ring)[:-1] for ring in shapely.get_rings(polygon)]
    ends = np.cumsum([len(ring) for ring in rings])[:-1]
    shell, *holes = np.split(move(np.concatenate(rings)), ends)
    return Polygon(shell, holes)


def common_share(first: Any, second: Any) -> Any:
    """Area that two shapes have in common, of all that they cover (0..1); of arrays pair by pair."""
    common = shapely.area(shapely.intersection(first, second))
    return common / np.maximum(shapely.area(first) + shapely.area(second) - common, 1e-9)
