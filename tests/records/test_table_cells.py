from __future__ import annotations

import cv2
import numpy as np
import pytest
from drawn_tables import DPI, LEFT, ROW, TOP, WIDTHS, as_page, draw_table

from pipeline.model import FloatArray, Pixels
from pipeline.records.cells import Cell, cut_cell
from pipeline.records.page import flatten


def cut(page: Pixels, row: int, column: int) -> Cell:
    return cut_cell(flatten(as_page(page)), quad(row, column), DPI)


def quad(row: int, column: int) -> FloatArray:
    x0 = LEFT + sum(WIDTHS[:column])
    y0, x1 = TOP + ROW * row, x0 + WIDTHS[column]
    return np.array([[x0, y0], [x1, y0], [x1, y0 + ROW], [x0, y0 + ROW]], float)


def test_rules_are_gone_and_print_is_kept() -> None:
    cell = cut(draw_table([("7", "41", "AN", "1.5", "LUC")] * 4), 1, 1)
    (picture,) = cell.lines
    ink = picture < 128
    assert not ink[:, 0].any()
    assert not ink[:, -1].any()
    assert not ink.mean(axis=1).max() > 0.85  # no rule runs through
    assert 20 < picture.shape[0] < 60
    assert cell.box == (LEFT + WIDTHS[0], TOP + ROW, LEFT + sum(WIDTHS[:2]), TOP + 2 * ROW)


def test_blank_cell_and_specks_have_no_lines() -> None:
    page = draw_table([("", "41", "", "", "")] * 3)
    page[TOP + 90, LEFT + 60] = 0
    assert cut(page, 1, 0).blank
    assert cut(page, 1, 3).blank
    assert not cut(page, 1, 1).blank


def test_two_lines_of_print_are_two_pictures() -> None:
    page = draw_table([("", "", "", "", "")] * 2)
    for y in (TOP + 26, TOP + 52):
        cv2.putText(page, "ABC", (LEFT + 20, y), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 20, 1, cv2.LINE_AA)
    assert len(cut(page, 0, 0).lines) == 2


def test_descender_on_the_rule_keeps_its_tail() -> None:
    page = draw_table([("", "", "", "", "")] * 3)
    x, base = LEFT + 30, TOP + ROW - 6
    page[base - 24 : base, x : x + 6] = 20  # a stem
    page[base - 24 : base + 12, x + 16 : x + 22] = 20  # one that goes through the rule
    (picture,) = cut(page, 0, 0).lines
    assert picture.shape[0] >= (24 + 12) * 300 / DPI - 2


def test_print_that_runs_on_beyond_the_cell_is_marked() -> None:
    page = draw_table([("", "", "", "", "")] * 3)
    place = (LEFT + WIDTHS[0] - 60, TOP + ROW + 40)
    cv2.putText(page, "NHAN", place, cv2.FONT_HERSHEY_SIMPLEX, 0.9, 20, 2, cv2.LINE_AA)
    assert cut(page, 1, 0).cut
    assert not cut(draw_table([("7", "41", "AN", "1.5", "LUC")] * 3), 1, 2).cut


@pytest.mark.parametrize("thick_px", [3, 5, 6])
def test_rules_of_two_strengths_are_no_print(thick_px: int) -> None:
    page = draw_table([("7", "", "AN", "", "")] * 3)
    edges = [LEFT + sum(WIDTHS[:column]) for column in range(len(WIDTHS) + 1)]
    for x in edges:  # darker on a part of each row, with a speck on it
        for row in range(3):
            page[TOP + ROW * row + 22 : TOP + ROW * row + 40, x - thick_px // 2 : x + (thick_px + 1) // 2] = (
                30
            )
    cells = [cut(page, 1, column) for column in range(len(WIDTHS))]
    assert [cell.blank for cell in cells] == [False, True, False, True, True]
    assert not any(cell.cut for cell in cells)


@pytest.mark.parametrize(("beside_mm", "blank"), [(0.0, True), (0.2, True), (0.7, False)])
def test_what_is_left_of_a_fold_in_an_empty_cell_is_no_text(beside_mm: float, blank: bool) -> None:
    page = draw_table([("", "", "", "", "")] * 3)
    x = LEFT + 60
    cv2.line(page, (x, TOP + ROW + 14), (x, TOP + ROW + 40), 20, 2)  # where the fold is darker
    at = x + beside_mm * DPI / 25.4
    fold = np.array([[at, TOP + ROW], [at, TOP + 2 * ROW]])
    assert not cut(page, 1, 0).blank
    assert cut_cell(flatten(as_page(page)), quad(1, 0), DPI, [fold]).blank == blank


def test_beside_other_letters_a_stroke_on_a_fold_may_be_a_figure() -> None:
    page = draw_table([("211", "", "", "", "")] * 3)
    one = cv2.getTextSize("21", cv2.FONT_HERSHEY_SIMPLEX, 0.9, 2)[0][0]
    x = float(LEFT + 16 + one - 6)
    fold = np.array([[x, TOP + ROW], [x, TOP + 2 * ROW]])
    (whole,) = cut(page, 1, 0).lines
    (picture,) = cut_cell(flatten(as_page(page)), quad(1, 0), DPI, [fold]).lines
    assert np.array_equal(picture, whole)


def test_ditto_strokes_are_no_letters_and_one_dot_is_no_ditto() -> None:
    page = draw_table([("", "", "", "", "")] * 3)
    middle = TOP + ROW + 30
    for x in (LEFT + 60, LEFT + 66):
        cv2.line(page, (x, middle), (x, middle + 6), 20, 2)
    page[middle : middle + 2, LEFT + WIDTHS[0] + 40] = 20
    assert cut(page, 1, 0).ditto
    assert not cut(page, 1, 1).ditto
    assert cut(page, 1, 0).blank


def test_what_is_left_of_a_faded_letter_is_kept_beside_whole_ones() -> None:
    page = draw_table([("7", "41", "AN", "1.5", "LUC")] * 3)
    place = (LEFT + WIDTHS[0] + WIDTHS[1] + 16, TOP + ROW + 42)
    end = place[0] + cv2.getTextSize("AN", cv2.FONT_HERSHEY_SIMPLEX, 0.9, 2)[0][0]
    for column in range(8):  # small dots, as thresholds leave them of a faded word
        y = place[1] - 14 + 3 * (column % 3)
        page[y : y + 2, end + 8 + 10 * column] = 20
    (whole,) = cut(draw_table([("7", "41", "AN", "1.5", "LUC")] * 3), 1, 2).lines
    (picture,) = cut(page, 1, 2).lines
    assert picture.shape[1] >= whole.shape[1] + 70 * 300 / DPI


def test_specks_beside_ditto_strokes_leave_them_ditto() -> None:
    page = draw_table([("", "", "", "", "")] * 3)
    middle = TOP + ROW + 30
    for x in (LEFT + 60, LEFT + 66):
        cv2.line(page, (x, middle), (x, middle + 6), 20, 2)
    for x in (LEFT + 20, LEFT + 90, LEFT + 110):
        page[middle : middle + 2, x : x + 2] = 20
    assert cut(page, 1, 0).ditto
