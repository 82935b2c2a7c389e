"""Every scan of a commune once more, worn and scanned otherwise: does the second one cost or give anything?

    KEEP=two_scans python -m benchmarks.two_scans [folder]

The paper of the shipped sample is worn and scanned again (``synthetic.rescans``). It is digitized from the
shipped scans, from the second ones, and from all of them. With a folder, scans and results stay there.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd

from benchmarks.measures import ACCEPTED, load_truth, measure
from benchmarks.scratch import scratch
from benchmarks.tables import tell
from pipeline.store import WORK
from synthetic.__main__ import SAMPLE
from synthetic.rescans import Again, render_again
from workflows.commune import run_commune

DUPLICATES = ("duplicate_parcel", "duplicate_record", "duplicate_sheet")
ROOT = Path(__file__).parents[1]
ONE, OTHER, BOTH = "one scan", "the other", "both"
AGAIN = {"worn as the first, 240 dpi": Again(), "worn more, 300 dpi": Again(300.0, 2, 70, 2)}


def main() -> None:
    """Print a table of measures, a column a set of scans."""
    with scratch(__doc__) as folder:
        render(folder)
        columns = {ONE: digitized(folder, "one")}
        for place, how in enumerate(AGAIN):
            columns[f"{OTHER}: {how}"] = digitized(folder, f"other_{place}")
            columns[f"{BOTH}: {how}"] = digitized(folder, f"both_{place}", "one", f"other_{place}")
    tell(columns)


def render(folder: Path) -> None:
    """The scans, below ``folder/raw/<name>``, where they are not there yet."""
    raw = folder / "raw"
    if raw.is_dir():
        return
    for part in ("maps", "records"):
        shutil.copytree(ROOT / "data_raw" / SAMPLE.code / part, raw / "one" / SAMPLE.code / part)
    for place, again in enumerate(AGAIN.values()):
        render_again(SAMPLE, again, raw / f"other_{place}")
        for name in ("one", f"other_{place}"):
            shutil.copytree(raw / name, raw / f"both_{place}", dirs_exist_ok=True)


def digitized(folder: Path, name: str, *read: str) -> Mapping[str, float]:
    """Measures of a set of scans; what was read of its files in the sets ``read`` is known already."""
    code, out = SAMPLE.code, folder / "out" / name
    for other in read:
        shutil.copytree(folder / "out" / other / code / WORK, out / code / WORK, dirs_exist_ok=True)
    run_commune(code, folder / "raw" / name, out, workers=1)
    delivery = out / code / f"{code}.gpkg"
    parcels, rows, told = (gpd.read_file(delivery, layer=each) for each in ("thua_dat", "ho_so", "phat_hien"))
    right = measure(delivery, load_truth(ROOT / "tests" / "data" / code))
    codes = Counter(told.ma)
    return {
        "parcels": len(parcels),
        "parcels accepted": int(parcels.trang_thai.isin(ACCEPTED).sum()),
        "rows": len(rows),
        "rows accepted": int(rows.trang_thai.isin(ACCEPTED).sum()),
        **{f"findings `{each}`": codes[each] for each in DUPLICATES},
        "whole parcels right": right["whole_parcel_right"],
        "silent errors of parcels": right["silent_errors"],
        "silent errors of rows": right["record_silent_errors"],
    }


if __name__ == "__main__":
    main()
