from __future__ import annotations

import pytest

from pipeline.syllables import is_syllable, odd_words


@pytest.mark.parametrize(
    "word",
    ["Nguyễn", "Quỳnh", "nghiêng", "Yến", "ĐƯỜNG", "Uyên", "Thuỷ", "Thủy", "gìn", "Huếch", "oanh", "Bẩy"],
)
def test_words_that_are_written_are_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Trng", "Yen", "Bẩv", "Thihi", "Mhnh", "Hạạnh", "các\u0301", "tâc", "Tụưị"])
def test_words_that_none_would_write_are_not(word: str) -> None:
    assert not is_syllable(word)


def test_a_stop_carries_only_the_sharp_and_the_heavy_tone() -> None:
    assert [is_syllable(word) for word in ("mát", "mạt", "màt", "mảt", "mãt", "mat")] == [
        True,
        True,
        *[False] * 4,
    ]


def test_abbreviations_and_figures_are_no_odd_words() -> None:
    assert odd_words("UBND xã, CMND 123456 Nguyễn Văn Trng") == 1
