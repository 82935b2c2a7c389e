"""A QGIS project inside the GeoPackage: layers in groups, themes, bookmarks, relations, print layouts, scans.

QGIS keeps a project as the hexadecimal text of a zip with one ``.qgs``. Sources are named relative to the
file, so the folder may be moved; where the file is renamed, the default styles still hold.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from pipeline.crs import wkt
from pipeline.delivery import styles as style_names
from pipeline.delivery.actions import HOLDER_SHEET, LAYER_PREFIX
from pipeline.delivery.gpkg import Style
from pipeline.delivery.layers import (
    CERTIFICATES,
    EDITED,
    FINDINGS,
    GEOMETRY_COLUMN,
    OBJECTS,
    ORIGINS,
    PAPER_OUTLINES,
    PARCELS,
    PICTURES,
    POINTS,
    RECORDS,
    SHEETS,
    Layer,
    layers_of,
)
from pipeline.delivery.outline_rows import is_of_paper
from pipeline.delivery.palette import is_known_use, land_use_name
from pipeline.delivery.relations import relations_of
from pipeline.delivery.templating import render
from pipeline.places import PROVINCE_TODAY

Box = tuple[float, float, float, float]
_GEOMETRY = {"MultiPolygon": "Polygon", "Point": "Point", None: "No geometry"}
_HIDDEN = (POINTS, ORIGINS, PAPER_OUTLINES)  # until a person asks for them
_MOMENT = (2000, 1, 1, 0, 0, 0)  # as in the tables: the same content gives the same bytes
_SCANS = "Bản quét đã nắn"
_GROUPS = (
    ("Kiểm tra", (FINDINGS,)),
    ("Định vị", (POINTS,)),
    ("Nguồn gốc", (ORIGINS, PICTURES)),
    ("Giấy tờ có hình", (PAPER_OUTLINES,)),
    ("Bản đồ địa chính", (SHEETS, PARCELS, OBJECTS)),
    ("Sổ sách", (RECORDS, CERTIFICATES)),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    layer: Layer
    style: Style
    others: tuple[Style, ...]
    geometry: str
    shown: bool


@dataclass(frozen=True, slots=True)
class _Theme:
    """What is shown together: layers with the name of their style; ``""`` for the default one."""

    name: str
    layers: tuple[tuple[Layer, str], ...]
    scans: bool = False


@dataclass(frozen=True, slots=True)
class _Bookmark:
    """A place to go to; ``box`` in metres: west, south, east, north."""

    id: str
    name: str
    group: str
    box: Box


@dataclass(frozen=True, slots=True)
class _Scan:
    id: str
    title: str
    file: str


_THEMES = (
    _Theme(style_names.BY_USE, ((FINDINGS, ""), (SHEETS, ""), (PARCELS, style_names.BY_USE), (OBJECTS, ""))),
    _Theme(style_names.BY_STATUS, ((SHEETS, ""), (PARCELS, style_names.BY_STATUS), (OBJECTS, ""))),
    _Theme(
        style_names.TO_CHECK,
        ((FINDINGS, style_names.TO_CHECK), (SHEETS, ""), (PARCELS, style_names.TO_CHECK)),
        scans=True,
    ),
    _Theme(
        "Đối chiếu bản quét",
        ((POINTS, ""), (PAPER_OUTLINES, ""), (SHEETS, ""), (PARCELS, style_names.OUTLINES)),
        scans=True,
    ),
    _Theme(style_names.EXTRACT, ((PARCELS, style_names.EXTRACT), (OBJECTS, ""))),
    _Theme("Tờ bản đồ", ((SHEETS, ""), (PARCELS, style_names.BY_USE), (OBJECTS, ""))),
)


def make_project(
    path: Path,
    title: str,
    frames: Mapping[str, pd.DataFrame],
    styles: Sequence[Style],
    pictures: Collection[str],
) -> str:
    """The project for the GeoPackage ``path``; ``pictures`` by their names below ``maps``.

    Those of papers are shown where the layer of their outlines is: in no edition for everybody.
    """
    entries = {
        layer: _entry(layer, [style for style in styles if style.layer == layer.name])
        for layer in layers_of(frames)
    }
    epsg = frames[PARCELS.name].crs.to_epsg()
    text = render(
        "project.qgs",
        title=title,
        province=PROVINCE_TODAY,
        file_name=path.name,
        epsg=epsg,
        wkt=wkt(epsg),
        entries=entries,
        groups=[
            (name, members) for name, own in _GROUPS if (members := [one for one in own if one in entries])
        ],
        themes=_THEMES,
        bookmarks=_bookmarks(frames[SHEETS.name]),
        scans=[*_scans(pictures), *(_papers(pictures) if PAPER_OUTLINES in entries else ())],
        scans_group=_SCANS,
        extent=_extent(frames),
        relations=relations_of(frames),
        with_holders="ten_chu" in frames[RECORDS.name],
        layers={layer.name: layer for layer in entries},
        edited=EDITED,
        holder_sheet=HOLDER_SHEET,
        corners=style_names.CORNERS,
        corner_of=style_names.CORNER_OF,
        uses=_known_uses(frames[PARCELS.name]["loai_dat"]),
    )
    return _packed(f"{path.stem}.qgs", text)


def _known_uses(codes: pd.Series[Any]) -> dict[str, str]:
    """Codes of our table with their whole names: nothing that was read stands in an expression."""
    return {code: land_use_name(code) for code in sorted(set(codes.dropna())) if is_known_use(code)}


def _entry(layer: Layer, styles: Sequence[Style]) -> _Entry:
    default = next(style for style in styles if style.default)
    others = tuple(style for style in styles if not style.default)
    return _Entry(
        LAYER_PREFIX + layer.name, layer, default, others, _GEOMETRY[layer.geometry], layer not in _HIDDEN
    )


def _scans(pictures: Collection[str]) -> list[_Scan]:
    """Pictures by their names ``<old commune>_<sheet>.tif``, in the order of the numbers."""
    names = [Path(picture).stem.partition("_") for picture in pictures if not is_of_paper(picture)]
    ordered = sorted(names, key=lambda name: (name[0], len(name[2]), name[2]))
    return [
        _Scan(f"scan_of_a_map_sheet_{unit}_{number}", f"Tờ {number} ({unit})", f"{unit}{dash}{number}.tif")
        for unit, dash, number in ordered
    ]


def _papers(pictures: Collection[str]) -> list[_Scan]:
    """Pictures of drawings on papers, in the order of their numbers."""
    stems = sorted((Path(picture).stem for picture in pictures if is_of_paper(picture)), key=_length_first)
    return [
        _Scan(f"scan_of_a_paper_{stem}", f"Giấy {stem.rpartition('_')[2]}", f"{stem}.tif") for stem in stems
    ]


def _length_first(stem: str) -> tuple[int, str]:
    return (len(stem), stem)


def _bookmarks(sheets: pd.DataFrame) -> list[_Bookmark]:
    """One for each placed sheet, under its old commune."""
    placed = sheets[sheets[GEOMETRY_COLUMN].notna()]
    columns = ["ten_xa_cu", "ma_xa_cu", "so_hieu_to_ban_do", GEOMETRY_COLUMN]
    rows = placed[columns].itertuples(index=False, name=None)
    return [
        _Bookmark(
            f"to_{position}", f"Tờ {'?' if pd.isna(number) else number}", f"{name} ({unit})", _box(shape)
        )
        for position, (name, unit, number, shape) in enumerate(rows, 1)
    ]


def _box(shape: shapely.Geometry) -> Box:
    west, south, east, north = (round(float(side), 1) for side in shapely.bounds(shape))
    return (west, south, east, north)


def _extent(frames: Mapping[str, pd.DataFrame]) -> list[float] | None:
    shapes = pd.concat([frames[layer.name][GEOMETRY_COLUMN] for layer in (PARCELS, SHEETS)]).dropna()
    return [round(float(side), 1) for side in shapely.total_bounds(list(shapes))] if len(shapes) else None


def _packed(name: str, text: str) -> str:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, _MOMENT), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue().hex()
