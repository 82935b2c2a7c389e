"""Topology: polygons without overlaps, without slivers between them, and nothing lost on the way.

Works per connected block, so that one block that cannot be cleaned does not spoil the commune. A block
that is a clean coverage already comes back with the very same vertices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from shapely.geometry import MultiPolygon, Polygon

from pipeline.commune import rings
from pipeline.geometries import Geometries, as_array, point_in

Flags = npt.NDArray[np.bool_]
# Areas are printed to 0.1 m² (Circular 25/2014, Art. 3(4)): a repair below half of that changes none.
REPORTED_AREA_M2 = 0.05
# Welds the 0.1 mm seams of the first pass; survey coordinates are given to 1 mm (Art. 9(15)).
SEAM_M = 0.002
# Roads and ditches from 0.5 m are drawn with two lines (Circular 25/2014, App. 01.I.6.2): a strip so wide,
# so even (mean over greatest width) and so long is land, not the gap of two outlines.
PATH_WIDTH_M = 0.5
PATH_EVENNESS = 0.8
PATH_LENGTH_TO_WIDTH = 10.0
# An enclosed gap that is narrow all in all may be so much wider than a gap in one place.
WIDEST_GAP = 1.25
# An open crack shorter than this many of its mouth's widths is the sharp corner of a road, not a crack.
CRACK_LENGTH_TO_WIDTH = 5.0
# A block so small that cannot be cleaned is not halved once more.
SMALLEST_PART = 8
# Ground that two polygons have in common by the rounding of coordinates only.
NO_AREA_M2 = 1e-6
# A thin part cut off a parcel is a crumb up to this share of it.
CRUMB_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Repair:
    """A change to the ground of polygons ``first`` (and ``second``), which are places in the input."""

    kind: Literal["gap", "overlap", "lost"]
    area_m2: float
    place: tuple[float, float]
    first: int
    second: int | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The cleaned polygons in the order of the input (None: nothing was left), and what was done."""

    polygons: list[Polygon | MultiPolygon | None]
    repairs: list[Repair]
    blocks: int
    blocks_changed: int


def clean(
    polygons: Sequence[Polygon | MultiPolygon], ranks: Sequence[int], gaps_m: Sequence[float]
) -> Coverage:
    """A coverage of the polygons.

    Where two overlap, the lower rank keeps the ground, then the smaller polygon. ``gaps_m`` is, for each
    polygon, the width up to which a gap beside it is an error of drawing. Never raises on geometry.
    """
    shapes = rings.mended(as_array(polygons))
    rank, gap = np.asarray(ranks), np.asarray(gaps_m, dtype=float)
    cleaned: list[Polygon | MultiPolygon | None] = [None] * len(shapes)
    repairs: list[Repair] = []
    changed = 0
    blocks = _blocks(shapes, gap)
    for members in blocks:
        order = members[np.lexsort((shapely.area(shapes[members]), rank[members]))]
        result, done = _clean_parts(shapes[order], rank[order] > 0, float(gap[order].min()))
        changed += bool(done)
        for place, shape in zip(order, result, strict=True):
            cleaned[place] = None if shape.is_empty else shape
        repairs += [_renumbered(repair, order) for repair in done]
    return Coverage(cleaned, repairs, len(blocks), changed)


def _renumbered(repair: Repair, order: npt.NDArray[np.intp]) -> Repair:
    second = None if repair.second is None else int(order[repair.second])
    return replace(repair, first=int(order[repair.first]), second=second)


def _blocks(shapes: Geometries, gap: npt.NDArray[np.float64]) -> list[npt.NDArray[np.intp]]:
    """Groups of polygons that lie within a gap of each other; empty polygons are in none."""
    solid = np.flatnonzero(~shapely.is_empty(shapes))
    if len(solid) == 0:
        return []
    first, second = shapely.STRtree(shapes[solid]).query(shapes[solid], "dwithin", gap[solid])
    links = coo_matrix((np.ones(len(first)), (first, second)), shape=(len(solid), len(solid)))
    count, label = connected_components(links, directed=False)
    by_label = np.argsort(label, kind="stable")
    ends = np.cumsum(np.bincount(label, minlength=count))[:-1]
    return [solid[group] for group in np.split(by_label, ends)]


def _clean_parts(shapes: Geometries, weak: Flags, gap_m: float) -> tuple[Geometries, list[Repair]]:
    """A block's coverage and the repairs; one that cannot be cleaned whole is cleaned in halves.

    So what GEOS fails at costs its surroundings only: along the seam overlaps are cut, gaps stay.
    """
    try:
        return _clean_block(shapes, weak, gap_m)
    except shapely.errors.GEOSException:
        halves = _halves(shapes) if len(shapes) > SMALLEST_PART else []
    result, repairs = shapes.copy(), []
    for half in halves:
        result[half], done = _clean_parts(shapes[half], weak[half], gap_m)
        repairs += [_renumbered(repair, half) for repair in done]
    repairs += _overlaps(result)
    parted = _subtracted(result)
    return parted, repairs + _losses(result, parted)


def _halves(shapes: Geometries) -> list[npt.NDArray[np.intp]]:
    """The polygons on either side of their middle, across the longer extent."""
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    along = middles[:, int(np.ptp(middles, axis=0).argmax())]
    order = np.argsort(along, kind="stable")
    return [np.sort(half) for half in np.array_split(order, 2)]


def _clean_block(shapes: Geometries, weak: Flags, gap_m: float) -> tuple[Geometries, list[Repair]]:
    """The block's coverage and the repairs; polygons in order of precedence, ``weak`` ones unnumbered."""
    thin_and_weak = weak & (2 * shapely.area(shapes) < gap_m * shapely.length(shapes))
    if not thin_and_weak.any() and shapely.coverage_is_valid(shapes, gap_width=gap_m):
        return shapes, []
    given, shapes = shapes, _without_spikes(shapes, gap_m)
    repairs = _overlaps(shapes)
    flat = _without_overlaps(shapes, -1.0, 0.0)
    flat, fillers = _split_crumbs(flat, weak, gap_m)
    narrow = _narrow_voids(flat, gap_m)
    paths = np.array([is_path(void) for void in narrow], dtype=bool)
    cracks = narrow[~paths]
    if not (len(cracks) or len(fillers)) and shapely.coverage_is_valid(given):
        return given, []
    repairs += _gaps(cracks, flat)
    fillers = np.concatenate([fillers, *_cut_at_junctions(cracks, flat)])
    together = np.concatenate([flat, fillers, narrow[paths]])
    welded = _without_overlaps(together, SEAM_M, gap_m)
    size, last = len(flat), len(flat) + len(fillers)
    result = attached(welded[:size], welded[size:last])
    return result, repairs + _losses(shapes, result)


def _without_spikes(shapes: Geometries, gap_m: float) -> Geometries:
    """Spikes off those polygons whose edges clash; a sharp corner in a clean place is left alone."""
    spiked = np.flatnonzero(rings.have_spikes(shapes, np.full(len(shapes), gap_m)))
    if len(spiked) == 0:
        return shapes
    edges = shapely.coverage_invalid_edges(shapes, gap_width=gap_m)
    result = shapes.copy()
    for place in spiked[~shapely.is_empty(edges[spiked])]:
        result[place] = rings.without_spikes(shapes[place], gap_m)
    return result


def _common_ground(
    shapes: Geometries,
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Geometries]:
    """Pairs of polygons that meet, the earlier one first, and what they have in common."""
    first, second = shapely.STRtree(shapes).query(shapes, "intersects")
    once = first < second
    first, second = first[once], second[once]
    return first, second, shapely.intersection(shapes[first], shapes[second])


def _overlaps(shapes: Geometries) -> list[Repair]:
    return [
        Repair("overlap", float(part.area), point_in(part), int(i), int(j))
        for i, j, part in zip(*_common_ground(shapes), strict=True)
        if part.area >= REPORTED_AREA_M2
    ]


def _without_overlaps(shapes: Geometries, snap_m: float, gap_m: float) -> Geometries:
    """GEOS's coverage cleaner; the first polygon wins. A larger snap helps it where a small one fails.

    Raises GEOSException where none gives a valid coverage.
    """
    for distance in (snap_m, 0.01, -1.0):
        try:
            cleaned = shapely.coverage_clean(  # type: ignore[attr-defined]  # stubs are of 2.1
                shapes, snapping_distance=distance, gap_width=gap_m, merge_strategy="min_index"
            )
            if shapely.coverage_is_valid(cleaned):
                return np.asarray(cleaned, dtype=object)
        except shapely.errors.GEOSException:
            continue
    raise shapely.errors.GEOSException("no snapping distance gives a valid coverage")


def _subtracted(shapes: Geometries) -> Geometries:
    """The last resort: each polygon less those before it that it overlaps. Gaps stay, edges are not noded."""
    result = shapes.copy()
    first, second, common = _common_ground(shapes)
    real = shapely.area(common) > NO_AREA_M2
    first, second = first[real], second[real]
    for place in np.unique(second):
        taken = shapely.union_all(result[first[second == place]])
        result[place] = rings.polygonal(shapely.difference(result[place], taken))
    return result


def _split_crumbs(shapes: Geometries, weak: Flags, gap_m: float) -> tuple[Geometries, Geometries]:
    """Cutting overlaps leaves crumbs: beside the main part, or all that is left of a piece without a number.

    They are taken out, to go to whoever they touch most.
    """
    result, crumbs = shapes.copy(), []
    thin = 2 * shapely.area(shapes) < gap_m * shapely.length(shapes)
    several = shapely.get_num_geometries(shapes) > 1
    for place in np.flatnonzero(~shapely.is_empty(shapes) & (several | (weak & thin))):
        parts = shapely.get_parts(shapes[place])
        small = 2 * shapely.area(parts) < gap_m * shapely.length(parts)
        if not weak[place]:
            small &= shapely.area(parts) < CRUMB_SHARE * shapely.area(shapes[place])
        crumbs += list(parts[small])
        result[place] = rings.polygonal(MultiPolygon(list(parts[~small])))
    return result, as_array(crumbs)


def _narrow_voids(shapes: Geometries, gap_m: float) -> Geometries:
    """Cracks that open on a road or run into a wider void, and the gaps that are narrow all in all."""
    union = _united(shapes)
    grown = shapely.buffer(union, gap_m / 2, join_style="mitre", mitre_limit=2)
    closed = shapely.buffer(grown, -gap_m / 2, join_style="mitre", mitre_limit=2)
    parts = shapely.get_parts(rings.polygonal(shapely.difference(closed, union)))
    half = shapely.length(parts) / 2
    mouth = np.minimum(2 * shapely.area(parts) / np.maximum(half, 1e-9), gap_m)
    cracks = parts[(shapely.area(parts) > SEAM_M**2) & (half > CRACK_LENGTH_TO_WIDTH * mouth)]
    return np.concatenate([cracks, _narrow_holes(shapely.union_all([union, *cracks]), gap_m)])


def _united(shapes: Geometries) -> shapely.Geometry:
    """The ground of all; quickly where they are a coverage."""
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapes)


def _narrow_holes(union: shapely.Geometry, gap_m: float) -> Geometries:
    holes = [Polygon(ring) for part in shapely.get_parts(union) for ring in part.interiors]
    narrow = as_array(holes)
    narrow = narrow[shapely.area(narrow) > SEAM_M**2]
    narrow = narrow[2 * shapely.area(narrow) < gap_m * shapely.length(narrow)]
    kept: Geometries = narrow[
        2 * shapely.length(shapely.maximum_inscribed_circle(narrow)) < WIDEST_GAP * gap_m
    ]
    return kept


def is_path(void: Polygon) -> bool:
    """An even strip is land that somebody drew with two lines; the gap of two outlines runs to points."""
    half = shapely.length(void) / 2
    mean = void.area / half
    if mean < PATH_EVENNESS * PATH_WIDTH_M or half < PATH_LENGTH_TO_WIDTH * mean:
        return False
    widest = 2 * shapely.length(shapely.maximum_inscribed_circle(void))
    even = mean > PATH_EVENNESS * widest
    return bool(even and widest >= PATH_WIDTH_M and half >= PATH_LENGTH_TO_WIDTH * widest)


def _gaps(voids: Geometries, shapes: Geometries) -> list[Repair]:
    large = voids[shapely.area(voids) >= REPORTED_AREA_M2]
    if len(large) == 0:
        return []
    nearest = shapely.STRtree(shapes).nearest(large)
    return [
        Repair("gap", float(void.area), point_in(void), int(i))
        for void, i in zip(large, nearest, strict=True)
    ]


def _cut_at_junctions(voids: Geometries, shapes: Geometries) -> list[Geometries]:
    """Gaps that run along several parcels in stretches between the same neighbours.

    The gap between two sheets is one long strip: as a whole it would all go to one parcel.
    """
    void, shape = shapely.STRtree(shapes).query(voids, "dwithin", SEAM_M)
    return [_stretches(each, shapes[shape[void == place]]) for place, each in enumerate(voids)]


def _stretches(void: Polygon, near: Geometries) -> Geometries:
    triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(void))
    if len(near) < 3 or len(triangles) < 2:
        return np.array([void, None], dtype=object)[:1]
    triangle, shape = shapely.STRtree(near).query(triangles, "dwithin", SEAM_M)
    beside: dict[int, list[int]] = {}
    for i, j in zip(triangle, shape, strict=True):
        beside.setdefault(int(i), []).append(int(j))
    stretches: dict[frozenset[int], list[Polygon]] = {}
    for i, each in enumerate(triangles):
        stretches.setdefault(frozenset(beside.get(i, [])), []).append(each)
    merged = [part for group in stretches.values() for part in shapely.get_parts(shapely.union_all(group))]
    return as_array(merged)


def attached(shapes: Geometries, fillers: Geometries) -> Geometries:
    """Each filler joined to the polygon with which it shares the longest border.

    One that touches other fillers alone waits until they have been joined.
    """
    result, left = shapes.copy(), fillers[~shapely.is_empty(fillers)]
    while len(left):
        filler, shape = shapely.STRtree(result).query(left, "intersects")
        border = shapely.length(shapely.intersection(left[filler], result[shape]))
        best: dict[int, tuple[float, int]] = {}
        for i, j, length in zip(filler, shape, border, strict=True):
            best[int(i)] = max(best.get(int(i), (0.0, -1)), (float(length), int(j)))
        takers: dict[int, list[int]] = {}
        for i, (length, j) in best.items():
            if length > 0:
                takers.setdefault(j, []).append(i)
        for j, taken in takers.items():
            result[j] = rings.polygonal(shapely.union_all([result[j], *left[taken]]))
        if not takers:
            break
        left = np.delete(left, [i for taken in takers.values() for i in taken])
    return result


def _losses(before: Geometries, after: Geometries) -> list[Repair]:
    gone = np.flatnonzero(shapely.is_empty(after) & ~shapely.is_empty(before))
    return [Repair("lost", float(before[i].area), point_in(before[i]), int(i)) for i in gone]
