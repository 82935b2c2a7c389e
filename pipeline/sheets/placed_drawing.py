"""The drawing of one parcel on a page, placed by its corners and by the crosses of the grid about it.

Surveys of a parcel (mảnh trích đo) and extracts of the map have no sheet's frame. What their table of
corners says is found in their drawing (``records.parcel_drawing``); that lays the page on the ground, and
crosses must stand where round coordinates fall then (Circular 25/2014, Art. 5(3) and App. 01, p. 44).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.model import ControlPoint, Drawing, Fit, FloatArray, PageImage, Pixels
from pipeline.sheet_code import GRID_STEP_M
from pipeline.sheets import control, strip
from pipeline.sheets.crosses import find_crosses
from pipeline.sheets.lattice import CELL_MM

_SAME_DPI = 0.03  # as for the lattice of a sheet
_PAPER_MM = (148.0, 841.0)  # longer sides of pages: A6 lying to A1 (ISO 216)
_FEWEST = 2  # crosses: one alone may be any mark
_AROUND_MM = 150.0  # beyond the parcel: what a sheet of A3 leaves beside the largest drawing
_SHOWN_MM = 30.0  # about all points, so that what adjoins the parcel is seen


@dataclass(frozen=True, slots=True)
class _Grid:
    """Crosses found at round coordinates, the scale whose crosses they are, and the true resolution."""

    crosses: tuple[ControlPoint, ...]
    scale: int
    dpi: float


def place_drawing(
    image: PageImage, corners: Sequence[ControlPoint], epsg: int, *, proven: bool
) -> Drawing | None:
    """Place a drawing of which ``corners`` (three or more) are known on the page and in the zone ``epsg``.

    Without crosses None for a photo, whose perspective corners close together do not tell, and for corners
    that nothing on the page has ``proven``.
    """
    size = (image.pixels.shape[1], image.pixels.shape[0])
    fit, points = control.solve(corners, epsg, size)
    grid = _grid(image, fit, corners)
    if grid is not None:
        fit, points = control.solve((*corners, *grid.crosses), epsg, size)
        return Drawing(size, grid.dpi, grid.scale, _shown(fit, points, grid.dpi), fit, points)
    if not (image.dpi and proven):
        return None
    return Drawing(size, image.dpi, None, _shown(fit, points, image.dpi), fit, points)


def _grid(image: PageImage, fit: Fit, corners: Sequence[ControlPoint]) -> _Grid | None:
    """The crosses of the scale at which most of those that there should be are found; None without any."""
    grey = strip.grey_of(image.pixels)
    best, best_share = None, 0.0
    for scale, step_m in GRID_STEP_M.items():
        dpi = step_m / fit.metres_per_px / CELL_MM * strip.MM_PER_INCH
        if not _is_possible(image, dpi):
            continue
        crosses, expected = _crosses(grey, fit, corners, step_m, dpi)
        if len(crosses) >= _FEWEST and len(crosses) > best_share * expected:
            best, best_share = _Grid(crosses, scale, dpi), len(crosses) / expected
    return best


def _is_possible(image: PageImage, dpi: float) -> bool:
    """Whether it is the resolution that the file states or, where it states none, that of some page."""
    if image.dpi:
        return bool(abs(dpi / image.dpi - 1) < _SAME_DPI)
    return bool(_PAPER_MM[0] <= max(image.pixels.shape[:2]) / dpi * strip.MM_PER_INCH <= _PAPER_MM[1])


def _crosses(
    grey: Pixels, fit: Fit, corners: Sequence[ControlPoint], step_m: float, dpi: float
) -> tuple[tuple[ControlPoint, ...], int]:
    """Crosses at whole steps about the parcel, and how many of these places are on the page."""
    world = np.array([(point.easting_m, point.northing_m) for point in corners], np.float64)
    around = _AROUND_MM / CELL_MM * step_m
    first = np.ceil((world.min(axis=0) - around) / step_m)
    last = np.floor((world.max(axis=0) + around) / step_m)
    east, north = (np.arange(low, high + 1) * step_m for low, high in zip(first, last, strict=True))
    places = np.column_stack([axis.ravel() for axis in np.meshgrid(east, north)])
    pixels = control.to_pixel(fit, places)
    inside = ((pixels >= 0) & (pixels < (grey.shape[1], grey.shape[0]))).all(axis=1)
    places, pixels = places[inside], pixels[inside]
    found = find_crosses(grey, pixels, _steps(fit, places, step_m, dpi), dpi)
    crosses = tuple(
        ControlPoint("cross", cross.x_px, cross.y_px, float(e), float(n))
        for (e, n), cross in zip(places, found, strict=True)
        if cross is not None
    )
    return crosses, len(places)


def _steps(fit: Fit, places: FloatArray, step_m: float, dpi: float) -> FloatArray:
    """Eastward and southward steps on the page (n, 2, 2), each as long as a true pixel."""
    half = 0.05 * step_m
    runs = [
        control.to_pixel(fit, places + way) - control.to_pixel(fit, places - way)
        for way in ((half, 0.0), (0.0, -half))
    ]
    return np.asarray(np.stack(runs, axis=1) / strip.mm(0.1 * CELL_MM, dpi))


def _shown(fit: Fit, points: Sequence[ControlPoint], dpi: float) -> FloatArray:
    """Corners on the page of the ground about all points that are used."""
    world = np.array([(point.easting_m, point.northing_m) for point in points if point.used], np.float64)
    around = strip.mm(_SHOWN_MM, dpi) * fit.metres_per_px
    (west, south), (east, north) = world.min(axis=0) - around, world.max(axis=0) + around
    return control.to_pixel(fit, np.array([(west, north), (east, north), (east, south), (west, south)]))
