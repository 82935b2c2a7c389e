"""The parcel identifier: a GeoHash of 12 characters of a point deep inside the parcel.

Circular 19/2026, Art. 11(3) and App. I: (1) the pole of inaccessibility in VN-2000 of the place, (2) to
WGS 84, (3) GeoHash, 12 characters. A cell is about 3.5 x 1.9 cm here; the choice of datum operation alone
moves the point by more, so a computed identifier is provisional until the official program issues one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from pipeline import crs

LENGTH = 12
# Finer than the cell, so that two runs agree.
POLE_TOLERANCE_M = 0.01
_ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz"


def geohash(longitude: float, latitude: float, length: int = LENGTH) -> str:
    """The GeoHash of a point in degrees, WGS 84 (G. Niemeyer, 2008): bits in turn, longitude first."""
    half = 5 * length // 2
    columns, rows = 5 * length - half, half
    column = _cell(longitude, -180.0, 180.0, columns)
    row = _cell(latitude, -90.0, 90.0, rows)
    bits = 0
    for place in range(5 * length):
        value, left = (column, columns - 1 - place // 2) if place % 2 == 0 else (row, rows - 1 - place // 2)
        bits = bits << 1 | (value >> left & 1)
    return "".join(_ALPHABET[bits >> 5 * (length - 1 - place) & 31] for place in range(length))


def _cell(value: float, low: float, high: float, bits: int) -> int:
    share = (value - low) / (high - low)
    return min(max(int(share * (1 << bits)), 0), (1 << bits) - 1)


def identify(polygons: Sequence[Polygon | MultiPolygon], epsg: int) -> list[str]:
    """Identifiers of polygons in the zone ``epsg``, in order. Parcels do not overlap, so they differ;
    where two ever agree, the later one is left empty rather than wrong.
    """
    if not polygons:
        return []
    poles = np.array([_pole(polygon) for polygon in polygons], dtype=np.float64)
    degrees = crs.to_wgs84(epsg, poles)
    seen: set[str] = set()
    result = []
    for longitude, latitude in degrees:
        text = geohash(float(longitude), float(latitude))
        result.append("" if text in seen else text)
        seen.add(text)
    return result


def _pole(polygon: Polygon | MultiPolygon) -> tuple[float, float]:
    """The centre of the largest circle inside the largest part."""
    part = max(shapely.get_parts(polygon), key=shapely.area)
    radius = shapely.maximum_inscribed_circle(part, tolerance=POLE_TOLERANCE_M)
    x, y = shapely.get_coordinates(radius)[0]
    return float(x), float(y)
