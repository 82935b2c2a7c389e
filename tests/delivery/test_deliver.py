from __future__ import annotations

import stat
from pathlib import Path

import pyogrio

from pipeline.delivery.deliver import deliver
from pipeline.files import hash_file
from pipeline.model import Commune

NAMES = {
    "07330.gpkg",
    "07330_cong_khai.gpkg",
    "07330_truong_quoc_gia.csv",
    "07330_quoc_gia.parquet",
    "report.html",
    "findings.csv",
}


def test_all_files_are_there_with_their_rights(commune: Commune, folder: Path) -> None:
    deliver(commune, folder, {})
    assert {path.name for path in folder.iterdir()} == NAMES | {"maps"}
    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.is_file()}
    assert rights["07330.gpkg"] == 0o600 and rights["07330_cong_khai.gpkg"] == 0o644
    assert rights["report.html"] == rights["findings.csv"] == 0o600
    assert rights["07330_truong_quoc_gia.csv"] == 0o600 and rights["07330_quoc_gia.parquet"] == 0o644


def test_second_delivery_of_the_same_commune_is_the_same_to_the_byte(commune: Commune, folder: Path) -> None:
    hashes = []
    for place in (folder / "first", folder / "second"):
        place.mkdir()
        deliver(commune, place, {})
        hashes.append({name: hash_file(place / name) for name in NAMES})
    assert hashes[0] == hashes[1]


def test_empty_commune_is_delivered_with_all_layers(empty_commune: Commune, folder: Path) -> None:
    delivery = deliver(empty_commune, folder, {})
    layers = {str(row[0]) for row in pyogrio.list_layers(delivery.gpkg)}
    assert {"thua_dat", "ho_so", "phat_hien", "to_ban_do", "diem_khong_che", "doi_tuong_chiem_dat"} <= layers
