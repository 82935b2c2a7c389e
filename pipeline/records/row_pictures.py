"""What each row of a register looks like, cut from its page: people see what was read without the scan."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pipeline.model import PageImage, Record, RegisterPage

# As fine as a fax across its lines (98 dpi, ITU-T T.4), on which offices read typed figures.
DPI = 100.0
_LONG_SIDE_INCH = 297 / 25.4  # of a page without a resolution: A4, the size of an opened book's page
_QUALITY = 40


def with_pictures(page: RegisterPage, image: PageImage) -> RegisterPage:
    """The page with a picture of each row whose place is known; ``image`` is what it was read from."""
    return replace(page, rows=tuple(_with_picture(row, image) for row in page.rows))


def _with_picture(row: Record, image: PageImage) -> Record:
    if row.source.box is None:
        return row
    high, wide = image.pixels.shape[:2]
    corner = np.clip(np.floor(row.source.box[:2]).astype(int), 0, (wide - 1, high - 1))
    end = np.clip(np.ceil(row.source.box[2:]).astype(int) + 1, corner + 1, (wide, high))
    piece = image.pixels[corner[1] : end[1], corner[0] : end[0]]
    scale = min(1.0, DPI / (image.dpi or max(wide, high) / _LONG_SIDE_INCH))
    size = np.maximum(1, np.rint((end - corner) * scale)).astype(int)
    small = cv2.resize(piece, (int(size[0]), int(size[1])), interpolation=cv2.INTER_AREA)
    shown = cv2.cvtColor(small, cv2.COLOR_RGB2BGR) if small.ndim == 3 else small
    packed = cv2.imencode(".webp", shown, [cv2.IMWRITE_WEBP_QUALITY, _QUALITY])[1]
    return replace(row, picture=packed.tobytes())
