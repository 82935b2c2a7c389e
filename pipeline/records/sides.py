"""A page the way its print stands, straight, with its lines read."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline import ocr
from pipeline.model import FloatArray, PageImage, Pixels, Source
from pipeline.records.bends import find_bend
from pipeline.records.cells import CELL_DPI
from pipeline.records.filling import filled_by_hand
from pipeline.records.line import Line
from pipeline.records.page import VIEW_DPI, View, flatten, page_dpi, paper_on, straighten
from pipeline.records.print_pieces import Pieces, find_pieces, mm
from pipeline.records.text_lines import find_texts, lines_of, picture_of, read_texts, without_strays

_LEVEL_MM = 0.75  # half of the smallest letters of a form (TT 25/2014, App. 01: 1.5 mm)
# Texts that are read both ways: the longest of a page, which are whole sentences of the form, and where that
# is not clear as many more again; by the cheap network, and where all of them leave it unclear by the other.
# Clear: the mean of what one way has more than the other is so many of its standard errors from none (by
# chance, once in forty pages).
_SAMPLE, _MOST_SAMPLES, _CLEAR_ERRORS = 6, 24, 2.0
_DISPUTED = 0.25  # of the sample that says the opposite: noise may, and more of a page is not noise
# Squares of the letters of lines along the print are 2.3 to 32 times those across it (48 pages);
# a border of ornaments turned it round on one more.
_CLEARLY = 4.0
_SAMPLE_PIECES = 16  # letters of each: two words or three tell which way is up
_Read = Callable[[Sequence[Pixels]], list[ocr.Text]]


@dataclass(frozen=True, slots=True)
class Side:
    """The page after some quarter turns: flat pixels as scanned, the straight view, what stands on it.

    ``texts`` are pieces of text with their boxes in pixels of the view, ``lines`` the same with labels and
    values together and boxes in pixels of the page. ``by_hand``: the form was filled in with a pen.
    """

    image: PageImage
    flat: Pixels
    dpi: float
    view: View
    texts: tuple[Line, ...]
    lines: tuple[Line, ...]
    by_hand: bool

    @property
    def source(self) -> Source:
        """Where the page was scanned."""
        return self.image.source


@dataclass(frozen=True)
class Standing:
    """A page as it was scanned, and turned upright where that is asked for, before its lines are read.

    ``flat``: its pixels; ``scanned``: the straight view of it as it lies; ``paper``: the corners of the sheet
    on a photo.
    """

    image: PageImage
    flat: Pixels
    dpi: float
    scanned: View
    paper: FloatArray | None = None

    @cached_property
    def texts(self) -> list[list[int]]:
        """Numbers of the pieces of each text of the upright view."""
        return self._texts_as_scanned if not self.turns[0] else find_texts(self.pieces)

    @cached_property
    def _texts_as_scanned(self) -> list[list[int]]:
        return find_texts(self._pieces_as_scanned)

    @cached_property
    def turns(self) -> tuple[int, ...]:
        """Quarter turns clockwise that set the print upright.

        A second number is there where lines of the sample say the opposite.
        """
        return _turns(self._pieces_as_scanned, self._texts_as_scanned)

    @cached_property
    def view(self) -> View:
        """The straight view, upright."""
        return self.scanned if not self.turns[0] else self.turned(self.turns[0])

    @cached_property
    def pieces(self) -> Pieces:
        """The print on the upright view."""
        return self._pieces_as_scanned if not self.turns[0] else find_pieces(self.flat, self.view)

    @cached_property
    def _pieces_as_scanned(self) -> Pieces:
        return find_pieces(self.flat, self.scanned)

    def turned(self, turns: int) -> View:
        """The straight view after so many quarter turns clockwise."""
        return self.scanned if not turns else straighten(self.flat, self.dpi, turns, self.paper)


def stand_up(image: PageImage) -> Standing:
    """The page ready to be turned so that its print can be read."""
    flat, dpi, paper = flatten(image), page_dpi(image), paper_on(image)
    return Standing(image, flat, dpi, straighten(flat, dpi, 0, paper), paper)


def upright(page: Standing) -> Side:
    """The page with its lines level and read."""
    view, pieces, chained = _levelled(page)
    chained = without_strays(pieces, chained)
    texts = read_texts(pieces, chained)
    by_hand = filled_by_hand(pieces, chained)
    return Side(page.image, page.flat, page.dpi, view, tuple(texts), tuple(lines_of(texts, view)), by_hand)


def _levelled(page: Standing) -> tuple[View, Pieces, list[list[int]]]:
    """View, pieces and texts with level lines of print, where they slope or sag by half a small letter."""
    pieces = page.pieces
    letters = [pieces.boxes[[piece for piece in text if not pieces.small[piece]]] for text in page.texts]
    bend = find_bend(letters, pieces.labels.shape, mm(_LEVEL_MM))
    if bend is None:
        return page.view, pieces, page.texts
    own = bend.scaled(VIEW_DPI / CELL_DPI)
    level = View(own.level(page.view.pixels), page.view.to_page, own)
    pieces = find_pieces(page.flat, level)
    return level, pieces, find_texts(pieces)


def _turns(pieces: Pieces, across: Sequence[list[int]]) -> tuple[int, ...]:
    """Quarter turns that set the print upright, the likelier first.

    The one in which the longest lines are read most surely; along which way letters stand in lines leaves two
    of them where it is clear. ``across``: the texts along the rows of the picture.
    """
    down = find_texts(pieces.turned)
    one, other = sum(len(text) ** 2 for text in across), sum(len(text) ** 2 for text in down)
    ways = [(0, pieces, across), (1, pieces.turned, down)]
    if max(one, other) > _CLEARLY * min(one, other):
        ways = ways[:1] if one >= other else ways[1:]
    read = [(quarter, *_both_ways(seen, texts)) for quarter, seen, texts in ways]
    quarter, as_seen, turned = max(read, key=lambda way: max(way[1].mean(), way[2].mean()))
    votes = int((turned > as_seen).sum())
    # Noise is read badly either way; a line of print, one way only.
    halves = (2, 0) if turned.sum() > as_seen.sum() else (0, 2)
    order = tuple(quarter + half for half in halves)
    against = min(votes, len(as_seen) - votes)
    return order[:1] if against < _DISPUTED * len(as_seen) else order


def _both_ways(pieces: Pieces, texts: Sequence[list[int]]) -> tuple[FloatArray, FloatArray]:
    """How surely the longest texts are read as they stand, and upside down; a nought each without texts."""
    longest = sorted(texts, key=len, reverse=True)[:_MOST_SAMPLES]
    if not longest:
        return np.zeros(1), np.zeros(1)
    stands, turned = _sampled(pieces, longest, ocr.read_lines)
    return (stands, turned) if _is_clear(stands - turned) else _sampled(pieces, longest, ocr.read_vietnamese)


def _sampled(pieces: Pieces, texts: Sequence[list[int]], read: _Read) -> tuple[FloatArray, FloatArray]:
    """How surely texts are read as they stand, and upside down; no more of them than make it clear."""
    both = np.zeros((2, 0))
    for first in range(0, len(texts), _SAMPLE):
        some = [picture_of(pieces, text[:_SAMPLE_PIECES]) for text in texts[first : first + _SAMPLE]]
        upside_down = [np.ascontiguousarray(np.rot90(each, 2)) for each in some]
        both = np.hstack([both, [_sureness(some, read), _sureness(upside_down, read)]])
        if _is_clear(both[0] - both[1]):
            break
    return both[0], both[1]


def _is_clear(more: FloatArray) -> bool:
    return abs(float(more.sum())) > _CLEAR_ERRORS * float(more.std()) * math.sqrt(len(more))


def _sureness(pictures: Sequence[Pixels], read: _Read) -> list[float]:
    """Letters that a reader of Vietnamese sees in each, by its confidence."""
    return [text.confidence * sum(map(str.isalnum, text.text)) for text in read(pictures)]
