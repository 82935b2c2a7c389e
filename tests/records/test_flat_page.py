from __future__ import annotations

import numpy as np
import pytest
from drawn_tables import DPI, as_page, draw_table, sample_rows, turned

from pipeline.records.page import VIEW_DPI, flatten, page_dpi, straighten


def test_uneven_light_and_a_red_stamp_are_divided_out() -> None:
    grey = draw_table(sample_rows(6))
    shade = np.linspace(0.55, 1.0, grey.shape[1])
    colour = np.repeat((grey * shade).astype(np.uint8)[..., None], 3, axis=2)
    colour[60:100, 300:340] = (200, 60, 70)
    flat = flatten(as_page(colour))
    blank = flat[20:50, 20:-20]
    assert blank.min() > 235
    assert flat[60:100, 300:340].mean() > 150
    assert flat.min() < 30


def test_the_soft_rim_of_a_stain_is_paper() -> None:
    page = draw_table(sample_rows(6)).astype(np.float32)
    rows, columns = np.indices(page.shape)
    stain = 1 / (1 + np.exp((np.hypot(rows - 300, columns - 900) - 150) / 12))
    stained = np.clip(page - 70 * stain + np.random.default_rng(3).normal(0, 5, page.shape), 0, 255)
    ink = [flatten(as_page(each.astype(np.uint8))) < 150 for each in (page, stained)]
    assert (ink[0] != ink[1]).sum() < 0.1 * ink[0].sum()


def test_dpi_of_the_file_is_used_only_where_it_gives_a_page() -> None:
    page = np.full((2923, 2067), 255, np.uint8)
    assert page_dpi(as_page(page, 250.0)) == 250.0
    assert page_dpi(as_page(page, 1200.0)) == pytest.approx(250, abs=1)
    assert page_dpi(as_page(page, None)) == pytest.approx(250, abs=1)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_points_of_the_view_come_back_to_the_page(turns: int) -> None:
    page = np.full((900, 700), 255, np.uint8)
    page[400:404, 100:600] = 0  # something to straighten by
    page[200:220, 120:150] = 0
    view = straighten(page, DPI, turns)
    ys, xs = np.nonzero(np.rot90(page, -turns) == 0)
    assert view.pixels.shape[0] == pytest.approx(np.rot90(page, -turns).shape[0] * VIEW_DPI / DPI, abs=1)
    ys, xs = np.nonzero(view.pixels < 128)
    back = view.page_points(np.stack([xs, ys], axis=-1).astype(float)).round().astype(int)
    assert (page[back[:, 1], back[:, 0]] < 128).mean() > 0.97


def test_skew_is_taken_out() -> None:
    skewed = turned(draw_table(sample_rows(12)), 2.0)
    view = straighten(flatten(as_page(skewed)), DPI, 0)
    direction = view.page_points(np.array([[0.0, 0.0], [100.0, 0.0]]))
    angle = np.degrees(np.arctan2(*(direction[1] - direction[0])[::-1]))
    assert angle == pytest.approx(-2.0, abs=0.1)


def test_a_page_white_on_black_is_read_as_its_negative() -> None:
    page = draw_table(sample_rows(6))
    colour = np.repeat(page[..., None], 3, axis=2)
    for negative in (255 - page, 255 - colour):
        assert np.abs(flatten(as_page(negative)).astype(int) - flatten(as_page(page))).mean() < 1


def test_a_page_much_of_which_is_dark_is_no_negative() -> None:
    """As a photo whose table covers two thirds of it, or a scan with the lid open."""
    page = draw_table(sample_rows(6))
    dark = np.vstack([page, np.full((2 * len(page), page.shape[1]), 20, np.uint8)])
    assert np.median(flatten(as_page(dark))[: len(page)]) > 200
