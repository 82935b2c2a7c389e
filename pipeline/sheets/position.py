"""How exactly each parcel of a sheet lies, by what the sheet's own marks leave open at its place."""

from __future__ import annotations

import dataclasses

import numpy as np

from pipeline.model import MapSheet, SheetParcels
from pipeline.sheets import control


def with_errors(traced: SheetParcels) -> SheetParcels:
    """The sheet with the error that is expected of the place of each of its parcels."""
    sheet = traced.sheet
    if not isinstance(sheet, MapSheet) or sheet.fit is None or not traced.parcels:
        return traced
    middles = np.array([parcel.polygon.centroid.coords[0] for parcel in traced.parcels])
    errors = control.errors_m(sheet.fit, sheet.points, control.to_pixel(sheet.fit, middles))
    parcels = (
        dataclasses.replace(parcel, position_error_m=float(error))
        for parcel, error in zip(traced.parcels, errors, strict=True)
    )
    return dataclasses.replace(traced, parcels=tuple(parcels))
