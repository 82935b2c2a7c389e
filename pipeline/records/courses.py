"""The courses of rules over a page, and whether print runs across them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.model import FloatArray, Pixels
from pipeline.records.cells import HALF_RULE_MM
from pipeline.records.page import PX_PER_MM

# Print may run over a true rule where a cell is too narrow. Of 376 rules of 24 faded pages in black and white
# 373 had print on both sides in at most .1 of the rows; letters below each other in .7 at least
# (`benchmarks.bilevel`, seeds 7180-7185).
MOST_CROSSED = 0.25
_AT_PRINT = (0.15, 0.85)  # part of a row's height where its print stands
_STROKE_PX = 2  # a letter across the rule has ink on both sides on so many lines of pixels
_INK = 128


@dataclass(frozen=True, slots=True)
class Courses:
    """Rules that run along one axis: ``across`` (rules, bands) positions at the band centres ``along``."""

    along: FloatArray
    across: FloatArray

    def at(self, rule: int, position: float) -> float:
        """Where a rule lies, across, at a position along it."""
        return float(np.interp(position, self.along, self.across[rule]))

    def only(self, rule: int) -> Courses:
        """One of the rules."""
        return Courses(self.along, self.across[rule : rule + 1])

    def places(
        self, span: tuple[float, float], shape: tuple[int, ...]
    ) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.int_]]:
        """Pixels (y, x) of the first rule down a picture of this shape, from one height to another."""
        y = np.arange(max(0, int(span[0])), min(shape[0], int(span[1]) + 1))
        x = np.interp(y, self.along, self.across[0]).round().astype(int)
        return y, np.clip(x, 0, shape[1] - 1)

    def spans(self, crossing: Courses) -> list[tuple[float, float]]:
        """Where the first rule, down the page, enters and leaves each row between rules that cross it."""
        middle = float(self.across[0].mean())
        return list(itertools.pairwise(crossing.at(rule, middle) for rule in range(len(crossing.across))))


def part_of(span: tuple[float, float], part: tuple[float, float]) -> tuple[float, float]:
    """A part of a span, its ends as shares of the span."""
    return span[0] + part[0] * (span[1] - span[0]), span[0] + part[1] * (span[1] - span[0])


def crossed_share(course: Courses, rows: Courses, view: Pixels) -> float:
    """Share of the rows in which print stands close to both sides of a rule down the view (200 dpi)."""
    return float(
        np.mean([_is_crossed(course, view, part_of(span, _AT_PRINT)) for span in course.spans(rows)])
    )


def _is_crossed(course: Courses, view: Pixels, span: tuple[float, float]) -> bool:
    y, x = course.places(span, view.shape)
    reach = round(HALF_RULE_MM * PX_PER_MM)
    left, right = np.clip(x - reach, 0, None), np.clip(x + reach, None, view.shape[1] - 1)
    return int(((view[y, left] < _INK) & (view[y, right] < _INK)).sum()) >= _STROKE_PX
