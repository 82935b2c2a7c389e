"""Parcels divided after the paper map was made: the parts get the next numbers of their sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.random import Generator
from shapely.geometry import Polygon

from synthetic.cutting import cut
from synthetic.dgn import Points
from synthetic.fabric import Plot
from synthetic.planted import Planted

_GRID_M = 0.01
_LEAST_M2 = 120.0


@dataclass(frozen=True, slots=True)
class Split:
    """An old parcel and the numbers of its parts."""

    sheet: int
    number: int
    parts: tuple[int, ...]


def split_plots(
    plots: tuple[Plot, ...], share: float, rng: Generator, listed: Iterable[tuple[int, int]] = ()
) -> tuple[tuple[Plot, ...], list[Split]]:
    """The newer state: about ``share`` of the larger plots cut in two.

    ``listed``: sheets and numbers of the register, which no part gets again.
    """
    last: dict[int, int] = {}
    for sheet, number in (*((plot.sheet, plot.number) for plot in plots), *listed):
        last[sheet] = max(number, last.get(sheet, 0))
    newer: list[Plot] = []
    splits = []
    for plot in plots:
        parts = _parts(plot, rng) if plot.area_m2 > _LEAST_M2 and rng.random() < share else []
        if not parts:
            newer.append(plot)
            continue
        numbers = tuple(last[plot.sheet] + step for step in (1, 2))
        last[plot.sheet] = numbers[-1]
        splits.append(Split(plot.sheet, plot.number, numbers))
        for part, number in zip(parts, numbers, strict=True):
            newer.append(replace(plot, polygon=part, number=number, houses=()))
    return tuple(_sharing_vertices(newer)), splits


def planted_by(splits: list[Split]) -> list[Planted]:
    """What a register of the older state lacks, and what it has too much."""
    new = [Planted("parcel_without_record", s.sheet, number) for s in splits for number in s.parts]
    return new + [Planted("record_without_parcel", s.sheet, s.number) for s in splits]


def _sharing_vertices(plots: list[Plot]) -> list[Plot]:
    """Ends of new boundaries become vertices of the neighbours that they lie on."""
    tree = shapely.STRtree([plot.polygon for plot in plots])
    corners = [shapely.get_coordinates(plot.polygon) for plot in plots]
    done = []
    for plot in plots:
        beside = tree.query(plot.polygon, predicate="dwithin", distance=_GRID_M)
        near = np.vstack([corners[int(i)] for i in beside])
        done.append(replace(plot, polygon=_with_vertices(plot.polygon, np.unique(near, axis=0))))
    return done


def _with_vertices(polygon: Polygon, points: Points) -> Polygon:
    rings = []
    for ring in (polygon.exterior, *polygon.interiors):
        own = shapely.get_coordinates(ring)
        kept = {(float(x), float(y)) for x, y in own}
        on_it = points[shapely.distance(shapely.points(points), ring) < _GRID_M]
        at = {(float(x), float(y)): ring.project(shapely.Point(x, y)) for x, y in on_it}
        more = {spot: where for spot, where in at.items() if spot not in kept}
        whole = {(float(x), float(y)): ring.project(shapely.Point(x, y)) for x, y in own[:-1]} | more
        rings.append(sorted(whole, key=lambda spot: whole[spot]))
    with_them = Polygon(rings[0], rings[1:])
    return with_them if with_them.is_valid else polygon


def _parts(plot: Plot, rng: Generator) -> list[Polygon]:
    """Two parts on the centimetre grid whose union is the plot but for rounding; none where it cannot be."""
    if plot.polygon.interiors or plot.use == "way":
        return []
    parts = [
        shapely.set_precision(part, _GRID_M) for part in cut(plot.polygon, rng.uniform(0.4, 0.6), 0.0, rng)
    ]
    sound = len(parts) == 2 and all(isinstance(p, Polygon) and p.is_valid and p.area > 40 for p in parts)
    whole = sound and abs(sum(p.area for p in parts) - plot.polygon.area) < 0.5
    return parts if whole and not np.isclose(parts[0].area, 0) else []
