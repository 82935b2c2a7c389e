import csv
import json
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image

from synthetic.commune import Order, render_commune, small_commune
from synthetic.labels import turned
from synthetic.units import old_units

SMALL = Order("07330", seed=2, dpi=150, wear_level=0, sheets=1, frame_mm=200, plots=0.5)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rendered")
    return folder, small_commune(folder, 1, wear_level=2)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_truth_has_the_layout_of_the_samples(rendered):
    _, truth = rendered
    commune = read(truth / "commune.json")
    assert list(commune) == ["code", "style", "scale", "old_code", "name", "district", "province", "epsg"]
    assert commune["old_code"] in {unit.code for unit in old_units("07330")}
    parcels = gpd.read_file(truth / "parcels.gpkg", layer="parcels")
    assert parcels.crs.to_epsg() == commune["epsg"] == 9214
    assert {"sheet", "number", "code", "area", "owner", "kind", "place"} <= set(parcels.columns)
    assert 12 <= len(parcels) <= 60
    with (truth / "records.csv").open(encoding="utf-8") as file:
        assert next(csv.reader(file)) == ["sheet", "number", "owner", "kind", "area", "code", "place", "note"]
    sheet = read(truth / "sheets.json")[0]
    assert set(sheet) == {"sheet", "name", "west", "north", "side", "scale"}
    labels = {(one["sheet"], one["number"]) for one in read(truth / "labels.json")}
    unlabelled = {
        (one["sheet"], number) for one in read(truth / "placement.json") for number in one["unlabelled"]
    }
    assert labels | unlabelled == set(zip(parcels.sheet, parcels.number, strict=True))


def test_printed_area_is_the_area_of_the_polygon(rendered):
    parcels = gpd.read_file(rendered[1] / "parcels.gpkg", layer="parcels")
    assert np.abs(parcels.geometry.area - parcels["area"]).max() <= 0.0501


def test_crosses_lie_where_the_truth_says(rendered):
    folder, truth = rendered
    for placement in read(truth / "placement.json"):
        pixels = np.asarray(Image.open(folder / "data_raw/07330" / placement["scan"]).convert("L")).astype(
            float
        )
        paper = np.median(pixels)
        for _, _, x, y in placement["crosses"]:
            window = pixels[round(y) - 8 : round(y) + 9, round(x) - 8 : round(x) + 9]
            column, row = window.mean(axis=0).argmin() - 8, window.mean(axis=1).argmin() - 8
            assert abs(column + round(x) - x) <= 1.2 and abs(row + round(y) - y) <= 1.2
            assert window.min() < paper - 60


def test_same_order_same_pixels(tmp_path):
    for name in "ab":
        render_commune(SMALL, tmp_path / name, tmp_path / name / "truth")
    a, b = (sorted(path for path in (tmp_path / name).rglob("*.tif")) for name in "ab")
    assert a[0].read_bytes() == b[0].read_bytes()
    assert (tmp_path / "a/truth/records.csv").read_text() == (tmp_path / "b/truth/records.csv").read_text()


@pytest.mark.parametrize("kind", ["grey", "colour", "bilevel"])
def test_kinds_of_scan(tmp_path, kind):
    order = replace(SMALL, kind=kind, dpi=75, turned=1)
    render_commune(order, tmp_path, tmp_path / "truth")
    with Image.open(next(tmp_path.rglob("*.tif"))) as image:
        assert image.mode == {"grey": "L", "colour": "RGB", "bilevel": "1"}[kind]
        assert image.width > image.height  # the upright sheet is taller than wide
        assert image.info["dpi"] == (75, 75)


@pytest.mark.parametrize(("aged", "mode"), [("grey", "L"), ("two tones", "1")])
def test_aged_ink_is_the_same_commune(tmp_path, aged, mode):
    new, old = (replace(SMALL, aged=kind, dpi=75) for kind in ("", aged))
    for order in (new, old):
        render_commune(order, tmp_path / order.aged / "raw", tmp_path / order.aged / "truth")
    written = [(tmp_path / kind / "truth/records.csv").read_text() for kind in ("", aged)]
    assert written[0] == written[1]
    clean, faded = (next((tmp_path / kind / "raw").rglob("*.tif")) for kind in ("", aged))
    with Image.open(clean) as before, Image.open(faded) as after:
        assert after.mode == mode and after.size == before.size
        dark = [(np.asarray(image.convert("L")) < 128).mean() for image in (before, after)]
    assert 0.2 * dark[0] < dark[1] < 4 * dark[0]  # coarse pixels of two tones thicken lines
    (book,) = (tmp_path / aged / "raw").rglob("*.pdf")
    assert (b"CCITTFaxDecode" in book.read_bytes()) == (aged == "two tones")


def test_parts_across_the_edge_are_told(tmp_path):
    order = replace(SMALL, sheets=2, frame_mm=500, dpi=40, plots=0.3, cover=0.8)
    truth = render_commune(order, tmp_path, tmp_path / "truth")
    parcels = gpd.read_file(truth / "parcels.gpkg", layer="parcels")
    known = set(zip(parcels.sheet, parcels.number, strict=True))
    placements = read(truth / "placement.json")
    assert all((part["sheet"], part["number"]) in known for one in placements for part in one["parts"])
    assert shapely.coverage_is_valid(parcels.geometry.values)


def test_bad_orders_are_refused(tmp_path):
    with pytest.raises(ValueError, match="99999"):
        render_commune(replace(SMALL, code="99999"), tmp_path, tmp_path / "t")
    with pytest.raises(ValueError, match="scale"):
        render_commune(replace(SMALL, scale=1234), tmp_path, tmp_path / "t")


def test_turning_is_counterclockwise_as_seen():
    assert np.allclose(turned([(1, 0)], (0, 0), 90), [(0, -1)])
