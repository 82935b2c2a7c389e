"""What a scanning room does to a page: skew, perspective, edges cut off, torn corners, kinds of file."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from numpy.random import Generator
from PIL import Image

from synthetic.canvas import MM_PER_INCH, Pixels, Points
from synthetic.wear import bilevel

DATE = time.gmtime(1_577_836_800)  # the same order gives the same bytes


@dataclass(frozen=True, slots=True)
class Scanning:
    """How a page comes into the computer.

    ``skew_deg`` clockwise; ``tilt`` is the share of the page by which a camera moves the corners (0: a
    scanner); ``cut_mm`` is lost at the left, top, right and bottom of the upright page; ``torn`` counts page
    corners that are gone (``torn_mm`` along each edge), NW first; ``turned`` counts quarter turns clockwise.
    """

    skew_deg: float = 0.0
    tilt: float = 0.0
    cut_mm: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    torn: int = 0
    torn_mm: float = 0.0
    turned: int = 0


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan; ``homography`` (3, 3) brings pixels of the page to pixels of the scan."""

    pixels: Pixels
    homography: npt.NDArray[np.float64]

    def to_scan(self, points_px: Points) -> Points:
        """Page pixels (n, 2) to scan pixels (n, 2)."""
        places = np.asarray(points_px, np.float64).reshape(1, -1, 2)
        return np.asarray(cv2.perspectiveTransform(places, self.homography)[0], np.float64)


def scan(page: Pixels, how: Scanning, dpi: float, rng: Generator) -> Scanned:
    """Scan a page of the given resolution."""
    page = _torn(page, how, dpi)
    height, width = page.shape[:2]
    corners = np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], np.float64)
    seen = _turned_by(corners, how.skew_deg)
    seen = seen + rng.uniform(-how.tilt, how.tilt, (4, 2)) * max(width, height)
    left, top, right, bottom = (mm * dpi / MM_PER_INCH for mm in how.cut_mm)
    first = seen.min(axis=0) + np.array([left, top])
    size = np.ceil(seen.max(axis=0) - (right, bottom) - first).astype(int) + 1
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), (seen - first).astype(np.float32))
    if np.allclose(matrix, np.eye(3)):
        flat = np.ascontiguousarray(page[: size[1], : size[0]])
    else:
        beside = tuple(int(v) for v in np.atleast_1d(page[2, 2]))
        flat = cv2.warpPerspective(
            page, matrix, (int(size[0]), int(size[1])), flags=cv2.INTER_CUBIC, borderValue=beside
        )
    if how.tilt:
        flat = _unevenly_lit(flat, rng)
    turn = np.eye(3)
    for _ in range(how.turned % 4):
        turn = np.array([[0, -1, flat.shape[0] - 1], [1, 0, 0], [0, 0, 1.0]]) @ turn
        flat = np.ascontiguousarray(np.rot90(flat, -1))
    return Scanned(flat, turn @ matrix)


def _turned_by(corners: Points, skew_deg: float) -> Points:
    cos, sin = math.cos(math.radians(skew_deg)), math.sin(math.radians(skew_deg))
    middle = corners.mean(axis=0)
    return np.asarray((corners - middle) @ np.array([[cos, sin], [-sin, cos]]) + middle, np.float64)


def _torn(page: Pixels, how: Scanning, dpi: float) -> Pixels:
    """White triangles where corners of the page are gone."""
    height, width = page.shape[:2]
    side = how.torn_mm * dpi / MM_PER_INCH
    whole = page.copy() if how.torn else page
    for x, y, right, down in ((0, 0, 1, 1), (width, 0, -1, 1), (width, height, -1, -1), (0, height, 1, -1))[
        : how.torn
    ]:
        ring = np.array([(x, y), (x + right * side, y), (x, y + down * side)]).round().astype(np.int32)
        cv2.fillPoly(whole, [ring], (255,) * (1 if page.ndim == 2 else 3))
    return whole


def _unevenly_lit(page: Pixels, rng: Generator) -> Pixels:
    """Light that falls off across the page, as under a lamp; in place."""
    rows = np.linspace(-1, 1, page.shape[0], dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, page.shape[1], dtype=np.float32)[None, :]
    a, b, c = rng.uniform(-0.16, 0.16, 3)
    for first in range(0, page.shape[0], 512):
        part = slice(first, first + 512)
        light = np.clip(0.84 + a * rows[part] + b * columns + c * rows[part] * columns, 0.3, 1.0)
        page[part] = page[part] * (light[..., None] if page.ndim == 3 else light)
    return page


def save_scan(pixels: Pixels, path: Path, kind: str, dpi: float | None, quality: int = 75) -> None:
    """Write a scan by its suffix: tif, jpg, png or pdf; ``dpi`` None leaves the resolution out.

    ``kind`` is "grey", "colour", "bilevel", "palette" or "cmyk".
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    stated: dict[str, Any] = {"dpi": (dpi, dpi)} if dpi else {}
    if kind == "bilevel":
        Image.fromarray(bilevel(pixels)).convert("1").save(path, compression="group4", **stated)
        return
    image = Image.fromarray(pixels).convert("L" if kind == "grey" else "RGB")
    if kind == "palette":
        image.quantize(64, dither=Image.Dither.NONE).save(path, compression="tiff_lzw", **stated)
    elif kind == "cmyk":
        image.convert("CMYK").save(path, compression="tiff_lzw", **stated)
    elif path.suffix == ".pdf":
        image.save(path, resolution=dpi or 72, quality=quality, creationDate=DATE, modDate=DATE)
    elif path.suffix == ".tif":
        image.save(path, compression="jpeg", quality=quality, **stated)
    else:
        image.save(path, quality=quality, **stated)
