"""The table ``GHI CHÚ CÁC THỬA ĐẤT NHỎ`` below the south frame: parcels too small for a label of their own.

Three rows 10 mm high (parcel number, area, land-use code) with a head column, then one column 10 mm wide for
each parcel (Circular 25/2014, App. 01.III.1, p. 42). The table is told by what its heads say, so it may also
stand on its side (heads in the first row) or have several bands of rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from pipeline import ocr, paper, text
from pipeline.model import Pixels, Reading, Source
from pipeline.parcels import ink
from pipeline.parcels.labels import label_reading

_RULE_MM = 5.0  # no letter stroke of the table is as long
_LEAST_CELL_MM = 3.5
_HEADS = {
    "number": ("thua so", "so thua", "so hieu thua", "thua"),
    "area": ("dien tich",),
    "code": ("loai dat",),
}
_HEAD_LIKENESS = 75.0  # per cent: one letter in five may be misread
_LETTER_MM = 0.8

T = TypeVar("T")
_Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One parcel of the table. ``area_m2`` and ``code`` are unread where the table has no such row."""

    number: Reading[int]
    area_m2: Reading[float]
    code: Reading[str]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell by its inside, in pixels of the strip, with the band (row or column) and place it stands in."""

    x0: int
    y0: int
    x1: int
    y1: int


def read_small_table(strip: Pixels, dpi: float, source: Source) -> tuple[TableEntry, ...]:
    """Parcels of the small-parcel table in the upright paper below the south frame; empty where none stands.

    Boxes of the readings are in pixels of ``strip``.
    """
    if min(strip.shape) < dpi / 2:
        return ()
    mask = ink.ink_mask(paper.flatten(strip, dpi), dpi).view(np.uint8)
    page = _Page(strip, mask, dpi / ink.MM_PER_INCH, source)
    entries: list[TableEntry] = []
    for cells in _grids(page.mask, page.per_mm):
        entries += _read_grid(cells, page)
    return tuple(entries)


@dataclass(frozen=True, slots=True)
class _Page:
    """The strip below the frame, its ink, and its pixels per millimetre."""

    strip: Pixels
    mask: _Bytes
    per_mm: float
    source: Source


def _grids(mask: _Bytes, per_mm: float) -> list[list[_Cell]]:
    """Ruled grids of at least four cells from above, each as its cells in no order."""
    reach = round(_RULE_MM * per_mm)
    rules = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, reach), np.uint8))
    rules |= cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((reach, 1), np.uint8))
    gap = max(1, round(0.25 * per_mm))
    rules = cv2.dilate(rules, np.ones((2 * gap + 1, 2 * gap + 1), np.uint8))
    outlines, nesting = cv2.findContours(rules, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found: dict[int, list[_Cell]] = {}
    for outline, links in zip(outlines, nesting[0] if nesting is not None else (), strict=True):
        x, y, width, height = cv2.boundingRect(outline)
        if links[3] >= 0 and min(width, height) >= _LEAST_CELL_MM * per_mm:
            found.setdefault(int(links[3]), []).append(_Cell(x, y, x + width, y + height))
    grids = [cells for cells in found.values() if len(cells) >= 4]
    return sorted(grids, key=lambda cells: min((cell.y0, cell.x0) for cell in cells))


def _read_grid(cells: list[_Cell], page: _Page) -> list[TableEntry]:
    """Entries of a grid whose heads stand in its first column or in its first row."""
    for upright in (True, False):
        bands = _bands(cells, upright)
        kinds = _kinds([band[0] for band in bands], page)
        if "number" in kinds and len(set(kinds) - {""}) >= 2:
            return _read_bands(bands, kinds, page, upright)
    return []


def _bands(cells: list[_Cell], upright: bool) -> list[list[_Cell]]:
    """Rows of the grid (columns where not ``upright``), each in reading order, head first.

    A cell joins the band of its nearest neighbour before it, so that a bent or turned table keeps its rows.
    """

    def along(cell: _Cell) -> float:
        return (cell.x0 + cell.x1) / 2 if upright else (cell.y0 + cell.y1) / 2

    def across(cell: _Cell) -> float:
        return (cell.y0 + cell.y1) / 2 if upright else (cell.x0 + cell.x1) / 2

    def depth(cell: _Cell) -> float:
        return float(cell.y1 - cell.y0 if upright else cell.x1 - cell.x0)

    bands: list[list[_Cell]] = []
    for cell in sorted(cells, key=along):
        near = [band for band in bands if abs(across(band[-1]) - across(cell)) < depth(cell) / 2]
        if near:
            near[0].append(cell)
        else:
            bands.append([cell])
    return sorted(bands, key=lambda band: across(band[0]))


def _kinds(heads: list[_Cell], page: _Page) -> list[str]:
    """What each head announces: number, area, code or nothing known."""
    crops = [_crop(head, page) for head in heads]
    filled = [crop if crop is not None else np.full((24, 48), 255, np.uint8) for crop in crops]
    readings = [
        (text.fold(first.text), text.fold(second.text))
        for first, second in zip(ocr.read_vietnamese(filled), ocr.read_tesseract(filled), strict=True)
    ]
    return ["" if crop is None else _kind(reads) for crop, reads in zip(crops, readings, strict=True)]


def _kind(readings: tuple[str, str]) -> str:
    likeness = {
        kind: max(fuzz.ratio(reading, word) for reading in readings for word in words)
        for kind, words in _HEADS.items()
    }
    best = max(likeness, key=lambda kind: likeness[kind])
    return best if likeness[best] >= _HEAD_LIKENESS else ""


def _read_bands(bands: list[list[_Cell]], kinds: list[str], page: _Page, upright: bool) -> list[TableEntry]:
    """One entry a column of each block that a row of numbers begins."""
    entries: list[TableEntry] = []
    starts = [row for row, kind in enumerate(kinds) if kind == "number"]
    for start, end in zip(starts, [*starts[1:], len(bands)], strict=True):
        numbers = bands[start][1:]
        rows = {kinds[row]: _beside(numbers, bands[row][1:], upright) for row in range(start, end)}
        columns = {
            kind: [None if cell is None else _crop(cell, page) for cell in cells]
            for kind, cells in rows.items()
        }
        entries += _read_block(columns, rows, page)
    return entries


def _beside(numbers: list[_Cell], cells: list[_Cell], upright: bool) -> list[_Cell | None]:
    """For every cell of the band of numbers the one of another band that stands in line with it."""
    return [next((cell for cell in cells if _in_line(number, cell, upright)), None) for number in numbers]


def _in_line(one: _Cell, other: _Cell, upright: bool) -> bool:
    if upright:
        return _covers((one.x0, one.x1), (other.x0, other.x1))
    return _covers((one.y0, one.y1), (other.y0, other.y1))


def _covers(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches share more than half of the shorter."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared > min(one[1] - one[0], other[1] - other[0])


def _read_block(
    columns: dict[str, list[Pixels | None]], rows: dict[str, list[_Cell | None]], page: _Page
) -> list[TableEntry]:
    width = len(columns["number"])

    def windows(kind: str) -> list[list[label_reading.View]]:
        crops = columns.get(kind, [])
        views: list[list[label_reading.View]] = [
            [] if crop is None else [label_reading.plain_view(crop)] for crop in crops
        ]
        return views + [[] for _ in range(width - len(crops))]

    views = windows("number"), windows("area")
    numbers = label_reading.confirm_numbers(label_reading.read_numbers(views[0], page.source), views[0])
    areas = label_reading.confirm_areas(label_reading.read_areas(views[1], page.source), views[1])
    codes = label_reading.read_codes(windows("code"), page.source)
    return [
        TableEntry(
            _boxed(numbers[place], rows.get("number", []), place, page),
            _boxed(areas[place], rows.get("area", []), place, page),
            _boxed(codes[place], rows.get("code", []), place, page),
        )
        for place in range(width)
        if any(place < len(crops) and crops[place] is not None for crops in columns.values())
    ]


def _boxed(reading: Reading[T], cells: list[_Cell | None], place: int, page: _Page) -> Reading[T]:
    cell = cells[place] if place < len(cells) else None
    if cell is None:
        return reading
    box = (float(cell.x0), float(cell.y0), float(cell.x1), float(cell.y1))
    return replace(reading, source=replace(page.source, box=box))


def _crop(cell: _Cell, page: _Page) -> Pixels | None:
    """The text of a cell, cut close; None where the cell is empty."""
    inset = max(2, round(0.3 * page.per_mm))
    inside = np.s_[cell.y0 + inset : cell.y1 - inset, cell.x0 + inset : cell.x1 - inset]
    _, _, boxes, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(page.mask[inside]), connectivity=8)
    letters = boxes[1:][boxes[1:, 3] >= _LETTER_MM * page.per_mm]
    if len(letters) == 0:
        return None
    margin = round(0.4 * page.per_mm)
    x0, y0 = np.maximum(letters[:, :2].min(axis=0) - margin, 0)
    x1, y1 = (letters[:, :2] + letters[:, 2:4]).max(axis=0) + margin
    return label_reading.stretch(page.strip[inside][y0:y1, x0:x1])
