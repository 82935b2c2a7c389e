"""Scheduled runs: communes whose scans are new or changed, once nobody is copying there any more.

What a commune's input was when it was last delivered is kept in its ``.work`` folder as sizes and times; a
look at an unchanged archive reads no scan and starts no worker. Nothing is moved or written below
``data_raw``; what lies there outside a commune's folder is told.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.communes import all_communes
from pipeline.delivery.manifest import NAME
from pipeline.errors import DigitizerError, MissingInputError
from pipeline.files import remembered, written_aside
from pipeline.store import WORK
from workflows.batch import communes_in, run_batch
from workflows.inventory import is_half_copied
from workflows.journal import Entry

SETTLE_SECONDS = 120.0  # a file that changed later may still be on its way
HALF_COPIED_SECONDS = 24 * 3600.0  # no copy takes a day: what is older was broken off, and is told by the run
_SEEN = "intake.json"

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
        if _is_empty(seen) or seen == _delivered(data_out / code):
            continue
        (unsettled if _is_on_its_way(seen, now) else changed).append(code)
    return Intake(tuple(changed), tuple(unsettled), tuple(misplaced))


def gone(data_raw: Path, data_out: Path) -> list[str]:
    """Codes of communes that were delivered and of which nothing lies in ``data_raw`` any more.

    Raises MissingInputError where nothing of any other lies there either: a drive that is not connected
    leaves an empty folder.
    """
    codes, _ = communes_in(data_raw)
    filled = {code for code in codes if _has_input(data_raw / code)}
    delivered = [info.code for info in all_communes() if os.path.lexists(data_out / info.code / NAME)]
    found = [code for code in delivered if code not in filled]
    if found and not filled:
        raise MissingInputError("all_scans_gone", {"folder": data_raw, "count": len(found)})
    return found


def _has_input(folder: Path) -> bool:
    """Whether there is a file, or a folder that cannot be looked into: that one's own run tells why."""
    return any(not name.endswith("/") or not state for name, state in _states(folder, folder))


def inputs(folder: Path) -> Seen:
    """Size, time of change and time of the entry's change (ns) of all files and folders, by path.

    A copy may keep the first time, but not the second. What cannot be looked at has none: the run tells it.
    """
    return dict(sorted(_states(folder, folder)))


def _states(folder: Path, top: Path) -> Iterator[tuple[str, list[int]]]:
    """Links are looked at and not followed; folders are told with a stroke behind their names."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        status = folder.stat()
    except OSError:
        yield f"{folder.relative_to(top)}/", []
        return
    yield f"{folder.relative_to(top)}/", [0, status.st_mtime_ns, status.st_ctime_ns]
    for entry in found:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            yield from _states(path, top)
            continue
        try:
            status = path.lstat()
        except OSError:
            yield str(path.relative_to(top)), []
        else:
            yield str(path.relative_to(top)), [status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def _is_empty(seen: Seen) -> bool:
    """Whether there is no file, and no folder that could not be looked into."""
    return all(name.endswith("/") and state for name, state in seen.items())


def _is_on_its_way(seen: Seen, now: float) -> bool:
    """Whether something was written a moment ago; a clock that was wrong must not hold a commune for ever."""
    for name, state in seen.items():
        wait = HALF_COPIED_SECONDS if is_half_copied(name) else SETTLE_SECONDS
        if state and 0 <= now - max(state[1:]) / 1e9 < wait:
            return True
    return False


def _delivered(folder: Path) -> Seen:
    return remembered(folder / WORK / _SEEN) if os.path.lexists(folder / NAME) else {}


def run_intake(
    data_raw: Path,
    data_out: Path,
    workers: int | None = None,
    scheduler: str | None = None,
    *,
    allow_shrink: bool = False,
) -> tuple[Intake, list[Entry]]:
    """Run every commune that changed and settled; one that failed is tried again at the next look."""
    found = look(data_raw, data_out)
    before = {code: inputs(data_raw / code) for code in found.changed}
    entries = run_batch(found.changed, data_raw, data_out, workers, scheduler, allow_shrink=allow_shrink)
    return found, [_remembered(data_out, entry, before[entry.commune]) for entry in entries]


def _remembered(data_out: Path, entry: Entry, seen: Seen) -> Entry:
    """The entry of a run after what it was made of is kept; where that fails it is the commune's failure."""
    if entry.exit_code:
        return entry
    try:
        with written_aside(data_out / entry.commune / WORK / _SEEN, 0o600) as aside:
            aside.write_text(json.dumps(seen), encoding="ascii")
    except DigitizerError as error:
        return replace(entry, exit_code=error.exit_code, message=error.vietnamese)
    return entry
