"""Rims: strips of land off the commune, between its limit and the neatline, that tracing took for roads.

What is too narrow for a code, blank and open at an end is a road (``parcels.kinds``), for lines close every
parcel. Where it lies along the outer edge of all sheets and meets land of others it is land of others, and
told as that; a road that two sheets show by halves is none, nor is one that ends at the edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import shapely

from pipeline.commune import ground
from pipeline.commune.pieces import to_zone
from pipeline.geometries import as_array, point_in
from pipeline.model import DigitalSheet, Finding, Parcel, SheetParcels

# A square has a quarter of its outline at the edge: what has more lies along it, what has less ends at it.
ALONG = 0.25


def to_others(sheets: Sequence[SheetParcels], epsg: int) -> list[SheetParcels]:
    """The sheets, in the zone ``epsg`` side by side, with their rims among the land of others."""
    if not any(_may_be_rim(parcel, traced) for traced in sheets for parcel in traced.parcels):
        return list(sheets)
    shown = ground.shown(sheets, epsg)
    drawn = [
        to_zone(parcel.polygon, traced.sheet, epsg)
        for traced in sheets
        if isinstance(traced.sheet, DigitalSheet)
        for parcel in traced.parcels
    ]
    known = ground.closed(shapely.union_all([shown.whole, *drawn]), shown.gap_m)
    edge = shapely.buffer(shapely.boundary(known), shown.gap_m)
    return [_judged(traced, edge, epsg) for traced in sheets]


def _judged(traced: SheetParcels, edge: shapely.Geometry, epsg: int) -> SheetParcels:
    rims = [parcel for parcel in traced.parcels if _is_rim(parcel, traced, edge, epsg)]
    if not rims:
        return traced
    return replace(
        traced,
        parcels=tuple(parcel for parcel in traced.parcels if all(parcel is not rim for rim in rims)),
        findings=(*traced.findings, *(_told(rim) for rim in rims)),
        other_land=(*traced.other_land, *(rim.polygon for rim in rims)),
    )


def _is_rim(parcel: Parcel, traced: SheetParcels, edge: shapely.Geometry, epsg: int) -> bool:
    """Whether a road that may be a rim lies along the ``edge``."""
    if not _may_be_rim(parcel, traced):
        return False
    outline = to_zone(parcel.polygon, traced.sheet, epsg).boundary
    return bool(shapely.intersection(outline, edge).length > ALONG * outline.length)


def _may_be_rim(parcel: Parcel, traced: SheetParcels) -> bool:
    """Whether a parcel is a road in which nothing is written, at land of others."""
    if parcel.kind != "object" or parcel.label is not None:
        return False
    return bool(shapely.intersects(as_array(traced.other_land), parcel.polygon).any())


def _told(rim: Parcel) -> Finding:
    key, values = (rim.unit_code, rim.sheet or None, None), {"area": float(rim.polygon.area)}
    return Finding("land_of_others", *key, values, point_in(rim.polygon), rim.source)
