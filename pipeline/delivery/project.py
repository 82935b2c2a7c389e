"""A QGIS project inside the GeoPackage: layers in order, scans below them, register rows of each parcel.

QGIS keeps a project as the hexadecimal text of a zip with one ``.qgs``. Sources are named relative to the
file, so the folder may be moved; where the file is renamed, the default styles still hold.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import shapely

from pipeline.crs import wkt
from pipeline.delivery.gpkg import Style
from pipeline.delivery.layers import GEOMETRY_COLUMN, LAYERS, PARCELS, POINTS, SHEETS, Layer
from pipeline.delivery.templating import render

_GEOMETRY = {"MultiPolygon": "Polygon", "Point": "Point", None: "No geometry"}
_KEY = ("ma_xa_cu", "so_hieu_to_ban_do", "so_thu_tu_thua")
_PREFIX = "layer_of_commune_"  # QGIS replaces identifiers of few letters by its own
_MOMENT = (2000, 1, 1, 0, 0, 0)  # as in the tables: the same content gives the same bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    layer: Layer
    style: Style
    geometry: str
    shown: bool


def make_project(
    path: Path, title: str, frames: Mapping[str, pd.DataFrame], styles: Sequence[Style], maps: Path
) -> str:
    """The project for the GeoPackage ``path``; pictures of sheets are those that lie in ``maps``."""
    default = {style.layer: style for style in styles if style.default}
    entries = [_entry(layer, default[layer.name]) for layer in LAYERS]
    epsg = frames[PARCELS.name].crs.to_epsg()
    text = render(
        "project.qgs",
        title=title,
        file_name=path.name,
        epsg=epsg,
        wkt=wkt(epsg),
        layers=entries,
        pictures=sorted(picture.name for picture in maps.glob("*.tif")),
        extent=_extent(frames),
        relation=_KEY,
        prefix=_PREFIX,
    )
    return _packed(f"{path.stem}.qgs", text)


def _entry(layer: Layer, style: Style) -> _Entry:
    return _Entry(_PREFIX + layer.name, layer, style, _GEOMETRY[layer.geometry], layer is not POINTS)


def _extent(frames: Mapping[str, pd.DataFrame]) -> list[float] | None:
    shapes = pd.concat([frames[layer.name][GEOMETRY_COLUMN] for layer in (PARCELS, SHEETS)]).dropna()
    return [round(float(side), 1) for side in shapely.total_bounds(list(shapes))] if len(shapes) else None


def _packed(name: str, text: str) -> str:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, _MOMENT), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue().hex()
