"""Tables of sheets: rows with their unit, pages that run on, and what the last row settles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from commune_inputs import UNIT, map_sheet, page, record, sure, unsure

from pipeline.commune.claims import Claim, of_books, of_margins, of_tables
from pipeline.commune.rows import place
from pipeline.model import Reading, RegisterPage, SheetTotal, Source

UNKNOWN: Reading[int] = Reading(None)


def row(
    sheet: int, parcels: Reading[int], area: float = 1000.0, scan: str = "records/bang.pdf"
) -> SheetTotal:
    source = Source(scan, 1, (0.0, float(sheet), 9.0, 9.0))
    return SheetTotal("table", source, sure(sheet), parcels, sure(area))


def whole(parcels: int, area: float, scan: str = "records/bang.pdf") -> SheetTotal:
    return SheetTotal("table", Source(scan), UNKNOWN, sure(parcels), sure(area), whole=True)


def table(
    *totals: SheetTotal, scan: str = "records/bang.pdf", number: int = 1, commune: str | None = "Xã Thụy Hòa"
) -> RegisterPage:
    return replace(page([], commune=commune), source=Source(scan, number), sheet_totals=totals)


def claims(pages: Sequence[RegisterPage]) -> tuple[list[Claim], list[str], int, int]:
    found = of_tables(pages, "09208", [UNIT], [])
    return list(found.claims), [each.code for each in found.findings], found.agreed, found.differing


def counts(stated: Sequence[Claim]) -> list[tuple[object, object]]:
    return [(claim.key, claim.total.parcels.value) for claim in stated]


def test_rows_stand_under_the_unit_of_their_page() -> None:
    stated, told, agreed, differing = claims([table(row(14, sure(30)), row(15, sure(41)), whole(71, 2000.0))])
    assert counts(stated) == [((UNIT.code, 14), 30), ((UNIT.code, 15), 41)]
    assert (told, agreed, differing) == ([], 2, 0)


def test_the_last_row_settles_what_the_readers_dispute() -> None:
    disputed = unsure(41, (47, 0.4))
    stated, told, *_ = claims([table(row(14, sure(30)), row(15, disputed), whole(77, 2000.0))])
    assert counts(stated)[1] == ((UNIT.code, 15), 47) and stated[1].total.parcels.agreed
    assert told == []


def test_a_sum_that_differs_is_told_and_leaves_its_column_unsure() -> None:
    stated, told, agreed, differing = claims([table(row(14, sure(30)), row(15, sure(41)), whole(72, 2000.0))])
    assert (told, agreed, differing) == (["table_total_differs"], 1, 1)
    assert [claim.total.parcels.agreed for claim in stated] == [False, False]
    assert [claim.total.area_m2.agreed for claim in stated] == [True, True]


@pytest.mark.parametrize("second", [("records/bang.pdf", 2), ("records/bang_2.jpg", 1)])
def test_a_table_runs_on_over_pages_and_scans(second: tuple[str, int]) -> None:
    scan, number = second
    pages = [
        table(row(14, sure(30)), row(15, sure(41))),
        table(row(16, sure(9), scan=scan), whole(80, 3000.0, scan), scan=scan, number=number),
    ]
    assert claims(pages)[1:] == ([], 2, 0)


def test_a_further_page_without_a_heading_is_of_the_first_ones_unit() -> None:
    pages = [table(row(14, sure(30))), table(row(15, sure(41)), commune=None, number=2)]
    found = of_tables(pages, "09208", [UNIT, replace(UNIT, code="09209")], [])
    assert [claim.key for claim in found.claims] == [(UNIT.code, 14), (UNIT.code, 15)]
    assert found.findings == ()


def test_a_copy_of_the_table_is_a_table_of_its_own() -> None:
    copies = [
        table(row(14, sure(30), scan=scan), row(15, sure(41), scan=scan), whole(71, 2000.0, scan), scan=scan)
        for scan in ("records/a.pdf", "records/b.pdf")
    ]
    assert claims(copies)[1:] == ([], 4, 0)


def test_a_row_whose_sheet_is_in_doubt_has_no_key_and_is_told() -> None:
    doubtful = replace(row(15, sure(41)), sheet=unsure(15, (16, 0.4)))
    stated, told, *_ = claims([table(row(14, sure(30)), doubtful)])
    assert [claim.key for claim in stated] == [(UNIT.code, 14), None]
    assert told == ["value_unread"]


def test_figures_that_could_not_be_read_are_told_and_no_sum_is_held_against_them() -> None:
    unread: Reading[int] = Reading(None, "4?")
    stated, told, agreed, differing = claims([table(row(14, unread), row(15, sure(41)), whole(71, 2000.0))])
    assert (told, agreed, differing) == (["value_unread"], 1, 0)
    assert stated[0].total.parcels.value is None


def test_the_table_of_another_commune_is_told_and_claims_nothing_here() -> None:
    stated, told, *_ = claims([table(row(14, sure(30)), commune="Xã Tam Giang")])
    assert [claim.key for claim in stated] == [None]
    assert told == ["unit_elsewhere"]


def test_margins_claim_what_they_print() -> None:
    sheets = [map_sheet(14, count=30), map_sheet(15), map_sheet(None, count=12)]
    assert [(claim.key, claim.total.parcels.value) for claim in of_margins(sheets)] == [((UNIT.code, 14), 30)]


@pytest.mark.parametrize(
    ("sheets", "named", "key"),
    [
        ((14, 14), None, (UNIT.code, 14)),  # the page is of one sheet
        ((14, 15), 15, (UNIT.code, 15)),  # the words name it
        ((14, 15), None, None),
    ],
)
def test_a_books_sum_is_of_the_sheet_it_names_or_of_the_pages_only_one(
    sheets: tuple[int, int], named: int | None, key: tuple[str, int] | None
) -> None:
    book = page([record(number, 500.0, "LUC", sheet) for number, sheet in enumerate(sheets, 1)])
    total = SheetTotal("book", book.source, sure(named) if named else UNKNOWN, area_m2=sure(1000.0))
    book = replace(book, sheet_totals=(total,))
    placed = place([book], "09208", [UNIT], []).rows
    assert [claim.key for claim in of_books([book], placed)] == [key]
    assert claims([book])[0] == []  # it is no table
