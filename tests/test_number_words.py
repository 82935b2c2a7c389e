"""Areas written out: what certificates say, what readers make of it, and what is no number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.number_words import area_in_words
from synthetic.papers.dossier import in_words


def test_every_area_that_a_certificate_may_write_out_is_read_back() -> None:
    tenths = np.unique(np.concatenate([np.arange(1, 12_000, 7), np.arange(12_000, 99_999, 613)]))
    wrong = [
        value for value in (tenths / 10).tolist() if value >= 1 and area_in_words(in_words(value)) != value
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "area_m2"),
    [
        ("Hai trăn nẳm mươi tẩm phẩy tám mết vuông", 258.8),
        ("Một nghìn hai trăm linh lăm mét vuông chẵn", 1205.0),
        ("Ba trăm mười tư", 314.0),
        ("Bốn trăm xyz chín phẩy bốn mét vuông", None),
        ("Trăm hai mét vuông", None),
        ("Hai trm năm mươi mét vuông", None),
        ("Hai trăm năm", None),
        ("", None),
        ("phẩy sáu mét vuông", None),
        ("Nghìn hai trăm mét vuông", None),
    ],
)
def test_misread_words_and_what_is_none(text: str, area_m2: float | None) -> None:
    assert area_in_words(text) == area_m2


_PARTS = ["một", "hai", "mười", "trăm", "nghìn", "phẩy", "linh", "lẻ", "mét", "vuông", "chẵn", "xyz"]


@given(st.lists(st.sampled_from(_PARTS), max_size=7))
def test_words_in_any_order_are_a_number_or_none(words: list[str]) -> None:
    value = area_in_words(" ".join(words))
    assert value is None or 0 <= value < 1_000_000
