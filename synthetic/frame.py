"""Where a sheet lies: standard frames and their numbers, and what is drawn round the content.

Sheet numbers follow Art. 5(5) of Circular 25/2014: XXXYYY names the 3 km square by the last three digits of
the kilometres of its north-west corner; the parts of it are counted left to right, then top to bottom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from shapely.geometry import Polygon, box

from synthetic.canvas import Canvas, Point, Text
from synthetic.style import SheetStyle

STANDARD_M = {200: 100.0, 500: 250.0, 1000: 500.0, 2000: 1000.0, 5000: 3000.0, 10_000: 6000.0}
_CUTS = {200: 10, 500: 4, 1000: 2}  # squares along a side of the 1:2000 sheet
_KM_MM, _METRES_MM = 1.75, 2.5  # symbol 67, p. 55


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawn inner frame: north-west corner (m), size (m east, m south), scale denominator.

    ``extension_mm`` is how far it reaches beyond the standard frame: west, north, east, south (Art. 16(4)).
    """

    west: float
    north: float
    width_m: float
    height_m: float
    scale: int
    name: str
    extension_mm: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    @property
    def size_mm(self) -> Point:
        """Width and height of the inner frame on paper."""
        return self.width_m * 1000 / self.scale, self.height_m * 1000 / self.scale

    @property
    def ground(self) -> Polygon:
        """The ground inside the inner frame."""
        return box(self.west, self.north - self.height_m, self.west + self.width_m, self.north)

    @property
    def standard_ground(self) -> Polygon:
        """The ground inside the standard frame."""
        west, north, east, south = (mm * self.scale / 1000 for mm in self.extension_mm)
        right, bottom = self.west + self.width_m - east, self.north - self.height_m + south
        return box(self.west + west, bottom, right, self.north - north)

    def extended(self, sides_mm: tuple[float, float, float, float]) -> Frame:
        """The same sheet with its frame extended: west, north, east, south (mm on paper)."""
        west, north, east, south = (mm * self.scale / 1000 for mm in sides_mm)
        size = (self.width_m + west + east, self.height_m + north + south)
        return Frame(self.west - west, self.north + north, *size, self.scale, self.name, sides_mm)

    def to_mm(self, points_m: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """(easting, northing) to paper millimetres, (n, 2)."""
        points = np.atleast_2d(np.asarray(points_m, dtype=np.float64))
        return np.column_stack([points[:, 0] - self.west, self.north - points[:, 1]]) * 1000 / self.scale

    def grid_eastings(self) -> list[float]:
        """Eastings of the 10 cm grid inside the frame, edges included."""
        return _stations(self.west, self.west + self.width_m, self.scale / 10)

    def grid_northings(self) -> list[float]:
        """Northings of the 10 cm grid inside the frame, from the south, edges included."""
        return _stations(self.north - self.height_m, self.north, self.scale / 10)


def _stations(low: float, high: float, step: float) -> list[float]:
    first = math.ceil(low / step - 1e-6)
    return [index * step for index in range(first, math.floor(high / step + 1e-6) + 1)]


@dataclass(frozen=True, slots=True)
class Grid:
    """How a sheet shows its coordinates; by default as the circular wants it.

    ``shift_m`` (east, north) is added to all labels. ``second_m`` is where a second grid in blue lies against
    the first, as on sheets of Hanoi 1972 kept in use (Circular 973/2001/TT-TCĐC, Art. 7(1)).
    """

    labels: Literal["all", "corners", "none"] = "all"
    shift_m: Point = (0.0, 0.0)
    marks: Literal["crosses", "lines", "none"] = "crosses"
    second_m: Point | None = None


def sheet_number(west: float, north: float, scale: int) -> str:
    """Number of the standard sheet whose north-west corner is given (m)."""
    side_km = max(STANDARD_M[scale] / 1000, 3.0)
    north_km = round(math.ceil(round(north / 1000 / side_km, 6)) * side_km)
    west_km = round(500 + math.floor(round((west / 1000 - 500) / side_km, 6)) * side_km)
    corner = f"{north_km % 1000:03d}{west_km % 1000:03d}"
    if scale >= 5000:
        return f"10-{corner}" if scale == 10_000 else corner
    down, right = north_km - north / 1000 + 1e-6, west / 1000 - west_km + 1e-6
    code = f"{corner}-{3 * int(down) + int(right) + 1}"
    if scale == 2000:
        return code
    cuts = _CUTS[scale]
    cell = cuts * int(down % 1 * cuts) + int(right % 1 * cuts)
    return (
        f"{code}-{'abcd'[cell]}"
        if scale == 1000
        else f"{code}-({cell + 1})"
        if scale == 500
        else f"{code}-{cell + 1}"
    )


def draw_frame(canvas: Canvas, frame: Frame, style: SheetStyle, grid: Grid) -> None:
    """Inner and outer frame, ticks and coordinate labels."""
    width, height = frame.size_mm
    strip = style.strip_mm
    canvas.rectangle((0, 0), (width, height), style.inner_mm)
    if strip:
        canvas.rectangle((-strip, -strip), (width + strip, height + strip), style.outer_mm)
    eastings = [(float(frame.to_mm([(e, frame.north)])[0, 0]), e) for e in frame.grid_eastings()]
    northings = [(float(frame.to_mm([(frame.west, n)])[0, 1]), n) for n in frame.grid_northings()]
    if grid.marks != "none":
        _draw_ticks(canvas, frame, style, [x for x, _ in eastings], [y for y, _ in northings])
    for x, easting in _labelled(eastings, grid):
        _label_easting(canvas, frame, style, x, easting + grid.shift_m[0])
    for y, northing in _labelled(northings, grid):
        _label_northing(canvas, frame, style, y, northing + grid.shift_m[1])


def _labelled(stations: list[tuple[float, float]], grid: Grid) -> list[tuple[float, float]]:
    return {"all": stations, "corners": [stations[0], stations[-1]], "none": []}[grid.labels]


def draw_grid(canvas: Canvas, frame: Frame, style: SheetStyle, grid: Grid) -> list[Point]:
    """Grid crosses or lines inside the frame; returns where they cross (mm)."""
    ink = "blue" if style.colour and style.look != "circular2014" else "black"
    places = [place for place in _crossings(frame, (0.0, 0.0)) if grid.marks != "none"]
    if grid.marks == "lines":
        width, height = frame.size_mm
        for x, y in places:
            canvas.line([(0, y), (width, y)], 0.1, ink)
            canvas.line([(x, 0), (x, height)], 0.1, ink)
    else:
        _draw_crosses(canvas, places, style.cross_mm, ink)
    if grid.second_m:
        _draw_second(canvas, frame, style, grid.second_m)
    return places


def _draw_crosses(canvas: Canvas, places: list[Point], cross_mm: float, ink: str) -> None:
    half = cross_mm / 2
    for x, y in places:
        canvas.line([(x - half, y), (x + half, y)], 0.15, ink)
        canvas.line([(x, y - half), (x, y + half)], 0.15, ink)


def _draw_second(canvas: Canvas, frame: Frame, style: SheetStyle, shift_m: Point) -> None:
    """A grid of another system in blue, with its labels beside the first crosses of each row and column."""
    places = _crossings(frame, shift_m)
    _draw_crosses(canvas, places, style.cross_mm, "blue")
    look = Text(style.text_face, 1.8, "blue")
    first_x, first_y = min(x for x, _ in places), min(y for _, y in places)
    for x, y in places:
        east, north = frame.west + x * frame.scale / 1000, frame.north - y * frame.scale / 1000
        if y == first_y:
            canvas.text(f"{east + shift_m[0]:.0f}", (x, y - 4), look, "mb")
        if x == first_x:
            canvas.text(f"{north + shift_m[1]:.0f}", (x + 4, y - 0.5), look)


def _crossings(frame: Frame, shift_m: Point) -> list[Point]:
    """Where the lines of a grid, shifted against the frame's own, cross inside the frame (mm)."""
    width, height = frame.size_mm
    step, (east, north) = frame.scale / 10, shift_m
    eastings = _stations(frame.west + east, frame.west + frame.width_m + east, step)
    northings = _stations(frame.north - frame.height_m + north, frame.north + north, step)
    columns = [float(frame.to_mm([(e - east, frame.north)])[0, 0]) for e in eastings]
    rows = [float(frame.to_mm([(frame.west, n - north)])[0, 1]) for n in northings]
    return [(x, y) for x in columns for y in rows if 1 < x < width - 1 and 1 < y < height - 1]


def _draw_ticks(
    canvas: Canvas, frame: Frame, style: SheetStyle, columns: list[float], rows: list[float]
) -> None:
    width, height = frame.size_mm
    out = style.strip_mm if style.ticks == "across" else 0.0
    near, far = (0.0, out) if out else ((0.0, 3.0) if style.ticks == "outward" else (-4.0, 0.0))
    for x in columns:
        canvas.line([(x, -far), (x, -near)], style.inner_mm)
        canvas.line([(x, height + near), (x, height + far)], style.inner_mm)
    for y in rows:
        canvas.line([(-far, y), (-near, y)], style.inner_mm)
        canvas.line([(width + near, y), (width + far, y)], style.inner_mm)


def _label_easting(canvas: Canvas, frame: Frame, style: SheetStyle, x: float, easting: float) -> None:
    width, height = frame.size_mm
    strip = style.strip_mm
    km, metres = divmod(round(easting), 1000)
    corner = x < 0.5 or x > width - 0.5
    if style.coordinates in ("circular", "raised"):
        big, small = style.note(_METRES_MM), style.note(_KM_MM)
        for base in (-strip + 1.0 + _METRES_MM, height + strip - 1.0) if strip else (-1.5, height + 4.5):
            canvas.text(f"{metres:03d}", (x + 0.7, base), big)
            if corner or style.coordinates == "raised":
                canvas.text(f"{km}", (x - 0.7, base - 0.2), small, "rb")
        return
    text = _kilometres(easting, frame) if style.coordinates == "km" else f"{easting:.0f}"
    text = text.replace(".", style.decimal_mark)
    look = style.note(2.2)
    for base in (
        (-strip / 2 + 1.1, height + strip / 2 + 1.1) if strip > 5 else (-strip - 1.5, height + strip + 3.7)
    ):
        canvas.text(text, (x, base), look, "mb")


def _kilometres(value: float, frame: Frame) -> str:
    """With as many decimals as the lines of the grid need."""
    return f"{value / 1000:.{1 if frame.scale >= 1000 else 2}f}"


def _label_northing(canvas: Canvas, frame: Frame, style: SheetStyle, y: float, northing: float) -> None:
    width, height = frame.size_mm
    strip = style.strip_mm
    km, metres = divmod(round(northing), 1000)
    corner = y < 0.5 or y > height - 0.5
    if style.coordinates in ("circular", "raised"):
        big, small = style.note(_METRES_MM), style.note(_KM_MM)
        for right in (-0.9, width + strip - 1.0) if strip else (-1.5, width + 9.0):
            canvas.text(f"{metres:03d}", (right, y - 0.8), big, "rb")
            if corner or style.coordinates == "raised":
                canvas.text(f"{km}", (right, y - 0.8 - _METRES_MM - 0.6), small, "rb")
        return
    text = _kilometres(northing, frame) if style.coordinates == "km" else f"{northing:.0f}"
    text = text.replace(".", style.decimal_mark)
    look = style.note(2.2)
    if style.turned_sides:
        for x in (
            (-strip / 2 + 1.1, width + strip / 2 + 1.1) if strip > 5 else (-strip - 1.5, width + strip + 3.7)
        ):
            inward = 6.0 if y < 0.5 else -6.0 if y > height - 0.5 else 0.0  # clear of the eastings
            canvas.text(text, (x, y + inward), look, "mb", 90.0)
        return
    away = strip + 1.0 if canvas.text_size(text, look)[0] > strip - 2 else 1.0
    base = y - 0.6 if strip else y + 1.1  # without a strip a label above its line would meet the eastings
    canvas.text(text, (-away, base), look, "rb")
    canvas.text(text, (width + away, base), look, "lb")
