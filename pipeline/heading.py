"""What the heading of a map sheet or register says: commune, district, province, sheet number.

Headings come in many orders and shapes, ``XÃ TRUNG CHÂU`` below ``TP. HÀ NỘI - HUYỆN ĐAN PHƯỢNG``,
``Xã Thụy Hòa - Huyện Yên Phong - Tỉnh Bắc Ninh``, ``Xã (phường, thị trấn): Đại Bái``; what they share are the
words for the kinds of unit. The text is as a reader gave it, so accents may be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from pipeline.text import fold, normalise
from pipeline.values import number

Level = Literal["commune", "district", "province", "city"]


@dataclass(frozen=True, slots=True)
class Heading:
    """Units with their kind as printed (``Xã Đại Bái``), blank where not found; ``sheet``: the tờ number."""

    commune: str
    district: str
    province: str
    sheet: int | None


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    level: Level
    short: bool = False


# Folded words of a kind; a short form stands only where a point follows it.
_KINDS: dict[tuple[str, ...], _Kind] = {
    ("xa",): _Kind("Xã", "commune"),
    ("phuong",): _Kind("Phường", "commune"),
    ("thi", "tran"): _Kind("Thị trấn", "commune"),
    ("tt",): _Kind("Thị trấn", "commune"),
    ("x",): _Kind("Xã", "commune", short=True),
    ("p",): _Kind("Phường", "commune", short=True),
    ("huyen",): _Kind("Huyện", "district"),
    ("quan",): _Kind("Quận", "district"),
    ("thi", "xa"): _Kind("Thị xã", "district"),
    ("tx",): _Kind("Thị xã", "district"),
    ("h",): _Kind("Huyện", "district", short=True),
    ("q",): _Kind("Quận", "district", short=True),
    ("thanh", "pho"): _Kind("Thành phố", "city"),
    ("tp",): _Kind("Thành phố", "city"),
    ("tinh",): _Kind("Tỉnh", "province"),
    ("t",): _Kind("Tỉnh", "province", short=True),
}
_UNIT_WITHIN = re.compile(rf" (?:{'|'.join(sorted({kind.name.lower() for kind in _KINDS.values()}))}) (?=\w)")
_CENTRAL_CITIES = ("ha noi", "hai phong", "da nang", "ho chi minh", "can tho", "hue", "sai gon")
# Words that end a name when nothing else does.
_STOPS = {("to", "so"), ("to", "ban"), ("so", "to"), ("so", "hieu"), ("so", "thu"), ("ban", "do")} | {
    ("ty", "le"),
    ("ti", "le"),
    ("quyen", "so"),
    ("trang", "so"),
    ("he", "toa"),
}
# Words of a register's own print that look like a kind: ``Quyển số``, ``quản lý đất``, ``xã hội chủ nghĩa``.
_NO_KINDS = {("quyen", "so"), ("quan", "ly"), ("xa", "hoi")}
# Syllables of the language one letter from ``huyen``: ``QUYỀN SỬ DỤNG ĐẤT``, ``Chuyển mục đích``.
_OTHER_WORDS = frozenset({"quyen", "chuyen", "tuyen", "duyen", "luyen", "xuyen", "thuyen", "huyet", "uyen"})
# Written so, a word is no part of a name, wherever it stands.
_PLAIN = ("xã", "phường", "huyện", "quận", "tỉnh", "tp", "tt", "tx")
_PAIRS = ("thi tran", "thi xa", "thanh pho")
_MAX_WORDS = 5
_TOKEN = re.compile(r"[^\W_]+|[\n,;:()|/.\-]")
_JOINTS = frozenset("/(,)")
_SKIPPED = frozenset(".:")
_DOTTED = re.compile(r"\bT\s*\.\s*([PX])\b", re.IGNORECASE)
# On folded text: the words before a tờ number.
SHEET_LABEL = (
    r"\b(?:(?:so|s0)(?: hieu| thu tu)? t[o0](?: ban do)?(?: dia chinh)?"
    r"|t[o0](?: ban do)?(?: dia chinh)? s[o0](?: hieu| thu tu)?"
    r"|ban do(?: dia chinh)? s[o0])"
)
# ``Tờ bản đồ số: 340 564-8-c`` names the sheet by its code, ``Tờ số 101 (343 545-9-c)`` by both.
NOT_A_CODE = r"(?!\S)(?! \d{3}\b(?! \d{3}\b))"
_SHEET = re.compile(SHEET_LABEL + r" (\d{1,4})" + NOT_A_CODE)


def parse_heading(lines: Sequence[str]) -> Heading:
    """Units and sheet number in the lines of a heading; the first of each level counts."""
    entries = [entry for line in lines for entry in _entries(_tokens(line))]
    district, province = _place_cities(entries)
    commune = next((text for kind, text in entries if kind.level == "commune"), "")
    sheets = {found for line in lines if (found := parse_sheet_number(line)) is not None}
    return Heading(commune, district, province, sheets.pop() if len(sheets) == 1 else None)


def parse_sheet_number(text: str) -> int | None:
    """The tờ number that a text names (``TỜ SỐ 20``, ``Tờ bản đồ số: 14``), or None for none or several."""
    found = {number(match) for line in text.splitlines() for match in _SHEET.findall(fold(line))}
    return found.pop() if len(found) == 1 else None


def split_kind(text: str) -> tuple[str, str]:
    """(kind, name) of a unit: ``TT. Gia Bình`` gives ``Thị trấn`` and ``Gia Bình``; kind may be blank."""
    kind, name = _split(text)
    return "" if kind is None else kind.name, name


def split_level(text: str) -> tuple[Level | None, str]:
    """(level, name) of a unit, as ``split_kind``; a city may be a district's or a province's."""
    kind, name = _split(text)
    return None if kind is None else kind.level, name


def holds_unit(name: str) -> bool:
    """Whether the name of a unit goes on with another unit, in small letters (``Canh Nậu huyện Yên Thế``)."""
    return _UNIT_WITHIN.search(name) is not None


def _split(text: str) -> tuple[_Kind | None, str]:
    tokens = _tokens(text)
    kind, after = _kind_at(tokens, 0) or (None, 0)
    return kind, " ".join(token for token in tokens[after:] if token[0].isalnum())


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_DOTTED.sub(r"T\1", normalise(text)))


def _kind_at(tokens: Sequence[str], start: int) -> tuple[_Kind, int] | None:
    """The kind of unit named at a token, and the token after it; a mark may part two words (``THỊ: xã``)."""
    second = start + 2 if tokens[start + 1 : start + 2] and tokens[start + 1] in _SKIPPED else start + 1
    pair = tuple(fold(token) for token in (*tokens[start : start + 1], *tokens[second : second + 1]))
    if pair in _NO_KINDS:
        return None
    for words, after in ((pair, second + 1), (pair[:1], start + 1)):
        if not all(words):
            continue
        kind = _KINDS.get(words) or _misread_kind(tokens[start:after])
        if kind and not (kind.short and tokens[after : after + 1] != ["."]):
            return kind, after
    return None


def _misread_kind(words: Sequence[str]) -> _Kind | None:
    """One wrong letter is allowed in long words that are no part of a name, unless it makes another word."""
    read = " ".join(map(fold, words))
    if read in _OTHER_WORDS:
        return None
    for known in ("huyen", "thi tran", "thanh pho"):
        if Levenshtein.distance(known, read) <= 1:
            return _KINDS[tuple(known.split())]
    return None


def _entries(tokens: list[str]) -> Iterator[tuple[_Kind, str]]:
    """Every unit named in a line, as (kind, text with the kind's word before the name)."""
    place = 0
    while place < len(tokens):
        found = _kind_at(tokens, place) if _may_begin(tokens, place) else None
        if found is None:
            place += 1
            continue
        kind, after = found
        again = _kind_at(tokens, after + (tokens[after : after + 1] == [":"]))
        if again is not None and again[0] == kind:  # a label, and a value that says it too
            after = again[1]
        single, after = _skip_alternatives(tokens, after)
        words, place = _name(tokens, after)
        if words:
            yield kind, " ".join([kind.name, *words] if single else words)


def _may_begin(tokens: Sequence[str], place: int) -> bool:
    """A kind stands at the start of a line or behind a mark; inside a text only where no name can hold it."""
    if place == 0 or not tokens[place - 1][0].isalnum():
        return True
    pair = " ".join(tokens[place : place + 2])
    return tokens[place].lower() in _PLAIN or fold(tokens[place]) == "huyen" or fold(pair) in _PAIRS


def _skip_alternatives(tokens: Sequence[str], after: int) -> tuple[bool, int]:
    """Past the other kinds of ``Xã (phường, thị trấn): …``; says whether there were none."""
    single = True
    while after < len(tokens) and tokens[after] in _JOINTS:
        other = _kind_at(tokens, after + 1)
        if other is None:
            return single, after if single or tokens[after] != ")" else after + 1
        single, after = False, other[1]
    return single, after


def _name(tokens: Sequence[str], start: int) -> tuple[list[str], int]:
    """Words of a name from a token on, and the token behind it."""
    words: list[str] = []
    place = start
    while place < len(tokens) and len(words) < _MAX_WORDS:
        part = tokens[place]
        ends = bool(words) and (part == ":" or _ends_name(tokens, place))
        if ends or (part not in _SKIPPED and not part[0].isalnum()):
            break
        if part not in _SKIPPED:
            words.append(part)
        place += 1
    return words, max(place, start)


def _ends_name(tokens: Sequence[str], place: int) -> bool:
    if not tokens[place][0].isalnum():
        return False
    pair = tuple(fold(token) for token in tokens[place : place + 2])
    named = _may_begin(tokens, place) and tokens[place - 1][0].isalnum() and _kind_at(tokens, place)
    return bool(named) or pair in _STOPS or pair[0] == "ma" or tokens[place][0].isdigit()


def _place_cities(entries: Sequence[tuple[_Kind, str]]) -> tuple[str, str]:
    """(district, province): a city stands for a province where a district or its name says so."""
    district = next((text for kind, text in entries if kind.level == "district"), "")
    province = next((text for kind, text in entries if kind.level == "province"), "")
    for text in (text for kind, text in entries if kind.level == "city"):
        central = bool(district) or fold(split_kind(text)[1]) in _CENTRAL_CITIES
        if central and not province:
            province = text
        elif not district:
            district = text
    return district, province
