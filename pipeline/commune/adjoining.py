"""What the nine-sheet boxes say of each other's places, held against where the sheets were put."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from pipeline.model import Finding, FloatArray, MapSheet, Reason, SheetParcels, unit_code_of

_SURE = 0.9
_TOUCH = 0.6  # of a frame: the middles are one frame apart, of extended frames a little more
_SIDES = ("northwest", "north", "northeast", "west", "", "east", "southwest", "south", "southeast")


def contradictions(sheets: Sequence[SheetParcels]) -> tuple[list[Finding], frozenset[tuple[str, int]]]:
    """A finding for every neighbour of the same scale that a box names and that lies elsewhere.

    With them come unit and number of the sheets whose place is in doubt: of the two the one that a person
    placed, else both.
    """
    scanned = [traced.sheet for traced in sheets if isinstance(traced.sheet, MapSheet)]
    placed = [sheet for sheet in scanned if sheet.fit is not None and sheet.points]
    known = {_key(sheet): sheet for sheet in placed if sheet.number}
    found: list[Finding] = []
    doubted: set[tuple[str, int]] = set()
    for sheet in placed:
        for cell, named in enumerate(sheet.title.neighbours):
            other = known.get((_key(sheet)[0], named.value, sheet.scale))
            if named.value is None or named.confidence < _SURE or other is None or other is sheet:
                continue
            if not _lies_there(_middle(other) - _middle(sheet), cell, _side_m(sheet)):
                found.append(_finding(sheet, named.value, _SIDES[cell]))
                doubted |= _doubted(sheet, other)
    return found, frozenset(doubted)


def _doubted(*pair: MapSheet) -> set[tuple[str, int]]:
    by_person = [sheet for sheet in pair if any(point.kind == "person" for point in sheet.points)]
    chosen = by_person if len(by_person) == 1 else pair
    return {(_key(sheet)[0], sheet.number) for sheet in chosen if sheet.number}


def _key(sheet: MapSheet) -> tuple[str, int | None, int | None]:
    return unit_code_of(sheet.unit), sheet.number, sheet.scale


def _middle(sheet: MapSheet) -> FloatArray:
    """Middle of the sheet's control points, metres."""
    known = [(p.easting_m, p.northing_m) for p in sheet.points]
    world = np.array(known, np.float64)
    return np.asarray((np.nanmin(world, axis=0) + np.nanmax(world, axis=0)) / 2, np.float64)


def _side_m(sheet: MapSheet) -> float:
    """Side of the frame on the ground."""
    ring = shapely.Polygon(sheet.frame_px)
    return float(np.sqrt(ring.area)) * (sheet.fit.metres_per_px if sheet.fit else 0.0)


def _lies_there(away: FloatArray, cell: int, side_m: float) -> bool:
    wanted = np.array([cell % 3 - 1, 1 - cell // 3]) * side_m
    return bool(np.abs(away - wanted).max() <= _TOUCH * side_m)


def _finding(sheet: MapSheet, other: int, side: str) -> Finding:
    code = unit_code_of(sheet.unit)
    return Finding(
        "neighbour_elsewhere",
        code,
        sheet.number,
        values={"other": other, "side": Reason(side)},
        source=sheet.source,
    )
