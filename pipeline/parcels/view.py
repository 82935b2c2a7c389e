"""The copy of a page that tracing works on, and the way back to the page as scanned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.model import Box, FloatArray, MapSheet, PageImage, Pixels
from pipeline.parcels.ink import MM_PER_INCH
from pipeline.parcels.overrun import land_box
from pipeline.sheets import grid
from pipeline.sheets.strip import grey_of

_WORK_DPI = 300.0  # lines of 0.15 mm are two pixels wide: more resolution costs and adds nothing
MARGIN_MM = 25.0  # the strip of the frame with its figures, and what is written in it


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

    def box_to_page(self, box: Box) -> Box:
        """A box of the view in pixels of the page as scanned."""
        corners = self.to_page(np.reshape(box, (2, 2)))
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def from_page(self, points: FloatArray, page_px: tuple[int, int]) -> FloatArray:
        """Points (n, 2) of the page of ``page_px`` (width, height) in pixels of the view."""
        upright = grid.turn(points, self.turned, page_px)
        return np.asarray((upright - self.origin_px + 0.5) * self.scale - 0.5, np.float64)


def open_view(image: PageImage, sheet: MapSheet) -> View:
    """Turn the page upright, cut it to the frame and its surroundings, and bring it to working resolution.

    The surroundings go as far as the land is drawn.
    """
    return _cut(image, sheet, _around(image, sheet))


def open_planes(
    image: PageImage, sheet: MapSheet, view: View, *planes: Callable[[Pixels], Pixels]
) -> list[Pixels]:
    """Planes (H, W) of a colour page (H, W, 3), each where the view has its grey."""
    x, y = view.origin_px
    width, height = view.grey.shape[::-1] / view.scale
    box = (float(x), float(y), x + round(width) - 1.0, y + round(height) - 1.0)
    return [_cut(image, sheet, box, plane).grey for plane in planes]


def _around(image: PageImage, sheet: MapSheet) -> Box:
    """The frame with its strip, and the land as far as it is drawn beyond."""
    corners = grid.turn(sheet.frame_px, sheet.turned, sheet.size_px)
    margin = MARGIN_MM / MM_PER_INCH * sheet.dpi
    (x0, y0), (x1, y1) = corners.min(axis=0) - margin, corners.max(axis=0) + margin
    land = land_box(grey_of(np.rot90(image.pixels, -sheet.turned)), corners, sheet.dpi)
    return min(float(x0), land[0]), min(float(y0), land[1]), max(float(x1), land[2]), max(float(y1), land[3])


def margins(image: PageImage, sheet: MapSheet) -> tuple[View, ...]:
    """The upright paper below, above, right and left of the frame: there a table of small parcels may stand.

    Those below and above go over the whole page, those beside the frame too: corners lie in two of them.
    """
    across, down = np.sort(grid.turn(sheet.frame_px, sheet.turned, sheet.size_px), axis=0).T.tolist()
    far = float(max(sheet.size_px))
    sides = ((0.0, down[2], far, far), (0.0, 0.0, far, down[1]))
    beside = ((across[2], 0.0, far, far), (0.0, 0.0, across[1], far))
    return tuple(_cut(image, sheet, side) for side in (*sides, *beside))


def _cut(image: PageImage, sheet: MapSheet, box: Box, plane: Callable[[Pixels], Pixels] = grey_of) -> View:
    """A box (x0, y0, x1, y1) of the upright page, as far as there is paper."""
    upright = np.rot90(image.pixels, -sheet.turned)
    height, width = upright.shape[:2]
    x0, y0 = (max(int(np.floor(value)), 0) for value in box[:2])
    x1, y1 = (
        min(int(np.ceil(value)) + 1, size) for value, size in zip(box[2:], (width, height), strict=True)
    )
    cut = np.ascontiguousarray(plane(upright[y0:y1, x0:x1]))
    shrink = min(1.0, _WORK_DPI / sheet.dpi)
    size = (max(1, round(cut.shape[1] * shrink)), max(1, round(cut.shape[0] * shrink)))
    scale = np.array(size, np.float64) / (max(1, cut.shape[1]), max(1, cut.shape[0]))
    if shrink < 1.0 and cut.size:
        cut = cv2.resize(cut, size, interpolation=cv2.INTER_AREA)
    return View(cut, sheet.dpi * shrink, sheet.turned, (width, height), (x0, y0), scale)
