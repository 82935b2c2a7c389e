"""Printed sums of counts; those of areas are held where a page prints them (tests/records/test_totals.py)."""

from __future__ import annotations

from pipeline.model import Reading
from pipeline.printed_sums import check


def count(value: int | None, *others: tuple[int, float], agreed: bool = True) -> Reading[int]:
    return Reading(value, str(value or ""), 0.9, None, others, agreed)


def test_counts_that_add_up_stay_as_they_are() -> None:
    readings = (count(0), count(412), count(1153))
    checked = check(readings, 1565)
    assert (checked.readings, checked.outcome, checked.found) == (readings, "agrees", 1565)


def test_the_only_choice_that_adds_up_is_taken_and_stays_a_count() -> None:
    checked = check((count(412), count(213, (273, 0.4), agreed=False)), 685)
    assert [reading.value for reading in checked.readings] == [412, 273]
    assert isinstance(checked.readings[1].value, int) and checked.readings[1].agreed


def test_a_sum_one_off_leaves_no_count_sure() -> None:
    checked = check((count(412), count(213)), 626)
    assert (checked.outcome, checked.found) == ("differs", 625)
    assert not any(reading.agreed for reading in checked.readings)


def test_what_is_struck_may_be_summed_or_not() -> None:
    readings = (count(412), count(9))
    assert [check(readings, stated, [False, True]).outcome for stated in (412, 421, 9)] == [
        "agrees",
        "agrees",
        "differs",
    ]
