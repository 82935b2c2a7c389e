"""Land in other shapes: long strips, irregular blocks, terraces, and roads that curve."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import shapely
from numpy.random import Generator
from shapely.affinity import rotate
from shapely.geometry import LineString, Polygon
from shapely.ops import split

from synthetic.canvas import Points
from synthetic.cutting import cut_down, polygons, sides, strips, width_m
from synthetic.fabric import Corridor, Layout, Plan, cut_usually

_THIN_M = 2.5  # narrower plots are slivers, where house lots have 320 m²
_CHORDS = 16  # of a curved road for each length of ``Plan.spacing_m``
CutUp = Callable[[Polygon, bool, Plan, Generator], list[Polygon]]


def _strips(block: Polygon, village: bool, plan: Plan, rng: Generator) -> list[Polygon]:
    """Long narrow plots side by side, in bands as deep as the block or half of it."""
    size = plan.house_m2 if village else plan.field_m2
    narrow = math.sqrt(size) * rng.uniform(0.35, 0.6)
    bands = cut_down(block, block.area / rng.integers(1, 3), rng, bend=0.004)
    return [lot for band in bands for lot in strips(band, narrow * rng.uniform(0.8, 1.3), rng)]


def _irregular(block: Polygon, village: bool, plan: Plan, rng: Generator) -> list[Polygon]:
    """Plots about points at random: no two sides parallel, three or four meet at a corner."""
    size = plan.house_m2 if village else plan.field_m2
    x0, y0, x1, y1 = block.bounds
    apart, points = 0.62 * math.sqrt(size), np.zeros((0, 2))
    for point in rng.uniform((x0, y0), (x1, y1), (int(8 * (x1 - x0) * (y1 - y0) / size) + 8, 2)):
        if not len(points) or np.hypot(*(points - point).T).min() > apart:
            points = np.vstack([points, point])
    if len(points) < 2:
        return [block]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=block))
    return [part for cell in cells for part in polygons(cell.intersection(block))]


def _terraces(block: Polygon, village: bool, plan: Plan, rng: Generator) -> list[Polygon]:
    """Bands along a slope between wavy lines, each cut across."""
    if village:
        return cut_usually(block, village, plan, rng)
    long_side, short_side, angle = sides(block)
    wide = min(0.55 * math.sqrt(plan.field_m2) * rng.uniform(0.8, 1.3), short_side / 2)
    middle = block.minimum_rotated_rectangle.centroid
    x = np.linspace(-0.8, 0.8, 60) * long_side
    wave = (
        wide
        * rng.uniform(0.5, 1.4)
        * np.sin(2 * math.pi * x / (long_side * rng.uniform(0.5, 1.1)) + rng.uniform(0, 6))
    )
    bands, at = [block], -0.75 * short_side
    while at < 0.75 * short_side:
        at += wide * rng.uniform(0.7, 1.3)
        line = LineString(np.column_stack([x + middle.x, wave + at + middle.y])).simplify(0.02 * wide)
        line = rotate(line, math.degrees(angle), origin=middle)
        bands = [part for band in bands for part in polygons(split(band, line))]
    return [plot for band in bands for plot in cut_down(band, plan.field_m2, rng, bend=0.0)]


def _mixed(block: Polygon, village: bool, plan: Plan, rng: Generator) -> list[Polygon]:
    kinds = (cut_usually, _strips, _irregular, _terraces)
    return kinds[int(rng.integers(len(kinds)))](block, village, plan, rng)


def _without_slivers(cut_up: CutUp) -> CutUp:
    """The same, each sliver given to the neighbour with which it shares the longest side."""

    def cut(block: Polygon, village: bool, plan: Plan, rng: Generator) -> list[Polygon]:
        least = _THIN_M * math.sqrt(plan.house_m2 / 320)
        plots: list[Polygon] = []
        thin: list[Polygon] = []
        for plot in cut_up(block, village, plan, rng):
            (plots if width_m(plot) > least else thin).append(plot)
        return with_slivers(plots, thin) or [block]

    return cut


def with_slivers(plots: list[Polygon], slivers: list[Polygon]) -> list[Polygon]:
    """The plots, each sliver joined to the one with which it shares the longest side; one without is lost."""
    plots = list(plots)
    for sliver in slivers:
        shared = [plot.intersection(sliver).length for plot in plots]
        best = max(range(len(plots)), key=lambda index: shared[index], default=None)
        joined = polygons(plots[best].union(sliver)) if best is not None else []
        if best is not None and len(joined) == 1:
            plots[best] = joined[0]
    return plots


def _straight(way: Corridor, plan: Plan, seed: int) -> Corridor:
    return way


def _curved(way: Corridor, plan: Plan, seed: int) -> Corridor:
    """The axis moved by waves some blocks long, the same everywhere on the sheet."""
    dense = shapely.segmentize(way.axis, plan.spacing_m / _CHORDS)
    return replace(way, axis=shapely.transform(dense, lambda at: at + _swing(at, plan.spacing_m, seed)))


def _swing(points: Points, spacing_m: float, seed: int) -> Points:
    rng = np.random.default_rng(seed)
    moved = np.zeros_like(points)
    for _ in range(3):
        direction, length = rng.uniform(0, 2 * math.pi), spacing_m * rng.uniform(2.2, 5.0)
        along = points @ (math.cos(direction), math.sin(direction)) * 2 * math.pi / length
        moved += 0.06 * length * rng.uniform(0.3, 0.8) * np.sin(along[:, None] + rng.uniform(0, 6.3, 2))
    return moved


LAYOUTS: dict[str, Layout] = {
    "usual, curved": Layout(cut_usually, _curved),
    "strips": Layout(_without_slivers(_strips), _straight),
    "strips, curved": Layout(_without_slivers(_strips), _curved),
    "irregular, curved": Layout(_without_slivers(_irregular), _curved),
    "terraces, curved": Layout(_without_slivers(_terraces), _curved),
    "mixed, curved": Layout(_without_slivers(_mixed), _curved),
}
