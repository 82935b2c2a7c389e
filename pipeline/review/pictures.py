"""Pieces of scanned pages as pictures for the screen, with outlines and boxes drawn over them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import Pixels
from pipeline.review.asked import Picture
from pipeline.scans import load_page

_PAGES_KEPT = 2  # a page of a sheet is some 100 MB
_MOST_PX = 1100  # long side of a picture
_LARGEST = 3.0  # a scan made larger than this shows no more
_OUTLINE, _MARK = (30, 60, 210), (200, 120, 20)  # blue, green, red


class Pages:
    """Decoded pages of a commune's scans, the last ones kept; for several threads."""

    def __init__(self, raw: Path) -> None:
        self._raw = raw
        self._kept: OrderedDict[tuple[str, int], Pixels] = OrderedDict()
        self._lock = threading.Lock()

    def piece(self, picture: Picture, outlined: bool) -> bytes:
        """JPEG of a picture. Raises ScanError, and ScanInaccessibleError where the scan is not reached."""
        with self._lock:
            page = self._page(picture.scan, picture.page)
        return _jpeg(_drawn(page, picture, outlined))

    def _page(self, scan: str, page: int) -> Pixels:
        pixels = self._kept.get((scan, page))
        if pixels is None:
            while len(self._kept) >= _PAGES_KEPT:
                self._kept.popitem(last=False)
            pixels = load_page(self._raw / scan, page, scan).pixels
            self._kept[scan, page] = pixels
        self._kept.move_to_end((scan, page))
        return pixels


def _drawn(page: Pixels, picture: Picture, outlined: bool) -> Pixels:
    size = np.array([page.shape[1], page.shape[0]])
    corner = np.clip(np.floor(picture.box[:2]).astype(int), 0, size - 1)
    end = np.clip(np.ceil(picture.box[2:]).astype(int), corner + 1, size)
    piece = page[corner[1] : end[1], corner[0] : end[0]]
    scale = min(_LARGEST, _MOST_PX / max(end - corner))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    shown = cv2.resize(piece, None, fx=scale, fy=scale, interpolation=way)
    shown = cv2.cvtColor(shown, cv2.COLOR_GRAY2BGR if shown.ndim == 2 else cv2.COLOR_RGB2BGR)
    if outlined:
        rings = [_on_piece(np.array(ring), corner, scale) for ring in picture.outline]
        cv2.polylines(shown, rings, isClosed=True, color=_OUTLINE, thickness=2, lineType=cv2.LINE_AA)
        for box in picture.marked:
            (x0, y0), (x1, y1) = _on_piece(np.reshape(box, (2, 2)), corner, scale)
            cv2.rectangle(shown, (int(x0), int(y0)), (int(x1), int(y1)), _MARK, 2)
    return np.ascontiguousarray(np.rot90(shown, -picture.turned))


def _on_piece(
    places: npt.NDArray[np.float64], corner: npt.NDArray[np.int_], scale: float
) -> npt.NDArray[np.int32]:
    return np.asarray(np.rint((places - corner + 0.5) * scale - 0.5), np.int32)


def _jpeg(pixels: Pixels) -> bytes:
    return bytes(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 85])[1])
