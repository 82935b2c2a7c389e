"""Writers who draw figures and codes stroke by stroke: a third family beside faces and digits people wrote.

Both of those are foreign hands. Here a figure is a few strokes through some points, in the ways that they
are taught and written in Viet Nam: a one with flag and foot, a seven with a bar, an open four, a nine with a
straight or a curled leg, decimal marks on the line or raised. A writer keeps to one way of each sign and
moves its points a little for good; every sign that is written moves them once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import cv2
import numpy as np
from numpy.random import Generator

from pipeline.model import FloatArray, Pixels
from synthetic.handwriting import CAPITAL_PX, Hand

Part = Literal["train", "development", "held_out"]

MARKS = ".,"
_SIDE = 6 * CAPITAL_PX  # of the square picture of a sign
_STEPS = 10  # points of a curve between two of its own
_FRACTION = 3  # bits of a pixel that lines are drawn to
_WIDTHS: dict[Part, tuple[float, float]] = {
    "train": (0.65, 1.15), "development": (1.15, 1.3), "held_out": (0.5, 0.65),
}  # fmt: skip
_STROKES: dict[Part, tuple[float, float]] = {
    "train": (0.07, 0.2), "development": (0.05, 0.07), "held_out": (0.2, 0.22),
}  # fmt: skip
_SINKS = "4579"  # figures whose last stroke some writers draw below the line

# Ways of each sign: strokes parted by "|", points "x y" in hundredths of a capital's height from the left end
# of the baseline; a point given twice is a corner. Drawn for this purpose.
_WAYS: dict[str, tuple[str, ...]] = {
    "0": (
        "42 99, 10 78, 4 30, 28 0, 54 24, 58 72, 40 100",
        "34 97, 8 60, 14 10, 40 2, 58 40, 48 92, 26 98",
        "46 92, 30 100, 6 70, 6 26, 28 0, 54 30, 56 74, 36 100, 22 88",
    ),
    "1": (
        "10 100, 10 0",
        "0 74, 24 100, 24 100, 23 0",
        "0 74, 24 100, 24 100, 24 0 | 4 0, 46 1",
        "0 58, 30 100, 30 100, 28 0",
        "2 84, 16 98, 16 98, 15 0 | 0 1, 32 0",
    ),
    "2": (
        "3 78, 20 99, 48 90, 50 64, 26 30, 0 2, 0 2, 58 3",
        "4 80, 24 100, 48 86, 46 58, 20 16, 3 4, 10 20, 26 8, 60 6",
        "2 88, 30 100, 50 80, 36 42, 0 0, 0 0, 30 8, 56 0",
    ),
    "3": (
        "5 88, 28 100, 50 82, 40 60, 20 54, 20 54, 46 46, 52 20, 30 0, 2 12",
        "4 98, 50 98, 50 98, 22 62, 22 62, 50 48, 53 18, 28 0, 0 12",
        "6 92, 34 100, 46 78, 26 56, 26 56, 54 36, 44 4, 16 -2, 0 10",
    ),
    "4": (
        "14 100, 2 40, 2 40, 60 40 | 42 72, 40 -4",
        "42 0, 42 100, 42 100, 0 32, 0 32, 60 32",
        "10 100, 5 46, 5 46, 50 46 | 50 100, 50 0",
        "36 100, 0 34, 0 34, 58 36 | 40 60, 36 0",
    ),
    "5": (
        "50 100, 10 100, 10 100, 7 58, 7 58, 36 62, 52 35, 35 3, 0 8",
        "12 98, 8 58, 8 58, 40 60, 50 30, 30 0, 0 10 | 12 98, 56 100",
        "54 98, 16 97, 10 60, 34 58, 48 34, 30 2, 0 4",
    ),
    "6": (
        "46 100, 15 66, 4 25, 25 0, 50 20, 40 46, 10 30",
        "30 100, 8 60, 2 22, 24 0, 46 16, 38 42, 14 40, 4 22",
        "50 94, 28 98, 4 52, 8 8, 36 0, 54 26, 34 50, 8 34",
    ),
    "7": (
        "0 97, 55 98, 55 98, 20 0",
        "0 97, 55 98, 55 98, 20 0 | 8 50, 50 52",
        "0 82, 3 98, 3 98, 55 97, 55 97, 30 50, 20 0",
        "2 84, 14 98, 56 96, 56 96, 26 0 | 14 48, 54 54",
    ),
    "8": (
        "50 86, 30 100, 8 80, 25 56, 50 25, 28 0, 5 22, 25 50, 50 78, 46 92",
        "28 54, 8 78, 28 100, 48 78, 28 54, 2 24, 28 0, 54 26, 28 54",
        "20 58, 10 80, 30 100, 46 80, 12 34, 16 4, 44 6, 46 36, 14 66",
    ),
    "9": (
        "48 84, 25 100, 4 74, 22 50, 46 68, 50 92, 50 92, 46 0",
        "50 86, 26 100, 4 76, 20 52, 46 66, 52 90, 49 44, 34 2, 4 8",
        "46 82, 24 100, 4 78, 18 54, 40 62, 48 92, 48 92, 18 0",
        "50 98, 22 99, 2 76, 20 54, 48 68, 52 98, 52 98, 50 0",
    ),
    ".": ("4 3, 6 2, 5 4",),
    ",": ("6 8, 8 2, 0 -14", "8 10, 2 -12", "10 12, 9 0, 0 -18"),
    "-": ("0 42, 34 42", "0 38, 26 44"),
    "+": ("0 46, 50 47 | 25 74, 25 18",),
    "(": ("24 112, 4 70, 4 24, 22 -14",),
    ")": ("0 112, 20 70, 20 24, 2 -14",),
    '"': ("4 100, 2 66 | 22 100, 20 66", "6 96, 0 60 | 24 98, 18 62"),
    "²": ("2 100, 12 112, 24 102, 2 70, 2 70, 26 70",),
    "m": ("4 58, 4 0, 4 0, 6 40, 22 56, 28 40, 28 0, 28 0, 32 42, 46 56, 52 38, 52 0",),
    "n": ("4 58, 4 0, 4 0, 8 42, 26 56, 34 40, 34 0",),
    "t": ("14 84, 12 10, 24 0, 32 6 | 0 56, 28 58",),
    "A": ("0 0, 28 100, 28 100, 60 0 | 10 36, 50 38", "2 0, 6 60, 30 100, 54 60, 58 0 | 4 40, 58 40"),
    "B": ("6 100, 4 0 | 4 98, 40 98, 44 66, 8 54, 8 54, 52 44, 50 6, 2 0",),
    "C": ("56 84, 34 100, 6 70, 6 28, 32 0, 58 14", "52 96, 20 96, 0 50, 20 2, 54 6"),
    "D": ("8 100, 6 0 | 4 98, 44 90, 58 46, 40 6, 2 0",),
    "E": (
        "50 98, 6 98, 6 98, 4 0, 4 0, 52 2 | 6 52, 42 52",
        "50 90, 18 98, 14 56, 30 54, 30 54, 2 30, 16 0, 52 10",
    ),
    "G": (
        "56 84, 32 100, 4 66, 8 18, 36 0, 58 14, 58 44, 58 44, 34 44",
        "54 90, 20 96, 2 46, 24 4, 52 30, 52 48, 54 -20",
    ),
    "H": ("6 100, 4 0 | 54 100, 52 0 | 6 52, 54 52",),
    "I": ("10 100, 10 0", "16 100, 16 0 | 0 100, 32 100 | 0 0, 32 0"),
    "K": ("6 100, 4 0 | 52 98, 8 46, 8 46, 56 0",),
    "L": ("6 100, 4 2, 4 2, 50 2", "20 96, 30 100, 12 40, 0 6, 16 8, 52 2"),
    "M": ("2 0, 8 100, 8 100, 38 30, 38 30, 68 100, 68 100, 74 0",),
    "N": ("4 0, 6 100, 6 100, 54 0, 54 0, 56 100",),
    "O": ("36 100, 4 72, 4 26, 32 0, 62 28, 62 74, 36 100",),
    "P": ("6 100, 4 0 | 4 98, 44 96, 52 70, 38 50, 6 48",),
    "Q": ("36 100, 4 72, 4 26, 32 0, 62 28, 62 74, 36 100 | 38 24, 68 -10",),
    "R": ("6 100, 4 0 | 4 98, 44 96, 50 72, 36 54, 8 50, 8 50, 56 0",),
    "S": ("50 88, 28 100, 6 80, 28 54, 52 28, 30 0, 2 12",),
    "T": ("0 98, 58 98 | 29 98, 28 0", "0 88, 8 98, 58 98 | 34 98, 26 0"),
    "U": ("4 100, 4 30, 28 0, 52 28, 54 100", "4 100, 4 28, 24 0, 52 30, 54 100, 54 100, 54 0"),
    "V": ("0 100, 28 0, 28 0, 58 100",),
    "X": ("0 100, 54 0 | 54 100, 0 0",),
    "Y": ("0 100, 28 52, 28 52, 56 100 | 28 52, 26 0",),
    "*": ("16 90, 16 56 | 2 82, 30 64 | 30 82, 2 64",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pen:
    """How one writer draws. ``ways``: for each sign its strokes as (points, 2), y up from the baseline.

    ``width`` stretches signs along the line, ``thick`` is the width of the stroke, ``gap`` what is left free
    behind a sign, ``shake`` how far points stray, ``sinks`` how far last strokes run below the line, ``rise``
    and ``mark`` how high and how large marks are: all but ``mark`` as shares of a capital's height.
    """

    ways: dict[str, tuple[FloatArray, ...]]
    width: float
    thick: float
    gap: float
    shake: float
    sinks: float
    rise: float
    mark: float

    def draw(self, sign: str, rng: Generator) -> tuple[Pixels, float]:
        """A sign with its baseline's left end in the middle of a square picture, and its advance, px."""
        image = np.zeros((_SIDE, _SIDE), np.uint8)
        grow, lift = (self.mark, self.rise) if sign in MARKS else (1.0, 0.0)
        thick = self.thick * rng.uniform(0.9, 1.1) * (1.0 + 0.3 * (sign in MARKS))
        far = 0.0
        for stroke in self.ways[sign]:
            points = stroke * grow + rng.normal(0, self.shake, stroke.shape)
            if sign in _SINKS:
                points[-1, 1] -= self.sinks * rng.uniform(0.5, 1.0)
            points = points * (self.width, 1.0) + (0.0, lift)
            far = max(far, float(points[:, 0].max()))
            _draw_curve(image, points, thick)
        return image, (far + thick + self.gap * rng.uniform(0.3, 1.7)) * CAPITAL_PX


@dataclass(frozen=True, slots=True)
class PenHand(Hand):
    """A writer some of whose signs, ``by_pen``, are drawn stroke by stroke."""

    pen: Pen | None = None
    by_pen: str = ""

    def _glyph(self, letter: str, rng: Generator) -> tuple[Pixels, float]:
        if self.pen is None or letter not in self.by_pen:
            return Hand._glyph(self, letter, rng)
        return self.pen.draw(letter, rng)


def signs() -> str:
    """Every sign that a pen can draw."""
    return "".join(_WAYS)


def random_pen(rng: Generator, part: Part) -> Pen:
    """A writer's pen; each part has widths of signs and of strokes of its own."""
    narrow, wide = _WIDTHS[part]
    thin, thick = _STROKES[part]
    ways = {}
    for sign, known in _WAYS.items():
        way = _strokes(known[int(rng.integers(len(known)))])
        ways[sign] = tuple(stroke + rng.normal(0, 0.03, stroke.shape) for stroke in way)
    return Pen(
        ways,
        width=float(rng.uniform(narrow, wide)),
        thick=float(rng.uniform(thin, thick)),
        gap=float(rng.uniform(-0.08, 0.3)),
        shake=float(rng.uniform(0.008, 0.035)),
        sinks=float(max(0.0, rng.uniform(-0.2, 0.25))),
        rise=float(rng.choice([0.0, 0.0, 0.0, rng.uniform(0.05, 0.35)])),
        mark=float(rng.uniform(0.7, 1.9)),
    )


@cache
def _strokes(way: str) -> tuple[FloatArray, ...]:
    return tuple(
        np.array([[float(value) / 100 for value in point.split()] for point in stroke.split(",")])
        for stroke in way.split("|")
    )


def _draw_curve(image: Pixels, points: FloatArray, thick: float) -> None:
    """A smooth curve through the points, which are in heights of a capital."""
    curve = _smooth(points) * (CAPITAL_PX, -CAPITAL_PX) + _SIDE / 2
    fixed = np.round(curve * 2**_FRACTION).astype(np.int32)
    width = max(2, round(thick * CAPITAL_PX))
    cv2.polylines(image, [fixed], False, 255, width, cv2.LINE_AA, _FRACTION)


def _smooth(points: FloatArray) -> FloatArray:
    """Catmull-Rom splines through the points, straight into corners (points given nearly twice)."""
    ends = np.concatenate([points[:1], points, points[-1:]])
    share = np.linspace(0, 1, _STEPS, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        pieces.append(
            b
            + 0.5 * share * (c - a)
            + share**2 * (a - 2.5 * b + 2 * c - 0.5 * d)
            + share**3 * (1.5 * (b - c) + 0.5 * (d - a))
        )
    return np.concatenate([*pieces, points[-1:]])
