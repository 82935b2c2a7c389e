"""Paper made even: shadows, folds and stains divided out of a grey page.

The widest line that is drawn is the 1.0 mm of an outer frame (Circular 25/2014, App. 01.III.1).
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model import Pixels

_MM_PER_INCH = 25.4
_PAPER_DPI = 75.0  # paper changes slowly: a quarter of the usual 300 dpi shows all of it
_WIDEST_INK_MM = 2.2  # twice the outer frame's line; anything wider and dark is stain, not ink
_EVEN_MM = 1.2


def flatten(grey: Pixels, dpi: float) -> Pixels:
    """Divide the paper out of a grey page (H, W): ink stays dark, paper becomes about 255 everywhere."""
    shrink = min(1.0, _PAPER_DPI / dpi)
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    across_px = 2 * round(_WIDEST_INK_MM / _MM_PER_INCH * dpi * shrink / 2) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across_px, across_px))
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, disc)
    even_px = max(1.0, _EVEN_MM / _MM_PER_INCH * dpi * shrink)
    paper = cv2.GaussianBlur(paper, (0, 0), even_px)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    flat: Pixels = cv2.divide(grey, np.maximum(paper, 1, out=paper), scale=255.0)
    return flat
