"""Whole communes of two old units, worn and in black and white, beside the same communes clean.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.worn_communes [FOLDER]

The same land, sheets, books and differences each time: as scanned from new paper, with ink that has faded
unevenly in grey and JPEG 60, and so in two tones. Seeds 8151 to 8199 were never used for tuning; 8100 to 8150
are for that. With a folder, scans and stage results stay there, and a second run goes on after the first.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2

from benchmarks.agreement import digitized
from benchmarks.scratch import scratch
from benchmarks.tables import keep_column, markdown, shown
from synthetic.commune import Aged, Order, render_commune

_SHEET = partial(Order, sheets=1, frame_mm=400.0)  # its frame holds all land of its unit
# Two old units each, of other fonts, looks and scales.
CASES: dict[int, tuple[Order, ...]] = {
    8160: (
        _SHEET("07288", 8160, "left", 1000, dpi=250, register="app15", wear_level=2),
        _SHEET("07288", 8161, "left", 1000, dpi=250, register="plain", wear_level=2),
    ),
    8152: (
        _SHEET("07420", 8151, "boxed", 1000, dpi=300, register="current", wear_level=1),
        _SHEET("07420", 8152, "circular2014", 2000, dpi=250, register="app15", wear_level=2),
    ),
    8154: (
        _SHEET("09409", 8154, "circular2014", 500, dpi=200, register="book2004", wear_level=1),
        _SHEET("09409", 8155, "circular2014", 500, dpi=200, register="book2004", wear_level=1),
    ),
    8156: (
        _SHEET("07210", 8156, "left", 2000, dpi=300, register="plain", wear_level=2),
        _SHEET("07210", 8157, "boxed", 1000, dpi=250, register="book1995", wear_level=2),
    ),
}
AGED: dict[Aged, str] = {"": "clean", "grey": "worn", "two tones": "two tones"}
JPEG = 60  # quality of scans of aged paper
SHOWN = (
    *("truth_parcels", "recall_0.8", "recall_0.9", "whole_parcel_right", "old_commune_right", "accepted"),
    *("silent_errors", "silent_false_parcels", "position_p95_m", "missing_land_pct"),
    *("record_found", "record_row", "record_accepted", "record_silent_errors"),
    *("planted_found", "planted_precision", "findings", "wall_s"),
)


def digitize(orders: Sequence[Order], folder: Path) -> dict[str, float]:
    """The measures of a commune of these old units; rendered where it is not there yet."""
    code = orders[0].code
    if not (folder / "raw").exists():
        for place, order in enumerate(orders, 1):
            render_commune(order, folder / "drawn", folder / "truth" / str(place))
            _file(folder / "drawn" / code, folder / "raw" / code, place)
    return digitized(code, folder)[0]


def _file(drawn: Path, filed: Path, place: int) -> None:
    """Put the scans of an old unit among those of the commune."""
    for room in ("maps", "records"):
        for path in sorted((drawn / room).iterdir()):
            target = filed / room / f"{place}_{path.name}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)


def main() -> None:
    """Print one Markdown table, three columns a commune; ``KEEP`` keeps each as soon as it is measured."""
    columns = {}
    with scratch(__doc__) as folder:
        for seed, orders in CASES.items():
            for aged, name in AGED.items():
                drawn = [
                    replace(order, aged=aged, quality=JPEG if aged else order.quality) for order in orders
                ]
                columns[f"{seed} {name}"] = measured(f"{seed} {name}", drawn, folder)
    print(markdown(("measure", *columns), [(key, *(c[key] for c in columns.values())) for key in SHOWN]))


def measured(name: str, orders: Sequence[Order], folder: Path) -> dict[str, str]:
    """One column of the table, kept under ``KEEP``."""
    found = digitize(orders, folder / name.replace(" ", "_"))
    cells = {key: shown(found.get(key)) for key in SHOWN}
    if table := os.environ.get("KEEP"):
        keep_column(table, name, cells)
    return cells


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
