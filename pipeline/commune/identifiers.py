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

from pipeline import crs, geohash

# Finer than the cell, so that two runs agree.
POLE_TOLERANCE_M = 0.01


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
        text = geohash.encode(float(longitude), float(latitude))
        result.append("" if text in seen else text)
        seen.add(text)
    return result


def _pole(polygon: Polygon | MultiPolygon) -> tuple[float, float]:
    """The centre of the largest circle inside the largest part."""
    part = max(shapely.get_parts(polygon), key=shapely.area)
    radius = shapely.maximum_inscribed_circle(part, tolerance=POLE_TOLERANCE_M)
    x, y = shapely.get_coordinates(radius)[0]
    return float(x), float(y)
