"""The table of edges of an extract (``Cạnh | Chiều dài (m)``, App. 12 and 13), found by the edges' names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline import ocr
from pipeline.model import Reading
from pipeline.records.cells import Cell
from pipeline.records.columns import (
    Column,
    ColumnReader,
    as_length,
    columns_like,
    height_of,
    number_columns,
    rows_of,
)
from pipeline.records.sides import Side

_NAME = re.compile(r"^(\d{1,2}) ?[-–—] ?(\d{1,2})$")
_NAME_LETTERS = "0123456789-"
_LEAST_EDGES, _MOST_EDGES = 3, 60
_NAMED = 0.75  # share of the rows whose names must be read right


def read_lengths(side: Side) -> tuple[Reading[float], ...]:
    """Lengths of the edges 1-2, 2-3 … n-1 in metres; nothing where no whole ring of them stands there."""
    names = max(columns_like(side.texts, _NAME), key=lambda column: len(column.boxes), default=None)
    lengths = None if names is None else _beside(names, number_columns(side.texts))
    if names is None or lengths is None:
        return ()
    rows = rows_of((names, lengths))
    reader = ColumnReader(side, height_of((names, lengths)))
    if not _LEAST_EDGES <= len(rows) <= _MOST_EDGES or not _is_ring(reader.cells(names, rows)):
        return ()
    return tuple(reader.read(lengths, rows, as_length))


def _beside(names: Column, columns: Sequence[Column]) -> Column | None:
    """The column of lengths to the right of the names, among their rows."""
    top, bottom = names.middles.min(), names.middles.max()

    def among(column: Column) -> int:
        return int(((column.middles >= top - 1) & (column.middles <= bottom + 1)).sum())

    right = [column for column in columns if column.figures <= 4 and column.ends[0] > names.ends[1]]
    near = [column for column in right if among(column) >= 2]
    return min(near, key=lambda column: column.ends[0], default=None)


def _is_ring(cells: Sequence[Cell]) -> bool:
    """Whether the names run 1-2, 2-3 … and the last leads back to 1."""
    count = len(cells)
    wanted = [f"{place + 1}-{(place + 1) % count + 1}" for place in range(count)]
    read = ["" if len(cell.lines) != 1 else _read_name(cell) for cell in cells]
    right = sum(name == want for name, want in zip(read, wanted, strict=True))
    return read[-1] == wanted[-1] and right >= _NAMED * count


def _read_name(cell: Cell) -> str:
    return ocr.read_limited([cell.lines[0]], _NAME_LETTERS)[0].text
