"""The only door for images and PDF files that strangers made.

Raster files are opened by Pillow with its formats named, PDF by pdfium in a process of its own; never by
GDAL, whose formats can point at other files. Sizes are read from headers before anything is decoded.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.model import PageImage, Source
from pipeline.scans import pdf_process, rasters
from pipeline.scans.limits import SUFFIXES, check_file

__all__ = ["SUFFIXES", "count_pages", "load_page"]


def count_pages(path: Path) -> int:
    """Pages of a scan, without decoding any.

    Raises ScanError with the reason in plain words, and ScanInaccessibleError where it cannot be reached.

    A page that is damaged counts; opening it says so. What lies behind a torn directory of a TIFF cannot be
    counted: the page that should be there stands for it.
    """
    check_file(path)
    return pdf_process.count_pages(path) if _is_pdf(path) else rasters.count_pages(path)


def load_page(path: Path, page: int, scan: str) -> PageImage:
    """Decode one page (from 1) to grey or RGB, upright as its EXIF says; ``scan`` names it for people.

    Raises ScanError with the reason in plain words, and ScanInaccessibleError where it cannot be reached.
    """
    check_file(path)
    pixels, dpi = (pdf_process if _is_pdf(path) else rasters).decode_page(path, page)
    return PageImage(Source(scan, page), pixels, dpi)


def _is_pdf(path: Path) -> bool:
    return path.suffix.lower() == ".pdf"
