"""What a commune costs as communes are added, what the graph costs beside it, and what two workers save.

    python -m benchmarks.scale [COMMUNES ...]      # 1 10 99 where none are named
    python -m benchmarks.scale --workers           # one commune of eight sheets on one worker and on two

Each commune is small (one sheet, a register and its cover) and drawn from its own seed. *Again* is a second
run that finds everything done: what starting, looking and the graph cost. CPU seconds are of all processes,
peak memory is the largest resident size of one process; load is that of the machine at the end.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.tables import Table
from pipeline.communes import all_communes
from synthetic.commune import Order, render_commune

SIZES = (1, 10, 99)
SHEETS = 8


class Cost(NamedTuple):
    """Of one run: wall and processor seconds, and the peak of all runs so far."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("communes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--workers", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if given.workers:
            _one_and_two(Path(scratch))
        else:
            _more_and_more(Path(scratch), sorted(given.communes))


def small_order(code: str, seed: int, sheets: int = 1) -> Order:
    """A commune of sheets with some ten parcels each."""
    return Order(code, seed, dpi=150, wear_level=0, sheets=sheets, plots=0.03, cover=0.5)


def _more_and_more(folder: Path, sizes: list[int]) -> None:
    codes = [info.code for info in all_communes()][: sizes[-1]]
    for seed, code in enumerate(codes):
        render_commune(small_order(code, seed), folder / "data_raw", folder / "truth" / code)
    heads = "communes|CPU s a commune|wall s a commune|again, CPU s|a commune|peak MB|load"
    with Table(*heads.split("|")) as table:
        for size in sizes:
            with tempfile.TemporaryDirectory(dir=folder) as out:
                first, again = (run_batch(folder, out, codes[:size], workers=1) for _ in range(2))
            cells = [f"{value:.1f}" for value in (first.cpu_s / size, first.wall_s / size, again.cpu_s)]
            cells += [f"{again.cpu_s / size:.2f}", f"{first.peak_mb:.0f}", f"{os.getloadavg()[0]:.1f}"]
            table.line(str(size), *cells)


def _one_and_two(folder: Path) -> None:
    code = all_communes()[0].code
    render_commune(small_order(code, 0, SHEETS), folder / "data_raw", folder / "truth")
    with Table("workers", "wall s", "CPU s", "load") as table:
        for workers in (1, 2):
            with tempfile.TemporaryDirectory(dir=folder) as out:
                cost = run_batch(folder, out, [code], workers)
            load = f"{os.getloadavg()[0]:.1f}"
            table.line(str(workers), f"{cost.wall_s:.0f}", f"{cost.cpu_s:.0f}", load)


def run_batch(folder: Path, out: str, codes: list[str], workers: int) -> Cost:
    """Digitize communes below ``folder/data_raw`` in a process of their own."""
    command = [sys.executable, "-m", "workflows", "batch", *codes, "--workers", str(workers)]
    command += ["--data-raw", str(folder / "data_raw"), "--data-out", out]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - started, cpu_s, used.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
