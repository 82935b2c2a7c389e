"""The table of small parcels below the frame."""

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
