"""Digital maps in a run: alone they make a commune, a bad one is told and costs no other."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
from distributed import Client
from drawn_maps import COMMUNE, labels, lines, write_dxf

from workflows.commune import digitize
from workflows.preparation import prepare


@pytest.fixture
def delivered(tmp_path: Path, client: Client) -> Path:
    maps = tmp_path / "raw" / COMMUNE / "vectors"
    maps.mkdir(parents=True)
    write_dxf(maps / "xa.dxf", lines(), labels())
    (maps / "cu.dgn").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 64)
    (maps / "mat.dwg").write_bytes(b"AC1015")
    (maps / "ghi_chu.txt").write_text("Kính gửi Ủy ban nhân dân xã", encoding="utf-8")
    digitize(prepare(COMMUNE, tmp_path / "raw", tmp_path / "out"), client)
    return tmp_path / "out" / COMMUNE


def test_a_commune_of_digital_maps_alone_is_delivered(delivered: Path) -> None:
    parcels = gpd.read_file(delivered / f"{COMMUNE}.gpkg", layer="thua_dat")
    assert sorted(parcels.so_thu_tu_thua) == [1, 2, 3, 4, 5, 6]
    assert set(parcels.trang_thai) == {"chap_nhan"} and set(parcels.ma_xa_cu) == {COMMUNE}
    assert parcels.nguon.str.match(r"vectors/xa\.dxf#1 \[\d+\.\d\d \d+\.\d\d\]").all()
    sheet = gpd.read_file(delivered / f"{COMMUNE}.gpkg", layer="to_ban_do").iloc[0]
    assert (sheet.kieu_nan, sheet.he_toa_do, sheet.so_hieu_to_ban_do) == ("digital", "EPSG:9209", 7)


def test_each_map_that_cannot_be_used_is_told_with_its_remedy(delivered: Path) -> None:
    findings = gpd.read_file(delivered / f"{COMMUNE}.gpkg", layer="phat_hien")
    told = findings[findings.ma == "scan_unreadable"]
    for name in ("cu.dgn", "mat.dwg", "ghi_chu.txt"):
        assert told.nguon.str.contains(name, regex=False).sum() == 1
    assert told.mo_ta.str.contains("DXF 2000").sum() == 2
    counts = json.loads((delivered / "manifest.json").read_text())["counts"]
    assert (counts["files"], counts["files_digital"], counts["files_refused"]) == (4, 3, 1)
    assert (counts["pages_digital"], counts["pages_failed"]) == (1, 2)
