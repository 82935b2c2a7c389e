"""A sheet of square parcels on paper that is bent in a known way."""

from __future__ import annotations

import numpy as np
from shapely.geometry import Polygon, box

from pipeline.geometries import moved
from pipeline.model import (
    ControlPoint,
    FloatArray,
    Label,
    MapSheet,
    Parcel,
    Reading,
    SheetParcels,
    SheetTitle,
    Source,
)
from pipeline.sheets import control

PX = 0.1  # metres a pixel: 1:1000 at 254 dpi
WEST, NORTH, SIDE = 553_000.0, 2_345_500.0, 300.0
_NOTHING: Reading[str] = Reading(None)
TITLE = SheetTitle(_NOTHING, _NOTHING, _NOTHING, Reading(1), _NOTHING, Reading(1000), Reading(None))


def page_px(world: FloatArray, height_px: float) -> FloatArray:
    """Where ground lies on the page: waves 200 mm long, nothing at the lines of the grid."""
    px = (np.asarray(world) - (WEST, NORTH)) / PX * (1, -1) + 300
    wave = np.sin(np.pi * (px - 300) / 1000)
    return px + height_px * wave * (1, -1)


def sheet(height_px: float) -> MapSheet:
    """Placed by its sixteen crosses, which show nothing of the bend."""
    world = np.array([(WEST + 100 * i, NORTH - 100 * j) for i in range(4) for j in range(4)])
    px = page_px(world, height_px)
    points = tuple(ControlPoint("cross", *xy, *m) for xy, m in zip(px.tolist(), world.tolist(), strict=True))
    size = (3600, 3600)
    return MapSheet(
        Source("maps/1.tif"), size, 254.0, 0, TITLE, None, 1, "", 1000,
        px[[0, 12, 15, 3]], control.fit(points, 9209, size), points, tolerance_m=0.15,
    )  # fmt: skip


def traced(height_px: float, wrong: dict[int, float] | None = None) -> SheetParcels:
    """Parcels of 20 by 20 m, whose outlines the bend moves; ``wrong`` areas are printed in some of them."""
    placed = sheet(height_px)
    assert placed.fit is not None
    fit = placed.fit
    parcels = []
    for number, (i, j) in enumerate((i, j) for i in range(15) for j in range(15)):
        ground = box(WEST + 20 * i, NORTH - 20 * (j + 1), WEST + 20 * (i + 1), NORTH - 20 * j)
        outline = moved(ground.segmentize(10), lambda xy: control.to_world(fit, page_px(xy, height_px)))
        parcels.append(parcel(outline, number, (wrong or {}).get(number, 400.0)))
    return SheetParcels(placed, tuple(parcels), (), {})


def parcel(outline: Polygon, number: int, area_m2: float) -> Parcel:
    """A parcel with a label that two readers agree on."""
    printed = Reading(area_m2, f"{area_m2:.1f}", 1.0, agreed=True)
    sure = Reading(number, str(number), 1.0, agreed=True)
    label = Label((0, 0), (0, 0, 1, 1), 0.0, "full", sure, printed, Reading(None))
    return Parcel("", 1, "parcel", outline, label, Source("maps/1.tif"))
