from __future__ import annotations

import numpy as np
import pytest
from drawn_sheet import _upright, cross

from pipeline.model import Pixels
from pipeline.sheets.crosses import find_crosses

DPI = 300.0
MM = DPI / 25.4
STEPS = np.repeat(np.eye(2)[None], 3, axis=0)
PLACES = [(200.3, 180.7), (520.6, 190.2), (250.45, 520.9)]


def _plane() -> np.ndarray:
    return np.zeros((720, 720), np.float32)


def _page(dark: np.ndarray) -> Pixels:
    noise = np.random.default_rng(2).normal(0, 5, dark.shape)
    return np.clip(245 - 190 * np.clip(dark, 0, 1) + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("arm_mm", [3.0, 4.0, 5.0])
def test_centres_are_found_to_a_fifth_of_a_pixel(arm_mm: float) -> None:
    dark = _plane()
    for place in PLACES:
        cross(dark, place, arm_mm * MM, 0.15 * MM)
    found = find_crosses(_page(dark), np.add(PLACES, (9.0, -7.0)), STEPS, DPI)
    for place, mark in zip(PLACES, found, strict=True):
        assert mark is not None
        assert np.hypot(mark.x_px - place[0], mark.y_px - place[1]) < 0.2
        assert mark.arm_mm == pytest.approx(arm_mm, abs=0.3)


def test_nothing_is_found_on_empty_paper_or_off_the_page() -> None:
    page = _page(_plane())
    assert find_crosses(page, [(300, 300), (-50, 20), (900, 100)], STEPS, DPI) == [None, None, None]


def test_lines_that_run_through_are_no_cross() -> None:
    dark = _plane()
    for place in PLACES[:2]:
        cross(dark, place, 3 * MM, 0.15 * MM)
    x, y = PLACES[2]
    _upright(dark, x, y - 180, y + 180, 0.15 * MM)
    _upright(dark.T, y, x - 180, x + 180, 0.15 * MM)
    found = find_crosses(_page(dark), PLACES, STEPS, DPI)
    assert found[0] is not None and found[1] is not None
    assert found[2] is None


def test_two_crosses_near_one_place_are_none() -> None:
    dark = _plane()
    cross(dark, PLACES[0], 3 * MM, 0.15 * MM)
    cross(dark, PLACES[1], 3 * MM, 0.15 * MM)
    cross(dark, (PLACES[1][0] + 14, PLACES[1][1] + 16), 3 * MM, 0.15 * MM)
    found = find_crosses(_page(dark), [PLACES[0], (PLACES[1][0] + 7, PLACES[1][1] + 8)], STEPS[:2], DPI)
    assert found[0] is not None
    assert found[1] is None


def test_a_parcel_line_beside_a_cross_does_not_hide_or_move_it() -> None:
    dark = _plane()
    for place in PLACES:
        cross(dark, place, 5 * MM, 0.15 * MM)
    x, y = PLACES[1]
    _upright(dark, x + 18, y - 150, y + 150, 0.3 * MM)
    found = find_crosses(_page(dark), PLACES, STEPS, DPI)
    assert found[1] is not None
    assert np.hypot(found[1].x_px - x, found[1].y_px - y) < 0.3


def test_a_corner_of_parcel_lines_is_no_cross() -> None:
    dark = _plane()
    x, y = PLACES[0]
    _upright(dark, x, y, y + 200, 0.2 * MM)
    _upright(dark.T, y, x, x + 200, 0.2 * MM)
    assert find_crosses(_page(dark), [PLACES[0]], STEPS[:1], DPI) == [None]
