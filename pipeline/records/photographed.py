"""A sheet of paper on a photo: its corners, where a table or a floor shows all round it."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from pipeline.model import FloatArray, Pixels

_LOOK_PX = 600  # longer side of the picture in which the paper is looked for: print is gone, sides are left
_LEAST = 0.35  # of the picture: who photographs a page fills it, and a label or a stamp is no page
_FULL = 0.97  # of the picture: nothing but paper is seen, so nothing tells how it is turned
# Paper has four straight sides: what is found fills its own corners but for curl and shadow. Of a page the
# light of which falls off inside, a part is found, and its rim is no straight line.
_STRAIGHT = 0.96
_SOFT_PX = 15  # letters and rules, at this size, are closed over


def find_paper(pixels: Pixels) -> FloatArray | None:
    """Corners (4, 2) of the sheet in pixels of the picture, from upper left clockwise; None for none."""
    height, width = pixels.shape[:2]
    share = min(1.0, _LOOK_PX / max(height, width))
    small = cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    found = [corners for mask in _bright(small) if (corners := _corners(mask)) is not None]
    if not found:
        return None
    # A shadow cuts a part off in one of the pictures; a table is never taken for paper in all of them.
    widest = max(found, key=lambda corners: cv2.contourArea(corners.astype(np.float32)))
    return np.asarray((widest + 0.5) / share - 0.5, np.float64)


def size_of(corners: FloatArray) -> tuple[float, float]:
    """Width and height of a sheet by the mean of its opposite sides, pixels."""
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    return float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2


def _bright(small: Pixels) -> Iterator[Pixels]:
    """What may be paper: by how unlike the rim of the picture it is, and by its lightness alone."""
    rgb = small if small.ndim == 3 else cv2.cvtColor(small, cv2.COLOR_GRAY2RGB)
    kernel = np.ones((_SOFT_PX, _SOFT_PX), np.uint8)
    closed = cv2.morphologyEx(rgb, cv2.MORPH_CLOSE, kernel)
    lab = cv2.cvtColor(closed, cv2.COLOR_RGB2LAB).astype(np.float32)
    rim = np.concatenate([lab[:3].reshape(-1, 3), lab[-3:].reshape(-1, 3), lab[:, :3].reshape(-1, 3)])
    away = np.linalg.norm(lab - np.median(rim, axis=0), axis=2)
    for picture in (away, lab[..., 0], np.abs(lab[..., 1:] - np.median(rim, axis=0)[1:]).max(axis=2)):
        grey = np.asarray(np.clip(picture, 0, 255), np.uint8)
        yield cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]


def _corners(mask: Pixels) -> FloatArray | None:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(contours, key=cv2.contourArea, default=None)
    if largest is None:
        return None
    hull = cv2.convexHull(largest)
    corners = _four(hull)
    if corners is None:
        return None
    whole, found = float(mask.size), float(cv2.contourArea(corners.astype(np.float32)))
    fills = float(cv2.contourArea(largest)) / max(1.0, found)
    straight = _STRAIGHT <= fills <= 1 / _STRAIGHT
    return corners if _LEAST <= found / whole <= _FULL and straight else None


def _four(hull: np.ndarray) -> FloatArray | None:
    """The hull as four corners, from upper left clockwise, where so many describe it."""
    length = cv2.arcLength(hull, closed=True)
    for share in (0.01, 0.02, 0.03, 0.05):
        points = cv2.approxPolyDP(hull, share * length, closed=True)[:, 0].astype(np.float64)
        if len(points) == 4:
            order = np.argsort(np.arctan2(*(points - points.mean(axis=0)).T[::-1]))
            points = points[order]
            return np.asarray(np.roll(points, -int(points.sum(axis=1).argmin()), axis=0))
    return None
