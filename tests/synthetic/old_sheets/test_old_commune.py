import json

import geopandas as gpd
import numpy as np
import pytest
from PIL import Image

from synthetic.old_sheets.commune import OldOrder, draw_old_sheet, render_old_commune


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("old")
    sheet = render_old_commune(OldOrder("fax", 8802, frame_mm=90), folder / "raw", folder / "truth")
    return folder, sheet


def test_scans_and_truth_lie_where_all_others_do(rendered):
    folder, sheet = rendered
    number = sheet.land.heading.number
    with Image.open(folder / f"raw/07330/maps/to_{number:02d}.tif") as scan:
        assert scan.mode == "1" and scan.size == sheet.worn.pixels.shape[::-1]
    assert (folder / "raw/07330/records/so_muc_ke.pdf").is_file()
    parcels = gpd.read_file(folder / "truth/parcels.gpkg", layer="parcels")
    assert len(parcels) == len(sheet.land.fabric.plots)
    assert set(parcels.sheet) == {number} and parcels.crs.to_epsg() == sheet.land.unit.epsg
    assert np.allclose(parcels["area"], parcels.area, atol=0.51)
    labels = json.loads((folder / "truth/labels.json").read_text(encoding="utf-8"))
    assert {label["number"] for label in labels} == set(sheet.drawn.lettering.own)


def test_the_frame_lies_in_the_scan_where_the_truth_says(rendered):
    folder, sheet = rendered
    [place] = json.loads((folder / "truth/placement.json").read_text(encoding="utf-8"))
    for x, y in np.linspace(*np.array(place["frame_px"])[:2], 40)[2:-2].round().astype(int):
        near = sheet.worn.pixels[y - 3 : y + 4, x - 3 : x + 4]
        assert (near == 0).any() or (sheet.worn.pixels[y - 3 : y + 4, x - 20 : x + 20] == 0).any()


def test_an_order_draws_the_same_scan_every_time():
    first, second = (draw_old_sheet(OldOrder("fax", 8804, frame_mm=70)) for _ in "ab")
    assert (first.worn.pixels == second.worn.pixels).all()
    assert first.land.fabric.plots == second.land.fabric.plots
