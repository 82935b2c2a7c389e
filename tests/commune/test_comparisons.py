"""How much each comparison of a parcel with an entry weighs, in nats."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from commune_inputs import entries_in, grid, label, piece, record, records_of, sure, sure_label, unsure

from pipeline.commune import comparisons
from pipeline.commune.comparisons import Chance, compared
from pipeline.commune.pieces import Piece
from pipeline.model import Reading

PLOTS = grid()
ENTRIES = entries_in(records_of(PLOTS))
CHANCE = Chance(ENTRIES)


def first() -> Piece:
    return piece(PLOTS[0], sure_label(1, PLOTS[0]))


def test_what_two_documents_say_otherwise_weighs_as_much_as_it_occurs() -> None:
    """A pair whose areas are read surely and differ loses the share of contradictions, in nats."""
    equal = comparisons.area_weight(first(), ENTRIES[0], CHANCE)
    other = comparisons.area_weight(first(), entries_in([record(1, 99999.0, "LUC")])[0], CHANCE)
    assert equal > 3.0
    assert np.exp(other) == pytest.approx(comparisons.CONTRADICTION, rel=0.1) == pytest.approx(0.03, rel=0.1)


def test_the_same_land_gains_by_every_comparison_and_other_land_loses() -> None:
    same, other = compared(first(), ENTRIES[0], CHANCE), compared(first(), ENTRIES[1], CHANCE)
    assert [*same] == ["number", "area", "code"]
    assert min(same.values()) > 0 > max(other.values())


def test_a_doubtful_number_weighs_less_and_a_blank_label_nothing() -> None:
    own = first().parcel.label
    assert own is not None
    doubtful = piece(PLOTS[0], label(unsure(1), Reading(None), Reading(None)))
    weights = compared(doubtful, ENTRIES[0], CHANCE)
    assert 0 < weights["number"] < compared(first(), ENTRIES[0], CHANCE)["number"]
    assert weights["code"] == 0 < weights["area"]  # what the label does not tell the drawing shows


def test_an_area_that_many_rows_state_weighs_little() -> None:
    many = entries_in([replace(row, area_m2=sure(round(PLOTS[0].area, 1))) for row in records_of(PLOTS)])
    weight = comparisons.area_weight(first(), many[0], Chance(many))
    assert weight < 0.1 < comparisons.area_weight(first(), ENTRIES[0], CHANCE)
