"""Sums of a page: what they prove, what they contradict, and what they cannot tell."""

from __future__ import annotations

import pytest

from pipeline.model import Reading, Record, Source
from pipeline.records.totals import check_total, is_total

NONE: Reading[str] = Reading(None)
PLACE = Source("records/so.pdf", 1)


def area(
    value: float | None, *others: tuple[float, float], agreed: bool = True, text: str = ""
) -> Reading[float]:
    return Reading(value, text or str(value or ""), 0.99 if agreed else 0.4, None, others, agreed)


def row(
    reading: Reading[float], number: int | None = 7, owner: str = "Lê Tâm", struck: bool = False
) -> Record:
    return Record(
        PLACE, Reading(3), Reading(number), Reading(owner), NONE, reading, NONE, NONE, NONE, struck=struck
    )


def total(value: float, words: str = "Cộng", agreed: bool = True) -> Record:
    return row(area(value, agreed=agreed), None, words)


SURE = (row(area(432.5)), row(area(98.7)))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Cộng", True),
        ("Tổng cộng", True),
        ("Cộng trang này", True),
        ("Cộng tờ bản đồ số 12", True),
        ("Công ty A", False),
        ("Tống A", False),
    ],
)
def test_a_total_is_told_by_its_words(words: str, expected: bool) -> None:
    assert is_total(total(1.0, words)) is expected


def test_areas_that_add_up_are_counted_and_kept() -> None:
    checked = check_total(SURE, [total(531.2)])
    assert (checked.rows, checked.findings, checked.agreed, checked.differing) == (SURE, (), 1, 0)


def test_the_one_choice_that_adds_up_is_proven() -> None:
    rows = (*SURE, row(area(212.2, (272.2, 0.4), agreed=False)))
    reading = check_total(rows, [total(803.4)]).rows[2].area_m2
    assert (reading.value, reading.agreed, reading.text) == (272.2, True, "212.2")
    assert reading.alternatives[0][0] == 212.2


def test_two_choices_that_add_up_prove_nothing() -> None:
    rows = (row(area(212.2, (272.2, 0.4), agreed=False)), row(area(391.5, (331.5, 0.4), agreed=False)))
    checked = check_total(rows, [total(603.7)])
    assert (checked.rows, checked.agreed) == (rows, 1)


def test_a_sum_that_nothing_adds_up_to_leaves_no_area_sure() -> None:
    checked = check_total((*SURE, row(area(212.2, (272.2, 0.4), agreed=False))), [total(900.0)])
    assert [finding.values for finding in checked.findings] == [
        {"stated": 900.0, "found": pytest.approx(743.4)}
    ]
    assert (checked.agreed, checked.differing) == (0, 1)
    assert not any(row.area_m2.agreed for row in checked.rows)
    assert [row.area_m2.value for row in checked.rows] == [432.5, 98.7, 212.2]


@pytest.mark.parametrize("stated", [531.2, 831.2])
def test_history_may_be_in_the_sum_or_not(stated: float) -> None:
    rows = (*SURE, row(area(300.0), struck=True))
    assert check_total(rows, [total(stated)]).agreed == 1


@pytest.mark.parametrize(
    ("rows", "totals"),
    [
        (SURE, []),
        (SURE, [total(900.0, agreed=False)]),
        (SURE, [total(900.0), total(531.2)]),
        (SURE, [total(900.0, "Tổng cộng tờ 7")]),
        ((*SURE, row(area(None, text="4?2"))), [total(900.0)]),
    ],
)
def test_what_cannot_be_compared_is_left(rows: tuple[Record, ...], totals: list[Record]) -> None:
    checked = check_total(rows, totals)
    assert (checked.rows, checked.findings, checked.agreed, checked.differing) == (rows, (), 0, 0)


@pytest.mark.parametrize(
    ("words", "sheets"),
    [("Cộng tờ bản đồ số 12", [12]), ("Tổng cộng tờ 7", [7]), ("Cộng tờ", [None]), ("Cộng trang 3", [])],
)
def test_sums_of_sheets_and_the_sheet_they_name(words: str, sheets: list[int | None]) -> None:
    found = check_total(SURE, [total(531.2, words)]).of_sheets
    assert [(one.document, one.sheet.value, one.area_m2.value) for one in found] == [
        ("book", sheet, 531.2) for sheet in sheets
    ]


@pytest.mark.parametrize(
    ("stated", "words", "of_sheet"),
    [
        (4531.2, "Tổng cộng", True),
        (631.2, "Tổng cộng", False),
        (4531.2, "Cộng", False),
        (4531.2, "Tổng trang", False),
    ],
)
def test_a_grand_total_of_far_more_than_the_page_is_that_of_its_sheet(
    stated: float, words: str, of_sheet: bool
) -> None:
    checked = check_total(SURE, [total(stated, words)])
    assert [one.area_m2.value for one in checked.of_sheets] == [stated] * of_sheet
    assert [finding.code for finding in checked.findings] == ["page_total_differs"] * (not of_sheet)
    assert all(row.area_m2.agreed for row in checked.rows) == of_sheet
