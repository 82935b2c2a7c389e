"""Ink that faded unevenly, brought to one strength: readers see the ink, not what time did to it.

Ink is held against the darkest ink near it: the letters of a word faded alike, the words of a line did not.
Paper without ink is told from faint ink by its own noise, and stays as light as it is.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import FloatArray, Pixels

_STROKE_MM = 0.2  # the thinnest strokes of print: type of 9 points has stems of 0.2 to 0.3 mm
_SPREAD = 2.355  # a Gaussian is as wide at half its height as so many standard deviations
_SEEN = 6.0  # standard deviations of the paper's noise that none of a page's pixels reaches by chance
_LEAST_SEEN = 20.0  # of 255, where a page has no noise at all
_LETTER_MM, _STEP_MM = 1.2, 0.25  # half a letter: ink so near faded alike
_USUAL = 120.0  # of 255: what is as light as this on a page of dark print is no print
_BLACK = 0.8  # of the local ink: a stroke's inside, not its darkest spot alone
_PAPER = (1.5, 0.05)  # what counts as paper: standard deviations of its noise, share of the local ink
_NARROWEST = 8.0

Field = npt.NDArray[np.float32]


def even_ink(even: Pixels, dpi: float) -> Pixels:
    """A page (H, W) on even white paper with ink of one strength, black on 255, wherever it can be seen."""
    px_per_mm = dpi / 25.4
    dark = (255 - even).astype(np.float32)
    picture = cv2.GaussianBlur(dark, (0, 0), _STROKE_MM / _SPREAD * px_per_mm)
    firm = cv2.GaussianBlur(dark, (0, 0), 1.5 * _STROKE_MM / _SPREAD * px_per_mm)
    step = max(1, round(_STEP_MM * px_per_mm))
    paper, noise = _paper_of(firm)
    seen = _darkest(firm, step) > max(paper + _SEEN * noise, _LEAST_SEEN)
    if not seen.any():
        return even
    strength = _strength(_darkest(picture, step), seen, _LETTER_MM / _STEP_MM)
    full = cv2.resize(strength, None, fx=step, fy=step, interpolation=cv2.INTER_LINEAR)
    full = full[: even.shape[0], : even.shape[1]]
    paper, noise = _paper_of(picture)
    light = paper + _PAPER[0] * noise + _PAPER[1] * full
    shares = (picture - light) / np.maximum(_BLACK * full - light, _NARROWEST)
    return np.asarray(255 - 255 * np.clip(shares, 0, 1), np.uint8)


def _paper_of(dark: FloatArray | Field) -> tuple[float, float]:
    """Darkness of the paper and its standard deviation, of 255; most of a page is paper."""
    some = dark[::3, ::3]
    middle = float(np.median(some))
    return middle, 1.4826 * float(np.median(np.abs(some - middle)))


def _darkest(dark: FloatArray | Field, step: int) -> Field:
    """The darkest pixel of each square of so many pixels."""
    height, width = (-(-length // step) * step for length in dark.shape)
    padded = np.pad(dark, ((0, height - dark.shape[0]), (0, width - dark.shape[1])))
    squares = padded.reshape(height // step, step, width // step, step)
    return np.asarray(squares.max(axis=(1, 3)), np.float32)


def _strength(darkest: Field, seen: npt.NDArray[np.bool_], reach: float) -> Field:
    """How dark ink is about each square; where none is seen, as dark as it usually is on the page."""
    side = 2 * round(reach) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    near = cv2.dilate(seen.astype(np.uint8), disc) > 0
    weight = near.astype(np.float32)
    local = cv2.dilate(np.where(seen, darkest, np.float32(0)), disc) * weight
    share = cv2.GaussianBlur(weight, (0, 0), 0.6 * reach)
    smooth = cv2.GaussianBlur(local, (0, 0), 0.6 * reach) / np.maximum(share, 1e-3)
    usual = max(float(np.median(darkest[seen])), _USUAL)
    return np.where(near, smooth, np.float32(usual)).astype(np.float32)
