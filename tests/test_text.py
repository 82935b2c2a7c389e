from __future__ import annotations

import unicodedata

from pipeline.text import count_marks, fold, normalise


def test_normalise_composes_letters_and_replaces_the_icelandic_eth() -> None:
    loose = unicodedata.normalize("NFD", "  Ðặng   Thị  Hoà ")
    assert normalise(loose) == "Đặng Thị Hoà"


def test_fold_drops_marks_and_case() -> None:
    assert fold("XÃ ĐẠI-BÁI") == fold("xa dai bai") == "xa dai bai"


def test_marks_of_vowels_and_of_tones_count_alike() -> None:
    assert [count_marks(text) for text in ("Dang", "Đặng", "Thuỷ", "Thúy Hồng")] == [0, 2, 1, 3]
