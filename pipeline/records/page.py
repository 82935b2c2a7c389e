"""A page made ready for reading: ink on even white paper, straight, at one resolution."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.ink_strength import even_ink
from pipeline.model import Box, FloatArray, PageImage, Pixels
from pipeline.records.bends import Bend
from pipeline.records.photographed import find_paper, size_of
from pipeline.scans.skew import skew_deg

VIEW_DPI = 200.0  # rules of 0.1 mm are still seen, and a page stays below four megapixels
PX_PER_MM = VIEW_DPI / 25.4
_A4_LONG_INCH = 11.69
_PAPER_MM = (140.0, 650.0)  # A6 to a little over A2: longer sides the file can mean with its dpi
_COLOUR_SPREAD = 40
# Print, rules and seals cover less of a page, and paper covers more of the photo of one (``photographed``).
_MOST_PRINT = 0.25


@dataclass(frozen=True, slots=True)
class View:
    """The page upright and straight at ``VIEW_DPI``; ``to_page`` (3, 3) brings its pixels to the page's.

    Of a photo it is the sheet of paper without the perspective. Where lines of print were levelled, ``bend``
    tells how they ran before.
    """

    pixels: Pixels
    to_page: FloatArray
    bend: Bend | None = None

    def page_points(self, points: FloatArray) -> FloatArray:
        """Points (..., 2) of the view in pixels of the page as the scan door delivered it."""
        points = points if self.bend is None else self.bend.seen(points)
        return np.asarray(
            cv2.perspectiveTransform(points.reshape(-1, 1, 2), self.to_page).reshape(points.shape), np.float64
        )


def flatten(image: PageImage) -> Pixels:
    """Grey page with its paper at 255 and its print near 0, whatever the light, the stamps and the fading.

    Uneven light is divided out by the local paper; coloured ink (stamps) is lifted where the print is grey. A
    page scanned white on black is turned into its negative.
    """
    grey = _print_channel(_dark_on_light(image.pixels))
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
    if image.dpi and _states_size(image):
        return float(image.dpi)
    corners = paper_on(image)
    long_px = max(image.pixels.shape[:2]) if corners is None else max(size_of(corners))
    return float(long_px / _A4_LONG_INCH)


def paper_on(image: PageImage) -> FloatArray | None:
    """Corners (4, 2) of the sheet on a photo, in its pixels; None on a scan, which states its resolution."""
    return None if _states_size(image) else find_paper(image.pixels)


def _states_size(image: PageImage) -> bool:
    long_px = max(image.pixels.shape[:2])
    return bool(image.dpi) and _PAPER_MM[0] <= long_px / (image.dpi or 1.0) * 25.4 <= _PAPER_MM[1]


def straighten(flat: Pixels, dpi: float, turns: int, paper: FloatArray | None = None) -> View:
    """The view of a flattened page after ``turns`` quarter turns clockwise, with its skew taken out.

    ``paper``: corners (4, 2) of the sheet on a photo, which alone is seen then, without the perspective.
    """
    small, to_full = _scaled(flat, VIEW_DPI / dpi) if paper is None else _cut_out(flat, VIEW_DPI / dpi, paper)
    height, width = small.shape
    turned = np.ascontiguousarray(np.rot90(small, -turns))
    skew = skew_deg(turned)
    centre = (turned.shape[1] / 2, turned.shape[0] / 2)
    rotation = cv2.getRotationMatrix2D(centre, skew, 1.0)
    straight = cv2.warpAffine(
        turned, rotation, (turned.shape[1], turned.shape[0]), flags=cv2.INTER_LINEAR, borderValue=255
    )
    back = _homogeneous(_turn_back(turns, width, height)) @ _homogeneous(cv2.invertAffineTransform(rotation))
    return View(straight, np.asarray(to_full @ back, np.float64))


def _scaled(flat: Pixels, scale: float) -> tuple[Pixels, FloatArray]:
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(flat, None, fx=scale, fy=scale, interpolation=interpolation)
    # pixel centres at whole numbers: resizing maps u to (u + 0.5) / scale - 0.5
    to_full = np.array([[1 / scale, 0, 0.5 / scale - 0.5], [0, 1 / scale, 0.5 / scale - 0.5], [0, 0, 1]])
    return np.asarray(small, np.uint8), to_full


def _cut_out(flat: Pixels, scale: float, corners: FloatArray) -> tuple[Pixels, FloatArray]:
    """The sheet alone, its corners square."""
    width, height = (round(length * scale) for length in size_of(corners))
    square = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float32)
    to_full = cv2.getPerspectiveTransform(square, corners.astype(np.float32))
    return warped(flat, to_full, (width, height)), np.asarray(to_full, np.float64)


def warped(flat: Pixels, to_page: FloatArray, size: tuple[int, int]) -> Pixels:
    """The picture of ``size`` (width, height) whose pixels ``to_page`` (3, 3) brings to those of a page."""
    how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(flat, to_page, size, flags=how, borderValue=255), np.uint8)


def bounding_box(points: FloatArray) -> Box:
    """Box round points (n, 2)."""
    (x0, y0), (x1, y1) = points.reshape(-1, 2).min(axis=0), points.reshape(-1, 2).max(axis=0)
    return (float(x0), float(y0), float(x1), float(y1))


def _dark_on_light(pixels: Pixels) -> Pixels:
    """The page, or its negative where the light parts of it are no more than print."""
    some = np.ascontiguousarray(pixels[::4, ::4])
    grey = some if some.ndim == 2 else cv2.cvtColor(some, cv2.COLOR_RGB2GRAY)
    level, light = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    is_negative = level > 0 and float(light.mean()) < _MOST_PRINT
    return np.asarray(255 - pixels if is_negative else pixels, np.uint8)


def _print_channel(pixels: Pixels) -> Pixels:
    if pixels.ndim == 2:
        return pixels
    red, green, blue = cv2.split(pixels)
    brightest, darkest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
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
