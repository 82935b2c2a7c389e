"""How exactly each parcel of a sheet lies, by what the sheet's own marks leave open at its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from pipeline.model import Fit, FloatArray, MapSheet, SheetParcels
from pipeline.sheets import control


def with_errors(traced: SheetParcels) -> SheetParcels:
    """The sheet with the error that its marks expect at each parcel; a straightened one tells it by now."""
    sheet = traced.sheet
    if not isinstance(sheet, MapSheet) or sheet.fit is None or sheet.fit.bend is not None:
        return traced
    fit = sheet.fit
    return told(traced, fit, lambda places_px: control.errors_m(fit, sheet.points, places_px))


def told(traced: SheetParcels, fit: Fit, errors_m: Callable[[FloatArray], FloatArray]) -> SheetParcels:
    """The sheet, which lies by ``fit``, with the errors (n,) expected at its parcels' pixels (n, 2)."""
    if not traced.parcels:
        return traced
    middles = np.array([parcel.polygon.centroid.coords[0] for parcel in traced.parcels])
    parcels = (
        dataclasses.replace(parcel, position_error_m=float(error))
        for parcel, error in zip(traced.parcels, errors_m(control.to_pixel(fit, middles)), strict=True)
    )
    return dataclasses.replace(traced, parcels=tuple(parcels))
