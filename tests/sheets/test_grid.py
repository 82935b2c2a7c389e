from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest
from drawn_sheet import Drawing

from pipeline.sheets import grid


def _corners(drawing: Drawing) -> np.ndarray:
    ends = [(0, 0), (drawing.columns, 0), (drawing.columns, drawing.rows), (0, drawing.rows)]
    return drawing.page_px(np.array([drawing.flat_px(*end) for end in ends]))


@pytest.mark.parametrize(
    "drawing",
    [
        Drawing(labels=""),
        Drawing(labels="", outer=False),
        Drawing(labels="", skew_deg=4.0),
        Drawing(labels="", skew_deg=-5.5, bend_px=3.0),
        Drawing(labels="", columns=4, dpi=150.0),
    ],
)
def test_corners_of_the_inner_frame_are_found_to_half_a_pixel(drawing: Drawing) -> None:
    frame = next(grid.find_frames(drawing.draw(), drawing.dpi), None)
    assert frame is not None
    assert np.abs(frame.corners_px - _corners(drawing)).max() < 0.5
    assert (frame.outer_px is not None) == drawing.outer


def test_outer_frame_lies_ten_millimetres_outside() -> None:
    drawing = Drawing(labels="")
    frame = next(grid.find_frames(drawing.draw(), drawing.dpi), None)
    assert frame is not None and frame.outer_px is not None
    away = np.abs(frame.outer_px - frame.corners_px)
    assert np.allclose(away, drawing.mm(10.0), atol=drawing.mm(0.3))


def test_wrong_resolution_does_not_lose_the_frame() -> None:
    drawing = Drawing(labels="")
    frame = next(grid.find_frames(drawing.draw(), 300.0), None)
    assert frame is not None
    assert np.abs(frame.corners_px - _corners(drawing)).max() < 0.7


def test_a_side_that_is_cut_off_is_named() -> None:
    drawing = Drawing(labels="")
    page = drawing.draw()
    cut = np.ascontiguousarray(page[:, : round(drawing.flat_px(2.4, 0)[0])])
    frame = next(grid.find_frames(cut, drawing.dpi), None)
    assert frame is not None
    assert frame.missing == {1}
    assert np.abs(frame.corners_px[[0, 3]] - _corners(drawing)[[0, 3]]).max() < 0.5


def test_an_inner_line_is_not_taken_for_the_side_that_is_cut_off() -> None:
    drawing = Drawing(labels="")
    page = drawing.draw()
    x = round(drawing.flat_px(1.7, 0)[0])
    top, bottom = (round(drawing.flat_px(0, row)[1]) for row in (0, drawing.rows))
    cv2.line(page, (x, top), (x, bottom), 30, 2)
    cut = np.ascontiguousarray(page[:, : round(drawing.flat_px(2.4, 0)[0])])
    frame = next(grid.find_frames(cut, drawing.dpi), None)
    assert frame is not None and frame.missing == {1}


def test_a_parcel_line_beside_the_neatline_is_not_followed() -> None:
    drawing = Drawing(labels="")
    page = drawing.draw()
    y = round(drawing.flat_px(0, drawing.rows)[1] - drawing.mm(1.0))
    first, last = (round(drawing.flat_px(column, 0)[0]) for column in (0.6, 1.9))
    cv2.line(page, (first, y), (last, y), 0, 4)
    frame = next(grid.find_frames(page, drawing.dpi), None)
    assert frame is not None
    south = frame.sides[2].points_px[:, 1]
    assert np.abs(south - drawing.flat_px(0, drawing.rows)[1]).max() < 0.6


def test_tables_blank_pages_and_lone_lines_are_no_frame() -> None:
    table = np.full((1600, 1200), 250, np.uint8)
    for y in range(200, 1401, 60):
        cv2.line(table, (100, y), (1100, y), 40, 2)
    for x in (100, 220, 400, 800, 1100):
        cv2.line(table, (x, 200), (x, 1400), 40, 2)
    lone = np.full((1600, 1200), 250, np.uint8)
    cv2.line(lone, (50, 300), (1150, 300), 40, 3)
    for page in (table, lone, np.full((900, 900), 250, np.uint8)):
        assert next(grid.find_frames(page, 200.0), None) is None


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_frame_is_the_frame_of_the_turned_page(turns: int) -> None:
    drawing = Drawing(labels="", columns=4)
    page = drawing.draw()
    frame = next(grid.find_frames(page, drawing.dpi), None)
    assert frame is not None
    turned = np.ascontiguousarray(np.rot90(page, -turns))
    direct = next(grid.find_frames(turned, drawing.dpi), None)
    assert direct is not None
    followed = frame.turned(turns, (page.shape[1], page.shape[0]))
    assert np.abs(direct.corners_px - followed.corners_px).max() < 0.3
    for side in range(4):
        middle = [frame_.sides[side].points_px.mean(axis=0) for frame_ in (direct, followed)]
        assert np.abs(middle[0] - middle[1]).max() < 5.0


def test_turning_four_times_changes_nothing() -> None:
    points = np.array([(0.0, 0.0), (99.0, 10.0)])
    assert np.allclose(grid.turn(points, 4, (100, 50)), points)
    assert np.allclose(grid.turn(grid.turn(points, 1, (100, 50)), -1, (50, 100)), points)


def test_skew_is_measured_clockwise() -> None:
    drawing = dataclasses.replace(Drawing(labels=""), skew_deg=3.0)
    assert grid.skew_deg(_corners(drawing)) == pytest.approx(3.0, abs=0.01)
