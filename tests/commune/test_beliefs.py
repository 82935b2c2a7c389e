from __future__ import annotations

import pytest
from commune_inputs import sure, unsure

from pipeline.commune import beliefs
from pipeline.model import Reading


def test_agreement_makes_sure_and_one_reader_never() -> None:
    assert beliefs.sure(sure(4))
    assert not beliefs.sure(Reading(4, "4", 0.9999))
    assert not beliefs.sure(Reading(4, "4", 0.3, None, (), True))
    assert beliefs.sure(Reading(4, "4", 0.0, by="person"))
    assert not beliefs.sure(Reading(None))


def test_beliefs_stay_below_one_and_keep_the_order() -> None:
    found = beliefs.beliefs(unsure(76, (70, 0.2), (16, 0.1), confidence=0.6))
    assert sum(found.values()) < 1
    assert sorted(found, key=lambda value: -found[value]) == [76, 70, 16]


def test_an_alternative_of_one_in_a_million_is_no_opinion() -> None:
    assert beliefs.beliefs(unsure(76, (16, 1e-6))).keys() == {76}


def test_nothing_read_believes_nothing() -> None:
    assert beliefs.beliefs(Reading(None)) == {}
    assert beliefs.certainty(Reading(None)) == 0.0


@pytest.mark.parametrize(
    ("first", "second", "slip"),
    [
        (76, 70, True),
        (76, 176, True),
        (76, 16, True),
        (76, 67, False),
        (421.1, 427.1, True),
        ("ONT", "ODT", True),
    ],
)
def test_one_slip(first: int, second: int, slip: bool) -> None:
    assert beliefs.may_be_misread(first, second) is slip


def test_areas_are_equal_to_the_printed_digit() -> None:
    assert beliefs.same_area(350.6, 350.6)
    assert not beliefs.same_area(350.6, 350.7)
    assert not beliefs.same_area(None, 350.7)
