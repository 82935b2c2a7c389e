"""Black and white scans of faded pages: ink loses strength in places, then one of the usual thresholds."""

from __future__ import annotations

import copy
from typing import Literal

import cv2
import numpy as np
from numpy.random import Generator

from synthetic.canvas import Pixels
from synthetic.fading import IN_TWO_TONES, faded

Threshold = Literal["fixed", "otsu", "local"]
THRESHOLDS: tuple[Threshold, ...] = ("fixed", "otsu", "local")

_OF_PAPER = (0.55, 0.72)  # where scanners and offices set a fixed threshold
_WINDOW_MM, _SHARPNESS = (3.0, 8.0), (0.1, 0.3)  # of a local threshold
_SEEN = 25  # of 255, darker than what is around: ink that a person sees
# Of the ink, within a pixel: sheets that a person reads had 0.98 and more, one without walls and labels 0.79.
# Ten steps make the ink twice as dark.
_KEPT, _DARKER = 0.98, np.linspace(1.0, 2.0, 11)
_SPECKS = (-4.5, -3.2)  # power of ten: share of the pixels at which a speck begins


def black_and_white(grey: Pixels, threshold: Threshold, dpi: float, rng: Generator) -> Pixels:
    """A grey page (H, W) faded in places and scanned in two tones, 0 and 255; specks on every second."""
    left = faded(grey, IN_TWO_TONES, dpi, rng)
    paper = _is_paper(left, threshold, dpi, rng)
    if rng.random() < 0.5:
        specks = (rng.random(grey.shape) < 10 ** rng.uniform(*_SPECKS)).astype(np.uint8)
        paper &= cv2.dilate(specks, np.ones((2, 2), np.uint8)) == 0
    return np.where(paper, 255, 0).astype(np.uint8)


def legible(grey: Pixels, threshold: Threshold, dpi: float, rng: Generator) -> Pixels:
    """The same of a page that is scanned darker, as far as the scanner goes, until its ink is seen."""
    seen = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((9, 9), np.uint8)) > _SEEN
    for darker in _DARKER:
        inked = np.clip(255 - darker * (255.0 - grey), 0, 255).astype(np.uint8)
        scan = black_and_white(inked, threshold, dpi, copy.deepcopy(rng))
        black = cv2.erode(scan, np.ones((3, 3), np.uint8)) == 0
        if not seen.any() or black[seen].mean() >= _KEPT:
            break
    return scan


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
