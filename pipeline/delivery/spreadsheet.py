"""The findings as a table that opens in a spreadsheet: UTF-8 with its mark, commas, one line a finding."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from pipeline.delivery.layers import FINDINGS, GEOMETRY_COLUMN

# Spreadsheets run a cell that begins so as a formula (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLACE = ("dong_m", "bac_m")  # easting, northing


def write_findings(path: Path, findings: pd.DataFrame) -> None:
    """Write the layer ``phat_hien`` with its place as two columns in metres. Raises OSError."""
    names = [column.name for column in FINDINGS.columns]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*names, *_PLACE])
        for cells, place in zip(_rows(findings, names), findings[GEOMETRY_COLUMN], strict=True):
            where = ("", "") if place is None else (f"{place.x:.2f}", f"{place.y:.2f}")
            writer.writerow([*(safe_cell(cell) for cell in cells), *where])


def _rows(findings: pd.DataFrame, names: list[str]) -> Iterator[tuple[object, ...]]:
    return findings[names].itertuples(index=False, name=None)


def safe_cell(cell: object) -> object:
    """The cell as text stays text: an apostrophe before what a spreadsheet would run; blank for no value."""
    if cell is pd.NA or cell is None or cell != cell:  # noqa: PLR0124  only NaN differs from itself
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
