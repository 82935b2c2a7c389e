"""QR codes on a page. What they hold is personal data: never into logs, findings or results."""

from __future__ import annotations

import itertools

import cv2
import numpy as np

from pipeline.model import FloatArray, Pixels

_LOOK_DPI = (150.0, 200.0)  # the three corners of a code are found at coarse resolutions
_READ_DPI = (300.0, 400.0)  # its modules are read at fine ones
_GRAIN_MM = (0.15, 0.1, 0.0)  # of paper and of JPEG, taken out first; a module of a code is 0.4 mm and more
_QUIET = 0.25  # of a code's side: blank paper that belongs to it


def read_qr(pixels: Pixels, dpi: float) -> str:
    """Texts of all codes on a page as scanned, a line each; "" where none can be read."""
    texts = (_decoded(cut, dpi) for cut in _codes(pixels, dpi))
    return "\n".join(text for text in texts if text)


def _codes(pixels: Pixels, dpi: float) -> list[Pixels]:
    """Cut out of the page, each with some paper around it."""
    for wanted, grain in itertools.product(_LOOK_DPI, _GRAIN_MM):
        found, corners = cv2.QRCodeDetectorAruco().detectMulti(_prepared(pixels, dpi, wanted, grain))
        if found:
            return [_cut(pixels, code * dpi / wanted) for code in corners]
    return []


def _cut(pixels: Pixels, corners: FloatArray) -> Pixels:
    quiet = _QUIET * float((corners.max(axis=0) - corners.min(axis=0)).max())
    (x0, y0), (x1, y1) = (
        (corners.min(axis=0) - quiet).clip(0).astype(int),
        (corners.max(axis=0) + quiet).astype(int),
    )
    return pixels[y0:y1, x0:x1]


def _decoded(code: Pixels, dpi: float) -> str:
    for wanted, grain in itertools.product(_READ_DPI, _GRAIN_MM):
        text, _, _ = cv2.QRCodeDetector().detectAndDecodeBytes(_prepared(code, dpi, wanted, grain))
        if text:
            return bytes(text).decode("utf-8", "replace")
    return ""


def _prepared(pixels: Pixels, dpi: float, wanted: float, grain_mm: float) -> Pixels:
    """Brought to a resolution, grain smaller than this taken out first."""
    smooth = cv2.GaussianBlur(pixels, (0, 0), grain_mm / 25.4 * dpi) if grain_mm else pixels
    resample = cv2.INTER_AREA if wanted < dpi else cv2.INTER_CUBIC
    scaled = cv2.resize(smooth, None, fx=wanted / dpi, fy=wanted / dpi, interpolation=resample)
    return np.asarray(scaled, np.uint8)
