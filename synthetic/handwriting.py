"""What a person wrote with a pen: letters of handwriting faces, or digits that people wrote, no two alike.

A writer keeps slant, stroke, size and spacing; every letter has a place, turn and size of its own, and the
whole line is bent a little. Faces and digits are given by their files: none is part of the repository.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFont

Pixels = npt.NDArray[np.uint8]

CAPITAL_PX = 56  # letters are drawn this large and shrunk
_PAD_PX = 60
_LATIN_1 = 0x100  # letters from here on stand in the Vietnamese part of a face
_DIGIT_PX = 20  # written digits lie in a box of this side within their picture
_THIN = 140.0  # written digits were made small with thick strokes: where their ink is seen to end
_MARK_ROOM = 0.15  # of a capital's height: what a mark between written digits takes more than among letters
_RISES = 1.15  # of the height of a capital: a written digit


@dataclass(frozen=True, slots=True)
class Hand:
    """One writer. ``digits``: pictures (28, 28) of written digits, ink 255, for each of 0 to 9; or nothing.

    ``slant`` is the run of an upright stroke to its rise, ``stroke`` what the pen adds to or takes from the
    face's strokes (share of a capital's height), ``size`` and ``spacing`` factors, ``unrest`` how far letters
    stray (share of a capital's height), ``pale`` how much of the ink is missing, ``ink`` one of ``INKS``.
    """

    latin: Path
    vietnamese: Path
    digits: tuple[Pixels, ...] = ()
    slant: float = 0.0
    stroke: float = 0.0
    size: float = 1.0
    spacing: float = 1.0
    unrest: float = 0.04
    pale: float = 0.0
    ink: str = "black"

    def write(self, text: str, capital_px: float, rng: Generator) -> tuple[Pixels, tuple[float, float]]:
        """Coverage of a line of text, and where its baseline begins and how long it is: (x, y) px.

        ``capital_px`` is the height that print has in this place; the writer's own size comes on top.
        """
        page = self._lettered(text, rng)
        page = _bent(_with_pen(page, self.stroke), self.unrest, rng)
        page = _sheared(page, self.slant + rng.normal(0, 0.03))
        scale = self.size * capital_px / CAPITAL_PX
        small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        return _uneven(small, self.pale, rng), (_PAD_PX * scale, (page.shape[0] - 1.5 * _PAD_PX) * scale)

    def _lettered(self, text: str, rng: Generator) -> Pixels:
        """The letters side by side, each a little off its place."""
        face = _face(self.latin)
        room = round(face.getlength("M") * 1.6 * (len(text) + 1) * max(1.0, self.spacing)) + 2 * _PAD_PX
        page = np.zeros((4 * CAPITAL_PX + 2 * _PAD_PX, room), np.uint8)
        base, pen, drift = page.shape[0] - 1.5 * _PAD_PX, float(_PAD_PX), 0.0
        for letter in text:
            drift = 0.7 * drift + rng.normal(0, self.unrest * CAPITAL_PX)
            glyph, advance = self._glyph(letter, rng)
            _lay(page, glyph, round(pen), round(base + drift))
            pen += advance * self.spacing * (1 + rng.normal(0, 2 * self.unrest))
        return page[:, : round(pen) + _PAD_PX]

    def _glyph(self, letter: str, rng: Generator) -> tuple[Pixels, float]:
        """One letter, its baseline at the middle of a square picture's rows; and its advance, px."""
        turn, grow = rng.normal(0, 60 * self.unrest), 1 + rng.normal(0, 1.5 * self.unrest)
        if self.digits and letter.isdecimal():
            drawn, advance = _digit(self.digits, int(letter), rng)
        else:
            drawn, advance = _drawn(letter, self.latin if ord(letter) < _LATIN_1 else self.vietnamese)
            advance += _MARK_ROOM * CAPITAL_PX * (bool(self.digits) and letter in ".,")
        middle = drawn.shape[0] / 2
        matrix = cv2.getRotationMatrix2D((middle, middle), turn, grow)
        return np.asarray(cv2.warpAffine(drawn, matrix, drawn.shape[::-1]), np.uint8), advance * grow


@functools.lru_cache(maxsize=64)
def _face(path: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        str(path), CAPITAL_PX * _per_capital(path), layout_engine=ImageFont.Layout.BASIC
    )


@functools.cache
def _per_capital(path: Path) -> float:
    """Size of the face for capitals 1 px high; a part without capitals has that of its other part."""
    other = path.with_name(path.name.replace("-vietnamese-", "-latin-"))
    _, top, _, bottom = ImageFont.truetype(str(other), 1000).getbbox("H")
    return 1000.0 / float(bottom - top)


@functools.lru_cache(maxsize=4096)
def _drawn(letter: str, path: Path) -> tuple[Pixels, float]:
    face = _face(path)
    side = 6 * CAPITAL_PX
    image = Image.new("L", (side, side), 0)
    ImageDraw.Draw(image).text((side / 2, side / 2), letter, fill=255, font=face, anchor="ls")
    return np.asarray(image), float(face.getlength(letter))


def _digit(digits: tuple[Pixels, ...], figure: int, rng: Generator) -> tuple[Pixels, float]:
    """One of the writer's digits of this figure, smooth at the size of the letters."""
    shown = digits[figure][int(rng.integers(len(digits[figure])))]
    grow = _RISES * CAPITAL_PX / _DIGIT_PX
    large = cv2.resize(shown, None, fx=grow, fy=grow, interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(large, (0, 0), 1.6).astype(np.float32)
    ink = np.clip((soft - _THIN) * 4, 0, 255).astype(np.uint8)
    columns, rows = np.flatnonzero(ink.max(axis=0)), np.flatnonzero(ink.max(axis=1))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = 6 * CAPITAL_PX
    square = np.zeros((side, side), np.uint8)
    bottom = side // 2 + round(rng.normal(0, 0.03) * CAPITAL_PX)
    left = side // 2 + round(0.05 * CAPITAL_PX)
    square[bottom - ink.shape[0] : bottom, left : left + ink.shape[1]] = ink
    return square, ink.shape[1] + rng.uniform(0.02, 0.25) * CAPITAL_PX


def _lay(page: Pixels, glyph: Pixels, x: int, y: int) -> None:
    """Lay a square glyph with the middle of its picture at (x, y)."""
    half = glyph.shape[0] // 2
    x0, y0 = max(0, x - half), max(0, y - half)
    x1, y1 = min(page.shape[1], x + half), min(page.shape[0], y + half)
    if x0 < x1 and y0 < y1:
        window = page[y0:y1, x0:x1]
        np.maximum(window, glyph[y0 - y + half : y1 - y + half, x0 - x + half : x1 - x + half], out=window)


def _with_pen(page: Pixels, stroke: float) -> Pixels:
    """Strokes thicker or thinner by a share of a capital's height."""
    reach = round(abs(stroke) * CAPITAL_PX)
    if not reach:
        return page
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach + 1, reach + 1))
    return np.asarray(cv2.dilate(page, kernel) if stroke > 0 else cv2.erode(page, kernel), np.uint8)


def _bent(page: Pixels, unrest: float, rng: Generator) -> Pixels:
    """The line bent elastically, over lengths of half a letter and of several."""
    height, width = page.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    for step, share in ((0.5 * CAPITAL_PX, 0.5), (4.0 * CAPITAL_PX, 1.5)):
        x += share * unrest * CAPITAL_PX * _waves((height, width), step, rng)
        y += share * unrest * CAPITAL_PX * _waves((height, width), step, rng)
    return np.asarray(cv2.remap(page, x, y, cv2.INTER_LINEAR), np.uint8)


def _waves(shape: tuple[int, int], step_px: float, rng: Generator) -> npt.NDArray[np.float32]:
    coarse = rng.normal(0, 1, (max(2, round(shape[0] / step_px)), max(2, round(shape[1] / step_px))))
    grown = cv2.resize(coarse.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(grown, np.float32)


def _sheared(page: Pixels, slant: float) -> Pixels:
    base = page.shape[0] - 1.5 * _PAD_PX
    matrix = np.array([[1, -slant, slant * base], [0, 1, 0]], np.float64)
    return np.asarray(cv2.warpAffine(page, matrix, page.shape[::-1]), np.uint8)


def _uneven(page: Pixels, pale: float, rng: Generator) -> Pixels:
    """Ink that is paler here and there, as a ball pen leaves it."""
    left = 1 - pale * (0.6 + 0.4 * np.clip(_waves(page.shape, 14.0, rng), -1, 1))
    return np.asarray(np.clip(page * left, 0, 255), np.uint8)
