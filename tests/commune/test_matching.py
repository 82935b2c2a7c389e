from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from commune_inputs import (
    CODES,
    entries_in,
    grid,
    label,
    piece,
    pieces_of,
    plot,
    record,
    records_of,
    sure,
    sure_label,
    unsure,
)

from pipeline.commune import matching
from pipeline.commune.matching import Pair
from pipeline.model import Reading

PLOTS = grid()


def _of(pairs: Sequence[Pair], place: int) -> int | None:
    return next((pair.entry for pair in pairs if pair.piece == place), None)


def test_all_rows_find_their_parcels_in_any_order() -> None:
    entries = entries_in(records_of(PLOTS)[::-1])
    pairs = matching.match(pieces_of(PLOTS), entries)
    assert all(entries[pair.entry].number.value == pair.piece + 1 for pair in pairs)
    assert len(pairs) == len(PLOTS)
    assert min(pair.margin for pair in pairs) > 3


def test_an_unread_number_is_found_by_its_area() -> None:
    pieces = pieces_of(PLOTS)
    area, code = sure(round(PLOTS[7].area, 1)), sure(CODES[0])
    pieces[7] = piece(PLOTS[7], label(Reading(None), area, code))
    assert _of(matching.match(pieces, entries_in(records_of(PLOTS))), 7) == 7


def test_a_misread_number_does_not_steal_the_row_of_its_true_bearer() -> None:
    pieces = pieces_of(PLOTS)
    area, code = sure(round(PLOTS[7].area, 1)), sure(CODES[0])
    pieces[7] = piece(PLOTS[7], label(unsure(3, (8, 0.2)), area, code))
    pairs = matching.match(pieces, entries_in(records_of(PLOTS)))
    assert (_of(pairs, 2), _of(pairs, 7)) == (2, 7)


def test_a_parcel_whose_area_and_use_both_differ_keeps_its_row() -> None:
    records = records_of(PLOTS)
    records[4] = record(5, 4321.0, "NTS")
    assert _of(matching.match(pieces_of(PLOTS), entries_in(records)), 4) == 4


def test_sure_numbers_that_differ_do_not_meet() -> None:
    records = [record(99, round(PLOTS[0].area, 1), CODES[1])]
    assert matching.match(pieces_of(PLOTS)[:1], entries_in(records)) == []


def test_equal_plots_are_not_told_apart_by_area_alone() -> None:
    """Thirty plots of one size: an unread number may be any of them."""
    plots = [plot(20 * k, 0) for k in range(30)]
    pieces = [piece(p, sure_label(i, p, "LUC")) for i, p in enumerate(plots, 1)]
    for k in (7, 8):
        pieces[k] = piece(plots[k], label(Reading(None), sure(600.0), sure("LUC")))
    records = [record(i, 600.0, "LUC") for i in range(1, 31)]
    pairs = matching.match(pieces, entries_in(records))
    assert all(pair.margin < 3 for pair in pairs if pair.piece in (7, 8))


def test_nothing_to_match() -> None:
    assert matching.match([], entries_in(records_of(PLOTS))) == []
    assert matching.match(pieces_of(PLOTS), []) == []


@pytest.mark.parametrize(("sigmas", "met"), [(2.9, True), (3.1, False)])
def test_only_the_drawn_size_brings_together_within_three_standard_errors(sigmas: float, met: bool) -> None:
    bare = piece(plot(0, 0, 40.0, 30.0))
    stated = record(1, bare.drawn_area_m2 + sigmas * bare.area_error_m2, "LUC")
    assert (matching._Finder(entries_in([stated])).candidates(bare) == {0}) == met


@pytest.mark.parametrize(("gap_m", "touch"), [(0.95, True), (1.05, False)])
def test_parcels_touch_over_a_metre_at_most(gap_m: float, touch: bool) -> None:
    pieces = [piece(plot(0, 0)), piece(plot(20.0 + gap_m, 0))]
    assert matching.neighbours(pieces) == ([[1], [0]] if touch else [[], []])


@pytest.mark.parametrize(("apart", "near"), [(5, True), (6, False)])
def test_a_number_is_near_within_five(apart: int, near: bool) -> None:
    assert matching._is_near(20, [20 + apart]) == near


def test_a_row_whose_number_another_parcel_surely_bears_is_that_ones() -> None:
    pieces = pieces_of(PLOTS)
    pieces[7] = piece(PLOTS[7], label(Reading(None), sure(round(PLOTS[7].area, 1)), sure(CODES[0])))
    entries = entries_in(records_of(PLOTS))
    claimed = matching._weights(pieces, entries)[7, 7]
    pieces[2] = piece(PLOTS[2], sure_label(8, PLOTS[2]))
    assert matching._weights(pieces, entries)[7, 7] == pytest.approx(claimed + np.log(0.02))
