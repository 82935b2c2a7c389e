"""Tables of polygons: all of a file or a refusal, and nothing of another file."""

from __future__ import annotations

import os
import sqlite3
import struct
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from drawn_maps import COMMUNE, middles

from pipeline.errors import ScanError
from pipeline.model import DigitalMap
from pipeline.vectors.read import read_map
from pipeline.vectors.sheet import File

DRIVERS = {"shp": "ESRI Shapefile", "mif": "MapInfo File", "gpkg": "GPKG", "geojson": "GeoJSON"}


def _frame(sheet: int, numbered: bool = True, rows: int = 2) -> gpd.GeoDataFrame:
    squares = [shapely.box(x - 10, y - 10, x + 10, y + 10) for x, y in middles(rows=rows)]
    many = len(squares)
    numbers = (
        {"SHBANDO": [sheet] * many, "SHTHUA": range(1, many + 1)} if numbered else {"MAU": ["xanh"] * many}
    )
    return gpd.GeoDataFrame({"XAID": [COMMUNE] * many, **numbers}, geometry=squares, crs=9209)


def _saved(path: Path, frame: gpd.GeoDataFrame, **options: str) -> Path:
    frame.to_file(path, driver=DRIVERS[path.suffix[1:]], engine="pyogrio", **options)
    return path


def _read(path: Path) -> DigitalMap:
    return read_map(path, File.of(f"vectors/{path.name}", COMMUNE))


def test_all_layers_of_a_geopackage_are_read_and_those_without_numbers_told(tmp_path: Path) -> None:
    path = _saved(tmp_path / "xa.gpkg", _frame(8, numbered=False), layer="nha")
    for sheet in (8, 9):
        _saved(path, _frame(sheet), layer=f"to_{sheet}")
    sheets = _read(path).sheets
    assert [(each.sheet.number, len(each.parcels), each.sheet.source.page) for each in sheets] == [
        (8, 6, 1),
        (9, 6, 2),
    ]
    assert [finding.code for finding in sheets[0].sheet.findings].count("tables_left_out") == 1
    assert "tables_left_out" not in [finding.code for finding in sheets[1].sheet.findings]


def test_what_a_view_computes_is_not_asked_for(tmp_path: Path) -> None:
    path = _saved(tmp_path / "xa.gpkg", _frame(8), layer="to_8")
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE VIEW v AS SELECT fid + 10 AS fid, geom, SHTHUA FROM to_8;"
            "UPDATE gpkg_contents SET table_name = 'v' WHERE table_name = 'to_8';"
        )
    connection.close()
    with pytest.raises(ScanError, match="vùng"):
        _read(path)


def test_rows_without_a_polygon_are_told(tmp_path: Path) -> None:
    frame = _frame(8)
    frame.loc[[1, 4], "geometry"] = None
    (sheet,) = _read(_saved(tmp_path / "a.shp", frame)).sheets
    (told,) = [finding for finding in sheet.sheet.findings if finding.code == "rows_without_polygon"]
    assert told.values["count"] == 2 and len(sheet.parcels) == 4


@pytest.mark.parametrize("lost", [float("nan"), float("inf"), 1e300])
def test_a_polygon_with_a_coordinate_that_is_none_is_no_polygon(tmp_path: Path, lost: float) -> None:
    frame = _frame(8)
    corners = shapely.get_coordinates(frame.geometry[3])
    corners[1, 0] = 1e300
    frame.loc[3, "geometry"] = shapely.Polygon(corners)
    path = _saved(tmp_path / "a.shp", frame)
    path.write_bytes(path.read_bytes().replace(struct.pack("<d", 1e300), struct.pack("<d", lost)))
    (sheet,) = _read(path).sheets
    assert len(sheet.parcels) == 5
    assert "rows_without_polygon" in [finding.code for finding in sheet.sheet.findings]


def test_land_outside_the_commune_is_no_parcel_of_it(tmp_path: Path) -> None:
    frame = _frame(8, rows=4)
    frame.loc[3, "geometry"] = shapely.affinity.translate(frame.geometry[3], 90_000.0)
    (sheet,) = _read(_saved(tmp_path / "a.shp", frame)).sheets
    assert len(sheet.parcels) == 11 and all(parcel.number != 4 for parcel in sheet.parcels)
    (told,) = [finding for finding in sheet.sheet.findings if finding.code == "rows_without_polygon"]
    assert told.values["count"] == 1


def test_a_table_without_polygons_is_refused(tmp_path: Path) -> None:
    points = _frame(8).set_geometry(shapely.points(middles()))
    with pytest.raises(ScanError, match="vùng"):
        _read(_saved(tmp_path / "a.shp", points))


@pytest.mark.parametrize(("kind", "share"), [("shp", 0.6), ("shp", 0.99), ("mif", 0.6)])
def test_a_file_that_ends_between_two_parcels_is_cut_short(tmp_path: Path, kind: str, share: float) -> None:
    path = _saved(tmp_path / f"a.{kind}", _frame(8))
    os.truncate(path, int(path.stat().st_size * share))
    with pytest.raises(ScanError, match="thiếu phần cuối"):
        _read(path)


@pytest.mark.parametrize(
    "content",
    [
        '!table\n!version 100\nopen table "other" Hide\nCreate View v As Select * From other\n',
        '!table\n!version 300\nDefinition Table\nbegin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n',
    ],
)
def test_a_table_that_names_others_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.tab").write_text(content)
    with pytest.raises(ScanError, match="bảng khác"):
        _read(tmp_path / "a.tab")


def test_json_that_tells_gdal_what_to_open_is_no_map(tmp_path: Path) -> None:
    _saved(tmp_path / "other.gpkg", _frame(8))
    steps = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read other.gpkg"}'
    (tmp_path / "a.geojson").write_text(steps)
    with pytest.raises(ScanError, match="GeoJSON hỏng"):  # "no GeoJSON" once another driver opened it
        _read(tmp_path / "a.geojson")


def test_a_map_is_found_under_every_name(tmp_path: Path) -> None:
    path = _saved(tmp_path / "a.geojson", _frame(8)).rename(tmp_path / "tờ 8!(mới).geojson")
    assert len(_read(path).sheets[0].parcels) == 6
