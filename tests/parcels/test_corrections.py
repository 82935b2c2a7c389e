"""Corrections in red ink: what strikes out, what does not, and what a sheet is without what was struck."""

import cv2
import numpy as np
import pytest
from test_trace import BLOCK, DPI, FRAME, SIZE, box, likeness, sheet_of, world_box

from pipeline.model import Label, PageImage, Reading
from pipeline.parcels import corrections, trace
from pipeline.parcels.corrections import Marks, find_marks, struck_by, without
from pipeline.parcels.view import open_view

RED, BLACK = (205, 40, 45), (40, 40, 40)
WEST, EAST = BLOCK[0], BLOCK[1]
MIDDLE_X = WEST[2]


def colour_page(*draw) -> np.ndarray:
    """Two parcels side by side, and what ``draw`` adds."""
    page = np.full((SIZE, SIZE, 3), 238, np.uint8)
    cv2.polylines(page, [FRAME.astype(np.int32)], True, (60, 60, 60), 2)
    for parcel in (WEST, EAST):
        cv2.polylines(page, [box(*parcel)], True, BLACK, 3)
    for one in draw:
        one(page)
    noise = np.random.default_rng(0).normal(0, 3, page.shape)
    return np.clip(page + noise, 0, 255).astype(np.uint8)


def ticks(page: np.ndarray) -> None:
    """Short oblique strokes along the boundary between the two."""
    for y in range(WEST[1] + 20, WEST[3] - 10, 25):
        cv2.line(page, (MIDDLE_X - 10, y + 8), (MIDDLE_X + 11, y - 8), RED, 2, cv2.LINE_AA)
        page[y - 8 : y + 9, MIDDLE_X - 1 : MIDDLE_X + 2] = BLACK  # red ink over black stays black


def seen(page: np.ndarray) -> Marks:
    image = PageImage(sheet_of(page).source, page, DPI)
    return find_marks(image, sheet_of(page), open_view(image, sheet_of(page)))


def label(number: int, parcel: tuple[int, int, int, int]) -> Label:
    x, y = parcel[0] + 90, parcel[1] + 120
    read = Reading(number, str(number), 0.99, agreed=True), Reading(None), Reading("LUC", "LUC", 0.99)
    return Label((x, y), (x - 60, y - 25, x + 60, y + 25), 0.0, "full", *read)


def moved(one: Label, by: tuple[float, float]) -> Label:
    """The label in pixels of the view."""
    x0, y0, x1, y1 = one.box_px
    shifted = (x0 - by[0], y0 - by[1], x1 - by[0], y1 - by[1])
    point = (one.inside_px[0] - by[0], one.inside_px[1] - by[1])
    return Label(point, shifted, 0.0, one.form, one.number, one.area_m2, one.code)


def letters(number: int):
    """Something black where a label stands, for a line to cross."""
    x, y = (int(value) for value in label(number, WEST if number == 1 else EAST).inside_px)
    return lambda page: cv2.putText(
        page, "LUC 12/34", (x - 58, y + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.7, BLACK, 2
    )


def strike(number: int):
    x, y = (int(value) for value in label(number, WEST if number == 1 else EAST).inside_px)
    return lambda page: cv2.line(page, (x - 55, y + 12), (x + 55, y - 12), RED, 2, cv2.LINE_AA)


def traced(page: np.ndarray, monkeypatch, *labels: Label):
    sheet = sheet_of(page)
    image = PageImage(sheet.source, page, DPI)
    by = open_view(image, sheet).origin_px
    monkeypatch.setattr(trace, "find_labels", lambda *_: tuple(moved(one, by) for one in labels))
    return trace.trace_sheet(image, sheet)


def test_a_ticked_boundary_is_open_and_struck_labels_are_set_aside(monkeypatch):
    page = colour_page(ticks, letters(1), letters(2), strike(1), strike(2))
    new = label(3, (WEST[0] + 40, WEST[1] + 80, *WEST[2:]))
    result = traced(page, monkeypatch, label(1, WEST), label(2, EAST), new)
    whole = world_box(WEST[0], WEST[1], EAST[2], EAST[3])
    (parcel,) = [one for one in result.parcels if one.kind == "parcel"]
    assert likeness(parcel.polygon, whole) > 0.98 and parcel.label.number.value == 3
    (finding,) = [one for one in result.findings if one.code == "sheet_corrected"]
    assert finding.values == {"labels": 2, "borders": 1}
    assert (result.counts["labels"], result.counts["labels_placed"], result.counts["labels_struck"]) == (
        3,
        1,
        2,
    )


def test_the_same_in_black_stays_as_it_is(monkeypatch):
    page = cv2.cvtColor(colour_page(ticks, letters(1), strike(1)), cv2.COLOR_RGB2GRAY)
    result = traced(np.asarray(page, np.uint8), monkeypatch, label(1, WEST), label(2, EAST))
    assert sorted(one.label.number.value for one in result.parcels if one.kind == "parcel") == [1, 2]
    assert "sheet_corrected" not in {one.code for one in result.findings}


def test_a_new_boundary_in_red_closes_its_parcels(monkeypatch):
    def boundary(page: np.ndarray) -> None:
        cv2.line(page, (WEST[0], 480), (WEST[2], 480), RED, 3, cv2.LINE_AA)

    upper, lower = label(1, WEST), label(2, (WEST[0], WEST[1] + 100, *WEST[2:]))
    result = traced(colour_page(boundary), monkeypatch, upper, lower, label(3, EAST))
    shapes = {one.label.number.value: one.polygon for one in result.parcels if one.kind == "parcel"}
    assert likeness(shapes[1], world_box(WEST[0], WEST[1], WEST[2], 480)) > 0.97
    assert likeness(shapes[2], world_box(WEST[0], 480, WEST[2], WEST[3])) > 0.97


@pytest.mark.parametrize("number", [1, 2])
def test_a_line_strikes_the_label_that_it_runs_through_only(number: int):
    page = colour_page(letters(1), letters(2), strike(number))
    marks = seen(page)
    image = PageImage(sheet_of(page).source, page, DPI)
    by = open_view(image, sheet_of(page)).origin_px
    both = [moved(label(1, WEST), by), moved(label(2, EAST), by)]
    struck, lines = struck_by(both, marks)
    assert [one.number.value for one in struck] == [number] and len(lines) == 1


def test_red_dashes_beside_black_lines_and_red_figures_are_no_marks():
    def papers(page: np.ndarray) -> None:
        for x in range(WEST[0] + 20, WEST[2] - 30, 36):
            cv2.line(page, (x, 480), (x + 18, 480), RED, 2)
        cv2.putText(page, "117", (EAST[0] + 60, 460), cv2.FONT_HERSHEY_SIMPLEX, 1.0, RED, 2)

    marks = seen(colour_page(papers))
    assert len(marks.ticks) == 0 and len(marks.strikes) == 0


def test_colours_that_a_scanner_parted_strike_nothing():
    page = colour_page(letters(1))
    page[:, 1:, 0] = page[:, :-1, 0]  # the red plane one pixel to the east
    marks = seen(page)
    assert len(marks.ticks) == 0 and len(marks.strikes) == 0


def test_without_shows_black_ink_under_red():
    page = colour_page(letters(1), strike(1))
    image, sheet = PageImage(sheet_of(page).source, page, DPI), sheet_of(page)
    view = open_view(image, sheet)
    marks = find_marks(image, sheet, view)
    clean = without(view, marks, marks.strikes)
    x, y = np.array(label(1, WEST).inside_px, int) - view.origin_px
    window = np.s_[y - 14 : y + 15, x - 56 : x + 57]
    dark = (clean.grey[window] < 120).sum() / (view.grey[window] < 120).sum()
    assert 0.4 < dark < 0.9


def test_one_tick_opens_no_boundary(monkeypatch):
    def one_tick(page: np.ndarray) -> None:
        cv2.line(page, (MIDDLE_X - 10, 428), (MIDDLE_X + 11, 412), RED, 2, cv2.LINE_AA)
        page[410:431, MIDDLE_X - 1 : MIDDLE_X + 2] = BLACK

    page = colour_page(one_tick)
    assert len(seen(page).ticks) == 1
    result = traced(page, monkeypatch, label(1, WEST), label(2, EAST))
    assert sorted(one.label.number.value for one in result.parcels if one.kind == "parcel") == [1, 2]
    assert corrections.told(result, 0, 0) is result
