"""One register page in the forms that office scanners and converters write: the same rows from each.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.door FILE [PAGE] [FORM ...]

Each form is written to a folder for a moment, opened through ``pipeline.scans`` and read. Rows are held
against those of the page as it is. *same*: rows with the same number, holder, area and code; *silent*: names
that would be accepted and are others; *pages*: pages that the form is taken to have.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import tifffile
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

from benchmarks.tables import Table
from pipeline.commune.verdicts import owner_is_sure
from pipeline.model import Pixels, Record, RegisterPage
from pipeline.records.papers import read_paper
from pipeline.scans import inspect, load_page

_POINTS = 72  # of PDF, an inch
_INK = 150  # what a scan in two tones calls paper

Writer = Callable[[Path, Pixels, float], Path]


def _plain(folder: Path, grey: Pixels, dpi: float) -> Path:
    return _tiff(folder, grey, dpi)


def _two_tones(folder: Path, grey: Pixels, dpi: float) -> Path:
    path = folder / "g4.tif"
    tones = Image.fromarray(np.where(grey > _INK, 255, 0).astype(np.uint8)).convert("1")
    tones.save(path, compression="group4", dpi=(dpi, dpi))
    return path


def _with_overviews(folder: Path, grey: Pixels, dpi: float) -> Path:
    path = folder / "cog.tif"
    with tifffile.TiffWriter(path) as file:
        for step in (1, 2, 4, 8):
            small = cv2.resize(grey, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
            resolution = (dpi / step, dpi / step)
            file.write(
                small, subfiletype=int(step > 1), tile=(256, 256), resolution=resolution, resolutionunit=2
            )
    return path


def _turned_by_tag(folder: Path, grey: Pixels, dpi: float) -> Path:
    turned = np.ascontiguousarray(np.rot90(grey, 1))
    return _tiff(folder, turned, dpi, extratags=[(274, 3, 1, 6, True)])


def _not_square(folder: Path, grey: Pixels, dpi: float) -> Path:
    flat = cv2.resize(grey, None, fx=1.0, fy=0.5, interpolation=cv2.INTER_AREA)
    return _tiff(folder, np.asarray(flat, np.uint8), dpi, vertical=dpi / 2)


def _tiff(folder: Path, grey: Pixels, dpi: float, vertical: float | None = None, **tags: object) -> Path:
    path = folder / "page.tif"
    resolution = (dpi, vertical or dpi)
    tifffile.imwrite(path, grey, resolution=resolution, resolutionunit=2, compression="zlib", **tags)
    return path


def _compact(background: float) -> Writer:
    """A coarse background with the print above it as a stencil, as office scanners write by default."""

    def write(folder: Path, grey: Pixels, dpi: float) -> Path:
        scale = background / dpi
        paper = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        packed = io.BytesIO()
        Image.fromarray(np.maximum(paper, 240)).save(packed, "JPEG", quality=80)
        pdf = Pdf.new()
        bits = np.packbits(grey > _INK, axis=1).tobytes()
        below = _picture(pdf, packed.getvalue(), paper.shape, Filter=Name.DCTDecode)
        above = _picture(pdf, zlib.compress(bits), grey.shape, bits=1, ImageMask=True)
        drawn = {"B": below, "M": above}
        return _Paper(pdf, grey, dpi).save(folder, drawn, "{full} cm /B Do Q 0 g {full} cm /M Do Q")

    return write


def _scaled_form(folder: Path, grey: Pixels, dpi: float) -> Path:
    pdf = Pdf.new()
    form = pdf.make_stream(b"/I Do")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 1, 1])
    form.Resources = Dictionary(XObject=Dictionary(I=_grey_picture(pdf, grey)))
    return _Paper(pdf, grey, dpi).save(folder, {"F": form}, "{full} cm /F Do Q")


def _user_unit(folder: Path, grey: Pixels, dpi: float) -> Path:
    pdf = Pdf.new()
    paper = _Paper(pdf, grey, dpi, unit=2)
    return paper.save(folder, {"I": _grey_picture(pdf, grey)}, "{full} cm /I Do Q")


def _grey_picture(pdf: Pdf, grey: Pixels) -> Stream:
    return _picture(pdf, zlib.compress(grey.tobytes()), grey.shape)


def _picture(pdf: Pdf, data: bytes, shape: tuple[int, ...], bits: int = 8, **entries: object) -> Stream:
    height, width = shape[:2]
    stream = Stream(pdf, data)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = width, height, bits
    stream.Filter = entries.pop("Filter", Name.FlateDecode)
    if "ImageMask" not in entries:
        stream.ColorSpace = Name.DeviceGray
    for name, value in entries.items():
        stream[f"/{name}"] = value
    return stream


@dataclass(frozen=True, slots=True)
class _Paper:
    """One page of a PDF as large as the scan on it; ``unit``: points to a unit of its own."""

    pdf: Pdf
    grey: Pixels
    dpi: float
    unit: int = 1

    def save(self, folder: Path, pictures: Mapping[str, object], content: str) -> Path:
        """Write the page; ``{full}`` in its content puts what follows over the whole of it."""
        height, width = (length / self.dpi * _POINTS / self.unit for length in self.grey.shape)
        page = self.pdf.add_blank_page(page_size=(width, height))
        page.obj.Resources = Dictionary(XObject=Dictionary(**pictures))
        page.obj.Contents = self.pdf.make_stream(content.format(full=f"q {width} 0 0 {height} 0 0").encode())
        page.obj.UserUnit = self.unit
        path = folder / "page.pdf"
        self.pdf.save(path)
        return path


FORMS: dict[str, Writer] = {
    "plain": _plain,
    **{f"compact PDF, background {dpi} dpi": _compact(dpi) for dpi in (50, 67, 100, 200)},
    "scaled form": _scaled_form,
    "UserUnit 2": _user_unit,
    "COG with overviews": _with_overviews,
    "CCITT G4": _two_tones,
    "turned by its tag": _turned_by_tag,
    "twice as fine across as down": _not_square,
}


def measure(grey: Pixels, dpi: float, names: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Each form with its pages, rows of the page as it is, rows that are the same, and silent names."""
    wanted: list[Record] = []
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            path = FORMS[name](Path(folder), grey, dpi)
            pages = [load_page(path, number, path.name) for number in range(1, inspect(path)[1] + 1)]
        read = [read_paper(page, by_words=False) for page in pages]
        rows = [row for page in read if isinstance(page, RegisterPage) for row in page.rows]
        wanted = wanted or rows
        yield name, len(pages), len(wanted), *_compared(wanted, rows)


def _compared(wanted: list[Record], rows: list[Record]) -> tuple[int, int]:
    """Rows that say the same, and names that would be accepted and are others."""
    by_number = {row.number.value: row for row in rows}
    pairs = [(true, by_number[true.number.value]) for true in wanted if true.number.value in by_number]
    same = sum(_said(true) == _said(row) for true, row in pairs)
    silent = sum(owner_is_sure(row.owner) and row.owner.value != true.owner.value for true, row in pairs)
    return same, silent


def _said(row: Record) -> tuple[object, ...]:
    return row.number.value, row.owner.value, row.area_m2.value, row.code.value


def main() -> None:
    """Print one Markdown table, a row a form."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("page", type=int, nargs="?", default=1)
    parser.add_argument("forms", nargs="*", default=list(FORMS), help="by name; all without")
    given = parser.parse_args()
    page = load_page(given.file, given.page, given.file.name)
    grey = page.pixels if page.pixels.ndim == 2 else cv2.cvtColor(page.pixels, cv2.COLOR_RGB2GRAY)
    with Table("form", "pages", "rows", "same", "silent") as table:
        for row in measure(np.asarray(grey, np.uint8), page.dpi or 200.0, given.forms):
            table.line(*map(str, row))


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
