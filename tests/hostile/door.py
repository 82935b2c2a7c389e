"""Put every hostile case before the doors for scans and digital maps, and tell what came of it.

``python tests/hostile/door.py`` prints the table of docs/hostile.md, and ``KEEP=hostile`` keeps it; with a
folder it makes the cases there and prints one JSON line for each. Memory is limited, and nothing but the
program's own refusal is caught.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from cases import all_cases
from maps import COMMUNE

from benchmarks.tables import Table
from pipeline.errors import ScanError
from pipeline.input_files import SCANS, list_input_files
from pipeline.map_files import COMPANIONS, FAMIS, MAPS, hash_map
from pipeline.model import Reason
from pipeline.scans import inspect, load_page
from pipeline.vectors.read import read_map
from pipeline.vectors.sheet import File
from pipeline.wording import say

MEMORY_BYTES = 2 << 30


def answers(folder: Path) -> list[str]:
    """What the program says to a case in its folder: one text a file found, ``good`` or the refusal."""
    files, refused = list_input_files(folder)
    main = [path for path in files if path.suffix.lower() not in COMPANIONS]
    links = [error for path, error in refused if path.suffix.lower() not in COMPANIONS]
    return [error.vietnamese for error in links] + [_answer(path) for path in main]


def _answer(path: Path) -> str:
    suffix = path.suffix.lower()
    try:
        if suffix in (*MAPS, FAMIS):
            return _answer_of_map(path)
        if suffix not in SCANS:
            return say(Reason("no_scan_format"))
        sha256, pages = inspect(path)
        for page in sorted({1, pages}):
            load_page(path, page, path.name, sha256)
    except ScanError as refusal:
        return refusal.vietnamese
    return "good"


def _answer_of_map(path: Path) -> str:
    hash_map(path)
    read = read_map(path, File.of(path.name, COMMUNE))
    empty = [sheet for sheet in read.sheets if not sheet.parcels]
    if not empty:
        return "good"
    reason = empty[0].sheet.unplaced_reason
    told = [finding.code for finding in (*empty[0].findings, *empty[0].sheet.findings)]
    if reason is None and not told:
        raise LookupError("a sheet without parcels, and nothing is told of it")
    return say(reason) if reason is not None else ", ".join(told)


def results(folder: Path) -> Iterator[dict[str, object]]:
    """Every case with its answers, its seconds of the processor, and the peak of memory so far.

    Read in a process of its own: what writes a map sets aside more addresses than the door is given.
    """
    cases = all_cases()
    homes = [folder / str(index) for index in range(len(cases))]
    for case, home in zip(cases, homes, strict=True):
        case.place(home)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_limit_memory) as door:
        for case, told in zip(cases, door.map(_told, homes), strict=True):
            yield {"family": case.family, "variant": case.variant, "good": case.good, **told}


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _told(home: Path) -> dict[str, object]:
    started = _used_s()
    try:
        said = answers(home)
    except Exception as error:  # noqa: BLE001  the fault is the result
        said = [f"FAULT {type(error).__name__}: {error}"]
    peak_mb = max(usage.ru_maxrss for usage in _usages()) // 1024
    return {"said": said, "seconds": round(_used_s() - started, 3), "peak_mb": peak_mb}


def _usages() -> list[resource.struct_rusage]:
    """Of this process, and of those that read a PDF for it."""
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def _used_s() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in _usages())


def _tell(rows: list[dict[str, object]]) -> None:
    """Print the table, and keep it where ``KEEP`` names it (see benchmarks/tables.py)."""
    families = dict.fromkeys(str(row["family"]) for row in rows)
    with Table("family", "cases", "taken", "refused", "slowest, s", "peak MB") as table:
        for family in families:
            _tell_line(table, family, [row for row in rows if row["family"] == family])
        _tell_line(table, "all", rows)


def _tell_line(table: Table, name: str, rows: list[dict[str, object]]) -> None:
    """``peak MB``: the largest that the process had been by then."""
    taken = Counter(row["said"] == ["good"] for row in rows)
    slowest, peak_mb = (max(float(str(row[which])) for row in rows) for which in ("seconds", "peak_mb"))
    table.line(name, str(len(rows)), str(taken[True]), str(taken[False]), f"{slowest:.1f}", f"{peak_mb:.0f}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        for row in results(Path(sys.argv[1])):
            print(json.dumps(row), flush=True)
    else:
        with tempfile.TemporaryDirectory() as name:
            _tell(list(results(Path(name))))
