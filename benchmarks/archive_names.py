"""Holders and places of register books, each cell read alone and then held against all others of the archive.

    OMP_THREAD_LIMIT=1 python -m benchmarks.archive_names SCANS TRUTH [SCANS TRUTH ...]

``SCANS``: a folder of books of one commune. ``TRUTH``: its ``records.csv``, or several with a comma between,
in the order of the books. Rows are found by their number. ``KEEP`` keeps the table; a pair is two columns.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2

from benchmarks.tables import Table
from pipeline import scans
from pipeline.commune.verdicts import owner_is_sure
from pipeline.commune.weighed_texts import weighed
from pipeline.model import Reading, RegisterPage
from pipeline.records.register import read_register

Truth = dict[str, dict[str, str]]
Pair = tuple[str, Reading[str]]  # what is true, and what was read
FIELDS = {"owner": "holder", "place": "place"}


def books(folder: Path) -> list[list[RegisterPage]]:
    """The register pages of each book of the folder, read one by one."""
    found = []
    for path in sorted(folder.iterdir()):
        _, count = scans.inspect(path)
        pages = (read_register(scans.load_page(path, page, path.name)) for page in range(1, count + 1))
        found.append([page for page in pages if page is not None])
    return found


def pairs(read: Sequence[Sequence[RegisterPage]], truths: Sequence[Truth], field: str) -> Iterator[Pair]:
    """What is true of each row that the truth knows, and what was read."""
    for pages, truth in zip(read, truths, strict=True):
        for row in (row for page in pages for row in page.rows):
            if true := truth.get(str(row.number.value)):
                yield true[field], getattr(row, field)


def told(read: Sequence[Sequence[RegisterPage]], truths: Sequence[Truth]) -> list[str]:
    """One column: shares of the holders and places that are right, and how many holders may be accepted."""
    cells = []
    for field in FIELDS:
        right = [true == reading.value for true, reading in pairs(read, truths, field)]
        cells.append(f"{sum(right) / max(1, len(right)):.3f}")
    sure = [true == reading.value for true, reading in pairs(read, truths, "owner") if owner_is_sure(reading)]
    return [*cells, f"{sum(sure)} / {len(sure) - sum(sure)}"]


def main(arguments: Sequence[str]) -> None:
    """Print one Markdown table, two columns a commune."""
    names, columns = [""], []
    for scanned, listed in zip(arguments[::2], arguments[1::2], strict=True):
        read = books(Path(scanned))
        truths = [_truth(Path(path)) for path in listed.split(",")]
        rest = iter(weighed([page for pages in read for page in pages]))
        together = [[next(rest) for _ in pages] for pages in read]
        rows = sum(len(page.rows) for pages in read for page in pages)
        names += [f"{rows} rows, each cell alone", "with the archive"]
        columns += [told(read, truths), told(together, truths)]
    measures = [f"{name} right" for name in FIELDS.values()] + [
        "holders that may be accepted, right / wrong ¹"
    ]
    with Table(*names) as table:
        for measure, *cells in zip(measures, *columns, strict=True):
            table.line(measure, *cells)


def _truth(path: Path) -> Truth:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["number"]: row for row in csv.DictReader(file)}


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main(sys.argv[1:])
