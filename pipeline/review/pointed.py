"""Places on a picture of a page: shares of its width and height as it is shown, and pixels of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.model import FloatArray
from pipeline.review.asked import Picture

Share = tuple[float, float]


def to_page(picture: Picture, shares: Sequence[Share]) -> FloatArray:
    """Pixels (n, 2) of the page; their centres are at whole numbers, so it begins half a pixel early."""
    x0, y0, x1, y1 = picture.box
    flat = np.array([_turned(-picture.turned, *share) for share in shares])
    return np.asarray(flat * (x1 - x0, y1 - y0) + (x0 - 0.5, y0 - 0.5), np.float64)


def to_picture(picture: Picture, px: FloatArray) -> list[Share]:
    """Shares of pixels (n, 2) of the page: the inverse of ``to_page``."""
    x0, y0, x1, y1 = picture.box
    flat = (px - (x0 - 0.5, y0 - 0.5)) / (x1 - x0, y1 - y0)
    return [_turned(picture.turned, float(across), float(down)) for across, down in flat]


def _turned(quarters: int, across: float, down: float) -> Share:
    """A place on a picture after it was turned so many quarters clockwise."""
    return (
        (across, down),
        (1 - down, across),
        (1 - across, 1 - down),
        (down, 1 - across),
    )[quarters % 4]


def closer(picture: Picture, middle: Share, times: float) -> Picture:
    """The part of a picture round a place that is shown so many times as large."""
    corners = [(middle[0] + way / (2 * times), middle[1] + way / (2 * times)) for way in (-1, 1)]
    (x0, y0), (x1, y1) = to_page(picture, corners) + 0.5
    return replace(picture, box=(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
