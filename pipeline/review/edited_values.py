"""What the cells of an edited row say: values by the fields of decisions, and who wrote them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.decisions import Value
from pipeline.delivery.layers import EDITED, OBJECTS, PARCELS, RECORDS, Layer
from pipeline.model import Box
from pipeline.review.edited import EditedRow

State = Mapping[str, Value | None]
Cells = Mapping[Any, Any]
Values = dict[str, tuple[str, Any]]  # by field: the column, and what stands in it
ADDED, REMOVED, MOVED = "edit_added", "edit_removed", "edit_moved"
STATUS, NUMBER, _WHO = "trang_thai", "so_thu_tu_thua", "nguoi_xac_nhan"
WAITS = "can_kiem_tra"
# Columns by the fields of decisions that say what people state there; a later column goes before.
FIELDS: Mapping[Layer, Mapping[str, str]] = {
    layer: {each.name: each.decides for each in layer.columns if each.decides and each.name != STATUS}
    for layer in EDITED
}
# Columns that say who decided, or follow from the outline.
_FOLLOWING: Mapping[Layer, tuple[str, ...]] = {
    PARCELS: (STATUS, _WHO, "xac_nhan", "ngay_xac_nhan", "dien_tich"),
    OBJECTS: ("dien_tich",),
    RECORDS: (STATUS, _WHO, "xac_nhan", "ngay_xac_nhan"),
}


@dataclass(slots=True)
class Said:
    """What somebody said of one thing, as it is found: (what is told, field, value, what was seen)."""

    layer: Layer
    place: tuple[str, int | None, int | None]
    key: str
    source: tuple[str, int, Box | None]
    who: str = ""
    says: list[tuple[str, str, Any, State]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def changed_columns(row: EditedRow, before: Cells) -> list[str]:
    """The columns that say something else."""
    names = [column.name for column in row.layer.columns]
    return [n for n in names if n in row.cells and not _same(before.get(n), row.cells[n])]


def _same(before: Any, after: Any) -> bool:
    """Blank text is no value, as the delivery writes it."""
    if before is None or pd.isna(before):
        return after is None or after == ""
    return bool(before == after)


def values_of(said: Said, row: EditedRow, changed: Sequence[str], as_read: bool) -> Values:
    """Changed values by field, each with its column; other columns are left.

    Not ``as_read``: the office's numbers of today stand there, which are not those on the paper.
    """
    fields = FIELDS[row.layer]
    values: Values = {}
    for column in changed:
        name = fields.get(column)
        if name in ("number", "sheet") and not as_read:
            said.left.append(column)
        elif name is not None:
            values[name] = (column, row.cells[column])
        elif column not in _FOLLOWING[row.layer]:
            said.left.append(column)
    return values


def who_of(before: Cells, row: EditedRow) -> str:
    """The name that the person's form wrote."""
    name = row.cells.get(_WHO)
    return str(name) if name and name != before.get(_WHO) else ""


def place_of(row: EditedRow) -> tuple[str, int | None, int | None]:
    """Old unit, sheet and number as they stand in a row."""
    return str(row.cells.get("ma_xa_cu") or ""), row.cells.get("so_hieu_to_ban_do"), row.cells.get(NUMBER)
