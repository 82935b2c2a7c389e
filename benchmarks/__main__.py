"""Render communes in several looks, scales and wears, digitize each, print the table of measures.

    make benchmark                      # the shipped set below
    python -m benchmarks DATA_RAW TRUTH # communes that lie in DATA_RAW/<code> with truth in TRUTH/<code>
    python -m benchmarks DATA_RAW TRUTH --delivered DATA_OUT --commit COMMIT   # measures what lies there

With ``KEEP=NAME`` each commune is kept as a column of that table (``samples`` is the README's).
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.measures import load_truth, measure
from benchmarks.tables import keep_column, markdown, shown
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
# Rows of the table, each with its measures; those that are several stand side by side.
SHOWN: Mapping[str, tuple[str, ...]] = {
    "parcels": ("truth_parcels",),
    "parcels found, recall / precision at overlap ≥ 0.8": ("recall_0.8", "precision_0.8"),
    "the same at ≥ 0.9": ("recall_0.9", "precision_0.9"),
    "parcel number right": ("number_right",),
    "printed area right": ("printed_area_right",),
    "land use right": ("code_right",),
    "whole parcel right (commune, sheet, number, land use)": ("whole_parcel_right",),
    "accepted without a person": ("accepted",),
    "**silent errors** (accepted and wrong), parcels / rows": ("silent_errors", "record_silent_errors"),
    "accepted parcels that are none": ("silent_false_parcels",),
    "register row found / right (holder, area, land use, to the letter)": ("record_found", "record_row"),
    "planted contradictions found / of those told, true": ("planted_found", "planted_precision"),
    "boundary, 95 % within, m on the ground": ("position_p95_m",),
    "overlaps / invalid geometries": ("overlaps", "invalid_geometries"),
    "missing land, % / sliver gaps": ("missing_land_pct", "sliver_gaps"),
    "wall time, s": ("wall_s",),
}


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
    parser.add_argument("--delivered", type=Path, metavar="DATA_OUT")
    parser.add_argument("--commit", help="which delivered it; today's without")
    given = parser.parse_args()
    if len(given.folders) not in (0, 2):
        parser.error("DATA_RAW goes with TRUTH")
    columns = {}
    with tempfile.TemporaryDirectory() as scratch:
        for case in _given(*given.folders) if given.folders else _rendered(Path(scratch)):
            if given.delivered and not _delivery(case, given.delivered).is_file():
                continue
            measures = _measured(case, given.delivered or Path(scratch) / case.name, not given.delivered)
            columns[case.name] = readable(measures)
            if name := os.environ.get("KEEP"):
                keep_column(name, case.name, columns[case.name], given.commit)
    print(markdown(("measure", *columns), [(row, *(c[row] for c in columns.values())) for row in SHOWN]))


def readable(measures: Mapping[str, float]) -> dict[str, str]:
    """Measures by the names of their rows, as a table shows them."""
    return {row: " / ".join(shown(measures.get(name)) for name in names) for row, names in SHOWN.items()}


def _given(data_raw: Path, truth: Path) -> Iterator[Case]:
    """Communes of the folder ``truth``, which is one or holds one each."""
    for path in sorted((*truth.glob("commune.json"), *truth.glob("*/commune.json"))):
        code = json.loads(path.read_text(encoding="utf-8"))["code"]
        yield Case(code, code, data_raw, path.parent)


def _rendered(scratch: Path) -> Iterator[Case]:
    for order in ORDERS:
        folder = scratch / f"{order.look}_{order.scale}_wear{order.wear_level}"
        yield Case(
            folder.name, order.code, folder / "raw", render_commune(order, folder / "raw", folder / "truth")
        )


def _measured(case: Case, out: Path, run: bool) -> dict[str, float]:
    """Measures of a delivery in ``out``, which a run makes first unless it lies there."""
    started = time.monotonic()
    if run:
        run_commune(case.code, case.data_raw, out)
    took = {"wall_s": time.monotonic() - started} if run else {}
    return {**measure(_delivery(case, out), load_truth(case.truth)), **took}


def _delivery(case: Case, out: Path) -> Path:
    return out / case.code / f"{case.code}.gpkg"


if __name__ == "__main__":
    main()
