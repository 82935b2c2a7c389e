"""Pages of TIFF, JPEG and PNG, by Pillow."""

from __future__ import annotations

import contextlib
import itertools
import warnings
from collections.abc import Iterator
from typing import BinaryIO

import cv2
import numpy as np
from PIL import Image, ImageOps

from pipeline.errors import ScanError
from pipeline.model import Pixels
from pipeline.scans.jpeg import why_closed as why_jpeg_closed
from pipeline.scans.limits import MAX_PAGES, check_size, decoding, plausible_dpi
from pipeline.scans.tiff import check_drawable, is_closed_copy, is_deep_negative, is_page, why_closed

_FORMATS = ("TIFF", "JPEG", "PNG")
_WIDEST = float(np.finfo(np.float32).max)
_GREY_SPREAD = 12  # channels that differ less are one grey page with noise
_SQUARE = 0.995  # half a dot in a hundred: less is how the two were rounded
_ORIENTATION, _ON_ITS_SIDE = 274, 5  # EXIF: from 5 on rows of the file are columns of the page


def count_pages(file: BinaryIO) -> int:
    """Pages one after the other: counting pictures first would walk through any number of them."""
    with _raster(file) as image:
        return max(1, sum(1 for _ in _pages(image)))


def decode_page(file: BinaryIO, page: int) -> tuple[Pixels, float | None]:
    """Pixels of one page (from 1), and its resolution in dpi where the file says a plausible one."""
    with _raster(file) as image:
        place = next(itertools.islice(_pages(image), page - 1, None), 0)
    with _raster(file) as image, _drawing(file, image):  # anew: a place that failed once fails no second time
        image.seek(place)
        tags = getattr(image, "tag_v2", {})
        check_drawable(tags)
        check_size(*image.size, len(image.getbands()))
        x_dpi, y_dpi = (plausible_dpi(value) for value in _resolution(image))
        pixels = as_bytes(_upright(image))
        if is_deep_negative(tags):
            pixels = 255 - pixels
        if x_dpi and y_dpi:
            turned = image.getexif().get(_ORIENTATION, 1) >= _ON_ITS_SIDE
            return _squared(pixels, (y_dpi, x_dpi) if turned else (x_dpi, y_dpi)), max(x_dpi, y_dpi)
        return pixels, x_dpi


@contextlib.contextmanager
def _drawing(file: BinaryIO, image: Image.Image) -> Iterator[None]:
    """What fails within is the file's fault; a JPEG that is coded in a rare way is told as that."""
    try:
        with decoding():
            yield
    except ScanError as error:
        raise (why_jpeg_closed(file) if image.format == "JPEG" else None) or error from error


def _pages(image: Image.Image) -> Iterator[int]:
    """Places of the pictures that are pages; one that cannot be opened is one: opening it tells it.

    A JPEG is one page, whatever smaller copies of it a camera put behind. Raises ScanError for too many.
    """
    if image.format in ("JPEG", "MPO"):
        yield 0
        return
    with warnings.catch_warnings(action="ignore"):
        for place in range(MAX_PAGES + 1):
            try:
                image.seek(place)
            except EOFError:
                return
            except Exception:  # noqa: BLE001  what follows cannot be reached
                if not is_closed_copy(getattr(image, "tag_v2", {})):
                    yield place
                    return
            if is_page(getattr(image, "tag_v2", {})):
                yield place
    raise ScanError("too_many_pages", {"most": MAX_PAGES})


def _resolution(image: Image.Image) -> tuple[object, object]:
    stated = image.info.get("dpi", (None, None))
    return (stated[0], stated[1]) if isinstance(stated, tuple) and len(stated) == 2 else (None, None)


def _squared(pixels: Pixels, dpi: tuple[float, float]) -> Pixels:
    """The page with as many dots along as across: faxes and some scanners have twice as many one way."""
    x_dpi, y_dpi = dpi
    finest = max(x_dpi, y_dpi)
    if min(x_dpi, y_dpi) > _SQUARE * finest:
        return pixels
    height, width = pixels.shape[:2]
    size = round(width * finest / x_dpi), round(height * finest / y_dpi)
    check_size(*size)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), np.uint8)


@contextlib.contextmanager
def _raster(file: BinaryIO) -> Iterator[Image.Image]:
    Image.MAX_IMAGE_PIXELS = None  # the check below is ours, with a message for people
    try:
        with decoding("damaged_picture"):
            image = Image.open(file, formats=_FORMATS)
    except ScanError as error:
        raise why_closed(file) or error from error
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
    if not layered.getchannel("A").getbbox():  # all would be unseen: it is no transparency
        return layered.convert("RGB")
    paper = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(paper, layered).convert("RGB")


def _is_grey(colour: Pixels) -> bool:
    sample = colour[::7, ::7].astype(np.int16)
    spread = sample.max(axis=2) - sample.min(axis=2)
    return float(np.percentile(spread, 99.9)) <= _GREY_SPREAD
