from __future__ import annotations

import numpy as np
from drawn_tables import DPI, ROW, TOP, as_page, draw_table, sample_rows

from pipeline.records.page import flatten, straighten
from pipeline.records.rows import divide_rows
from pipeline.records.tables import find_grid

ROLES = ("sheet", "number", "owner", "area", "code")


def test_missing_rules_are_put_between_the_lines_of_entries() -> None:
    page = draw_table(sample_rows(10), without=frozenset({3, 6, 7}))
    view = straighten(flatten(as_page(page)), DPI, 0)
    grid = find_grid(view.pixels)
    assert grid is not None
    assert grid.shape[0] == 7
    whole = divide_rows(view.pixels, grid, ROLES, 0)
    assert whole.shape[0] == 10
    heights = view.page_points(whole.nodes)[:, 0, 1]
    assert np.abs(heights - (TOP + ROW * np.arange(11))).max() < 10
    assert len(whole.struck) == 10


def test_ruled_rows_and_the_head_stay_as_they_are() -> None:
    page = draw_table(sample_rows(6), without=frozenset({1}))
    view = straighten(flatten(as_page(page)), DPI, 0)
    grid = find_grid(view.pixels)
    assert grid is not None
    assert divide_rows(view.pixels, grid, ROLES, 1).shape[0] == 5
