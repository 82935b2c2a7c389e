"""A page made ready for reading: ink on even white paper, straight, at one resolution."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.ink_strength import even_ink
from pipeline.model import Box, FloatArray, PageImage, Pixels
from pipeline.records.bends import Bend
from pipeline.scans.skew import skew_deg

VIEW_DPI = 200.0  # rules of 0.1 mm are still seen, and a page stays below four megapixels
PX_PER_MM = VIEW_DPI / 25.4
_A4_LONG_INCH = 11.69
_PAPER_MM = (140.0, 650.0)  # A6 to a little over A2: longer sides the file can mean with its dpi
_COLOUR_SPREAD = 40


@dataclass(frozen=True, slots=True)
class View:
    """The page upright and straight at ``VIEW_DPI``; ``to_page`` (2, 3) brings its pixels to the page's.

    Where lines of print were levelled, ``bend`` tells how they ran before.
    """

    pixels: Pixels
    to_page: FloatArray
    bend: Bend | None = None

    def page_points(self, points: FloatArray) -> FloatArray:
        """Points (..., 2) of the view in pixels of the page as the scan door delivered it."""
        points = points if self.bend is None else self.bend.seen(points)
        return np.asarray(points @ self.to_page[:, :2].T + self.to_page[:, 2], np.float64)


def flatten(image: PageImage) -> Pixels:
    """Grey page with its paper at 255 and its print near 0, whatever the light, the stamps and the fading.

    Uneven light is divided out by the local paper; coloured ink (stamps) is lifted where the print is grey.
    """
    grey = _print_channel(image.pixels)
    dpi = page_dpi(image)
    step = max(1, round(dpi / 75))
    small = cv2.resize(grey, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
    reach = max(3, round(dpi / step * 0.09)) | 1  # 2.3 mm: wider than a stroke, narrower than a stain
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    paper = cv2.GaussianBlur(closed, (0, 0), reach / 4)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(grey, np.maximum(paper, 1), scale=255)
    return even_ink(even, dpi)


def page_dpi(image: PageImage) -> float:
    """Resolution: what the file says where that gives a page of a register's size, else as if it were A4."""
    long_px = max(image.pixels.shape[:2])
    if image.dpi and _PAPER_MM[0] <= long_px / image.dpi * 25.4 <= _PAPER_MM[1]:
        return float(image.dpi)
    return float(long_px / _A4_LONG_INCH)


def straighten(flat: Pixels, dpi: float, turns: int) -> View:
    """The view of a flattened page after ``turns`` quarter turns clockwise, with its skew taken out."""
    scale = VIEW_DPI / dpi
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(flat, None, fx=scale, fy=scale, interpolation=interpolation)
    height, width = small.shape
    turned = np.ascontiguousarray(np.rot90(small, -turns))
    skew = skew_deg(turned)
    centre = (turned.shape[1] / 2, turned.shape[0] / 2)
    rotation = cv2.getRotationMatrix2D(centre, skew, 1.0)
    straight = cv2.warpAffine(
        turned, rotation, (turned.shape[1], turned.shape[0]), flags=cv2.INTER_LINEAR, borderValue=255
    )
    back = _homogeneous(_turn_back(turns, width, height)) @ _homogeneous(cv2.invertAffineTransform(rotation))
    # pixel centres at whole numbers: resizing maps u to (u + 0.5) / scale - 0.5
    to_full = np.array([[1 / scale, 0, 0.5 / scale - 0.5], [0, 1 / scale, 0.5 / scale - 0.5], [0, 0, 1]])
    return View(straight, np.asarray((to_full @ back)[:2], np.float64))


def bounding_box(points: FloatArray) -> Box:
    """Box round points (n, 2)."""
    (x0, y0), (x1, y1) = points.reshape(-1, 2).min(axis=0), points.reshape(-1, 2).max(axis=0)
    return (float(x0), float(y0), float(x1), float(y1))


def _print_channel(pixels: Pixels) -> Pixels:
    if pixels.ndim == 2:
        return pixels
    brightest, darkest = pixels.max(axis=2), pixels.min(axis=2)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    sample = grey[::5, ::5] < 0.6 * np.percentile(grey[::5, ::5], 80)
    spread = (brightest - darkest)[::5, ::5][sample]
    coloured_print = spread.size > 0 and float(np.median(spread)) > _COLOUR_SPREAD
    return np.asarray(grey if coloured_print else brightest, np.uint8)


def _turn_back(turns: int, width: int, height: int) -> FloatArray:
    """Pixels after ``turns`` clockwise quarter turns of a (height, width) picture back to before."""
    table = {
        0: [[1, 0, 0], [0, 1, 0]],
        1: [[0, 1, 0], [-1, 0, height - 1]],
        2: [[-1, 0, width - 1], [0, -1, height - 1]],
        3: [[0, -1, width - 1], [1, 0, 0]],
    }
    return np.array(table[turns % 4], np.float64)


def _homogeneous(matrix: FloatArray) -> FloatArray:
    return np.vstack([matrix, [0.0, 0.0, 1.0]])
