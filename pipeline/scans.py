"""The only door for images and PDF files that strangers made.

Raster files are opened by Pillow with its formats named, PDF by pdfium; never by GDAL, whose formats can
point at other files. Sizes are read from headers and checked before anything is decoded.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFile, ImageOps

from pipeline.errors import ScanError
from pipeline.model import PageImage, Pixels, Source

SUFFIXES = (".tif", ".tiff", ".jpg", ".jpeg", ".png", ".pdf")
MAX_PIXELS = 250_000_000  # twice an A0 sheet at 400 dpi
MAX_PAGES = 2_000
MAX_BYTES = 2_000_000_000
PDF_DPI = 300
_FORMATS = ("TIFF", "JPEG", "PNG")
_WIDEST = float(np.finfo(np.float32).max)
_GREY_SPREAD = 12  # channels that differ less are one grey page with noise


@dataclass(frozen=True, slots=True)
class PageInfo:
    """A page before it is decoded; ``dpi`` is what the file says, None where it says nothing usable."""

    page: int
    width_px: int
    height_px: int
    dpi: float | None


def list_pages(path: Path) -> list[PageInfo]:
    """Pages of a scan, from headers alone. Raises ScanError with the reason in plain words."""
    _check_file(path)
    if path.suffix.lower() == ".pdf":
        with _pdf(path) as document:
            return list(_pdf_pages(path, document))
    with _raster(path) as image:
        return list(_raster_pages(path, image))


def load_page(path: Path, page: int, scan: str) -> PageImage:
    """Decode one page (from 1) to grey or RGB, upright as its EXIF says; ``scan`` names it for people."""
    _check_file(path)
    if path.suffix.lower() == ".pdf":
        return _load_pdf_page(path, page, scan)
    with _raster(path) as image, _decoding(path):
        image.seek(page - 1)
        info = _raster_page_info(path, image, page)
        pixels = _as_bytes(_upright(image))
    return PageImage(Source(scan, page), pixels, info.dpi)


def _check_file(path: Path) -> None:
    if not path.is_file() or path.is_symlink():
        raise _error(path, "không phải là tệp thường", "is not a regular file")
    size = path.stat().st_size
    if size == 0:
        raise _error(path, "tệp rỗng", "is empty")
    if size > MAX_BYTES:
        raise _error(path, f"lớn hơn {MAX_BYTES // 10**6} MB", f"is larger than {MAX_BYTES // 10**6} MB")
    if path.suffix.lower() not in SUFFIXES:
        raise _error(path, "không phải TIFF, JPEG, PNG hoặc PDF", "is not TIFF, JPEG, PNG or PDF")


def _error(path: Path, vietnamese: str, english: str) -> ScanError:
    return ScanError(vietnamese, f"{path.name} {english}")


@contextlib.contextmanager
def _raster(path: Path) -> Iterator[Image.Image]:
    Image.MAX_IMAGE_PIXELS = None  # the check below is ours, with a message for people
    with _decoding(path, "tệp hỏng hoặc không đúng định dạng", "is damaged or not what its name says"):
        image = Image.open(path, formats=_FORMATS)
    with image:
        if image.format == "PNG" and getattr(image, "is_animated", False):
            raise _error(path, "là ảnh động, không phải bản quét", "is an animation, not a scan")
        yield image


@contextlib.contextmanager
def _decoding(
    path: Path,
    vietnamese: str = "dữ liệu ảnh hỏng hoặc thiếu",
    english: str = "holds damaged or truncated image data",
) -> Iterator[None]:
    """Whatever a decoder raises on a stranger's file, and Pillow keeps no list of it, is the file's fault."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ScanError:
        raise
    except Exception as cause:
        raise _error(path, vietnamese, english) from cause


def _raster_pages(path: Path, image: Image.Image) -> Iterator[PageInfo]:
    """Pages one after the other: counting them first would walk through any number of them."""
    for page in itertools.count(1):
        with _decoding(path):
            try:
                image.seek(page - 1)
            except EOFError:
                return
            if page > MAX_PAGES:
                raise _error(path, f"có hơn {MAX_PAGES} trang", f"has more than {MAX_PAGES} pages")
            yield _raster_page_info(path, image, page)


def _raster_page_info(path: Path, image: Image.Image, page: int) -> PageInfo:
    """The page that ``image`` stands at."""
    width, height = image.size
    _check_size(path, width, height)
    return PageInfo(page, width, height, _plausible_dpi(image.info.get("dpi", (None,))[0]))


def _upright(image: Image.Image) -> Image.Image:
    """Turned as its EXIF says; an EXIF that cannot be read says nothing, as in every viewer."""
    image.load()
    try:
        image.getexif()
    except Exception:  # noqa: BLE001  Pillow keeps no list of what it raises on these
        return image
    return ImageOps.exif_transpose(image)


def _check_size(path: Path, width: int, height: int) -> None:
    if width * height > MAX_PIXELS or width < 50 or height < 50:
        raise _error(
            path,
            f"kích thước {width} × {height} điểm ảnh không dùng được",
            f"measures {width} × {height} pixels, which cannot be used",
        )


def _plausible_dpi(value: object) -> float | None:
    try:
        dpi = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return dpi if 100 <= dpi <= 1300 else None


def _as_bytes(image: Image.Image) -> Pixels:
    """Grey where the page is grey. 16-bit pages are scaled down, palettes and CMYK turned to RGB."""
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


@contextlib.contextmanager
def _pdf(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as cause:
        locked = "password" in str(cause).lower()
        raise _error(
            path,
            "PDF có mật khẩu; hãy bỏ mật khẩu rồi nộp lại" if locked else "PDF hỏng",
            "is a PDF with a password; remove it" if locked else "is a damaged PDF",
        ) from cause
    try:
        if not 0 < len(document) <= MAX_PAGES:
            raise _error(path, f"PDF có {len(document)} trang", f"is a PDF of {len(document)} pages")
        yield document
    finally:
        document.close()


def _pdf_scale_dpi(page: pypdfium2.PdfPage) -> float:
    """The resolution of the scan inside the page where it is one picture, else 300."""
    width_pt, height_pt = page.get_size()
    for item in _pdf_pictures(page):
        width_px, height_px = item.get_px_size()
        left, bottom, right, top = item.get_bounds()
        covers = (right - left) * (top - bottom) > 0.6 * width_pt * height_pt
        if covers and right > left and top > bottom:
            return float(min(600.0, max(width_px, height_px) / max(right - left, top - bottom) * 72.0))
    return float(PDF_DPI)


@contextlib.contextmanager
def _pdf_page(path: Path, document: pypdfium2.PdfDocument, page: int) -> Iterator[pypdfium2.PdfPage]:
    try:
        yield document[page - 1]
    except (pypdfium2.PdfiumError, ValueError, OverflowError, MemoryError) as cause:
        raise _error(path, f"trang {page} của PDF hỏng", f"has a damaged page {page}") from cause


def _pdf_pages(path: Path, document: pypdfium2.PdfDocument) -> Iterator[PageInfo]:
    for page in range(1, len(document) + 1):
        with _pdf_page(path, document, page) as opened:
            yield _pdf_page_info(opened, page)


def _pdf_page_info(opened: pypdfium2.PdfPage, page: int) -> PageInfo:
    dpi = _pdf_scale_dpi(opened)
    width_pt, height_pt = opened.get_size()
    return PageInfo(page, round(width_pt / 72 * dpi), round(height_pt / 72 * dpi), dpi)


def _load_pdf_page(path: Path, page: int, scan: str) -> PageImage:
    with _pdf(path) as document, _pdf_page(path, document, page) as opened:
        info = _pdf_page_info(opened, page)
        _check_size(path, info.width_px, info.height_px)
        for picture in _pdf_pictures(opened):
            _check_picture(path, picture)
        image = opened.render(scale=(info.dpi or PDF_DPI) / 72).to_pil()
    return PageImage(Source(scan, page), _as_bytes(image), _plausible_dpi(info.dpi))


def _pdf_pictures(page: pypdfium2.PdfPage) -> Iterator[pypdfium2.PdfImage]:
    yield from page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=2)


def _check_picture(path: Path, picture: pypdfium2.PdfImage) -> None:
    """Refuse a picture that pdfium would draw white or half, without a word.

    Torn CCITT data cannot be told: every row of it is a valid one.
    """
    width, height = picture.get_px_size()
    if width * height > MAX_PIXELS:
        _check_size(path, width, height)
    with _decoding(path):
        picture.get_bitmap()
        kinds = picture.get_filters(skip_simple=True)
        data = bytes(picture.get_data(decode_simple=True))
        if kinds == ["DCTDecode"]:
            with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
                image.draft("L", (1, 1))  # an eighth of the size: all data is read, little is computed
                image.load()
        elif not kinds and len(data) < height * math.ceil(width * picture.get_metadata().bits_per_pixel / 8):
            raise EOFError("fewer pixels than the picture says")
