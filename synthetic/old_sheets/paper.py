"""Ink on old drawing paper: toned, mottled, stained, folded, paler here and there, rubbed in places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from synthetic.canvas import INKS, Canvas, Pixels, Points
from synthetic.old_sheets.mistakes import GHOST
from synthetic.wear import Coarse, Damage, Field, folds_of, grain_of, ink_left, shade_of

BAND_PX = 512
STEP_MM = 2.0  # of the fields of shade and ink
_BROWN = np.array([0.65, 0.9, 1.35], np.float32)  # how much of each colour dirt takes
_GHOST_LEFT = 0.3
_RUBBED_MM, _RUBBED_GREY = 4.0, 9.0
_PAPERS = (
    (238, 226, 196),
    (230, 214, 178),
    (244, 236, 216),
    (222, 206, 176),
    (236, 222, 206),
    (226, 222, 204),
)
_WHITES = ((246, 245, 241), (240, 234, 218))
_BLACKS = ((28, 26, 30), (48, 38, 34), (40, 42, 58))


@dataclass(frozen=True, slots=True)
class _Fate:
    """Between what bounds paper of a kind comes to harm; see ``wear.Damage``."""

    folds: tuple[int, int]
    stains: tuple[int, int]
    fade: tuple[float, float]
    mottle: tuple[float, float]

    def damage(self, rng: Generator) -> Damage:
        """What happened to one sheet; it is bent elsewhere."""
        folds, stains = (int(rng.integers(*bounds, endpoint=True)) for bounds in (self.folds, self.stains))
        fade, mottle = (float(rng.uniform(*bounds)) for bounds in (self.fade, self.mottle))
        noise, blur_mm = float(rng.uniform(2, 6)), float(rng.uniform(0.02, 0.05))
        return Damage(0.0, 0.0, 0.0, folds, stains, fade, 0.0, mottle, noise, blur_mm)


_DRAWING = _Fate((1, 5), (2, 8), (0.1, 0.45), (6, 16))
_PRINT = _Fate((0, 2), (0, 1), (0.0, 0.25), (2, 7))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Paper of one kind: its colour, what happened to it, the colours of the inks."""

    colour: tuple[int, int, int]
    damage: Damage
    inks: Mapping[str, tuple[int, int, int]]


def old_paper(rng: Generator) -> Sheet:
    """Drawing paper that lay about for decades."""
    damage = _DRAWING.damage(rng)
    return Sheet(_pick(rng, _PAPERS), damage, {**INKS, "black": _pick(rng, _BLACKS)})


def print_paper(rng: Generator) -> Sheet:
    """Paper of a printed plan, clean but for a shade and a fold."""
    damage = _PRINT.damage(rng)
    return Sheet(_pick(rng, _WHITES), damage, INKS)


def on_paper(canvas: Canvas, sheet: Sheet, rubbed_px: Points, rng: Generator) -> Pixels:
    """The drawing on the sheet, RGB; ``rubbed_px`` are the places where somebody rubbed (n, 2)."""
    size, step = (canvas.height_px, canvas.width_px), STEP_MM * canvas.scale
    shape = (int(size[0] / step) + 2, int(size[1] / step) + 2)
    ink = Coarse(ink_left(shape, sheet.damage, rng), step)
    shade = Coarse(shade_of(shape, sheet.damage, rng) - _rubbed(shape, rubbed_px / step), step)
    fold, grain = folds_of(size, sheet.damage, canvas.scale, rng), grain_tile(sheet.damage.noise, rng)
    page = np.empty((*size, 3), np.uint8)
    for rows in bands(size[0]):
        first, last = rows.start, rows.stop
        folded = fold.band(first, last)
        left = ink.band(first, last, size[1]) * (1 - 0.35 * folded)
        dark = shade.band(first, last, size[1]) + 40.0 * folded - grain_of(grain, last - first, size[1], rng)
        part = np.asarray(sheet.colour, np.float32) - dark[..., None] * _BROWN
        for name, layer in canvas.layers.items():
            cover = (layer[rows] / np.float32(255) * left * (_GHOST_LEFT if name == GHOST else 1.0))[
                ..., None
            ]
            part *= 1 - cover + np.asarray(sheet.inks[name], np.float32) / 255 * cover
        page[rows] = np.clip(part, 0, 255)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), max(sheet.damage.blur_mm * canvas.scale, 0.3)), np.uint8)


def bands(height: int) -> Iterator[slice]:
    """The rows of a page in parts that memory holds with ease."""
    for first in range(0, height, BAND_PX):
        yield slice(first, min(first + BAND_PX, height))


def grain_tile(strength: float, rng: Generator) -> Field:
    """Fine noise, to be laid side by side."""
    grain = rng.normal(0, strength, (640, 640)).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(grain, (0, 0), 0.7) * 1.7, np.float32)


def _rubbed(shape: tuple[int, int], places: npt.NDArray[np.float64]) -> Field:
    """Greys that rubbing took from the paper."""
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    taken = np.zeros(shape, np.float32)
    for x, y in places:
        distance = np.hypot(rows - y, columns - x) * STEP_MM
        taken += _RUBBED_GREY * np.exp(-((distance / _RUBBED_MM) ** 2))
    return taken


def _pick(rng: Generator, colours: Sequence[tuple[int, int, int]]) -> tuple[int, int, int]:
    return colours[int(rng.integers(len(colours)))]
