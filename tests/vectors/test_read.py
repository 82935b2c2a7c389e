from __future__ import annotations

from pathlib import Path

import ezdxf
import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_maps import COMMUNE, SIDE_M, SOUTH, WEST, labels, lines, middles, write_dxf

from pipeline import crs
from pipeline.errors import ScanError
from pipeline.model import DigitalLabel, DigitalSheet, SheetParcels
from pipeline.vectors.read import read_map
from pipeline.vectors.sheet import File
from pipeline.wording import say

NAME = "vectors/ban_do.dxf"


def _read(path: Path) -> SheetParcels:
    (sheet,) = read_map(path, File.of(NAME, COMMUNE)).sheets
    return sheet


def _numbers(sheet: SheetParcels) -> dict[int | None, float]:
    return {
        parcel.label.number.value: round(parcel.polygon.area, 2)
        for parcel in sheet.parcels
        if parcel.label is not None
    }


def _codes(sheet: SheetParcels) -> list[str]:
    return [finding.code for finding in (*sheet.sheet.findings, *sheet.findings)]


def test_a_drawing_is_a_sheet_of_parcels_with_unit_number_and_scale(tmp_path: Path) -> None:
    sheet = _read(write_dxf(tmp_path / "a.dxf", lines(), labels()))
    assert isinstance(sheet.sheet, DigitalSheet)
    assert sheet.sheet.unit is not None
    assert (sheet.sheet.unit.code, sheet.sheet.number, sheet.sheet.scale) == (
        COMMUNE,
        7,
        1000,
    )
    assert _numbers(sheet) == dict.fromkeys(range(1, 7), 400.0)
    label = sheet.parcels[0].label
    assert isinstance(label, DigitalLabel) and label.code.value == "LUC" and label.number.agreed
    assert label.number.by == "file" and sheet.parcels[0].source.place_m is not None


def test_surveyed_vertices_stay_where_they_are(tmp_path: Path) -> None:
    sheet = _read(write_dxf(tmp_path / "a.dxf", lines(), labels()))
    corners = {tuple(point) for line in lines() for point in line}
    for parcel in sheet.parcels:
        for x, y in parcel.polygon.exterior.coords:
            on_line = any(abs(x - WEST - k * SIDE_M) < 0.001 for k in range(4))
            assert on_line and any(abs(y - SOUTH - k * SIDE_M) < 0.001 for k in range(3))
    assert all(parcel.polygon.area == pytest.approx(400.0, abs=0.001) for parcel in sheet.parcels) and corners


def test_a_wider_gap_closes_where_the_printed_area_proves_it(tmp_path: Path) -> None:
    drawn = lines(2, 1)
    drawn[3] = drawn[3] - np.array([[0, 0], [0, 0.8]])
    assert _numbers(_read(write_dxf(tmp_path / "a.dxf", drawn, labels(2, 1)))) == {1: 400.0, 2: 400.0}


def test_a_missing_line_is_told_and_its_labels_wait(tmp_path: Path) -> None:
    drawn = [line for k, line in enumerate(lines(2, 1)) if k != 3]
    sheet = _read(write_dxf(tmp_path / "a.dxf", drawn, labels(2, 1)))
    assert {"several_labels", "line_gap_open"} <= set(_codes(sheet))
    label = sheet.parcels[0].label
    assert label is not None and not label.number.agreed
    assert sheet.counts["labels"] == sheet.counts["labels_placed"] == 2


def test_a_second_number_in_a_face_is_kept_as_the_one_that_may_be_meant(tmp_path: Path) -> None:
    drawn = [*labels(2, 1), ("638", WEST + 8.0, SOUTH + 14.0)]
    sheet = _read(write_dxf(tmp_path / "a.dxf", lines(2, 1), drawn))
    found = [parcel.label for parcel in sheet.parcels if parcel.label is not None]
    first, second = sorted(found, key=lambda label: label.number.value or 0)
    assert (first.number.value, [value for value, _ in first.number.alternatives]) == (1, [638])
    assert not first.number.agreed and second.number.agreed and not second.number.alternatives
    assert "several_labels" in _codes(sheet)


@pytest.mark.parametrize("layer", ["RANH_THUA", "Level 10", "Layer3"])
def test_layers_of_any_name_bound_parcels(tmp_path: Path, layer: str) -> None:
    assert len(_numbers(_read(write_dxf(tmp_path / "a.dxf", lines(), labels(), layer)))) == 6


def test_another_zone_swapped_axes_and_millimetres_are_read_and_told(tmp_path: Path) -> None:
    def moved(points: np.ndarray) -> np.ndarray:
        return crs.between(9209, 9214, points)[:, ::-1] * 1000

    drawn = [moved(line) for line in lines()]
    texts = [(text, *moved(np.array([[x, y]]))[0]) for text, x, y in labels()]
    path = write_dxf(tmp_path / "to 7.dxf", drawn, texts, titles=())
    (sheet,) = read_map(path, File.of("vectors/to 7.dxf", COMMUNE)).sheets
    assert {"zone_changed", "axes_swapped", "units_scaled"} <= set(_codes(sheet))
    x, y = sheet.parcels[0].polygon.exterior.coords[0]
    assert WEST - 1 < x < WEST + 61 and SOUTH - 1 < y < SOUTH + 41
    assert sheet.sheet.number == 7


def test_the_name_of_a_file_alone_makes_no_number_sure(tmp_path: Path) -> None:
    path = write_dxf(tmp_path / "dc7.dxf", lines(), labels(), titles=())
    (sheet,) = read_map(path, File.of("vectors/dc7.dxf", COMMUNE)).sheets
    assert sheet.sheet.number == 7
    assert all(parcel.label is None or not parcel.label.number.agreed for parcel in sheet.parcels)


def test_parcels_drawn_outside_the_commune_are_told(tmp_path: Path) -> None:
    far = [(text, x + 90_000.0, y) for text, x, y in labels(1, 1)]
    sheet = _read(write_dxf(tmp_path / "a.dxf", lines(9, 9), [*labels(9, 9), *far]))
    assert len(sheet.parcels) == 81
    (told,) = [finding for finding in sheet.sheet.findings if finding.code == "labels_outside"]
    assert told.values["count"] == 1


@pytest.mark.parametrize("away", [(200_000.0, 0.0), (0.0, 90_000.0)])
def test_a_map_of_nowhere_is_not_placed_and_says_why(tmp_path: Path, away: tuple[float, float]) -> None:
    sheet = _read(write_dxf(tmp_path / "a.dxf", [line + away for line in lines()], labels()))
    assert sheet.sheet.epsg is None and "vector_unplaced" in _codes(sheet)


def test_a_map_that_names_another_system_is_not_placed(tmp_path: Path) -> None:
    titles = ("TỜ SỐ 7", "Hệ tọa độ HN-72")
    sheet = _read(write_dxf(tmp_path / "a.dxf", lines(), labels(), titles=titles))
    assert sheet.sheet.epsg is None and "HN-72" in say(sheet.sheet.unplaced_reason)


@pytest.mark.parametrize(("west", "placed"), [(553_000.0, True), (553_240.0, False)])
def test_a_frame_that_is_not_where_its_code_says_is_of_another_system(
    tmp_path: Path, west: float, placed: bool
) -> None:
    frame = np.array([[0, 0], [500, 0], [500, 500], [0, 500], [0, 0]], np.float64) + np.array(
        [west, 2_345_000.0]
    )
    titles = ("346551-3-c  TỜ SỐ 7", "TỶ LỆ 1:1000")
    path = write_dxf(tmp_path / "a.dxf", [*lines()], labels(), titles=titles)
    document = ezdxf.readfile(path)
    document.modelspace().add_lwpolyline([tuple(p) for p in frame], dxfattribs={"layer": "KHUNG"})
    document.saveas(path)
    assert (_read(path).sheet.epsg is not None) is placed


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "a.dgn", "DGN V8"),
        (b"AC1032" + b"\0" * 100, "a.dwg", "DWG"),
        (b"AC1015" + b"\0" * 100, "a.dxf", "DWG"),
        (b"\x08\x09\xfe\x02" + b"\0" * 1024, "a.dgn", "phần cuối"),
        (b"", "a.dgn", "rỗng"),
        (b"0\nSECTION\n", "a.dxf", "DXF hỏng"),
        (b"text", "a.dxf", "không phải DXF"),
        (b"\0\0\x27\x0a" + b"\0" * 40, "a.shp", "Shapefile hỏng"),
        (b"no shape", "a.shp", "không phải ESRI Shapefile"),
        (b"<OGRVRTDataSource/>", "a.shp", "không phải ESRI Shapefile"),
        (b"{1, 2", "a.geojson", "GeoJSON hỏng"),
    ],
)
def test_what_cannot_be_read_is_refused_by_what_it_is(
    tmp_path: Path, content: bytes, name: str, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ScanError, match=words):
        read_map(tmp_path / name, File.of(f"vectors/{name}", COMMUNE))


def test_a_table_says_whose_each_polygon_is(tmp_path: Path) -> None:
    squares = [shapely.box(x - 10, y - 10, x + 10, y + 10) for x, y in middles()]
    frame = gpd.GeoDataFrame(
        {
            "XAID": [COMMUNE] * 6,
            "SHBANDO": [3, 3, 3, 4, 4, 4],
            "SHTHUA": ["1", "2", "0", "1", "2", "12A"],
            "DIENTICH": [400.0] * 6,
            "KHLOAIDAT": ["LUC", "ONT+CLN", "DGT", "LUC", "LUC", "LUC"],
            "TENCHU": ["Vũ Thị Mẫu", None, None, None, None, None],
        },
        geometry=squares,
        crs=9214,  # a wrong claim: the coordinates lie in 9209
    )
    frame.to_file(tmp_path / "thua.geojson", driver="GeoJSON", engine="pyogrio", COORDINATE_PRECISION=3)
    found = read_map(tmp_path / "thua.geojson", File.of("vectors/thua.geojson", COMMUNE))
    (third, fourth), (page,) = found.sheets, found.pages
    assert page.sheet.value == 3
    assert (third.sheet.number, fourth.sheet.number) == (3, 4)
    assert list(_numbers(third)) == [1, 2, None] and [p.kind for p in third.parcels] == [
        "parcel",
        "parcel",
        "object",
    ]
    assert list(_numbers(fourth)) == [1, 2, None]
    assert "declared_crs_overruled" in _codes(third)
    (row,) = page.rows
    assert (row.number.value, row.area_m2.value, row.owner.value) == (1, 400.0, "Vũ Thị Mẫu")


def test_houses_round_labels_are_no_parcels_where_layers_say_nothing(tmp_path: Path) -> None:
    """The outer lines lie on a layer of their own: before it is there only houses close anything."""
    inner, outer = lines()[1:2] + lines()[4:6], [lines()[0], lines()[2], lines()[3], lines()[6]]
    path = write_dxf(tmp_path / "a.dxf", inner, labels(), layer="A")
    document = ezdxf.readfile(path)
    for line in outer:
        document.modelspace().add_lwpolyline([tuple(p) for p in line], dxfattribs={"layer": "B"})
    for x, y in middles():
        house = [(x + dx, y + dy) for dx, dy in ((-6, -4), (6, -4), (6, 4), (-6, 4), (-6, -4))]
        document.modelspace().add_lwpolyline(house, dxfattribs={"layer": "C"})
    document.saveas(path)
    assert _numbers(_read(path)) == dict.fromkeys(range(1, 7), 400.0)
