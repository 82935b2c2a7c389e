from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.delivery.spreadsheet import write_findings
from pipeline.delivery.tables import tables
from pipeline.model import Commune, Finding, Source


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_table_says_what_the_layer_says(commune: Commune, tmp_path: Path) -> None:
    frame = tables(commune)["phat_hien"]
    write_findings(tmp_path / "f.csv", frame)
    lines = read(tmp_path / "f.csv")
    assert [line["ma"] for line in lines] == list(frame.ma)
    area = next(line for line in lines if line["ma"] == "area_mismatch")
    assert (area["ma_xa_cu"], area["so_hieu_to_ban_do"], area["so_thu_tu_thua"]) == ("07321", "1", "3")
    assert area["dong_m"] == "412060.00" and "448,0" in area["mo_ta"]
    assert (tmp_path / "f.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_cell_that_a_spreadsheet_would_run_stays_text(commune: Commune, tmp_path: Path, start: str) -> None:
    odd = Finding("gap_repaired", values={"area": "1"}, source=Source(f"{start}cmd|' /C calc'!A0"))
    write_findings(tmp_path / "f.csv", tables(replace(commune, findings=(odd,)))["phat_hien"])
    assert read(tmp_path / "f.csv")[0]["nguon"].startswith(f"'{start}cmd")


def test_no_findings_is_a_table_with_its_head(empty_commune: Commune, tmp_path: Path) -> None:
    write_findings(tmp_path / "f.csv", tables(empty_commune)["phat_hien"])
    assert (tmp_path / "f.csv").read_text(encoding="utf-8-sig").count("\n") == 1
