"""Readers for each kind of column: two that know nothing of each other, and a value only where one parses.

Numbers, areas and codes: PP-OCRv6 with its alphabet cut down, and Tesseract with the same letters. A value
that both give is marked as agreed. Closed lists are ranked by likelihood among the entries near the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TypeVar

from rapidfuzz.distance import Levenshtein

from pipeline import ctc, ocr, values
from pipeline.model import Reader, Reading, Source
from pipeline.ocr import Text
from pipeline.records.cells import Cell
from pipeline.records.pitch import doubt_wide

T = TypeVar("T")

CODE_ALPHABET = ocr.CODE_LETTERS + "+()-*"
_SUFFIX = re.compile(r"(-[CP])?\*?$")  # main or secondary use, rural residential: notes to App. 15
_DIFFER = 0.5  # a value that two readers dispute is worth at most this
_ONE_READER = 0.6
_COLUMN = 5  # so many areas that both readers give alike show how a column is printed; fewer could be chance
DITTO = '"'  # text of a cell that says "as above"
UNREAD = "?"  # text of a cell that has print of which no reader could make anything


def read_numbers(cells: Sequence[Cell], source: Source) -> list[Reading[int]]:
    """Sheet or parcel numbers."""
    return doubt_wide(cells, _read_twice(cells, source, ocr.DIGITS, values.number))


def read_counts(cells: Sequence[Cell], source: Source) -> list[Reading[int]]:
    """How many parcels or holders there are, thousands parted or not."""
    return _read_twice(cells, source, ocr.AREA_LETTERS, values.count)


def read_areas(
    cells: Sequence[Cell], source: Source, most_m2: float = values.MAX_AREA_M2
) -> list[Reading[float]]:
    """Areas in m² up to ``most_m2``.

    An area that lacks the decimals all others of its column have is not agreed.

    Where all areas that both readers give alike have a decimal mark, it was lost by a reader who gives the
    figures alone where the other gives the same ones with it.
    """
    first, second = _read_lines(cells, ocr.AREA_LETTERS)
    if usual := _common_places(first, second):
        pairs = [_with_mark(a, b, usual) for a, b in zip(first, second, strict=True)]
        first, second = [a for a, _ in pairs], [b for _, b in pairs]
    areas = _merge_lines(cells, source, (first, second), partial(values.area_m2, most_m2=most_m2))
    return doubt_wide(cells, doubt_odd_places(areas))


def doubt_odd_places(found: list[Reading[float]]) -> list[Reading[float]]:
    """Areas of a column; those without the decimals that most of them have are not agreed."""
    usual = usual_places(found)
    return found if usual is None else [_doubt_places(reading, usual) for reading in found]


def usual_places(found: Sequence[Reading[float]]) -> int | None:
    """How many decimals most areas of a column have; None where they differ too much."""
    places = [decimals(reading.text) for reading in found if reading.value is not None]
    if not places:
        return None
    usual, count = Counter(places).most_common(1)[0]
    return usual if count >= 0.7 * len(places) else None


def read_codes(cells: Sequence[Cell], source: Source) -> list[Reading[str]]:
    """Land-use codes of the closed list, singly or as ``ONT+CLN``, ``LUC(NTS)``; marks stay in text."""
    return _read_twice(cells, source, CODE_ALPHABET, code_of, nearest_codes)


def read_kinds(cells: Sequence[Cell], source: Source) -> list[Reading[str]]:
    """Codes of users and managers, of a closed list."""
    return _read_twice(cells, source, ocr.CODE_LETTERS, kind_of, nearest_kinds)


def read_figures(
    cells: Sequence[Cell], source: Source, parse: Callable[[str], float | None]
) -> list[Reading[float]]:
    """Numbers with decimals, as ``parse`` takes them from what is read."""
    return _read_twice(cells, source, ocr.AREA_LETTERS, parse)


def _read_twice(
    cells: Sequence[Cell],
    source: Source,
    alphabet: str,
    parse: Callable[[str], T | None],
    near: Callable[[str], list[str]] | None = None,
) -> list[Reading[T]]:
    """Both readers over the lines of all cells; ``near`` lists closed-list entries near a text."""
    return _merge_lines(cells, source, _read_lines(cells, alphabet, near), parse)


def _read_lines(
    cells: Sequence[Cell], alphabet: str, near: Callable[[str], list[str]] | None = None
) -> tuple[list[Text], list[Text]]:
    """What each reader makes of every line of the cells, one cell after the other."""
    pictures = [picture for cell in cells for picture in cell.lines]
    scores = ocr.log_likelihoods(pictures, alphabet)
    first = [
        _ranked(likely, alphabet, text, near)
        for likely, text in zip(scores, ocr_texts(scores, alphabet), strict=True)
    ]
    return first, ocr.read_tesseract(pictures, "eng", alphabet)


def _merge_lines(
    cells: Sequence[Cell],
    source: Source,
    lines: tuple[Sequence[Text], Sequence[Text]],
    parse: Callable[[str], T | None],
) -> list[Reading[T]]:
    """A reading for each cell from both readers' lines of all cells."""
    first, second = lines
    readings, start = [], 0
    for cell in cells:
        stop = start + len(cell.lines)
        readings.append(_merge(cell, source, first[start:stop], second[start:stop], parse))
        start = stop
    return readings


def ocr_texts(scores: Sequence[ctc.Scores], alphabet: str) -> list[Text]:
    """Best text and four others of each crop from its CTC scores."""
    found = []
    for likely in scores:
        ranked = ctc.beam_search(likely, alphabet, 4)
        text, probability = ranked[0]
        found.append(Text(text, min(1.0, probability), tuple(ranked[1:])))
    return found


def _ranked(scores: ctc.Scores, alphabet: str, text: Text, near: Callable[[str], list[str]] | None) -> Text:
    """For a closed list: its likeliest entry near the text, with probability among text and entries."""
    if near is None or not text.text:
        return text
    words = near(text.text)
    if not words:
        return text
    ranked = ctc.rank_words(scores, alphabet, words)
    fit = text.confidence if ranked[0][0] == text.text else 0.5
    return Text(ranked[0][0], ranked[0][1] * fit, tuple(ranked[1:4]))


def _merge(
    cell: Cell,
    source: Source,
    first: Sequence[Text],
    second: Sequence[Text],
    parse: Callable[[str], T | None],
) -> Reading[T]:
    """One reading of a cell from what both readers made of its lines; two values in one cell are none."""
    place = replace(source, box=cell.box)
    if not first:
        return Reading(None, DITTO if cell.ditto else "", source=place)
    pairs = [
        (a, b)
        for a, b in zip(first, second, strict=True)
        if parse(_plain(a.text)) is not None or parse(_plain(b.text)) is not None
    ]
    if len(pairs) != 1:
        return Reading(None, " ".join(text.text for text in first).strip() or UNREAD, source=place)
    a, b = pairs[0]
    return _decide(a, b, parse, place)


def _decide(a: Text, b: Text, parse: Callable[[str], T | None], place: Source) -> Reading[T]:
    one, two = parse(_plain(a.text)), parse(_plain(b.text))
    said: tuple[tuple[Reader, T | None], ...] = (("pp_ocr", one), ("tesseract", two))
    if one is not None and one == two:
        confidence = 1.0 - (1.0 - a.confidence) * (1.0 - b.confidence)
        return Reading(one, a.text, confidence, place, _others(a, one, parse), agreed=True, said=said)
    # Tesseract's confidence is kinder than a CTC probability, so the first reader wins near ties
    prefer_two = one is None or (two is not None and a.confidence < 0.3 < b.confidence - 0.4)
    value, text = (two, b) if prefer_two else (one, a)
    other, other_text = (one, a) if prefer_two else (two, b)
    rest = _others(a, value, parse)
    if other is not None:
        rest = ((other, other_text.confidence * _DIFFER), *(item for item in rest if item[0] != other))
    limit = _ONE_READER if other is None else _DIFFER
    return Reading(value, text.text, text.confidence * limit, place, rest, said=said)


def _others(text: Text, value: T | None, parse: Callable[[str], T | None]) -> tuple[tuple[T, float], ...]:
    found: dict[T, float] = {}
    for other, probability in text.alternatives:
        parsed = parse(_plain(other))
        if parsed is not None and parsed != value:
            found.setdefault(parsed, probability)
    return tuple(found.items())


def _plain(text: str) -> str:
    return text.strip(" .,")


def decimals(text: str) -> int:
    """How many figures stand behind the decimal mark of an area."""
    match = re.search(r"[.,](\d{1,2})$", _plain(text))
    return len(match.group(1)) if match else 0


def _common_places(first: Sequence[Text], second: Sequence[Text]) -> int:
    """How many decimals all areas have that both readers give alike; 0 where they differ or are few."""
    alike = [
        {decimals(a.text), decimals(b.text)}
        for a, b in zip(first, second, strict=True)
        if values.area_m2(_plain(a.text)) == values.area_m2(_plain(b.text)) is not None
    ]
    places = set().union(*alike)
    return places.pop() if len(alike) >= _COLUMN and len(places) == 1 else 0


def _with_mark(one: Text, two: Text, usual: int) -> tuple[Text, Text]:
    """Both texts with the decimal mark that one of the readers lost."""
    a, b = _plain(one.text), _plain(two.text)
    if _has_lost_mark(a, b, usual):
        return one, replace(two, text=one.text)
    if _has_lost_mark(b, a, usual):
        return replace(one, text=two.text), two
    return one, two


def _has_lost_mark(whole: str, bare: str, usual: int) -> bool:
    """Whether ``bare`` is the figures of ``whole`` alone, which has the column's decimals."""
    return bare.isdigit() and decimals(whole) == usual and re.sub(r"[.,]", "", whole) == bare


def _doubt_places(reading: Reading[float], usual: int) -> Reading[float]:
    if reading.value is None or decimals(reading.text) == usual:
        return reading
    return reading.doubted(_DIFFER)


def code_of(text: str) -> str | None:
    """The land use that a cell states, without marks behind it."""
    return values.land_use(_SUFFIX.sub("", text))


def kind_of(text: str) -> str | None:
    """A code of users and managers, or nothing."""
    return text if text in values.OWNER_KINDS else None


def nearest_kinds(text: str) -> list[str]:
    """Codes of users and managers near the text that was read."""
    return _near(text, sorted(values.OWNER_KINDS))


def nearest_codes(text: str) -> list[str]:
    """Texts near the one read whose parts are codes of the closed list, marks kept."""
    suffix = _SUFFIX.search(text)
    tail = suffix.group(0) if suffix else ""
    body = text[: len(text) - len(tail)].replace("-", "+")  # a plus whose upright stroke is gone
    parts = re.split(r"([+()])", body)
    choices = [""]
    for part in parts:
        near = [part] if part in "+()" else _near(part, _readable_codes())
        choices = [left + right for left in choices for right in near][:40]
    return [choice + tail for choice in choices]


@cache
def _readable_codes() -> tuple[str, ...]:
    """Codes of the closed list in letters that the readers of codes can write: not ``KĐD``."""
    return tuple(sorted(code for code in values.land_use_codes() if set(code) <= set(CODE_ALPHABET)))


def _near(text: str, words: Sequence[str]) -> list[str]:
    return [word for word in words if Levenshtein.distance(text, word) <= 1 or sorted(text) == sorted(word)]
