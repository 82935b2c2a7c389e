"""Vietnamese text: one form for comparing, and the likely slips of readers."""

from __future__ import annotations

import re
import unicodedata

_ETH = str.maketrans({"Ð": "Đ", "ð": "đ", "\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2014": "-"})
_SPACE = re.compile(r"\s+")
_NEW_STYLE = str.maketrans(
    {"đ": "d", "Đ": "D"},
)


def normalise(text: str) -> str:
    """NFC, one blank between words, and Đ for the Icelandic letter that Tesseract writes (U+00D0)."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text.translate(_ETH))).strip()


def fold(text: str) -> str:
    """Lower case without accents or marks, for comparing what was read with names that are known."""
    plain = unicodedata.normalize("NFD", normalise(text).translate(_NEW_STYLE))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _SPACE.sub(" ", re.sub(r"[^0-9a-z ]", " ", kept.lower())).strip()


def count_marks(text: str) -> int:
    """How many marks its letters have above and below them, of tone and of vowel."""
    return sum(unicodedata.combining(sign) > 0 for sign in unicodedata.normalize("NFD", text))
