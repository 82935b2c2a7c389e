"""Digital maps in a run: alone they make a commune, a bad one is told and costs no other."""

from __future__ import annotations

import contextlib
import io
import json
import time
from pathlib import Path

import geopandas as gpd
import pytest
from distributed import Client
from drawn_maps import COMMUNE, labels, lines, write_dxf
from rich.console import Console

from workflows import intake
from workflows.__main__ import main
from workflows.batch import run_batch
from workflows.commune import digitize
from workflows.preparation import prepare
from workflows.purge import purge
from workflows.status import states, status_table


class Maps:
    """A commune of digital maps alone, and how often each of its files was read."""

    def __init__(self, folder: Path, client: Client) -> None:
        self.raw, self.out, self._client = folder / "raw", folder / "out", client
        (self.raw / COMMUNE / "vectors").mkdir(parents=True)
        self.add("xa.dxf", 7)

    def add(self, name: str, sheet: int, area: str = "400,0") -> Path:
        path = self.raw / COMMUNE / "vectors" / name
        titles = ("XÃ THỤY HÒA - HUYỆN YÊN PHONG - TỈNH BẮC NINH", f"TỜ SỐ {sheet}", "TỶ LỆ 1:1000")
        return write_dxf(path, lines(), labels(area=area), titles=titles)

    def run(self) -> int:
        """Digitize; answers how many files were read."""
        before = self._read()
        digitize(prepare(COMMUNE, self.raw, self.out), self._client)
        return len(self._read() - before)

    def _read(self) -> set[tuple[str, int]]:
        results = (self.out / COMMUNE / ".work" / "digital").glob("*.result")
        return {(path.name, path.stat().st_mtime_ns) for path in results}


@pytest.fixture
def maps(tmp_path: Path, client: Client, monkeypatch: pytest.MonkeyPatch) -> Maps:
    monkeypatch.setattr("workflows.batch.connect", lambda *_: contextlib.nullcontext(client))
    return Maps(tmp_path, client)


def test_only_a_map_that_changed_is_read_again(maps: Maps) -> None:
    assert maps.run() == 1
    manifest = maps.out / COMMUNE / "manifest.json"
    delivered = manifest.stat().st_mtime_ns
    assert maps.run() == 0 and manifest.stat().st_mtime_ns == delivered
    maps.add("tờ 8.dxf", 8)
    assert maps.run() == 1
    maps.add("tờ 8.dxf", 8, area="401,0")
    assert maps.run() == 1
    parcels = gpd.read_file(maps.out / COMMUNE / f"{COMMUNE}.gpkg", layer="thua_dat")
    assert set(parcels.so_hieu_to_ban_do) <= {7, 8} and 401.0 in set(parcels.dien_tich_ban_do)


def test_a_batch_digitizes_maps_and_one_without_a_good_one_fails_alone(maps: Maps) -> None:
    bad = maps.raw / "09454" / "vectors" / "mat.dwg"
    bad.parent.mkdir(parents=True)
    bad.write_bytes(b"AC1015")
    entries = run_batch(["09454", COMMUNE], maps.raw, maps.out)
    assert [(entry.commune, entry.exit_code) for entry in entries] == [("09454", 4), (COMMUNE, 0)]
    console = Console(width=400, record=True, file=io.StringIO())
    console.print(status_table(states(maps.raw, maps.out)))
    (line,) = [line for line in console.export_text().splitlines() if COMMUNE in line]
    assert "0/0 + 1 số" in line and "6 (0)" in line


def test_an_intake_digitizes_a_commune_to_which_a_map_came(
    maps: Maps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake.time, "time", lambda real=time.time: real() + 3600)
    assert [entry.exit_code for entry in intake.run_intake(maps.raw, maps.out)[1]] == [0]
    assert intake.run_intake(maps.raw, maps.out)[1] == []
    maps.add("to_8.dxf", 8)
    assert [entry.commune for entry in intake.run_intake(maps.raw, maps.out)[1]] == [COMMUNE]


def test_a_purge_takes_what_was_made_and_leaves_the_maps(maps: Maps) -> None:
    maps.run()
    purge(COMMUNE, maps.raw, maps.out)
    assert not (maps.out / COMMUNE).exists()
    assert [path.name for path in (maps.raw / COMMUNE / "vectors").iterdir()] == ["xa.dxf"]
    assert main(["purge", COMMUNE, "--data-raw", str(maps.raw), "--data-out", str(maps.out)]) != 0


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
