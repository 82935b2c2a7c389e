"""How far a name as it was read is from one that is known."""

from __future__ import annotations

import functools
import unicodedata

from rapidfuzz.distance import Levenshtein

from pipeline.text import normalise

MARK_COST = 0.4  # readers lose accents far more often than letters
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def distance(first: str, second: str) -> float:
    """Wrong letters, and wrong accents at a lower price."""
    (plain, marked), (other, other_marked) = _letters(first), _letters(second)
    wrong = Levenshtein.distance(plain, other)
    return wrong + MARK_COST * max(0, Levenshtein.distance(marked, other_marked) - wrong)


def wrong_letters(first: str, second: str) -> int:
    """Wrong letters, whatever their accents."""
    return Levenshtein.distance(_letters(first)[0], _letters(second)[0])


def length(text: str) -> int:
    """Letters and figures of a text."""
    return len(_letters(text)[0])


@functools.lru_cache(maxsize=8192)
def _letters(text: str) -> tuple[str, str]:
    """(letters without marks, letters with marks and tones) without blanks.

    Tones stand at the end of their word, so that ``Hòa`` and ``Hoà`` are one.
    """
    plain, marked = "", ""
    for word in unicodedata.normalize("NFD", normalise(text).lower()).split():
        letters = "".join(sign for sign in word if sign.isalnum() or unicodedata.combining(sign))
        toneless = "".join(sign for sign in letters if sign not in _TONES)
        plain += "".join(sign for sign in toneless if sign.isalnum()).replace("đ", "d")
        marked += unicodedata.normalize("NFC", toneless) + "".join(sign for sign in letters if sign in _TONES)
    return plain, marked
