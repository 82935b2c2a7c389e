"""Ink that faded unevenly: in patches as long as a word, on slow ground."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from synthetic.canvas import Pixels
from synthetic.wear import Field

_PATCH_MM, _SLOW_MM = (3.0, 9.0), 25.0
_BLUR_MM, _GRAIN = (0.03, 0.08), (2.0, 10.0)


@dataclass(frozen=True, slots=True)
class Fading:
    """Shares of the ink: ``spread`` of the loss, its ``mean``, and the ``least`` that is left anywhere."""

    spread: tuple[float, float]
    mean: tuple[float, float]
    least: float


# Black print stays legible to the eye: at every threshold of a scan in two tones, or in grey.
IN_TWO_TONES = Fading((0.15, 0.33), (0.06, 0.27), 0.55)
IN_GREY = Fading((0.2, 0.4), (0.15, 0.4), 0.3)


def faded(grey: Pixels, fading: Fading, dpi: float, rng: Generator) -> Pixels:
    """A grey page (H, W) whose ink lost strength in places, a little blurred, with grain."""
    per_mm = dpi / 25.4
    patches = _smooth(grey.shape, rng.uniform(*_PATCH_MM) * per_mm, rng)
    slow = _smooth(grey.shape, _SLOW_MM * per_mm, rng)
    lost = rng.uniform(*fading.spread) * (patches + 0.6 * slow) + rng.uniform(*fading.mean)
    left = np.clip(1 - np.clip(lost, 0, None), fading.least, 1)
    paper = np.float32(np.percentile(grey, 80))
    thin = cv2.GaussianBlur(paper - (paper - grey) * left, (0, 0), per_mm * rng.uniform(*_BLUR_MM))
    grain = rng.normal(0, rng.uniform(*_GRAIN), grey.shape)
    return np.asarray(np.clip(thin + grain, 0, 255), np.uint8)


def _smooth(shape: tuple[int, ...], scale_px: float, rng: Generator) -> Field:
    small = rng.normal(0, 1, (int(shape[0] / scale_px) + 3, int(shape[1] / scale_px) + 3))
    wide = cv2.resize(small.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(wide, np.float32)
