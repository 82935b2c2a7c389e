"""The log of runs: one JSON line each in ``data_out/journal.jsonl``, without personal data."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import OutputError

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


def append(data_out: Path, entry: Entry) -> None:
    """Add a line; several runs may do so at once, for a line is written in one piece. Raises OutputError."""
    line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
    try:
        data_out.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data_out / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
    except OSError as cause:
        raise OutputError(
            f"Không ghi được nhật ký {data_out / NAME}: {cause.strerror}.",
            f"The journal {data_out / NAME} cannot be written: {cause.strerror}.",
        ) from cause


def last_entries(data_out: Path) -> dict[str, Entry]:
    """The latest entry of every commune; lines that are torn or foreign are passed over."""
    try:
        lines = (data_out / NAME).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    found: dict[str, Entry] = {}
    for line in lines:
        try:
            entry = Entry(**json.loads(line))
        except (ValueError, TypeError):
            continue
        found[entry.commune] = entry
    return found
