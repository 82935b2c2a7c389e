"""The truth folder of a rendered commune: what is on the land, in the register, and where it was drawn.

``commune.json``, ``sheets.json``, ``parcels.gpkg`` (layer ``parcels``), ``records.csv``, ``planted.json`` and
``labels.json`` have the layout of the project's sample communes; ``placement.json`` adds pixel positions,
a layer ``objects`` the numbered roads and canals, ``sheet_totals.json`` the table of sheets where there is
one. Sheets are told by their standard frames.
"""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio

from synthetic.fabric import Plot
from synthetic.frame import Frame
from synthetic.planted import Planted, Row
from synthetic.sheet import DrawnSheet
from synthetic.style import SheetStyle
from synthetic.totals import SheetLine
from synthetic.units import OldUnit
from synthetic.wear import Worn

_DATE = "2020-01-01T00:00:00.000Z"  # the same order gives the same bytes


@dataclass(frozen=True, slots=True)
class Truth:
    """All that a truth folder is written from; ``about`` goes into ``commune.json``."""

    about: dict[str, str | int]
    unit: OldUnit
    style: SheetStyle
    plots: tuple[Plot, ...]
    frames: dict[int, Frame]
    rows: list[Row]
    planted: list[Planted]
    placements: list[dict[str, Any]]
    totals: list[SheetLine]


def placement(number: int, name: str, drawn: DrawnSheet, worn: Worn) -> dict[str, Any]:
    """Where the frame and crosses lie in the scan: pixels, centres at whole numbers."""
    frame = drawn.frame
    width, height = frame.size_mm
    corners = worn.to_worn(
        drawn.mm_to_px(np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64))
    )
    crosses = []
    for x, y in drawn.crosses_mm:
        east, north = frame.west + x * frame.scale / 1000, frame.north - y * frame.scale / 1000
        at = worn.to_worn(drawn.mm_to_px(np.array([(x, y)], np.float64)))[0]
        crosses.append([round(east, 3), round(north, 3), *(round(float(v), 3) for v in at)])
    parts = [{"sheet": sheet, "number": own} for sheet, own, _ in drawn.lettering.parts]
    return {
        "sheet": number,
        "scan": name,
        "frame_px": np.round(corners, 3).tolist(),
        "crosses": crosses,
        "parts": parts,
        "unlabelled": list(drawn.lettering.missing),
        "labels": [
            {"number": own, "form": label.form, "px": _label_px(label.inside, drawn, worn)}
            for own, label in sorted(drawn.lettering.own.items())
        ],
    }


def _label_px(inside: tuple[float, float], drawn: DrawnSheet, worn: Worn) -> list[float]:
    return [round(float(v), 2) for v in worn.to_worn(drawn.mm_to_px(np.array([inside], np.float64)))[0]]


def write_truth(folder: Path, truth: Truth) -> None:
    """Write the folder; files that are there are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_parcels(folder / "parcels.gpkg", truth)
    with (folder / "records.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in fields(Row)])
        writer.writerows(astuple(row) for row in truth.rows)
    planted = [{"kind": error.kind, "sheet": error.sheet, "number": error.number} for error in truth.planted]
    _write_json(folder / "planted.json", planted)
    sheets = [
        {"sheet": n, "name": f.name, "west": f.west, "north": f.north, "side": f.width_m, "scale": f.scale}
        for n, f in truth.frames.items()
    ]
    _write_json(folder / "sheets.json", sheets)
    parcels = {(plot.sheet, plot.number) for plot in truth.plots if plot.use != "way"}
    labels = [
        {"sheet": one["sheet"], "number": label["number"], "label": label["form"]}
        for one in truth.placements
        for label in one["labels"]
        if (one["sheet"], label["number"]) in parcels
    ]
    _write_json(folder / "labels.json", labels)
    _write_json(folder / "placement.json", truth.placements)
    if truth.totals:
        lines = [asdict(line.stated) | {"planted": line.planted} for line in truth.totals]
        _write_json(folder / "sheet_totals.json", lines)
    unit = truth.unit
    names = {"old_code": unit.code, "name": unit.name, "district": unit.district, "province": unit.province}
    _write_json(folder / "commune.json", truth.about | names | {"epsg": unit.epsg})


def _write_parcels(path: Path, truth: Truth) -> None:
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _DATE})
    for layer, mine in (
        ("parcels", [plot for plot in truth.plots if plot.use != "way"]),
        ("objects", [plot for plot in truth.plots if plot.use == "way"]),
    ):
        if mine:
            _table(mine, truth).to_file(path, layer=layer, driver="GPKG", engine="pyogrio")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _table(plots: list[Plot], truth: Truth) -> gpd.GeoDataFrame:
    columns = {
        "sheet": [plot.sheet for plot in plots],
        "number": [plot.number for plot in plots],
        "code": [plot.code for plot in plots],
        "area": [truth.style.printed_area(plot.polygon.area) for plot in plots],
        "owner": [plot.owner for plot in plots],
        "kind": [plot.kind for plot in plots],
        "place": [plot.place for plot in plots],
    }
    return gpd.GeoDataFrame(columns, geometry=[plot.polygon for plot in plots], crs=truth.unit.epsg)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
