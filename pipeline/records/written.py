"""Figures and codes written by hand: two heads of one trunk weigh the values that a cell may state.

The head for handwriting, trained on writers, offers values with their probabilities; PP-OCRv6, trained on
other people's handwriting and print, weighs them once more with the letters cut down to the column's. A value
is believed alone where both read it and leave little to all others, or not so little where Tesseract, which
reads a third of the figures, reads the same; an area never is (docs/registers.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from pipeline import ctc, ocr, values
from pipeline.model import Reader, Reading, Source
from pipeline.records import reading
from pipeline.records.cells import Cell
from pipeline.records.names import DITTOS

T = TypeVar("T")

_BEAMS = 6
_SECOND = 0.3  # what a nat of the second head is worth beside one of the first: they share a trunk
_SLIP = 0.02  # how often the second head is sure of something else
# A value that both heads read is sure at the first, one that Tesseract reads too at the second: none that was
# sure was wrong by development writers, 3,815 of 6,020 cells (docs/registers.md).
_SURE_OF_TWO, _SURE_OF_THREE = 0.998, 0.97
_UNLIKELY = 1e-4  # what is always left to values that nobody offers
_OFFERED = 0.002  # alternatives below this are no opinion
_COLUMN = 8  # so many areas show how a column is written
_LOST = 0.8  # how often bare figures among marked ones had a mark


@dataclass(frozen=True, slots=True)
class _Kind(Generic[T]):
    """A kind of column: letters it may hold, what a text says, and entries of a closed list near a text."""

    letters: str
    parse: Callable[[str], T | None]
    near: Callable[[str], list[str]] | None = None


@dataclass(frozen=True, slots=True)
class _Weighed(Generic[T]):
    """Values of one line with their probabilities, best first; text of the best, and whether it is sure.

    ``said``: what each reader made of it.
    """

    values: tuple[tuple[T, float], ...]
    text: str
    sure: bool = False
    said: tuple[tuple[Reader, T | None], ...] = ()


def read_numbers(cells: Sequence[Cell], source: Source) -> list[Reading[int]]:
    """Sheet or parcel numbers."""
    return _read(cells, source, _Kind(ocr.DIGITS, values.number))


def read_areas(cells: Sequence[Cell], source: Source) -> list[Reading[float]]:
    """Areas in m², never agreed: of 914 within the limits three were wrong by held-out writers."""
    found = _read(cells, source, _Kind(ocr.AREA_LETTERS, values.area_m2))
    usual = reading.usual_places(found) if len(found) >= _COLUMN else None
    marked = reading.doubt_odd_places([_with_mark(area, usual or 0) for area in found])
    return [replace(area, agreed=False) for area in marked]


def read_codes(cells: Sequence[Cell], source: Source) -> list[Reading[str]]:
    """Land-use codes of the closed list."""
    return _read(cells, source, _Kind(reading.CODE_ALPHABET, reading.code_of, reading.nearest_codes))


def read_kinds(cells: Sequence[Cell], source: Source) -> list[Reading[str]]:
    """Codes of users and managers."""
    return _read(cells, source, _Kind(ocr.CODE_LETTERS, reading.kind_of, reading.nearest_kinds))


def _with_mark(area: Reading[float], usual: int) -> Reading[float]:
    """Bare figures in a column most of whose areas have a mark: it was lost, or never written."""
    if area.value is None or usual == 0 or not area.text.isdigit():
        return area
    marked, share = round(area.value / 10**usual, usual), area.confidence
    rest = ((area.value, (1 - _LOST) * share), *((v, w) for v, w in area.alternatives if v != marked))
    return replace(area, value=marked, confidence=_LOST * share, alternatives=rest)


def _read(cells: Sequence[Cell], source: Source, kind: _Kind[T]) -> list[Reading[T]]:
    lines = [line for cell in cells for line in cell.lines]
    third = ocr.read_tesseract(lines, "eng", kind.letters)
    weighed = (
        _weigh(*scores, text.text, kind)
        for scores, text in zip(ocr.score_written(lines, kind.letters), third, strict=True)
    )
    return [
        _reading(cell, [next(weighed) for _ in cell.lines], replace(source, box=cell.box)) for cell in cells
    ]


def _reading(cell: Cell, lines: Sequence[_Weighed[T]], place: Source) -> Reading[T]:
    """The value of the one line that has any; two values in one cell are none."""
    stated = [line for line in lines if line.values]
    text = " ".join(line.text for line in lines).strip()
    if cell.ditto or text in DITTOS:
        return Reading(None, reading.DITTO, source=place)
    if len(stated) != 1:
        return Reading(None, text or (reading.UNREAD if lines else ""), source=place)
    (value, share), *others = stated[0].values
    offered = tuple((other, weight) for other, weight in others if weight >= _OFFERED)
    sure = stated[0].sure and not cell.cut
    return Reading(value, stated[0].text, share, place, offered, sure, said=stated[0].said)


def _likelihood(scores: ctc.Scores, letters: str, text: str) -> float:
    return math.exp(ctc.log_likelihoods(scores, letters, (text,))[0])


def _weigh(hand: ctc.Scores, other: ctc.Scores, third: str, kind: _Kind[T]) -> _Weighed[T]:
    """The values that either head offers for a line, weighed by both."""
    first = [text for text, _ in ctc.beam_search(hand, ocr.HAND_LETTERS, _BEAMS)]
    second = ctc.beam_search(other, kind.letters, 1)[0][0]
    near = [] if kind.near is None else [*kind.near(first[0]), *kind.near(second)]
    shares: dict[T, float] = {}
    texts: dict[T, str] = {}
    left = 1.0
    for text in dict.fromkeys([*first, second, *near] if first[0] not in DITTOS else []):
        if (value := kind.parse(_plain(text))) is not None:
            share = _likelihood(hand, ocr.HAND_LETTERS, text)
            left -= share
            known = "".join(letter for letter in text if letter in kind.letters)  # not ``m²``
            texts.setdefault(value, known)
            borne_out = _likelihood(other, kind.letters, known) + _SLIP
            shares[value] = shares.get(value, 0.0) + share * borne_out**_SECOND
    total = sum(shares.values()) + max(left, _UNLIKELY) * _SLIP**_SECOND
    ranked = sorted(((value, share / total) for value, share in shares.items()), key=lambda item: -item[1])
    if not ranked:
        return _Weighed((), first[0])
    best, share = ranked[0]
    one, two, three = (kind.parse(_plain(text)) for text in (first[0], second, third))
    sure = two == best and share >= (_SURE_OF_THREE if three == best else _SURE_OF_TWO)
    said: tuple[tuple[Reader, T | None], ...] = (("hand_head", one), ("pp_ocr", two), ("tesseract", three))
    return _Weighed(tuple(ranked), texts[best], sure, said)


def _plain(text: str) -> str:
    return text.strip(" .,")
