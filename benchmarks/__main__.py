"""Render communes in several looks, scales and wears, digitize each, print the table of measures.

make benchmark                      # the shipped set below
python -m benchmarks DATA_RAW TRUTH # communes that lie in DATA_RAW/<code> with truth in TRUTH/<code>
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.measures import load_truth, measure
from synthetic.commune import Order, render_commune
from workflows.commune import run_commune

ORDERS = (
    Order("07210", seed=101, look="circular2014", scale=500, wear_level=2),
    Order("07246", seed=102, look="circular2014", scale=2000, wear_level=1),
    Order("09454", seed=103, look="centred", scale=1000, wear_level=2, register="plain"),
    Order("09208", seed=104, look="left", scale=1000, wear_level=1, register="plain"),
    Order("07264", seed=105, look="boxed", scale=2000, wear_level=2),
    Order("07228", seed=106, look="plain", scale=1000, wear_level=2, dpi=250),
)
SHOWN = [
    "recall_0.8",
    "precision_0.8",
    "recall_0.9",
    "number_right",
    "printed_area_right",
    "code_right",
    "accepted",
    "silent_errors",
    "silent_false_parcels",
    "position_p95_m",
    "vertices_ratio",
    "overlaps",
    "invalid_geometries",
    "missing_land_pct",
    "sliver_gaps",
    "record_found",
    "record_row",
    "record_silent_errors",
    "planted_found",
    "planted_precision",
    "findings",
]


class Case(NamedTuple):
    """One commune to digitize and the truth to hold against it."""

    name: str
    code: str
    data_raw: Path
    truth: Path


def main() -> None:
    """Print one Markdown table, a column a commune."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*", metavar="DATA_RAW TRUTH")
    folders = parser.parse_args().folders
    if len(folders) not in (0, 2):
        parser.error("DATA_RAW goes with TRUTH")
    with tempfile.TemporaryDirectory() as scratch:
        cases = list(_given(*folders) if folders else _rendered(Path(scratch)))
        columns = {case.name: _digitize(case, Path(scratch) / "out" / case.name) for case in cases}
    print("| measure |", " | ".join(columns), "|")
    print("|---|" + "---|" * len(columns))
    for name in (*SHOWN, "wall_s"):
        print(f"| {name} |", " | ".join(_shown(column.get(name)) for column in columns.values()), "|")


def _given(data_raw: Path, truth: Path) -> Iterator[Case]:
    for folder in sorted(truth.iterdir()):
        yield Case(folder.name, folder.name, data_raw, folder)


def _rendered(scratch: Path) -> Iterator[Case]:
    for order in ORDERS:
        folder = scratch / f"{order.look}_{order.scale}_wear{order.wear_level}"
        yield Case(
            folder.name, order.code, folder / "raw", render_commune(order, folder / "raw", folder / "truth")
        )


def _digitize(case: Case, out: Path) -> dict[str, float]:
    started = time.monotonic()
    run_commune(case.code, case.data_raw, out)
    wall_s = time.monotonic() - started
    return {**measure(out / case.code / f"{case.code}.gpkg", load_truth(case.truth)), "wall_s": wall_s}


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


if __name__ == "__main__":
    main()
