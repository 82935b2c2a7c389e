"""What paper, time, copying and scanners do to a drawn window, before it is learned from."""

from __future__ import annotations

import math

import cv2
import numpy as np

from pipeline import paper
from pipeline.model import Pixels
from training.ink_tiles import Window

_DPI = 300.0


def scanned(window: Window) -> Pixels:
    """The window (H, W) as the tracer sees it: on toned, stained, folded paper, scanned, made even."""
    tone = window.between(0.35, 0.7) if window.maybe(0.2) else window.between(0.7, 1.0)
    fade = window.between(0.15, 0.5) if window.maybe(0.25) else window.between(0.5, 1.0)
    grey = 255 - (255 - window.grey) * fade
    grey = _printed_through(window, grey)
    grey = grey * tone * _unevenness(window)
    grey = _resolved(window, grey)
    noise = window.between(0, 9) if window.maybe(0.6) else 0.0
    grey = grey + window.chance.normal(0, noise, grey.shape) if noise else grey
    if window.maybe(0.3):
        grey = grey + cv2.GaussianBlur(window.chance.normal(0, 1, grey.shape), (0, 0), 2.0) * window.between(
            4, 40
        )
    page = np.clip(grey, 0, 255).astype(np.uint8)
    if window.maybe(0.45):
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(window.chance.integers(25, 90))]
        page = np.asarray(cv2.imdecode(cv2.imencode(".jpg", page, quality)[1], 0), np.uint8)
    flat = paper.flatten(page, _DPI)
    return _black_and_white(window, flat) if window.maybe(0.2) else flat


def _black_and_white(window: Window, flat: Pixels) -> Pixels:
    level = 255 - window.between(0.25, 0.65) * (255 - float(np.percentile(flat, 2)))
    return np.where(flat > level, 255, 0).astype(np.uint8)


def _unevenness(window: Window) -> np.ndarray:
    """Shares of light: shadows, stains and folds, which are no ink."""
    low = window.chance.normal(1.0, 0.05, (4, 4)).astype(np.float32)
    light = cv2.resize(low, window.grey.shape[::-1], interpolation=cv2.INTER_CUBIC)
    for _ in range(int(window.chance.integers(0, 3)) if window.maybe(0.3) else 0):
        stain = np.zeros(window.grey.shape, np.float32)
        at = np.round(window.spot()).astype(int).tolist()
        thick = -1 if window.maybe(0.5) else int(window.chance.integers(2, 12))
        cv2.circle(stain, at, int(window.chance.integers(10, 120)), 1.0, thick)
        light *= 1 - cv2.GaussianBlur(stain, (0, 0), window.between(1.5, 15)) * window.between(0.05, 0.4)
    for _ in range(int(window.chance.integers(1, 3)) if window.maybe(0.2) else 0):
        fold, slant = np.zeros(window.grey.shape, np.float32), window.between(0, math.pi)
        middle, way = window.spot(), np.array([math.cos(slant), math.sin(slant)]) * 2 * window.side
        ends = [np.round(middle + side * way).astype(int).tolist() for side in (-1, 1)]
        cv2.line(fold, ends[0], ends[1], 1.0, int(window.chance.integers(1, 6)))
        light *= 1 - cv2.GaussianBlur(fold, (0, 0), window.between(0.6, 3)) * window.between(-0.1, 0.25)
    return light


def _printed_through(window: Window, grey: np.ndarray) -> np.ndarray:
    """The other side of the paper, faintly."""
    if not window.maybe(0.1):
        return grey
    behind = cv2.GaussianBlur(grey[:, ::-1], (0, 0), 1.5)
    return np.minimum(grey, 255 - (255 - np.roll(behind, 37, axis=0)) * window.between(0.05, 0.2))


def _resolved(window: Window, grey: np.ndarray) -> np.ndarray:
    """Blur, and the resolution that it was scanned at."""
    if window.maybe(0.7):
        grey = cv2.GaussianBlur(grey, (0, 0), window.between(0.4, 1.6))
    if window.maybe(0.3):
        share = window.between(0.4, 0.9)
        small = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        grey = cv2.resize(small, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return grey
