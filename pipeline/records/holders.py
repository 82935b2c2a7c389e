"""Holders as certificates name them: ``Hộ ông: Nguyễn Văn A``, ``và vợ: bà Trần Thị B``, an organisation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.records import certificate_labels as labels
from pipeline.text import fold, normalise

_TOGETHER = re.compile(r"\s+(?=và\s+(?:vợ|chồng|ông|bà|hộ)\b)|\s*;\s*", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,5}")
_DOTS = re.compile(r"\s*[.…·]+\s*")  # of a leader below a name; a person's has none
_WORDS = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20[0-2]\d)(?!\d)")
# Identity cards have 9 figures, citizens' numbers 12 (Decree 137/2015), passports a letter and 7 or 8.
_ID = re.compile(r"[A-Z]\d{7,8}|\d{9}|\d{12}")


def is_holder(text: str) -> bool:
    """Whether a text without a label begins as one that names a holder."""
    words = fold(text).split()
    heads = 0
    while heads < len(words) and words[heads] in labels.HOLDER_WORDS:
        heads += 1
    named = bool(labels.HOLDER_HEADS & set(words[:heads])) and len(words) - heads >= 2
    return named or _is_organisation(text)


def persons_of(text: str) -> list[tuple[str, str]]:
    """Title and name of each holder in a text, ``("Hộ ông", "Nguyễn Văn A")``."""
    return [parted for part in _TOGETHER.split(normalise(text)) if (parted := _parted(part))[1]]


def as_name(text: str) -> str | None:
    """A name of two to six words, or of an organisation; None for what can be neither."""
    plain = normalise(text).strip(" .,;:-")
    if _is_organisation(plain):
        return plain
    name = _DOTS.sub(" ", plain)
    return name if _NAME.fullmatch(name) else None


def as_year(text: str) -> int | None:
    """The year of birth in a date or by itself; None where there is none, or more than one."""
    years = set(_YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None


def as_id(text: str) -> str | None:
    """The number of an identity card, a citizen's card or a passport."""
    plain = re.sub(r"[\s.,;:]", "", text.upper())
    return plain if _ID.fullmatch(plain) else None


def _parted(text: str) -> tuple[str, str]:
    words = (text if _is_organisation(text) else _DOTS.sub(" ", text)).replace(":", " ").split()
    heads = 0
    while heads < len(words) and _is_title(words[heads], words[heads + 1 :]):
        heads += 1
    title = " ".join(word for word in words[:heads] if fold(word) in ("ho", "ong", "ba"))
    return title.strip(" .,"), " ".join(words[heads:])


def _is_title(word: str, behind: Sequence[str]) -> bool:
    """Whether a word is part of a title, and no family name as like one as ``Đỗ`` or ``Hồ``.

    With another accent than the title's, or none, it is one only before another title: ``Hô ông``.
    """
    if not set(fold(word).split()) <= labels.HOLDER_WORDS:
        return False
    letters = _WORDS.findall(word.lower())
    if all(each in labels.HOLDER_TITLES | labels.HOLDER_HEADS for each in letters):
        return True
    return bool(behind) and _is_title(behind[0], behind[1:])


def _is_organisation(text: str) -> bool:
    folded = fold(text)
    return any(folded.startswith(f"{name} ") for name in labels.ORGANISATIONS)
