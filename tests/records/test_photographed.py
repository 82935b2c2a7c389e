"""The sheet of paper on a photo: its corners, whatever the table, the light and the perspective."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.model import PageImage, Source
from pipeline.records.page import flatten, page_dpi, paper_on, straighten
from pipeline.records.photographed import find_paper, size_of

CORNERS = np.array([[90, 60], [900, 100], [940, 1290], [60, 1250]], np.float64)
TABLES = ((40, 70, 30), (150, 150, 152), (230, 210, 120))


def _photo(table: tuple[int, int, int], shadow: float = 0.0) -> np.ndarray:
    sheet = np.full((1188, 840, 3), (235, 233, 228), np.uint8)
    sheet[100:1000:40, 150:650] = 40
    square = np.array([[0, 0], [839, 0], [839, 1187], [0, 1187]], np.float32)
    matrix = cv2.getPerspectiveTransform(square, CORNERS.astype(np.float32))
    pixels = cv2.warpPerspective(sheet, matrix, (1000, 1340), borderValue=table).astype(np.float32)
    pixels *= np.linspace(1.0, 1.0 - shadow, pixels.shape[1])[None, :, None]
    return np.asarray(np.clip(pixels, 0, 255), np.uint8)


@pytest.mark.parametrize("table", TABLES)
def test_the_corners_are_found_on_any_table(table: tuple[int, int, int]) -> None:
    found = find_paper(_photo(table))
    assert found is not None and np.abs(found - CORNERS).max() < 6


def test_a_shadow_across_the_sheet_cuts_nothing_off() -> None:
    found = find_paper(_photo(TABLES[0], shadow=0.5))
    assert found is not None and np.abs(found - CORNERS).max() < 6


def test_a_page_that_fills_the_picture_has_no_corners() -> None:
    page = np.full((1340, 1000), 240, np.uint8)
    page[200:1200:40, 200:700] = 30
    assert find_paper(page) is None


def test_a_scan_that_states_its_resolution_is_no_photo() -> None:
    pixels = _photo(TABLES[0])
    assert paper_on(PageImage(Source("a.jpg"), pixels, 120.0)) is None
    assert paper_on(PageImage(Source("a.jpg"), pixels, None)) is not None


def test_the_sheet_is_seen_square_and_its_places_are_those_of_the_photo() -> None:
    image = PageImage(Source("a.jpg"), _photo(TABLES[0]), None)
    corners = paper_on(image)
    assert corners is not None
    dpi = page_dpi(image)
    assert max(size_of(corners)) / dpi == pytest.approx(11.69)
    view = straighten(flatten(image), dpi, 0, corners)
    height, width = view.pixels.shape
    ends = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float64)
    assert np.abs(view.page_points(ends) - CORNERS).max() < 12
    assert np.median(view.pixels[5:-5, 5]) > 200  # paper to the rim, no table
