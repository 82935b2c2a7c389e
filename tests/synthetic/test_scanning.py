import json

import numpy as np
import pytest
from PIL import Image

from synthetic.scanning import Scanning, save_scan, scan

PAGE = np.full((300, 200), 250, np.uint8)
DOT = np.array([[60.0, 90.0]])


def _dotted() -> np.ndarray:
    page = PAGE.copy()
    page[86:95, 56:65] = 0
    return page


@pytest.mark.parametrize(
    "how",
    [
        Scanning(skew_deg=4.0),
        Scanning(turned=1),
        Scanning(turned=3, skew_deg=-2.0),
        Scanning(tilt=0.02, turned=2),
        Scanning(cut_mm=(3.0, 2.0, 1.0, 4.0)),
    ],
)
def test_points_go_where_the_ink_goes(how: Scanning) -> None:
    seen = scan(_dotted(), how, 100.0, np.random.default_rng(3))
    rows, columns = np.nonzero(seen.pixels < 80)
    assert np.allclose(seen.to_scan(DOT)[0], (columns.mean(), rows.mean()), atol=0.7)


def test_what_is_cut_off_is_gone() -> None:
    for how in (Scanning(cut_mm=(0.0, 0.0, 12.7, 25.4)), Scanning(cut_mm=(12.7, 25.4, 0.0, 0.0))):
        assert scan(PAGE, how, 100.0, np.random.default_rng(1)).pixels.shape == (200, 150)


def test_torn_corners_are_white_and_the_page_is_left_alone() -> None:
    page = np.zeros_like(PAGE)
    seen = scan(page, Scanning(torn=2, torn_mm=5.0), 100.0, np.random.default_rng(1))
    assert seen.pixels[1, 1] == 255 and seen.pixels[1, -2] == 255 and seen.pixels[-2, 1] == 0
    assert page[1, 1] == 0


@pytest.mark.parametrize(
    ("kind", "mode"), [("grey", "L"), ("colour", "RGB"), ("bilevel", "1"), ("palette", "P"), ("cmyk", "CMYK")]
)
def test_kinds_of_files(tmp_path, kind, mode):
    path = tmp_path / "deep" / "scan.tif"
    save_scan(PAGE, path, kind, 250.0)
    with Image.open(path) as image:
        assert image.mode == mode
        assert json.dumps([float(v) for v in image.info["dpi"]]) == "[250.0, 250.0]"


def test_a_resolution_may_be_left_out(tmp_path):
    save_scan(PAGE, tmp_path / "scan.tif", "grey", None)
    with Image.open(tmp_path / "scan.tif") as image:
        assert image.info.get("dpi", (1, 1))[0] in (1, 72)
