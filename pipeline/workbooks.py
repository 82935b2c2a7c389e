"""The rows of an XLSX file that a stranger made, as text, out of the XML of its first sheet.

Only what says rows is read: the parts that lead to the first sheet, its texts, its cells (ECMA-376, Part 1,
18.3 and 18.4). How cells look is not read, so nothing there can hold the reader up; a date is the number that
the file holds. A part with a document type is refused: no entity is ever filled in.

No library does it; 5 kB suffice: openpyxl 3.1.5 takes hours over a number format or print title, fills in
entities, loses rows; calamine allocates 550 GB for cells A1 and XFD1048576; GDAL 3.12 loses rows, all unsaid.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import XMLParser
from zipfile import ZipFile

_CHUNK_BYTES = 1 << 16
_COLUMN = re.compile(r"[A-Z]{1,3}")
_LETTERS = 26


def rows_of(packed: ZipFile, max_rows: int, max_columns: int) -> Iterator[list[str]]:
    """The rows of the first sheet, those that the file leaves out too, each with ``max_columns`` at most.

    Ends at the row after ``max_rows``. Raises what zipfile and the parser raise, and LookupError and
    ValueError for what is no workbook.
    """
    (book,) = _related(packed, "", "officeDocument").values()
    sheets = _related(packed, book, "worksheet")
    names = [_reference(sheet) for sheet in _read(packed, book, _Elements("sheet"))]
    first = next(sheets[name] for name in names if name in sheets)
    texts = [
        text
        for part in _related(packed, book, "sharedStrings").values()
        for text in _read(packed, part, _Texts())
    ]
    yield from _read(packed, first, _Rows(texts, max_rows, max_columns))


class _Part:
    """What the parser tells of a part; what was made of it lies in ``made`` until it is taken."""

    def __init__(self) -> None:
        self.made: list[Any] = []

    def doctype(self, *_: object) -> None:
        raise ValueError("a document type")

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...


class _Elements(_Part):
    """The attributes of all elements of one name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == self._name:
            self.made.append(attributes)


class _Texts(_Part):
    """The texts that cells share. How a text is spoken (phonetic runs) is none of it."""

    def __init__(self) -> None:
        super().__init__()
        self._text: list[str] = []
        self._is_told = self._is_spoken = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        self._is_told = name in ("t", "v") and not self._is_spoken
        self._is_spoken |= name == "rPh"

    def end(self, tag: str) -> None:
        name = _local(tag)
        self._is_told = False
        self._is_spoken &= name != "rPh"
        if name == "si":
            self.made.append(self._taken())

    def data(self, text: str) -> None:
        if self._is_told:
            self._text.append(text)

    def _taken(self) -> str:
        text = "".join(self._text)
        self._text.clear()
        return text


class _Rows(_Texts):
    """The rows of a sheet; rows and cells that are left out are blank."""

    def __init__(self, texts: list[str], max_rows: int, max_columns: int) -> None:
        super().__init__()
        self._texts, self._max_rows, self._max_columns = texts, max_rows, max_columns
        self._number = self._column = 0
        self._row: list[str] = []
        self._kind = "n"

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        super().start(tag, attributes)
        name = _local(tag)
        if name == "row":
            number = int(attributes.get("r", self._number + 1))
            if number <= self._number:
                raise ValueError("rows out of order")
            self.made += [[] for _ in range(self._number + 1, min(number, self._max_rows + 1))]
            self._number = number
            self._row, self._column = [], 0
        elif name == "c":
            self._column = _column(attributes["r"]) if "r" in attributes else self._column + 1
            self._kind = attributes.get("t", "n")

    def end(self, tag: str) -> None:
        super().end(tag)
        name = _local(tag)
        if name == "row":
            self.made.append(self._row)
        elif name == "c":
            text = self._taken()
            if self._column <= self._max_columns:
                self._row += [""] * (self._column - len(self._row))
                self._row[self._column - 1] = self._value(text)

    def _value(self, text: str) -> str:
        if self._kind == "s":
            return self._texts[int(text)]
        return _number(text) if self._kind == "n" and text else text


def _read(packed: ZipFile, name: str, part: _Part) -> Iterator[Any]:
    """What is made of a part, while it is read."""
    parser = XMLParser(target=part)  # noqa: S314  a document type, which entities need, is refused
    with packed.open(name) as file:
        while chunk := file.read(_CHUNK_BYTES):
            parser.feed(chunk)
            yield from part.made
            part.made.clear()
    parser.close()


def _related(packed: ZipFile, part: str, kind: str) -> dict[str, str]:
    """The parts of a kind that one part names, by the names that it has for them."""
    folder, name = posixpath.split(part)
    told = _read(packed, posixpath.join(folder, "_rels", f"{name}.rels"), _Elements("Relationship"))
    return {
        each["Id"]: posixpath.normpath(posixpath.join("/", folder, each["Target"]))[1:]
        for each in told
        if posixpath.basename(each["Type"]) == kind
    }


def _reference(attributes: dict[str, str]) -> str:
    """The name that an element has for another part: an attribute of another namespace than its own."""
    return next((value for name, value in attributes.items() if name.endswith("}id")), "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _column(cell: str) -> int:
    """The column, from 1, of a cell as it is named: B7 is in the second."""
    letters = _COLUMN.match(cell)
    if letters is None:
        raise ValueError(cell)
    number = 0
    for letter in letters[0]:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _number(text: str) -> str:
    """A whole number as a person typed it: spreadsheets keep 12 as 12.0 or 1.2E1."""
    if text.lstrip("-").isdecimal():
        return text
    value = float(text)
    return str(int(value)) if value.is_integer() else str(value)
