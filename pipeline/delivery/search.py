"""What people search a parcel or a register row by, with and without accents, in one column of its row.

QGIS compares letters as they are, and its search looks at what a layer shows of a row: so a parcel has its
holders and places beside it, once as they are written and once plain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.text import fold

Row = dict[str, Any]
Key = tuple[object, object, object]
COLUMN = "tim_kiem"


def with_search(parcels: Sequence[Row], records: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Parcels and register rows with what they are found by; a parcel has the names of all its rows."""
    named: dict[Key, list[str]] = {}
    for row in records:
        named.setdefault(_key(row), []).extend(_names(row))
    found = [{**row, COLUMN: _searched([*named.get(_key(row), ()), *_names(row)])} for row in parcels]
    return found, [{**row, COLUMN: _searched(_names(row))} for row in records]


def _key(row: Row) -> Key:
    return (str(row["ma_xa_cu"]), row["so_hieu_to_ban_do"], row["so_thu_tu_thua"])


def _names(row: Row) -> list[str]:
    return [text for text in (row.get("ten_chu"), row.get("dia_chi")) if text]


def _searched(names: Iterable[str]) -> str:
    """Each name once as it is written, then all without accents."""
    each = list(dict.fromkeys(names))
    plain = " ".join(fold(name) for name in each)
    return f"{', '.join(each)} · {plain}" if each else ""
