"""The log of runs: one JSON line each in ``data_out/journal.jsonl``, without personal data."""

from __future__ import annotations

import errno
import io
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import DigitizerError, OutputError, fault_at
from pipeline.files import read_regular, system_error
from pipeline.input_files import inaccessible
from pipeline.model import Reason, Values
from pipeline.wording import say
from workflows.terminal import exit_code_of

NAME = "journal.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One run of a commune: when it ended (UTC, ISO 8601), its exit code, what went wrong in plain words."""

    ended: str
    commune: str
    exit_code: int
    seconds: float
    message: str
    counts: Mapping[str, int]


def new_entry(commune: str, exit_code: int, seconds: float, message: str, counts: Mapping[str, int]) -> Entry:
    """An entry that ends now."""
    ended = datetime.now(UTC).isoformat(timespec="seconds")
    return Entry(ended, commune, exit_code, round(seconds, 1), message, dict(counts))


def attempt(code: str, work: Callable[[], dict[str, int]]) -> tuple[Entry, BaseException | None]:
    """Do a commune's work; an error becomes its entry, with no word of what was read, and is handed back.

    So does a request to stop, which the caller passes on.
    """
    started = time.monotonic()
    counts: dict[str, int] = {}
    failed: BaseException | None = None
    exit_code, message = 0, ""
    try:
        counts = work()
    except DigitizerError as error:
        failed, exit_code, message = error, error.exit_code, error.vietnamese
    except KeyboardInterrupt as stop:
        failed, exit_code, message = stop, exit_code_of(stop), say(Reason("stopped"))
    except Exception as error:  # noqa: BLE001  a fault of ours in one commune must not cost the others
        failed, exit_code, message = error, 1, say(fault_at(error))
    return new_entry(code, exit_code, time.monotonic() - started, message, counts), failed


def append(data_out: Path, entry: Entry) -> None:
    """Add a line; several runs may do so at once, for a line is written in one piece. Raises OutputError.

    A last line that was torn by a full disk or a loss of power is ended first, so that it costs only itself.
    """
    line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
    try:
        data_out.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data_out / NAME, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a+b", buffering=0) as file:
            content = (_end_of_torn_line(file) + line).encode()
            if file.write(content) != len(content):  # the disk was full before the end
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as cause:
        values: Values = {"path": data_out / NAME, "reason": system_error(cause)}
        raise OutputError("journal_not_written", values) from cause


def _end_of_torn_line(file: io.FileIO) -> str:
    if file.seek(0, os.SEEK_END) == 0:
        return ""
    file.seek(-1, os.SEEK_END)
    return "" if file.read(1) == b"\n" else "\n"


def last_entries(data_out: Path) -> dict[str, Entry]:
    """The latest entry of every commune; lines that are torn or foreign are passed over.

    Raises OutputError where a journal is there and cannot be read.
    """
    try:
        lines = read_regular(data_out / NAME).decode("utf-8", "replace").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as cause:
        values: Values = {"path": data_out / NAME, "reason": inaccessible(cause).reason}
        raise OutputError("journal_not_read", values) from cause
    found: dict[str, Entry] = {}
    for line in lines:
        entry = _entry(line)
        if entry is not None:
            found[entry.commune] = entry
    return found


def _entry(line: str) -> Entry | None:
    """The line's entry; None where a value is missing or of another kind than was written."""
    try:
        stated = json.loads(line, parse_constant=_no_number)
        entry = Entry(**stated)
    except (ValueError, TypeError, RecursionError):
        return None
    texts = (entry.ended, entry.commune, entry.message)
    sound = (
        all(isinstance(text, str) for text in texts)
        and isinstance(entry.exit_code, int)
        and isinstance(entry.seconds, (int, float))
        and isinstance(entry.counts, dict)
        and all(isinstance(count, int) for count in entry.counts.values())
    )
    return entry if sound else None


def _no_number(name: str) -> float:
    """Python writes and reads NaN and Infinity, which are no JSON and no exit codes."""
    raise ValueError(name)
