"""From what a decoder hands out to the program's pixels: grey or RGB, one byte a value, on white paper.

A page is converted piece by piece: whole copies of an A0 sheet in every form on the way took gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image

from pipeline.model import FloatArray, Pixels

_AT_A_TIME = 1 << 22  # dots
_DEEP = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
_WHOLE_RANGE = ("I", "F")
# Depths of scanners whose values lie at the low end of 16 bits.
_DEPTHS = (8, 10, 12, 14, 16)
_WIDEST = float(np.finfo(np.float32).max)
_GREY_SPREAD = 12  # channels that differ less are one grey page with noise


def as_bytes(image: Image.Image) -> Pixels:
    """Grey, shaped (height, width), where the page is grey, else RGB, shaped (height, width, 3).

    Deep pages are scaled down, palettes and CMYK turned to RGB. Raises ValueError for what is no shade.
    """
    if image.mode in _DEEP:
        return _of_deep(image)
    grey = image.mode in ("1", "L", "LA", "La")
    seen_through = _is_seen_through(image)
    found = np.empty((image.height, image.width) if grey else (image.height, image.width, 3), np.uint8)
    for top, piece in _pieces(image):
        flat = _on_white(piece) if seen_through else piece
        found[top : top + piece.height] = np.asarray(flat.convert("L" if grey else "RGB"))
    return found if grey else without_false_colour(found)


def without_false_colour(colour: Pixels) -> Pixels:
    """One channel of a page that is grey in truth, else the page."""
    sample = colour[::7, ::7].astype(np.int16)
    spread = sample.max(axis=2) - sample.min(axis=2)
    grey = float(np.percentile(spread, 99.9)) <= _GREY_SPREAD
    return np.ascontiguousarray(colour[..., 1]) if grey else colour


def _pieces(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """The page in stripes, each with the row at which it begins."""
    rows = max(1, _AT_A_TIME // image.width)
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(top + rows, image.height)))


def _is_seen_through(image: Image.Image) -> bool:
    """Whether paper shows through. Where it would show everywhere, what is written there is none of that."""
    if "transparency" in image.info:
        return True
    bands = image.getbands()
    return bands[-1] in ("A", "a") and image.getchannel(len(bands) - 1).getextrema() != (0, 0)


def _on_white(piece: Image.Image) -> Image.Image:
    layered = (piece.convert("LA") if piece.mode == "La" else piece).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")


def _of_deep(image: Image.Image) -> Pixels:
    """Values of 16 bits by the depth they were made with; others, which have none, from least to most."""
    values = [(float(deep.min()), float(deep.max())) for _, deep in _deep_pieces(image)]
    low, high = min(least for least, _ in values), max(most for _, most in values)
    if not high - low <= _WIDEST:  # so neither for what is no number
        raise ValueError("values that are no shades of grey")
    if image.mode not in _WHOLE_RANGE:
        low, high = 0.0, float(next(2**bits - 1 for bits in _DEPTHS if high < 2**bits))
    found = np.empty((image.height, image.width), np.uint8)
    for top, deep in _deep_pieces(image):
        shades = (deep - low) * (255.0 / ((high - low) or 1.0))
        found[top : top + len(deep)] = np.rint(shades)
    return found


def _deep_pieces(image: Image.Image) -> Iterator[tuple[int, FloatArray]]:
    for top, piece in _pieces(image):
        yield top, np.asarray(piece, np.float64)
