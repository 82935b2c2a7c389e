"""A page the way its print stands, straight, with its lines read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline import ocr
from pipeline.model import PageImage, Pixels, Source
from pipeline.records.bends import find_bend
from pipeline.records.cells import CELL_DPI
from pipeline.records.head import Line
from pipeline.records.page import VIEW_DPI, View, flatten, page_dpi, straighten
from pipeline.records.print_pieces import Pieces, find_pieces, mm
from pipeline.records.text_lines import Text, find_texts, lines_of, picture_of, read_texts

_LEVEL_MM = 0.75  # half of the smallest letters of a form (TT 25/2014, App. 01: 1.5 mm)
_SAMPLE = 4  # texts that are read both ways; the longest of a page are whole sentences of the form


@dataclass(frozen=True, slots=True)
class Side:
    """The page after some quarter turns: flat pixels as scanned, the straight view, what stands on it.

    ``texts`` are pieces of text with their boxes in pixels of the view, ``lines`` the same with labels and
    values together and boxes in pixels of the page.
    """

    image: PageImage
    flat: Pixels
    dpi: float
    view: View
    texts: tuple[Text, ...]
    lines: tuple[Line, ...]

    @property
    def source(self) -> Source:
        """Where the page was scanned."""
        return self.image.source


def upright(image: PageImage) -> Side:
    """The page turned so that its print can be read, its lines level."""
    flat, dpi = flatten(image), page_dpi(image)
    turns, view, pieces = _turned(flat, dpi)
    if turns:
        view = straighten(flat, dpi, turns)
        pieces = find_pieces(flat, view)
    view, pieces = _levelled(flat, view, pieces)
    texts = read_texts(pieces)
    return Side(image, flat, dpi, view, tuple(texts), tuple(lines_of(texts, view)))


def _levelled(flat: Pixels, view: View, pieces: Pieces) -> tuple[View, Pieces]:
    """View and pieces with level lines of print, where they slope or sag by half a small letter."""
    letters = [
        pieces.boxes[[piece for piece in text if not pieces.small[piece]]] for text in find_texts(pieces)
    ]
    bend = find_bend(letters, pieces.labels.shape)
    if bend is None or bend.most_px < mm(_LEVEL_MM):
        return view, pieces
    own = bend.scaled(VIEW_DPI / CELL_DPI)
    level = View(own.level(view.pixels), view.to_page, own)
    return level, find_pieces(flat, level)


def _turned(flat: Pixels, dpi: float) -> tuple[int, View, Pieces]:
    """Quarter turns that set the print upright, and the view and pieces before them.

    Along which way letters stand in lines tells two of them; of these, the one in which the longest lines
    are read more surely.
    """
    view = straighten(flat, dpi, 0)
    pieces = find_pieces(flat, view)
    across, down = find_texts(pieces), find_texts(pieces.turned)
    lies = sum(len(text) ** 2 for text in down) > sum(len(text) ** 2 for text in across)
    seen, texts = (pieces.turned, down) if lies else (pieces, across)
    longest = sorted(texts, key=len)[-_SAMPLE:]
    pictures = [picture_of(seen, text) for text in longest]
    ways = (1, 3) if lies else (0, 2)
    sure = [_sureness(pictures), _sureness([np.ascontiguousarray(np.rot90(each, 2)) for each in pictures])]
    return ways[int(sure[1] > sure[0])], view, pieces


def _sureness(pictures: Sequence[Pixels]) -> float:
    """Usual confidence of the reader of Vietnamese."""
    return float(np.median([text.confidence for text in ocr.read_vietnamese(pictures)])) if pictures else 0.0
