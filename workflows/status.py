"""Where every commune stands: its last run, what was delivered, and what waits for a person."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from pipeline.communes import all_communes
from pipeline.delivery import manifest
from pipeline.files import remembered
from pipeline.wording import one_line
from workflows.journal import Entry, last_entries


@dataclass(frozen=True, slots=True)
class State:
    """A commune with its delivery's counts (none: not delivered) and its last run (None: never)."""

    code: str
    name: str
    counts: Mapping[str, int]
    last: Entry | None


def states(data_raw: Path, data_out: Path) -> list[State]:
    """Every commune that has a folder of scans or a delivery, by code. Raises OutputError."""
    entries = last_entries(data_out)
    return [
        State(info.code, info.full_name, _counts(data_out / info.code), entries.get(info.code))
        for info in all_communes()
        if _is_folder(data_raw / info.code) or _is_folder(data_out / info.code) or info.code in entries
    ]


def _is_folder(path: Path) -> bool:
    """Whether there is such a folder, as far as anybody can see: a lost drive must not hide the others."""
    return os.path.isdir(path)  # noqa: PTH112  a Path would raise


def _counts(folder: Path) -> dict[str, int]:
    counts = remembered(folder / manifest.NAME).get("counts")
    listed = counts if isinstance(counts, dict) else {}
    return {name: value for name, value in listed.items() if isinstance(value, int)}


def status_table(rows: Sequence[State]) -> Table:
    """One line a commune; in parentheses what waits for a person."""
    table = Table(
        title="Tình hình các xã (trong ngoặc: chờ kiểm tra) / communes (queued)", title_justify="left"
    )
    for heading in ("mã", "xã", "lần chạy cuối (UTC)"):
        table.add_column(heading)
    for heading in ("tờ", "thửa", "dòng sổ", "phát hiện"):
        table.add_column(heading, justify="right", no_wrap=True)
    for state in rows:
        counts = state.counts
        sheets = _sheets(counts)
        queued = [_with_queued(counts, name) for name in ("parcels", "records")]
        table.add_row(state.code, state.name, _last(state), sheets, *queued, str(counts.get("findings", "–")))
    return table


def _sheets(counts: Mapping[str, int]) -> str:
    """Placed scans of sheets, of how many; and digital maps, whose coordinates say where they lie."""
    if "sheets_placed" not in counts:
        return "–"
    digital = f" + {counts['pages_digital']} số" if counts.get("pages_digital") else ""
    return f"{counts['sheets_placed']}/{counts.get('pages_sheet', '–')}{digital}"


def _with_queued(counts: Mapping[str, int], name: str) -> str:
    return f"{counts[name]} ({counts.get(f'{name}_can_kiem_tra', 0)})" if name in counts else "–"


def _last(state: State) -> str:
    if state.last is None:
        return "–"
    failed = f"lỗi {state.last.exit_code}: " if state.last.exit_code else ""
    told = f"\n{failed}{one_line(state.last.message)}" if state.last.message else ""
    return escape(f"{one_line(state.last.ended[:16].replace('T', ' '))}{told}")
