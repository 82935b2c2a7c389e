from __future__ import annotations

import pytest

from pipeline.commune import beliefs
from pipeline.commune.second_reading import Tally, tally, together
from pipeline.model import Reading, Source

HERE, THERE = Source("records/a.pdf"), Source("records/b.pdf")
NOTHING: Reading[int] = Reading(None)


def read(
    value: int | None, confidence: float = 0.9, agreed: bool = True, source: Source = HERE
) -> Reading[int]:
    return Reading(value, str(value), confidence, source, (), agreed)


def test_alike_they_gain_and_stay_where_the_better_scan_has_them() -> None:
    found = together(read(12, 0.9), read(12, 0.8, source=THERE))
    assert (found.value, found.agreed, found.source) == (12, True, HERE)
    assert found.confidence == pytest.approx(0.98)


def test_one_pair_of_readers_that_agrees_is_enough_and_two_that_do_not_stay_two() -> None:
    one = together(read(12, 0.4, agreed=False), read(12, 0.8))
    assert beliefs.sure(one) and one.confidence == 0.8
    none = together(read(12, 0.4, agreed=False), read(12, 0.7, agreed=False))
    assert not none.agreed and none.confidence == 0.7


def test_what_one_scan_lost_the_other_supplies() -> None:
    lost = read(None)
    assert together(lost, read(12, source=THERE)).source == THERE
    assert together(read(12), lost) == read(12)
    assert together(lost, NOTHING) == lost


@pytest.mark.parametrize("turned", [False, True])
def test_the_sure_value_stands_beside_a_doubtful_one(turned: bool) -> None:
    pair = [read(12, 0.7), read(72, 0.95, agreed=False)]
    found = together(*(reversed(pair) if turned else pair))
    assert (found.value, found.agreed, found.disputed) == (12, True, False)
    assert found.alternatives == ((72, 0.95),)


def test_of_two_doubtful_ones_the_likelier_stands() -> None:
    found = together(read(12, 0.5, agreed=False), read(72, 0.6, agreed=False))
    assert (found.value, found.agreed, found.disputed) == (72, False, False)


def test_two_sure_values_that_differ_are_disputed_and_sure_no_more() -> None:
    found = together(read(12, 0.9), read(72, 0.95, source=THERE))
    assert (found.value, found.disputed, found.alternatives) == (12, True, ((72, 0.95),))
    assert not beliefs.sure(found)


def test_a_third_scan_settles_nothing_that_two_dispute() -> None:
    disputed = together(read(12), read(72))
    assert together(disputed, read(12)).disputed and together(disputed, read(72)).disputed


def test_values_are_counted_where_both_have_one() -> None:
    counted = tally(read(1), read(1)) + tally(read(1), read(2)) + tally(read(1), NOTHING)
    assert counted == Tally(alike=1, differing=1)
