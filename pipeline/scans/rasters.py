"""Pages of TIFF, JPEG and PNG, by Pillow."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps

from pipeline.errors import ScanError
from pipeline.model import Pixels
from pipeline.scans.limits import MAX_PAGES, check_size, decoding, plausible_dpi

_FORMATS = ("TIFF", "JPEG", "PNG")
_WIDEST = float(np.finfo(np.float32).max)
_GREY_SPREAD = 12  # channels that differ less are one grey page with noise


def count_pages(file: BinaryIO) -> int:
    """Pages one after the other: counting them first would walk through any number of them."""
    with _raster(file) as image, warnings.catch_warnings(action="ignore"):
        for page in range(2, MAX_PAGES + 2):
            try:
                image.seek(page - 1)
            except EOFError:
                return page - 1
            except Exception:  # noqa: BLE001  what follows cannot be reached; opening this page tells it
                return page
    raise ScanError("too_many_pages", {"most": MAX_PAGES})


def decode_page(file: BinaryIO, page: int) -> tuple[Pixels, float | None]:
    """Pixels of one page (from 1), and its resolution in dpi where the file says a plausible one."""
    with _raster(file) as image, decoding():
        image.seek(page - 1)
        check_size(*image.size)
        dpi = plausible_dpi(image.info.get("dpi", (None,))[0])
        return as_bytes(_upright(image)), dpi


@contextlib.contextmanager
def _raster(file: BinaryIO) -> Iterator[Image.Image]:
    Image.MAX_IMAGE_PIXELS = None  # the check below is ours, with a message for people
    with decoding("damaged_picture"):
        image = Image.open(file, formats=_FORMATS)
    with image:
        if image.format == "PNG" and getattr(image, "is_animated", False):
            raise ScanError("animation")
        yield image


def _upright(image: Image.Image) -> Image.Image:
    """Turned as its EXIF says; an EXIF that cannot be read says nothing, as in every viewer."""
    image.load()
    try:
        image.getexif()
    except Exception:  # noqa: BLE001  Pillow keeps no list of what it raises on these
        return image
    return ImageOps.exif_transpose(image)


def as_bytes(image: Image.Image) -> Pixels:
    """Grey, shaped (height, width), where the page is grey, else RGB, shaped (height, width, 3).

    16-bit pages are scaled down, palettes and CMYK turned to RGB.
    """
    if image.mode in ("I;16", "I;16B", "I", "F"):
        deep = np.asarray(image, np.float32)
        low, high = float(deep.min()), float(deep.max())
        if not high - low <= _WIDEST:  # so neither for what is no number
            raise ValueError("values that are no shades of grey")
        return np.asarray((deep - low) * (255.0 / max(high - low, 1.0)), np.uint8)
    if image.mode in ("1", "L", "LA"):
        return np.asarray(_on_white(image).convert("L"))
    colour = np.asarray(_on_white(image).convert("RGB"))
    return np.ascontiguousarray(colour[..., 1]) if _is_grey(colour) else colour


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in ("LA", "RGBA", "PA") and "transparency" not in image.info:
        return image
    layered = image.convert("RGBA")
    paper = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(paper, layered).convert("RGB")


def _is_grey(colour: Pixels) -> bool:
    sample = colour[::7, ::7].astype(np.int16)
    spread = sample.max(axis=2) - sample.min(axis=2)
    return float(np.percentile(spread, 99.9)) <= _GREY_SPREAD
