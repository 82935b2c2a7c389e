"""Kill runs at random moments and look whether anything is lost.

    python -m benchmarks.kills [COUNT]

A small commune is digitized once undisturbed. Then COUNT runs (100) are started and killed with their whole
process group after a random time; every tenth starts without stage results. After each kill the delivery that
lies there must open and be whole; at the end an undisturbed run must give the same bytes as the first.
"""

from __future__ import annotations

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

from pipeline.files import hash_file
from synthetic.commune import small_commune

CODE = "07330"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        small_commune(folder, seed=1)
        out = folder / "out" / CODE
        started = time.monotonic()
        _start(folder).wait()
        whole_s = time.monotonic() - started
        first = _hashes(out)
        chance, torn, ended = random.Random(7), 0, 0
        for number in range(count):
            if number % 10 == 0:
                shutil.rmtree(out / ".work")
            ended += _kill_after(_start(folder), chance.uniform(0.0, whole_s))
            torn += not _is_whole(out / f"{CODE}.gpkg") or _hashes(out) != first
        code = _start(folder).wait()
        same = _hashes(out) == first
        left = sorted(str(path.relative_to(out)) for path in out.rglob(".*.*") if path.is_dir())
    print("| measure | value |\n|---|---|")
    print(f"| runs killed, and ended before the kill | {count - ended}, {ended} |")
    print(f"| deliveries not whole after a kill | {torn} |")
    print(f"| exit code of the run afterwards | {code} |")
    print(f"| its delivery the same, byte for byte | {'yes' if same else 'NO'} |")
    print(f"| unfinished files left (taken away after a day) | {len(left)} |")


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
