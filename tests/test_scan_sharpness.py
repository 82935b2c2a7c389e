from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.model import PageImage, Source
from pipeline.scans.enlarged import interpolated_from
from pipeline.scans.sharpness import COARSE_DPI, coarse_dpi, detail_dpi


def _page(dpi: float = 300.0) -> PageImage:
    """Words in black on paper with the noise of a scanner."""
    rng = np.random.default_rng(5)
    pixels = np.full((2000, 1600), 235.0)
    image = pixels.astype(np.uint8)
    for line in range(40):
        words = " ".join(
            f"{rng.integers(10, 9999)} LUC {rng.integers(100, 999)},{line % 10}" for _ in range(4)
        )
        cv2.putText(image, words, (40, 60 + 48 * line), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 30, 3, cv2.LINE_AA)
    noisy = np.clip(image + rng.normal(0, 4, image.shape), 0, 255).astype(np.uint8)
    return PageImage(Source("so.tif"), noisy, dpi)


def _enlarged(page: PageImage, scanned_dpi: float, way: int) -> PageImage:
    dpi = page.dpi or 0.0
    small = cv2.resize(
        page.pixels, None, fx=scanned_dpi / dpi, fy=scanned_dpi / dpi, interpolation=cv2.INTER_AREA
    )
    height, width = page.pixels.shape
    return replace(page, pixels=cv2.resize(small, (width, height), interpolation=way))


def is_coarse(page: PageImage) -> bool:
    return coarse_dpi(page) is not None


def test_a_scan_that_was_never_enlarged_is_as_fine_as_it_says() -> None:
    page = _page()
    assert detail_dpi(page) == pytest.approx(300, rel=0.1) and not is_coarse(page)
    black_and_white = replace(page, pixels=np.where(page.pixels > 128, 255, 0).astype(np.uint8))
    assert not is_coarse(black_and_white)


WAYS = [cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("scanned_dpi", "coarse"), [(60, True), (75, True), (90, True), (100, True), (110, True), (200, False)]
)
def test_a_coarse_scan_stays_coarse_however_it_is_enlarged(way: int, scanned_dpi: int, coarse: bool) -> None:
    assert is_coarse(_enlarged(_page(), scanned_dpi, way)) is coarse


@pytest.mark.parametrize("way", WAYS)
def test_what_a_page_was_enlarged_from_is_told(way: int) -> None:
    assert detail_dpi(_enlarged(_page(), 90, way)) == pytest.approx(90, rel=0.1)
    assert detail_dpi(_enlarged(_page(), 100, way)) == pytest.approx(100, rel=0.1)


def test_squares_of_jpeg_are_no_enlargement_and_hide_none() -> None:
    def packed(page: PageImage, quality: int) -> PageImage:
        data = cv2.imencode(".jpg", page.pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return replace(page, pixels=np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8))

    for quality in (60, 75, 90):
        assert interpolated_from(packed(_page(200.0), quality).pixels, 200.0) is None
    for way in WAYS:
        assert is_coarse(packed(_enlarged(_page(200.0), 100, way), 75))


def test_what_the_file_itself_says_counts() -> None:
    page = _page()
    assert is_coarse(replace(page, dpi=COARSE_DPI - 1)) and not is_coarse(replace(page, dpi=COARSE_DPI + 30))


def test_an_empty_page_says_nothing() -> None:
    assert detail_dpi(PageImage(Source("so.tif"), np.full((2000, 1600), 240, np.uint8), 300.0)) is None


def test_dots_of_rules_at_even_distances_are_no_enlargement() -> None:
    """Dots 0.9 mm apart, both ways, stand 28 times an inch: no page so coarse could be read."""
    dpi, size = 250.0, 2600
    pixels = np.random.default_rng(1).normal(235, 2, (size, size))
    places = np.round(np.arange(100, size - 100, 0.9 / 25.4 * dpi)).astype(int)
    lines = np.arange(100, size - 100, 66)
    for y in lines:
        pixels[y : y + 2, places] = pixels[y : y + 2, places + 1] = 60
        pixels[places, y : y + 2] = pixels[places + 1, y : y + 2] = 60
    page = PageImage(Source("records/a.png"), np.clip(pixels, 0, 255).astype(np.uint8), dpi)
    assert not is_coarse(page)


@pytest.mark.parametrize(("scanned_dpi", "told"), [(60, 60.0), (50, 250.0)])
def test_the_coarsest_page_that_is_told_could_be_read(scanned_dpi: int, told: float) -> None:
    page = _enlarged(_page(), scanned_dpi, cv2.INTER_NEAREST)
    assert interpolated_from(page.pixels, 300) == pytest.approx(told, rel=0.05)
