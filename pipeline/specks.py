"""Specks on paper: pieces of ink lower and narrower than any letter that stand away from all print."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import Pixels

LETTER_MM = 0.9  # a piece of ink this high is a letter; accents, dots and commas belong to one
NEAR_MM = 1.5  # an accent or a mark is not farther from its letter

Mask = npt.NDArray[np.bool_]
Pieces = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]


def pieces_of(ink: Mask) -> Pieces:
    """The piece of each pixel of ink (H, W), 0 for paper, and boxes and areas of all as OpenCV has them."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    return np.asarray(labels, np.int32), np.asarray(stats, np.int32)


def near_print(pieces: Pieces, px_per_mm: float) -> Mask:
    """Where a small piece of ink may be a mark of a letter, or a part of it."""
    labels, stats = pieces
    large = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= LETTER_MM * px_per_mm
    large[0] = False
    side = 2 * round(NEAR_MM * px_per_mm) + 1
    return np.asarray(cv2.dilate(large[labels].astype(np.uint8), np.ones((side, side), np.uint8)) > 0)


def without_specks(picture: Pixels, ink: Mask, px_per_mm: float) -> Pixels:
    """A grey picture on white paper (H, W) with everything white that is not near its print."""
    return np.where(near_print(pieces_of(ink), px_per_mm), picture, np.uint8(255))
