"""Lettering with strokes: by a hand, whose letters are never twice the same, or along a template."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from synthetic.old_sheets.letterforms import CAPITAL, Glyph, Points, forms_of, glyph

_GAP = 1.7  # between letters, tenths of a capital's height


@dataclass(frozen=True, slots=True)
class Writer:
    """Who letters a sheet. ``slant`` is run to rise; ``stretch`` and ``spacing`` are factors.

    ``pen_mm`` is the width of the strokes; ``unrest`` how far points, letters and sizes stray (0: along a
    template); ``forms`` which form of each figure this writer uses.
    """

    slant: float = 0.0
    stretch: float = 1.0
    spacing: float = 1.0
    pen_mm: float = 0.2
    unrest: float = 0.0
    forms: dict[str, int] = field(default_factory=dict)

    def width(self, text: str, height_mm: float) -> float:
        """Length of a line of text with capitals of this height, mm."""
        units = sum(self._glyph(letter).width * self.stretch + _GAP * self.spacing for letter in text)
        return max(units - _GAP * self.spacing, 0.0) * height_mm / CAPITAL

    def strokes(self, text: str, height_mm: float, rng: Generator) -> list[Points]:
        """Strokes of a line of text in mm, x right and y up from the left end of the baseline."""
        found: list[Points] = []
        pen, drift, per_unit = 0.0, 0.0, height_mm / CAPITAL
        for letter in text:
            shape = self._glyph(letter)
            drift = 0.6 * drift + rng.normal(0, 0.9 * self.unrest)
            placed = self._placed(shape, rng)
            found += [(stroke + np.array([pen, drift])) * per_unit for stroke in placed]
            pen += shape.width * self.stretch + _GAP * self.spacing
        return found

    def _glyph(self, letter: str) -> Glyph:
        return glyph(letter, self.forms.get(letter, 0))

    def _placed(self, shape: Glyph, rng: Generator) -> list[Points]:
        """The strokes of one letter as it comes out this time: bent, turned, grown and slanted."""
        turn, grow = rng.normal(0, 0.045 * self.unrest), 1 + rng.normal(0, 0.05 * self.unrest, 2)
        cos, sin = math.cos(turn), math.sin(turn)
        linear = np.array([[cos, sin], [-sin, cos]]) * (grow * (self.stretch, 1.0))
        linear[1, 0] += self.slant + rng.normal(0, 0.03 * self.unrest)
        bend, phase = rng.normal(0, 0.28 * self.unrest, 2), rng.uniform(0, 6.3, 2)
        strokes = []
        for stroke in shape.strokes:
            bent = (
                stroke + bend * np.sin(0.55 * stroke[:, ::-1] + phase) + rng.normal(0, 0.12 * self.unrest, 2)
            )
            strokes.append(bent @ linear)
        return strokes


def random_writer(rng: Generator, by_hand: bool) -> Writer:
    """A hand with its own slant, width and figures, or a template with upright or slanted letters."""
    forms = {figure: int(rng.integers(forms_of(figure))) for figure in "0123456789"}
    if not by_hand:
        slant = float(rng.choice([0.0, 0.0, 0.27]))
        template = dict.fromkeys("23568", 0) | {"1": int(rng.choice([0, 0, 1]))}
        return Writer(
            slant,
            float(rng.uniform(0.85, 1.0)),
            float(rng.uniform(0.95, 1.25)),
            float(rng.uniform(0.18, 0.28)),
            0.0,
            forms | template,
        )
    return Writer(
        slant=float(rng.uniform(-0.12, 0.36)),
        stretch=float(rng.uniform(0.8, 1.2)),
        spacing=float(rng.uniform(0.8, 1.3)),
        pen_mm=float(rng.uniform(0.15, 0.32)),
        unrest=float(rng.uniform(0.6, 1.7)),
        forms=forms,
    )
