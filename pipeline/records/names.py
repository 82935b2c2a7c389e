"""Names, places and notes: what three readers and the spelling of Vietnamese say of each line together.

Two networks give the likelihood of any text, Tesseract a text alone. Where all three say the same it stands;
else the likeliest of all that they offer, with their likelihoods multiplied. A value is agreed where
Tesseract and one of the networks came to it and its print does not run on beyond the cell.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from pipeline import ctc, ocr
from pipeline.model import Pixels, Reader, Reading, Source, TextEvidence
from pipeline.ocr import Text
from pipeline.records.cells import Cell
from pipeline.records.reading import DITTO, UNREAD
from pipeline.text import normalise
from pipeline.text_evidence import HEAD, LINES, ODD, TESSERACT, kept, witnesses

T = TypeVar("T")
# The size at which Tesseract did best on several type faces at 200 to 400 dpi: 32 px high, a white border.
_TESSERACT_PX, _BORDER_PX = 32, 10
_NEW = 2.59  # beside the weights of ``text_evidence``, fitted with them: a word new in its column
_OFFERED = 5  # texts of each network
_DIFFER = 0.5
# A line that all three read alike is clear where no letter has a rival of one in a hundred: of 220 such names
# and places of two worn communes none was wrong, of 466 less clear ones eight.
_CLEAR = 0.99
# Beside 373 of 376 true rules of faded pages print ran across in at most so many of the rows (``courses``).
_MOST_CUT = 0.1
_READERS: tuple[Reader, ...] = ("name_head", "line_reader", "tesseract")
DITTOS = frozenset([DITTO, "''", "”", "“", "″", "〃", "//", "-nt-", "nt", "- nt -", '-"-', '"-"', '- " -'])


@dataclass(frozen=True, slots=True)
class Heard:
    """What the readers give of a line: scores of both networks over Vietnamese letters, Tesseract's text.

    ``read``: the texts of the head and of the reader of lines.
    """

    head: ctc.Scores
    line: ctc.Scores
    tesseract: str
    read: tuple[Text, Text]

    @property
    def is_undisputed(self) -> bool:
        """Whether all three read the same."""
        return {text.text for text in self.read} == {self.tesseract}

    @property
    def is_clear(self) -> bool:
        """Whether all three read the same, and no letter of it has a likely rival."""
        return self.is_undisputed and min(text.confidence for text in self.read) >= _CLEAR


@dataclass(frozen=True, slots=True)
class _Line:
    """What each reader made of a line, and what it may say with the share of each, best first."""

    said: tuple[str, ...]
    ranked: tuple[tuple[str, float], ...]

    @property
    def is_agreed(self) -> bool:
        """Whether Tesseract and one of the networks say it: the networks learnt from the same lines."""
        best = self.ranked[0][0]
        return self.said[2] == best and best in self.said[:2]


def read_texts(cells: Sequence[Cell], source: Source) -> list[Reading[str]]:
    """Vietnamese text of each cell, its lines joined by a blank."""
    return [reading for reading, _ in _read(cells, source)]


def read_names(cells: Sequence[Cell], source: Source) -> list[Reading[str]]:
    """The same of a column whose texts the archive may have elsewhere: they keep their evidence for that."""
    return [
        replace(reading, evidence=_evidence(heard)) if reading.value else reading
        for reading, heard in _read(cells, source)
    ]


def _read(cells: Sequence[Cell], source: Source) -> Iterator[tuple[Reading[str], Sequence[Heard]]]:
    """The reading of each cell, and what is heard of its lines."""
    heard = hear([picture for cell in cells for picture in cell.lines])
    known, parted = known_words(heard), _are_parted(cells)
    rest = iter(heard)
    for cell in cells:
        lines = [next(rest) for _ in cell.lines]
        yield _reading(cell, lines, known, source, cut=parted or cell.cut), lines


def _are_parted(cells: Sequence[Cell]) -> bool:
    """Whether so many texts of a column run on beyond its cells that what ends one may be a fold, or a stray
    line: the others may lack whole words.
    """
    filled = [cell for cell in cells if not cell.blank]
    return sum(cell.cut for cell in filled) > max(1, _MOST_CUT * len(filled))


def hear(pictures: Sequence[Pixels]) -> list[Heard]:
    """What all readers give of each line."""
    heads, lines = ocr.score_vietnamese(pictures), ocr.score_lines(pictures)
    return [
        Heard(head, line, text, (ocr.text_of(head), ocr.text_of(line)))
        for head, line, text in zip(heads, lines, _tesseract_texts(pictures), strict=True)
    ]


def known_words(column: Sequence[Heard]) -> frozenset[str]:
    """Words of the lines of a column that all readers read alike."""
    return frozenset(word for one in column if one.is_undisputed for word in one.tesseract.split())


def _weigh(heard: Heard, known: frozenset[str]) -> _Line:
    """A line by the scores of both networks over Vietnamese letters, and Tesseract's text."""
    said = (*(text.text for text in heard.read), heard.tesseract)
    if heard.is_undisputed:
        share = sum(text.confidence for text in heard.read) / len(heard.read)
        return _Line(said, ((heard.tesseract, share),))
    texts, told = offered(heard, known)
    odds = told @ (HEAD, LINES, TESSERACT, -ODD, -_NEW)
    shares: dict[str, float] = {}
    for text, odd in zip(texts, odds.tolist(), strict=True):
        shares[normalise(text)] = shares.get(normalise(text), 0.0) + math.exp(odd - odds.max())
    total = sum(shares.values())
    ranked = sorted(((text, share / total) for text, share in shares.items()), key=lambda pair: -pair[1])
    return _Line(said, tuple(ranked))


def offered(heard: Heard, known: frozenset[str]) -> tuple[tuple[str, ...], npt.NDArray[np.float64]]:
    """Texts that a line may say, and what speaks for each (n, 5).

    These are the log-likelihoods of the head and of the reader of lines, 1 where Tesseract gives the text,
    and how many of its words are odd, and are not ``known`` from other lines of the column.
    """
    letters, networks = ocr.VIETNAMESE_LETTERS, (heard.head, heard.line)
    found = [text for scores in networks for text, _ in ctc.beam_search(scores, letters, _OFFERED)]
    theirs = [heard.tesseract] if set(heard.tesseract) <= set(letters) else []
    texts = tuple(dict.fromkeys([*found, *theirs]))
    told = witnesses([(scores, letters) for scores in networks], heard.tesseract, texts)
    new = [sum(word not in known for word in normalise(text).split()) for text in texts]
    return texts, np.column_stack([told, new])


def _tesseract_texts(pictures: Sequence[Pixels]) -> list[str]:
    """What Tesseract makes of each line."""
    small = [_at_its_size(picture) for picture in pictures]
    return [normalise(text.text) for text in ocr.read_tesseract(small, "vie")]


def _at_its_size(picture: Pixels) -> Pixels:
    scale = _TESSERACT_PX / picture.shape[0]
    size = (max(1, round(picture.shape[1] * scale)), _TESSERACT_PX)
    method = cv2.INTER_AREA if scale <= 1.0 else cv2.INTER_CUBIC
    small = np.asarray(cv2.resize(picture, size, interpolation=method), np.uint8)
    return np.pad(small, _BORDER_PX, constant_values=255)


def _reading(
    cell: Cell, heard: Sequence[Heard], known: frozenset[str], source: Source, *, cut: bool
) -> Reading[str]:
    """The reading of a cell from what is heard of its lines."""
    place = replace(source, box=cell.box)
    if cell.blank:
        return Reading(None, DITTO if cell.ditto else "", source=place)
    lines = [_weigh(one, known) for one in heard]
    text = _joined([line.ranked[0][0] for line in lines])
    if not text:
        return Reading(None, UNREAD, source=place)
    said = tuple(
        (reader, _joined(texts) or None)
        for reader, texts in zip(_READERS, zip(*(line.said for line in lines), strict=True), strict=True)
    )
    agreed = all(line.is_agreed for line in lines) and not cut
    share = min(line.ranked[0][1] for line in lines) * (1.0 if agreed else _DIFFER)
    return Reading(text, said[0][1] or text, share, place, _alternatives(lines), agreed, said=said)


def _evidence(heard: Sequence[Heard]) -> TextEvidence | None:
    """What the readers give of a cell, where it is not clear what stands there."""
    if all(one.is_clear for one in heard):
        return None
    head, line = (
        kept(scores, ocr.VIETNAMESE_LETTERS)
        for scores in zip(*((one.head, one.line) for one in heard), strict=True)
    )
    return TextEvidence(head, line, _joined([one.tesseract for one in heard]))


def _alternatives(lines: Sequence[_Line]) -> tuple[tuple[str, float], ...]:
    """The next best texts, each with another reading of one line."""
    best = [line.ranked[0][0] for line in lines]
    others = [
        (_joined([*best[:i], text, *best[i + 1 :]]), share)
        for i, line in enumerate(lines)
        for text, share in line.ranked[1:4]
    ]
    return tuple(sorted(others, key=lambda pair: -pair[1])[:3])


def _joined(texts: Sequence[str]) -> str:
    return normalise(" ".join(text for text in texts if text))


def fill_dittos(readings: Sequence[Reading[T]]) -> list[Reading[T]]:
    """Marks that say "as above" get the value above them; never marked as agreed."""
    filled: list[Reading[T]] = []
    for reading in readings:
        filled.append(_as_above(reading, filled[-1:]) if reading.text in DITTOS else reading)
    return filled


def _as_above(reading: Reading[T], above: Sequence[Reading[T]]) -> Reading[T]:
    value, confidence = (above[0].value, min(_DIFFER, above[0].confidence)) if above else (None, 0.0)
    return replace(reading, value=value, confidence=confidence, agreed=False, alternatives=(), evidence=None)
