from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.sheets.coordinates import agreement, labelled_scale, read_axis
from pipeline.sheets.numerals import Numeral


def _numerals(axis: int, texts: Sequence[tuple[int, str]]) -> list[Numeral]:
    return [
        Numeral(axis, index, text, 0.9, 100.0 * place, 50.0 * place)  # type: ignore[arg-type]
        for place, (index, text) in enumerate(texts)
    ]


def test_small_kilometres_and_big_metres_of_the_circular() -> None:
    texts = [(0, "568"), (0, "000"), (1, "100"), (2, "200"), (3, "300"), (4, "400"), (5, "568"), (5, "500")]
    axis = read_axis(_numerals(0, texts), 0, 100.0)
    assert axis.origin_m == 568_000.0
    assert axis.settled


def test_northings_fall_and_kilometres_are_floored() -> None:
    texts = [
        (0, "2327"),
        (0, "500"),
        (1, "400"),
        (3, "200"),
        (5, "000"),
        (5, "2327"),
        (6, "2326"),
        (6, "900"),
    ]
    axis = read_axis(_numerals(1, texts), 1, 100.0)
    assert axis.origin_m == 2_327_500.0


@pytest.mark.parametrize("mark", [".", ","])
def test_kilometres_with_a_decimal(mark: str) -> None:
    texts = [(i, f"553{mark}{i}") for i in range(6)]
    axis = read_axis(_numerals(0, texts), 0, 100.0)
    assert axis.origin_m == 553_000.0 and axis.settled


def test_one_misread_label_is_outvoted() -> None:
    texts = [(i, str(2_364_000 - 200 * i)) for i in range(5)] + [(5, "2363800")]
    axis = read_axis(_numerals(1, texts), 1, 200.0)
    assert axis.origin_m == 2_364_000.0 and axis.settled


def test_metres_alone_leave_the_kilometre_open() -> None:
    axis = read_axis(_numerals(0, [(1, "100"), (2, "200"), (3, "300")]), 0, 100.0)
    assert 413_000.0 in axis.origins or axis.origin_m is None or not axis.settled
    assert axis.supports(568_000.0) is not None
    assert axis.supports(568_500.0) is None


def test_four_hundred_metres_are_not_four_hundred_kilometres() -> None:
    texts = [(0, "413"), (0, "000"), (4, "400"), (4, "400"), (5, "500"), (5, "500"), (5, "413"), (0, "000")]
    axis = read_axis(_numerals(0, texts), 0, 100.0)
    assert axis.origin_m == 413_000.0 and axis.settled


def test_rounded_decimals_do_not_settle_a_finer_lattice() -> None:
    texts = [(i, f"{411.25 + 0.05 * i:.1f}") for i in range(6)]
    axis = read_axis(_numerals(0, texts), 0, 50.0)
    assert not axis.settled
    assert axis.supports(411_250.0) is not None
    assert axis.supports(412_250.0) is None


def test_two_stories_settle_nothing() -> None:
    texts = [(i, f"553.{i}") for i in range(4)] + [(i, f"558.{i}") for i in range(4)]
    assert not read_axis(_numerals(0, texts), 0, 100.0).settled


def test_labels_tell_the_scale() -> None:
    numerals = _numerals(0, [(i, f"{413_000 + 200 * i}") for i in range(6)])
    assert labelled_scale(numerals) == 2000
    assert labelled_scale(numerals[:2]) is None


def test_agreement_needs_both_axes() -> None:
    east = _numerals(0, [(i, f"553.{i}") for i in range(6)])
    assert agreement(east) == 0
    assert agreement(east + _numerals(1, [(i, f"2345.{5 - i}") for i in range(6)])) >= 12


def test_numbers_of_other_countries_are_ignored() -> None:
    axis = read_axis(_numerals(0, [(i, f"{999_000 + 100 * i}") for i in range(6)]), 0, 100.0)
    assert axis.origin_m is None
