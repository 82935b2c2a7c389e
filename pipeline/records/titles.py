"""What kind of page about one parcel a page is, by its titles, its labels and its marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from rapidfuzz import fuzz

from pipeline.records.fields import Fields
from pipeline.records.line import Line

Form = Literal["extract", "survey", "certificate"]
# Words with which a title begins (App. 12, 13; certificates since 1993), folded.
_TITLES: dict[Form, tuple[str, ...]] = {
    "survey": ("phieu xac nhan ket qua do dac", "ket qua do dac hien trang thua dat"),
    "extract": (
        "trich luc ban do",
        "trich luc thua dat",
        "trich do dia chinh",
        "trich do thua dat",
        "manh trich do dia chinh",
        "so do thua dat",
    ),
    "certificate": (
        "giay chung nhan",
        "thua dat nha o va tai san khac gan lien voi dat",
        "thua dat duoc quyen su dung",
        "thong tin thua dat",
        "thong tin ve thua dat",
    ),
}
# Papers that speak of a parcel and are no evidence of it: applications, contracts, minutes, lists.
_FOREIGN = (
    "don dang ky",
    "don de nghi",
    "don xin",
    "hop dong",
    "to khai",
    "bien ban",
    "quyet dinh",
    "thong bao",
    "giay uy quyen",
    "giay moi",
    "phieu chuyen",
    "danh sach",
    "so muc ke",
    "so dia chinh",
    "ban mo ta ranh gioi",
)
# What stands above the ruled table of a certificate (1993: who may use how much land, "as listed below").
_LISTS = (
    "giay chung nhan quyen su dung",
    "duoc quyen su dung",
    "theo bang liet ke",
    "thua dat duoc quyen su dung",
    "nhung thua dat duoc quyen su dung",
)
# The title of a certificate's front stands on lines of its own.
_OF_FRONT = ("giay chung nhan", "giay chung nhan quyen su dung dat")
_LIKE = 88.0
_NUMBERED = re.compile(r"^(?:\d{1,2}|[ivx]{1,4}|[a-h]) ")
_KEYS = ("number", "sheet", "area")
_LABELS = (*_KEYS, "code", "place", "term", "origin", "use_form", "area_words", "owner")
_LEAST_LABELS = 3  # with a title
_LABELS_ALONE = 5  # without one: an inner page of a certificate
# Serial numbers (số phát hành): one letter + 6 digits (1993), two + 6 (2003 to 2014), two + 8 (2024).
SERIAL = re.compile(r"(?<![^\W_])([A-ZĐ]{1,2})[\s.]{0,2}(\d{8}|\d{6})(?!\d)")


def form_of(lines: Sequence[Line], fields: Fields) -> Form | None:
    """The kind of page; None for one that is not safely about one parcel."""
    labels = sum(fields.has(role) for role in _LABELS)
    if sum(fields.has(role) for role in _KEYS) < 2 or not fields.has("number") or labels < _LEAST_LABELS:
        return None
    titles = _titles(lines, fields)
    if _any_begins(titles, _FOREIGN):
        return None
    for form, known in _TITLES.items():
        if _any_begins(titles, known):
            return form
    return "certificate" if labels >= _LABELS_ALONE else None


def titles_parcel(lines: Sequence[Line]) -> bool:
    """Whether a line begins as a title of a page about one parcel does."""
    return _any_begins(_folded(lines), [words for known in _TITLES.values() for words in known])


def heads_certificate(lines: Sequence[Line]) -> bool:
    """Whether the lines above a table say that it lists the parcels of a certificate."""
    return _any_begins(_folded(lines), _LISTS)


def names_certificate(lines: Sequence[Line]) -> bool:
    """Whether a line of its own says ``GIẤY CHỨNG NHẬN``: a front, and no sentence about one."""
    texts = [text for line in lines for text in line.folded]
    return any(fuzz.ratio(text, title) >= _LIKE for text in texts for title in _OF_FRONT)


def is_of_another_paper(lines: Sequence[Line]) -> bool:
    """Whether a line begins as the title of a paper that is no evidence of a parcel."""
    return _any_begins(_folded(lines), _FOREIGN)


def _titles(lines: Sequence[Line], fields: Fields) -> list[str]:
    """Lines above the parcel's number, folded, without their own numbers."""
    place = [line.box for line in lines].index(fields.boxes["number"])
    return _folded(lines[:place])


def _folded(lines: Sequence[Line]) -> list[str]:
    """All readings of lines, folded, without the lines' own numbers."""
    return [_NUMBERED.sub("", text) for line in lines for text in line.folded]


def issued_by(lines: Sequence[Line], has_qr: bool) -> str:
    """The form of a certificate by the year of its rules, "" where its marks do not tell.

    The QR code decides for 2024, as its serials may begin like those of 2003. "2009" stands for 2014 too,
    whose marks are the same.
    """
    if has_qr:
        return "2024"
    texts = " ".join(line.folded[0] for line in lines)
    if "nha o va tai san khac" in texts:
        return "2009"
    if "quyen so huu tai san gan lien voi dat" in texts:
        return "2024"
    serials = {_by_serial(*match) for line in lines for match in SERIAL.findall(line.said[0])}
    return serials.pop() if len(serials) == 1 else ""


def _by_serial(letters: str, digits: str) -> str:
    if len(digits) == 8:
        return "2024" if len(letters) == 2 else ""
    if len(letters) == 1:
        return "1993"
    return "2003" if letters[0] == "A" else "2009"


def _any_begins(texts: Sequence[str], known: Sequence[str]) -> bool:
    return any(_begins(text, words) for text in texts for words in known)


def _begins(text: str, words: str) -> bool:
    return len(text) >= len(words) - 2 and fuzz.ratio(text[: len(words)], words) >= _LIKE
