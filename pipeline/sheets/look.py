"""What stands on a page: frame, the way it lies, lattice, marks and title; all on the page turned upright."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.model import FloatArray, PageImage, Pixels, SheetTitle
from pipeline.sheets import coordinates, grid, strip, ticks, title
from pipeline.sheets.lattice import FoundCross, Lattice, find_lattice

_USUAL_PAGE_MM = 640.0  # page of a 50 cm sheet with its margins, where the file states no resolution
_SAME_DPI = 0.03
_FEWEST_MARKS = 3  # crosses or ticks, below which a frame is any box on a page
_CROSSED = 0.25  # of the crosses of a lattice that content leaves free at least
_CLEARLY = 2.0  # times better than the next orientation


@dataclass(frozen=True, slots=True)
class Page:
    """The page upright, and what stands on it. ``turned`` counts quarter turns clockwise that brought it so.

    ``size_px`` is (width, height) of the page as delivered.
    """

    grey: Pixels
    size_px: tuple[int, int]
    frame: grid.Frame
    turned: int
    upright_sure: bool
    lattice: Lattice
    crosses: tuple[FoundCross, ...]
    ticks: tuple[ticks.Tick, ...]
    title: SheetTitle

    def delivered(self, upright_px: FloatArray) -> FloatArray:
        """Pixels (n, 2) of the upright page as pixels of the page as delivered."""
        return grid.turn(upright_px, -self.turned, (self.grey.shape[1], self.grey.shape[0]))

    def upright(self, delivered_px: FloatArray) -> FloatArray:
        """Pixels (n, 2) of the page as delivered as pixels of the upright page."""
        return grid.turn(delivered_px, self.turned, self.size_px)


def look(image: PageImage) -> Page | None:
    """Frame, lattice, marks and title of a page; None when it is no map sheet at all."""
    grey = strip.grey_of(image.pixels)
    found = _frame(grey, image.dpi)
    if found is None:
        return None
    page = _seen(image, grey, found, _orientation(grey, *found))
    marks, read = len(page.crosses) + len(page.ticks), page.title
    if marks < _FEWEST_MARKS and read.number.value is None and read.scale.value is None:
        return None
    return page


def look_at_sheet(image: PageImage, turned: int | None) -> Page:
    """The same of a page that a person says is a map sheet; without a frame all paper is taken for its land.

    ``turned`` are the quarter turns clockwise that bring it upright, by the person; None where not known.
    """
    grey = strip.grey_of(image.pixels)
    found = _frame(grey, image.dpi) or _all_paper(grey, image.dpi)
    return _seen(image, grey, found, _orientation(grey, *found) if turned is None else (turned, True))


def _all_paper(grey: Pixels, dpi: float | None) -> tuple[grid.Frame, Lattice]:
    """The edges of the page for a frame of which no side is drawn."""
    height, width = grey.shape
    corners = np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], np.float64)
    sides = tuple(strip.TracedLine(corners[[side, (side + 1) % 4]], 0.0) for side in range(4))
    frame = grid.Frame(corners, None, sides, frozenset(range(4)))
    return frame, find_lattice(grey, frame, dpi or _usual_dpi(grey))[0]


def _seen(
    image: PageImage, grey: Pixels, found: tuple[grid.Frame, Lattice], orientation: tuple[int, bool]
) -> Page:
    (frame, lattice), (turned, sure) = found, orientation
    frame = frame.turned(turned, (grey.shape[1], grey.shape[0]))
    grey = _upright(grey, turned)
    lattice, crosses = find_lattice(grey, frame, lattice.dpi)
    marks = ticks.find_ticks(grey, frame, lattice)
    read = title.read_title(grey, lattice.dpi, frame.corners_px, image.source)
    size = (image.pixels.shape[1], image.pixels.shape[0])
    return Page(grey, size, frame, turned, sure, lattice, crosses, marks, read)


def _frame(grey: Pixels, dpi: float | None) -> tuple[grid.Frame, Lattice] | None:
    """The frame with its lattice; looked at again where the resolution proves to be another than stated."""
    guess = dpi or _usual_dpi(grey)
    found = None
    for _ in range(2):
        better = _crossed_frame(grey, guess, dpi)
        if better is None:
            return found
        found = better
        if abs(found[1].dpi / guess - 1) < _SAME_DPI:
            break
        guess = found[1].dpi
    return found


def _usual_dpi(grey: Pixels) -> float:
    return float(max(grey.shape) / _USUAL_PAGE_MM * strip.MM_PER_INCH)


def _crossed_frame(grey: Pixels, guess: float, dpi: float | None) -> tuple[grid.Frame, Lattice] | None:
    """The first frame that holds the crosses of a lattice, else one as large as the file's resolution says.

    Frames are whole cells long; a line of the land beside a side makes a frame that is none of that. Else the
    likeliest.
    """
    first = stated = None
    for frame in grid.find_frames(grey, guess):
        lattice, crosses = find_lattice(grey, frame, dpi)
        if len(crosses) >= max(_FEWEST_MARKS, _CROSSED * len(lattice.inner_indices())):
            return frame, lattice
        first = first or (frame, lattice)
        if stated is None and dpi and abs(lattice.dpi / dpi - 1) < _SAME_DPI:
            stated = (frame, lattice)
    return stated or first


def _upright(grey: Pixels, turns: int) -> Pixels:
    return np.ascontiguousarray(np.rot90(grey, -turns))


def _orientation(grey: Pixels, frame: grid.Frame, lattice: Lattice) -> tuple[int, bool]:
    """Quarter turns clockwise that bring the page upright, and whether that is beyond doubt.

    The title decides where it reads clearly better one way; else the coordinate labels, which tell one
    story only when the page is upright.
    """
    size = (grey.shape[1], grey.shape[0])
    frames = [frame.turned(turns, size) for turns in range(4)]
    scores = [
        title.orientation_score(_upright(grey, turns), lattice.dpi, frames[turns].corners_px)
        for turns in range(4)
    ]
    first, second = sorted(scores, reverse=True)[:2]
    if first > 0 and first >= _CLEARLY * second:
        return scores.index(first), True
    stories = []
    for turns, turned in enumerate(frames):
        page = _upright(grey, turns)
        numerals = coordinates.gather(page, turned, find_lattice(page, turned, lattice.dpi)[0])
        stories.append(coordinates.agreement(numerals))
    best, next_best = sorted(stories, reverse=True)[:2]
    if best > 0 and best >= _CLEARLY * next_best:
        return stories.index(best), True
    return scores.index(first), False
