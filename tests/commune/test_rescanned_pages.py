"""Which register pages are scans of one page, and what their rows say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from commune_inputs import EPSG, UNIT, changed, grid, page, record, records_of, sheet_of, sure, unsure

from pipeline import findings
from pipeline.commune import ledger
from pipeline.commune.merge import merge_commune
from pipeline.commune.rescanned_pages import once
from pipeline.model import Commune, Finding, Reading, Record, RegisterPage, SheetTotal, Source

PLOTS = grid()
ROWS = records_of(PLOTS)
NOTHING: Reading[int] = Reading(None)


def scan_of(rows: Sequence[Record], name: str = "so.pdf", number: int = 1, **changes: object) -> RegisterPage:
    """A page whose rows stand on the scan ``name``."""
    source = Source(f"records/{name}", number)
    here = [replace(row, source=replace(source, box=row.source.box)) for row in rows]
    counts = {"rows_found": len(rows)}
    return replace(page(here), source=source, counts=counts, **changes)  # type: ignore[arg-type]


def again(rows: Sequence[Record], **changes: object) -> RegisterPage:
    return scan_of(rows, "lan2.pdf", **changes)


def merged(*pages: RegisterPage) -> Commune:
    commune = merge_commune("09208", EPSG, [sheet_of(PLOTS)], pages, [UNIT])
    count = commune.counts
    assert all(count[whole] == sum(count[part] for part in parts) for whole, parts in ledger.BALANCES.items())
    assert all("?" not in findings.describe(each) for each in commune.findings)
    return commune


def codes(commune: Commune) -> list[str]:
    return [finding.code for finding in commune.findings]


def test_a_page_scanned_twice_gives_its_rows_once_and_one_note() -> None:
    commune = merged(scan_of(ROWS), again(ROWS))
    assert {each.status for each in (*commune.parcels, *commune.records)} == {"khop"}
    assert len(commune.records) == len(ROWS)
    (told,) = commune.findings
    assert (told.code, findings.level(told)) == ("page_scanned_twice", "ghi_chu")
    assert (told.values["alike"], told.values["differing"]) == (4 * len(ROWS), 0)
    assert commune.counts["rows_repeated"] == len(ROWS)
    assert (commune.counts["register_pages"], commune.counts["register_pages_repeated"]) == (2, 1)


def test_the_better_read_scan_is_used_in_the_place_of_the_first() -> None:
    worn = [replace(row, owner=unsure("Nguyễn Văn Mẫu")) for row in ROWS]
    found = once([scan_of(worn[:15]), scan_of(worn[15:], number=2), again(ROWS[:15])])
    assert [each.source for each in found.pages] == [
        Source("records/lan2.pdf"),
        Source("records/so.pdf", 2),
    ]
    assert found.findings[0].values["first"] == Source("records/lan2.pdf")
    assert found.findings[0].source == Source("records/so.pdf")


def test_what_one_scan_lost_or_doubts_the_other_supplies_and_it_is_told_no_more() -> None:
    lost = replace(ROWS[4], area_m2=Reading(None, "?", source=Source("records/so.pdf", 1, (1, 1, 2, 2))))
    doubtful = replace(ROWS[7], code=unsure("LUK"))
    worn = changed(changed(ROWS, 4, lambda _: lost), 7, lambda _: doubtful)
    told = (Finding("value_unread", values={"what": "diện tích"}, source=lost.area_m2.source),)
    alone = merged(scan_of(worn, findings=told))
    assert "value_unread" in codes(alone)
    both = merged(scan_of(worn, findings=told), again(ROWS))
    assert codes(both) == ["page_scanned_twice"]
    assert {each.status for each in (*both.parcels, *both.records)} == {"khop"}


@pytest.mark.parametrize(
    ("change", "what"),
    [({"area_m2": sure(999.9)}, "area"), ({"code": sure("NTS")}, "land_use")],
)
def test_sure_values_that_differ_queue_row_and_parcel_and_are_told(
    change: dict[str, Reading[object]], what: str
) -> None:
    other = changed(ROWS, 4, lambda row: replace(row, **change))  # type: ignore[arg-type]
    commune = merged(scan_of(ROWS), again(other))
    (told,) = [finding for finding in commune.findings if finding.code == "scans_differ"]
    assert (told.number, told.values["what"].code) == (5, what)  # type: ignore[union-attr]
    assert [each.number for each in commune.parcels if each.status == "can_kiem_tra"] == [5]
    assert [each.number for each in commune.records if each.status == "can_kiem_tra"] == [5]


def test_holders_that_differ_queue_the_row_and_are_shown_nowhere() -> None:
    other = changed(ROWS, 4, lambda row: replace(row, owner=sure("Phạm Thị Khác")))
    commune = merged(scan_of(ROWS), again(other))
    assert [each.number for each in commune.records if each.status == "can_kiem_tra"] == [5]
    assert not any("Khác" in findings.describe(each) for each in commune.findings)


def test_a_row_that_one_scan_lacks_is_taken_from_the_other_in_its_place() -> None:
    cut = [*ROWS[:4], *ROWS[5:]]
    (both,) = once([scan_of(cut), again(ROWS[1:])]).pages
    assert [row.number.value for row in both.rows] == list(range(1, len(ROWS) + 1))
    assert len(cut) == both.counts["rows_found"] - both.counts["rows_repeated"] - 1


def test_two_rows_at_one_place_that_share_nothing_stay_two() -> None:
    first, second = [*ROWS[:2], *ROWS[3:]], [*ROWS[:1], *ROWS[2:]]
    (both,) = once([scan_of(first), again(second)]).pages
    assert [row.number.value for row in both.rows] == list(range(1, len(ROWS) + 1))


# --- pages that are not one ---------------------------------------------------------------------------


def test_rows_entered_twice_on_a_page_are_found_though_it_was_scanned_twice() -> None:
    double = [*ROWS[:6], replace(ROWS[5], owner=sure("Phạm Thị Hai")), *ROWS[6:]]
    commune = merged(scan_of(double), again(double))
    assert sorted(codes(commune)) == ["duplicate_record", "page_scanned_twice"]
    assert len(commune.records) == len(double)


@pytest.mark.parametrize("count", [1, 2, 8])
def test_rows_entered_again_on_another_page_are_no_rescan(count: int) -> None:
    commune = merged(scan_of(ROWS), scan_of(ROWS[:count], number=2))
    assert codes(commune).count("duplicate_record") == count
    assert "page_scanned_twice" not in codes(commune)


def test_a_stretch_of_nine_rows_is_a_part_of_the_page() -> None:
    """A third of a page: an open book was scanned whole, and once more page by page."""
    commune = merged(scan_of(ROWS), again(ROWS[10:19]))
    assert codes(commune) == ["page_scanned_twice"]


def test_rows_scattered_over_a_page_are_no_scan_of_it() -> None:
    """The parcels of one holder in a book by holders."""
    assert len(once([scan_of(ROWS), again(ROWS[::3])]).pages) == 2


def test_a_page_entered_again_for_other_holders_is_no_rescan() -> None:
    other = [replace(row, owner=sure(f"Phạm Thị {k}")) for k, row in enumerate(ROWS)]
    assert codes(merged(scan_of(ROWS), again(other))).count("duplicate_record") == len(ROWS)


@pytest.mark.parametrize(
    "heading",
    [
        {"commune": sure("Xã Đông Phong")},
        {"district": sure("Huyện Quế Võ")},
        {"sheet": sure(15)},
    ],
)
def test_a_page_of_another_commune_or_sheet_is_no_rescan(heading: dict[str, Reading[object]]) -> None:
    bare = [replace(row, sheet=NOTHING) for row in ROWS]
    first = scan_of(bare, sheet=sure(14))
    assert len(once([first, replace(again(bare, sheet=sure(14)), **heading)]).pages) == 2  # type: ignore[arg-type]
    assert len(once([first, again(bare)]).pages) == 1


@pytest.mark.parametrize(("alike", "pages"), [(4, 1), (3, 2)])
def test_half_of_the_rows_of_a_short_page_must_be_the_same(alike: int, pages: int) -> None:
    other = [
        row if k < alike else record(k + 1, 5000.0 + k, "LUC", owner="Nguyễn Văn Mẫu")
        for k, row in enumerate(ROWS[:8])
    ]
    assert len(once([scan_of(ROWS[:8]), again(other)]).pages) == pages


def test_rows_of_digital_tables_are_no_scan() -> None:
    table = [replace(row, number=replace(row.number, by="file")) for row in ROWS]
    assert len(once([scan_of(ROWS), again(table)]).pages) == 2


def test_a_table_of_sheets_scanned_twice_states_its_sums_once() -> None:
    source = Source("records/bang.pdf")
    sums = tuple(
        SheetTotal("table", source, sure(number), sure(10 * number), sure(1000.0 * number))
        for number in range(14, 20)
    )
    first = scan_of([], "bang.pdf", sheet_totals=sums)
    assert len(once([first, again([], sheet_totals=sums)]).pages) == 1
    assert len(once([first, again([], sheet_totals=sums[4:])]).pages) == 2
