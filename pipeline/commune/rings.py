"""Single outlines: made valid, untwisted, without spikes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPolygon, Polygon

from pipeline.geometries import Geometries
from pipeline.model import FloatArray

Flags = npt.NDArray[np.bool_]
# A vertex at which the outline turns back by more than this is a spike.
SPIKE_ANGLE_DEG = 8.0
# Two corners in a row that turn against each other by more than this together fold the outline back.
FOLD_ANGLE_DEG = 270.0
# Width of the spikes that are taken off an outline that crosses itself; wider ones may be land.
SPIKE_WIDTH_M = 0.1
# Rings longer than this are not untwisted: the search is quadratic, and make_valid does the rest.
UNTWIST_VERTICES = 80
UNTWIST_SHARE = 0.8
LONGEST_REVERSAL = 5
_MULTIPOLYGON = 6


def mended(shapes: Geometries) -> Geometries:
    """Every polygon valid, in one piece where it was one ring; what has no area becomes empty."""
    result = unwrapped(shapes)
    for place in np.flatnonzero(~shapely.is_valid(result)):
        result[place] = _mended(result[place])
    return result


def unwrapped(shapes: Geometries) -> Geometries:
    """Multipolygons of one part as polygons."""
    result = shapes.copy()
    single = (shapely.get_type_id(shapes) == _MULTIPOLYGON) & (shapely.get_num_geometries(shapes) == 1)
    result[single] = shapely.get_geometry(shapes[single], 0)
    return result


def _mended(shape: Polygon | MultiPolygon) -> Polygon | MultiPolygon:
    if isinstance(shape, MultiPolygon):
        return _without_crossings(shape)
    ways = [] if Polygon(shape.exterior).is_valid else untwistings(shape)
    if ways:
        return ways[0]
    return _largest_part(shape)


def _largest_part(shape: Polygon) -> Polygon:
    parts: list[Polygon] = list(shapely.get_parts(_without_crossings(shape)))
    return max(parts, key=lambda part: float(part.area), default=Polygon())


def _without_crossings(shape: Polygon | MultiPolygon) -> Polygon | MultiPolygon:
    return polygonal(shapely.make_valid(shape, method="structure", keep_collapsed=False))


def polygonal(shape: shapely.Geometry) -> Polygon | MultiPolygon:
    """Only the polygons of a geometry: one, several, or an empty one."""
    every = shapely.get_parts(shapely.get_parts(shape))
    parts = [part for part in every if isinstance(part, Polygon) and part.area > 0]
    if len(parts) == 1:
        return parts[0]
    return MultiPolygon(parts) if parts else Polygon()


def untwistings(shape: Polygon) -> list[Polygon]:
    """Valid outlines that the vertices of a twisted one may have meant, the shortest first.

    Without its spikes, or with a few consecutive vertices in reverse order, as few as will do. Empty for
    long outlines and where nothing so simple helps.
    """
    outline = shapely.get_coordinates(shape.exterior)[:-1]
    if not 4 <= len(outline) <= UNTWIST_VERTICES:
        return []
    least_area_m2 = UNTWIST_SHARE * _without_crossings(shape).area
    found = []
    trimmed = _trimmed(outline, SPIKE_WIDTH_M)
    if 3 <= len(trimmed) < len(outline):
        found = _good([_largest_part(Polygon(trimmed))], least_area_m2)
    for length in range(2, min(LONGEST_REVERSAL + 1, len(outline))):
        good = _good([_reversed(outline, start, length) for start in range(len(outline))], least_area_m2)
        if good:
            found += good
            break
    return [_with_holes(ring, shape) for ring in sorted(found, key=lambda ring: float(ring.length))]


def _good(outlines: list[Polygon], least_area_m2: float) -> list[Polygon]:
    return [ring for ring in outlines if ring.is_valid and ring.area >= least_area_m2]


def _with_holes(ring: Polygon, shape: Polygon) -> Polygon:
    holes = [shapely.get_coordinates(hole) for hole in shape.interiors if ring.contains(Polygon(hole))]
    return Polygon(ring.exterior, holes) if holes else ring


def _reversed(outline: FloatArray, start: int, length: int) -> Polygon:
    ring = np.roll(outline, -start, axis=0)
    ring[:length] = ring[:length][::-1]
    return Polygon(ring)


def have_spikes(shapes: Geometries, width_m: FloatArray) -> Flags:
    """Which polygons have a vertex where the outline turns back, narrower than their width; several parts
    have none.
    """
    result = np.zeros(len(shapes), dtype=bool)
    into, following, ring = _edges(shapes)
    result[ring[_turns_back(into, into[following], width_m[ring])]] = True
    return result


def have_folds(shapes: Geometries) -> Flags:
    """Which polygons have an edge at which the outline turns back and back again; several parts have none."""
    result = np.zeros(len(shapes), dtype=bool)
    into, following, ring = _edges(shapes)
    out = into[following]
    cross = into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0]
    turn = np.degrees(np.arctan2(cross, (into * out).sum(axis=1)))
    folded = (turn * turn[following] < 0) & (np.abs(turn - turn[following]) > FOLD_ANGLE_DEG)
    result[ring[folded]] = True
    return result


def _edges(shapes: Geometries) -> tuple[FloatArray, npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The edges of all outer rings: vector, place of the edge that follows, place of the polygon."""
    points, ring = shapely.get_coordinates(shapely.get_exterior_ring(shapes), return_index=True)
    inside = ring[1:] == ring[:-1]
    into, ring = np.diff(points, axis=0)[inside], ring[1:][inside]
    moving = np.hypot(*into.T) > 0
    into, ring = into[moving], ring[moving]
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    following = np.arange(1, len(ring) + 1)
    following[np.append(first[1:], len(ring))[: len(first)] - 1] = first
    return into, following, ring


def _turns_back(into: FloatArray, out: FloatArray, width_m: FloatArray) -> Flags:
    cross = into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0]
    turn = np.degrees(np.arctan2(np.abs(cross), (into * out).sum(axis=1)))
    longer = np.maximum(np.hypot(*into.T), np.hypot(*out.T))
    back = (turn > 180 - SPIKE_ANGLE_DEG) & (np.abs(cross) < width_m * np.maximum(longer, 1e-9))
    return np.asarray(back)


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
