"""QR codes on a page. What they hold is personal data: never into logs, findings or results."""

from __future__ import annotations

import cv2

from pipeline.model import Pixels

# OpenCV finds the three corners of a code at one resolution and not at another; coarser is cheaper.
_DPI = (150.0, 200.0, 300.0)


def read_qr(pixels: Pixels, dpi: float) -> str:
    """Texts of all codes on a page as scanned, a line each; "" where none can be read."""
    for wanted in _DPI:
        scale = wanted / dpi
        resample = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        scaled = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=resample)
        # of OpenCV's two detectors the one that also finds codes among print
        _, texts, _, _ = cv2.QRCodeDetectorAruco().detectAndDecodeBytesMulti(scaled)
        found = [bytes(text).decode("utf-8", "replace") for text in texts if text]
        if found:
            return "\n".join(found)
    return ""
