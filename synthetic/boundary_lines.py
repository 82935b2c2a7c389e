"""Parcel boundaries as a draughtsman's lines: long, through junctions, often without a vertex there."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import shapely
from numpy.random import Generator

from synthetic.dgn import Points
from synthetic.fabric import Fabric, Plot

PARCEL, ROAD, WATER = 10, 23, 32  # levels of Circular 26/2024, App. 21
_THROUGH_RAD = np.radians(4.0)  # lines this straight are drawn on through a junction
_UNSEEN_M = 0.004  # a vertex this near to the straight line is left out: half a centimetre of rounding
_LEFT_OUT = 0.7
_MOST_VERTICES = 60

Spot = tuple[int, int]  # centimetres
Edge = tuple[Spot, Spot]


class BoundaryLine(NamedTuple):
    """A line through (n, 2) metres on a level; which of its ends meet other lines."""

    points: Points
    level: int
    meets: tuple[bool, bool] = (True, True)


def boundary_lines(
    plots: Iterable[Plot], fabric: Fabric, without: set[Edge], rng: Generator
) -> list[BoundaryLine]:
    """The boundaries of the plots; edges in ``without`` are not drawn."""
    edges = [edge for edge in edges_of(plots) if edge not in without]
    levels = dict(zip(edges, _levels(edges, edges_of(plots), fabric), strict=True))
    around: dict[Spot, list[Spot]] = defaultdict(list)
    for a, b in edges:
        around[a].append(b)
        around[b].append(a)
    onward = _onward(around, levels)
    lines = []
    for chain in _chains(edges, onward):
        meets = (len(around[chain[0]]) > 2, len(around[chain[-1]]) > 2)
        points = _thinned(chain, around, rng)
        lines.append(BoundaryLine(points, levels[_edge(*chain[:2])], meets))
    return lines


def edges_of(plots: Iterable[Plot]) -> dict[Edge, int]:
    """Edges between neighbouring vertices and how many plots they bound."""
    counts: dict[Edge, int] = defaultdict(int)
    for plot in plots:
        for ring in (plot.polygon.exterior, *plot.polygon.interiors):
            spots = [_spot(point) for point in shapely.get_coordinates(ring)]
            for a, b in itertools.pairwise(spots):
                counts[_edge(a, b)] += 1
    return counts


def _spot(point: Points) -> Spot:
    return round(float(point[0]) * 100), round(float(point[1]) * 100)


def _edge(a: Spot, b: Spot) -> Edge:
    return (a, b) if a < b else (b, a)


def _levels(edges: list[Edge], counts: dict[Edge, int], fabric: Fabric) -> list[int]:
    """Edges of one plot alone lie at a road, at water, or at the end of the commune."""
    middles = shapely.points(np.array([np.mean(edge, axis=0) for edge in edges]) / 100)
    levels = np.full(len(edges), PARCEL)
    outer = np.array([counts[edge] == 1 for edge in edges])
    for way in fabric.corridors:
        near = shapely.distance(middles, way.axis) < way.width_m / 2 + 0.6
        levels[near & outer] = WATER if way.code == "DTL" else ROAD
    return [int(level) for level in levels]


def _onward(around: dict[Spot, list[Spot]], levels: dict[Edge, int]) -> dict[tuple[Spot, Spot], Spot]:
    """From (before, node) to the node after it, where the line is drawn on."""
    onward: dict[tuple[Spot, Spot], Spot] = {}
    for node, near in around.items():
        pairs = itertools.combinations(near, 2)
        free = set(near)
        for a, b in sorted(pairs, key=lambda pair: _bend(pair[0], node, pair[1])):
            same = levels[_edge(a, node)] == levels[_edge(node, b)]
            straight = len(near) == 2 or _bend(a, node, b) < _THROUGH_RAD
            if same and straight and {a, b} <= free:
                onward[a, node], onward[b, node] = b, a
                free -= {a, b}
    return onward


def _bend(a: Spot, node: Spot, b: Spot) -> float:
    """How far a line turns at the node, radians."""
    one, two = np.subtract(node, a), np.subtract(b, node)
    turn = np.arctan2(one[0] * two[1] - one[1] * two[0], float(np.dot(one, two)))
    return abs(float(turn))


def _chains(edges: list[Edge], onward: dict[tuple[Spot, Spot], Spot]) -> Iterable[list[Spot]]:
    left = dict.fromkeys(edges)
    while left:
        edge = next(iter(left))
        del left[edge]
        chain = list(edge)
        for _ in range(2):
            while len(chain) < _MOST_VERTICES:
                after = onward.get((chain[-2], chain[-1]))
                if after is None or _edge(chain[-1], after) not in left:
                    break
                del left[_edge(chain[-1], after)]
                chain.append(after)
            chain.reverse()
        yield chain


def _thinned(chain: list[Spot], around: dict[Spot, list[Spot]], rng: Generator) -> Points:
    """Junctions that the line passes straight have mostly no vertex."""
    kept = [chain[0]]
    for before, spot in enumerate(chain[1:-1]):
        straight = shapely.linestrings([kept[-1], chain[before + 2]])
        off_m = shapely.distance(straight, shapely.points(spot)) / 100
        unseen = len(around[spot]) > 2 and off_m < _UNSEEN_M and rng.random() < _LEFT_OUT
        if not unseen:
            kept.append(spot)
    kept.append(chain[-1])
    return np.array(kept, dtype=np.float64) / 100
