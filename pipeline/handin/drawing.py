"""One cadastral sheet as lines, points and texts on the levels of the circular; nothing is opened here."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from pipeline import crs, geohash
from pipeline.delivery.layers import GEOMETRY_COLUMN
from pipeline.geometries import as_array, point_in
from pipeline.handin.dossiers import WAITS, Row
from pipeline.handin.mapping import Layout

_LETTER_WIDTH = 0.75  # of a letter's height, as the fonts of both formats draw it
_GAP = 0.25  # of the height, between bar and text
_MILLIMETRES = 3  # decimals of a metre in a map file


@dataclass(frozen=True, slots=True)
class Element:
    """A line, a point, or a text (its lower left corner) on a level; metres in the sheet's zone."""

    level: int
    shape: BaseGeometry
    text: str = ""
    height_m: float = 0.0


@dataclass(frozen=True, slots=True)
class SheetLand:
    """The rows of one sheet: its own row of ``to_ban_do`` (or nothing), parcels and objects, and its zone."""

    sheet: Row
    parcels: tuple[Row, ...]
    objects: tuple[Row, ...]
    epsg: int


def drawing(land: SheetLand, layout: Layout) -> list[Element]:
    """All elements of a sheet: limits once each, a label in each parcel, the frame with its title."""
    metres_per_mm = (land.sheet.get("ty_le") or layout.default_scale) / 1000
    height_m = layout.text_mm["label"] * metres_per_mm
    elements = list(_limits(land, layout))
    for row in land.parcels:
        elements += _label(row, layout, height_m, land.epsg)
    return [*elements, *_frame(land, layout, layout.text_mm["title"] * metres_per_mm)]


def _limits(land: SheetLand, layout: Layout) -> Iterable[Element]:
    """Every limit once, on the level of the object that it bounds, else on that of parcels."""
    levels: dict[tuple[tuple[float, float], tuple[float, float]], int] = {}
    for row in land.objects:
        level = layout.object_levels.get(row.get("loai_dat", ""), layout.levels["boundary"])
        for segment in _segments(row[GEOMETRY_COLUMN]):
            levels.setdefault(segment, level)
    for row in land.parcels:
        for segment in _segments(row[GEOMETRY_COLUMN]):
            levels.setdefault(segment, layout.levels["boundary"])
    by_level: dict[int, list[LineString]] = {}
    for segment, level in levels.items():
        by_level.setdefault(level, []).append(LineString(segment))
    for level, lines in sorted(by_level.items()):
        merged = shapely.line_merge(shapely.multilinestrings(as_array(lines)))
        for line in shapely.get_parts(merged):
            yield Element(level, line)


def _segments(shape: BaseGeometry) -> Iterable[tuple[tuple[float, float], tuple[float, float]]]:
    """The edges of a shape, to the millimetre, the same in whichever direction they are drawn."""
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            rounded = np.round(shapely.get_coordinates(ring), _MILLIMETRES).tolist()
            for first, second in itertools.pairwise(map(tuple, rounded)):
                if first != second:
                    yield min(first, second), max(first, second)


def _label(row: Row, layout: Layout, height_m: float, epsg: int) -> Iterable[Element]:
    """Number above the bar, area below, land use left of it; a question mark where a person must look."""
    x, y = label_point(row, epsg)
    levels = layout.levels
    yield Element(levels["label_point"], Point(x, y))
    number = str(row.get("so_thu_tu_thua", ""))
    area = f"{row.get('dien_tich_ban_do', row['dien_tich']):.1f}".replace(".", ",")
    length_m = max(len(number), len(area)) * _LETTER_WIDTH * height_m
    gap_m = _GAP * height_m
    yield Element(levels["number"], LineString([(x, y), (x + length_m, y)]))
    yield Element(levels["area"], Point(x, y - gap_m - height_m), area, height_m)
    if number:
        yield Element(levels["number"], Point(x, y + gap_m), number, height_m)
    for level, name in (("land_use", "loai_dat_ban_do"), ("legal_land_use", "loai_dat_ho_so")):
        if code := row.get(name):
            west = x - (len(code) * _LETTER_WIDTH) * height_m - gap_m
            yield Element(levels[level], Point(west, y - height_m / 2), code, height_m)
    if row.get("trang_thai") == WAITS:
        yield Element(levels["waiting"], Point(x + length_m + gap_m, y - height_m / 2), "?", height_m)


def label_point(row: Row, epsg: int) -> tuple[float, float]:
    """A point inside: the identifier's where there is one, in the zone ``epsg``."""
    if identifier := row.get("ma_dinh_danh"):
        ((x, y),) = crs.from_wgs84(epsg, np.array([geohash.decode(identifier)]))
        if shapely.contains_xy(row[GEOMETRY_COLUMN], x, y):
            return float(x), float(y)
    return point_in(row[GEOMETRY_COLUMN])


def _frame(land: SheetLand, layout: Layout, height_m: float) -> Iterable[Element]:
    frame = land.sheet.get(GEOMETRY_COLUMN)
    if frame is None:
        return
    level = layout.levels["frame"]
    for polygon in shapely.get_parts(frame):
        yield Element(level, LineString(polygon.exterior.coords))
    west, _, _, north = frame.bounds
    texts = [land.sheet.get("ma_hieu_manh"), land.sheet.get("ten_xa_cu")]
    title = "  ".join(str(text) for text in (*texts, land.sheet.get("so_hieu_to_ban_do")) if text)
    if title:
        yield Element(level, Point(west, north + height_m), title, height_m)


def sheet_lands(
    sheets: Sequence[Row], parcels: Iterable[Row], objects: Iterable[Row], epsg: int
) -> dict[str, SheetLand]:
    """The land of each sheet by the name of its file, ``<ma_xa_cu>_<sheet>``; none without land."""
    own: dict[str, Row] = {}
    for row in sheets:
        own.setdefault(_name(row), row)
    lands: dict[str, tuple[list[Row], list[Row]]] = {}
    for place, rows in enumerate((parcels, objects)):
        for row in rows:
            lands.setdefault(_name(row), ([], []))[place].append(row)
    return {
        name: SheetLand(own.get(name, {}), tuple(lands[name][0]), tuple(lands[name][1]), epsg)
        for name in sorted(lands)
    }


def _name(row: Mapping[str, Any]) -> str:
    return f"{row.get('ma_xa_cu', 'x')}_{row.get('so_hieu_to_ban_do', 'x')}"
