"""Where every commune stands: its last run, what was delivered, and what waits for a person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from pipeline.communes import all_communes
from workflows.journal import Entry, last_entries

_COLUMNS = (
    ("sheets_placed", "tờ định vị / sheets"),
    ("pages_sheet", "trên / of"),
    ("parcels", "thửa / parcels"),
    ("parcels_can_kiem_tra", "chờ / queued"),
    ("records", "dòng sổ / rows"),
    ("records_can_kiem_tra", "chờ / queued"),
    ("findings", "phát hiện / findings"),
)


@dataclass(frozen=True, slots=True)
class State:
    """A commune with its delivery's counts (none: not delivered) and its last run (None: never)."""

    code: str
    name: str
    counts: Mapping[str, int]
    last: Entry | None


def states(data_raw: Path, data_out: Path) -> list[State]:
    """Every commune that has a folder of scans or a delivery, by code."""
    entries = last_entries(data_out)
    return [
        State(info.code, info.full_name, _counts(data_out / info.code), entries.get(info.code))
        for info in all_communes()
        if (data_raw / info.code).is_dir() or (data_out / info.code).is_dir() or info.code in entries
    ]


def _counts(folder: Path) -> dict[str, int]:
    try:
        counts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["counts"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {name: value for name, value in counts.items() if isinstance(value, int)}


def status_table(rows: Sequence[State]) -> Table:
    """One line a commune."""
    table = Table(title="Tình hình các xã / communes", title_justify="left")
    for heading in ("mã", "xã / commune", "lần chạy cuối / last run"):
        table.add_column(heading)
    for _, heading in _COLUMNS:
        table.add_column(heading, justify="right")
    for state in rows:
        numbers = [str(state.counts.get(name, "–")) for name, _ in _COLUMNS]
        table.add_row(state.code, state.name, _last(state), *numbers)
    return table


def _last(state: State) -> str:
    if state.last is None:
        return "đã giao / delivered" if state.counts else "chưa chạy / never"
    end = "" if state.last.exit_code == 0 else f" – lỗi {state.last.exit_code}: {state.last.message}"
    return f"{state.last.ended}{end}"
