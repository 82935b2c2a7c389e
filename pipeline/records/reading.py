"""Readers for each kind of column: three that know nothing of each other, and a value only where one parses.

Numbers, areas and codes: PP-OCRv6 with its alphabet cut down, Tesseract and the reader of lines with the same
letters. A value that PP-OCRv6 and another give is marked as agreed, unless the reader of lines gives a third.
Closed lists are ranked by likelihood among the entries near the text.
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

_Said = tuple[Text, Text, Text]  # a line as PP-OCRv6, Tesseract and the reader of lines give it
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
    lines = _read_lines(cells, ocr.AREA_LETTERS)
    if usual := _common_places(lines):
        lines = [_with_marks(said, usual) for said in lines]
    areas = _merge_lines(cells, source, lines, partial(values.area_m2, most_m2=most_m2))
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
    """All readers over the lines of all cells; ``near`` lists closed-list entries near a text."""
    return _merge_lines(cells, source, _read_lines(cells, alphabet, near), parse)


def _read_lines(
    cells: Sequence[Cell], alphabet: str, near: Callable[[str], list[str]] | None = None
) -> list[_Said]:
    """What each reader makes of every line of the cells, one cell after the other."""
    pictures = [picture for cell in cells for picture in cell.lines]
    first = _texts(ocr.log_likelihoods(pictures, alphabet), alphabet, near)
    known = "".join(letter for letter in alphabet if letter in ocr.VIETNAMESE_LETTERS)
    third = _texts(ocr.score_lines(pictures, known), known, near)
    return list(zip(first, ocr.read_tesseract(pictures, "eng", alphabet), third, strict=True))


def _texts(
    scores: Sequence[ctc.Scores], alphabet: str, near: Callable[[str], list[str]] | None
) -> list[Text]:
    """What a network makes of each line."""
    texts = ocr_texts(scores, alphabet)
    return [_ranked(likely, alphabet, text, near) for likely, text in zip(scores, texts, strict=True)]


def _merge_lines(
    cells: Sequence[Cell],
    source: Source,
    lines: Sequence[_Said],
    parse: Callable[[str], T | None],
) -> list[Reading[T]]:
    """A reading for each cell from the readers' lines of all cells."""
    left = iter(lines)
    return [_merge(cell, source, [next(left) for _ in cell.lines], parse) for cell in cells]


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
    words = [word for word in near(text.text) if set(word) <= set(alphabet)]
    if not words:
        return text
    ranked = ctc.rank_words(scores, alphabet, words)
    fit = text.confidence if ranked[0][0] == text.text else 0.5
    return Text(ranked[0][0], ranked[0][1] * fit, tuple(ranked[1:4]))


def _merge(
    cell: Cell, source: Source, lines: Sequence[_Said], parse: Callable[[str], T | None]
) -> Reading[T]:
    """One reading of a cell from what the readers made of its lines; two values in one cell are none."""
    place = replace(source, box=cell.box)
    if not lines:
        return Reading(None, DITTO if cell.ditto else "", source=place)
    # the reader of lines bears out what the others say; alone it makes no value
    told = [said for said in lines if any(parse(_plain(text.text)) is not None for text in said[:2])]
    if len(told) != 1:
        return Reading(None, " ".join(said[0].text for said in lines).strip() or UNREAD, source=place)
    return _decide(told[0], parse, place)


def _decide(texts: _Said, parse: Callable[[str], T | None], place: Source) -> Reading[T]:
    (a, b, c), (one, two, three) = texts, [parse(_plain(text.text)) for text in texts]
    said: tuple[tuple[Reader, T | None], ...] = (("pp_ocr", one), ("tesseract", two), ("line_reader", three))
    witness = c if one == three else b
    if one is not None and (one == three or (one == two and three is None)):
        confidence = 1.0 - (1.0 - a.confidence) * (1.0 - witness.confidence)
        return Reading(one, a.text, confidence, place, _others(a, one, parse), agreed=True, said=said)
    if one == two or two == three is not None:  # two against one: the value of the two, and a question
        (backed, by), (other, against) = ((one, a), (three, c)) if one == two else ((two, c), (one, a))
        offered = () if other is None else ((other, _DIFFER * against.confidence),)
        return Reading(backed, by.text, _DIFFER * by.confidence, place, offered, said=said)
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


def _common_places(lines: Sequence[_Said]) -> int:
    """How many decimals all areas have that the first two readers give alike; 0 where few, or unlike."""
    alike = [
        {decimals(a.text), decimals(b.text)}
        for a, b, _ in lines
        if values.area_m2(_plain(a.text)) == values.area_m2(_plain(b.text)) is not None
    ]
    places = set().union(*alike)
    return places.pop() if len(alike) >= _COLUMN and len(places) == 1 else 0


def _with_marks(said: _Said, usual: int) -> _Said:
    """The texts with the decimal mark that some of the readers lost and another has."""
    first, second, third = (_with_mark(text, said, usual) for text in said)
    return first, second, third


def _with_mark(text: Text, said: _Said, usual: int) -> Text:
    whole = [one.text for one in said if _has_lost_mark(_plain(one.text), _plain(text.text), usual)]
    return replace(text, text=whole[0]) if whole else text


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
