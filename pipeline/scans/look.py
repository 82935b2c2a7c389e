"""How good a scanned page is, measured once when it is read."""

from __future__ import annotations

import cv2

from pipeline.model import PageImage, PageLook
from pipeline.scans.sharpness import detail_dpi
from pipeline.scans.skew import skew_deg

_LONG_SIDE_PX = 2340  # of A4 at 200 dpi: lines are seen, and a large sheet costs no more


def look_at(image: PageImage) -> PageLook:
    """Size, resolution and skew of a page."""
    pixels = image.pixels
    height, width = pixels.shape[:2]
    scale = min(1.0, _LONG_SIDE_PX / max(height, width))
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return PageLook((width, height), image.dpi, detail_dpi(image), round(skew_deg(small), 2))
