from __future__ import annotations

import math

import pytest

from pipeline.commune.vocabulary import OtherTexts, Vocabulary

TEXTS = ["Lê Văn Hải", "Lê Văn Tâm", "Trần Thị Hải", "Lê Thị Minh"]
KNOWN = Vocabulary.of(TEXTS)


def test_words_that_may_follow_add_up_to_one() -> None:
    others = OtherTexts(KNOWN, "Lê Văn Tâm")
    for before in ("", "Lê", "Thị", "Hải"):
        shares = [math.exp(others.log_after(before, word)) for word in KNOWN.words]
        new = math.exp(others.log_after(before, "Quân")) * (7000 - len(KNOWN.words))
        assert sum(shares) + new == pytest.approx(1.0, abs=0.01)


def test_a_word_is_likeliest_where_it_stands_in_other_texts() -> None:
    others = OtherTexts(KNOWN, "")
    assert others.log_after("", "Lê") > others.log_after("Văn", "Lê") > others.log_after("Văn", "Quân")
    assert others.log_share("Lê Văn Minh") > others.log_share("Văn Lê Minh")


def test_a_text_is_none_of_the_others() -> None:
    assert OtherTexts(KNOWN, "").has("Lê Văn Tâm")
    assert not OtherTexts(KNOWN, "Lê Văn Tâm").has("Lê Văn Tâm")
    twice = OtherTexts(Vocabulary.of([*TEXTS, TEXTS[1]]), "Lê Văn Tâm")
    assert twice.has("Lê Văn Tâm")
    assert OtherTexts(KNOWN, "Lê Văn Quân").has("Lê Văn Tâm")


def test_an_empty_vocabulary_holds_all_words_for_alike() -> None:
    nothing = OtherTexts(Vocabulary.of([]), "")
    assert nothing.log_share("Lê Văn") == pytest.approx(3 * math.log(1 / 7000))


def test_near_are_words_alike_and_those_that_usually_follow() -> None:
    assert KNOWN.near("Trần", "Hài", 1) == ["Hải", "Thị"]
    assert set(KNOWN.near("Thị", "X", 2)) == {"Hải", "Minh"}
    assert KNOWN.near("Quân", "Tá", 2) == []
