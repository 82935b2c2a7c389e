from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from pipeline.delivery.national import CHECK, FIELDS, MADE, PERSONAL, write_national, write_national_shapes
from pipeline.delivery.public import public_tables
from pipeline.delivery.references import references
from pipeline.delivery.tables import layer_rows, tables
from pipeline.model import Commune

DOCS = Path(__file__).parents[2] / "docs" / "delivery.md"


def public(commune: Commune) -> dict[str, pd.DataFrame]:
    return public_tables(layer_rows(commune), commune.epsg, references(commune))


@pytest.fixture
def lines(commune: Commune, tmp_path: Path) -> list[dict[str, str]]:
    odd = replace(commune.parcels[10], place="=1+1")
    commune = replace(commune, parcels=(*commune.parcels[:10], odd, *commune.parcels[11:]))
    path = tmp_path / "national.csv"
    write_national(path, tables(commune))
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_parcel_and_object_is_a_row_under_national_names(
    lines: list[dict[str, str]], personal: tuple[str, ...]
) -> None:
    assert len(lines) == 33 and list(lines[0]) == [*FIELDS, *MADE, *CHECK]
    first = lines[0]
    assert (first["MaXa"], first["MaXaCu"], first["SoHieuToBanDo"]) == ("07330", "07321", "1")
    assert (first["MaThuaDatCu"], first["LaDoiTuongChiemDat"]) == ("07321.1.1", "0")
    assert (first["TenChu"], first["DiaChi"]) == personal[:2]
    assert (first["DongM"], first["BacM"]) == ("412016.00", "2369984.00")


def test_status_goes_with_every_value_and_what_is_missing_is_blank(lines: list[dict[str, str]]) -> None:
    waiting = [line["SoThuTuThua"] for line in lines if line["TrangThai"] == "can_kiem_tra"]
    assert waiting == ["3", "7", "3", "7"]
    alone, road = lines[10], lines[-1]
    assert alone["DienTichPhapLy"] == alone["TenChu"] == ""
    assert (road["LaDoiTuongChiemDat"], road["KyHieuMucDichSuDung"], road["SoThuTuThua"]) == ("1", "DGT", "")
    assert "nan" not in {cell.lower() for line in lines for cell in line.values()}


def test_a_cell_is_never_run_by_a_spreadsheet(lines: list[dict[str, str]]) -> None:
    assert lines[10]["DiaChi"] == "'=1+1"


def test_shapes_go_with_the_same_rows_and_no_personal_field(
    commune: Commune, lines: list[dict[str, str]], personal: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "national.parquet"
    frames = tables(commune)
    write_national_shapes(path, public(commune))
    shapes = gpd.read_parquet(path)
    assert list(shapes.columns) == [n for n in (*FIELDS, *MADE, *CHECK) if n not in PERSONAL] + ["geometry"]
    assert shapes["MaThuaDat"].fillna("").tolist() == [line["MaThuaDat"] for line in lines]
    assert shapes["SoThuTuThua"].dtype == "Int64" and shapes["DienTich"].sum() > 0
    assert shapes.crs == frames["thua_dat"].crs and shapes.geometry.is_valid.all()
    assert shapes.geometry[:32].geom_equals(frames["thua_dat"].geometry).all()
    text = shapes.drop(columns="geometry").to_csv() + path.read_bytes().decode("utf-8", "replace")
    assert not any(name in text for name in personal)


def test_shapes_of_an_empty_commune_have_all_columns(empty_commune: Commune, tmp_path: Path) -> None:
    path = tmp_path / "national.parquet"
    write_national_shapes(path, public(empty_commune))
    shapes = gpd.read_parquet(path)
    assert len(shapes) == 0 and "KyHieuMucDichSuDung" in shapes and shapes.crs is not None


def test_the_table_in_the_docs_names_every_field() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for name in (*FIELDS, *MADE, *CHECK):
        assert f"`{name}`" in text
