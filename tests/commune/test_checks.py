"""What documents state of a sheet beside what there is of it; nothing of it may change a parcel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
    records_of,
    sheet_of,
    sure,
    sure_label,
    traced,
)

from pipeline.commune.merge import merge_commune
from pipeline.model import Commune, Reading, Reason, Record, RegisterPage, SheetParcels, SheetTotal, Source

WEST = grid(seed=1)
AREA_M2 = sum(round(each.area, 1) for each in WEST)
ROAD = parcel(plot(0, 400, 200, 6), None, "object")


def table(*rows: tuple[int, int | None, float | None]) -> RegisterPage:
    totals = tuple(
        SheetTotal(
            "table",
            Source("records/bang.pdf", 1, (0.0, float(sheet), 9.0, 9.0)),
            sure(sheet),
            sure(parcels) if parcels is not None else Reading(None),
            sure(area) if area is not None else Reading(None),
        )
        for sheet, parcels, area in rows
    )
    counts = {"rows_found": len(rows), "rows_of_sheets": len(rows)}
    return replace(page([]), source=Source("records/bang.pdf"), sheet_totals=totals, counts=counts)


def book(rows: Sequence[Record], stated_m2: float) -> RegisterPage:
    total = SheetTotal("book", Source("records/so.pdf"), sure(14), area_m2=sure(round(stated_m2, 1)))
    return replace(page(rows), sheet_totals=(total,))


def merged(sheets: list[SheetParcels], *pages: RegisterPage) -> Commune:
    return merge_commune("09208", EPSG, sheets, list(pages), [UNIT])


def told(commune: Commune) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.sheet) for finding in commune.findings]


def rows_of_sheets(commune: Commune) -> dict[str, int]:
    named = ("agreeing", "differing", "missing", "open")
    return {
        name: commune.counts[f"rows_of_sheets_{name}"]
        for name in named
        if commune.counts[f"rows_of_sheets_{name}"]
    }


def test_a_sheet_that_agrees_is_told_and_counted() -> None:
    commune = merged([sheet_of(WEST)], table((14, 30, AREA_M2)))
    assert told(commune) == [("sheet_agrees", 14)]
    assert rows_of_sheets(commune) == {"agreeing": 1}
    assert [check.agrees for check in commune.checks] == [True, True]  # the margin's and the table's


def test_a_sheet_that_nobody_scanned_is_an_error() -> None:
    commune = merged([sheet_of(WEST)], table((14, 30, AREA_M2), (15, 212, 90000.0)))
    assert ("sheet_missing", 15) in told(commune)
    assert rows_of_sheets(commune) == {"agreeing": 1, "missing": 1}
    assert [check.missing for check in commune.checks if check.sheet == 15] == [True]


def test_an_unplaced_sheet_is_not_missing_and_not_compared() -> None:
    unplaced = SheetParcels(map_sheet(15, placed=False), (), (), {})
    commune = merged([sheet_of(WEST), unplaced], table((14, 30, AREA_M2), (15, 212, 90000.0)))
    assert told(commune) == [("sheet_agrees", 14)]
    assert rows_of_sheets(commune) == {"agreeing": 1, "open": 1}


def test_a_scan_that_the_table_leaves_out_is_told() -> None:
    commune = merged([sheet_of(WEST), sheet_of(grid(x=600, seed=2), 15)], table((14, 30, AREA_M2)))
    assert told(commune) == [("sheet_agrees", 14), ("sheet_not_listed", 15)]


def test_a_count_that_differs_is_told_with_both_values_and_changes_nothing() -> None:
    alone = merged([sheet_of(WEST)], page(records_of(WEST)))
    commune = merged([sheet_of(WEST)], page(records_of(WEST)), table((14, 33, AREA_M2)))
    finding = next(each for each in commune.findings if each.code == "parcel_count_differs")
    assert finding.values["document"] == Reason("table_of_sheets")
    assert [finding.values[name] for name in ("stated", "found", "rows", "highest")] == [33, 30, 30, 30]
    assert rows_of_sheets(commune) == {"differing": 1}
    assert commune.parcels == alone.parcels and commune.records == alone.records


def test_one_parcel_lost_in_the_drawing_is_told_by_margin_and_table() -> None:
    lost = [parcel(each, sure_label(n, each)) for n, each in enumerate(WEST, 1) if n != 7]
    commune = merged([traced(lost, count=30)], table((14, 30, AREA_M2)))
    told_by = [each.values["document"] for each in commune.findings if each.code == "parcel_count_differs"]
    assert told_by == [Reason("map_sheet"), Reason("table_of_sheets")]


@pytest.mark.parametrize(("stated", "agrees"), [(30, True), (31, True), (32, False), (29, False)])
def test_numbered_roads_may_be_counted_or_not(stated: int, agrees: bool) -> None:
    road = replace(ROAD, label=replace(sure_label(31, ROAD.polygon), code=sure("DGT")))
    whole = traced([*sheet_of(WEST).parcels, road])
    commune = merged([whole], table((14, stated, None)))
    assert [check.parcels_agree for check in commune.checks] == [agrees]


@pytest.mark.parametrize(
    ("share", "with_road", "agrees"),
    [(1.0, False, True), (1.0, True, True), (1.006, False, True), (1.04, False, False), (0.96, True, False)],
)
def test_areas_are_compared_with_and_without_roads(share: float, with_road: bool, agrees: bool) -> None:
    stated = share * (AREA_M2 + (ROAD.polygon.area if with_road else 0.0))
    commune = merged([traced([*sheet_of(WEST).parcels, ROAD])], table((14, None, stated)))
    assert [check.area_agrees for check in commune.checks] == [agrees]
    assert (("sheet_area_differs", 14) in told(commune)) != agrees


def test_parcels_without_a_number_do_not_make_up_for_lost_ones() -> None:
    sheet = sheet_of(WEST)
    unread = replace(sheet.parcels[6], label=None, kind="unknown")
    commune = merged([traced([*sheet.parcels[:6], unread, *sheet.parcels[7:]])], table((14, 30, None)))
    finding = next(each for each in commune.findings if each.code == "parcel_count_differs")
    assert (finding.values["found"], finding.values["unnumbered"]) == (29, 1)


def test_a_table_scanned_twice_tells_once() -> None:
    again = replace(table((15, 212, 90000.0)), source=Source("records/ban_sao.pdf"))
    commune = merged([sheet_of(WEST)], table((15, 212, 90000.0)), again)
    assert [each for each in told(commune) if each[0] == "sheet_missing"] == [("sheet_missing", 15)]
    assert rows_of_sheets(commune) == {"missing": 1}
    assert all(shapely.is_valid(each.geometry) for each in commune.parcels)


@pytest.mark.parametrize("with_map", [True, False])
def test_a_books_sum_of_a_sheet_is_held_against_all_its_pages(with_map: bool) -> None:
    rows = records_of(WEST)
    sheets = [sheet_of(WEST)] if with_map else []
    whole = merged(sheets, page(rows[:17]), book(rows[17:], AREA_M2))
    assert [check.area_agrees for check in whole.checks if check.stated.document == "book"] == [True]
    lost = merged(sheets, page(rows[:16]), book(rows[17:], AREA_M2))
    finding = next(each for each in lost.findings if each.code == "book_total_differs")
    assert finding.values["stated"] - finding.values["found"] == pytest.approx(
        round(WEST[16].area, 1), abs=0.11
    )


def test_history_and_further_holders_may_be_in_a_books_sum_or_not() -> None:
    rows = records_of(WEST)
    gone = replace(rows[3], struck=True)
    share = replace(rows[8], number=Reading(None), area_m2=sure(100.0), continues=True)
    lines = [*rows[:3], gone, *rows[4:9], share, *rows[9:]]
    for stated_m2, agrees in (
        (AREA_M2 - round(WEST[3].area, 1), True),
        (AREA_M2, True),
        (AREA_M2 + 100.0, True),
        (AREA_M2 + 50.0, False),
    ):
        commune = merged([], book(lines, stated_m2))
        assert [check.area_agrees for check in commune.checks] == [agrees]


def test_a_books_sum_beside_an_area_that_was_not_read_says_nothing() -> None:
    rows = records_of(WEST)
    rows[4] = replace(rows[4], area_m2=Reading(None, "4?"))
    assert [check.area_agrees for check in merged([], book(rows, AREA_M2)).checks] == [None]
