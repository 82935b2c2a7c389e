from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from commune_inputs import EPSG, UNIT, grid, map_sheet, sheet_of, sure_label
from shapely.geometry import Polygon

from pipeline.commune import judged_place
from pipeline.commune.used_sheets import choose
from pipeline.model import DigitalLabel, DigitalSheet, Finding, Parcel, Reason, SheetParcels, Source

LAND = grid()
SCAN = sheet_of(LAND)
TURNED = np.exp(0.1j)


def _away(points: np.ndarray) -> np.ndarray:
    """Where the land lies in a system of the drawing's own."""
    moved = (points[:, 0] + 1j * points[:, 1]) * TURNED + (5000 - 300j)
    return np.column_stack([moved.real, moved.imag])


def _digital(land: list[Polygon], placed: bool, first: int = 1) -> SheetParcels:
    source = Source("vectors/dc14.dgn")
    told = Finding("vector_unplaced", values={"file": "x", "reason": Reason("lies_nowhere")}, source=source)
    reason = None if placed else Reason("lies_nowhere")
    sheet = DigitalSheet(
        source, map_sheet(14).title, UNIT, 14, "", 1000, EPSG if placed else None, None,
        unplaced_reason=reason, findings=() if placed else (told,),
    )  # fmt: skip
    parcels = []
    for number, polygon in enumerate(land, first):
        read = sure_label(number, polygon)
        label = DigitalLabel(*(replace(r, by="file") for r in (read.number, read.area_m2, read.code)))  # type: ignore[arg-type]
        spot = polygon.centroid.x, polygon.centroid.y
        parcels.append(Parcel(UNIT.code, 14, "parcel", polygon, label, replace(source, place_m=spot)))
    return SheetParcels(sheet, tuple(parcels), (), {})


def _drawn_away(first: int = 1) -> SheetParcels:
    return _digital([shapely.transform(polygon, _away) for polygon in LAND], False, first)


def test_a_map_in_a_system_of_its_own_lies_where_its_scan_does() -> None:
    _, moved = judged_place.by_scans([SCAN, _drawn_away()])
    assert moved.sheet.epsg == EPSG and moved.sheet.unplaced_reason is None
    assert [finding.code for finding in moved.sheet.findings] == ["map_moved_by_scan"]
    for parcel, polygon in zip(moved.parcels, LAND, strict=True):
        assert parcel.polygon.symmetric_difference(polygon).area < 0.01
        assert parcel.source.place_m == pytest.approx((polygon.centroid.x, polygon.centroid.y), abs=0.01)


@pytest.mark.parametrize("others", [[], [sheet_of(LAND, 15)], [sheet_of(LAND[:11])]])
def test_without_a_scan_of_enough_of_the_sheet_it_has_no_parcels(others: list[SheetParcels]) -> None:
    (*_, left) = judged_place.by_scans([*others, _drawn_away()])
    assert not left.parcels and [finding.code for finding in left.sheet.findings] == ["vector_unplaced"]


def test_numbers_that_mean_other_land_place_nothing() -> None:
    _, left = judged_place.by_scans([SCAN, _drawn_away(first=3)])
    assert not left.parcels


@pytest.mark.parametrize(("shift_m", "waits"), [(0.0, False), (0.9, False), (1.1, True), (30.0, True)])
def test_a_map_that_lies_off_its_scan_waits(shift_m: float, waits: bool) -> None:
    shifted = [shapely.transform(p, lambda points: points + np.array([shift_m, 0.0])) for p in LAND]
    used = choose([SCAN, _digital(shifted, True)])
    assert [finding.code for finding in used.findings] == (["map_off_its_scan"] if waits else [])
    assert [facts.in_doubt for facts in used.facts.values()] == [waits]
