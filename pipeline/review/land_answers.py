"""Lines that a person drew on a scan, or said to be none, as outlines of land.

They are decided as outlines that are drawn in QGIS are: tied to what is traced, cut into the coverage.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from pipeline import keys
from pipeline.crs import between
from pipeline.decisions import DRAWN
from pipeline.model import FloatArray
from pipeline.review.asked import Ground, Picture, Question, Shown, Site
from pipeline.review.pointed import to_page
from pipeline.sheets.control import to_world

Shape = Polygon | MultiPolygon
_OVER_M = 0.01  # places that are worked out lie a rounding error beside the line that they are of


class NoSuchLineError(ValueError):
    """A line that does nothing to the land; ``args[0]`` is the reason, a code of the catalogue."""


@dataclass(frozen=True, slots=True)
class Outlined:
    """Land with its outline by a person, empty where there is no such land; ``seen``: what it is tied to.

    ``name``: the field of the decision that says so.
    """

    key: str
    name: str
    shape: Shape
    seen: Mapping[str, Shown]


def on_ground(ground: Ground, picture: Picture, points: Sequence[tuple[float, float]]) -> FloatArray:
    """Places (n, 2) in the commune's zone of points on a picture, shares of what is shown."""
    return between(ground.fit.epsg, ground.epsg, to_world(ground.fit, to_page(picture, points)))


def cut(ground: Ground, question: Question, line: FloatArray, taken: Collection[str]) -> list[Outlined]:
    """The parts into which a line cuts land: one keeps its key, the others have new ones.

    Where the line ends within the land it goes on straight. Raises NoSuchLineError where it parts nothing.
    """
    site = ground.site
    if site is None or len(line) < 2:
        raise NoSuchLineError("line_parts_nothing")
    parts = _parts(ground.shape, line)
    if len(parts) < 2:
        raise NoSuchLineError("line_parts_nothing")
    place = Point(keys.place_of(site.key))
    kept = min(range(len(parts)), key=lambda k: (parts[k].distance(place), -parts[k].area))
    used = {*taken, site.key, *(each.key for each in ground.near)}
    made = [Outlined(site.key, site.name, parts[kept], site.seen)]
    for part in (part for k, part in enumerate(parts) if k != kept):
        key = keys.of_land((question.unit, question.sheet), part, ground.reach_m)
        while key in used:
            key = keys.east_of(key)
        used.add(key)
        made.append(Outlined(key, DRAWN, part, site.seen))
    return made


def parts_m2(question: Question, line: Sequence[tuple[float, float]]) -> list[float]:
    """Areas, m², of the parts into which a line on its first picture cuts land. Raises NoSuchLineError."""
    ground = question.ground
    if ground is None or not question.pictures:
        raise NoSuchLineError("line_parts_nothing")
    made = cut(ground, question, on_ground(ground, question.pictures[0], line), ())
    return [round(float(each.shape.area), 1) for each in made]


def _parts(shape: Shape, line: FloatArray) -> list[Polygon]:
    whole = LineString(_prolonged(line, float(np.hypot(*np.ptp(np.reshape(shape.bounds, (2, 2)), axis=0)))))
    drawn = LineString(line)
    inside = shapely.get_parts(shapely.intersection(whole, shape))
    cuts = [
        LineString(_prolonged(shapely.get_coordinates(each), _OVER_M))
        for each in inside
        if each.distance(drawn) < _OVER_M < each.length
    ]
    faces = shapely.get_parts(
        shapely.polygonize(shapely.get_parts(shapely.union_all([shape.boundary, *cuts])))
    )
    return [face for face in faces if shape.covers(face.representative_point())]


def _prolonged(line: FloatArray, by_m: float) -> FloatArray:
    """The line with both ends so much farther, in their direction."""
    first, last = line[0] - line[1], line[-1] - line[-2]
    lengths = [max(float(np.hypot(*way)), 1e-9) for way in (first, last)]
    return np.vstack([line[0] + first / lengths[0] * by_m, line, line[-1] + last / lengths[1] * by_m])


def joined(ground: Ground, number: int | None, place: FloatArray | None) -> list[Outlined]:
    """Land and the neighbour of a number, or round a place, as one. Raises NoSuchLineError for no neighbour.

    The neighbour stays where it alone has a number, or nobody is asked about it.
    """
    own, point = ground.site, None if place is None else Point(place)
    found = [each for each in ground.near if _is_meant(each, number, point)]
    if own is None or not found:
        raise NoSuchLineError("no_such_neighbour")
    near = found[0]
    known = near.number is not None and (own.number is None or near.accepted)
    stays, goes = (near, own) if known else (own, near)
    whole = shapely.union(own.shape, near.shape)
    assert isinstance(whole, Polygon | MultiPolygon)
    return [_as(stays, whole), _as(goes, Polygon())]


def _is_meant(near: Site, number: int | None, point: Point | None) -> bool:
    if point is not None:
        return bool(near.shape.covers(point))
    return number is not None and near.number == number


def removed(ground: Ground) -> list[Outlined]:
    """Land that is none at all. Raises NoSuchLineError where there is none anyway."""
    if ground.site is None:
        raise NoSuchLineError("no_such_neighbour")
    return [_as(ground.site, Polygon())]


def _as(site: Site, shape: Shape) -> Outlined:
    return Outlined(site.key, site.name, shape, site.seen)
