"""Black and white scans of faded pages: ink loses strength in places, then one of the usual thresholds."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.random import Generator

from synthetic.canvas import Pixels
from synthetic.wear import Field

Threshold = Literal["fixed", "otsu", "local"]
THRESHOLDS: tuple[Threshold, ...] = ("fixed", "otsu", "local")

_PATCH_MM, _SLOW_MM = (3.0, 9.0), 25.0  # ink fades in patches as long as a word, on slow ground
_LEAST_LEFT = 0.55  # of the ink: print that was black stays legible at every threshold
_OF_PAPER = (0.55, 0.72)  # where scanners and offices set a fixed threshold
_WINDOW_MM, _SHARPNESS = (3.0, 8.0), (0.1, 0.3)  # of a local threshold
_SPECKS = (-4.5, -3.2)  # power of ten: share of the pixels at which a speck begins


def black_and_white(grey: Pixels, threshold: Threshold, dpi: float, rng: Generator) -> Pixels:
    """A grey page (H, W) faded in places and scanned in two tones, 0 and 255; specks on every second."""
    faded = _faded(grey, dpi, rng)
    paper = _is_paper(faded, threshold, dpi, rng)
    if rng.random() < 0.5:
        specks = (rng.random(grey.shape) < 10 ** rng.uniform(*_SPECKS)).astype(np.uint8)
        paper &= cv2.dilate(specks, np.ones((2, 2), np.uint8)) == 0
    return np.where(paper, 255, 0).astype(np.uint8)


def _faded(grey: Pixels, dpi: float, rng: Generator) -> Pixels:
    per_mm = dpi / 25.4
    patches = _smooth(grey.shape, rng.uniform(*_PATCH_MM) * per_mm, rng)
    slow = _smooth(grey.shape, _SLOW_MM * per_mm, rng)
    lost = rng.uniform(0.15, 0.33) * (patches + 0.6 * slow) + rng.uniform(0.06, 0.27)
    left = np.clip(1 - np.clip(lost, 0, None), _LEAST_LEFT, 1)
    paper = np.float32(np.percentile(grey, 80))
    thin = cv2.GaussianBlur(paper - (paper - grey) * left, (0, 0), per_mm * rng.uniform(0.03, 0.08))
    grain = rng.normal(0, rng.uniform(2, 10), grey.shape)
    return np.asarray(np.clip(thin + grain, 0, 255), np.uint8)


def _smooth(shape: tuple[int, ...], scale_px: float, rng: Generator) -> Field:
    small = rng.normal(0, 1, (int(shape[0] / scale_px) + 3, int(shape[1] / scale_px) + 3))
    wide = cv2.resize(small.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(wide, np.float32)


def _is_paper(grey: Pixels, threshold: Threshold, dpi: float, rng: Generator) -> np.ndarray:
    if threshold == "fixed":
        return np.asarray(grey > np.percentile(grey, 80) * rng.uniform(*_OF_PAPER))
    if threshold == "otsu":
        level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        return np.asarray(grey > level)
    tone, window = grey.astype(np.float32), round(rng.uniform(*_WINDOW_MM) * dpi / 25.4) | 1
    mean = cv2.blur(tone, (window, window))
    spread = np.sqrt(np.maximum(cv2.blur(tone * tone, (window, window)) - mean * mean, 0))
    return np.asarray(tone > mean * (1 + rng.uniform(*_SHARPNESS) * (spread / 128 - 1)))  # Sauvola
