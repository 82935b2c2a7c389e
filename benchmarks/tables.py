"""Tables of measures in the documents, written by the benchmarks themselves, with commit and machine.

    KEEP=NAME python -m benchmarks.registers 8 7000     # any benchmark: its table is kept under that name
    python -m benchmarks.tables                         # all tables of README and docs anew (`make tables`)

What was measured lies in ``results``, a file a table; a document says where a table goes, between
``<!-- measured: NAME -->`` and ``<!-- /measured -->``. A table of columns that were measured one by one
(communes) has the commit of each in its last row.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results")
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
OF_COMMIT = "commit"  # name of the row that says which code each column is of
_PLACE = re.compile(r"(<!-- measured: (\w+) -->\n).*?(<!-- /measured -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Measured:
    """A table as it was measured; ``commit`` ends in + where files were changed.

    ``commit``, ``machine`` and ``on`` are empty where nobody kept them. In a table of columns that were
    measured one by one they are of the last; its last row tells the commits.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    commit: str = ""
    machine: str = ""
    on: str = ""
    command: str = ""


class Table:
    """A table that is printed line by line as it is measured, and kept at its end where ``KEEP`` names it."""

    def __init__(self, *columns: str) -> None:
        self.columns, self.rows = columns, list[tuple[str, ...]]()
        print(markdown(columns, ()), flush=True)

    def line(self, *cells: str) -> None:
        self.rows.append(cells)
        print(_line(cells), flush=True)

    def __enter__(self) -> Table:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and (name := os.environ.get("KEEP")):
            keep(name, self.columns, self.rows)


def tell(columns: Mapping[str, Mapping[str, float]], rows: Sequence[str] = (), digits: int = 3) -> None:
    """Print measures as a table, a column a case, and keep it where ``KEEP`` names it.

    ``rows``: which measures, all of the first column where none are named; ``digits`` of those that are no
    counts.
    """
    with Table("measure", *columns) as table:
        for name in rows or next(iter(columns.values())):
            table.line(name, *(shown(column.get(name), digits) for column in columns.values()))


def shown(value: float | None, digits: int = 3) -> str:
    """A measure as a table shows it: counts whole, a dash for what was not measured."""
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.{digits}f}"


def keep(name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Keep a table under ``name``, with commit, machine, day and command, and write the documents anew."""
    table = tuple(tuple(row) for row in rows)
    day = datetime.now(UTC).date().isoformat()
    made = Measured(tuple(columns), table, _commit(), _machine(), day, _command())
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(asdict(made), ensure_ascii=False, indent=1)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    write_documents()


def keep_column(name: str, column: str, values: Mapping[str, str], commit: str | None = None) -> None:
    """Keep one column of a table, in the place of an older one of that name; ``values`` by names of rows.

    ``commit``: of what was measured, today's where none is given.
    """
    before = _kept(name) if (RESULTS / f"{name}.json").is_file() else Measured(("measure",), ())
    columns = list(dict.fromkeys((*before.columns, column)))
    named = {row[0]: dict(zip(before.columns, row, strict=True)) for row in before.rows}
    own = {**values, OF_COMMIT: commit or _commit()}
    rows = []
    for row in dict.fromkeys((*values, *(each for each in named if each != OF_COMMIT), OF_COMMIT)):
        cells = {**named.get(row, {}), before.columns[0]: row, column: own.get(row, "–")}
        line = [cells.get(each, "–") for each in columns]
        if set(line[1:]) != {"–"}:
            rows.append(line)
    keep(name, columns, rows)


def write_documents() -> None:
    """Write every table into the documents that have a place for it."""
    for path in DOCUMENTS:
        before = path.read_text(encoding="utf-8")
        after = filled(before)
        if after != before:
            path.write_text(after, encoding="utf-8")


def filled(document: str) -> str:
    """The document with its tables as they were measured. Raises OSError for a table that nobody measured."""
    return _PLACE.sub(lambda place: place[1] + _written(_kept(place[2])) + place[3], document)


def _kept(name: str) -> Measured:
    told = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    return Measured(**{**told, "columns": tuple(told["columns"]), "rows": tuple(map(tuple, told["rows"]))})


def _written(made: Measured) -> str:
    commit = "" if any(row[0] == OF_COMMIT for row in made.rows) else f"commit {made.commit or 'not kept'}"
    command = f"`{made.command}`" if made.command else ""
    origin = ", ".join(each for each in (command, commit, made.on, made.machine) if each)
    table = markdown(made.columns, made.rows) + "\n"
    return f"{table}\n*{origin[:1].upper()}{origin[1:]}.*\n" if origin else table


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as Markdown."""
    return "\n".join((_line(columns), "|" + "---|" * len(columns), *map(_line, rows)))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _commit() -> str:
    def git(*words: str) -> str:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no")
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")


def _machine() -> str:
    """Processor, cores, and how many programs ran beside."""
    model = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"model name\s*: (.+)", info.read_text(encoding="utf-8"))
        model = found[1].strip() if found else model
    return f"{model}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}"


def _command() -> str:
    """How the program that runs was called; folders by their last names, for others have their own."""
    module = getattr(sys.modules["__main__"], "__spec__", None)
    if module:
        program = f"python -m {module.name.removesuffix('.__main__')}"
    else:
        script = Path(sys.argv[0]).resolve()
        program = f"python {script.relative_to(ROOT) if script.is_relative_to(ROOT) else script.name}"
    return " ".join([program, *(Path(word).name if "/" in word else word for word in sys.argv[1:])])


if __name__ == "__main__":
    write_documents()
