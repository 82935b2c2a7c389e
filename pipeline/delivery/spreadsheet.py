"""The findings as a table that opens in a spreadsheet: UTF-8 with its mark, commas, one line a finding."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.delivery.layers import FINDINGS, GEOMETRY_COLUMN
from pipeline.delivery.safe_cells import safe_cell

_PLACE = ("dong_m", "bac_m")  # easting, northing


def write_findings(path: Path, findings: pd.DataFrame) -> None:
    """Write the layer ``phat_hien`` with its place as two columns in metres. Raises OSError."""
    names = [column.name for column in FINDINGS.columns]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*names, *_PLACE])
        for cells, place in zip(_rows(findings, names), findings[GEOMETRY_COLUMN], strict=True):
            where = ("", "") if place is None else (f"{place.x:.2f}", f"{place.y:.2f}")
            writer.writerow([*(frame_cell(cell) for cell in cells), *where])


def _rows(findings: pd.DataFrame, names: list[str]) -> Iterator[tuple[object, ...]]:
    return findings[names].itertuples(index=False, name=None)


def frame_cell(cell: Any) -> object:
    """A cell of a frame as text of a table: safe, and blank for no value."""
    return "" if pd.isna(cell) else safe_cell(cell)
