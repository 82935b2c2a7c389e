"""Kill runs at random moments and look whether anything is lost.

    python -m benchmarks.kills [COUNT]

A small commune is digitized twice undisturbed: from nothing, and from stage results with only the delivery
to write. Then COUNT runs (100) of both kinds in turn are started and killed with their whole process group
after a random part of that time. After each kill the delivery that lies there must open and be the same, byte
for byte; so must the delivery of an undisturbed run at the end.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.scale import small_order
from pipeline.files import hash_file
from synthetic.commune import render_commune

CODE = "07330"
DELIVERED = ".work/delivery"  # without it the delivery is written anew


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=100)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        render_commune(small_order(CODE, 1), folder / "data_raw", folder / "truth")
        out = folder / "out" / CODE
        whole_s = [_whole_run(folder, results) for results in (".work", DELIVERED)]
        first = _hashes(out)
        chance, changed, ended = random.Random(7), 0, 0
        for number in range(count):
            kind = number % 2
            shutil.rmtree(out / (".work", DELIVERED)[kind], ignore_errors=True)
            ended += _kill_after(_start(folder), chance.uniform(0.0, whole_s[kind]))
            changed += not _is_whole(out / f"{CODE}.gpkg") or _hashes(out) != first
        shutil.rmtree(out / DELIVERED, ignore_errors=True)
        code = _start(folder).wait()
        same = _hashes(out) == first
        left = sorted(str(path.relative_to(out)) for path in out.rglob(".*.*") if path.is_dir())
    print("| measure | value |\n|---|---|")
    print(f"| an undisturbed run from nothing, from stage results | {whole_s[0]:.0f} s, {whole_s[1]:.0f} s |")
    print(f"| runs killed, and ended before the kill | {count - ended}, {ended} |")
    print(f"| deliveries torn or changed by a kill | {changed} |")
    print(f"| exit code of the run afterwards | {code} |")
    print(f"| its delivery the same, byte for byte | {'yes' if same else 'NO'} |")
    print(f"| unfinished files left (taken away after a day) | {len(left)} |")


def _whole_run(folder: Path, results: str) -> float:
    """Seconds of an undisturbed run without the stage results below that folder."""
    shutil.rmtree(folder / "out" / CODE / results, ignore_errors=True)
    started = time.monotonic()
    _start(folder).wait()
    return time.monotonic() - started


def _start(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "workflows", "run", CODE, "--data-raw", str(folder / "data_raw")]
    command += ["--data-out", str(folder / "out"), "--workers", "1"]
    return subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _kill_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill the group of a run after a time; whether it had ended by itself."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False
    return True


def _is_whole(gpkg: Path) -> bool:
    with sqlite3.connect(f"file:{gpkg}?mode=ro", uri=True) as database:
        return bool(database.execute("pragma integrity_check").fetchone() == ("ok",))


def _hashes(out: Path) -> dict[str, str]:
    names = (f"{CODE}.gpkg", f"{CODE}_cong_khai.gpkg", "report.html", "findings.csv")
    return {name: hash_file(out / name) for name in names}


if __name__ == "__main__":
    main()
