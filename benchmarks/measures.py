"""Measures of a delivery against the truth its scans were drawn from.

Names: recall and precision count parcels by overlap (intersection over union); a *silent error* is a value
that is wrong in a row that says ``khop`` or ``chap_nhan``.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rapidfuzz.distance import Levenshtein

ACCEPTED = ("khop", "chap_nhan")
AREA_STEP_M2 = 0.051
SLIVER_M2 = (0.05, 20.0)


@dataclass(frozen=True)
class Truth:
    """What was drawn: parcels, register rows and the differences planted between them, each with the
    ``old_code`` of its unit.
    """

    parcels: gpd.GeoDataFrame
    records: list[dict[str, str]]
    planted: list[dict[str, Any]]


def load_truth(*folders: Path) -> Truth:
    """The truth of a commune of one or several old units, a folder each."""
    parcels, records, planted = [], [], []
    for folder in folders:
        commune = json.loads((folder / "commune.json").read_text(encoding="utf-8"))
        unit = {"old_code": commune["old_code"]}
        with (folder / "records.csv").open(encoding="utf-8", newline="") as file:
            records += [row | unit for row in csv.DictReader(file)]
        parcels.append(gpd.read_file(folder / "parcels.gpkg", layer="parcels").assign(**unit))
        planted += [one | unit for one in json.loads((folder / "planted.json").read_text(encoding="utf-8"))]
    first = parcels[0].crs
    return Truth(pd.concat([part.to_crs(first) for part in parcels], ignore_index=True), records, planted)


def measure(delivery: Path, truth: Truth) -> dict[str, float]:
    """All measures of one delivery against one truth."""
    found = gpd.read_file(delivery, layer="thua_dat")
    true = truth.parcels.to_crs(found.crs)
    pairs = best_pairs(found, true)
    return {
        **detection(found, true, pairs),
        **attributes(found, true, pairs[pairs.iou >= 0.8]),
        **position(found, true, pairs[pairs.iou >= 0.8]),
        **topology(found, true),
        **records(gpd.read_file(delivery, layer="ho_so"), truth),
        **planted(gpd.read_file(delivery, layer="phat_hien"), truth),
    }


def best_pairs(found: gpd.GeoDataFrame, true: gpd.GeoDataFrame) -> pd.DataFrame:
    """One to one pairs (``t``, ``p``) of true and found parcels by falling ``iou``."""
    left, right = np.asarray(true.geometry.values), np.asarray(found.geometry.values)
    t, p = shapely.STRtree(right).query(left, predicate="intersects")
    common = shapely.area(shapely.intersection(left[t], right[p]))
    iou = common / (shapely.area(left[t]) + shapely.area(right[p]) - common)
    pairs = pd.DataFrame({"t": t, "p": p, "iou": iou}).sort_values("iou", ascending=False)
    return pairs.drop_duplicates("t").drop_duplicates("p")


def detection(found: gpd.GeoDataFrame, true: gpd.GeoDataFrame, pairs: pd.DataFrame) -> dict[str, float]:
    measures: dict[str, float] = {"truth_parcels": len(true), "out_parcels": len(found)}
    for level in (0.5, 0.8, 0.9, 0.95):
        hits = int((pairs.iou >= level).sum())
        measures[f"recall_{level}"] = hits / len(true)
        measures[f"precision_{level}"] = hits / max(1, len(found))
    accepted = found.trang_thai.isin(ACCEPTED).values
    stray = ~found.index.isin(pairs[pairs.iou >= 0.8].p)
    return {**measures, "silent_false_parcels": int((accepted & stray).sum())}


def attributes(found: gpd.GeoDataFrame, true: gpd.GeoDataFrame, hits: pd.DataFrame) -> dict[str, float]:
    t, p = true.iloc[hits.t.values], found.iloc[hits.p.values]
    unit = p.ma_xa_cu.astype(str).to_numpy() == t.old_code.to_numpy()
    key = (whole(p.so_hieu_to_ban_do) == t.sheet.values) & (whole(p.so_thu_tu_thua) == t.number.values) & unit
    code = p.loai_dat.fillna("").values == t.code.values
    area = np.isclose(
        p.dien_tich_ban_do.fillna(-1).values.astype(float), t["area"].to_numpy(float), atol=AREA_STEP_M2
    )
    accepted = p.trang_thai.isin(ACCEPTED).values
    count = len(true)
    return {
        "number_right": float((whole(p.so_thu_tu_thua) == t.number.values).sum()) / count,
        "code_right": float(code.sum()) / count,
        "printed_area_right": float(area.sum()) / count,
        "whole_parcel_right": float((key & code).sum()) / count,
        "old_commune_right": float(unit.sum()) / max(1, len(unit)),
        "accepted": float(accepted.sum()) / count,
        "silent_errors": int((accepted & ~(key & code)).sum()),
    }


def whole(column: pd.Series) -> np.ndarray:
    return pd.to_numeric(column, errors="coerce").fillna(-1).astype(int).to_numpy()


def position(found: gpd.GeoDataFrame, true: gpd.GeoDataFrame, hits: pd.DataFrame) -> dict[str, float]:
    """Distance of the found outline, every 2 m, from the true one; area error; vertices."""
    ours, drawn = found.geometry.values[hits.p.values], true.geometry.values[hits.t.values]
    if not len(ours):
        return {}
    apart = np.concatenate(
        [
            shapely.distance(
                shapely.points(shapely.get_coordinates(shapely.segmentize(a.boundary, 2.0))), b.boundary
            )
            for a, b in zip(ours, drawn, strict=True)
        ]
    )
    return {
        "position_rmse_m": float(np.sqrt((apart**2).mean())),
        "position_p95_m": float(np.percentile(apart, 95)),
        "area_error_median_pct": float(np.median(np.abs(ours.area - drawn.area) / drawn.area) * 100),
        "vertices_ratio": float(
            shapely.get_num_coordinates(np.asarray(ours)).mean()
            / shapely.get_num_coordinates(np.asarray(drawn)).mean()
        ),
    }


def topology(found: gpd.GeoDataFrame, true: gpd.GeoDataFrame) -> dict[str, float]:
    shapes = np.asarray(found.geometry.values)
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    common = shapely.area(shapely.intersection(shapes[a[a < b]], shapes[b[a < b]]))
    land = shapely.union_all(np.asarray(true.geometry.values))
    missing = shapely.difference(land, shapely.union_all(shapes))
    areas = shapely.area(shapely.get_parts(missing))
    return {
        "invalid_geometries": int((~shapely.is_valid(shapes)).sum()),
        "overlaps": int((common > 1e-3).sum()),
        "missing_land_pct": float(missing.area / land.area * 100),
        "sliver_gaps": int(((areas > SLIVER_M2[0]) & (areas < SLIVER_M2[1])).sum()),
    }


def records(rows: pd.DataFrame, truth: Truth) -> dict[str, float]:
    """Rows found by key, each used once, the one with the likest owner first."""
    by_key: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    keys = zip(
        rows.ma_xa_cu.astype(str), whole(rows.so_hieu_to_ban_do), whole(rows.so_thu_tu_thua), strict=True
    )
    for index, key in enumerate(keys):
        by_key[key].append(index)
    owners = rows.ten_chu.fillna("").astype(str).to_numpy()
    sums = dict.fromkeys(("found", "row", "area", "code", "accepted", "silent", "slips", "letters"), 0)
    for record in truth.records:
        waiting = by_key[(record["old_code"], int(record["sheet"]), int(record["number"]))]
        if not waiting:
            continue
        waiting.sort(key=lambda index: Levenshtein.distance(owners[index], record["owner"]))
        row = rows.iloc[waiting[0]]
        slips = Levenshtein.distance(owners[waiting.pop(0)], record["owner"])
        same_area = abs(float(row.dien_tich or -1) - float(record["area"])) < AREA_STEP_M2
        same_code = row.loai_dat == record["code"]
        right, accepted = slips == 0 and same_area and same_code, row.trang_thai in ACCEPTED
        counted = (True, right, same_area, same_code, accepted, accepted and not right)
        for name, count in zip(sums, (*counted, slips, len(record["owner"])), strict=True):
            sums[name] += int(count)
    shares = {f"record_{name}": sums[name] / len(truth.records) for name in list(sums)[:5]}
    cer = sums["slips"] / max(1, sums["letters"])
    return {**shares, "record_owner_cer": cer, "record_silent_errors": sums["silent"]}


def planted(findings: pd.DataFrame, truth: Truth) -> dict[str, float]:
    wanted = {(q["kind"], q["old_code"], int(q["sheet"]), int(q["number"])) for q in truth.planted}
    told = set(
        zip(
            findings.ma,
            findings.ma_xa_cu.astype(str),
            whole(findings.so_hieu_to_ban_do),
            whole(findings.so_thu_tu_thua),
            strict=True,
        )
    )
    ours = {finding for finding in told if finding[0] in {kind for kind, *_ in wanted}}
    return {
        "planted_found": len(wanted & told) / max(1, len(wanted)),
        "planted_precision": len(wanted & ours) / max(1, len(ours)),
        "findings": len(findings),
    }
