from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest

from pipeline.delivery import deliver as module
from pipeline.delivery.deliver import deliver
from pipeline.errors import OutputError
from pipeline.files import hash_file
from pipeline.model import Commune

NAMES = {
    "07330.gpkg",
    "07330_cong_khai.gpkg",
    "07330_truong_quoc_gia.csv",
    "07330_quoc_gia.parquet",
    "report.html",
    "findings.csv",
    "manifest.json",
}


def test_all_files_are_there_with_their_rights(commune: Commune, folder: Path) -> None:
    deliver(commune, folder, {"ma_xa": "07330"})
    assert {path.name for path in folder.iterdir()} == NAMES | {"maps"}
    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.is_file()}
    assert rights["07330.gpkg"] == 0o600 and rights["07330_cong_khai.gpkg"] == 0o644
    assert rights["report.html"] == rights["findings.csv"] == rights["manifest.json"] == 0o600
    assert rights["07330_truong_quoc_gia.csv"] == 0o600 and rights["07330_quoc_gia.parquet"] == 0o644


def test_manifest_holds_what_was_given_counts_and_hashes(commune: Commune, folder: Path) -> None:
    deliver(commune, folder, {"ma_xa": "07330", "versions": {"x": "1"}})
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["versions"] == {"x": "1"}
    assert manifest["outputs"] == {name: hash_file(folder / name) for name in NAMES - {"manifest.json"}}
    counts = manifest["counts"]
    assert counts["parcels"] == 32 == sum(n for key, n in counts.items() if key.startswith("parcels_"))
    assert counts["findings"] == 7 and counts["pages"] == 6


def test_second_delivery_of_the_same_commune_is_the_same_to_the_byte(commune: Commune, folder: Path) -> None:
    deliver(commune, folder, {})
    first = {name: hash_file(folder / name) for name in NAMES}
    deliver(commune, folder, {})
    assert first == {name: hash_file(folder / name) for name in NAMES}


def test_a_failed_delivery_leaves_the_earlier_one_whole(
    commune: Commune, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(commune, folder, {})
    before = {name: hash_file(folder / name) for name in NAMES}

    def full_disk(*_: object) -> str:
        raise OSError(28, "No space left on device", str(folder / "report.html"))

    monkeypatch.setattr(module, "make_report", full_disk)
    with pytest.raises(OutputError):
        deliver(replace(commune, parcels=commune.parcels[:3]), folder, {})
    assert before == {name: hash_file(folder / name) for name in NAMES}
    assert {path.name for path in folder.iterdir()} == NAMES | {"maps"}


def test_empty_commune_is_delivered_with_all_layers(empty_commune: Commune, folder: Path) -> None:
    delivery = deliver(empty_commune, folder, {})
    layers = {str(row[0]) for row in pyogrio.list_layers(delivery.gpkg)}
    assert {"thua_dat", "ho_so", "phat_hien", "to_ban_do", "diem_khong_che", "doi_tuong_chiem_dat"} <= layers
