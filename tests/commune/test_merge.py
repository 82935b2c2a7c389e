from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import shapely
from commune_inputs import (
    EPSG,
    UNIT,
    grid,
    map_sheet,
    page,
    parcel,
    plot,
    record,
    records_of,
    sheet_of,
    sure_label,
    traced,
)

from pipeline import crs, findings
from pipeline.commune import ledger, merge, reconcile
from pipeline.commune.merge import merge_commune
from pipeline.model import Commune, Finding, Known, RegisterPage, SheetParcels

WEST, EAST_SIDE = grid(), grid(x=600.0, seed=1)


def _merge(sheets: list[SheetParcels], registers: list[RegisterPage]) -> Commune:
    commune = merge_commune("09208", EPSG, sheets, registers, [UNIT])
    _adds_up(commune, sheets, registers)
    return commune


def _adds_up(commune: Commune, sheets: list[SheetParcels], registers: list[RegisterPage]) -> None:
    """Whatever goes in comes out or is counted as gone; nothing overlaps; every finding has its text."""
    count = commune.counts
    for whole, parts in ledger.BALANCES.items():
        assert count[whole] == sum(count[part] for part in parts), whole
    assert count["sheets"] == len(sheets)
    assert count["faces"] == sum(
        len(each.parcels) + len(each.other_land) for each in sheets if each.sheet.fit is not None
    ) or (count["sheets_repeated"] > 0)
    assert count["parcels"] == len(commune.parcels)
    assert count["objects"] == len(commune.objects)
    groups = {name: value for name, value in count.items() if name.startswith("group_")}
    assert sum(groups.values()) == 2 * count["parcels"]  # once for the commune, once for each sheet
    assert count["rows"] == len(commune.records) == sum(len(each.rows) for each in registers)
    shapes = [each.geometry for each in (*commune.parcels, *commune.objects)]
    assert all(shape.is_valid and not shape.is_empty for shape in shapes)
    assert sum(a.intersection(b).area for a, b in itertools.combinations(shapes, 2)) < 1e-6
    assert all("?" not in findings.describe(each) for each in commune.findings)


def _codes(commune: Commune) -> list[str]:
    return [finding.code for finding in commune.findings]


def test_two_sheets_and_their_register() -> None:
    records = [*records_of(WEST), *records_of(EAST_SIDE, 15)]
    commune = _merge([sheet_of(WEST), sheet_of(EAST_SIDE, 15)], [page(records[:25]), page(records[25:])])
    assert {each.status for each in commune.parcels} == {"khop"}
    assert {each.status for each in commune.records} == {"khop"}
    assert commune.findings == ()
    assert len({each.identifier for each in commune.parcels}) == 60
    assert all(a.geometry.equals_exact(b, 0) for a, b in zip(commune.parcels, WEST, strict=False))


def test_planted_faults_are_found_and_no_others() -> None:
    records = records_of(WEST)
    records[3] = record(4, 999.9, "LUC")
    records[10] = record(11, round(WEST[10].area, 1), "NTS")
    records.insert(21, replace(records[20], owner=records[20].note))
    del records[15]
    records.append(record(88, 240.0, "LUC"))
    commune = _merge([sheet_of(WEST)], [page(records)])
    found = {(finding.code, finding.number) for finding in commune.findings if finding.code != "value_unread"}
    assert found == {
        ("area_mismatch", 4),
        ("land_use_mismatch", 11),
        ("duplicate_record", 21),
        ("parcel_without_record", 16),
        ("record_without_parcel", 88),
    }


def test_without_registers() -> None:
    commune = _merge([sheet_of(WEST)], [])
    assert {each.status for each in commune.parcels} == {"chap_nhan"}
    assert commune.findings == ()


def test_without_sheets() -> None:
    commune = _merge([], [page(records_of(WEST))])
    assert commune.parcels == ()
    assert {each.status for each in commune.records} == {"chap_nhan"}
    assert _codes(commune) == ["register_without_sheet"]


def test_with_nothing_at_all() -> None:
    assert _merge([], []).parcels == ()


def test_rows_of_an_unplaced_sheet_make_no_flood() -> None:
    unplaced = SheetParcels(map_sheet(14, placed=False), (), (), {})
    commune = _merge([unplaced], [page(records_of(WEST))])
    assert commune.findings == ()
    assert len(commune.records) == 30
    assert commune.sheets == (unplaced.sheet,)


def test_a_sheet_scanned_twice_is_used_once() -> None:
    commune = _merge([sheet_of(WEST, name="cu"), sheet_of(WEST, name="moi")], [page(records_of(WEST))])
    assert _codes(commune) == ["sheet_scanned_twice"]
    assert len(commune.parcels) == 30
    assert {each.status for each in commune.parcels} == {"khop"}


def test_two_sheets_that_claim_one_number_are_both_kept_and_queued() -> None:
    commune = _merge([sheet_of(WEST), sheet_of(EAST_SIDE, 14, "khac")], [])
    assert "sheet_source_conflict" in _codes(commune)
    assert len(commune.parcels) == 60
    assert {each.status for each in commune.parcels} == {"can_kiem_tra"}


def test_a_sheet_whose_number_was_not_read_is_known_by_the_register_or_queued_under_0() -> None:
    unread = traced([replace(each, sheet=0) for each in sheet_of(WEST).parcels], None)
    commune = _merge([unread], [page(records_of(WEST))])
    assert {(each.sheet, each.status) for each in commune.parcels} == {(14, "khop")}
    assert "sheet_known_by_register" in _codes(commune)
    commune = _merge([unread], [page(records_of(EAST_SIDE))])
    assert {(each.sheet, each.status) for each in commune.parcels} == {(0, "can_kiem_tra")}
    assert "value_unread" in _codes(commune)


def test_a_sheet_of_another_zone_is_brought_over() -> None:
    there = [shapely.transform(each, lambda xy: crs.between(EPSG, 9214, xy)) for each in WEST]
    sheet = sheet_of(there)
    placed = replace(sheet.sheet, fit=replace(sheet.sheet.fit, epsg=9214))  # type: ignore[type-var]
    commune = _merge([replace(sheet, sheet=placed)], [])
    apart = [a.geometry.hausdorff_distance(b) for a, b in zip(commune.parcels, WEST, strict=True)]
    assert max(apart) < 0.001


def test_a_parcel_cut_by_the_edge_is_whole_again() -> None:
    whole = plot(0, 0, 40, 30)
    west, east = plot(0, 0, 25, 30), plot(25.1, 0, 14.9, 30)
    first = traced([parcel(west, sure_label(1, whole, "LUC"))], 14)
    second = traced([parcel(east, None, "part", 15)], 15)
    commune = _merge([first, second], [page([record(1, 1200.0, "LUC")])])
    assert [(each.number, each.status) for each in commune.parcels] == [(1, "khop")]
    assert len(commune.parcels[0].sources) == 2


def test_a_part_that_nobody_claims_is_kept_and_said() -> None:
    polygons = [*sheet_of(WEST).parcels, parcel(plot(300, 0), None, "part")]
    commune = _merge([traced(polygons)], [])
    assert "part_without_parcel" in _codes(commune)
    assert [each.status for each in commune.parcels if each.number is None] == ["can_kiem_tra"]


def test_unread_faces_are_parcels_or_objects_by_their_shape() -> None:
    plausible = parcel(plot(300, 0), None, "unknown")
    road = parcel(plot(300, 60, 150, 4), None, "unknown")
    commune = _merge([traced([*sheet_of(WEST).parcels, plausible, road])], [])
    assert [each.status for each in commune.parcels if each.number is None] == ["can_kiem_tra"]
    assert len(commune.objects) == 1
    assert _codes(commune) == ["face_without_label", "objects_without_code"]


def test_a_road_gives_way_to_the_parcels_beside_it() -> None:
    road = parcel(shapely.union_all(WEST).envelope.buffer(5, join_style="mitre"), None, "object")
    commune = _merge([traced([*sheet_of(WEST).parcels, road])], [])
    areas = [each.geometry.area for each in commune.parcels]
    assert areas == pytest.approx([each.area for each in WEST], abs=0.01)
    assert len(commune.objects) == 1


def test_a_road_into_which_a_label_fell_is_an_object_and_said() -> None:
    road = parcel(plot(300, 60, 150, 4), sure_label(99, plot(0, 0, 50, 30)))
    commune = _merge([traced([*sheet_of(WEST).parcels, road])], [])
    assert [each.number for each in commune.objects] == [99]
    assert [(each.code, each.number) for each in commune.findings] == [("value_unread", 99)]


def test_shaken_sheets_stay_whole() -> None:
    rng = np.random.default_rng(3)
    shaken = []
    for number, polygon in enumerate(WEST, 1):
        corners = shapely.get_coordinates(polygon)[:-1]
        moved = shapely.Polygon(corners + rng.uniform(-0.1, 0.1, corners.shape))
        shaken.append(parcel(moved, sure_label(number, polygon)))
    commune = _merge([traced(shaken)], [page(records_of(WEST))])
    assert sum(each.status == "khop" for each in commune.parcels) >= 27
    assert {each.code for each in commune.findings} <= {
        "gap_repaired",
        "overlap_repaired",
        "drawn_area_mismatch",
    }


@pytest.mark.parametrize(("what", "sums"), [("parcels", ["faces"]), ("records", ["rows_on_pages"])])
def test_what_is_lost_on_the_way_is_told(what: str, sums: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reconcile.reconcile

    def losing(*given: object) -> reconcile.Outcome:
        outcome = whole(*given)  # type: ignore[arg-type]
        del getattr(outcome, what)[3]
        return outcome

    monkeypatch.setattr(merge.reconcile, "reconcile", losing)
    commune = merge_commune("09208", EPSG, [sheet_of(WEST)], [page(records_of(WEST))], [UNIT])
    told = [finding for finding in commune.findings if finding.code == "sums_differ"]
    assert [finding.values["what"] for finding in told] == [Known(name) for name in sums]


def test_what_placing_tracing_and_reading_had_to_say_is_told() -> None:
    sheet = sheet_of(WEST)
    placing, tracing = (
        Finding("sheet_beyond_tolerance", UNIT.code, 14),
        Finding("several_labels", UNIT.code, 14),
    )
    sheet = replace(sheet, sheet=replace(sheet.sheet, findings=(placing,)), findings=(tracing,))
    reading = Finding("page_total_differs", values={"stated": 1.0, "found": 2.0})
    book = replace(page(records_of(WEST)), findings=(reading,))
    commune = merge_commune("09208", EPSG, [sheet], [book], [UNIT])
    told = {finding.code: (finding.unit_code, finding.sheet) for finding in commune.findings}
    assert told == dict.fromkeys(
        ("sheet_beyond_tolerance", "several_labels", "page_total_differs"), (UNIT.code, 14)
    )


def test_roads_whose_code_nobody_read_are_told_once_a_sheet() -> None:
    """Also where a label was lost with the code: the land is delivered, what it is was told by nobody."""
    plots = grid()
    strips = [plot(-60, -40 - 12 * k, 300, 8) for k in range(3)]
    way = sure_label(9, strips[2], "DGT")
    ways = [parcel(strip, None, "object") for strip in strips[:2]] + [parcel(strips[2], way, "object")]
    sheet = sheet_of(plots)
    commune = _merge([replace(sheet, parcels=(*sheet.parcels, *ways))], [])
    (told,) = [each for each in commune.findings if each.code == "objects_without_code"]
    assert (told.sheet, told.values["count"]) == (14, 2)
    assert told.values["area"] == pytest.approx(2 * 300 * 8)
    assert strips[0].union(strips[1]).contains(shapely.Point(told.place))
