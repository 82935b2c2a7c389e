from __future__ import annotations

import cv2
import numpy as np
import pytest
from drawn_tables import DPI, LEFT, ROW, TOP, WIDTHS, as_page, draw_table, sample_rows, turned

from pipeline.model import Pixels
from pipeline.records.courses import Courses
from pipeline.records.layout import find_tables
from pipeline.records.page import flatten, straighten
from pipeline.records.sides import stand_up
from pipeline.records.tables import Grid, _Ink, _solid, _within, find_grid


def grid_of(pixels: Pixels) -> tuple[Grid, np.ndarray]:
    view = straighten(flatten(as_page(pixels)), DPI, 0)
    grid = find_grid(view.pixels)
    assert grid is not None
    return grid, view.page_points(grid.nodes)


def test_crossings_lie_where_the_rules_were_drawn() -> None:
    grid, nodes = grid_of(draw_table(sample_rows(10)))
    assert grid.shape == (10, len(WIDTHS))
    edges = LEFT + np.concatenate([[0], np.cumsum(WIDTHS)])
    assert np.abs(nodes[..., 0] - edges).max() < 2.5
    assert np.abs(nodes[..., 1] - (TOP + ROW * np.arange(11))[:, None]).max() < 2.5


@pytest.mark.parametrize("drop", range(0, 96, 16))
def test_a_head_with_two_rows_is_a_table_wherever_it_stands(drop: int) -> None:
    table = draw_table(sample_rows(3))
    grid, _ = grid_of(np.vstack([np.full((drop, table.shape[1]), 245, np.uint8), table]))
    assert grid.shape == (3, len(WIDTHS))


@pytest.mark.parametrize("angle", [-3.0, 1.3, 3.0])
def test_skewed_page_has_the_same_grid(angle: float) -> None:
    grid, _ = grid_of(turned(draw_table(sample_rows(10)), angle))
    assert grid.shape == (10, len(WIDTHS))


def test_curved_page_has_the_same_grid() -> None:
    page = draw_table(sample_rows(12))
    y, x = np.mgrid[: page.shape[0], : page.shape[1]].astype(np.float32)
    bent = cv2.remap(page, x, y + 14 * np.cos(x / 400), cv2.INTER_LINEAR, borderValue=245)
    grid, _ = grid_of(bent)
    assert grid.shape == (12, len(WIDTHS))


def rule_in_pieces(page: Pixels, x: int, rows: int, share: float) -> None:
    """Leave this share of a rule down the page, in pieces that come at every height of the rows."""
    step = 13 / DPI * 25.4  # mm, no part of a row: pieces fall on print and between it alike
    y = np.arange(TOP + 4, TOP + rows * ROW - 4)
    gone = y[((y - TOP) / DPI * 25.4 / step * 0.31) % 1.0 > share]
    page[gone[:, None], np.arange(x - 3, x + 4)] = 245


@pytest.mark.parametrize(("share", "columns"), [(0.45, 5), (0.08, 4)])
def test_a_rule_that_faded_more_than_the_others_is_one_by_its_own_ink(share: float, columns: int) -> None:
    page = draw_table(sample_rows(24))
    rule_in_pieces(page, LEFT + WIDTHS[0], 24, share)
    assert grid_of(page)[0].shape == (24, columns)


def test_stems_below_each_other_are_no_rule() -> None:
    rows = [("7", str(41 + i), "11111", f"{300 + i}", "LUC") for i in range(20)]
    assert grid_of(draw_table(rows))[0].shape == (20, len(WIDTHS))


def test_words_above_a_table_make_no_fold_of_its_rule() -> None:
    page = draw_table(sample_rows(16))
    x = LEFT + sum(WIDTHS[:2])
    for y in (TOP - 70, TOP - 38):  # two lines of a heading whose stems stand above the rule
        cv2.putText(page, "H", (x - 4, y), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 30, 3, cv2.LINE_AA)
    assert grid_of(page)[0].shape == (16, len(WIDTHS))
    cv2.line(page, (x - 60, 0), (x - 60, page.shape[0]), 60, 2)  # a fold runs on
    assert grid_of(page)[0].shape == (16, len(WIDTHS))


def test_sparse_dots_are_rules() -> None:
    page = draw_table(sample_rows(10), without=frozenset(range(1, 10)))
    for i in range(1, 10):
        for x in range(LEFT, LEFT + sum(WIDTHS), 8):
            cv2.circle(page, (x, TOP + ROW * i), 1, 90, -1)
    assert grid_of(page)[0].shape == (10, len(WIDTHS))


def test_line_through_print_is_no_rule_but_a_strike() -> None:
    page = draw_table(sample_rows(10))
    y = TOP + 4 * ROW + 32
    cv2.line(page, (LEFT, y), (LEFT + sum(WIDTHS), y), 50, 2)
    grid, _ = grid_of(page)
    assert grid.shape == (10, len(WIDTHS))
    assert [row for row, struck in enumerate(grid.struck) if struck] == [4]


def test_a_fold_along_a_row_strikes_nothing() -> None:
    page = draw_table(sample_rows(10))
    y = TOP + 4 * ROW + 32
    cv2.line(page, (0, y), (page.shape[1], y), 120, 2)
    grid, _ = grid_of(page)
    assert grid.shape == (10, len(WIDTHS))
    assert not any(grid.struck)


def test_page_of_print_alone_has_no_grid() -> None:
    page = np.full((900, 900), 250, np.uint8)
    for i in range(10):
        cv2.putText(page, "HH EE TT II HH", (60, 80 + 50 * i), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 30, 2)
    assert find_grid(straighten(flatten(as_page(page)), DPI, 0).pixels) is None


def test_a_fold_of_the_paper_is_no_column() -> None:
    page = draw_table(sample_rows(10))
    x = LEFT + sum(WIDTHS[:2]) + 60  # through the names
    cv2.line(page, (x, 0), (x, page.shape[0]), 120, 2)
    grid, _ = grid_of(page)
    assert grid.shape == (10, len(WIDTHS))


@pytest.mark.parametrize("strong", [False, True])
def test_where_a_fold_runs_through_the_cells_is_told(strong: bool) -> None:
    """A strong one from edge to edge, and one that is told by the print it crosses."""
    page = draw_table(sample_rows(24))
    x = LEFT + sum(WIDTHS[:2]) + 60
    ends = (0, page.shape[0]) if strong else (TOP - 4, TOP + 24 * ROW + 4)
    cv2.line(page, (x - 4, ends[0]), (x + 4, ends[1]), 90, 3)
    (table,) = find_tables(stand_up(as_page(page)))
    grid = table.grid
    assert [len(grid.folds_through(12, column)) for column in range(len(WIDTHS))] == [0, 0, 1, 0, 0]
    (fold,) = grid.folds_through(12, 2)
    assert np.abs(table.view.page_points(fold)[:, 0] - x).max() < 0.45 * DPI / 25.4


@pytest.mark.parametrize("lean_px", [10, 30, 60])
def test_a_fold_that_leans_otherwise_than_the_rules_is_no_column(lean_px: int) -> None:
    page = draw_table(sample_rows(24))
    x = LEFT + sum(WIDTHS[:2]) + 60  # through the names
    cv2.line(page, (x - lean_px // 2, 0), (x + lean_px // 2, page.shape[0]), 60, 3)
    grid, _ = grid_of(page)
    assert grid.shape == (24, len(WIDTHS))


def test_columns_that_all_run_on_are_a_table_whose_head_was_not_found() -> None:
    page = draw_table(sample_rows(10))
    for x in (LEFT + np.cumsum(WIDTHS)[:-1]).tolist():
        cv2.line(page, (x, TOP - 110), (x, TOP), 60, 2)
    grid, _ = grid_of(page)
    assert grid.shape[1] == len(WIDTHS)


def test_leaders_of_other_texts_within_a_frame_are_no_rows() -> None:
    """On forms with a frame near the table's sides more lines may be leaders than rules."""
    sides, inner, heights = (100, 900), (300, 500, 700), range(100, 1300, 80)
    wide = np.zeros((1400, 1000), np.uint8)
    for x in sides:
        wide[:, x - 3 : x + 4] = 1
    for x in inner:
        wide[420:820, x - 3 : x + 4] = 1
    along = np.array([0.0, 1400.0])
    columns = Courses(along, np.array([[x, x] for x in sorted((*sides, *inner))], float))
    rows = Courses(np.array([0.0, 1000.0]), np.array([[y, y] for y in heights], float))
    found = _within(rows, wide, columns)
    assert found is not None
    assert found.across[:, 0].tolist() == [420, 500, 580, 660, 740, 820]


def faded(page: Pixels, left: float, seed: int = 7120) -> Pixels:
    """Black and white, every rule in pieces of 2 to 9 mm of which this share is left; print stays."""
    rng = np.random.default_rng(seed)
    blank = draw_table([("",) * len(WIDTHS)] * ((page.shape[0] - TOP - 200) // ROW), rule=1)
    field = rng.random((page.shape[0] // 16 + 2, page.shape[1] // 16 + 2)).astype(np.float32)
    field = cv2.resize(field, page.shape[::-1], interpolation=cv2.INTER_CUBIC)
    gone = (field > np.quantile(field, left)) & (cv2.erode(blank, np.ones((3, 3))) < 200)
    return np.where((page < 170) & ~gone, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("left", [0.7, 0.45])
def test_rules_of_which_pieces_are_left_make_the_grid(left: float) -> None:
    page = faded(draw_table(sample_rows(24), rule=1), left)
    grid, _ = grid_of(page)
    assert grid.shape == (24, len(WIDTHS))
    assert grid.solid < 0.9


def test_figures_one_below_the_other_are_no_rule_of_a_faded_table() -> None:
    rows = [("1", f"1{i + 10}", "Ill", f"11{i}.1", "I") for i in range(24)]
    grid, nodes = grid_of(faded(draw_table(rows, rule=1), 0.5))
    assert grid.shape == (24, len(WIDTHS))
    edges = LEFT + np.concatenate([[0], np.cumsum(WIDTHS)])
    assert np.abs(nodes[..., 0] - edges).max() < 3.5


def test_rules_without_gaps_are_told_as_solid() -> None:
    assert grid_of(draw_table(sample_rows(10)))[0].solid > 0.95


@pytest.mark.parametrize(("stems", "rules"), [(0.2, 5), (0.35, 6)])
def test_a_line_with_less_than_its_share_of_a_faded_page_s_ink_is_none(stems: float, rules: int) -> None:
    mask = np.zeros((1000, 1000), np.uint8)
    places = [100, 200, 300, 400, 500, 600]
    for place, share in zip(places, [0.62, 0.66, 0.6, 0.64, 0.62, stems], strict=True):
        mask[place, np.arange(1000) % 50 < 50 * share] = 1
    courses = Courses(np.array([0.0, 999.0]), np.array([[float(place)] * 2 for place in places]))
    solid = _solid(courses, _Ink(mask, np.zeros_like(mask)), (0.0, 999.0), 0.8)
    assert solid is not None and len(solid.across) == rules


@pytest.mark.parametrize("beside", [-24, 0, 28])
def test_a_fold_hides_no_rule_and_takes_none_away(beside: int) -> None:
    """A fold from edge to edge, 3 mm beside a rule, on it at the head and away from it below."""
    page = draw_table(sample_rows(24))
    x = LEFT + WIDTHS[0]
    cv2.line(page, (x + beside, 0), (x + 28 + beside // 2, page.shape[0]), 130, 3)
    grid, nodes = grid_of(page)
    assert grid.shape == (24, len(WIDTHS))
    assert abs(float(nodes[:, 1, 0].mean()) - x) < 4
    assert grid.solid > 0.95


def test_how_faded_rules_are_is_told_by_the_table_alone() -> None:
    """A fold goes on over the page where rules do not; these have ink all the way."""
    page = np.vstack([draw_table(sample_rows(10)), np.full((1200, LEFT + sum(WIDTHS) + 120), 245, np.uint8)])
    cv2.line(page, (LEFT + 500, 0), (LEFT + 500, page.shape[0]), 130, 3)
    assert grid_of(page)[0].solid > 0.95


def test_a_fold_on_a_rule_leaves_the_rule_where_heads_tell_it() -> None:
    heads = ("To so", "Thua", "Ten chu", "Dien tich", "Loai dat")
    page = draw_table([heads, *sample_rows(20)])
    x = LEFT + sum(WIDTHS[:3])
    cv2.line(page, (x, 0), (x, page.shape[0]), 130, 3)
    assert grid_of(page)[0].folds
    assert grid_of(page)[0].shape == (21, len(WIDTHS) - 1)
    (table,) = find_tables(stand_up(as_page(page)))
    assert table.grid.shape == (21, len(WIDTHS))
    assert {"number", "area", "code"} <= set(table.roles)
