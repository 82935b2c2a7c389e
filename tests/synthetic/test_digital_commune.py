from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from synthetic.commune import Order
from synthetic.digital_commune import DigitalOrder, namesakes, render_digital, render_namesakes
from synthetic.file_numbers import placing, told_codes

ORDER = Order("09208", seed=5, sheets=1, plots=0.1, cover=0.5)


@pytest.mark.parametrize(
    ("kind", "features", "names"),
    [
        ("dgn", {"famis": True, "lettering": "cells", "shapes": True}, {"dgn", "txt"}),
        ("dxf", {"release": "R2018", "letters": "unicode", "lettering": "mtext"}, {"dxf"}),
        ("dxf", {"code_page": "ANSI_1258", "letters": "unicode"}, {"dxf"}),
        ("dxf", {"release": "R2004", "lettering": "block"}, {"dxf"}),
        ("shp", {"whole": True}, {"shp", "shx", "dbf", "prj"}),
        ("tab", {"family": "national", "letters": "vni"}, {"tab", "dat", "map", "id"}),
        ("geojson", {"family": "office", "letters": "unicode"}, {"geojson"}),
    ],
)
def test_every_kind_is_written_with_its_truth(kind: str, features: dict, names: set, tmp_path: Path) -> None:
    truth = render_digital(DigitalOrder(ORDER, kind, **features), tmp_path / "raw", tmp_path / "truth")  # type: ignore[arg-type]
    files = [path for path in (tmp_path / "raw" / "09208" / "vectors").rglob("*") if path.is_file()]
    assert {path.suffix[1:] for path in files} == names
    parcels = gpd.read_file(truth / "parcels.gpkg", layer="parcels")
    assert len(parcels) > 5 and json.loads((truth / "expect.json").read_text(encoding="utf-8"))["placed"]


def test_a_table_holds_the_parcels_of_the_truth(tmp_path: Path) -> None:
    order = DigitalOrder(ORDER, "shp", care="clean", declared="none", whole=True)
    truth = render_digital(order, tmp_path / "raw", tmp_path / "truth")
    table = gpd.read_file(tmp_path / "raw" / "09208" / "vectors" / "thua_dat.shp", encoding="ISO-8859-1")
    true = gpd.read_file(truth / "parcels.gpkg", layer="parcels")
    assert sorted(table.SHTHUA) == sorted(true.number)
    assert shapely.union_all(table.geometry.values).area == pytest.approx(true.area.sum(), rel=1e-6)


@pytest.mark.parametrize("numbers", ["own", "other-zone", "utm", "swapped", "mm", "hn72"])
def test_coordinates_are_those_that_are_asked_for(numbers: str) -> None:
    place = placing(numbers, "right", 9209)  # type: ignore[arg-type]
    ((x, y),) = place.place(np.array([[553_100.0, 2_345_100.0]]))
    expected = {
        "own": (553_100, 2_345_100),
        "other-zone": (397_270, 2_345_590),
        "utm": (604_950, 2_344_600),
        "swapped": (2_345_100, 553_100),
        "mm": (553_100_000, 2_345_100_000),
        "hn72": (552_963, 2_345_301),
    }[numbers]
    assert (x, y) == pytest.approx(expected, abs=2_000)
    assert place.is_placed == (numbers != "hn72")
    assert bool(told_codes(numbers, "right", "dgn")) == (numbers != "own")  # type: ignore[arg-type]


def test_namesakes_have_the_same_sheets_in_two_old_communes(tmp_path: Path) -> None:
    lands = namesakes(ORDER)
    assert lands[0].frames.keys() == lands[1].frames.keys() and lands[0].unit.code != lands[1].unit.code
    order = DigitalOrder(replace(ORDER), "shp")
    truths = render_namesakes(order, lands, tmp_path / "raw", tmp_path / "truth")
    assert {path.name for path in truths} == {land.unit.code for land in lands}
