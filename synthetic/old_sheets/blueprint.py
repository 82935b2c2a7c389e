"""A copy by light: pale lines on a blue or brown ground, exposed unevenly, with streaks and faded areas."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator

from synthetic.canvas import Canvas, Pixels
from synthetic.old_sheets.paper import STEP_MM, bands, grain_tile
from synthetic.wear import Coarse, Field, grain_of, smooth_noise

_GROUNDS = (
    ((36, 72, 142), (226, 234, 242)),
    ((28, 56, 112), (214, 226, 236)),
    ((58, 96, 158), (236, 240, 242)),
    ((74, 104, 128), (232, 234, 226)),
    ((96, 64, 46), (238, 224, 200)),
    ((112, 82, 86), (236, 228, 222)),
)
_MOST_PALE = 0.42  # of the way from ground to line: paler, and nobody could read it
_NOISE = (3.0, 7.0)


def on_blueprint(canvas: Canvas, rng: Generator) -> Pixels:
    """The drawing as a copy, RGB; every ink comes out as the paper that light did not reach."""
    ground, line = (np.asarray(colour, np.float32) for colour in _GROUNDS[int(rng.integers(len(_GROUNDS)))])
    height, width = canvas.height_px, canvas.width_px
    step = STEP_MM * canvas.scale
    shape = (int(height / step) + 2, int(width / step) + 2)
    pale, left = Coarse(_pale(shape, rng), step), Coarse(_left(shape, rng), step)
    grain, streaks = grain_tile(float(rng.uniform(*_NOISE)), rng), _streaks(width, canvas.scale, rng)
    page = np.empty((height, width, 3), np.uint8)
    for rows in bands(height):
        cover = np.max([layer[rows] for layer in canvas.layers.values()], axis=0) / np.float32(255)
        cover = cover * left.band(rows.start, rows.stop, width)
        lifted = np.clip(pale.band(rows.start, rows.stop, width) + streaks, 0, _MOST_PALE)
        share = lifted + (1 - lifted) * cover
        part = ground + (line - ground) * share[..., None]
        page[rows] = np.clip(part + grain_of(grain, rows.stop - rows.start, width, rng)[..., None], 0, 255)
    return np.asarray(
        cv2.GaussianBlur(page, (0, 0), float(rng.uniform(0.03, 0.055)) * canvas.scale), np.uint8
    )


def _pale(shape: tuple[int, int], rng: Generator) -> Field:
    """How far the ground came out too pale: slowly over the page, in blots, and towards an edge."""
    slow = rng.uniform(0.03, 0.12) * (smooth_noise(shape, 60, rng) + 0.6) + 0.03 * smooth_noise(shape, 8, rng)
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    for _ in range(int(rng.integers(0, 4))):
        y, x, radius = rng.uniform(0, shape[0]), rng.uniform(0, shape[1]), rng.uniform(15, 60)
        slow += rng.uniform(0.1, 0.3) * np.exp(-((np.hypot(rows - y, columns - x) / radius) ** 2))
    edge = (rows / shape[0], 1 - rows / shape[0], columns / shape[1], 1 - columns / shape[1])[
        int(rng.integers(4))
    ]
    slow += rng.uniform(0, 0.3) * np.exp(-edge / 0.08)
    return np.asarray(np.clip(slow, 0, 1), np.float32)


def _left(shape: tuple[int, int], rng: Generator) -> Field:
    """Share of a line's strength that came through."""
    lost = rng.uniform(0.05, 0.35) * (
        0.5 * smooth_noise(shape, 25, rng) + 0.3 * smooth_noise(shape, 5, rng) + 0.3
    )
    return np.asarray(np.clip(1 - lost, 0.55, 1), np.float32)


def _streaks(width: int, px_per_mm: float, rng: Generator) -> Field:
    """Streaks down the page, as the rollers of the machine left them."""
    columns = np.arange(width, dtype=np.float32)
    lifted = np.zeros(width, np.float32)
    for _ in range(int(rng.integers(2, 14))):
        at, wide = rng.uniform(0, width), rng.uniform(0.5, 9.0) * px_per_mm
        lifted += np.float32(rng.uniform(-0.05, 0.13)) * np.exp(-(((columns - at) / wide) ** 2))
    return lifted
