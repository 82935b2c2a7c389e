from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.sheets import strip


def test_ink_of_a_strip_comes_from_its_place_on_the_page() -> None:
    page = np.full((200, 300), 255, np.uint8)
    page[70, 150] = 0
    band = strip.cut(page, np.array([20.0, 40.0]), np.array([260.0, 90.0]), 10, 20)
    row, column = np.unravel_index(int(band.pixels.argmin()), band.pixels.shape)
    assert np.allclose(band.to_page(np.array([column]), np.array([row]))[0], (150, 70), atol=0.7)
    assert band.pixels.shape[0] == 31
    assert np.allclose(band.to_page(np.array([0.0]), np.array([10.0]))[0], (20, 40))


def test_a_patch_follows_steps_that_are_neither_even_nor_square() -> None:
    page = np.full((200, 300), 255, np.uint8)
    page[100:103, 180:183] = 0
    patch = strip.patch(page, np.array([150.0, 90.0]), np.array([[1.0, 0.1], [-0.05, 0.9]]), 60)
    rows, columns = np.nonzero(patch.pixels < 128)
    middle = patch.to_page(np.array([columns.mean()]), np.array([rows.mean()]))[0]
    assert np.allclose(middle, (181, 101), atol=0.7)


def test_outside_the_page_the_strip_is_white() -> None:
    page = np.zeros((50, 50), np.uint8)
    band = strip.cut(page, np.array([10.0, 5.0]), np.array([40.0, 5.0]), 20, 5)
    assert band.pixels[0].min() == 255
    assert band.pixels[20].max() == 0


def test_a_bowed_line_is_followed() -> None:
    page = np.full((240, 2000), 250, np.uint8)
    x = np.arange(0, 2000, 10)
    curve = 120 + 5 * np.sin(x / 2000 * 2 * np.pi)
    points = np.round(np.column_stack([x, curve]) * 16).astype(np.int32)
    cv2.polylines(page, [points.reshape(-1, 1, 2)], False, 40, 2, cv2.LINE_AA, 4)
    line = strip.trace(page, np.array([0.0, 118.0]), np.array([1990.0, 123.0]), 200.0, 1.5)
    assert line.support > 0.9
    expected = 120 + 5 * np.sin(line.points_px[:, 0] / 2000 * 2 * np.pi)
    assert np.abs(line.points_px[:, 1] - expected).max() < 0.6


def test_no_line_has_no_support() -> None:
    page = np.full((200, 1000), 250, np.uint8)
    line = strip.trace(page, np.array([0.0, 100.0]), np.array([990.0, 100.0]), 200.0, 1.5)
    assert line.support == 0.0 and len(line.points_px) == 0


def test_crossing_of_two_lines() -> None:
    level = (np.array([0.0, 5.0]), np.array([1.0, 0.0]))
    upright = (np.array([7.0, 100.0]), np.array([0.0, 1.0]))
    met = strip.crossing(level, upright)
    assert met is not None and met == pytest.approx([7.0, 5.0])
    assert strip.crossing(level, level) is None
