"""What the report draws as SVG: the commune by status, control-point residuals of a sheet, areas compared.

Here are only numbers and path data; the templates draw. Chart coordinates: x right, y down, in units of
the chart's own ``width`` and ``height``.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from pipeline.delivery.palette import STATUS_COLOURS
from pipeline.delivery.tables import sheet_frame
from pipeline.model import Commune, CommuneParcel, ControlPoint, Fit, FloatArray, MapSheet, Sheet
from pipeline.sheets.control import to_world

ToChart = Callable[[FloatArray], FloatArray]
_MAP_UNITS = 10_000
_PLOT = 340
_PLOT_EDGE = 42
_ARROW = 34.0  # length of the longest arrow of a used point, or of the tolerance where that is longer
_LONGEST_ARROW = 60.0  # a wild point that was left out must not make the others invisible
_SCATTER = 460
_SCATTER_EDGE = 52


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled or stroked path; ``status`` or a class of the style sheet names its look."""

    path: str
    status: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text centred on a point."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class CommuneMap:
    """The whole commune; ``bar_m`` metres are ``bar`` units long."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    frames: tuple[Shape, ...]
    labels: tuple[Text, ...]
    bar: float
    bar_m: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """A control point and how far the fit misses it, enlarged."""

    x: float
    y: float
    dx: float
    dy: float
    used: bool


@dataclass(frozen=True, slots=True)
class ResidualPlot:
    """Residuals of one sheet; ``bar_m`` metres are ``bar`` units long."""

    size: int
    frame: str
    arrows: tuple[Arrow, ...]
    bar: float
    bar_m: float

    def drawn(self, used: bool) -> tuple[str, str]:
        """Paths of the dots and of the arrows of points that are used, or that are not.

        One path each, in whole units but for the arrows' lengths: an element a point makes a heavy page.
        """
        own = [(round(each.x), round(each.y), each) for each in self.arrows if each.used == used]
        dots = "".join(f"M{_pair(x, y)}h0" for x, y, _ in own)
        return dots, "".join(f"M{_pair(x, y)}l{_pair(each.dx, each.dy)}" for x, y, each in own)


@dataclass(frozen=True, slots=True)
class Scatter:
    """Area printed on the sheet against area in the register, both logarithmic."""

    size: int
    edge: int
    dots: tuple[Shape, ...]
    ticks: tuple[Text, ...]
    compared: int
    agreeing: int


# --- the commune --------------------------------------------------------------------------------------


def commune_map(commune: Commune) -> CommuneMap | None:
    """Parcels coloured by status under the frames of the sheets; None where nothing was placed."""
    frames = [(sheet, sheet_frame(sheet, commune.epsg)) for sheet in commune.sheets]
    drawn = [frame for _, frame in frames if frame is not None]
    geometries: list[BaseGeometry] = [parcel.geometry for parcel in commune.parcels]
    if not geometries and not drawn:
        return None
    west, south, east, north = shapely.total_bounds([*geometries, *drawn])
    scale = _MAP_UNITS / max(east - west, north - south, 1.0)

    def to_chart(world_m: FloatArray) -> FloatArray:
        return np.asarray(np.column_stack([world_m[:, 0] - west, north - world_m[:, 1]]) * scale, np.float64)

    bar_m = _round_down((east - west) / 4)
    return CommuneMap(
        math.ceil((east - west) * scale),
        math.ceil((north - south) * scale),
        tuple(_parcel_shapes(commune.parcels, to_chart)),
        tuple(Shape(_path([frame], to_chart), "frame") for frame in drawn),
        tuple(_frame_label(sheet, frame, to_chart) for sheet, frame in frames if frame is not None),
        bar_m * scale,
        bar_m,
    )


def _parcel_shapes(parcels: Iterable[CommuneParcel], to_chart: ToChart) -> Iterator[Shape]:
    """One path for each sheet and status: a path for each parcel makes a page that is slow to open."""

    def key(parcel: CommuneParcel) -> tuple[str, int, str]:
        return (parcel.unit_code, parcel.sheet, parcel.status)

    for (_, sheet, status), group in itertools.groupby(sorted(parcels, key=key), key):
        members = [parcel.geometry for parcel in group]
        yield Shape(_path(members, to_chart), status, f"{sheet}: {len(members)}")


def _path(geometries: Sequence[BaseGeometry], to_chart: ToChart) -> str:
    """SVG path of polygons in whole units, with steps instead of positions; finer than a unit is dropped."""
    chart = shapely.simplify(shapely.transform(np.array(geometries), to_chart), 4.0)
    rings = [ring for part in shapely.get_parts(chart) for ring in (part.exterior, *part.interiors)]
    return "".join(_ring_path(shapely.get_coordinates(ring)) for ring in rings)


def _ring_path(corners: FloatArray) -> str:
    whole = np.rint(corners[:-1]).astype(int)
    steps = " ".join(_pair(dx, dy) for dx, dy in np.diff(whole, axis=0).tolist())
    return f"M{whole[0, 0]} {whole[0, 1]}l{steps.replace(' -', '-')}z"


def _pair(x: float, y: float) -> str:
    """Two numbers as short as a path may have them."""
    first, second = (
        f"{value:g}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:g}" for value in (x, y)
    )
    return f"{first}{second}" if second.startswith("-") else f"{first} {second}"


def _frame_label(sheet: Sheet, frame: BaseGeometry, to_chart: ToChart) -> Text:
    x, y = to_chart(shapely.get_coordinates(frame.centroid))[0]
    return Text(round(x), round(y), "?" if sheet.number is None else str(sheet.number))


def _round_down(length_m: float) -> int:
    """The largest of 1, 2, 5 × 10ⁿ metres below a length."""
    power = 10 ** math.floor(math.log10(max(length_m, 1.0)))
    return int(max(step * power for step in (1, 2, 5) if step * power <= max(length_m, 1.0)))


# --- one sheet ----------------------------------------------------------------------------------------


def residual_plot(sheet: Sheet) -> ResidualPlot | None:
    """Arrows from where each control point should be to where the fit brings it; None without a fit."""
    if not isinstance(sheet, MapSheet) or sheet.fit is None or not sheet.points:
        return None
    pixels = np.array([(point.x_px, point.y_px) for point in sheet.points])
    places = to_world(sheet.fit, np.vstack([sheet.frame_px, pixels]))
    low, high = places.min(axis=0), places.max(axis=0)
    scale = (_PLOT - 2 * _PLOT_EDGE) / float(max(high - low))
    chart = np.column_stack([places[:, 0] - low[0], high[1] - places[:, 1]]) * scale + _PLOT_EDGE
    misses = _misses(sheet.fit, sheet.points)
    lengths = np.hypot(*misses.T)
    longest = float(max([*lengths[[point.used for point in sheet.points]], sheet.tolerance_m]))
    bar_m = sheet.tolerance_m or longest or 1.0
    enlarge = _ARROW / max(longest, bar_m)
    misses *= np.minimum(enlarge, _LONGEST_ARROW / np.maximum(lengths, 1e-9))[:, None]
    corners = len(sheet.frame_px)
    return ResidualPlot(
        _PLOT,
        " ".join(f"{x:.1f},{y:.1f}" for x, y in chart[:corners]),
        tuple(map(_arrow, sheet.points, chart[corners:], misses)),
        bar_m * enlarge,
        bar_m,
    )


def _misses(fit: Fit, points: Sequence[ControlPoint]) -> FloatArray:
    """(n, 2) metres, fit minus known; zero for a coordinate that is not known."""
    known = np.array([(point.easting_m, point.northing_m) for point in points], np.float64)
    reached = to_world(fit, [(point.x_px, point.y_px) for point in points])
    return np.nan_to_num(reached - known)


def _arrow(point: ControlPoint, place: FloatArray, miss: FloatArray) -> Arrow:
    x, y, dx, dy = (round(float(value), 1) for value in (*place, miss[0], -miss[1]))
    return Arrow(x, y, dx, dy, point.used)


# --- areas --------------------------------------------------------------------------------------------


def area_scatter(parcels: Sequence[CommuneParcel]) -> Scatter | None:
    """Parcels for which both areas were read; None where there are none."""
    rows = [
        (p.label_area_m2, p.record_area_m2, p.status) for p in parcels if p.label_area_m2 and p.record_area_m2
    ]
    if not rows:
        return None
    areas = np.array([row[:2] for row in rows], np.float64)
    low, high = math.floor(math.log10(areas.min())), math.ceil(math.log10(areas.max()) + 1e-9)
    unit = (_SCATTER - 2 * _SCATTER_EDGE) / (high - low)
    places = np.rint((np.log10(areas) - low) * unit).astype(int)
    return Scatter(
        _SCATTER,
        _SCATTER_EDGE,
        tuple(_dots(places, [row[2] for row in rows])),
        tuple(Text(_SCATTER_EDGE + (n - low) * unit, 0, _power_of_ten(n)) for n in range(low, high + 1)),
        len(rows),
        int(np.isclose(areas[:, 0], areas[:, 1], atol=0.051, rtol=0).sum()),
    )


def _dots(places: FloatArray, statuses: Sequence[str]) -> Iterator[Shape]:
    """One path of dots a status, each dot once, those that wait for a person on top."""
    for status in STATUS_COLOURS:
        own = sorted(
            {(x, y) for (x, y), each in zip(places.tolist(), statuses, strict=True) if each == status}
        )
        dots = (f"M{_SCATTER_EDGE + x} {_SCATTER - _SCATTER_EDGE - y}h0" for x, y in own)
        yield Shape("".join(dots), status)


def _power_of_ten(power: int) -> str:
    return f"{10**power:,}".replace(",", ".") if power >= 0 else f"{10.0**power:g}".replace(".", ",")
