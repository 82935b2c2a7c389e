"""Digital maps of invented communes: what of them is delivered, and how right.

    python -m benchmarks.digital_maps [SEEDS ...] [--kind NAME] [--keep FOLDER]

Seeds 8400 to 8449 were used while the readers were written, 8450 to 8499 only to judge them. *Whole* is a
parcel with its key and code right; *ceiling* the recall that lines which nobody drew allow; *told* the share
of findings that the case must give, splits among them, each once. CPU seconds are of the whole run, a sheet.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from shapely.geometry import Polygon

from benchmarks.digital_orders import VARIETIES, Case, case_of
from benchmarks.measures import attributes, best_pairs, detection, load_truth, planted, position, topology
from benchmarks.tables import Table
from synthetic.digital_commune import namesakes, render_beside_scans, render_digital, render_namesakes

DEV = range(8400, 8400 + len(VARIETIES))
SHOWN = {
    "recall_0.9": "recall ≥ 0.9",
    "ceiling": "ceiling",
    "whole_parcel_right": "whole",
    "printed_area_right": "area",
    "accepted": "accepted",
    "silent_errors": "silent",
    "silent_false_parcels": "false",
    "overlaps": "overlaps",
    "slivers": "slivers",
    "needles": "needles",
    "invalid_geometries": "invalid",
    "position_p95_m": "position, m",
    "planted_found": "planted",
    "planted_precision": "at",
    "told": "told",
    "cpu_s": "CPU s",
}
_NARROW_M = 0.03
EXPECTED_OF_BAD = 6  # files that ``spoil`` adds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("seeds", type=int, nargs="*", default=DEV)
    parser.add_argument("--kind", choices=dict(VARIETIES), metavar="NAME", help="of all seeds; else by turns")
    parser.add_argument("--keep", type=Path, help="where drawings and deliveries stay")
    given = parser.parse_args()
    with Table("case", *SHOWN.values()) as table:
        for seed in given.seeds:
            case = case_of(seed, given.kind)
            try:
                with tempfile.TemporaryDirectory() as scratch:
                    folder = (given.keep or Path(scratch)) / str(seed)
                    shutil.rmtree(folder, ignore_errors=True)
                    found = measure_case(case, folder)
            except ValueError as error:  # the commune was one before, or has no room: nothing to draw
                table.line(f"{case.name} ({seed}): {error}", *("–" for _ in SHOWN))
                continue
            table.line(f"{case.name} ({seed})", *(_shown(found.get(name)) for name in SHOWN))


def measure_case(case: Case, folder: Path) -> dict[str, float]:
    """Draw, run, measure; measures of several old communes are their means, counts their sums."""
    truths = draw(case, folder / "raw", folder / "truth")
    code = case.wanted.order.code
    command = [sys.executable, "-m", "workflows", "run", code, "--workers", "1"]
    command += ["--data-raw", str(folder / "raw"), "--data-out", str(folder / "out")]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    delivery = folder / "out" / code / f"{code}.gpkg"
    all_found = [_measured(delivery, truth) for truth in truths]
    measures = {
        name: sum(one.get(name, 0) for one in all_found)
        if isinstance(value, int)
        else float(np.mean([one[name] for one in all_found if name in one]))
        for name, value in all_found[0].items()
    }
    cpu_s = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    measures["told"] = float(np.mean([_told(delivery, truth, case) for truth in truths]))
    return measures | {"cpu_s": cpu_s / (len(truths) * case.wanted.order.sheets)}


def draw(case: Case, raw: Path, truth: Path) -> list[Path]:
    """Write the case; returns the truth of each old commune."""
    if case.play == "namesakes":
        return render_namesakes(case.wanted, namesakes(case.wanted.order), raw, truth)
    if case.play == "beside_scans":
        return [render_beside_scans(case.wanted, raw, truth)]
    render_digital(case.wanted, raw, truth)
    if case.play == "hostile":
        spoil(raw / case.wanted.order.code / "vectors", case.wanted.kind)
    return [truth]


def spoil(vectors: Path, suffix: str) -> None:
    """Bad files beside the good ones."""
    good = sorted(vectors.glob(f"*.{suffix}"))[0]
    content = good.read_bytes()
    (vectors / "dang_do.dgn").write_bytes(content[: len(content) // 2])
    (vectors / "dc90.dwg").write_bytes(b"AC1032" + bytes(200))
    (vectors / "dc91.dgn").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    source = f"<SrcDataSource>{good}</SrcDataSource>"
    vrt = f'<OGRVRTDataSource><OGRVRTLayer name="a">{source}</OGRVRTLayer></OGRVRTDataSource>'
    (vectors / "dc92.shp").write_text(vrt)
    (vectors / "dc93.dxf").write_text("0\nSECTION\n2\nENTITIES\n" + "0\nTEXT\n1\n" + "A" * 5_000_000)
    (vectors / "dc94.gpkg").write_bytes(b"SQLite format 3\0" + np.random.default_rng(1).bytes(5000))


def _measured(delivery: Path, truth: Path) -> dict[str, float]:
    known = load_truth(truth)
    missing = json.loads((truth / "missing.json").read_text(encoding="utf-8"))
    found = gpd.read_file(delivery, layer="thua_dat")
    true = known.parcels.to_crs(found.crs)
    found = found[found.intersects(shapely.box(*true.total_bounds).buffer(50))].reset_index(drop=True)
    pairs = best_pairs(found, true)
    hits = pairs[pairs.iou >= 0.8]
    findings = gpd.read_file(delivery, layer="phat_hien")
    return {
        **detection(found, true, pairs),
        **attributes(found, true, hits),
        **position(found, true, hits),
        **topology(found, true),
        "slivers": _slivers(found),
        "needles": sum(map(_is_spiked, found.geometry)),
        **(planted(findings, known) if known.planted else {}),
        "ceiling": 1 - sum(map(len, missing)) / len(true),
    }


def _slivers(found: gpd.GeoDataFrame) -> int:
    """Holes between parcels that are too narrow for land: no wider than a line on paper."""
    whole = shapely.get_parts(shapely.union_all(np.asarray(found.geometry.values)))
    holes = [Polygon(ring) for part in whole for ring in shapely.get_rings(part)[1:]]
    return sum(hole.buffer(-_NARROW_M).is_empty for hole in holes)


def _is_spiked(parcel: shapely.Geometry) -> bool:
    """Whether something no wider than a line reaches further out than a step."""
    body = parcel.buffer(-_NARROW_M, join_style="mitre").buffer(_NARROW_M * 1.2, join_style="mitre")
    corners = shapely.points(shapely.get_coordinates(parcel))
    return not body.is_empty and float(shapely.distance(corners, body).max()) > 0.5


def _told(delivery: Path, truth: Path, case: Case) -> float:
    """Share of the wanted findings that are there, and of splits that are told once."""
    expected: dict[str, Any] = json.loads((truth / "expect.json").read_text(encoding="utf-8"))
    findings = pyogrio.read_dataframe(delivery, layer="phat_hien", read_geometry=False)
    codes = Counter(findings.ma)
    wanted = [code in codes for code in expected["told"]]
    superseded = findings[findings.ma == "parcel_superseded"]
    keys = Counter(zip(superseded.so_hieu_to_ban_do, superseded.so_thu_tu_thua, strict=True))
    wanted += [keys[sheet, number] == 1 for sheet, number, _ in expected["splits"]]
    wanted += [sum(keys.values()) == len(expected["splits"])]
    if case.play == "hostile":
        wanted += [codes["scan_unreadable"] >= EXPECTED_OF_BAD]
    return float(np.mean(wanted))


def _shown(value: float | None) -> str:
    if value is None or np.isnan(value):
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


if __name__ == "__main__":
    main()
