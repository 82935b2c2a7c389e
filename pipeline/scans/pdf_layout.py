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
from pipeline.scans.limits import check_decoded
from pipeline.scans.matrices import PLAIN, Matrix, corners, times

_POINTS_PER_INCH = 72.0
_DEEPEST = 12  # forms in forms
_MOST_PICTURES = 20_000
_MOST_DPI = 600.0  # the finest that office scanners save; more is scaled down
_DRAWN_DPI = 300.0  # of text and lines that are drawn; reading gains nothing beyond
_LEAST_DPI = 200.0  # of copies of papers (Decree 30/2020, App. I): what is drawn over coarser ones is finer
_LONGEST_INCHES = 200.0  # of a page whose unit is a point (ISO 32000-1, Annex C)
_MAIN = 0.5  # share of a page whose pictures are its scan, and not a stamp or a logo on it
_SQUARE = 0.995  # sides of pages are rounded, to whole points at worst
_POINTLESS = 1  # dots along a side that show nothing of that direction
# Operators that leave ink (ISO 32000-1, Annex A); text in modes 3 and 7 leaves none.
_PAINTS = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh"})
_WRITES = frozenset({"Tj", "TJ", "'", '"'})
_HOLDS = frozenset({"q", "Q", "cm", "Tr", "Do", "gs", "scn", "SCN", "BI", "ID", "EI"})
_OPERATORS = " ".join(sorted(_PAINTS | _WRITES | _HOLDS))
_INVISIBLE = (3, 7)
_SIMPLE = frozenset(
    {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx"}
    | {"/RunLengthDecode", "/RL"}
)
_SAMPLES = {"/DeviceGray": 1, "/CalGray": 1, "/Indexed": 1, "/Separation": 1, "/DeviceRGB": 3, "/CalRGB": 3}
_SAMPLES |= {"/Lab": 3, "/DeviceCMYK": 4, "/G": 1, "/RGB": 3, "/CMYK": 4, "/I": 1}

Placed = tuple[Matrix, int, int]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, stencil or mask on the page: dots in 72 units across and along the page, share of it."""

    across_dpi: float
    along_dpi: float
    share: float

    @property
    def finest_dpi(self) -> float:
        """The finer of the two."""
        return max(self.across_dpi, self.along_dpi)

    @property
    def grid_dpi(self) -> tuple[float, float]:
        """Its own dots where they are square, but for rounding; else so many as the finer way has."""
        square = min(self.across_dpi, self.along_dpi) >= _SQUARE * self.finest_dpi
        return (self.across_dpi, self.along_dpi) if square else (self.finest_dpi, self.finest_dpi)


@dataclass(frozen=True, slots=True)
class Layout:
    """Pictures of a page, whether text or lines are drawn besides, and how many points its unit is."""

    pictures: tuple[Drawn, ...]
    has_drawing: bool
    user_unit: float

    @property
    def grid_dpi(self) -> tuple[float, float]:
        """Dots in 72 units across and along the page, to render it by.

        Those of the scan, the finest pictures that cover half of the page; more where others are finer, up to
        what reading needs, and where text or lines are drawn over what is coarser than scans may be.
        """
        ordered = sorted(self.pictures, key=lambda picture: -picture.finest_dpi)
        covered = itertools.accumulate(picture.share for picture in ordered)
        scan = next(
            (picture for picture, share in zip(ordered, covered, strict=True) if share >= _MAIN), None
        )
        drawn = _DRAWN_DPI * self.user_unit
        finest = min(drawn, ordered[0].finest_dpi) if ordered else 0.0
        own = scan.grid_dpi if scan is not None and scan.finest_dpi >= finest else (finest, finest)
        if not max(own) or (self.has_drawing and max(own) < _LEAST_DPI * self.user_unit):
            return drawn, drawn
        too_fine = max(1.0, max(own) / (_MOST_DPI * self.user_unit))
        return own[0] / too_fine, own[1] / too_fine


def read_layout(file: Any, page: int) -> Layout:
    """The layout of one page (from 1). Raises ScanError where the page's objects are damaged."""
    try:
        with pikepdf.open(file) as document:
            found = document.pages[page - 1]
            box = [float(value) for value in found.cropbox]
            walk = _Walk()
            pictures = tuple(_pictures(walk, found, box))
            return Layout(pictures, walk.drew, _user_unit(found, box))
    except ScanError:
        raise
    except Exception as cause:
        raise ScanError("pdf_page_damaged", {"page": page}) from cause


def _user_unit(page: pikepdf.Page, box: list[float]) -> float:
    """Points of the page's unit; 1 where it would make a page of no paper."""
    unit = float(page.obj.get("/UserUnit", 1) or 1)
    longest = max(abs(box[2] - box[0]), abs(box[3] - box[1])) * unit / _POINTS_PER_INCH
    return unit if unit > 0 and longest <= _LONGEST_INCHES else 1.0


def _pictures(walk: _Walk, page: pikepdf.Page, box: list[float]) -> Iterator[Drawn]:
    placed = walk.content(page.obj, page.obj, PLAIN, 0)
    for matrix, width, height in itertools.islice(placed, _MOST_PICTURES):
        drawn = _drawn(matrix, (width, height), box)
        if drawn is not None:
            yield drawn


class _Walk:
    """Goes through the content of a page and of the forms in it, in the order in which it is drawn."""

    def __init__(self) -> None:
        self.drew = False
        self._whole: set[tuple[int, int]] = set()

    def content(self, stream: Any, owner: Any, outer: Matrix, depth: int) -> Iterator[Placed]:
        """Pictures with the matrix that carries their unit square onto the page, and their size in dots."""
        named = _Named(owner)
        state, kept = (outer, True), list[tuple[Matrix, bool]]()
        for instruction in pikepdf.parse_content_stream(stream, _OPERATORS):
            operands: Any = instruction.operands
            matrix, visible = state
            match str(instruction.operator):
                case "q":
                    kept.append(state)
                case "Q":
                    state = kept.pop() if kept else (outer, True)
                case "cm":
                    state = times(_matrix(operands), matrix), visible
                case "Tr":
                    state = matrix, int(operands[0]) not in _INVISIBLE
                case "INLINE IMAGE":
                    yield matrix, int(operands[0].width), int(operands[0].height)
                case "Do":
                    yield from self._done(named.find("/XObject", operands), owner, matrix, depth)
                case "gs":
                    mask = _entry(_entry(named.find("/ExtGState", operands), "/SMask"), "/G")
                    yield from self._done(mask, owner, matrix, depth)
                case "scn" | "SCN":
                    yield from self._tiled(named.find("/Pattern", operands), owner, outer, depth)
                case mark if mark in _PAINTS or (mark in _WRITES and visible):
                    self.drew = True

    def _done(self, thing: Any, owner: Any, matrix: Matrix, depth: int) -> Iterator[Placed]:
        kind = _entry(thing, "/Subtype")
        if kind == "/Image":
            for picture in (thing, thing.get("/Mask"), thing.get("/SMask")):
                if isinstance(picture, pikepdf.Stream):
                    self._check_whole(picture)
                    yield matrix, int(picture.Width), int(picture.Height)
        elif kind == "/Form":
            yield from self._inner(thing, owner, matrix, depth)

    def _tiled(self, pattern: Any, owner: Any, matrix: Matrix, depth: int) -> Iterator[Placed]:
        if isinstance(pattern, pikepdf.Stream):
            yield from self._inner(pattern, owner, matrix, depth)

    def _inner(self, thing: Any, owner: Any, matrix: Matrix, depth: int) -> Iterator[Placed]:
        """What a form or a pattern draws; one without resources of its own uses those around it."""
        if depth < _DEEPEST:
            inner = times(_matrix(thing.get("/Matrix", PLAIN)), matrix)
            yield from self.content(thing, thing if "/Resources" in thing else owner, inner, depth + 1)

    def _check_whole(self, picture: Any) -> None:
        """Refuse a picture that has fewer bytes than its size says. Raises ScanError."""
        if picture.objgen not in self._whole:
            _check_whole(picture)
            self._whole.add(picture.objgen)


class _Named:
    """What a page or form calls by name."""

    def __init__(self, owner: Any) -> None:
        self._resources = owner.get("/Resources", pikepdf.Dictionary())

    def find(self, kind: str, operands: Any) -> Any:
        """The thing that the last operand names, or None."""
        name = operands[-1] if len(operands) else None
        return _entry(self._resources.get(kind), str(name)) if isinstance(name, pikepdf.Name) else None


def _entry(thing: Any, key: str) -> Any:
    return thing.get(key) if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)) else None


def _check_whole(picture: Any) -> None:
    """Only where data are plain once simple filters are undone: other decoders tell it themselves."""
    filters = picture.get("/Filter", [])
    names = [str(name) for name in (filters if isinstance(filters, pikepdf.Array) else [filters])]
    stencil = bool(picture.get("/ImageMask"))
    depth = 1 if stencil else int(picture.get("/BitsPerComponent", 0))
    samples = 1 if stencil else _samples(picture.get("/ColorSpace"))
    if not depth or not samples or not set(names) <= _SIMPLE:
        return
    width, height = int(picture.Width), int(picture.Height)
    needed = height * math.ceil(width * depth * samples / 8)
    check_decoded(width, height, needed)
    if len(picture.read_bytes(pikepdf.StreamDecodeLevel.specialized)) < needed:
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


def _drawn(matrix: Matrix, size: tuple[int, int], box: list[float]) -> Drawn | None:
    """None for a picture that does not lie on the page."""
    a, b, c, d, _, _ = matrix
    sides = math.hypot(a, b), math.hypot(c, d)
    if not all(0 < side < math.inf for side in sides):
        return None
    xs, ys = corners(matrix)
    wide = min(max(xs), max(box[0], box[2])) - max(min(xs), min(box[0], box[2]))
    high = min(max(ys), max(box[1], box[3])) - max(min(ys), min(box[1], box[3]))
    page = abs((box[2] - box[0]) * (box[3] - box[1]))
    if wide <= 0 or high <= 0 or page <= 0:
        return None
    of_row, of_column = (
        dots / side * _POINTS_PER_INCH if dots > _POINTLESS else 0.0
        for dots, side in zip(size, sides, strict=True)
    )
    on_its_side = abs(b) > abs(a)
    across, along = (of_column, of_row) if on_its_side else (of_row, of_column)
    return Drawn(across, along, min(wide * high / page, 1.0))
