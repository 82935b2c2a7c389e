"""Where a sheet lies: standard frames and their numbers, and what is drawn round the content.

Sheet numbers follow Art. 5(5) of Circular 25/2014: XXXYYY names the 3 km square by the last three digits of
the kilometres of its north-west corner; the parts of it are counted left to right, then top to bottom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from shapely.geometry import Polygon, box

from synthetic.canvas import Canvas, Point
from synthetic.style import SheetStyle

STANDARD_M = {500: 250.0, 1000: 500.0, 2000: 1000.0}
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


def sheet_number(west: float, north: float, scale: int) -> str:
    """Number of the standard sheet whose north-west corner is given (m)."""
    north_km = math.ceil(round(north / 3000, 6)) * 3
    west_km = 500 + math.floor(round((west - 500_000) / 3000, 6)) * 3
    down, right = north_km - north / 1000, west / 1000 - west_km
    square = 3 * int(down + 1e-6) + int(right + 1e-6) + 1
    code = f"{north_km % 1000:03d}{west_km % 1000:03d}-{square}"
    down, right = down % 1, right % 1
    if scale == 1000:
        return f"{code}-{'abcd'[2 * int(down * 2 + 1e-6) + int(right * 2 + 1e-6)]}"
    if scale == 500:
        return f"{code}-({4 * int(down * 4 + 1e-6) + int(right * 4 + 1e-6) + 1})"
    return code


def draw_frame(canvas: Canvas, frame: Frame, style: SheetStyle) -> None:
    """Inner and outer frame, ticks, crosses and coordinate labels."""
    width, height = frame.size_mm
    strip = style.strip_mm
    canvas.rectangle((0, 0), (width, height), style.inner_mm)
    if strip:
        canvas.rectangle((-strip, -strip), (width + strip, height + strip), style.outer_mm)
    eastings = [(float(frame.to_mm([(e, frame.north)])[0, 0]), e) for e in frame.grid_eastings()]
    northings = [(float(frame.to_mm([(frame.west, n)])[0, 1]), n) for n in frame.grid_northings()]
    _draw_ticks(canvas, frame, style, [x for x, _ in eastings], [y for y, _ in northings])
    for x, easting in eastings:
        _label_easting(canvas, frame, style, x, easting)
    for y, northing in northings:
        _label_northing(canvas, frame, style, y, northing)


def draw_crosses(canvas: Canvas, frame: Frame, style: SheetStyle) -> list[Point]:
    """Grid crosses inside the frame; returns where they stand (mm)."""
    half, width, height = style.cross_mm / 2, *frame.size_mm
    ink = "blue" if style.colour and style.look != "circular2014" else "black"
    places = []
    for easting in frame.grid_eastings():
        for northing in frame.grid_northings():
            x, y = (float(v) for v in frame.to_mm([(easting, northing)])[0])
            if 1 < x < width - 1 and 1 < y < height - 1:
                canvas.line([(x - half, y), (x + half, y)], 0.15, ink)
                canvas.line([(x, y - half), (x, y + half)], 0.15, ink)
                places.append((x, y))
    return places


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
    text = f"{easting / 1000:.1f}" if style.coordinates == "km" else f"{easting:.0f}"
    text = text.replace(".", style.decimal_mark)
    look = style.note(2.2)
    for base in (
        (-strip / 2 + 1.1, height + strip / 2 + 1.1) if strip > 5 else (-strip - 1.5, height + strip + 3.7)
    ):
        canvas.text(text, (x, base), look, "mb")


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
    text = f"{northing / 1000:.1f}" if style.coordinates == "km" else f"{northing:.0f}"
    text = text.replace(".", style.decimal_mark)
    look = style.note(2.2)
    if style.turned_sides:
        for x in (
            (-strip / 2 + 1.1, width + strip / 2 + 1.1) if strip > 5 else (-strip - 1.5, width + strip + 3.7)
        ):
            canvas.text(text, (x, y), look, "mb", 90.0)
        return
    away = strip + 1.0 if canvas.text_size(text, look)[0] > strip - 2 else 1.0
    base = y - 0.6 if strip else y + 1.1  # without a strip a label above its line would meet the eastings
    canvas.text(text, (-away, base), look, "rb")
    canvas.text(text, (width + away, base), look, "lb")
