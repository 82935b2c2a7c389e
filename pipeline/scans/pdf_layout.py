"""Which pictures lie on a page of a PDF, how fine and how large they are drawn: by its content, with qpdf.

A compact PDF draws a coarse background first and the writing as a fine stencil or through a fine mask; a scan
may stand inside forms that are scaled. So every picture, stencil and mask counts, through all matrices.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from pipeline.errors import ScanError
from pipeline.scans.limits import MAX_PIXELS, check_size

_POINTS_PER_INCH = 72.0
_DEEPEST = 12  # forms in forms
_MOST_PICTURES = 20_000
# A picture that covers less of the page is a logo or a stamp, however fine it is.
_LEAST_SHARE = 0.01

Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Placed = tuple[Matrix, int, int]
# Operators that leave ink (ISO 32000-1, Annex A); text in modes 3 and 7 leaves none.
_PAINTS = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh"})
_WRITES = frozenset({"Tj", "TJ", "'", '"'})
_INVISIBLE = (3, 7)
_SIMPLE = frozenset(
    {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx"}
    | {"/RunLengthDecode", "/RL"}
)
_SAMPLES = {"/DeviceGray": 1, "/CalGray": 1, "/Indexed": 1, "/Separation": 1, "/DeviceRGB": 3, "/CalRGB": 3}
_SAMPLES |= {"/Lab": 3, "/DeviceCMYK": 4, "/G": 1, "/RGB": 3, "/CMYK": 4, "/I": 1}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, stencil or mask on the page: dots an inch along its two sides, share of the page."""

    x_dpi: float
    y_dpi: float
    share: float

    @property
    def finest_dpi(self) -> float:
        """The finer of the two."""
        return max(self.x_dpi, self.y_dpi)


@dataclass(frozen=True, slots=True)
class Layout:
    """Pictures of a page, whether text or lines are drawn besides, and how many points its unit is.

    ``finest_dpi`` is 0 for a page without pictures.
    """

    pictures: tuple[Drawn, ...]
    has_drawing: bool
    user_unit: float

    @property
    def finest_dpi(self) -> float:
        """Dots in 72 units of the page, of the finest pictures that cover a part of it that counts."""
        covered = 0.0
        for picture in sorted(self.pictures, key=lambda picture: -picture.finest_dpi):
            covered += picture.share
            if covered >= _LEAST_SHARE:
                return picture.finest_dpi
        return 0.0


def read_layout(file: Any, page: int) -> Layout:
    """The layout of one page (from 1). Raises ScanError where the page's objects are damaged."""
    try:
        with pikepdf.open(file) as document:
            found = document.pages[page - 1]
            box = [float(value) for value in found.cropbox]
            unit = float(found.obj.get("/UserUnit", 1) or 1)
            walk = _Walk()
            pictures = tuple(_pictures(walk, found, box))
            return Layout(pictures, walk.drew, unit if unit > 0 else 1.0)
    except ScanError:
        raise
    except Exception as cause:
        raise ScanError("pdf_page_damaged", {"page": page}) from cause


def _pictures(walk: _Walk, page: pikepdf.Page, box: list[float]) -> Iterator[Drawn]:
    for matrix, width, height in itertools.islice(
        walk.content(page.obj, page.obj, _PLAIN, 0), _MOST_PICTURES
    ):
        drawn = _drawn(matrix, (width, height), box)
        if drawn is not None:
            yield drawn


class _Walk:
    """Goes through the content of a page and of the forms in it, in the order in which it is drawn."""

    def __init__(self) -> None:
        self.drew = False

    def content(self, stream: Any, owner: Any, outer: Matrix, depth: int) -> Iterator[Placed]:
        """Pictures with the matrix that carries their unit square onto the page, and their size in dots."""
        resources = owner.get("/Resources", pikepdf.Dictionary())
        drawable = resources.get("/XObject", pikepdf.Dictionary())
        matrix, kept, visible = outer, list[Matrix](), True
        for instruction in pikepdf.parse_content_stream(stream):
            operands: Any = instruction.operands
            match str(instruction.operator):
                case "q":
                    kept.append(matrix)
                case "Q":
                    matrix = kept.pop() if kept else outer
                case "cm":
                    matrix = _times(_matrix(operands), matrix)
                case "Tr":
                    visible = int(operands[0]) not in _INVISIBLE
                case "INLINE IMAGE":
                    yield matrix, int(operands[0].width), int(operands[0].height)
                case "Do":
                    yield from self._done(drawable.get(str(operands[0])), owner, matrix, depth)
                case mark if mark in _PAINTS or (mark in _WRITES and visible):
                    self.drew = True

    def _done(self, thing: Any, owner: Any, matrix: Matrix, depth: int) -> Iterator[Placed]:
        kind = None if thing is None else thing.get("/Subtype")
        if kind == "/Image":
            _check_whole(thing)
            yield matrix, int(thing.Width), int(thing.Height)
            for name in ("/Mask", "/SMask"):
                mask = thing.get(name)
                if isinstance(mask, pikepdf.Stream):
                    yield matrix, int(mask.Width), int(mask.Height)
        elif kind == "/Form" and depth < _DEEPEST:
            inner = _times(_matrix(thing.get("/Matrix", _PLAIN)), matrix)
            yield from self.content(thing, thing if "/Resources" in thing else owner, inner, depth + 1)


def _check_whole(picture: Any) -> None:
    """Refuse a picture that has fewer bytes than its size says. Raises ScanError.

    Only where its data are plain once simple filters are undone: other decoders tell it themselves.
    """
    filters = picture.get("/Filter", [])
    names = [str(name) for name in (filters if isinstance(filters, pikepdf.Array) else [filters])]
    depth = 1 if picture.get("/ImageMask") else int(picture.get("/BitsPerComponent", 0))
    samples = 1 if picture.get("/ImageMask") else _samples(picture.get("/ColorSpace"))
    if not depth or not samples or not set(names) <= _SIMPLE:
        return
    width, height = int(picture.Width), int(picture.Height)
    if width * height > MAX_PIXELS:
        check_size(width, height)
    if len(picture.read_bytes(pikepdf.StreamDecodeLevel.specialized)) < height * math.ceil(
        width * depth * samples / 8
    ):
        raise ScanError("damaged_pixels")


def _samples(space: Any) -> int:
    """Values of a dot in a colour space; 0 where it cannot be told."""
    parts = space if isinstance(space, pikepdf.Array) else [space]
    name = str(parts[0]) if len(parts) else ""
    if name == "/ICCBased":
        return int(parts[1].get("/N", 0))
    if name == "/DeviceN":
        return len(parts[1])
    return _SAMPLES.get(name, 0)


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _times(first: Matrix, second: Matrix) -> Matrix:
    """First ``first``, then ``second``, as PDF counts."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _drawn(matrix: Matrix, size: tuple[int, int], box: list[float]) -> Drawn | None:
    """None for a picture that does not lie on the page."""
    a, b, c, d, e, f = matrix
    along, up = math.hypot(a, b), math.hypot(c, d)
    if not (0 < along < math.inf and 0 < up < math.inf):
        return None
    xs, ys = [e, e + a, e + c, e + a + c], [f, f + b, f + d, f + b + d]
    wide = min(max(xs), max(box[0], box[2])) - max(min(xs), min(box[0], box[2]))
    high = min(max(ys), max(box[1], box[3])) - max(min(ys), min(box[1], box[3]))
    page = abs((box[2] - box[0]) * (box[3] - box[1]))
    if wide <= 0 or high <= 0 or page <= 0:
        return None
    share = min(wide * high / page, 1.0)
    return Drawn(size[0] / along * _POINTS_PER_INCH, size[1] / up * _POINTS_PER_INCH, share)
