"""The head of a table: names of the columns, and where the body begins."""

from __future__ import annotations

import itertools
from collections.abc import Sequence, Set
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline import ocr
from pipeline.model import FloatArray, Pixels
from pipeline.records.cells import Cell, cut_cell
from pipeline.records.forms import ColumnHead, is_head_row, is_number_row, roles_by_head
from pipeline.records.page import PX_PER_MM, View
from pipeline.records.tables import Grid

_MOST_ROWS = 6  # rows of the grid that a head has at most
_DOUBTFUL = 0.6
_UNDER_MM = 0.6  # a rule lies so near to where the grid has it
_END_MM = 2.0  # of a cell on either side: names are centred
_RULED = 0.5  # of the ink that rules of the page usually have stands where there is one
_FADED = 0.8  # rules with less ink than this may be gone beside a cell: print that runs across tells
_ACROSS_MM = (
    0.3,
    0.9,
)  # from a rule: print so near on both sides is one word or two; cells keep it farther off
_NUMBER_ROW_LETTERS = "()0123456789"
_NUMBER_LENGTH = 3.0  # a column's number in brackets is at most so many times as long as high
_LONG = "…"  # stands for a text too long to be one


@dataclass(frozen=True, slots=True)
class Head:
    """``columns``: words over each column; ``roles``: their meaning; ``body``: first row that is no head."""

    columns: tuple[ColumnHead, ...]
    roles: tuple[str, ...]
    body: int

    @property
    def known(self) -> int:
        """Number of columns whose meaning the head tells."""
        return sum(bool(role) for role in self.roles)


def read_head(flat: Pixels, dpi: float, view: View, grid: Grid) -> Head:
    """Read the first rows of the table until one is no head."""

    def read(blocks: Sequence[_Block]) -> list[str]:
        return _read([cut_cell(flat, view.page_points(block.quad), dpi) for block in blocks])

    names: list[tuple[_Block, str]] = []
    body = 0
    spans = _spans(grid, min(grid.shape[0], _MOST_ROWS))
    for row in range(len(spans)):
        blocks = _blocks(view, grid, row, spans)
        texts = read(blocks)
        if not is_head_row(texts):
            break
        names += zip(blocks, texts, strict=True)
        body = row + 1
    named = {block.first for block, text in names if len(block.parts) == 1 and text}
    parted = [_is_parted(view, grid, block, named) for block, _ in names]
    alone = [part for block, _ in itertools.compress(names, parted) for part in block.alone]
    names = [name for name, apart in zip(names, parted, strict=True) if not apart]
    names += zip(alone, read(alone), strict=True)
    columns = tuple(_column_head(names, column) for column in range(grid.shape[1]))
    return Head(columns, roles_by_head(columns), body)


def _is_parted(view: View, grid: Grid, block: _Block, named: Set[int]) -> bool:
    """Whether the rules between the columns of a block faded: no names of columns stand under it, and no text
    of its own over them.
    """
    if len(block.parts) == 1 or not named.isdisjoint(range(block.first, block.last)):
        return False
    heights = block.heights
    edges = (_edge(grid, column, heights) for column in range(block.first + 1, block.last))
    return not any(_runs_across(view, edge, heights) for edge in edges)


def _column_head(names: Sequence[tuple[_Block, str]], column: int) -> ColumnHead:
    over = [(block, text) for block, text in names if block.first <= column < block.last]
    own, shared = (
        [text for block, text in over if (len(block.parts) == 1) is alone] for alone in (True, False)
    )
    return ColumnHead(" ".join(own).strip(), " ".join(shared).strip())


def skip_number_row(cells: Sequence[Cell]) -> bool:
    """Whether a row's cells are the numbers of the columns."""
    texts = ["" if len(cell.lines) != 1 else _LONG for cell in cells]
    short = [i for i, text in enumerate(texts) if text and _is_short(cells[i].lines[0])]
    read = ocr.read_limited([cells[i].lines[0] for i in short], _NUMBER_ROW_LETTERS)
    for i, text in zip(short, read, strict=True):
        texts[i] = text.text
    return is_number_row(texts)


def _is_short(line: Pixels) -> bool:
    """Whether a line of text may be a column's number, ``(12)``."""
    height, width = line.shape
    return bool(width <= _NUMBER_LENGTH * height)


@dataclass(frozen=True, slots=True)
class _Block:
    """A cell of the head over the columns [first, last), as it is really ruled; ``parts``: one by one."""

    quad: FloatArray
    first: int
    last: int
    parts: tuple[FloatArray, ...]

    @property
    def alone(self) -> list[_Block]:
        """Its columns one by one."""
        return [
            _Block(part, self.first + i, self.first + i + 1, (part,)) for i, part in enumerate(self.parts)
        ]

    @property
    def heights(self) -> npt.NDArray[np.int_]:
        """Heights of the view between its rules."""
        return np.arange(int(self.quad[:2, 1].max()) + _mm(0.8), int(self.quad[2:, 1].min()) - _mm(0.8))

    def holds(self, y: float) -> bool:
        """Whether a height of the view lies between its upper and its lower edge."""
        return bool(self.quad[:2, 1].min() < y < self.quad[2:, 1].max())


def _spans(grid: Grid, rows: int) -> list[list[int]]:
    """How many of the first rows each cell goes down over, by row and column; 0 where one from above does.

    A head's rule under a storey of some columns ends beside the others, whose names stand across its line.
    """
    ruled = np.array([_ruled_below(grid, row) for row in range(rows)])
    some = ruled.max(axis=1, keepdims=True) >= _RULED * min(1.0, grid.solid)
    open_below = some & (ruled < _RULED * ruled.max(axis=1, keepdims=True))
    spans = [[1] * grid.shape[1] for _ in range(rows)]
    for row, column in np.argwhere(open_below[: rows - 1]).tolist():
        top = next(above for above in range(row, -1, -1) if spans[above][column])
        spans[top][column] += 1
        spans[row + 1][column] = 0
    return spans


def _ruled_below(grid: Grid, row: int) -> list[float]:
    """Share of the ends of each cell of a row on which a rule stands under it: print stands between them."""
    near, side, end = _mm(_UNDER_MM), _mm(0.8), _mm(_END_MM)
    shares = []
    for column in range(grid.shape[1]):
        left, right = grid.nodes[row + 1, column : column + 2]
        first, last = int(left[0]) + side, int(right[0]) - side
        ends = np.arange(first, first + end), np.arange(last - end, last)
        shares.append(min(_rule_share(grid, x, (left, right), near) for x in ends))
    return shares


def _rule_share(grid: Grid, x: npt.NDArray[np.int_], line: tuple[FloatArray, FloatArray], near: int) -> float:
    """Share of places along a line that have a rule within so many pixels above or below."""
    (x0, y0), (x1, y1) = line
    y = np.interp(x, [x0, x1], [y0, y1]).round().astype(int)
    height, width = grid.across.shape
    band = np.clip(y + np.arange(-near, near + 1)[:, None], 0, height - 1)
    return float((grid.across[band, np.clip(x, 0, width - 1)] > 0).any(axis=0).mean())


def _blocks(view: View, grid: Grid, row: int, spans: Sequence[Sequence[int]]) -> list[_Block]:
    """Cells of a grid row, split by rules that run through a part of its width, joined where none is."""
    blocks: list[_Block] = []
    for column in range(grid.shape[1]):
        for quad in _storeys(view, grid, (row, spans[row][column]), column):
            middle = float(quad[:, 1].mean())
            beside = (i for i, other in enumerate(blocks) if other.last == column and other.holds(middle))
            left = next((i for i in beside if _continues(view, grid, blocks[i])), None)
            if left is None:
                blocks.append(_Block(quad, column, column + 1, (quad,)))
            else:
                other = blocks[left]
                joined = np.array([other.quad[0], quad[1], quad[2], other.quad[3]])
                blocks[left] = _Block(joined, other.first, column + 1, (*other.parts, quad))
    return blocks


def _continues(view: View, grid: Grid, block: _Block) -> bool:
    """Whether no rule stands between a block and the cell of the next column."""
    heights = block.heights
    if len(heights) == 0:
        return False
    edges = _edge(grid, block.last, heights)
    wide = cv2.dilate(grid.down[heights[0] : heights[-1] + 1], np.ones((1, 2 * _mm(0.8) + 1), np.uint8))
    present = wide[heights - heights[0], np.clip(edges, 0, wide.shape[1] - 1)]
    if float(present.mean()) >= _RULED * min(1.0, grid.solid):
        return False
    return grid.solid >= _FADED or _runs_across(view, edges, heights)


def _edge(grid: Grid, column: int, heights: npt.NDArray[np.int_]) -> npt.NDArray[np.int_]:
    """Where the left edge of a column lies at these heights."""
    across = np.interp(heights, grid.nodes[:, column, 1], grid.nodes[:, column, 0])
    return np.asarray(across.round().astype(int))


def _runs_across(view: View, edges: npt.NDArray[np.int_], heights: npt.NDArray[np.int_]) -> bool:
    """Whether one line of print stands close to both sides of a column's edge at these heights."""
    near, far = _mm(_ACROSS_MM[0]), _mm(_ACROSS_MM[1])
    steps = np.arange(near, far + 1)
    x = np.clip(edges[:, None] + np.concatenate([-steps, steps]), 0, view.pixels.shape[1] - 1)
    ink = view.pixels[heights[:, None], x] < 128
    sides = np.stack([ink[:, : len(steps)].any(axis=1), ink[:, len(steps) :].any(axis=1)], axis=1)
    lines = cv2.dilate(sides.astype(np.uint8), np.ones((_mm(1.0), 1), np.uint8))
    return float(lines.all(axis=1).sum()) >= _mm(1.3)  # lower than any letter: a speck beside a rule


def _storeys(view: View, grid: Grid, span: tuple[int, int], column: int) -> list[FloatArray]:
    """A cell that begins in a row and goes down over some, cut at the rules that cross this column only."""
    row, rows = span
    if rows == 0:
        return []
    upper, lower = grid.quad(row, column), grid.quad(row + rows - 1, column)
    quad = np.array([upper[0], upper[1], lower[2], lower[3]])
    height, width = view.pixels.shape
    x0, x1 = int(quad[[0, 3], 0].max()) + _mm(0.8), int(quad[[1, 2], 0].min()) - _mm(0.8)
    y0, y1 = int(quad[:2, 1].max()) + _mm(2.5), int(quad[2:, 1].min()) - _mm(2.5)
    x0, x1, y0, y1 = max(0, x0), min(width, x1), max(_mm(0.8), y0), min(height - _mm(0.8), y1)
    if y1 - y0 < 2 or x1 - x0 < 2:
        return [quad]
    thick = cv2.dilate(grid.across[y0:y1, x0:x1], np.ones((5, 1), np.uint8))
    beside = (view.pixels[:, x0:x1] < 128).mean(axis=1)  # print that stands on a line is no rule
    side = _mm(0.8)
    full = thick.mean(axis=1) > 0.9
    full &= np.maximum(beside[y0 - side : y1 - side], beside[y0 + side : y1 + side]) < 0.12
    starts = np.flatnonzero(full & ~np.concatenate([[False], full[:-1]]))
    shares = [(float(start) + 2 + _mm(2.5)) / max(1.0, y1 - y0 + 2 * _mm(2.5)) for start in starts]
    edges = [0.0, *shares, 1.0]
    left, right = quad[3] - quad[0], quad[2] - quad[1]
    return [
        np.array([quad[0] + a * left, quad[1] + a * right, quad[1] + b * right, quad[0] + b * left])
        for a, b in itertools.pairwise(edges)
    ]


def _read(cells: Sequence[Cell]) -> list[str]:
    """Text of each cell, its lines joined; the second reader where the first is at a loss."""
    pictures = [picture for cell in cells for picture in cell.lines]
    read = ocr.read_tesseract(pictures, "vie")
    doubtful = [i for i, text in enumerate(read) if text.confidence < _DOUBTFUL]
    for i, text in zip(doubtful, ocr.read_vietnamese([pictures[i] for i in doubtful]), strict=True):
        read[i] = text
    lines = iter(read)
    return [" ".join(next(lines).text for _ in cell.lines) for cell in cells]


def _mm(length: float) -> int:
    return max(1, round(length * PX_PER_MM))
