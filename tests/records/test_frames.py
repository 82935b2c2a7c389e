"""Frames round a page are none of a table; tables stay."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.records.frames import without_frames
from pipeline.records.page import PX_PER_MM
from pipeline.records.tables import find_grid

SIDE, FOOT = 1400, 2000


def _ruled(pixels: np.ndarray, x: tuple[int, ...], y: tuple[int, ...]) -> None:
    for each in x:
        pixels[y[0] : y[-1] + 1, each : each + 2] = 0
    for each in y:
        pixels[each : each + 2, x[0] : x[-1] + 1] = 0


def _page() -> np.ndarray:
    pixels = np.full((FOOT, SIDE), 255, np.uint8)
    _ruled(pixels, (100, 400, 700, 1000, 1300), tuple(range(700, 1301, 100)))
    return pixels


def _framed(pixels: np.ndarray) -> np.ndarray:
    framed = pixels.copy()
    _ruled(framed, (20, SIDE - 20), (20, FOOT - 20))
    _ruled(framed, (40, SIDE - 40), (40, FOOT - 40))
    return framed


def test_frames_round_the_page_go_and_the_table_in_them_stays() -> None:
    page = _page()
    assert np.array_equal(without_frames(_framed(page)), page)


def test_a_table_as_large_as_the_page_stays() -> None:
    page = np.full((FOOT, SIDE), 255, np.uint8)
    one_rule = (60, round(60 + 13 * PX_PER_MM), SIDE - 60)  # just farther in than a frame may be thick
    _ruled(page, one_rule, (60, FOOT - 60))
    assert np.array_equal(without_frames(page), page)


def test_the_grid_is_that_of_the_table_not_of_the_frame() -> None:
    grid = find_grid(_framed(_page()))
    assert grid is not None and grid.shape == (6, 4)


def test_the_soft_edge_of_a_frame_goes_with_it() -> None:
    page = _framed(np.full((FOOT, SIDE), 255, np.uint8))
    soft = cv2.GaussianBlur(page, (0, 0), 0.8)
    assert int(without_frames(soft).min()) > 230


def test_print_below_a_table_is_none_that_its_rules_run_through() -> None:
    page = _framed(_page())
    for line in range(1400, 1900, 40):  # words of 2 mm across the way that a column's rule would go on
        page[line : line + 16, 600:800] = np.where(np.arange(200) % 10 < 5, 0, 255).astype(np.uint8)
    grid = find_grid(page)
    assert grid is not None and grid.shape == (6, 4)
