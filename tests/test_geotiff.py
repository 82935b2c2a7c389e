"""Tags of a TIFF say where its page lies, in pixels as the door hands them out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.control import GroundControlPoint
from rasterio.transform import Affine

from pipeline.model import Georeference
from pipeline.scans import load_page

PIXELS = np.full((1, 300, 400), 255, np.uint8)
WEST, NORTH, STEP = 553_000.0, 2_345_000.0, 0.1
TURNED = Affine(0.1, 0.02, WEST, 0.02, -0.1, NORTH)


def _written(path: Path, **more: object) -> tuple[Georeference, ...]:
    profile = {"driver": "GTiff", "width": 400, "height": 300, "count": 1, "dtype": "uint8", **more}
    with rasterio.open(path, "w", **profile) as file:
        file.write(PIXELS)
    return load_page(path, 1, "maps/to.tif").georeferences


def test_a_pixel_is_placed_by_its_centre(tmp_path: Path) -> None:
    (claim,) = _written(tmp_path / "a.tif", crs="EPSG:9209", transform=Affine(STEP, 0, WEST, 0, -STEP, NORTH))
    assert claim.system == "EPSG:9209"
    assert claim.places[0] == pytest.approx((0, 0, WEST + STEP / 2, NORTH - STEP / 2))
    assert claim.places[2] == pytest.approx((399, 299, WEST + 399.5 * STEP, NORTH - 299.5 * STEP))


def test_a_turned_page_and_single_points(tmp_path: Path) -> None:
    (turned,) = _written(tmp_path / "a.tif", crs="EPSG:9209", transform=TURNED)
    x, y, east, north = turned.places[2]
    assert (east, north) == pytest.approx(TURNED @ (x + 0.5, y + 0.5))
    points = [GroundControlPoint(2 * k, 3 * k, WEST + k, NORTH - k * k) for k in range(4)]
    (single,) = _written(tmp_path / "b.tif", crs="EPSG:9209", gcps=points)
    assert single.places[3] == pytest.approx((9 - 0.5, 6 - 0.5, WEST + 3, NORTH - 9))


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_where_no_tag_speaks_of_the_ground_there_is_no_claim(tmp_path: Path) -> None:
    assert _written(tmp_path / "a.tif") == ()
    assert _written(tmp_path / "b.tif", transform=Affine(1, 0, 0, 0, -1, 300)) == ()
    Image.fromarray(PIXELS[0]).save(tmp_path / "c.png")
    assert load_page(tmp_path / "c.png", 1, "maps/to.png").georeferences == ()


def test_tags_of_other_pixels_than_those_handed_out_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    _written(path, crs="EPSG:9209", transform=TURNED)
    kept = {tag: Image.open(path).tag_v2[tag] for tag in (34264, 34735)}
    for orientation, claims in ((1, 1), (6, 0), (3, 0)):
        Image.fromarray(PIXELS[0]).save(tmp_path / "b.tif", tiffinfo={**kept, 274: orientation})
        assert len(load_page(tmp_path / "b.tif", 1, "maps/to.tif").georeferences) == claims
