"""Spreadsheets as this room writes them: text is text, never a formula, and the same bytes each time."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.delivery.safe_cells import FORMULA_STARTS

# A fixed moment instead of the run's: a file's bytes depend on its content alone.
_WRITTEN = datetime(2000, 1, 1)
_FONT = "Times New Roman"  # of all forms of the circulars
_SIZE_PT = 12
_HEAD_PT = 48  # three lines
MARKED = "#FFF2A8"


class Book:
    """A workbook with the few looks that forms need; rows are written once, from top to bottom."""

    def __init__(self, path: Path) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"created": _WRITTEN})
        self._looks: dict[tuple[tuple[str, Any], ...], Format] = {}

    def close(self) -> None:
        """Write the file. Raises OSError."""
        self._book.close()

    def sheet(self, name: str) -> Worksheet:
        """A new empty sheet of that name."""
        return self._book.add_worksheet(name)

    def look(self, **wanted: Any) -> Format:
        """A look by properties of the library; the same one for the same properties."""
        key = tuple(sorted(wanted.items()))
        if key not in self._looks:
            base = {"font_name": _FONT, "font_size": _SIZE_PT, "valign": "top"}
            self._looks[key] = self._book.add_format({**base, **wanted})
        return self._looks[key]

    def write_head(self, sheet: Worksheet, place: int, titles: Sequence[str]) -> None:
        """Write the titles of a table's columns into a row."""
        sheet.set_row(place, _HEAD_PT)
        look = self.look(bold=True, border=1, text_wrap=True, align="center", valign="vcenter")
        for column, title in enumerate(titles):
            sheet.write_string(place, column, title, look)

    def write_row(
        self,
        sheet: Worksheet,
        place: int,
        cells: Sequence[object],
        mark: bool = False,
        marked: Collection[int] = (),
    ) -> None:
        """Write a row of a table; blank for None. All of it is shaded (``mark``), or the cells ``marked``."""
        for column, cell in enumerate(cells):
            shade = {"bg_color": MARKED} if mark or column in marked else {}
            self._write(sheet, (place, column), cell, shade)

    def _write(self, sheet: Worksheet, at: tuple[int, int], cell: object, shade: Mapping[str, Any]) -> None:
        if cell is None or cell == "":
            sheet.write_blank(*at, None, self.look(border=1, **shade))
        elif isinstance(cell, float):
            sheet.write_number(*at, cell, self.look(border=1, num_format="0.0", **shade))
        elif isinstance(cell, int):
            sheet.write_number(*at, cell, self.look(border=1, num_format="0", **shade))
        else:
            text = str(cell)
            quoted: dict[str, Any] = {"quote_prefix": True} if text.startswith(FORMULA_STARTS) else {}
            sheet.write_string(*at, text, self.look(border=1, text_wrap=True, **quoted, **shade))


@contextlib.contextmanager
def book(path: Path) -> Iterator[Book]:
    """A workbook that is written at the end. Raises OSError."""
    made = Book(path)
    yield made
    made.close()
