from __future__ import annotations

import sqlite3
from pathlib import Path

import pyogrio
import pytest
import shapely

from pipeline.delivery.gpkg import write_gpkg
from pipeline.delivery.layers import LAYERS, PARCELS
from pipeline.delivery.styles import layer_styles
from pipeline.delivery.tables import tables
from pipeline.errors import OutputError
from pipeline.model import Commune

CONTRACT = {
    "anh": "ma_xa khoa loai du_lieu",
    "giay_chung_nhan": "ma_xa ma_xa_cu so_hieu_to_ban_do so_thu_tu_thua so_phat_hanh so_vao_so ngay_cap"
    " ten_chu trang_thai nguon",
    "hinh_tren_giay": "ma_xa ma_xa_cu so_hieu_to_ban_do so_thu_tu_thua loai_giay dien_tich"
    " toa_do_chac anh nguon",
    "thua_dat": "ma_xa ma_xa_cu so_hieu_to_ban_do so_thu_tu_thua dien_tich dien_tich_ban_do dien_tich_phap_ly"
    " loai_dat loai_dat_ban_do loai_dat_ho_so dia_chi trang_thai do_tin_cay nguon ma_dinh_danh"
    " so_hieu_to_cu so_thua_cu khoa",
    "doi_tuong_chiem_dat": "ma_xa_cu so_hieu_to_ban_do loai_dat",
    "to_ban_do": "ma_xa_cu so_hieu_to_ban_do ty_le he_toa_do kieu_nan sai_so_m trang_thai",
    "diem_khong_che": "ma_xa_cu so_hieu_to_ban_do loai sai_so_m",
    "ho_so": "ma_xa_cu so_hieu_to_ban_do so_thu_tu_thua ten_chu doi_tuong dien_tich loai_dat dia_chi"
    " ten_chu trang_thai nguon",
    "nguon_goc": "khoa truong nguoi_doc gia_tri xac_suat tep trang x0_px y0_px x1_px y1_px",
    "phat_hien": "ma muc ma_xa_cu so_hieu_to_ban_do so_thu_tu_thua mo_ta",
}
SQL_TYPES = {"text": "TEXT", "integer": "INTEGER", "real": "REAL", "flag": "BOOLEAN"}


def write(commune: Commune, path: Path) -> Path:
    frames = tables(commune)
    write_gpkg(path, frames, layer_styles(frames))
    return path


@pytest.fixture
def written(commune: Commune, tmp_path: Path) -> Path:
    return write(commune, tmp_path / "07330.gpkg")


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as database:
        return database.execute(statement).fetchall()


@pytest.mark.parametrize("kind", ["full", "empty"])
def test_layers_have_the_columns_and_types_of_the_contract(
    commune: Commune, empty_commune: Commune, tmp_path: Path, kind: str
) -> None:
    path = write(commune if kind == "full" else empty_commune, tmp_path / "a.gpkg")
    for layer in LAYERS:
        declared = {row[1]: row[2] for row in rows(path, f'PRAGMA table_info("{layer.name}")')}
        assert set(CONTRACT[layer.name].split()) <= set(declared)
        for column in layer.columns:
            assert declared[column.name] == SQL_TYPES[column.kind], (layer.name, column.name)
        geometry = pyogrio.read_info(path, layer=layer.name)["geometry_type"]
        assert geometry == layer.geometry


def test_values_come_back_as_they_were(written: Path) -> None:
    parcels = pyogrio.read_dataframe(written, layer="thua_dat")
    assert len(parcels) == 32 and parcels.crs.to_epsg() == 9214
    third = parcels[(parcels.so_hieu_to_ban_do == 1) & (parcels.so_thu_tu_thua == 3)].iloc[0]
    assert (third.ma_xa, third.ma_xa_cu, third.trang_thai) == ("07330", "07321", "can_kiem_tra")
    assert (third.dien_tich, third.dien_tich_ban_do, third.dien_tich_phap_ly) == (484.0, 484.0, 448.0)
    alone = parcels[parcels.so_thu_tu_thua == 11].iloc[0]
    assert alone.loai_dat_ho_so is None or alone.isna().loai_dat_ho_so


def test_shells_run_counter_clockwise_and_multipolygon_is_what_is_stored(written: Path) -> None:
    for layer in ("thua_dat", "doi_tuong_chiem_dat", "to_ban_do"):
        for shape in pyogrio.read_dataframe(written, layer=layer).geometry.dropna():
            assert shape.geom_type == "MultiPolygon"
            assert all(part.exterior.is_ccw for part in shapely.get_parts(shape))


def test_unread_numbers_are_null_and_leading_zeros_stay(written: Path) -> None:
    unread = rows(written, "SELECT so_hieu_to_ban_do, so_thu_tu_thua, ma_xa_cu FROM ho_so ORDER BY fid DESC")
    assert unread[0] == (None, None, "07321")
    assert {row[0] for row in rows(written, "SELECT DISTINCT typeof(ma_xa) FROM thua_dat")} == {"text"}


def test_file_is_version_1_3_with_a_closed_journal_true_counts_and_extents(written: Path) -> None:
    assert rows(written, "PRAGMA user_version") == [(10300,)]
    assert rows(written, "PRAGMA journal_mode") == [("delete",)]
    assert [path.name for path in written.parent.iterdir()] == ["07330.gpkg"]
    assert rows(written, "PRAGMA integrity_check") == [("ok",)]
    assert rows(written, "SELECT 1 FROM gpkg_extensions WHERE extension_name = 'gpkg_crs_wkt'")
    for layer in LAYERS:
        cached = rows(
            written, f"SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = '{layer.name}'"
        )
        assert cached == rows(written, f'SELECT count(*) FROM "{layer.name}"')
    extent = rows(
        written, "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'thua_dat'"
    )
    found = pyogrio.read_dataframe(written, layer="thua_dat").total_bounds
    assert extent[0] == pytest.approx(tuple(found))


def test_key_columns_are_indexed(written: Path) -> None:
    indexed = {row[0] for row in rows(written, "SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert {f"idx_{layer.name}_{name}" for layer in LAYERS for name in layer.indexed} <= indexed


def test_other_programs_find_titles_and_value_lists(written: Path) -> None:
    titles = dict(
        rows(written, "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'thua_dat'")
    )
    assert set(titles) == {column.name for column in PARCELS.columns}
    listed = rows(
        written,
        "SELECT value FROM gpkg_data_column_constraints WHERE constraint_name = 'thua_dat_trang_thai'",
    )
    assert {row[0] for row in listed} == {"khop", "chap_nhan", "can_kiem_tra"}


def test_same_input_gives_the_same_bytes(commune: Commune, tmp_path: Path) -> None:
    first, second = write(commune, tmp_path / "1.gpkg"), write(commune, tmp_path / "2.gpkg")
    assert first.read_bytes() == second.read_bytes()


def test_a_file_that_cannot_be_written_is_an_output_error(commune: Commune, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_gpkg(tmp_path / "no folder" / "a.gpkg", tables(commune), [])
