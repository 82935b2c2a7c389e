"""The shipped sample and its truth belong together; ``make sample`` renders both."""

import csv
import json
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from PIL import Image

from synthetic import __main__ as program
from synthetic.__main__ import SAMPLE
from synthetic.commune import Order

ROOT = Path(__file__).resolve().parents[2]
DATA, TRUTH = ROOT / "data_raw" / SAMPLE.code, ROOT / "tests" / "data" / SAMPLE.code


def test_it_is_small_and_complete():
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 12_000_000
    sheets = json.loads((TRUTH / "sheets.json").read_text(encoding="utf-8"))
    scans = [DATA / one["scan"] for one in json.loads((TRUTH / "placement.json").read_text(encoding="utf-8"))]
    assert len(sheets) == len(scans) == 2
    for scan in scans:
        with Image.open(scan) as image:
            assert image.info["dpi"] == (200, 200)
            assert min(image.size) > 520 / 25.4 * 200  # the outer frame is 52 cm wide
    assert (DATA / "records" / "so_muc_ke.pdf").read_bytes()[:5] == b"%PDF-"


def test_its_truth_is_sound():
    parcels = gpd.read_file(TRUTH / "parcels.gpkg", layer="parcels")
    assert 120 <= len(parcels) <= 160
    assert shapely.coverage_is_valid(parcels.geometry.values)
    with (TRUTH / "records.csv").open(encoding="utf-8") as file:
        rows = [(int(row["sheet"]), int(row["number"])) for row in csv.DictReader(file)]
    known = set(zip(parcels.sheet, parcels.number, strict=True))
    planted = json.loads((TRUTH / "planted.json").read_text(encoding="utf-8"))
    told = {(one["kind"], one["sheet"], one["number"]) for one in planted}
    assert {key for key in rows if key not in known} == {
        (s, n) for kind, s, n in told if kind == "record_without_parcel"
    }
    assert {key for key in known if key not in rows} == {
        (s, n) for kind, s, n in told if kind == "parcel_without_record"
    }


def test_command_line_gives_its_order(tmp_path, monkeypatch, capsys):
    orders = []
    monkeypatch.setattr(
        program, "render_commune", lambda order, raw, truth: orders.append((order, raw)) or truth
    )
    words = "07330 --dpi 30 --sheets 1 --look left --kind bilevel --turned 3 --file pdf --wear 2 --seed 9"
    monkeypatch.setattr(sys, "argv", ["synthetic", *words.split(), "--truth", str(tmp_path)])
    program.main()
    assert str(tmp_path) in capsys.readouterr().out
    order = Order("07330", 9, "left", 1000, 30.0, 2, 1, kind="bilevel", turned=3, file="pdf")
    assert orders == [(order, Path("data_raw"))]
    monkeypatch.setattr(sys, "argv", ["synthetic", "07330", "--look", "baroque"])
    with pytest.raises(SystemExit):
        program.main()
