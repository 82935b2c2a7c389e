"""Pages of TIFF, JPEG and PNG, by Pillow."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from PIL import Image, ImageOps, TiffImagePlugin

from pipeline.errors import ScanError
from pipeline.model import Georeference, Pixels
from pipeline.scans.geotiff import georeference_of
from pipeline.scans.jpeg import why_closed
from pipeline.scans.limits import MAX_PAGES, check_size, decoding
from pipeline.scans.resolution import read_resolution, squared
from pipeline.scans.shades import as_bytes
from pipeline.scans.tiff import Directory, SeenFrom, check_drawable, find_pages

_DEPTH_BYTES = {"I;16": 2, "I": 4, "F": 4}
_ORIENTATION, _ON_ITS_SIDE = 274, 5  # EXIF: from 5 on rows of the file are columns of the page


def count_pages(file: BinaryIO) -> int:
    """Pages of a TIFF; any other picture is one, whatever smaller copies of it a camera put behind."""
    pages = find_pages(file, MAX_PAGES)
    if len(pages) != 1 and pages:
        return len(pages)
    with _raster(file, pages, 1):
        return 1


def georeferences(
    file: BinaryIO, page: tuple[str, int], size_px: tuple[int, int]
) -> tuple[Georeference, ...]:
    """Where the tags of a TIFF say that a page (scan, from 1) lies; of others nothing.

    ``size_px``: its width and height as decoded. Where pixels were made square, its tags mean others.
    """
    pages = find_pages(file, MAX_PAGES)
    directory = pages[page[1] - 1] if pages else None
    claim = georeference_of(directory, page[0]) if directory and directory.size_px == size_px else None
    return () if claim is None else (claim,)


def decode_page(file: BinaryIO, page: int) -> tuple[Pixels, float | None]:
    """Pixels of one page (from 1), and its resolution in dpi where the file says a plausible one."""
    pages = find_pages(file, MAX_PAGES)
    with _raster(file, pages, page) as image, _drawing(file, image):
        check_size(*image.size, pages[page - 1].bytes_of_a_dot if pages else _bytes_of_a_dot(image))
        image.load()
        orientation = pages[page - 1].orientation if pages else _orientation(image)
        resolution = read_resolution(image.info)
        if orientation >= _ON_ITS_SIDE:
            resolution = resolution.turned
        lying = not pages and orientation > 1  # Pillow turns a TIFF when it loads it
        pixels = as_bytes(ImageOps.exif_transpose(image) if lying else image)
        if pages and pages[page - 1].is_deep_negative:
            pixels = 255 - pixels
        return squared(pixels, resolution.unequal), resolution.dpi


@contextlib.contextmanager
def _raster(file: BinaryIO, pages: list[Directory], page: int) -> Iterator[Image.Image]:
    """One page, opened; of a TIFF each by its own directory, so that a bad one costs no other."""
    Image.MAX_IMAGE_PIXELS = None  # the check of sizes is ours, with a message for people
    TiffImagePlugin.READ_LIBTIFF = True  # what is not compressed too: Pillow itself mistakes planes for rows
    directory = pages[page - 1] if pages else None
    try:
        with decoding("damaged_picture"):
            if directory is None:
                image = Image.open(file, formats=["JPEG", "PNG"])
            else:
                check_drawable(directory)
                seen = cast(IO[bytes], SeenFrom(file, directory.place))
                image = Image.open(seen, formats=["TIFF"])
    except ScanError as error:
        if directory is not None and directory.is_whole and error.reason.code == "damaged_picture":
            raise ScanError("closed_samples", {"bits": directory.bits}) from error
        raise
    with image:
        if image.format == "PNG" and getattr(image, "is_animated", False):
            raise ScanError("animation")
        yield image


@contextlib.contextmanager
def _drawing(file: BinaryIO, image: Image.Image) -> Iterator[None]:
    """What fails within is the file's fault; a JPEG that is coded in a rare way is told as that."""
    try:
        with decoding():
            yield
    except ScanError as error:
        raise (why_closed(file) if image.format == "JPEG" else None) or error from error


def _orientation(image: Image.Image) -> int:
    """How the page lies, by its EXIF; one that cannot be read says nothing, as in every viewer."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001  Pillow keeps no list of what it raises on these
        return 1


def _bytes_of_a_dot(image: Image.Image) -> int:
    return len(image.getbands()) * _DEPTH_BYTES.get(image.mode, 1)
