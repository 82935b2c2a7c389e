"""A page in each of its four orientations, straight, with its lines read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import PageImage, Pixels, Source
from pipeline.records.head import Line, read_lines
from pipeline.records.page import View, flatten, page_dpi, straighten

TURNS = (0, 2, 1, 3)


@dataclass(frozen=True, slots=True)
class Side:
    """The page after some quarter turns: flat pixels as scanned, the straight view, its lines of text."""

    image: PageImage
    flat: Pixels
    dpi: float
    view: View
    lines: tuple[Line, ...]

    @property
    def source(self) -> Source:
        """Where the page was scanned."""
        return self.image.source


def sides_of(image: PageImage) -> Iterator[Side]:
    """Upright first, then on its head, then the two on its side; each is read when it is asked for."""
    flat, dpi = flatten(image), page_dpi(image)
    for turns in TURNS:
        view = straighten(flat, dpi, turns)
        lines = read_lines(flat, dpi, view, view.pixels.shape[0])
        yield Side(image, flat, dpi, view, tuple(lines))
