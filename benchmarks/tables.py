"""Tables of measures in the documents, written by the benchmarks themselves, with commit and machine.

    python -m benchmarks.tables      # writes all tables of README and docs anew from what was measured

A benchmark keeps what it measured with ``keep``; a document says where a table goes, between
``<!-- measured: NAME -->`` and ``<!-- /measured -->``.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results")
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_PLACE = re.compile(r"(<!-- measured: (\w+) -->\n).*?(<!-- /measured -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Measured:
    """A table as it was measured; ``commit`` ends in + where files were changed."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    commit: str
    machine: str
    on: str


def keep(name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Keep a table under ``name``, with the commit, the machine and the day, and write the documents anew."""
    table = tuple(tuple(row) for row in rows)
    made = Measured(tuple(columns), table, _commit(), _machine(), datetime.now(UTC).date().isoformat())
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(asdict(made), ensure_ascii=False, indent=1)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    write_documents()


def write_documents() -> None:
    """Write every table into the documents that have a place for it."""
    for path in DOCUMENTS:
        before = path.read_text(encoding="utf-8")
        after = filled(before)
        if after != before:
            path.write_text(after, encoding="utf-8")


def filled(document: str) -> str:
    """The document with its tables as they were measured. Raises OSError for a table that nobody measured."""
    return _PLACE.sub(lambda place: place[1] + _written(place[2]) + place[3], document)


def _written(name: str) -> str:
    told = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    rule = "|" + "---|" * len(told["columns"])
    head, *body = (f"| {' | '.join(line)} |" for line in (told["columns"], *told["rows"]))
    table = "\n".join((head, rule, *body))
    return f"{table}\n\n*Commit {told['commit']}, {told['on']}, {told['machine']}.*\n"


def _commit() -> str:
    def git(*words: str) -> str:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain") else "")


def _machine() -> str:
    """Processor, cores, and how many programs ran beside."""
    model = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"model name\s*: (.+)", info.read_text(encoding="utf-8"))
        model = found[1].strip() if found else model
    return f"{model}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}"


if __name__ == "__main__":
    write_documents()
