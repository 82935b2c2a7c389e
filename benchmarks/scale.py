"""What a sheet costs as communes are added, on one worker and on two, and what the province would take.

    python -m benchmarks.scale [COMMUNES ...]      # 1 3 10 where none are named, up to 99

Each commune is small (one sheet, one register) and drawn from its own seed. Peak memory is the largest
resident size of one process, as the kernel counts it for the processes that ended so far.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.communes import all_communes
from synthetic.commune import Order, render_commune

PROVINCE_COMMUNES, SHEETS_EACH = 99, 100


def main() -> None:
    sizes = sorted(int(text) for text in sys.argv[1:]) or [1, 3, 10]
    codes = [info.code for info in all_communes()][: sizes[-1]]
    print("| communes | workers | s | s a sheet | peak MB of a process |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for seed, code in enumerate(codes):
            order = Order(code, seed, dpi=200, wear_level=0, sheets=1, plots=0.12, cover=0.7)
            render_commune(order, folder / "data_raw", folder / "truth" / code)
        for size in sizes:
            _line(folder, codes[:size], workers=1)
        _line(folder, codes, workers=2)


def _line(folder: Path, codes: list[str], workers: int) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as out:
        command = [sys.executable, "-m", "workflows", "batch", *codes, "--workers", str(workers)]
        command += ["--data-raw", str(folder / "data_raw"), "--data-out", out]
        started = time.monotonic()
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.monotonic() - started
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    each_s = seconds / len(codes)
    print(f"| {len(codes)} | {workers} | {seconds:.0f} | {each_s:.1f} | {peak_mb:.0f} |", flush=True)
    hours = PROVINCE_COMMUNES * SHEETS_EACH * each_s / 3600
    print(f"| the province's {PROVINCE_COMMUNES * SHEETS_EACH} such sheets | {workers} | {hours:.0f} h | | |")


if __name__ == "__main__":
    main()
