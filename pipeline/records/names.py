"""Names, places and notes: two readers of Vietnamese, and what the column itself repeats.

Where the two readers differ, both read the cell once more at another size, and the words are put to the vote,
with the words that were agreed on elsewhere in the column. Such a value stays marked as not agreed, and so
does one whose print runs on beyond its cell. An agreed name is as sure as its least sure letter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import cv2
import numpy as np

from pipeline import ocr
from pipeline.model import Pixels, Reader, Reading, Source
from pipeline.ocr import Text
from pipeline.records.cells import Cell
from pipeline.records.reading import DITTO, UNREAD
from pipeline.text import normalise

T = TypeVar("T")
# Sizes at which the readers did best on several type faces at 200 to 400 dpi: for Tesseract lines 32 px high
# with a white border; the second looks are at the full size, and a little narrower.
_TESSERACT_PX, _BORDER_PX, _NARROW = 32, 10, 0.9
_DIFFER = 0.5
_KNOWN_WEIGHT = 0.6  # a word agreed on elsewhere tips a tie, and never outvotes two looks
DITTOS = frozenset([DITTO, "''", "”", "“", "″", "〃", "//", "-nt-", "nt", "- nt -", '-"-', '"-"', '- " -'])


def read_texts(cells: Sequence[Cell], source: Source) -> list[Reading[str]]:
    """Vietnamese text of each cell, its lines joined by a blank."""
    first = _joined(cells, ocr.read_vietnamese)
    second = _joined(cells, _tesseract)
    agreed = [a.text == b.text for a, b in zip(first, second, strict=True)]
    known = Counter(word for a, same in zip(first, agreed, strict=True) if same for word in a.text.split())
    doubtful = [i for i, same in enumerate(agreed) if not same]
    again = dict(zip(doubtful, _second_looks([cells[i] for i in doubtful]), strict=True))
    readings: list[Reading[str]] = []
    for i, cell in enumerate(cells):
        place = replace(source, box=cell.box)
        looks = (first[i], second[i], *again.get(i, ()))
        if cell.blank:
            readings.append(Reading(None, DITTO if cell.ditto else "", source=place))
        else:
            reading = _merge(looks, known, place)
            readings.append(replace(reading, agreed=reading.agreed and not cell.cut))
    return readings


def fill_dittos(readings: Sequence[Reading[T]]) -> list[Reading[T]]:
    """Marks that say "as above" get the value above them; never marked as agreed."""
    filled: list[Reading[T]] = []
    for reading in readings:
        filled.append(_as_above(reading, filled[-1:]) if reading.text in DITTOS else reading)
    return filled


def _as_above(reading: Reading[T], above: Sequence[Reading[T]]) -> Reading[T]:
    value, confidence = (above[0].value, min(_DIFFER, above[0].confidence)) if above else (None, 0.0)
    return replace(reading, value=value, confidence=confidence, agreed=False, alternatives=())


def _joined(cells: Sequence[Cell], reader: Callable[[Sequence[Pixels]], list[Text]]) -> list[Text]:
    """One text a cell from a reader of lines."""
    lines = iter(reader([picture for cell in cells for picture in cell.lines]))
    return [_join([next(lines) for _ in cell.lines]) for cell in cells]


def _join(lines: Sequence[Text]) -> Text:
    if not lines:
        return Text("", 0.0)
    return Text(normalise(" ".join(line.text for line in lines)), min(line.confidence for line in lines))


def _tesseract(pictures: Sequence[Pixels]) -> list[Text]:
    scales = [_TESSERACT_PX / picture.shape[0] for picture in pictures]
    small = [_scaled(picture, scale, scale) for picture, scale in zip(pictures, scales, strict=True)]
    return ocr.read_tesseract([_bordered(picture) for picture in small], "vie")


def _large_tesseract(pictures: Sequence[Pixels]) -> list[Text]:
    return ocr.read_tesseract([_bordered(picture) for picture in pictures], "vie")


def _narrow_head(pictures: Sequence[Pixels]) -> list[Text]:
    return ocr.read_vietnamese([_scaled(picture, _NARROW, 1.0) for picture in pictures])


def _second_looks(cells: Sequence[Cell]) -> list[tuple[Text, Text]]:
    return list(zip(_joined(cells, _narrow_head), _joined(cells, _large_tesseract), strict=True))


def _scaled(picture: Pixels, across: float, down: float) -> Pixels:
    size = (max(1, round(picture.shape[1] * across)), max(1, round(picture.shape[0] * down)))
    method = cv2.INTER_AREA if down <= 1.0 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=method), np.uint8)


def _bordered(picture: Pixels) -> Pixels:
    return np.pad(picture, _BORDER_PX, constant_values=255)


def _merge(looks: Sequence[Text], known: Counter[str], place: Source) -> Reading[str]:
    """One reading from the first looks of both readers and, where they differ, their second looks."""
    first, second = looks[:2]
    if not first.text and not second.text:
        return Reading(None, UNREAD, source=place)
    said: tuple[tuple[Reader, str | None], ...] = (
        ("name_head", first.text or None),
        ("tesseract", second.text or None),
    )
    if first.text == second.text:
        return Reading(first.text, first.text, first.confidence, place, agreed=True, said=said)
    chosen = _vote([look.text for look in looks if look.text], known)
    confidence = max((look.confidence for look in (first, second) if look.text == chosen), default=_DIFFER)
    rest = tuple(
        (look.text, look.confidence * _DIFFER) for look in (first, second) if look.text not in ("", chosen)
    )
    return Reading(chosen, first.text, confidence * _DIFFER, place, rest, said=said)


def _vote(texts: Sequence[str], known: Counter[str]) -> str:
    """Word by word, among the texts of the usual number of words; the first text wins a tie."""
    lengths = Counter(len(text.split()) for text in texts)
    length = max(lengths, key=lambda words: lengths[words])
    rows = [text.split() for text in texts if len(text.split()) == length]
    chosen = []
    for words in zip(*rows, strict=True):
        votes = Counter(words)
        chosen.append(max(votes, key=lambda word: votes[word] + _KNOWN_WEIGHT * (known[word] > 0)))
    return " ".join(chosen)
