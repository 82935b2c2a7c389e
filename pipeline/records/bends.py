"""How the lines of print on a page run: a photo's perspective and a curled sheet make them slope and sag.

Every line of print is level on its form. What the feet of the letters along the lines have in common, by the
place on the page, is how the picture bends the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.model import FloatArray, Pixels

_LEAST_LETTERS = 8  # a text so long is a phrase: its feet lie on one line but for descenders
_LEAST_TEXTS = 6  # more lines than the bend has terms
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Bend:
    """Where a level line is seen: ``terms`` of the height above it at (x, y), lengths in halves of ``size``.

    The terms are those of x, x·y, x² and x²·y, x and y from the middle of the page; heights in pixels.
    """

    size: tuple[int, int]
    terms: FloatArray

    def drop(self, points: FloatArray) -> FloatArray:
        """How much lower, in pixels, the picture shows places (n, 2) of the levelled page, (n,)."""
        return np.asarray(_factors(points, self.size) @ self.terms, np.float64)

    def level(self, pixels: Pixels) -> Pixels:
        """The picture with its lines level."""
        height, width = pixels.shape
        x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
        middle = np.column_stack([x, np.full(width, height / 2)])
        drop = self.drop(middle)  # along the middle; above and below it changes evenly
        grows = self.drop(middle + np.array([0, height / 2])) - drop
        tall = (y - height / 2) / (height / 2)
        lower = (np.outer(tall, grows) + drop + y[:, None]).astype(np.float32)
        along = np.broadcast_to(x, lower.shape).copy()
        return np.asarray(cv2.remap(pixels, along, lower, cv2.INTER_CUBIC, borderValue=255), np.uint8)

    def seen(self, points: FloatArray) -> FloatArray:
        """Places (..., 2) of the levelled page in the picture as it was."""
        flat = points.reshape(-1, 2)
        return np.asarray(
            (flat + np.column_stack([np.zeros(len(flat)), self.drop(flat)])).reshape(points.shape)
        )

    def scaled(self, share: float) -> Bend:
        """The bend of the same page in a picture of other resolution."""
        height, width = self.size
        return Bend((round(height * share), round(width * share)), self.terms * share)


def find_bend(texts: Sequence[FloatArray], size: tuple[int, int], least_px: float) -> Bend | None:
    """The bend of a page of ``size`` (height, width) from the letters' boxes (n, 4) of its texts.

    None where it moves no letter of a line by as much as ``least_px`` from the level of the line (beyond the
    lines it is not known, however large it seems), and where one half of the lines does not foretell how the
    other half runs: strays alone make a bend, too.
    """
    lines = [np.column_stack([(b[:, 0] + b[:, 2]) / 2, b[:, 3]]) for b in texts if len(b) >= _LEAST_LETTERS]
    if len(lines) < _LEAST_TEXTS:
        return None
    factors, heights = [], []
    for line in lines:
        place = np.column_stack([line[:, 0], np.full(len(line), np.median(line[:, 1]))])
        each = _factors(place, size)
        factors.append(each - each.mean(axis=0))
        heights.append(line[:, 1] - line[:, 1].mean())
    by_place = np.concatenate(factors)
    terms = _fitted(by_place, np.concatenate(heights))
    counts = np.abs(by_place @ terms).max() >= least_px and _foretold(factors, heights)
    return Bend(size, terms) if counts else None


def _factors(points: FloatArray, size: tuple[int, int]) -> FloatArray:
    height, width = size
    x = (points[:, 0] - width / 2) / (width / 2)
    y = (points[:, 1] - height / 2) / (height / 2)
    return np.column_stack([x, x * y, x * x, x * x * y])


def _foretold(factors: Sequence[FloatArray], heights: Sequence[FloatArray]) -> bool:
    """Whether lines are nearer to level by the bend of the lines between them."""
    bent, level = [], []
    for first in (0, 1):
        terms = _fitted(np.concatenate(factors[first::2]), np.concatenate(heights[first::2]))
        for places, line in zip(factors[1 - first :: 2], heights[1 - first :: 2], strict=True):
            bent.append(np.abs(line - places @ terms))
            level.append(np.abs(line))
    return bool(np.median(np.concatenate(bent)) < np.median(np.concatenate(level)))


def _fitted(factors: FloatArray, heights: FloatArray) -> FloatArray:
    """Least squares, descenders and strays counting less with every round."""
    weights = np.ones(len(heights))
    terms: FloatArray = np.zeros(factors.shape[1])
    for _ in range(_ROUNDS):
        terms = np.asarray(np.linalg.lstsq(factors * weights[:, None], heights * weights, rcond=None)[0])
        away = np.abs(heights - factors @ terms)
        weights = 1 / np.maximum(1.0, away / max(1.0, float(np.median(away))))
    return np.asarray(terms, np.float64)
