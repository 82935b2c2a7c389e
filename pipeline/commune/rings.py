"""Single outlines: made valid, untwisted, without spikes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPolygon, Polygon

from pipeline.model import FloatArray

Geometries = npt.NDArray[np.object_]
# A vertex at which the outline turns back by more than this is a spike.
SPIKE_ANGLE_DEG = 8.0
# Rings longer than this are not untwisted: the search is quadratic, and make_valid does the rest.
UNTWIST_VERTICES = 80
UNTWIST_SHARE = 0.8
LONGEST_REVERSAL = 5
_MULTIPOLYGON = 6


def mended(shapes: Geometries) -> Geometries:
    """Every polygon valid, in one piece where it was one ring; what has no area becomes empty."""
    result = shapes.copy()
    single = (shapely.get_type_id(shapes) == _MULTIPOLYGON) & (shapely.get_num_geometries(shapes) == 1)
    result[single] = shapely.get_geometry(shapes[single], 0)
    for place in np.flatnonzero(~shapely.is_valid(result)):
        result[place] = _mended(result[place])
    return result


def _mended(shape: Polygon | MultiPolygon) -> Polygon | MultiPolygon:
    whole = polygonal(shapely.make_valid(shape, method="structure", keep_collapsed=False))
    if isinstance(shape, MultiPolygon):
        return whole
    straight = _untwisted(shape, UNTWIST_SHARE * whole.area)
    if straight is not None:
        return straight
    parts: list[Polygon] = list(shapely.get_parts(whole))
    return max(parts, key=lambda part: float(part.area), default=Polygon())


def polygonal(shape: shapely.Geometry) -> Polygon | MultiPolygon:
    """Only the polygons of a geometry: one, several, or an empty one."""
    every = shapely.get_parts(shapely.get_parts(shape))
    parts = [part for part in every if isinstance(part, Polygon) and part.area > 0]
    if len(parts) == 1:
        return parts[0]
    return MultiPolygon(parts) if parts else Polygon()


def _untwisted(shape: Polygon, least_area_m2: float) -> Polygon | None:
    """A bow-tie mended by reversing the few vertices that were strung in the wrong order."""
    if Polygon(shape.exterior).is_valid:
        return None
    outline = shapely.get_coordinates(shape.exterior)[:-1]
    if not 4 <= len(outline) <= UNTWIST_VERTICES:
        return None
    for length in range(2, min(LONGEST_REVERSAL + 1, len(outline))):
        tries = [_reversed(outline, start, length) for start in range(len(outline))]
        good = [ring for ring in tries if ring.is_valid and ring.area >= least_area_m2]
        if good:
            best = min(good, key=lambda ring: float(ring.length))
            holes = [
                shapely.get_coordinates(hole) for hole in shape.interiors if best.contains(Polygon(hole))
            ]
            return Polygon(best.exterior, holes)
    return None


def _reversed(outline: FloatArray, start: int, length: int) -> Polygon:
    ring = np.roll(outline, -start, axis=0)
    ring[:length] = ring[:length][::-1]
    return Polygon(ring)


def without_spikes(shape: Polygon | MultiPolygon, width_m: float) -> Polygon | MultiPolygon:
    """The outline without vertices where it runs out and back; a spike is narrower than ``width_m``."""
    if isinstance(shape, MultiPolygon):
        return shape
    outline = shapely.get_coordinates(shape.exterior)[:-1]
    trimmed = _trimmed(outline, width_m)
    if len(trimmed) == len(outline) or len(trimmed) < 3:
        return shape
    result = Polygon(trimmed, [shapely.get_coordinates(hole) for hole in shape.interiors])
    return result if result.is_valid else shape


def _trimmed(outline: FloatArray, width_m: float) -> FloatArray:
    while len(outline) > 3:
        into = outline - np.roll(outline, 1, axis=0)
        out = np.roll(outline, -1, axis=0) - outline
        cross = into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0]
        turn = np.degrees(np.arctan2(np.abs(cross), (into * out).sum(axis=1)))
        reach = np.minimum(np.hypot(*into.T), np.hypot(*out.T))
        width = np.abs(cross) / np.maximum(np.maximum(np.hypot(*into.T), np.hypot(*out.T)), 1e-9)
        spikes = np.flatnonzero((turn > 180 - SPIKE_ANGLE_DEG) & (reach > 0) & (width < width_m))
        if len(spikes) == 0:
            return outline
        outline = np.delete(outline, spikes[np.argmax(turn[spikes])], axis=0)
    return outline
