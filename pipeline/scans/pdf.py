"""Pages of PDF, by pdfium. Run as a program by ``pdf_process``: pdfium ends its process on some files.

    python -m pipeline.scans.pdf count < FILE
    python -m pipeline.scans.pdf decode PAGE < FILE

Answers with one line of JSON, behind it the pixels of the page.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import BinaryIO

import pypdfium2
from PIL import Image

from pipeline.errors import ScanError
from pipeline.model import Pixels
from pipeline.scans.limits import MAX_PAGES, MAX_PIXELS, check_size, decoding, plausible_dpi
from pipeline.scans.pdf_layout import Layout, read_layout
from pipeline.scans.rasters import as_bytes

PDF_DPI = 300
# A page that is drawn and not only pictured is rendered at 300 where its pictures are coarser.
LEAST_DPI = 150
MOST_DPI = 600.0  # what scanners of offices give at most; more is enlarged
_ROUNDED_UP = 1e-6
_DEEPEST = 15  # pdfium itself goes no deeper into forms
MEMORY_BYTES = 4 << 30  # the largest page that is allowed takes three
CPU_SECONDS = 120


def main(arguments: list[str]) -> None:
    """Answer one question about one file, within limits of memory and time."""
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_CPU, CPU_SECONDS)
    _limit(resource.RLIMIT_CORE, 0)
    try:
        answer, pixels = _decoded(int(arguments[1])) if arguments[0] == "decode" else _counted()
    except ScanError as error:
        answer, pixels = {"refused": [error.reason.code, error.reason.values]}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + pixels)


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _counted() -> tuple[dict[str, object], bytes]:
    with _pdf() as document:
        return {"pages": len(document)}, b""


def _decoded(page: int) -> tuple[dict[str, object], bytes]:
    pixels, dpi = _render(page)
    return {"shape": pixels.shape, "dpi": dpi}, pixels.tobytes()


def _render(page: int) -> tuple[Pixels, float | None]:
    with _pdf() as document, _pdf_page(document, page) as opened:
        layout = _layout(opened, page)
        scale = _scale_dpi(layout) / 72
        width, height = (round(points * scale) for points in opened.get_size())
        check_size(width, height)
        for picture in _pdf_pictures(opened):
            _check_picture(picture)
        # pdfium takes the next whole number of dots
        exact = min((width - _ROUNDED_UP) / opened.get_width(), (height - _ROUNDED_UP) / opened.get_height())
        return as_bytes(opened.render(scale=exact).to_pil()), plausible_dpi(scale * 72 / layout.user_unit)


@contextlib.contextmanager
def _pdf() -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer)
    except pypdfium2.PdfiumError as cause:
        locked = "password" in str(cause).lower()
        raise ScanError("pdf_locked" if locked else "pdf_damaged") from cause
    try:
        if not 0 < len(document) <= MAX_PAGES:
            raise ScanError("pdf_pages", {"pages": len(document)})
        yield document
    finally:
        document.close()


def _layout(opened: pypdfium2.PdfPage, page: int) -> Layout:
    """The page's layout; where qpdf refuses the document, that of a page without pictures, if it has none."""
    try:
        return read_layout(_again(), page)
    except ScanError:
        if any(True for _ in _pdf_pictures(opened)):
            raise
        return Layout((), True, 1.0)


def _again() -> BinaryIO:
    """The document from its first byte, for another reader."""
    sys.stdin.buffer.seek(0)
    return io.BytesIO(sys.stdin.buffer.read())


def _scale_dpi(layout: Layout) -> float:
    """Dots in 72 units of the page: the finest picture's; 300 where text or lines are finer than pictures."""
    finest = min(MOST_DPI, layout.finest_dpi)
    return finest if finest >= LEAST_DPI or (finest and not layout.has_drawing) else float(PDF_DPI)


@contextlib.contextmanager
def _pdf_page(document: pypdfium2.PdfDocument, page: int) -> Iterator[pypdfium2.PdfPage]:
    try:
        yield document[page - 1]
    except (pypdfium2.PdfiumError, ValueError, OverflowError, MemoryError) as cause:
        raise ScanError("pdf_page_damaged", {"page": page}) from cause


def _pdf_pictures(page: pypdfium2.PdfPage) -> Iterator[pypdfium2.PdfImage]:
    yield from page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST)


def _check_picture(picture: pypdfium2.PdfImage) -> None:
    """Refuse a picture that pdfium would draw white or half, without a word.

    What is plain data ``read_layout`` has counted. Torn CCITT data cannot be told: every row is a valid one.
    """
    width, height = picture.get_px_size()
    if width * height > MAX_PIXELS:
        check_size(width, height)
    with decoding():
        picture.get_bitmap()
        if picture.get_filters(skip_simple=True) == ["DCTDecode"]:
            data = bytes(picture.get_data(decode_simple=True))
            with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
                image.draft("L", (1, 1))  # an eighth of the size: all data is read, little is computed
                image.load()


if __name__ == "__main__":
    main(sys.argv[1:])
