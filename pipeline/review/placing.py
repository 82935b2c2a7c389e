"""Known points that a person clicked on a sheet: control points, and how they place it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Polygon

from pipeline.crs import between
from pipeline.decisions import FEWEST_POINTS
from pipeline.geometries import as_array
from pipeline.model import ControlPoint
from pipeline.review.asked import Picture, Placing
from pipeline.review.pointed import Share, to_page, to_picture
from pipeline.sheets import control

Clicked = tuple[Share, str]  # where it was clicked, and its coordinates as typed
_FIGURE = re.compile(r"\d{6,7}(?:[.,]\d{1,4})?")
_MM_PER_INCH = 25.4
_MOST_SHOWN = 400  # outlines of neighbours: more make a picture no clearer


class NoSuchPlaceError(ValueError):
    """Coordinates that are none of this country, or points that place nothing."""


@dataclass(frozen=True, slots=True)
class Placed:
    """How points place a sheet: metres that each is off, the scale that they mean, what lies there already.

    ``outlines``: land of other sheets over the picture, in shares of it.
    """

    residuals_m: tuple[float, ...]
    scale: int
    outlines: tuple[tuple[Share, ...], ...]


def control_points(picture: Picture, known: Sequence[Clicked]) -> tuple[ControlPoint, ...]:
    """The points in pixels of the page, with their coordinates. Raises NoSuchPlaceError."""
    if len(known) < FEWEST_POINTS:
        raise NoSuchPlaceError
    px = to_page(picture, [share for share, _ in known])
    places = [_place(typed) for _, typed in known]
    if len(set(places)) < len(known) or len({share for share, _ in known}) < len(known):
        raise NoSuchPlaceError
    return tuple(
        ControlPoint("person", float(x), float(y), east, north)
        for (x, y), (east, north) in zip(px, places, strict=True)
    )


def _place(typed: str) -> tuple[float, float]:
    """Easting and northing, whichever was typed first: here every northing is larger than any easting.

    Viet Nam reaches from 8.5 degrees north (940 km); eastings of a 3-degree zone stay below 700 km.
    """
    figures = _FIGURE.findall(typed)
    if len(figures) != 2:
        raise NoSuchPlaceError
    east, north = sorted(float(figure.replace(",", ".")) for figure in figures)
    return east, north


def place(placing: Placing, picture: Picture, known: Sequence[Clicked]) -> Placed:
    """How the sheet lies by the points. Raises NoSuchPlaceError."""
    points = control_points(picture, known)
    try:
        fit = control.flat_fit(points, placing.epsg, placing.size_px)
    except (ValueError, np.linalg.LinAlgError):
        raise NoSuchPlaceError from None
    off = tuple(float(point.residual_m or 0.0) for point in control.with_residuals(fit, points))
    scale = round(fit.metres_per_px * placing.dpi / _MM_PER_INCH * 1000)
    width, height = placing.size_px
    corners = np.array([(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)])
    here = Polygon(between(placing.epsg, placing.land_epsg, control.to_world(fit, corners)))
    near = shapely.STRtree(as_array(placing.land)).query(here, "intersects")[:_MOST_SHOWN]
    rings = [
        shapely.get_coordinates(part.exterior)
        for k in near
        for part in shapely.get_parts(placing.land[int(k)])
    ]
    outlines = tuple(
        tuple(to_picture(picture, control.to_pixel(fit, between(placing.land_epsg, placing.epsg, ring))))
        for ring in rings
    )
    return Placed(off, scale, outlines)
