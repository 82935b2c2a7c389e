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
        (2892.2, 28922.0, True),
        (533.8, 53.0, False),
        ("ONT", "ODT", True),
    ],
)
def test_one_slip(first: int, second: int, slip: bool) -> None:
    assert beliefs.may_be_misread(first, second) is slip


def test_areas_are_equal_to_the_printed_digit() -> None:
    assert beliefs.same_area(350.6, 350.6)
    assert not beliefs.same_area(350.6, 350.7)
    assert not beliefs.same_area(None, 350.7)


@pytest.mark.parametrize(("confidence", "is_sure"), [(0.601, True), (0.6, True), (0.599, False)])
def test_readers_that_agree_are_sure_from_their_least_confidence_on(confidence: float, is_sure: bool) -> None:
    assert beliefs.sure(Reading(4, "4", confidence, agreed=True)) == is_sure


@pytest.mark.parametrize(("confidence", "is_fair"), [(0.901, True), (0.9, True), (0.899, False)])
def test_one_reader_contradicts_only_where_it_hardly_doubts(confidence: float, is_fair: bool) -> None:
    assert beliefs.fair(Reading(4, "4", confidence)) == is_fair
    assert not beliefs.sure(Reading(4, "4", confidence))


def test_a_reading_is_as_certain_as_its_readers_were_found_right() -> None:
    assert beliefs.certainty(Reading(4, "4", 0.7)) < 0.95 < beliefs.certainty(sure(4)) < 1.0
    assert beliefs.certainty(Reading(4, "4", 0.1, by="person")) == 1.0
    assert beliefs.certainty(Reading(4, "4", 0.1, by="file")) == 1.0


def test_what_a_reader_thought_of_beside_its_value_never_goes_before_it() -> None:
    doubtful = beliefs.beliefs(unsure(76, (70, 0.9)))
    assert doubtful[76] >= doubtful[70] > 0 and sum(doubtful.values()) < 1


@pytest.mark.parametrize(("weight", "offered"), [(0.0101, True), (0.0099, False)])
def test_an_alternative_is_an_opinion_from_one_in_a_hundred_on(weight: float, offered: bool) -> None:
    assert (16 in beliefs.offers(unsure(76, (16, weight)))) == offered
