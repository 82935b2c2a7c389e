"""The table of small parcels outside the frame."""

import cv2
import numpy as np
import pytest
from drawn_labels import DPI, MM, paper, place, text_image

from pipeline.model import Source
from pipeline.parcels.labels.small_table import read_small_table

SOURCE = Source("maps/to_1.tif")
HEADS = ("Thua so", "Dien tich", "Loai dat")


def table(columns: list[tuple[str, str, str]], turn_deg: float = 0.0) -> np.ndarray:
    """Three rows 10 mm high: a head of 20 mm and six columns of 10 mm."""
    page = paper(130, 130)
    edges = [10.0, 30.0, *np.arange(40.0, 100.0, 10.0)]
    for y in (60.0, 70.0, 80.0, 90.0):
        cv2.line(page, (round(edges[0] * MM), round(y * MM)), (round(edges[-1] * MM), round(y * MM)), 50, 2)
    for x in edges:
        cv2.line(page, (round(x * MM), round(60 * MM)), (round(x * MM), round(90 * MM)), 50, 2)
    for row, head in enumerate(HEADS):
        place(page, text_image(head, 2.2), (20, 65 + 10 * row))
    for place_in_row, entry in enumerate(columns):
        for row, text in enumerate(entry):
            if text:
                place(page, text_image(text, 1.8), (35 + 10 * place_in_row, 65 + 10 * row))
    matrix = cv2.getRotationMatrix2D((page.shape[1] / 2, page.shape[0] / 2), turn_deg, 1.0)
    return cv2.warpAffine(page, matrix, page.shape[::-1], flags=cv2.INTER_LINEAR, borderValue=236)


@pytest.mark.parametrize("turn_deg", [0.0, 0.7])
def test_filled_columns_are_read_and_empty_ones_left_out(turn_deg: float):
    page = table([("72", "46,0", "ONT"), ("105", "31,5", "CLN")], turn_deg)
    entries = read_small_table(page, DPI, SOURCE)
    assert [(e.number.value, e.area_m2.value, e.code.value) for e in entries] == [
        (72, 46.0, "ONT"),
        (105, 31.5, "CLN"),
    ]


def test_box_names_the_cell_on_the_page():
    entry = read_small_table(table([("72", "46,0", "ONT")]), DPI, SOURCE)[0]
    assert entry.area_m2.source is not None and entry.area_m2.source.box is not None
    x0, y0, x1, y1 = entry.area_m2.source.box
    assert x0 < 35 * MM < x1 and y0 < 75 * MM < y1


def test_column_with_an_unread_cell_is_kept_without_that_value():
    entries = read_small_table(table([("72", "", "ONT")]), DPI, SOURCE)
    assert [(e.number.value, e.area_m2.value, e.code.value) for e in entries] == [(72, None, "ONT")]


def test_other_ruled_tables_are_not_taken_for_it():
    page = table([("72", "46,0", "ONT")])
    cv2.rectangle(page, (round(11 * MM), round(61 * MM)), (round(29 * MM), round(69 * MM)), 236, -1)
    assert read_small_table(page, DPI, SOURCE) == ()


def test_sheet_without_a_table_has_no_entries():
    assert read_small_table(paper(130, 130), DPI, SOURCE) == ()


def list_down(heads: tuple[str, ...], rows: list[tuple[str, ...]], rule: int) -> np.ndarray:
    """Heads in the first row, a row 5 mm high for each parcel; ``rule``: 0 none, 1 broken, 2 whole."""
    page = paper(60, 90)
    edges = (5.0, 17.0, 35.0, 53.0)
    for line in range(len(rows) + 2 if rule else 0):
        y = round((10 + 5 * line) * MM)
        cv2.line(page, (round(edges[0] * MM), y), (round(edges[-1] * MM), y), 50, 2)
    for x in edges if rule else ():
        foot = round((15 + 5 * len(rows)) * MM)
        cv2.line(page, (round(x * MM), round(10 * MM)), (round(x * MM), foot), 50, 2)
    if rule == 1:  # 1 mm of every 2.2 is gone, of lines down the page too
        for at in np.arange(6.0, 60.0, 2.2):
            for y in range(len(rows) + 2):
                place(page, np.full((6, round(MM)), 236, np.uint8), (at, 10 + 5 * y))
        for at in np.arange(11.0, 20.0 + 5 * len(rows), 2.2):
            for x in edges:
                place(page, np.full((round(MM), 6), 236, np.uint8), (x, at))
    for line, row in enumerate((heads, *rows)):
        for left, right, words in zip(edges, edges[1:], row, strict=False):
            if words:
                place(page, text_image(words, 2.0), ((left + right) / 2, 12.5 + 5 * line))
    return page


@pytest.mark.parametrize("rule", [0, 1, 2])
@pytest.mark.parametrize("heads", [("Thua", "D.tich m2", "Loai"), ("So thua", "Dien tich", "Loai dat")])
def test_a_list_is_read_by_its_heads_whatever_is_left_of_its_rules(heads: tuple[str, ...], rule: int):
    rows = [("7", "310,5", "LUC"), ("14", "320,3", "ONT"), ("118", "99,0", "CLN")]
    entries = read_small_table(list_down(heads, rows, rule), DPI, SOURCE)
    assert [(e.number.value, e.area_m2.value, e.code.value) for e in entries] == [
        (7, 310.5, "LUC"),
        (14, 320.3, "ONT"),
        (118, 99.0, "CLN"),
    ]


def test_words_of_neighbouring_cells_are_parted_by_the_rule_between():
    """The form squeezes an area to 9.2 mm of its 10."""
    page = table([("72", "", ""), ("105", "", "")])
    for place_in_row, area in enumerate(("12346,0", "98731,5")):
        words = text_image(area, 1.8)
        squeezed = cv2.resize(words, (round(9.2 * MM), words.shape[0]), interpolation=cv2.INTER_AREA)
        place(page, squeezed, (35 + 10 * place_in_row, 75))
    entries = read_small_table(page, DPI, SOURCE)
    assert [(e.number.value, e.area_m2.value) for e in entries] == [(72, 12346.0), (105, 98731.5)]


def test_a_list_ends_where_paper_wider_than_a_cell_begins():
    page = list_down(("Thua", "Dien tich", "Loai"), [("7", "310,5", "LUC")], 2)
    for x, words in ((11, "1998"), (26, "24,3")):
        place(page, text_image(words, 2.0), (x, 60))
    assert [e.number.value for e in read_small_table(page, DPI, SOURCE)] == [7]
