"""The only door for images and PDF files that strangers made.

Raster files are opened by Pillow with its formats named, PDF by pdfium in a process of its own; never by
GDAL, whose formats can point at other files. Sizes are read from headers before anything is decoded. A scan
is known by the hash of its bytes, and a page is handed out only where those were the bytes it was made of.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from pipeline.files import hash_open
from pipeline.input_files import changed
from pipeline.model import PageImage, Source
from pipeline.scans import pdf_process, rasters
from pipeline.scans.limits import opened

__all__ = ["inspect", "load_page"]


def inspect(path: Path) -> tuple[str, int]:
    """SHA-256 of a scan, and its pages, without decoding any.

    Raises ScanError with the reason in plain words, and ScanInaccessibleError where it cannot be reached.

    A page that is damaged counts; opening it says so. What lies behind a torn directory of a TIFF cannot be
    counted: the page that should be there stands for it.
    """
    with opened(path) as file:
        pages = _reader(path).count_pages(file)
        return hash_open(file), pages


def load_page(path: Path, page: int, scan: str, sha256: str = "") -> PageImage:
    """Decode one page (from 1) to grey or RGB, upright as its EXIF says; ``scan`` names it for people.

    Raises ScanError with the reason in plain words, and ScanInaccessibleError where it cannot be reached or
    is by now another file than that of the hash ``sha256``; without one, whatever lies there is decoded.
    """
    with opened(path) as file:
        try:
            pixels, dpi = _reader(path).decode_page(file, page)
            size_px = (pixels.shape[1], pixels.shape[0])
            claims = () if _is_pdf(path) else rasters.georeferences(file, (scan, page), size_px)
        finally:  # a file that is half written looks damaged
            if sha256 and hash_open(file) != sha256:
                raise changed()
    return PageImage(Source(scan, page), pixels, dpi, claims)


def _reader(path: Path) -> ModuleType:
    return pdf_process if _is_pdf(path) else rasters


def _is_pdf(path: Path) -> bool:
    return path.suffix.lower() == ".pdf"
