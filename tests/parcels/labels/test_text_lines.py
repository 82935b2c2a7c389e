"""Labels that stand whole on one line."""

import cv2
import numpy as np
import pytest
from drawn_labels import DPI, MM, paper, place, text_image, whole_page

from pipeline.model import Label, Source
from pipeline.parcels.labels.bars import trace
from pipeline.parcels.labels.text_lines import read_wholes


def wholes(page: np.ndarray) -> list[Label]:
    found, _ = read_wholes(page, trace(page, DPI, whole_page(page)), Source("maps/to_1.tif"))
    return found


def values(page: np.ndarray) -> list[tuple[int | None, float | None, str | None]]:
    return [(label.number.value, label.area_m2.value, label.code.value) for label in wholes(page)]


@pytest.mark.parametrize("wall_mm", [20.0, 36.8, 39.2])
def test_figures_that_have_grown_together_with_a_wall_belong_to_the_line(wall_mm: float):
    page = paper(60, 40)
    place(page, text_image("108 TMD 297,5", 2.2), (30, 20))
    top, corner, end = ((wall_mm - 0.4, 14), (wall_mm + 0.4, 23), (wall_mm + 9, 23))
    walls = np.round(np.array([top, corner, end]) * MM).astype(np.int32)
    cv2.polylines(page, [walls], False, 60, 2)
    assert values(page) == [(108, 297.5, "TMD")]


def test_what_stands_beside_a_line_is_not_of_it():
    page = paper(80, 40)
    place(page, text_image("108 TMD 297,5", 2.2), (30, 20))
    place(page, text_image("66", 2.2), (52, 20))
    assert values(page) == [(108, 297.5, "TMD")]


def test_figures_alone_and_names_are_no_labels():
    page = paper(60, 40)
    place(page, text_image("108297", 2.2), (30, 14))
    place(page, text_image("KHU DONG", 2.2), (30, 24))
    assert values(page) == []
