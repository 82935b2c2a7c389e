"""What people changed of the rows of registers in an edited delivery."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipeline import keys
from pipeline.decisions import ACCEPTED, BOTH, Value
from pipeline.delivery.layers import RECORDS
from pipeline.model import Commune, CommuneRecord
from pipeline.review.edited import EditedRow
from pipeline.review.edited_values import (
    ADDED,
    NUMBER,
    REMOVED,
    STATUS,
    WAITS,
    Cells,
    Said,
    changed_columns,
    place_of,
    values_of,
    who_of,
)


def rows_said(commune: Commune, frame: pd.DataFrame, edited: Sequence[EditedRow]) -> list[Said]:
    """What each row says that was not delivered; those added or deleted are left: no decision says them."""
    before = {row["khoa"]: row for row in frame.to_dict("records")}
    things = {keys.of_row(record): record for record in commune.records}
    said, seen = [], set()
    for row in (row for row in edited if row.layer is RECORDS):
        if row.key in before and row.key not in seen:
            seen.add(row.key)
            said.append(_row_said(things[row.key], before[row.key], row))
        else:
            said.append(Said(RECORDS, place_of(row), "", ("", 1, None), left=[ADDED]))
    for key in (key for key in before if key not in seen):
        gone = _of_row(things[key], key)
        gone.left.append(REMOVED)
        said.append(gone)
    return said


def _of_row(record: CommuneRecord, key: str) -> Said:
    source = record.record.source
    place = (record.unit_code, record.sheet, record.number)
    return Said(RECORDS, place, key, (source.scan, source.page, source.box))


def _row_said(record: CommuneRecord, before: Cells, row: EditedRow) -> Said:
    said = _of_row(record, row.key)
    said.who = who_of(before, row)
    changed = changed_columns(row, before)
    as_read = (before[NUMBER], before["so_hieu_to_ban_do"]) == (record.number, record.sheet)
    values = values_of(said, row, changed, as_read)
    read = record.record
    state: dict[str, Value | None] = {
        "number": record.number, "sheet": record.sheet, "area_m2": read.area_m2.value,
        "code": read.code.value, "holder": read.owner.value,
    }  # fmt: skip
    said.says += [(column, name, value, state) for name, (column, value) in values.items()]
    stated = {name: value for name, (_, value) in values.items() if name in state}
    if STATUS in changed and row.cells.get(STATUS) != WAITS:
        said.says.append((STATUS, ACCEPTED, BOTH, {**state, **stated}))
    elif STATUS in changed:
        said.left.append(STATUS)
    return said
