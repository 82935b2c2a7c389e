"""Put every hostile case before the door for scans, and tell what came of it.

``python tests/hostile/door.py`` prints the table of docs/hostile.md; with a folder it makes the cases there
and prints one JSON line for each. Memory is limited, and nothing but the program's own refusal is caught.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from case import Case
from cases import all_cases

from pipeline.errors import ScanError
from pipeline.files import list_input_files
from pipeline.scans import SUFFIXES, list_pages, load_page

MEMORY_BYTES = 2 << 30


def answers(case: Case, folder: Path) -> list[str]:
    """What the program says to a case: one text for each file found, ``good`` or the refusal."""
    case.place(folder)
    files, refused = list_input_files(folder)
    return [reason for _, reason in refused] + [_answer(path) for path in files]


def _answer(path: Path) -> str:
    if path.suffix.lower() not in SUFFIXES:
        return "không phải TIFF, JPEG, PNG hoặc PDF"
    try:
        pages = list_pages(path)
        for page in {pages[0].page, pages[-1].page}:
            load_page(path, page, path.name)
    except ScanError as refusal:
        return refusal.vietnamese
    return "good"


def results(folder: Path) -> Iterator[dict[str, object]]:
    """Every case with its answers, its seconds of the processor, and the peak of memory so far."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    for index, case in enumerate(all_cases()):
        started = time.process_time()
        try:
            said = answers(case, folder / str(index))
        except Exception as error:  # noqa: BLE001  the fault is the result
            said = [f"FAULT {type(error).__name__}: {error}"]
        yield {
            "family": case.family,
            "variant": case.variant,
            "good": bool(case.good),
            "said": said,
            "seconds": round(time.process_time() - started, 3),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }


def _print_table(rows: list[dict[str, object]]) -> None:
    families = dict.fromkeys(str(row["family"]) for row in rows)
    print("| family | cases | taken | refused | slowest, s |\n|---|---|---|---|---|")
    for family in families:
        own = [row for row in rows if row["family"] == family]
        taken = Counter(row["said"] == ["good"] for row in own)
        slowest = max(float(str(row["seconds"])) for row in own)
        print(f"| {family} | {len(own)} | {taken[True]} | {taken[False]} | {slowest:.1f} |")
    print(f"\n{len(rows)} cases, peak {rows[-1]['peak_mb']} MB")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        for row in results(Path(sys.argv[1])):
            print(json.dumps(row), flush=True)
    else:
        with tempfile.TemporaryDirectory() as name:
            _print_table(list(results(Path(name))))
