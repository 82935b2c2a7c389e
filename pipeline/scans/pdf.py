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

import pypdfium2
from PIL import Image

from pipeline.errors import ScanError
from pipeline.model import Pixels
from pipeline.scans.limits import MAX_PAGES, check_decoded, check_size, decoding, plausible_dpi
from pipeline.scans.pdf_dots import lay_on_dots
from pipeline.scans.pdf_layout import Layout, read_layout
from pipeline.scans.shades import without_false_colour

_ON_ITS_SIDE = (90, 270)
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
        pictures = list(_pdf_pictures(opened))
        layout = _layout(pictures, page)
        size, dpi = _size(opened, layout)
        check_size(*size)
        for picture in pictures:
            _check_picture(picture)
        lay_on_dots(opened, pictures, size)
        return _pixels(_drawn(opened, size)), plausible_dpi(dpi)


def _size(opened: pypdfium2.PdfPage, layout: Layout) -> tuple[tuple[int, int], float]:
    """Width and height in dots, and dots an inch."""
    across, along = layout.grid_dpi
    if opened.get_rotation() in _ON_ITS_SIDE:
        across, along = along, across
    width, height = opened.get_size()
    return (round(width * across / 72), round(height * along / 72)), max(across, along) / layout.user_unit


def _drawn(opened: pypdfium2.PdfPage, size: tuple[int, int]) -> pypdfium2.PdfBitmap:
    """The page as it is seen and printed, on white."""
    bitmap = pypdfium2.PdfBitmap.new_native(*size, pypdfium2.raw.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
    flags = pypdfium2.raw.FPDF_ANNOT
    pypdfium2.raw.FPDF_RenderPageBitmap(bitmap, opened, 0, 0, *size, 0, flags)
    return bitmap


def _pixels(bitmap: pypdfium2.PdfBitmap) -> Pixels:
    return without_false_colour(bitmap.to_numpy()[..., ::-1])


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


def _layout(pictures: list[pypdfium2.PdfImage], page: int) -> Layout:
    """The page's layout; where qpdf refuses the document, that of a page without pictures, if it has none."""
    try:
        sys.stdin.buffer.seek(0)
        return read_layout(sys.stdin.buffer, page)
    except ScanError:
        if pictures:
            raise
        return Layout((), True, 1.0)


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
    check_decoded(width, height, width * height)
    with decoding():
        picture.get_bitmap()
        if picture.get_filters(skip_simple=True) == ["DCTDecode"]:
            data = bytes(picture.get_data(decode_simple=True))
            with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
                image.draft("L", (1, 1))  # an eighth of the size: all data is read, little is computed
                image.load()


if __name__ == "__main__":
    main(sys.argv[1:])
