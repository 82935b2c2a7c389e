"""A traced sheet under another fit of its page."""

from __future__ import annotations

import dataclasses

from shapely.geometry import Polygon

from pipeline.geometries import moved
from pipeline.model import Fit, FloatArray, MapSheet, SheetParcels
from pipeline.sheets import control, exactness


def under(traced: SheetParcels, fit: Fit) -> SheetParcels:
    """The sheet, its parcels and the land beside them as ``fit`` lays them out; its exactness judged anew."""
    sheet = traced.sheet
    assert isinstance(sheet, MapSheet) and sheet.fit is not None
    former = sheet.fit

    def lay(polygon: Polygon) -> Polygon:
        return moved(polygon, lambda xy: through(former, fit, xy))

    laid = dataclasses.replace(sheet, fit=fit, points=control.with_residuals(fit, sheet.points))
    parcels = (dataclasses.replace(parcel, polygon=lay(parcel.polygon)) for parcel in traced.parcels)
    other_land = tuple(lay(land) for land in traced.other_land)
    return dataclasses.replace(
        traced, sheet=exactness.judged(laid), parcels=tuple(parcels), other_land=other_land
    )


def through(former: Fit, fit: Fit, world: FloatArray) -> FloatArray:
    """(easting, northing) under ``fit`` of what ``former`` puts at ``world`` (n, 2), in metres."""
    return control.to_world(fit, control.to_pixel(former, world))
