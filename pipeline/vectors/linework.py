"""Lines of a drawing to closed faces. Only ends that hang in the air move: a surveyed vertex stays where it
is.

Drawings are not drawn for computers: a line passes another without a vertex, stops short of it or goes
beyond, is drawn twice. Nothing is put on a grid and nothing snaps as a whole, for that would move what was
surveyed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from pipeline.model import FloatArray

NODE_M = 0.001  # working units of the circular: 1000 a metre
SAME_M = 0.02  # two ends nearer than this are one surveyed point, written twice
REACH_MM = 0.3  # how far an end may miss its line on paper (double the drawing error of Art. 7(4)-(5))
CORNER_SHARE = 0.2  # of the reach: ends nearer than this (0.06 mm on paper) were meant to be one corner
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Repairs:
    """How many ends were moved, tails cut and lines left out as drawn twice; places of ends left open."""

    ends_joined: int = 0
    tails_cut: int = 0
    repeated: int = 0
    open_ends: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Faces:
    """Closed faces, and what was done to the lines to close them; ``lines`` are the lines as they are now."""

    polygons: tuple[Polygon, ...]
    repairs: Repairs
    lines: tuple[LineString, ...] = field(default=(), repr=False)


def close(
    lines: Sequence[FloatArray], scale: int, reach_mm: float = REACH_MM, corners: bool = False
) -> Faces:
    """The faces that lines, each (n, 2) in metres, enclose on a map of 1:``scale``.

    ``corners``: also the ends of lines that meet each other, and no third, are led to a line nearby.
    """
    reach_m = reach_mm * scale / 1000
    drawn = [LineString(points) for points in lines if len(points) > 1]
    given = [line for line in drawn if line.length > NODE_M]
    whole = led_through(_joined_points(given)) if given else []
    noded = _noded([*whole, *_links_of_corners(whole, reach_m)] if corners and whole else whole)
    joined = tails = 0
    for _ in range(_ROUNDS):
        noded, cut = _without_tails(noded, reach_m)
        noded, moved = _with_ends_joined(noded, reach_m)
        tails, joined = tails + cut, joined + moved
        if not cut and not moved:
            break
    polygons = shapely.get_parts(shapely.polygonize(noded))
    repeated = len(given) - len({line.normalize().wkb for line in given})
    ends = tuple((float(x), float(y)) for x, y in _Ends(noded).points)
    return Faces(tuple(polygons), Repairs(joined, tails, repeated, ends), tuple(noded))


def _joined_points(lines: Sequence[LineString]) -> list[LineString]:
    """Vertices within ``SAME_M`` of each other become one of them: the one that comes first."""
    if not lines:
        return []
    points, owner = shapely.get_coordinates(lines, return_index=True)
    moved = np.atleast_1d(
        np.asarray(shapely.linestrings(joined_vertices(points), indices=owner), dtype=object)
    )
    return [line for line in moved if line.length > NODE_M]


def joined_vertices(points: FloatArray) -> FloatArray:
    """The points (n, 2), those within ``SAME_M`` of each other all where the first of them is."""
    distinct, place = np.unique(points, axis=0, return_inverse=True)
    places = np.asarray(shapely.points(distinct), dtype=object)
    first, second = shapely.STRtree(places).query(places, "dwithin", SAME_M)
    target = np.arange(len(distinct))
    np.minimum.at(target, first, second)
    target = target[target]  # a chain of near points ends in one
    return np.asarray(distinct[target][place.ravel()], np.float64)


def led_through(lines: list[LineString]) -> list[LineString]:
    """Lines led through vertices of others that lie within ``SAME_M`` of them.

    So a line that passes a junction half a centimetre off, or runs beside a copy of itself, is one with it;
    a needle of land between them is nobody's.
    """
    array = np.asarray(lines, dtype=object)
    vertices, owner = shapely.get_coordinates(array, return_index=True)
    distinct, place = np.unique(vertices, axis=0, return_inverse=True)
    own = set(zip(owner.tolist(), place.ravel().tolist(), strict=True))
    near = shapely.STRtree(array).query(shapely.points(distinct), "dwithin", SAME_M)
    more: dict[int, list[int]] = {}
    for point, line in near.T.tolist():
        if (line, point) not in own:
            more.setdefault(line, []).append(point)
    led = {line: _led(lines[line], distinct[points]) for line, points in more.items()}
    return [led.get(k, line) for k, line in enumerate(lines)]


def _led(line: LineString, points: FloatArray) -> LineString:
    """The line with more vertices, in the order in which it passes them."""
    vertices = shapely.get_coordinates(line)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(vertices, axis=0).T))])
    passed = shapely.line_locate_point(line, shapely.points(points))
    order = np.argsort(np.concatenate([along, passed]), kind="stable")
    return LineString(np.vstack([vertices, points])[order])


def _noded(lines: Sequence[LineString]) -> list[LineString]:
    """The lines cut where they cross, each stretch between two nodes once."""
    if not len(lines):
        return []
    union = shapely.union_all(np.asarray(lines, dtype=object), grid_size=NODE_M)
    merged = shapely.line_merge(union)
    return [part for part in shapely.get_parts(merged) if part.length > 0]


class _Ends:
    """Ends of lines that meet no other line: the line, whether it is its last end, and the point."""

    def __init__(self, lines: Sequence[LineString]) -> None:
        self.line, self.last, self.points = _dangling(lines)


def _dangling(lines: Sequence[LineString]) -> tuple[list[int], list[bool], FloatArray]:
    if not len(lines):
        return [], [], np.zeros((0, 2))
    array = np.asarray(lines, dtype=object)
    starts, ends = (shapely.get_coordinates(shapely.get_point(array, k)) for k in (0, -1))
    both = np.round(np.vstack([starts, ends]) / NODE_M).astype(np.int64)
    _, place, count = np.unique(both, axis=0, return_inverse=True, return_counts=True)
    alone = np.flatnonzero(count[place.ravel()] == 1)
    total = len(array)
    points = np.vstack([starts, ends])[alone]
    return [int(k % total) for k in alone], [bool(k >= total) for k in alone], points


def _without_tails(lines: list[LineString], reach_m: float) -> tuple[list[LineString], int]:
    """Short lines that go beyond another and end there are cut off, unless they could reach a line ahead."""
    ends = _Ends(lines)
    hanging: dict[int, int] = {}
    for line in ends.line:
        hanging[line] = hanging.get(line, 0) + 1
    tails = {k for k, count in hanging.items() if count == 1 and lines[k].length <= reach_m}
    kept = [line for k, line in enumerate(lines) if k not in tails]
    return (_noded(kept) if tails else lines), len(tails)


def _with_ends_joined(lines: list[LineString], reach_m: float) -> tuple[list[LineString], int]:
    """Each hanging end is led to the ends around it, else along its own way, else straight to a line."""
    ends = _Ends(lines)
    if not ends.line:
        return lines, 0
    tree = shapely.STRtree(lines)
    links = [
        link
        for line, last, point in zip(ends.line, ends.last, ends.points, strict=True)
        for link in _links(lines, tree, (line, last), point, reach_m)
    ]
    return (_noded([*lines, *links]) if links else lines), len(links)


def _links(
    lines: Sequence[LineString],
    tree: shapely.STRtree,
    end: tuple[int, bool],
    point: FloatArray,
    reach_m: float,
) -> list[LineString]:
    place = Point(point)
    other_end = shapely.get_coordinates(lines[end[0]])[0 if end[1] else -1]
    if 0 < np.hypot(*(other_end - point)) <= reach_m < lines[end[0]].length / 2:
        return [_straight(point, other_end)]  # a boundary drawn in one go that all but comes round
    near = [int(k) for k in tree.query(place, "dwithin", reach_m) if k != end[0]]
    if not near:
        return []
    targets = _corner(lines, near, point, reach_m)
    if not targets:
        ahead = _ahead(lines, near, end, point, reach_m)
        targets = [_foot(lines, near, place) if ahead is None else ahead]
    return [_straight(point, target) for target in targets if np.hypot(*(target - point)) > 0]


def _links_of_corners(lines: Sequence[LineString], reach_m: float) -> list[LineString]:
    """From each end of a line, as it was drawn, to the nearest line that it does not touch."""
    tree = shapely.STRtree(lines)
    links = []
    for x, y in np.unique(np.vstack([shapely.get_coordinates(line)[[0, -1]] for line in lines]), axis=0):
        place = Point(x, y)
        near = [int(k) for k in tree.query(place, "dwithin", reach_m) if lines[k].distance(place) > SAME_M]
        if near:
            links.append(_straight(np.array([x, y]), _foot(lines, near, place)))
    return links


def _corner(
    lines: Sequence[LineString], near: Sequence[int], point: FloatArray, reach_m: float
) -> list[FloatArray]:
    """The nearest end of another line, and all that belong to one corner with it.

    Of a line that was drawn twice each end may find another partner: then nothing closes.
    """
    corners = np.unique(np.vstack([shapely.get_coordinates(lines[k])[[0, -1]] for k in near]), axis=0)
    distance = np.hypot(*(corners - point).T)
    if distance.min() > reach_m:
        return []
    return list(corners[distance <= max(float(distance.min()), CORNER_SHARE * reach_m)])


def _ahead(
    lines: Sequence[LineString], near: Sequence[int], end: tuple[int, bool], point: FloatArray, reach_m: float
) -> FloatArray | None:
    """Where the line would meet another if it went on straight."""
    points = shapely.get_coordinates(lines[end[0]])
    before = points[-2] if end[1] else points[1]
    way = point - before
    length = float(np.hypot(*way))
    if length == 0:
        return None
    ray = LineString([point, point + way / length * reach_m])
    met = shapely.intersection(shapely.union_all([lines[k] for k in near]), ray)
    if met.is_empty:
        return None
    places = shapely.get_coordinates(met)
    return np.asarray(places[np.hypot(*(places - point).T).argmin()], np.float64)


def _foot(lines: Sequence[LineString], near: Sequence[int], place: Point) -> FloatArray:
    nearest = min(near, key=lambda k: lines[k].distance(place))
    foot = lines[nearest].interpolate(lines[nearest].project(place))
    return np.array([foot.x, foot.y])


def _straight(first: FloatArray, second: FloatArray) -> LineString:
    return LineString(np.vstack([first, second]))
