from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from commune_inputs import EPSG, UNIT, grid, map_sheet, sheet_of, sure_label
from shapely.geometry import Polygon

from pipeline.commune.pieces import area_error_m2
from pipeline.commune.used_sheets import choose
from pipeline.commune.versions import compare
from pipeline.model import DigitalLabel, DigitalSheet, Parcel, SheetParcels, Source

LAND = grid()
SCAN = sheet_of(LAND)


def _digital(numbered: list[tuple[int, Polygon]], code: str | None = None) -> SheetParcels:
    source = Source("vectors/dc14.dgn")
    sheet = DigitalSheet(source, map_sheet(14).title, UNIT, 14, "", 1000, EPSG, None)
    parcels = []
    for number, polygon in numbered:
        read = sure_label(number, polygon, code)
        label = DigitalLabel(
            *(replace(each, by="file") for each in (read.number, read.area_m2, read.code))  # type: ignore[arg-type]
        )
        parcels.append(Parcel(UNIT.code, 14, "parcel", polygon, label, source))
    return SheetParcels(sheet, tuple(parcels), (), {})


def _same() -> list[tuple[int, Polygon]]:
    return list(enumerate(LAND, 1))


def _halves(polygon: Polygon) -> list[Polygon]:
    west, south, east, north = polygon.bounds
    middle = (west + east) / 2
    boxes = shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)
    return [polygon.intersection(box) for box in boxes]


def _numbers(sheet: SheetParcels) -> list[tuple[int | None, bool]]:
    return [(p.label.number.value, p.label.number.agreed) for p in sheet.parcels if p.label]


def test_a_digital_map_stands_for_its_plot_and_nothing_is_told_where_they_agree() -> None:
    digital = _digital(_same())
    used = choose([SCAN, digital])
    assert used.sheets == [digital] and used.repeated == 1 and used.findings == []


def test_what_the_two_say_of_one_land_and_not_alike_waits_for_a_person() -> None:
    changed = _same()
    changed[4] = (101, changed[4][1])
    version = compare(_digital(changed), SCAN)
    (finding,) = version.findings
    assert finding.code == "versions_differ" and finding.number == 101
    assert [number for number, agreed in _numbers(version.sheet) if not agreed] == [101]


def test_what_the_scan_says_without_being_sure_contradicts_nothing() -> None:
    doubted = tuple(
        replace(p, label=replace(p.label, number=p.label.number.doubted(0.9))) if k == 4 else p  # type: ignore[union-attr, type-var]
        for k, p in enumerate(SCAN.parcels)
    )
    changed = _same()
    changed[4] = (101, changed[4][1])
    assert compare(_digital(changed), replace(SCAN, parcels=doubted)).findings == ()


@pytest.mark.parametrize(("numbers", "newer"), [((31, 32), True), ((3, 31), False)])
def test_a_parcel_that_is_several_now_is_told_once_with_its_successors(
    numbers: tuple[int, int], newer: bool
) -> None:
    """Numbers above all of the scan are newer (Art. 17(1.5)); others leave open which state came first."""
    split = [(number, half) for number, half in zip(numbers, _halves(LAND[6]), strict=True)]
    rest = [(k, polygon) for k, polygon in _same() if k not in (3, 7)]
    version = compare(_digital([*rest, *split]), SCAN)
    (finding,) = [f for f in version.findings if f.code == "parcel_superseded"]
    assert finding.number == 7 and str(numbers[1]) in str(finding.values["numbers"])
    agreed = dict(_numbers(version.sheet))
    assert all(agreed[number] is newer for number in numbers)


@pytest.mark.parametrize(("beyond_m2", "told"), [(-0.01, False), (0.01, True)])
def test_areas_that_differ_by_less_than_the_survey_is_exact_to_were_worked_out_anew(
    beyond_m2: float, told: bool
) -> None:
    slack_m2 = area_error_m2(LAND[6], 0.02) + 0.1
    digital = _digital(_same())
    label = digital.parcels[6].label
    assert isinstance(label, DigitalLabel) and label.area_m2.value is not None
    plotted = label.area_m2.value
    now = replace(label, area_m2=replace(label.area_m2, value=plotted + slack_m2 + beyond_m2))
    parcels = tuple(replace(p, label=now) if k == 6 else p for k, p in enumerate(digital.parcels))
    version = compare(replace(digital, parcels=parcels), SCAN)
    assert [finding.code for finding in version.findings] == ["versions_differ"] * told
    kept = version.sheet.parcels[6].label
    assert kept is not None
    assert [value for value, _ in kept.area_m2.alternatives] == ([] if told else [plotted])
    assert kept.number.agreed is not told


def test_two_scans_beside_no_digital_map_are_one_sheet_read_twice() -> None:
    used = choose([SCAN, sheet_of(LAND, name="khac")])
    assert [finding.code for finding in used.findings] == ["sheet_scanned_twice"]


def test_a_digital_map_without_parcels_stands_for_nothing() -> None:
    empty = replace(_digital([]), sheet=replace(_digital([]).sheet, epsg=None))  # type: ignore[type-var]
    assert choose([SCAN, empty]).sheets == [SCAN]
