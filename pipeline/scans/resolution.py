"""How many dots an inch a raster file says it has, each way, and pages whose two ways differ made square."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from pipeline.model import Pixels
from pipeline.scans.limits import check_size, plausible_dpi

# The plain fax is the most unequal of scans: 204 dots an inch across, 98 along (ITU-T T.4).
_MOST_UNEQUAL = 204 / 98 + 0.02
_SQUARE = 0.995  # half a dot in a hundred: less is how the two were rounded
# Where the shape of a dot stands, also without its size: in TIFF, JPEG and PNG without a unit.
_SHAPES = ("resolution", "jfif_density", "aspect")


@dataclass(frozen=True, slots=True)
class Resolution:
    """Dots an inch where they are plausible; ``unequal`` is dots across for one along in the same length."""

    dpi: float | None
    unequal: float = 1.0

    @property
    def turned(self) -> Resolution:
        """Of the page on its side."""
        return Resolution(self.dpi, 1.0 / self.unequal)


def read_resolution(info: Mapping[Any, Any]) -> Resolution:
    """What a picture's header says, as far as scans are made so. Of unequal ways the finer one counts."""
    stated = _pair(info.get("dpi"))
    shape = next((pair for name in _SHAPES if (pair := _pair(info.get(name)))), None)
    across, along = shape or stated or (1.0, 1.0)
    if not 1 / _MOST_UNEQUAL <= across / along <= _MOST_UNEQUAL:
        return Resolution(None)
    return Resolution(plausible_dpi(max(stated)) if stated else None, across / along)


def squared(pixels: Pixels, unequal: float) -> Pixels:
    """The page with as many dots along as across: the coarser way is made as fine as the other.

    Raises ScanError where that is too large.
    """
    if _SQUARE <= unequal <= 1 / _SQUARE:
        return pixels
    height, width = pixels.shape[:2]
    size = round(width * max(1.0, 1 / unequal)), round(height * max(1.0, unequal))
    check_size(*size, pixels.size // (width * height))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _pair(value: object) -> tuple[float, float] | None:
    try:
        across, along = (float(each) for each in value)  # type: ignore[attr-defined]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return (across, along) if 0 < across < np.inf and 0 < along < np.inf else None
