"""Invented sheets and registers for the tests of the commune room: a grid of plots, read without fault
unless a test says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry import Polygon

from pipeline.commune import rows
from pipeline.commune.entries import Entry, entries_of
from pipeline.commune.pieces import Piece
from pipeline.model import (
    Fit,
    Label,
    MapSheet,
    Parcel,
    Reading,
    Reason,
    Record,
    RegisterPage,
    SheetParcels,
    SheetTitle,
    Source,
    Unit,
)

T = TypeVar("T")
EPSG = 9209
EAST, NORTH = 553000.0, 2345000.0
UNIT = Unit("09208", "Thụy Hòa", "Xã", "Huyện Yên Phong", "Bắc Ninh", "09208", EPSG)
CODES = ("LUC", "ONT", "CLN", "BHK")


def sure(value: T) -> Reading[T]:
    """As two readers of a label read it."""
    return Reading(value, str(value), 0.999, None, (), True, said=(("label_head", value), ("pp_ocr", value)))


def unsure(value: T | None, *alternatives: tuple[T, float], confidence: float = 0.7) -> Reading[T]:
    return Reading(value, str(value), confidence, None, alternatives, False)


def label(number: Reading[int], area: Reading[float], code: Reading[str]) -> Label:
    return Label((0.0, 0.0), (0.0, 0.0, 1.0, 1.0), 0.0, "full", number, area, code)


def sure_label(number: int, polygon: Polygon, code: str | None = None) -> Label:
    return label(sure(number), sure(round(polygon.area, 1)), sure(code or CODES[number % 4]))


def plot(x: float, y: float, width: float = 20.0, height: float = 30.0) -> Polygon:
    return shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)


def grid(columns: int = 6, rows: int = 5, x: float = 0.0, seed: int = 0) -> list[Polygon]:
    """Plots of different sizes that share their corners, numbered as the list from the north-west."""
    rng = np.random.default_rng(seed)
    wide = np.concatenate([[0.0], np.cumsum(rng.uniform(14, 30, columns))])
    high = np.concatenate([[0.0], np.cumsum(rng.uniform(18, 36, rows))])
    move = rng.normal(0, 0.8, (columns + 1, rows + 1, 2)).round(2)

    def corner(i: int, j: int) -> tuple[float, float]:
        return EAST + x + wide[i] + move[i, j, 0], NORTH + high[j] + move[i, j, 1]

    return [
        Polygon([corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)])
        for j in reversed(range(rows))
        for i in range(columns)
    ]


def parcel(polygon: Polygon, text: Label | None, kind: str = "parcel", sheet: int = 14) -> Parcel:
    source = Source(f"maps/to_{sheet}.tif", 1, (0.0, 0.0, 9.0, 9.0))
    return Parcel(UNIT.code, sheet, kind, polygon, text, source)  # type: ignore[arg-type]


def piece(
    polygon: Polygon, text: Label | None = None, kind: str = "parcel", sheet: int = 14, inside: float = 1.0
) -> Piece:
    return Piece(parcel(polygon, text, kind, sheet), polygon, 1000, sheet, inside)


def map_sheet(
    number: int | None = 14, name: str = "to", placed: bool = True, count: int | None = None
) -> MapSheet:
    """A sheet of 1:1000 whose neatline is one pixel a metre from (EAST, NORTH), 500 m wide."""
    origin = (EAST + 500 * ((number or 14) - 14), NORTH)
    matrix = np.array([[1.0, 0.0, 0.0], [0.0, -1.0, 500.0], [0.0, 0.0, 1.0]])
    fit = Fit("affine", EPSG, (0.0, 0.0), origin, 1.0, matrix, None, None, 0.05, 0.06, 1.0)
    frame = np.array([[0.0, 0.0], [500.0, 0.0], [500.0, 500.0], [0.0, 500.0]])
    title = SheetTitle(
        sure("Xã Thụy Hòa"),
        sure("Huyện Yên Phong"),
        sure("Bắc Ninh"),
        sure(number) if number else Reading(None),
        Reading(None),
        sure(1000),
        sure(count) if count else Reading(None),
    )
    return MapSheet(
        source=Source(f"maps/{name}_{number}.tif"),
        size_px=(500, 500),
        dpi=300.0,
        turned=0,
        title=title,
        unit=UNIT,
        number=number,
        sheet_code="346551-3-c",
        scale=1000,
        frame_px=frame,
        fit=fit if placed else None,
        unplaced_reason=None if placed else Reason("labels_alone"),
    )


def traced(
    parcels: Sequence[Parcel], number: int | None = 14, name: str = "to", count: int | None = None
) -> SheetParcels:
    """A sheet that is blank out to the neatline where there are no parcels."""
    west = EAST + 500 * ((number or 14) - 14)
    blank = shapely.box(west, NORTH, west + 500, NORTH + 500).difference(
        shapely.union_all([each.polygon for each in parcels if each.polygon.is_valid])
    )
    others = [part for part in shapely.get_parts(blank) if part.intersects(blank.envelope.boundary)]
    return SheetParcels(map_sheet(number, name, count=count), tuple(parcels), (), {}, tuple(others))


def sheet_of(polygons: Sequence[Polygon], number: int = 14, name: str = "to") -> SheetParcels:
    """A sheet on which every plot carries its place in the list as its number."""
    parcels = [parcel(p, sure_label(i, p), sheet=number) for i, p in enumerate(polygons, 1)]
    return traced(parcels, number, name, len(polygons))


def record(number: int, area: float, code: str, sheet: int = 14, owner: str = "Nguyễn Văn Mẫu") -> Record:
    return Record(
        source=Source("records/so.pdf", 1, (0.0, float(number), 9.0, 9.0)),
        sheet=sure(sheet),
        number=sure(number),
        owner=sure(owner),
        owner_kind=sure("GDC"),
        area_m2=sure(area),
        code=sure(code),
        place=sure("Thôn Đoài"),
        note=Reading(None),
    )


def pieces_of(plots: Sequence[Polygon]) -> list[Piece]:
    """The plots in their order, each with its number, area and code read without fault."""
    return [piece(polygon, sure_label(number, polygon)) for number, polygon in enumerate(plots, 1)]


def records_of(polygons: Sequence[Polygon], sheet: int = 14) -> list[Record]:
    return [record(i, round(p.area, 1), CODES[i % 4], sheet) for i, p in enumerate(polygons, 1)]


def page(
    rows: Sequence[Record], sheet: int | None = None, commune: str | None = "Xã Thụy Hòa"
) -> RegisterPage:
    heading: Reading[int] = sure(sheet) if sheet else Reading(None)
    names = [sure(text) if text else Reading(None) for text in (commune, "Huyện Yên Phong", "Bắc Ninh")]
    return RegisterPage(
        Source("records/so.pdf"), "so_muc_ke", names[0], names[1], names[2], heading, tuple(rows), (), {}
    )


def changed(items: list[T], place: int, change: Callable[[T], T]) -> list[T]:
    """A copy of the list with one item changed."""
    return [change(item) if k == place else item for k, item in enumerate(items)]


def with_values(row: Record, **readings: Reading[object] | bool) -> Record:
    return replace(row, **readings)  # type: ignore[arg-type]


def entries_in(records: Sequence[Record]) -> list[Entry]:
    """The entries of a register whose rows are all of one sheet."""
    placed = rows.place([page(records)], "09208", [], []).rows
    return entries_of(placed, range(len(placed)))
