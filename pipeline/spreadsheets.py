"""Tables that offices hand in, CSV or XLSX, as rows of text; the only door to such files.

A spreadsheet is a packed file that a stranger made: what it would unpack to is looked at before it is opened.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import ScanError
from pipeline.input_files import inaccessible, is_unreached, read_whole, refusal_of
from pipeline.workbooks import rows_of

# A province has 3.3 million parcels in 104 communes: a table of one commune is far below both.
MAX_ROWS = 200_000
# The widest form that is handed in has 61 (``handin/mappings``); a file may say that its rows have 16,384.
MAX_COLUMNS = 100
_MAX_UNPACKED_BYTES = 200_000_000
_DELIMITERS = ",;\t"  # Vietnamese Windows writes semicolons


def read_rows(path: Path) -> list[list[str]]:
    """All rows of a CSV file, or of the first sheet of an XLSX file, cells stripped; blank rows stay.

    Cells beyond ``MAX_COLUMNS`` are left out.

    Raises ScanError for what is no such table, ScanInaccessibleError where it cannot be reached.
    """
    error = refusal_of(path)
    if error is not None:
        raise error
    try:
        rows = list(_of_workbook(path) if path.suffix.lower() == ".xlsx" else _of_text(path))
    except ScanError:
        raise
    except Exception as fault:  # a stranger's file: zipfile and the parser raise what they like
        if is_unreached(fault):
            raise inaccessible(fault) from fault
        raise ScanError("no_table_of_rows") from fault
    return rows


def _of_text(path: Path) -> Iterator[list[str]]:
    try:
        text = read_whole(path).decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise ScanError("not_utf8") from cause
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    return _few(csv.reader(text.splitlines(), delimiter=delimiter))


def _of_workbook(path: Path) -> Iterator[list[str]]:
    with zipfile.ZipFile(path) as packed:
        if sum(part.file_size for part in packed.infolist()) > _MAX_UNPACKED_BYTES:
            raise ScanError("table_too_large", {"rows": MAX_ROWS})
        yield from _few(rows_of(packed, MAX_ROWS, MAX_COLUMNS))


def _few(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number >= MAX_ROWS:
            raise ScanError("table_too_large", {"rows": MAX_ROWS})
        yield [cell.strip() for cell in row[:MAX_COLUMNS]]
