"""A copy in two tones: thickened or broken strokes, specks, streaks of the rollers, dirt at an edge."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator

from synthetic.canvas import Canvas, Pixels
from synthetic.old_sheets.paper import STEP_MM, bands, grain_tile
from synthetic.wear import Coarse, Field, grain_of, smooth_noise

_PAPER, _THRESHOLD = 250, (110.0, 165.0)
_BLUR_MM = (0.05, 0.1)
_LOST = (0.0, 0.22)  # share of the ink that a copier loses in places
_NOISE = (10.0, 26.0)
_SPECKS = (-5.2, -3.9)  # power of ten: share of the pixels at which a speck begins


def in_grey(canvas: Canvas) -> Pixels:
    """The drawing on white paper, grey."""
    cover = np.max(list(canvas.layers.values()), axis=0).astype(np.float32) / 255
    return np.asarray(_PAPER - (_PAPER - 15) * cover, np.uint8)


def in_two_tones(grey: Pixels, dpi: float, rng: Generator) -> Pixels:
    """What the machine makes of a grey page (H, W): 0 and 255."""
    height, width = grey.shape
    step = STEP_MM * dpi / 25.4
    shape = (int(height / step) + 2, int(width / step) + 2)
    left = Coarse(_left(shape, rng), step)
    grain, level = grain_tile(float(rng.uniform(*_NOISE)), rng), float(rng.uniform(*_THRESHOLD))
    soft = cv2.GaussianBlur(grey, (0, 0), max(float(rng.uniform(*_BLUR_MM)) * dpi / 25.4, 0.4))
    page = np.empty((height, width), np.uint8)
    for rows in bands(height):
        tone = _PAPER - (_PAPER - soft[rows].astype(np.float32)) * left.band(rows.start, rows.stop, width)
        page[rows] = np.where(tone + grain_of(grain, rows.stop - rows.start, width, rng) > level, 255, 0)
    _speckle(page, rng)
    _streak(page, rng)
    return page


def _left(shape: tuple[int, int], rng: Generator) -> Field:
    lost = rng.uniform(*_LOST) * np.clip(
        0.7 * smooth_noise(shape, 18, rng) + 0.5 * smooth_noise(shape, 4, rng), 0, 1.3
    )
    return np.asarray(np.clip(1.08 - lost, 0.6, 1.1), np.float32)


def _speckle(page: Pixels, rng: Generator) -> None:
    """Specks of toner, and specks missing from strokes; in place."""
    dark = (rng.random(page.shape, np.float32) < 10 ** rng.uniform(*_SPECKS)).astype(np.uint8)
    size = int(rng.integers(1, 4))
    page[cv2.dilate(dark, np.ones((size, size), np.uint8)) > 0] = 0
    page[rng.random(page.shape, np.float32) < 10 ** rng.uniform(-4.0, -2.7)] = 255


def _streak(page: Pixels, rng: Generator) -> None:
    """Thin lines across the page, dark or white, in pieces; in place."""
    height, width = page.shape
    for _ in range(int(rng.integers(0, 5))):
        y, start = int(rng.integers(height)), int(rng.integers(width))
        end = min(width, start + int(rng.integers(width // 8, width // 2)))
        tone = 255 if rng.random() < 0.6 else 0
        gaps = rng.random(end - start) < 0.35
        page[y, start:end][~gaps] = tone
