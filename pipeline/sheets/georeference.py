"""Where other programs say that a scan lies: world files and annotations beside it, tags in it.

They are claims. None is believed: one that puts the marks of the sheet where its lattice has whole steps says
which of them are which, and one that does not is told.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline import crs
from pipeline.errors import ScanError
from pipeline.model import ControlPoint, Fit, FloatArray, Georeference
from pipeline.sheets import control

WGS84 = "WGS84"
_FEWEST, _MOST = 3, 10_000  # places: fewer tell no scale along both ways, more were made to hurt
_WORLD_FILE_SPAN_PX = 1000.0  # any two places along each way stand for an affine transformation


def read_world_file(content: bytes, file: str) -> Georeference:
    """Six lines as ESRI defined them: pixel sizes and turns, then where the centre of the first pixel lies.

    It names no system. Raises ScanError where it is something else.
    """
    try:
        a, d, b, e, east, north = (float(line) for line in content.decode("ascii").split())
    except ValueError as cause:
        raise ScanError("no_georeference") from cause
    span = _WORLD_FILE_SPAN_PX
    pixels = [(0.0, 0.0), (span, 0.0), (span, span), (0.0, span)]
    places = [(x, y, a * x + b * y + east, d * x + e * y + north) for x, y in pixels]
    return _checked(places, "", file)


def read_annotation(content: bytes, file: str) -> Georeference:
    """An annotation of IIIF's Georeference Extension 1.0, as Allmaps saves it: places in WGS 84.

    Its pixels count from the corner of the first one. Raises ScanError where it is something else.
    """
    try:
        features = _body(json.loads(content))["features"]
        places = [(*_pixels(one["properties"]), *one["geometry"]["coordinates"][:2]) for one in features]
        return _checked([(x - 0.5, y - 0.5, lon, lat) for x, y, lon, lat in places], WGS84, file)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as cause:
        raise ScanError("no_georeference") from cause


def _body(read: Any) -> Any:
    """The body of an annotation, or of the only one on a page of them."""
    if read["type"] == "AnnotationPage":
        (read,) = read["items"]
    return read["body"]


def _pixels(properties: Any) -> tuple[float, float]:
    x, y = properties["resourceCoords"] if "resourceCoords" in properties else properties["pixelCoords"]
    return float(x), float(y)


def _checked(places: list[tuple[float, float, float, float]], system: str, file: str) -> Georeference:
    numbers = np.array(places, np.float64)
    if not _FEWEST <= len(places) <= _MOST or not np.isfinite(numbers).all():
        raise ScanError("no_georeference")
    return Georeference(file, tuple(places), system)


def in_zone(claim: Georeference, epsg: int) -> tuple[ControlPoint, ...]:
    """The claim's places as points of a VN-2000 zone; none where its system cannot be brought to it.

    One that names no system is taken to mean the zone: the sheet tells whether it does. They are points that
    somebody set, of the kind of a person's, but none of the sheet's: what is placed rests on others.
    """
    pixels, places = np.split(np.array(claim.places, np.float64), 2, axis=1)
    world = _world(claim.system, places, epsg)
    if world is None or not np.isfinite(world).all():
        return ()
    return tuple(
        ControlPoint("person", float(x), float(y), float(east), float(north))
        for (x, y), (east, north) in zip(pixels, world, strict=True)
    )


def off_m(fitted: Fit | None, given: Sequence[ControlPoint]) -> float | None:
    """How far a claim's points lie from where a fit has them, in metres; None without either."""
    if fitted is None or not given:
        return None
    return float(np.median([point.residual_m for point in control.with_residuals(fitted, given)]))


def _world(system: str, places: FloatArray, epsg: int) -> FloatArray | None:
    if system == WGS84:
        return crs.from_wgs84(epsg, places)
    declared = crs.declared(system) if system else epsg
    if declared == crs.UTM_48N:
        return crs.from_utm(epsg, places)
    return None if declared is None else crs.between(declared, epsg, places)
