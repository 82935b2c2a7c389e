"""Scheduled runs: communes whose scans are new or changed, once nobody is copying there any more.

What a commune's input was when it was last delivered is kept in its ``.work`` folder as sizes and times; a
look at an unchanged archive reads no scan and starts no worker. Nothing is moved or written below
``data_raw``; what lies there outside a commune's folder is told.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from pipeline.files import list_input_files, written_aside
from workflows.batch import communes_in, run_batch
from workflows.journal import Entry

SETTLE_SECONDS = 120.0  # a file that changed later may still be on its way
_SEEN = "intake.json"
_PARTS = ("maps", "records", "vectors", "control", "review")

Seen = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Intake:
    """What a look at ``data_raw`` found: codes to run, codes where copying goes on, names out of place."""

    changed: tuple[str, ...]
    unsettled: tuple[str, ...]
    misplaced: tuple[str, ...]


def look(data_raw: Path, data_out: Path, now: float | None = None) -> Intake:
    """Compare the archive with what was delivered. Raises MissingInputError without ``data_raw``."""
    now = time.time() if now is None else now
    codes, misplaced = communes_in(data_raw)
    changed: list[str] = []
    unsettled: list[str] = []
    for code in codes:
        seen = inputs(data_raw / code)
        if not seen or seen == _delivered(data_out / code):
            continue
        newest = max(when for _, when in seen.values()) / 1e9
        # a clock that was wrong must not keep a commune waiting for ever
        (unsettled if 0 <= now - newest < SETTLE_SECONDS else changed).append(code)
    return Intake(tuple(changed), tuple(unsettled), tuple(misplaced))


def inputs(folder: Path) -> Seen:
    """Size and time (ns) of every file that a run of the commune reads, by path."""
    files = [
        path for part in _PARTS if (folder / part).is_dir() for path in list_input_files(folder / part)[0]
    ]
    files += [path for path in [folder / "commune.toml"] if path.is_file()]
    stats = {path.relative_to(folder).as_posix(): path.stat() for path in files}
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in sorted(stats.items())}


def _delivered(folder: Path) -> Seen:
    try:
        seen = json.loads((folder / ".work" / _SEEN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return seen if isinstance(seen, dict) and (folder / "manifest.json").is_file() else {}


def run_intake(
    data_raw: Path, data_out: Path, workers: int | None = None, scheduler: str | None = None
) -> tuple[Intake, list[Entry]]:
    """Run every commune that changed and settled; one that failed is tried again at the next look."""
    found = look(data_raw, data_out)
    before = {code: inputs(data_raw / code) for code in found.changed}
    entries = run_batch(found.changed, data_raw, data_out, workers, scheduler)
    for entry in entries:
        if entry.exit_code == 0:
            _remember(data_out / entry.commune, before[entry.commune])
    return found, entries


def _remember(folder: Path, seen: Seen) -> None:
    with written_aside(folder / ".work" / _SEEN, 0o600) as aside:
        aside.write_text(json.dumps(seen, ensure_ascii=False), encoding="utf-8")
