"""Cutting land into plots: straight or bent cuts across the long side until a plot has its size."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.random import Generator
from shapely.geometry import LineString, Polygon
from shapely.ops import split

_MIN_WIDTH_M = 3.2  # the narrowest house lots of Vietnamese villages


def polygons(geometry: shapely.Geometry) -> list[Polygon]:
    """The polygons of any geometry, largest first."""
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon) and part.area > 0]
    return sorted(parts, key=lambda part: -part.area)


def sides(polygon: Polygon) -> tuple[float, float, float]:
    """Long side, short side (m) and the long side's angle (radians) of the smallest turned rectangle."""
    ring = shapely.get_coordinates(polygon.minimum_rotated_rectangle)
    if len(ring) < 4:
        return 0.0, 0.0, 0.0
    first, second = ring[1] - ring[0], ring[2] - ring[1]
    a, b = float(np.hypot(*first)), float(np.hypot(*second))
    along = first if a >= b else second
    return max(a, b), min(a, b), math.atan2(float(along[1]), float(along[0]))


def width_m(polygon: Polygon) -> float:
    """Mean width: twice the area over half the outline; small for slivers."""
    return 4.0 * polygon.area / max(polygon.length, 1e-9)


def cut(polygon: Polygon, share: float, bend: float, rng: Generator) -> list[Polygon]:
    """Cut across the long side at ``share`` (0..1) of it; ``bend`` moves the middle of the cut (m)."""
    long_side, _, angle = sides(polygon)
    centre = np.asarray(polygon.minimum_rotated_rectangle.centroid.coords[0])
    along = np.array([math.cos(angle), math.sin(angle)])
    turn = rng.normal(0.0, 0.045)
    across = np.array([-math.sin(angle + turn), math.cos(angle + turn)])
    middle = centre + along * (share - 0.5) * long_side
    reach = long_side * 1.5 + 10.0
    bent = middle + along * bend
    line = LineString([middle - across * reach, bent, middle + across * reach])
    return polygons(split(polygon, line))


def cut_down(polygon: Polygon, target_m2: float, rng: Generator, bend: float = 0.012) -> list[Polygon]:
    """Cut until every plot is about ``target_m2``; a plot that cannot be cut well stays as it is."""
    done: list[Polygon] = []
    todo = [polygon]
    while todo:
        plot = todo.pop()
        if plot.area < target_m2 * rng.uniform(0.85, 1.9):
            done.append(plot)
            continue
        parts = _good_cut(plot, bend, rng)
        if parts:
            todo.extend(parts)
        else:
            done.append(plot)
    return done


def _good_cut(plot: Polygon, bend: float, rng: Generator) -> list[Polygon]:
    for _ in range(6):
        reach = sides(plot)[0] * bend
        parts = cut(plot, rng.uniform(0.36, 0.64), rng.normal(0.0, reach), rng)
        if len(parts) == 2 and all(width_m(part) > _MIN_WIDTH_M for part in parts):
            return parts
    return []


def strips(polygon: Polygon, width: float, rng: Generator) -> list[Polygon]:
    """Row of narrow lots side by side along the long side, each about ``width`` metres."""
    long_side = sides(polygon)[0]
    count = max(int(long_side / width), 1)
    rest, lots = polygon, []
    for left in range(count, 1, -1):
        parts = cut(rest, 1.0 / left, 0.0, rng)
        if len(parts) != 2 or min(width_m(part) for part in parts) < _MIN_WIDTH_M:
            break
        lot = min(parts, key=lambda part: part.area)
        rest = max(parts, key=lambda part: part.area)
        lots.append(lot)
    return [*lots, rest]


def pond(polygon: Polygon, least_m: float, rng: Generator) -> Polygon | None:
    """A pond well inside the plot, rounded or four-cornered; None where ``least_m`` of radius has no room."""
    circle = shapely.maximum_inscribed_circle(polygon)
    radius = circle.length
    if radius < least_m * 1.7:
        return None
    centre = np.asarray(circle.coords[0])
    size = radius * rng.uniform(0.38, 0.62)
    corners = 4 if rng.random() < 0.35 else int(rng.integers(9, 18))
    angles = np.sort((np.arange(corners) + rng.uniform(-0.18, 0.18, corners)) * 2 * math.pi / corners)
    radii = size * rng.uniform(0.86, 1.1, corners)
    flat = rng.uniform(0.65, 1.0)
    turn = rng.uniform(0, math.pi)
    points = np.column_stack([radii * np.cos(angles), flat * radii * np.sin(angles)])
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    shape = Polygon(points @ rotation.T + centre)
    return shape if shape.is_valid and polygon.buffer(-1.5).contains(shape) else None
