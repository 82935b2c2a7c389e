from __future__ import annotations

import pytest

from pipeline.likeness import MARK_COST, distance, length, wrong_letters


@pytest.mark.parametrize(
    ("first", "second", "cost"),
    [
        ("Hòa", "Hoà", 0.0),
        ("Đại Bái", "Đại Bai", MARK_COST),
        ("Đại Bái", "Đại Lái", 1.0),
        ("Yên Phong", "Yen Phonq", 1.0 + MARK_COST),
    ],
)
def test_letters_cost_more_than_marks(first: str, second: str, cost: float) -> None:
    assert distance(first, second) == pytest.approx(cost)
    assert distance(second, first) == pytest.approx(cost)


def test_wrong_letters_are_counted_whatever_their_accents() -> None:
    assert wrong_letters("Từ Sơn", "TU SON") == 0
    assert wrong_letters("Từ Sơn", "Từrson") == 1


def test_length_counts_letters_alone() -> None:
    assert length("Bà Rịa - Vũng Tàu") == 12
