"""What a parcel's probability is made of, and the edges of what is believed of a name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from commune_inputs import UNIT, label, piece, plot, record, sure

from pipeline.commune import matching, verdicts, witnesses
from pipeline.commune.rows import Row
from pipeline.commune.verdicts import Case
from pipeline.commune.witnesses import Number
from pipeline.model import Reading

PLOT = plot(0, 0, 22.0, 22.0)


def case(with_area: bool = True, with_row: bool = True, support: float = 1.0) -> Case:
    """A parcel on which label, drawing and register agree; its number and code are as sure as can be."""
    area: Reading[float] = sure(484.0) if with_area else Reading(None)
    own = piece(PLOT, label(sure(12), area, sure("LUC")))
    own = replace(own, parcel=replace(own.parcel, support=support))
    rows = [Row(UNIT.code, 14, True, record(12, 484.0, "LUC"), None)]
    entry = matching.entries(rows, [0])[0] if with_row else None
    codes = replace(witnesses.codes_of(own, entry, lambda _: 1.0), probability=1.0)
    number = Number(12, "both", 1.0)
    return Case(own, entry, number, witnesses.areas_of(own, entry), codes, True, True, True, False)


def test_a_shape_whose_area_agrees_is_nearly_always_right() -> None:
    assert verdicts.confidence_of(case()) == pytest.approx(0.99)


def test_a_shape_that_no_area_tests_is_right_in_seven_of_ten() -> None:
    assert verdicts.confidence_of(replace(case(False, False), has_register=False)) == pytest.approx(0.7)


def test_a_shape_beyond_agreement_loses_with_the_square_of_its_errors() -> None:
    sure_case = case()
    beyond = replace(sure_case, areas=replace(sure_case.areas, sigmas=witnesses.AGREES_SIGMAS + 2.0))
    assert verdicts.confidence_of(beyond) == pytest.approx(0.99 / 2, abs=1e-3)


@pytest.mark.parametrize(("support", "left"), [(0.81, 1.0), (0.8, 1.0), (0.6, 0.75)])
def test_an_outline_counts_less_where_less_than_four_fifths_of_it_have_ink(
    support: float, left: float
) -> None:
    assert verdicts.confidence_of(case(support=support)) == pytest.approx(0.99 * left, abs=1e-3)


def test_a_label_that_an_arrow_led_here_is_right_in_nine_of_ten() -> None:
    led = replace(case(), exchangeable=True)
    assert verdicts.confidence_of(led) == pytest.approx(0.99 * 0.9, abs=1e-3)
    assert verdicts.status_of(led) == "can_kiem_tra"


@pytest.mark.parametrize(
    ("change", "left"), [({"unique": False}, 0.5), ({"doubt": True}, 0.5), ({"entry": None}, 0.9)]
)
def test_what_stands_against_a_parcel_lowers_its_probability(change: dict[str, object], left: float) -> None:
    assert verdicts.confidence_of(replace(case(), **change)) == pytest.approx(0.99 * left, abs=1e-3)  # type: ignore[arg-type]


@pytest.mark.parametrize(("confidence", "sure_of"), [(0.9499, False), (0.95, True)])
def test_a_name_is_sure_from_its_measured_confidence_on(confidence: float, sure_of: bool) -> None:
    name = Reading("Lê Thử", "Lê Thử", confidence, agreed=True)
    assert verdicts.owner_is_sure(name) == sure_of
    assert not verdicts.owner_is_sure(replace(name, agreed=False))
    assert verdicts.owner_is_sure(replace(name, by="person", agreed=False))
