"""Parcels as polygons with attributes: SHP, TAB, MIF, GPKG, GeoJSON with the fields of several programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from numpy.random import Generator

from synthetic.dgn import Points
from synthetic.fabric import Plot
from synthetic.file_numbers import Move
from synthetic.legacy_bytes import Letters, stored_text
from synthetic.line_flaws import Care, Flaw

Family = Literal["vilis", "national", "national10", "office"]
Suffix = Literal["shp", "tab", "mif", "gpkg", "geojson"]
_DRIVERS = {
    "shp": "ESRI Shapefile", "tab": "MapInfo File", "mif": "MapInfo File", "gpkg": "GPKG",
    "geojson": "GeoJSON",
}  # fmt: skip
Value = str | float | int
_FIELDS: dict[Family, dict[str, Callable[[Plot, int, str], Value]]] = {
    "vilis": {
        "ID": lambda plot, row, unit: row,
        "THUAID": lambda plot, row, unit: 40_000 + row,
        "XAID": lambda plot, row, unit: int(unit),
        "SHBANDO": lambda plot, row, unit: plot.sheet,
        "SHTHUA": lambda plot, row, unit: plot.number,
        "DIENTICH": lambda plot, row, unit: plot.area_m2,
        "DIENTICHPL": lambda plot, row, unit: 0.0,
        "KHLOAIDAT": lambda plot, row, unit: plot.code,
        "DIADANH": lambda plot, row, unit: plot.place,
        "TENCHU": lambda plot, row, unit: plot.owner,
        "DIACHI": lambda plot, row, unit: plot.place,
        "SHTHUATAM": lambda plot, row, unit: row % 97,
    },
    "national": {
        "maXa": lambda plot, row, unit: unit,
        "soHieuToBanDo": lambda plot, row, unit: str(plot.sheet),
        "soThuTuThua": lambda plot, row, unit: str(plot.number),
        "soHieuToBanDoCu": lambda plot, row, unit: "",
        "soThuTuThuaCu": lambda plot, row, unit: "",
        "dienTich": lambda plot, row, unit: plot.area_m2,
        "dienTichPhapLy": lambda plot, row, unit: 0.0,
        "kyHieuMucDichSuDung": lambda plot, row, unit: plot.code,
        "diaChi": lambda plot, row, unit: plot.place,
        "tenChu": lambda plot, row, unit: plot.owner,
    },
    "office": {
        "fid_1": lambda plot, row, unit: row,
        "so_to": lambda plot, row, unit: float(plot.sheet),
        "so_thua": lambda plot, row, unit: float(plot.number),
        "loai_dat": lambda plot, row, unit: plot.code,
        "chusudung": lambda plot, row, unit: plot.owner,
        "dien_tich": lambda plot, row, unit: plot.area_m2,
        "Shape_Area": lambda plot, row, unit: plot.polygon.area,
    },
}
_FIELDS["national10"] = {name[:10]: value for name, value in _FIELDS["national"].items() if "Cu" not in name}
_SHARES = {"clean": (0.0, 0.0, 0.0), "light": (0.03, 0.01, 0.005), "heavy": (0.12, 0.03, 0.012)}
_MOVED_M = 0.01


@dataclass(frozen=True, slots=True)
class TableForm:
    """How a table is written: suffix, fields, letters, what it declares (PROJ), code of the old unit."""

    suffix: Suffix
    family: Family
    letters: Letters
    care: Care
    declared: str | None
    unit: str


def save_table(
    plots: list[Plot], form: TableForm, placed: Move, path: Path,
    rng: Generator,
) -> list[Flaw]:  # fmt: skip
    """Write the plots, ``placed`` in the numbers of the file; what was spoilt is returned."""
    rows, shapes, flaws = _spoilt(plots, form.care, rng)
    columns: dict[str, list[Value]] = {}
    for name, value in _FIELDS[form.family].items():
        columns[name] = [_stored(value(plot, row, form.unit), form) for row, plot in enumerate(rows, 1)]
    frame = gpd.GeoDataFrame(
        columns, geometry=[shapely.transform(shape, placed) for shape in shapes], crs=form.declared
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    options: Mapping[str, str] = {"encoding": "CP1252"} if form.suffix in ("tab", "mif") else {}
    if form.suffix == "shp":
        options = {"encoding": "UTF-8" if form.letters == "unicode" else "ISO-8859-1"}
    pyogrio.write_dataframe(frame, path, driver=_DRIVERS[form.suffix], **options)
    if form.suffix == "shp":
        path.with_suffix(".cpg").unlink(missing_ok=True)
        if form.declared is None:
            path.with_suffix(".prj").unlink(missing_ok=True)
    return flaws


def _spoilt(
    plots: list[Plot], care: Care, rng: Generator
) -> tuple[list[Plot], list[shapely.Geometry], list[Flaw]]:
    """Plots and shapes of the rows: some vertices moved, some rows twice, some without a number."""
    moved, twice, unnumbered = _SHARES[care]
    rows: list[Plot] = []
    shapes: list[shapely.Geometry] = []
    flaws: list[Flaw] = []
    for plot in plots:
        shape = plot.polygon
        kind = ""
        roll = rng.random()
        if roll < moved:
            kind = "vertices_moved"
            shape = shapely.transform(shape, _jitter(rng))
        elif roll < moved + twice:
            kind = "polygon_twice"
            rows.append(plot)
            shapes.append(shape)
        elif roll < moved + twice + unnumbered:
            kind = "no_number"
        rows.append(_unnumbered(plot) if kind == "no_number" else plot)
        shapes.append(shape if shape.is_valid else plot.polygon)
        if kind:
            at = plot.polygon.representative_point()
            flaws.append(Flaw(kind, round(at.x, 3), round(at.y, 3), 0.0))
    return rows, shapes, flaws


def _unnumbered(plot: Plot) -> Plot:
    return Plot(plot.polygon, plot.use, plot.code, plot.owner, plot.kind, plot.place, (), plot.sheet, 0)


def _jitter(rng: Generator) -> Move:
    """Moves every vertex but keeps rings closed."""

    def moved(points: Points) -> Points:
        steps = rng.uniform(-_MOVED_M, _MOVED_M, points.shape)
        seen: dict[bytes, Points] = {}
        pairs = zip(points, steps, strict=True)
        return np.array([point + seen.setdefault(point.tobytes(), step) for point, step in pairs])

    return moved


def _stored(value: Value, form: TableForm) -> Value:
    """Texts in the letters of the file; Latin-1 stands for bytes where they are old."""
    if not isinstance(value, str):
        return value
    text = stored_text(value, form.letters)
    if form.suffix in ("tab", "mif") and form.letters != "unicode":
        return text.encode("latin-1").decode("cp1252", errors="replace")
    return text
