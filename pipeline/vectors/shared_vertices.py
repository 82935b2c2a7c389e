"""Polygons of a table brought to common vertices, as lines of a drawing are.

Neighbours were saved one by one, their corners a centimetre apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon

from pipeline.geometries import as_array
from pipeline.vectors.linework import joined_vertices, led_through

Land = Polygon | MultiPolygon


def with_shared_vertices(shapes: Sequence[Land]) -> list[Land]:
    """The shapes (metres) with vertices within 2 cm of each other joined, and sides led through vertices.

    One that would not be valid then, or was not before, stays as it is.
    """
    if not shapes:
        return []
    given = as_array(shapes)
    joined = shapely.set_coordinates(given.copy(), joined_vertices(shapely.get_coordinates(given)))
    parts, owner = shapely.get_parts(joined, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    led = led_through([LineString(shapely.get_coordinates(ring)) for ring in rings])
    outlines: list[list[LineString]] = [[] for _ in parts]
    for line, place in zip(led, part, strict=True):
        outlines[place].append(line)
    found: list[list[Polygon]] = [[] for _ in shapes]
    for lines, place in zip(outlines, owner, strict=True):
        if lines:
            found[place].append(Polygon(lines[0].coords, [line.coords for line in lines[1:]]))
    whole = [polygons[0] if len(polygons) == 1 else MultiPolygon(polygons) for polygons in found]
    sound = shapely.is_valid(as_array(whole)) & shapely.is_valid(given) & (shapely.area(as_array(whole)) > 0)
    return [new if keep else old for new, keep, old in zip(whole, np.asarray(sound), shapes, strict=True)]
