"""Six rendered communes digitized whole: do the three witnesses agree, and is it said where they do not?

    python -m benchmarks.agreement [folder]

With a folder, scans and stage results stay there, and a second run computes only what a change asks for. None
of the seeds was ever used for tuning.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.measures import ACCEPTED, Truth, best_pairs, load_truth, measure, whole
from benchmarks.scratch import scratch
from benchmarks.tables import tell
from synthetic.commune import Order, render_commune
from workflows.commune import run_commune

ORDERS = (
    Order("07288", seed=901, look="circular2014", scale=1000, register="app15"),
    Order("07420", seed=902, look="circular2014", scale=2000, register="current"),
    Order("09247", seed=903, look="circular2014", scale=500, wear_level=2, register="book2004"),
    Order("09313", seed=904, look="left", scale=1000, register="plain"),
    Order("07615", seed=905, look="left", scale=2000, register="book1995"),
    Order("09409", seed=906, look="boxed", scale=1000, register="app15", dpi=250),
)
SHOWN = (
    "truth_parcels",
    "recall_0.8",
    "number_right",
    "code_right",
    "printed_area_right",
    "whole_parcel_right",
    "accepted",
    "silent_errors",
    "silent_false_parcels",
    "record_found",
    "record_row",
    "record_owner_cer",
    "record_area",
    "record_code",
    "record_accepted",
    "record_silent_errors",
    "planted_found",
    "planted_precision",
)
BINS = (*(k / 10 for k in range(10)), 1.001)
ENOUGH = 200  # parcels from which on a bin tells how often they are right to a point


def main() -> None:
    """Print a table of measures, a column a commune, and how often each confidence was right."""
    with scratch(__doc__) as folder:
        columns, judged = {}, []
        for order in ORDERS:
            name = f"{order.look} 1:{order.scale} {order.register}"
            columns[name], rows = digitize(order, folder / str(order.seed))
            judged.append(rows)
            print(
                name, {key: columns[name].get(key) for key in (*SHOWN, "wall_s")}, file=sys.stderr, flush=True
            )
    print_measures(columns)
    print("\n| do_tin_cay | parcels | mean | right | points off |\n|---|---|---|---|---|")
    for line in reliability(pd.concat(judged)):
        print(line)


def print_measures(columns: Mapping[str, Mapping[str, float]]) -> None:
    """A Markdown table of measures, a column a commune."""
    tell(columns, (*SHOWN, "wall_s"), 4)


def digitize(order: Order, folder: Path) -> tuple[dict[str, float], pd.DataFrame]:
    """One commune's measures, and how sure it was of its parcels; rendered where it is not there yet."""
    truth_folder = folder / "truth"
    if not (truth_folder / "commune.json").is_file():
        render_commune(order, folder / "raw", truth_folder)
    return digitized(order.code, folder)


def digitized(code: str, folder: Path) -> tuple[dict[str, float], pd.DataFrame]:
    """The same for a commune whose scans lie in ``folder/raw`` and whose truth in ``folder/truth``, which may
    hold a folder for each old unit.
    """
    started = time.monotonic()
    run_commune(code, folder / "raw", folder / "out", workers=1)
    wall_s = time.monotonic() - started
    truths = sorted(path.parent for path in (folder / "truth").rglob("commune.json"))
    delivery, truth = folder / "out" / code / f"{code}.gpkg", load_truth(*truths)
    return {**measure(delivery, truth), "wall_s": wall_s}, judged_parcels(delivery, truth)


def judged_parcels(delivery: Path, truth: Truth) -> pd.DataFrame:
    """``do_tin_cay`` of every parcel delivered and whether key, code and shape (overlap 0.8) are right."""
    found = gpd.read_file(delivery, layer="thua_dat")
    true = truth.parcels.to_crs(found.crs)
    pairs = best_pairs(found, true)
    pairs = pairs[pairs.iou >= 0.8]
    t, p = true.iloc[pairs.t.values], found.iloc[pairs.p.values]
    right = (
        (whole(p.so_hieu_to_ban_do) == t.sheet.values)
        & (whole(p.so_thu_tu_thua) == t.number.values)
        & (p.ma_xa_cu.astype(str).values == t.old_code.values)
        & (p.loai_dat.fillna("").values == t.code.values)
    )
    all_right = np.zeros(len(found), bool)
    all_right[pairs.p.values] = right
    accepted = found.trang_thai.isin(ACCEPTED)
    return pd.DataFrame({"confidence": found.do_tin_cay, "right": all_right, "accepted": accepted})


def reliability(judged: pd.DataFrame) -> Sequence[str]:
    """Lines of a Markdown table: of the parcels given a confidence, how many are right.

    Points (hundredths) between the two only where a bin has enough parcels to tell.
    """
    lines = []
    for group, rows in (("", judged), (" of the accepted", judged[judged.accepted])):
        for low, high in itertools.pairwise(BINS):
            here = rows[(rows.confidence >= low) & (rows.confidence < high)]
            if len(here):
                name = f"{low:.1f} – {min(high, 1.0):.1f}{group}"
                mean, right = here.confidence.mean(), here.right.mean()
                off = f"{100 * abs(mean - right):.1f}" if len(here) >= ENOUGH else "–"
                lines.append(f"| {name} | {len(here)} | {mean:.4f} | {right:.4f} | {off} |")
    return lines


if __name__ == "__main__":
    main()
