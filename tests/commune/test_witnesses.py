"""Each threshold at which label, drawing and register are held against each other, at its edge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from commune_inputs import UNIT, label, piece, plot, record, sure, unsure

from pipeline.commune import witnesses
from pipeline.commune.entries import Entry, entries_of
from pipeline.commune.matching import Pair
from pipeline.commune.pieces import Piece
from pipeline.commune.rows import Row
from pipeline.model import Reading

WIDE = plot(0, 0, 200.0, 200.0)  # ten per cent of it are many standard errors
SMALL = plot(0, 0, 8.6, 8.6)  # ten per cent of it are three


def entry(**changes: Any) -> Entry:
    row = replace(record(12, 484.0, "LUC"), **changes)
    return entries_of([Row(UNIT.code, 14, True, row, None)], [0])[0]


def labelled(
    polygon: Any, area: float | None, number: Reading[int] | None = None, code: str | None = "LUC"
) -> Piece:
    reading: Reading[float] = Reading(None) if area is None else sure(round(area, 4))
    use: Reading[str] = Reading(None) if code is None else sure(code)
    return piece(polygon, label(number or sure(12), reading, use))


def off_by(polygon: Any, sigmas: float) -> Piece:
    """A piece whose label says that many standard errors, and the rounding, more than is drawn."""
    bare = piece(polygon)
    return labelled(polygon, bare.drawn_area_m2 + witnesses.ROUNDING_M2 + sigmas * bare.area_error_m2)


@pytest.mark.parametrize(("sigmas", "agrees"), [(2.45, True), (2.55, False)])
def test_a_drawing_agrees_within_two_and_a_half_standard_errors(sigmas: float, agrees: bool) -> None:
    areas = witnesses.areas_of(off_by(WIDE, sigmas), None)
    assert areas.drawn_agrees == agrees and areas.drawn_is_near


@pytest.mark.parametrize(("sigmas", "near"), [(4.9, True), (5.1, False)])
def test_a_drawing_contradicts_beyond_five_standard_errors(sigmas: float, near: bool) -> None:
    assert witnesses.areas_of(off_by(WIDE, sigmas), None).drawn_is_near == near


@pytest.mark.parametrize(("share", "near"), [(0.097, True), (0.103, False)])
def test_a_small_parcel_is_another_shape_beyond_a_tenth_of_itself(share: float, near: bool) -> None:
    areas = witnesses.areas_of(labelled(SMALL, SMALL.area / (1 - share)), None)
    assert areas.sigmas is not None and witnesses.AGREES_SIGMAS < areas.sigmas < witnesses.NEAR_SIGMAS
    assert areas.drawn_is_near == near


@pytest.mark.parametrize(("margin", "how", "probability"), [(3.05, "proven", 0.98), (2.95, "guess", 0.6)])
def test_equal_areas_prove_a_number_twenty_times_likelier_than_any_other(
    margin: float, how: str, probability: float
) -> None:
    polygon = plot(0, 0, 22.0, 22.0)
    own = labelled(polygon, 484.0, unsure(72))
    number = witnesses.number_of(own, entry(), Pair(0, 0, 9.0, margin))
    assert (number.value, number.how, number.probability) == (12, how, pytest.approx(probability))
    assert number.identifies == (how == "proven")


def test_a_number_that_is_likely_but_not_of_one_area_identifies_and_proves_nothing() -> None:
    own = labelled(plot(0, 0, 22.0, 22.0), 491.0, unsure(72))
    number = witnesses.number_of(own, entry(), Pair(0, 0, 9.0, 3.05))
    assert (number.how, number.probability, number.identifies) == ("guess", pytest.approx(0.9), True)


@pytest.mark.parametrize(("confidence", "verdict"), [(0.51, "differ"), (0.49, "unread")])
def test_a_document_contradicts_only_with_what_could_be_read(confidence: float, verdict: str) -> None:
    own = labelled(plot(0, 0, 22.0, 22.0), 484.0)
    stated = entry(area_m2=unsure(1715.3, confidence=confidence))
    assert witnesses.areas_of(own, stated).verdict == verdict


@pytest.mark.parametrize(("chance", "proven"), [(0.9951, True), (0.9949, False)])
def test_the_land_around_bears_out_a_code_at_the_edge_of_its_certainty(chance: float, proven: bool) -> None:
    own = labelled(plot(0, 0, 22.0, 22.0), 484.0, code=None)
    own = replace(own, parcel=replace(own.parcel, label=label(sure(12), sure(484.0), Reading(None))))
    codes = witnesses.codes_of(own, entry(), lambda _: chance)
    assert (codes.taken, codes.verdict, codes.borne_out) == ("LUC", "missing", proven)


@pytest.mark.parametrize(
    ("offered", "register", "verdict", "borne_out"),
    [
        ((), "CLN", "equal", True),
        ((("CLK", 0.2),), "CLN", "equal", True),
        ((("ONT+CLN", 0.25),), "CLN", "equal", False),
        ((("ONT+CLN", 0.25),), "ONT+CLN", "corrected", False),
    ],
)
def test_half_of_two_uses_is_not_borne_out_by_a_register_that_has_just_this_half(
    offered: tuple[tuple[str, float], ...], register: str, verdict: str, borne_out: bool
) -> None:
    half = replace(unsure("CLN", confidence=0.5), alternatives=offered)
    own = labelled(plot(0, 0, 22.0, 22.0), 484.0)
    own = replace(own, parcel=replace(own.parcel, label=label(sure(12), sure(484.0), half)))
    codes = witnesses.codes_of(own, entry(code=sure(register)), lambda _: 1.0)
    assert (codes.taken, codes.verdict, codes.borne_out) == (register, verdict, borne_out)
