"""The ground that the scanned sheets show: what their neatlines enclose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import Polygon

from pipeline import keys
from pipeline.commune.land import GAP_MM
from pipeline.commune.pieces import frame_of, to_zone
from pipeline.commune.reconcile import Key
from pipeline.commune.used_sheets import key_of
from pipeline.model import MapSheet, SheetParcels


@dataclass(frozen=True, slots=True)
class Shown:
    """The neatlines of scans by sheet, and what they enclose without the slits between neighbours.

    ``gap_m`` is how far one line that two sheets show may lie apart.
    """

    frames: list[tuple[Key, Polygon]]
    whole: shapely.Geometry
    gap_m: float


def shown(sheets: Sequence[SheetParcels], epsg: int) -> Shown:
    """What the scans among the sheets show, in the zone ``epsg``."""
    scanned = [traced.sheet for traced in sheets if isinstance(traced.sheet, MapSheet)]
    frames = [(key_of(sheet), _frame(sheet, epsg)) for sheet in scanned]
    gap_m = GAP_MM * max((sheet.scale or keys.DEFAULT_SCALE for sheet in scanned), default=0) / 1000
    return Shown(frames, closed(shapely.union_all([frame for _, frame in frames]), gap_m), gap_m)


def closed(shape: shapely.Geometry, gap_m: float) -> shapely.Geometry:
    """Without the slits between neighbours."""
    return shapely.buffer(
        shapely.buffer(shape, gap_m / 2, join_style="mitre"), -gap_m / 2, join_style="mitre"
    )


def _frame(sheet: MapSheet, epsg: int) -> Polygon:
    frame = frame_of(sheet)
    return Polygon() if frame is None else to_zone(frame, sheet, epsg)
