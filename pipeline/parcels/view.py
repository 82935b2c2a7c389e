"""The copy of a page that tracing works on, and the way back to the page as scanned."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.model import FloatArray, MapSheet, PageImage, Pixels
from pipeline.parcels.ink import MM_PER_INCH, grey_of
from pipeline.sheets import grid

_WORK_DPI = 300.0  # lines of 0.15 mm are two pixels wide: more resolution costs and adds nothing
MARGIN_MM = 25.0  # parcels drawn across the frame reach at most a little beyond its strip


@dataclass(frozen=True, slots=True)
class View:
    """An upright grey copy of the page, cut to the frame, at a resolution of at most 300 dpi."""

    grey: Pixels
    dpi: float
    turned: int
    upright_px: tuple[int, int]
    origin_px: tuple[int, int]
    scale: FloatArray

    def to_page(self, points: FloatArray) -> FloatArray:
        """Points (n, 2) of the view in pixels of the page as scanned."""
        upright = (np.asarray(points, np.float64) + 0.5) / self.scale - 0.5 + self.origin_px
        return grid.turn(upright, -self.turned % 4, self.upright_px)

    def from_page(self, points: FloatArray, page_px: tuple[int, int]) -> FloatArray:
        """Points (n, 2) of the page of ``page_px`` (width, height) in pixels of the view."""
        upright = grid.turn(points, self.turned, page_px)
        return np.asarray((upright - self.origin_px + 0.5) * self.scale - 0.5, np.float64)


def open_view(image: PageImage, sheet: MapSheet) -> View:
    """Turn the page upright, cut it to the frame and its surroundings, and bring it to working resolution."""
    grey = grey_of(image.pixels)
    upright = np.rot90(grey, -sheet.turned)
    corners = grid.turn(sheet.frame_px, sheet.turned, sheet.size_px)
    margin = MARGIN_MM / MM_PER_INCH * sheet.dpi
    height, width = upright.shape
    x0, y0 = np.maximum(np.floor(corners.min(axis=0) - margin), 0).astype(int)
    x1, y1 = np.minimum(np.ceil(corners.max(axis=0) + margin) + 1, [width, height]).astype(int)
    cut = np.ascontiguousarray(upright[y0:y1, x0:x1])
    shrink = min(1.0, _WORK_DPI / sheet.dpi)
    size = (round(cut.shape[1] * shrink), round(cut.shape[0] * shrink))
    scale = np.array(size, np.float64) / (cut.shape[1], cut.shape[0])
    if shrink < 1.0:
        cut = cv2.resize(cut, size, interpolation=cv2.INTER_AREA)
    return View(cut, sheet.dpi * shrink, sheet.turned, (width, height), (int(x0), int(y0)), scale)
