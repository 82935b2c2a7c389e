"""What a large commune of digital maps costs: 110 sheets in a DGN each, drawn with light flaws.

    python -m benchmarks.digital_scale [SHEETS] [--keep FOLDER]

*Again* is a second run that finds everything done. CPU seconds are of all processes; peak memory is the
largest resident size of one process; load is that of the machine at the end.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

import pyogrio

from benchmarks.scale import run_batch
from benchmarks.tables import Table
from synthetic.commune import Order
from synthetic.digital_commune import DigitalOrder, render_digital

SHEETS, COLUMNS = 110, 10
SEED = 8440


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sheets", type=int, nargs="?", default=SHEETS)
    parser.add_argument("--keep", type=Path, help="where drawings and the delivery stay")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        order = Order("07450", SEED, sheets=given.sheets, columns=COLUMNS, plots=0.85, cover=1.0)
        if not (folder / "data_raw").exists():
            render_digital(DigitalOrder(order, "dgn"), folder / "data_raw", folder / "truth")
        parcels = pyogrio.read_info(folder / "truth" / "parcels.gpkg", layer="parcels")["features"]
        print(f"{given.sheets} sheets, {parcels} parcels\n")
        with Table("run", "wall s", "CPU s", "peak MB", "load") as table:
            for name in ("first", "again"):
                cost = run_batch(folder, str(folder / "out"), [order.code], workers=2)
                cells = (f"{value:.0f}" for value in (cost.wall_s, cost.cpu_s, cost.peak_mb))
                table.line(name, *cells, f"{os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
