"""Ground inside the commune's outline that no parcel and no object covers, and the sums of all ground.

The ground is what the neatlines of the sheets enclose. It is covered, or land of others (blank on its sheet
as far as the frame), or uncovered; what is uncovered is told with its place, so that all areas add up to what
the outline encloses (Circular 25/2014, Art. 16(3), 16(10)). Land of others is believed only where it is
broad: what runs between parcels like a road is the commune's, and so is what the commune encloses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import Polygon

from pipeline import keys
from pipeline.commune import ground as seen
from pipeline.commune import rings
from pipeline.commune.coverage import REPORTED_AREA_M2, is_path
from pipeline.commune.land import Land
from pipeline.commune.pieces import Piece, to_zone
from pipeline.commune.reconcile import Key
from pipeline.commune.used_sheets import key_of
from pipeline.geometries import Geometries, as_array
from pipeline.model import Finding, Known, MapSheet, OpenGround, SheetParcels, Values
from pipeline.ways import WIDEST_RIBBON_M

# Uncovered ground from this size is told with its place, whatever its shape: a room, not a plot of land.
TOLD_M2 = 20.0
# Area over the square of the open side: what the ball leaves in a corner of 27 degrees, and in a stub that is
# 0.7 times as long as wide.
CORNER = 0.7
# Half a square metre of each part of a sum.
ROUNDING_M2 = 3
# Arcs of buffers are polygons: what lies on one is as near as this.
ON_ARC_M = 0.1


@dataclass(frozen=True, slots=True)
class Ground:
    """Sums in whole m², of the commune and by sheet; what is uncovered (``open``), and what else is told."""

    counts: dict[str, int]
    open: list[OpenGround]
    told: list[Finding]

    @property
    def findings(self) -> list[Finding]:
        """What is uncovered, and what else is told."""
        return [*map(_finding, self.open), *self.told]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Who has the ground: ``parcels`` and ``objects``, land of ``others``, and what is ``open`` (told)."""

    parcels: shapely.STRtree
    objects: shapely.STRtree
    others: shapely.STRtree
    open: shapely.STRtree


def account(sheets: Sequence[SheetParcels], land: Land, epsg: int) -> Ground:
    """The ground of the sheets that are used, in the zone ``epsg``, beside the land that is delivered."""
    scanned = [traced for traced in sheets if isinstance(traced.sheet, MapSheet)]
    shown = seen.shown(scanned, epsg)
    frames, ground, gap_m = shown.frames, shown.whole, shown.gap_m
    parcels, objects = (_polygons(pieces) for pieces in (land.parcels, land.objects))
    solid = shapely.union_all(np.concatenate([parcels, objects]))
    holes = _holes(solid)
    filled = shapely.union_all([solid, *holes])
    others = shapely.difference(_others(scanned, epsg), filled)
    ribbons = _ribbons(others, ground, gap_m)
    mouths = _mouths(others, parcels, objects, ground, gap_m)
    left = shapely.difference(shapely.buffer(ground, -gap_m), shapely.union_all([filled, others]))
    bare = rings.polygonal(shapely.union_all([*ribbons, *mouths, *_wide(left, gap_m)]))
    outer = [piece for piece in shapely.get_parts(bare) if piece.area > TOLD_M2]
    rest = shapely.difference(_near(others, ground, gap_m), shapely.union_all([filled, *outer]))
    plan = _Plan(*(shapely.STRtree(each) for each in (parcels, objects, [rest], [*holes, *outer])))
    whole = shapely.union_all([ground, filled, *outer])
    counts = _counts(whole, plan, "")
    for (unit, sheet), frame in frames:
        counts |= _counts(frame, plan, f" {unit}/{sheet}")
    reach_m = {key_of(traced.sheet): keys.reach_m(traced.sheet.scale) for traced in scanned}
    found = [_open("gap_open", hole, frames, reach_m) for hole in holes]
    found += [_open("land_uncovered", piece, frames, reach_m) for piece in outer]
    return Ground(counts, found, list(_twice(counts)))


def _twice(counts: Mapping[str, int]) -> Iterator[Finding]:
    """The finding of ground that is delivered twice: its parts are more than the whole."""
    whole, between = counts["land_m2"], counts["land_between_m2"]
    if between < -ROUNDING_M2:
        values: Values = {"what": Known("land_m2"), "given": whole, "found": whole - between}
        yield Finding("sums_differ", values=values)


# --- the ground ---------------------------------------------------------------------------------------


def _others(sheets: Sequence[SheetParcels], epsg: int) -> shapely.Geometry:
    shapes = [to_zone(each, traced.sheet, epsg) for traced in sheets for each in traced.other_land]
    return shapely.union_all(rings.mended(as_array(shapes)))


def _polygons(pieces: Sequence[Piece]) -> Geometries:
    return as_array(piece.polygon for piece in pieces)


def _near(others: shapely.Geometry, ground: shapely.Geometry, gap_m: float) -> shapely.Geometry:
    """Land of others with the slits beside it, as far as there is ground."""
    return shapely.intersection(shapely.buffer(others, gap_m, join_style="mitre"), ground)


# --- what is uncovered --------------------------------------------------------------------------------


def _holes(solid: shapely.Geometry) -> list[Polygon]:
    """What the land encloses; small gaps are told where they are no path between two lines."""
    found = [Polygon(ring) for part in shapely.get_parts(solid) for ring in part.interiors]
    return [
        hole for hole in found if hole.area > TOLD_M2 or (hole.area >= REPORTED_AREA_M2 and not is_path(hole))
    ]


def _wide(shape: shapely.Geometry, gap_m: float) -> list[Polygon]:
    """The parts that are wider than the error of drawing."""
    opened = shapely.buffer(shapely.buffer(shape, -gap_m / 2), gap_m / 2)
    return list(shapely.get_parts(rings.polygonal(shapely.intersection(opened, shape))))


def _ribbons(others: shapely.Geometry, ground: shapely.Geometry, gap_m: float) -> list[Polygon]:
    """Land of others that a ball as wide as a road does not sweep; off the sheets the ball rolls free."""
    return [arm for arm, _ in _arms(others, ground, gap_m)]


def _mouths(
    others: shapely.Geometry, parcels: Geometries, objects: Geometries, ground: shapely.Geometry, gap_m: float
) -> Iterator[Polygon]:
    """Land of others in the mouths of roads and waters, as far as straight across.

    They were told from land of others by such a ball (``parcels.ribbons``), which looks into their mouths.
    """
    plots = shapely.STRtree(parcels)
    for _, mouths in _arms(shapely.union_all([others, *objects]), ground, gap_m):
        for mouth in mouths:
            near = parcels[plots.query(mouth, "dwithin", WIDEST_RIBBON_M)]
            beside = _beside(mouth, _sides(shapely.union_all(near), gap_m), gap_m + ON_ARC_M)
            gate = shapely.convex_hull(shapely.union_all([mouth, *beside]))
            yield from _wide(shapely.intersection(gate, others), gap_m)


def _beside(mouth: shapely.Geometry, sides: Geometries, near_m: float) -> Iterator[shapely.Geometry]:
    """The straight sides on which the ball rests at an end of the mouth, as far as a road is wide across.

    Where a road ends aslant, one of its sides goes on beyond the ball to the corner of the limit.
    """
    ends = shapely.get_parts(shapely.boundary(mouth))
    for end, across in zip(ends, ends[::-1], strict=True):
        at_end = shapely.dwithin(sides, end, near_m) & ~shapely.dwithin(shapely.boundary(sides), end, near_m)
        yield from shapely.intersection(sides[at_end], across.buffer(WIDEST_RIBBON_M))


def _sides(land: shapely.Geometry, gap_m: float) -> Geometries:
    """The straight sides of some land, to the error of drawing."""
    outlines = shapely.get_parts(shapely.boundary(shapely.simplify(land, gap_m / 2)))
    corners = [shapely.get_coordinates(outline) for outline in outlines]
    return as_array(shapely.LineString(pair) for ring in corners for pair in pairwise(ring))


def _arms(
    land: shapely.Geometry, ground: shapely.Geometry, gap_m: float
) -> Iterator[tuple[Polygon, Geometries]]:
    """What a ball as wide as a road does not sweep of some land, and the lines at which it stops there.

    The corners that it leaves are as wide open as they are deep; they are none.
    """
    radius = WIDEST_RIBBON_M / 2
    around = shapely.difference(shapely.buffer(shapely.envelope(ground), 4 * radius), ground)
    free = seen.closed(shapely.union_all([land, around]), gap_m)
    swept = shapely.buffer(shapely.buffer(free, -radius), radius + ON_ARC_M)
    near = shapely.buffer(swept, ON_ARC_M)
    for arm in _wide(shapely.difference(land, swept), gap_m):
        mouths = shapely.get_parts(shapely.line_merge(shapely.intersection(arm.boundary, near)))
        if arm.area > CORNER * float((shapely.length(mouths) ** 2).sum()):
            yield arm, mouths


# --- sums and findings --------------------------------------------------------------------------------


def _counts(ground: shapely.Geometry, plan: _Plan, suffix: str) -> dict[str, int]:
    """The sum of some ground: its parts, and what is left between the outlines."""
    parts = {
        "land_parcels_m2": _within(plan.parcels, ground),
        "land_objects_m2": _within(plan.objects, ground),
        "land_of_others_m2": _within(plan.others, ground),
        "land_uncovered_m2": _within(plan.open, ground),
    }
    whole = round(float(shapely.area(ground)))
    counted = {name: round(area) for name, area in parts.items()}
    sums = {"land_m2": whole, **counted, "land_between_m2": whole - sum(counted.values())}
    return {f"{name}{suffix}": value for name, value in sums.items()}


def _within(shapes: shapely.STRtree, ground: shapely.Geometry) -> float:
    inside = shapes.query(ground, "contains")
    across = np.setdiff1d(shapes.query(ground, "intersects"), inside)
    cut = shapely.intersection(shapes.geometries[across], ground)
    return float(shapely.area(shapes.geometries[inside]).sum() + shapely.area(cut).sum())


def _open(
    code: str, piece: Polygon, frames: Sequence[tuple[Key, Polygon]], reach_m: Mapping[Key, float]
) -> OpenGround:
    point = piece.representative_point()
    unit, number = min(frames, key=lambda frame: frame[1].distance(point), default=(("", 0), None))[0]
    sheet, reach = number or None, reach_m.get((unit, number), keys.reach_m(None))
    return OpenGround(code, unit, sheet, piece, keys.of_land((unit, sheet), piece, reach))


def _finding(ground: OpenGround) -> Finding:
    return told_of(ground, ground.code)


def told_of(ground: OpenGround, code: str) -> Finding:
    """The finding that says something of uncovered ground, with its place."""
    point, area_m2 = ground.polygon.representative_point(), round(float(ground.polygon.area), 1)
    place = (float(point.x), float(point.y))
    return Finding(code, ground.unit_code, ground.sheet, None, {"area": area_m2}, place)
