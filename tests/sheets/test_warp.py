from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio

from pipeline.model import ControlPoint, Fit, MapSheet, PageImage, Reading, SheetTitle, Source
from pipeline.sheets import control, warp

SIZE = (900, 800)
SCALE = 0.0847
MARKS = [(253.0, 301.0), (641.0, 512.0), (400.0, 207.0)]


def _world(pixels: np.ndarray, bend_px: float) -> np.ndarray:
    angle = np.radians(2.0)
    x, y = (pixels + bend_px * np.sin(pixels[:, ::-1] / 150)).T
    return np.column_stack([
        553_000 + SCALE * (x * np.cos(angle) + y * np.sin(angle)),
        2_345_500 + SCALE * (x * np.sin(angle) - y * np.cos(angle)),
    ])  # fmt: skip


def _fit(bend_px: float) -> Fit:
    pixels = np.array([(x, y) for y in np.linspace(60, 740, 7) for x in np.linspace(60, 840, 7)])
    world = _world(pixels, bend_px)
    points = [
        ControlPoint("cross", *map(float, p), *map(float, w)) for p, w in zip(pixels, world, strict=True)
    ]
    return control.fit(points, 9209, SIZE)


def _sheet(fit: Fit | None, dpi: float = 300.0) -> MapSheet:
    nothing: Reading[str] = Reading(None)
    title = SheetTitle(nothing, nothing, nothing, Reading(14), nothing, Reading(1000), Reading(None))
    frame = np.array([(200.0, 180.0), (700.0, 180.0), (700.0, 620.0), (200.0, 620.0)])
    return MapSheet(Source("a.tif"), SIZE, dpi, 0, title, None, 14, "346551-3-c", 1000, frame, fit)


def _page() -> np.ndarray:
    page = np.full(SIZE[::-1], 200, np.uint8)
    for x, y in MARKS:
        page[round(y) - 3 : round(y) + 4, round(x) - 3 : round(x) + 4] = 0
    return page


@pytest.mark.parametrize("bend_px", [0.0, 4.0])
def test_ink_lies_at_its_place_to_half_a_pixel(tmp_path: Path, bend_px: float) -> None:
    path = tmp_path / "sheet.tif"
    fit = _fit(bend_px)
    assert (fit.kind == "tps") == bool(bend_px)
    warp.write_cog(PageImage(Source("a.tif"), _page(), 300.0), _sheet(fit), path)
    with rasterio.open(path) as picture:
        pixels, transform = picture.read(1), picture.transform
    for mark in MARKS:
        east, north = control.to_world(fit, [mark])[0]
        # corner coordinates: the centre of the first pixel is (0.5, 0.5)
        column, row = (east - transform.c) / transform.a, (north - transform.f) / transform.e
        near = (slice(int(row) - 8, int(row) + 9), slice(int(column) - 8, int(column) + 9))
        dark = np.maximum(120.0 - pixels[near], 0) * (pixels[near] > 0)
        rows, columns = np.mgrid[near]
        found = ((columns + 0.5) * dark).sum() / dark.sum(), ((rows + 0.5) * dark).sum() / dark.sum()
        assert np.hypot(found[0] - column, found[1] - row) < 0.3


def test_the_file_is_a_north_up_cog_with_overviews(tmp_path: Path) -> None:
    path = tmp_path / "sheet.tif"
    page = np.tile(_page(), (1, 1))
    warp.write_cog(PageImage(Source("a.tif"), page, 300.0), _sheet(_fit(0.0)), path)
    with rasterio.open(path) as picture:
        assert picture.crs.to_epsg() == 9209
        assert picture.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert picture.transform.b == picture.transform.d == 0.0
        assert (picture.transform.a, picture.transform.e) == (0.085, -0.085)
        assert picture.nodata == 0
        assert picture.overviews(1)
        assert picture.read(1)[0, 0] == 0  # outside the strip round the neatline
        assert picture.read(1).max() == 200


def test_black_ink_is_not_taken_for_no_data(tmp_path: Path) -> None:
    path = tmp_path / "sheet.tif"
    warp.write_cog(PageImage(Source("a.tif"), np.zeros_like(_page()), 300.0), _sheet(_fit(0.0)), path)
    with rasterio.open(path) as picture:
        assert picture.read(1).max() == 1


def test_colour_stays_colour(tmp_path: Path) -> None:
    path = tmp_path / "sheet.tif"
    page = np.dstack([np.full(SIZE[::-1], value, np.uint8) for value in (200, 100, 50)])
    warp.write_cog(PageImage(Source("a.tif"), page, 300.0), _sheet(_fit(0.0)), path)
    with rasterio.open(path) as picture:
        middle = picture.read()[:, picture.height // 2, picture.width // 2]
    assert middle.tolist() == [200, 100, 50]


def test_an_unplaced_sheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not placed"):
        warp.write_cog(PageImage(Source("a.tif"), _page(), 300.0), _sheet(None), tmp_path / "x.tif")
