"""The ruled tables of a scan: upright, one or two pages side by side, and what their columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipeline import ocr
from pipeline.model import FloatArray, PageImage, Pixels
from pipeline.records import head
from pipeline.records.cells import Cell, cut_cell
from pipeline.records.forms import (
    KEY_COLUMNS,
    counts_parcels,
    kind_of_content,
    roles_by_content,
    roles_by_head,
    second_table,
)
from pipeline.records.head import Head
from pipeline.records.line import Line
from pipeline.records.page import PX_PER_MM, View
from pipeline.records.red import with_red_strikes
from pipeline.records.rows import divide_rows
from pipeline.records.sides import Standing
from pipeline.records.tables import Grid, find_grid, rule_ink
from pipeline.records.text_lines import lines_above

_ENOUGH_NAMES = 3  # columns whose names must be understood before a page counts as upright
_SAMPLES, _FEW_SAMPLES = 6, 3  # cells of a column that tell its kind; that tell it from another
# Two pages on one scan: rules across stop at the fold, this wide and in this part of the scan.
_FOLD_MM, _FOLD_PART = 6.0, (0.35, 0.65)
_LEAST_RULES = 5  # rules across that stand on either side of the fold


@dataclass(frozen=True, slots=True)
class Table:
    """A table on its page, upright, with what its columns mean and where its rows of data begin.

    ``form`` is "head" where the columns are known by their names, "content" where by what stands in them.
    ``lines`` are the texts above it, ``named`` the meanings that names of columns tell.
    """

    flat: Pixels
    dpi: float
    view: View
    grid: Grid
    roles: tuple[str, ...]
    body: int
    form: str
    lines: tuple[Line, ...] = ()
    named: frozenset[str] = frozenset()

    @property
    def rows(self) -> range:
        """Rows of the grid that hold data."""
        return range(self.body, self.grid.shape[0])

    @property
    def top_px(self) -> int:
        """Where the table begins, in pixels of the view."""
        return int(self.grid.nodes[0, :, 1].min())

    @property
    def is_of_sheets(self) -> bool:
        """Whether its rows speak of whole sheets, and none of one parcel."""
        return counts_parcels(self.roles)

    def cell(self, row: int, column: int) -> Cell:
        """One cell of the grid, cut out of the page."""
        quad, folds = self.grid.quad(row, column), self.grid.folds_through(row, column)
        on_page = [self.view.page_points(fold) for fold in folds]
        return cut_cell(self.flat, self.view.page_points(quad), self.dpi, on_page)

    def column(self, role: str) -> list[Cell]:
        """The cells of data below a head."""
        place = self.roles.index(role)
        return [self.cell(row, place) for row in self.rows]

    def is_blank(self, role: str) -> bool:
        """Whether nothing is printed in a column's cells of data."""
        place = self.roles.index(role)
        return all(self.cell(row, place).blank for row in self.rows)

    def row_corners(self, row: int) -> FloatArray:
        """The nodes along the upper and lower edge of a row, in pixels of the page."""
        nodes = self.grid.nodes
        return self.view.page_points(np.concatenate([nodes[row], nodes[row + 1]]))


def find_tables(page: Standing) -> list[Table]:
    """Tables of a page, the first way up in which the names of their columns can be read.

    Left page first where two pages lie on the scan; empty where no table's columns can be told.
    """
    seen: dict[int, list[Table]] = {}
    for turns in _ways_up(page):
        tables, heads = _tables_with_heads(page, turns)
        if any(found.known >= _ENOUGH_NAMES for found in heads):
            named = [_with_head(table, found) for table, found in zip(tables, heads, strict=True)]
            return [_finished(table, page.image) for table in named if _is_understood(table, 1)]
        seen[turns] = tables
    understood = [
        [t for t in map(_with_content, _wide(seen[turns])) if _is_understood(t, _ENOUGH_NAMES)]
        for turns in page.turns
    ]
    best = max(understood, key=lambda tables: sum(sum(map(bool, table.roles)) for table in tables))
    return [_finished(table, page.image) for table in best]


def _wide(tables: Sequence[Table]) -> list[Table]:
    """Those with so many columns that what stands in them can tell what they are."""
    return [table for table in tables if table.grid.shape[1] >= _ENOUGH_NAMES]


def _ways_up(page: Standing) -> Iterator[int]:
    """As it was scanned first: names that can be read there need no other look."""
    yield 0
    yield from (turns for turns in page.turns if turns)


def _tables_with_heads(page: Standing, turns: int) -> tuple[list[Table], list[Head]]:
    flat, dpi = page.flat, page.dpi
    tables = _all_ruled(flat, dpi, _pages(page.turned(turns)))
    pairs = [_better_with_folds(table, _head_of(table)) for table in tables]
    tables, heads = [table for table, _ in pairs], [found for _, found in pairs]
    second = second_table(heads[0].columns) if len(heads) == 1 else None
    if second is not None:
        tables = _all_ruled(flat, dpi, _pages_before(tables[0], second))
        heads = [_head_of(table) for table in tables]
    return tables, heads


def _head_of(table: Table) -> Head:
    return head.read_head(table.flat, table.dpi, table.view, table.grid)


def _better_with_folds(table: Table, found: Head) -> tuple[Table, Head]:
    """The table with its head; where a fold was left out, with it if more heads can be read so: it lies on a
    rule that parts two columns.
    """
    if not table.grid.folds:
        return table, found
    other = _ruled(table.flat, table.dpi, table.view, on_folds=True)
    if other is None:
        return table, found
    read = _head_of(other)
    return (other, read) if read.known > found.known else (table, found)


def _all_ruled(flat: Pixels, dpi: float, views: Sequence[View]) -> list[Table]:
    found = [_ruled(flat, dpi, view) for view in views]
    return [table for table in found if table is not None]


def _ruled(flat: Pixels, dpi: float, view: View, *, on_folds: bool = False) -> Table | None:
    grid = find_grid(view.pixels, on_folds=on_folds)
    if grid is None or min(grid.shape) < 2:
        return None
    return Table(flat, dpi, view, grid, ("",) * grid.shape[1], 0, "content")


def _pages(view: View) -> list[View]:
    """The view, or its halves where the open book lies on it: no rule crosses the fold, many end there."""
    height, width = view.pixels.shape
    if width < height:
        return [view]
    rules = rule_ink(view.pixels).sum(axis=0) / (0.2 * PX_PER_MM)  # rules are about 0.2 mm thick
    reach = round(_FOLD_MM * PX_PER_MM) | 1
    most = cv2.dilate(rules.astype(np.float32)[None, :], np.ones((1, reach)))[0]
    first, last = (round(share * width) for share in _FOLD_PART)
    fold = first + int(most[first:last].argmin())
    beside = [float(np.percentile(part, 60)) for part in (rules[:fold], rules[fold:])]
    if most[fold] > 1.0 or min(beside) < _LEAST_RULES:
        return [view]
    return [_part(view, 0, fold), _part(view, fold, width)]


def _pages_before(table: Table, column: int) -> list[View]:
    """The view cut where a second table begins, left of its first column."""
    cut = int(table.grid.nodes[:, column, 0].min() - PX_PER_MM)
    return [_part(table.view, 0, cut), _part(table.view, cut, table.view.pixels.shape[1])]


def _part(view: View, first: int, last: int) -> View:
    shift = np.array([[1.0, 0.0, first], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    return View(np.ascontiguousarray(view.pixels[:, first:last]), view.to_page @ shift)


def _is_understood(table: Table, least: int) -> bool:
    """Whether rows can be told: by so many key columns of a register, or by sheets in a table of sheets."""
    return "sheet" in table.roles if table.is_of_sheets else _keys(table) >= least


def _keys(table: Table) -> int:
    return sum(role in KEY_COLUMNS for role in table.roles)


def _with_head(table: Table, found: Head) -> Table:
    """Columns by their names and by what stands in them; where a key column is missing, by content alone."""
    table = _below_numbers(replace(table, roles=found.roles, body=found.body, form="head"))
    if not table.is_of_sheets:
        keys = [role in KEY_COLUMNS for role in table.roles]
        kinds = [kind_of_content(texts) for texts in _samples(table, keys, _FEW_SAMPLES)]
        table = replace(table, roles=roles_by_head(found.columns, kinds))
    named = frozenset(role for role in table.roles if role)
    table = replace(table, named=named)
    if table.is_of_sheets or _keys(table) == len(KEY_COLUMNS):
        return table
    guessed = _with_content(table).roles
    roles = tuple(
        role or (guess if guess not in named else "")
        for role, guess in zip(table.roles, guessed, strict=True)
    )
    return replace(table, roles=roles)


def _below_numbers(table: Table) -> Table:
    """The table without the row of its columns' numbers, which may follow what a fold cut off the head."""
    for row in range(table.body, min(table.body + 2, table.grid.shape[0])):
        cells = [table.cell(row, column) for column in range(table.grid.shape[1])]
        if head.skip_number_row(cells):
            return replace(table, body=row + 1)
        if any(not cell.blank for cell in cells):
            break
    return table


def _with_content(table: Table) -> Table:
    """Columns by what stands in some of their cells."""
    texts = _samples(table, [True] * table.grid.shape[1], _SAMPLES)
    widths = np.linalg.norm(table.grid.nodes[0, 1:] - table.grid.nodes[0, :-1], axis=1).tolist()
    return replace(table, roles=roles_by_content(texts, widths))


def _samples(table: Table, wanted: Sequence[bool], count: int) -> list[list[str]]:
    """Texts of some cells of the wanted columns, none of the others."""
    last = table.grid.shape[0] - 1
    rows = np.linspace(min(table.body, last), last, min(count, last + 1)).round().astype(int)
    columns = range(table.grid.shape[1])
    return [
        _sample([table.cell(int(row), column) for row in rows]) if wanted[column] else []
        for column in columns
    ]


def _sample(cells: Sequence[Cell]) -> list[str]:
    pictures = [cell.lines[0] for cell in cells if not cell.blank]
    letters = ocr.AREA_LETTERS + ocr.CODE_LETTERS + "+"
    return [text.text.strip(".,") for text in ocr.read_limited(pictures, letters)]


def _finished(table: Table, image: PageImage) -> Table:
    """The table with a row for each line that no rule parts, what is struck out in red, and its titles."""
    grid = divide_rows(table.view.pixels, table.grid, table.roles, table.body)
    lines = lines_above(table.flat, table.view, table.top_px)
    return replace(table, grid=with_red_strikes(image, table.view, grid), lines=lines)
