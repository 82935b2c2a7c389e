"""The only door for images and PDF files that strangers made.

Raster files are opened by Pillow with its formats named, PDF by pdfium; never by GDAL, whose formats can
point at other files. Sizes are read from headers and checked before anything is decoded.
"""

from __future__ import annotations

import contextlib
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
# What Pillow raises on damaged files, beyond its own UnidentifiedImageError (an OSError).
_FAULTS = (OSError, ValueError, SyntaxError, TypeError, KeyError, OverflowError, EOFError)
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
            return [_pdf_page_info(document, index) for index in range(len(document))]
    with _raster(path) as image:
        frames = getattr(image, "n_frames", 1)
        if frames > MAX_PAGES:
            raise _error(
                path, f"có {frames} trang, nhiều hơn {MAX_PAGES}", f"has {frames} pages, over {MAX_PAGES}"
            )
        return [_raster_page_info(path, image, index) for index in range(frames)]


def load_page(path: Path, page: int, scan: str) -> PageImage:
    """Decode one page (from 1) to grey or RGB, upright as its EXIF says; ``scan`` names it for people."""
    _check_file(path)
    if path.suffix.lower() == ".pdf":
        return _load_pdf_page(path, page, scan)
    with _raster(path) as image, _decoding(path):
        info = _raster_page_info(path, image, page - 1)
        upright = ImageOps.exif_transpose(image)
        pixels = _as_bytes(upright)
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
    try:
        image = Image.open(path, formats=_FORMATS)
    except _FAULTS as cause:
        raise _error(
            path, "tệp hỏng hoặc không đúng định dạng", "is damaged or not what its name says"
        ) from cause
    with image:
        yield image


@contextlib.contextmanager
def _decoding(path: Path) -> Iterator[None]:
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        KeyError,
        OverflowError,
        EOFError,
        MemoryError,
    ) as cause:
        raise _error(path, "dữ liệu ảnh hỏng hoặc thiếu", "holds damaged or truncated image data") from cause


def _raster_page_info(path: Path, image: Image.Image, index: int) -> PageInfo:
    with _decoding(path):
        image.seek(index)
    width, height = image.size
    _check_size(path, width, height)
    return PageInfo(index + 1, width, height, _plausible_dpi(image.info.get("dpi", (None,))[0]))


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
    for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        width_px, height_px = item.get_px_size()
        left, bottom, right, top = item.get_bounds()
        covers = (right - left) * (top - bottom) > 0.6 * width_pt * height_pt
        if covers and right > left and top > bottom:
            return float(min(600.0, max(width_px, height_px) / max(right - left, top - bottom) * 72.0))
    return float(PDF_DPI)


def _pdf_page_info(document: pypdfium2.PdfDocument, index: int) -> PageInfo:
    page = document[index]
    dpi = _pdf_scale_dpi(page)
    width_pt, height_pt = page.get_size()
    return PageInfo(index + 1, round(width_pt / 72 * dpi), round(height_pt / 72 * dpi), dpi)


def _load_pdf_page(path: Path, page: int, scan: str) -> PageImage:
    with _pdf(path) as document:
        info = _pdf_page_info(document, page - 1)
        _check_size(path, info.width_px, info.height_px)
        try:
            image = document[page - 1].render(scale=(info.dpi or PDF_DPI) / 72).to_pil()
        except (pypdfium2.PdfiumError, ValueError) as cause:
            raise _error(path, f"trang {page} của PDF hỏng", f"has a damaged page {page}") from cause
    return PageImage(Source(scan, page), _as_bytes(image), _plausible_dpi(info.dpi))
