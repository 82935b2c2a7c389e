"""The table ``GHI CHÚ CÁC THỬA ĐẤT NHỎ`` outside the frame: parcels too small for a label of their own.

Three rows 10 mm high (parcel number, area, land-use code) with a head column, then one column 10 mm wide for
each parcel, below the south frame (Circular 25/2014, App. 01.III.1, p. 42). The table is told by what its
heads say and by what stands in line with them, so it may also stand on its side (heads in the first row), in
another margin, in several bands, and its rules may be broken or missing.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

_RULE_MM, _RULE_GAP_MM = 5.0, 1.3  # no letter stroke of the table is as long; widest gap of a broken rule
_THIN_MM = 0.5  # the widest rule
_SPACE_MM = 1.6  # between words of one cell, in letters of 2.2 mm
_MARK_MM = 0.5  # between a letter and its accents
_LETTER_MM = (0.8, 4.0)  # the lowest figure, the highest letter with two accents
_HEADS = {
    "number": ("thua so", "so thua", "so hieu thua", "thua", "thua dat"),
    "area": ("dien tich", "d tich"),
    "code": ("loai dat", "loai", "mdsd", "muc dich"),
}
_HEAD_LIKENESS = 75.0  # per cent: one letter in five may be misread
_HEAD_LENGTH = 1.5  # of its height: the shortest head has four letters
_CELL_MM = 20.0  # the head column, the widest of the form

_AROUND_MM = 0.4

T = TypeVar("T")
_Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One parcel of the table. ``area_m2`` and ``code`` are unread where the table has no such row."""

    number: Reading[int]
    area_m2: Reading[float]
    code: Reading[str]


@dataclass(frozen=True, slots=True)
class _Text:
    """What is written in one cell, by the ends of its box in pixels."""

    x: tuple[float, float]
    y: tuple[float, float]

    @property
    def turned(self) -> _Text:
        """The same with x and y exchanged."""
        return _Text(self.y, self.x)

    def with_also(self, other: _Text) -> _Text:
        """Both texts as one."""
        return _Text(_span(self.x, other.x), _span(self.y, other.y))


_Row = dict[str, _Text]


@dataclass(frozen=True, slots=True)
class _Margin:
    """A margin, its pixels per millimetre, and where it is."""

    grey: Pixels
    per_mm: float
    source: Source


def read_small_table(grey: Pixels, dpi: float, source: Source) -> tuple[TableEntry, ...]:
    """Parcels of the small-parcel tables in an upright margin (H, W) of the sheet; empty where none stands.

    Boxes of the readings are in pixels of the margin.
    """
    if min(grey.shape) < dpi / 2:
        return ()
    margin = _Margin(grey, dpi / ink.MM_PER_INCH, source)
    mask = ink.ink_mask(paper.flatten(grey, dpi), dpi).view(np.uint8)
    texts = _texts(mask, margin.per_mm)
    heads = _heads(texts, margin)
    entries: list[TableEntry] = []
    for rows in _tables(texts, heads, margin.per_mm):
        entries += _read(rows, margin)
    return tuple(entries)


def _texts(mask: _Bytes, per_mm: float) -> list[_Text]:
    """Words that stand beside each other with no rule between them, by their boxes in x and y."""
    upright = _upright_rules(mask, per_mm)
    level = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, round(_RULE_MM * per_mm)), np.uint8))
    letters = mask & ~_grown(upright | level, 1, 1)
    words = _grown(letters, round(_SPACE_MM / 2 * per_mm), round(_MARK_MM / 2 * per_mm)) & ~upright
    _, parts = cv2.connectedComponents(words, connectivity=8)
    rows, columns = np.nonzero(letters)
    if rows.size == 0:
        return []
    owners = parts[rows, columns]
    order = np.argsort(owners, kind="stable")
    starts = np.flatnonzero(np.diff(owners[order], prepend=-1))
    found = []
    for own in np.split(order, starts[1:]):
        y0, y1 = float(rows[own].min()), float(rows[own].max() + 1)
        if _LETTER_MM[0] * per_mm <= y1 - y0 <= _LETTER_MM[1] * per_mm:
            found.append(_Text((float(columns[own].min()), float(columns[own].max() + 1)), (y0, y1)))
    return found


def _upright_rules(mask: _Bytes, per_mm: float) -> _Bytes:
    """Thin lines down the margin, broken ones with their gaps."""
    wide = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, round(_THIN_MM * per_mm) + 1), np.uint8))
    thin = _grown(mask & ~wide, 1, 0)  # a rule leans
    joined = cv2.morphologyEx(thin, cv2.MORPH_CLOSE, np.ones((round(_RULE_GAP_MM * per_mm), 1), np.uint8))
    rules = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((round(_RULE_MM * per_mm), 1), np.uint8))
    return np.asarray(rules, np.uint8)


def _grown(mask: _Bytes, across_px: int, down_px: int) -> _Bytes:
    return np.asarray(cv2.dilate(mask, np.ones((2 * down_px + 1, 2 * across_px + 1), np.uint8)), np.uint8)


def _heads(texts: Sequence[_Text], margin: _Margin) -> dict[_Text, str]:
    """The texts that announce numbers, areas or codes."""
    long = [one for one in texts if _length(one.x) >= _HEAD_LENGTH * _length(one.y)]
    read = ocr.read_lines([_crop(one, margin) for one in long])
    kinds = {one: _kind(text.fold(seen.text)) for one, seen in zip(long, read, strict=True)}
    return {one: kind for one, kind in kinds.items() if kind}


def _kind(read: str) -> str:
    likeness = {kind: max(fuzz.ratio(read, word) for word in words) for kind, words in _HEADS.items()}
    best = max(likeness, key=lambda kind: likeness[kind])
    return best if likeness[best] >= _HEAD_LIKENESS else ""


def _tables(texts: Sequence[_Text], heads: Mapping[_Text, str], per_mm: float) -> Iterator[list[_Row]]:
    """The rows of each table, whether its heads stand beside or below each other."""
    turned = {one.turned: kind for one, kind in heads.items()}
    for number in (one for one, kind in heads.items() if kind == "number"):
        beside, below = _beside(number, heads), _beside(number.turned, turned)
        if len(beside) > len(below):
            yield _rows(beside, texts, heads, per_mm)
        elif len(below) > 1:
            rows = _rows(below, [one.turned for one in texts], turned, per_mm)
            yield [{kind: cell.turned for kind, cell in row.items()} for row in rows]


def _beside(number: _Text, heads: Mapping[_Text, str]) -> _Row:
    """The heads of a table in whose row a head of numbers stands: as far as the next one of numbers."""
    level = sorted((one for one in heads if _are_level(one.y, number.y)), key=lambda one: one.x)
    place = level.index(number)
    after = itertools.takewhile(lambda one: heads[one] != "number", level[place + 1 :])
    before = itertools.takewhile(lambda one: heads[one] != "number", reversed(level[:place]))
    others = list(after) or list(before)
    return {"number": number, **{heads[one]: one for one in reversed(others)}}


def _rows(beside: _Row, texts: Iterable[_Text], heads: Mapping[_Text, str], per_mm: float) -> list[_Row]:
    """What stands below heads, row by row, down to other heads or to paper wider than a cell.

    What stands alone in its row is a crumb: an entry has two values at least.
    """
    columns = sorted(beside.items(), key=lambda item: item[1].x)
    edges = _edges([head for _, head in columns])
    lowest = max(head.y[1] for head in beside.values())
    rows: list[_Row] = []
    last = lowest
    for one in sorted((one for one in texts if one.y[0] > lowest), key=lambda one: sum(one.y)):
        column = bisect.bisect(edges, sum(one.x) / 2) - 1
        if not 0 <= column < len(columns):
            continue
        if one in heads or one.y[0] - last > _CELL_MM * per_mm:
            break
        kind = columns[column][0]
        if not rows or not any(_are_level(one.y, cell.y) for cell in rows[-1].values()):
            rows.append({})
        rows[-1][kind] = rows[-1][kind].with_also(one) if kind in rows[-1] else one
        last = max(last, one.y[1])
    return [row for row in rows if len(row) > 1]


def _edges(heads: Sequence[_Text]) -> list[float]:
    """Where columns part: half way between their heads, and as far on the outside."""
    middles = [sum(head.x) / 2 for head in heads]
    between = [(one + other) / 2 for one, other in itertools.pairwise(middles)]
    return [2 * middles[0] - between[0], *between, 2 * middles[-1] - between[-1]]


def _are_level(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two stretches share more than half of the shorter."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared > min(_length(one), _length(other))


def _read(rows: Sequence[_Row], margin: _Margin) -> list[TableEntry]:
    def views(kind: str) -> list[list[label_reading.View]]:
        return [[label_reading.plain_view(_crop(row[kind], margin))] if kind in row else [] for row in rows]

    seen = views("number"), views("area")
    numbers = label_reading.confirm_numbers(label_reading.read_numbers(seen[0], margin.source), seen[0])
    areas = label_reading.confirm_areas(label_reading.read_areas(seen[1], margin.source), seen[1])
    codes = label_reading.read_codes(views("code"), margin.source)
    return [
        TableEntry(
            _boxed(number, row.get("number"), margin),
            _boxed(area, row.get("area"), margin),
            _boxed(code, row.get("code"), margin),
        )
        for row, number, area, code in zip(rows, numbers, areas, codes, strict=True)
    ]


def _boxed(reading: Reading[T], cell: _Text | None, margin: _Margin) -> Reading[T]:
    if cell is None:
        return reading
    box = (cell.x[0], cell.y[0], cell.x[1], cell.y[1])
    return replace(reading, source=replace(margin.source, box=box))


def _crop(one: _Text, margin: _Margin) -> Pixels:
    """A text as it was scanned, with a little paper around."""
    around = round(_AROUND_MM * margin.per_mm)
    (x0, x1), (y0, y1) = ((max(int(low) - around, 0), int(high) + around) for low, high in (one.x, one.y))
    return label_reading.stretch(margin.grey[y0:y1, x0:x1])


def _span(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return min(one[0], other[0]), max(one[1], other[1])


def _length(stretch: tuple[float, float]) -> float:
    return stretch[1] - stretch[0]
