"""What the person at the terminal sees: stage, done of total, elapsed; and the closing table."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

_LINE_EVERY_S = 15.0
_NARROWEST = 80  # columns: what terminals have had since the VT100, and what is written into a file
_LABELS = {
    "scans": "Tệp quét / scans",
    "scans_refused": "  từ chối / refused",
    "scans_inaccessible": "  không truy cập được / unreachable",
    "pages": "Trang / pages",
    "pages_unknown": "  không rõ loại / unknown",
    "pages_failed": "  lỗi / failed",
    "pages_sheet": "Tờ bản đồ / sheets",
    "sheets_placed": "  đã định vị / placed",
    "pages_digital": "Bản đồ số / digital maps",
    "parcels": "Thửa đất / parcels",
    "parcels_khop": "  khớp / proven",
    "parcels_chap_nhan": "  chấp nhận / accepted",
    "parcels_can_kiem_tra": "  cần kiểm tra / queued",
    "rows": "Dòng sổ / register rows",
    "rows_khop": "  khớp / proven",
    "rows_chap_nhan": "  chấp nhận / accepted",
    "rows_can_kiem_tra": "  cần kiểm tra / queued",
    "findings": "Phát hiện / findings",
    "shrunk_sheets_placed": "Ít hơn lần trước: tờ định vị / fewer than before: sheets placed",
    "shrunk_parcels_accepted": "  thửa chấp nhận / accepted parcels",
    "shrunk_rows_accepted": "  dòng sổ chấp nhận / accepted register rows",
    "shrunk_parcels": "  thửa / parcels",
    "shrunk_rows": "  dòng sổ / register rows",
    "files_kept": "Tệp đã giao bị sửa, giữ ở kept/ / edited files, in kept/",
}


class Display:
    """Progress of named stages: live bars on a terminal, a plain line now and then elsewhere."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True)
        self._live = self.console.is_terminal
        self._bars = Progress(
            TextColumn("{task.description:<24}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            disable=not self._live,
        )
        self._stages: dict[str, tuple[TaskID, int, int]] = {}
        self._started = time.monotonic()
        self._last_line = 0.0

    def __enter__(self) -> Display:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def expect(self, stage: str, more: int = 1) -> None:
        """``more`` pieces of work were added to a stage."""
        task, done, total = self._stages.get(stage) or (self._bars.add_task(stage, total=0), 0, 0)
        self._stages[stage] = (task, done, total + more)
        self._bars.update(task, total=total + more)

    def done(self, stage: str) -> None:
        """One piece of work of a stage has ended."""
        task, done, total = self._stages[stage]
        self._stages[stage] = (task, done + 1, total)
        self._bars.update(task, completed=done + 1)
        now = time.monotonic()
        if not self._live and (now - self._last_line > _LINE_EVERY_S or done + 1 == total):
            self._last_line = now
            line = f"{stage}: {done + 1}/{total}  {now - self._started:.0f} s"
            self.console.print(line, highlight=False, soft_wrap=True)


def show_closing(name: str, code: str, counts: Mapping[str, int], out: Path) -> None:
    """Print the closing table of a commune, with the files that a person opens first."""
    files = (f"{code}.gpkg", f"{code}_cong_khai.gpkg", "report.html")
    table = closing_table(f"{name} ({code})", counts, [out / file for file in files])
    show_table(table, sys.stderr)


def show_table(table: Table, target: TextIO) -> None:
    """Print a table as wide as the terminal, or as any terminal should be: a narrower one wraps its lines."""
    console = Console(file=target)
    console.width = max(console.width, _NARROWEST)
    console.print(table)


def closing_table(title: str, counts: Mapping[str, int], paths: Sequence[Path]) -> Table:
    """The counts of a run that a person wants first, and where the files are; the manifest holds the rest."""
    table = Table(title=title, title_justify="left", show_header=False)
    table.add_column(justify="left")
    table.add_column(justify="right", overflow="fold")
    for name, label in _LABELS.items():
        if name in counts:
            table.add_row(label, str(counts[name]))
    for path in paths:
        table.add_row("→", escape(str(path)))
    return table
