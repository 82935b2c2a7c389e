"""Pages of PDF, by pdfium. Run as a program by ``pdf_process``: pdfium ends its process on some files.

    python -m pipeline.scans.pdf count < FILE
    python -m pipeline.scans.pdf decode PAGE < FILE

Answers with one line of JSON, behind it the pixels of the page.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import resource
import sys
from collections.abc import Iterator

import pypdfium2
from PIL import Image

from pipeline.errors import ScanError
from pipeline.model import Pixels
from pipeline.scans.limits import MAX_PAGES, MAX_PIXELS, check_size, decoding, plausible_dpi
from pipeline.scans.rasters import as_bytes

PDF_DPI = 300
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
        dpi = _pdf_scale_dpi(opened)
        width_pt, height_pt = opened.get_size()
        check_size(round(width_pt / 72 * dpi), round(height_pt / 72 * dpi))
        for picture in _pdf_pictures(opened):
            _check_picture(picture)
        return as_bytes(opened.render(scale=dpi / 72).to_pil()), plausible_dpi(dpi)


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
def _pdf_page(document: pypdfium2.PdfDocument, page: int) -> Iterator[pypdfium2.PdfPage]:
    try:
        yield document[page - 1]
    except (pypdfium2.PdfiumError, ValueError, OverflowError, MemoryError) as cause:
        raise ScanError("pdf_page_damaged", {"page": page}) from cause


def _pdf_pictures(page: pypdfium2.PdfPage) -> Iterator[pypdfium2.PdfImage]:
    yield from page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=2)


def _check_picture(picture: pypdfium2.PdfImage) -> None:
    """Refuse a picture that pdfium would draw white or half, without a word.

    Torn CCITT data cannot be told: every row of it is a valid one.
    """
    width, height = picture.get_px_size()
    if width * height > MAX_PIXELS:
        check_size(width, height)
    with decoding():
        picture.get_bitmap()
        kinds = picture.get_filters(skip_simple=True)
        data = bytes(picture.get_data(decode_simple=True))
        if kinds == ["DCTDecode"]:
            with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
                image.draft("L", (1, 1))  # an eighth of the size: all data is read, little is computed
                image.load()
        elif not kinds and len(data) < height * math.ceil(width * picture.get_metadata().bits_per_pixel / 8):
            raise EOFError("fewer pixels than the picture says")


if __name__ == "__main__":
    main(sys.argv[1:])
