"""Lines of letters in a crop: level and turned, with bars, rows of feet and signs."""

import cv2
import numpy as np
import pytest
from drawn_labels import label_image, paper, place, text_image

from pipeline.parcels.labels.face_lines import lines_at, steady

PER_MM = 300.0 / 25.4


def ink(*items: tuple[np.ndarray, tuple[float, float], float]) -> np.ndarray:
    page = paper(60, 40)
    for image, centre, angle in items:
        place(page, image, centre, angle)
    return (page < 150).astype(np.uint8)


def test_rows_of_a_fraction_are_lines_and_its_bar_is_a_stroke():
    found = lines_at(ink((label_image("36", "146,0"), (30, 20), 0.0)), 0.0, PER_MM)
    upper, lower = sorted(found.lines, key=lambda line: line.y)
    assert lower.width > 1.5 * upper.width
    assert any(upper.y < y < lower.y for _, y, _, _ in found.strokes)


def test_letters_grown_together_are_no_bar():
    page = ink((text_image("2253", 2.0), (30, 20), 0.0))
    feet = np.flatnonzero(page.any(axis=1))[-2:]
    columns = np.flatnonzero(page.any(axis=0))
    page[feet, columns[0] : columns[-1]] = 1
    found = lines_at(page, 0.0, PER_MM)
    assert len(found.lines) == 1 and len(found.strokes) == 0


def test_plus_sign_joins_two_uses_and_air_does_not():
    with_sign = lines_at(ink((text_image("ONT+CLN", 2.0), (30, 20), 0.0)), 0.0, PER_MM)
    assert len(with_sign.lines) == 1
    apart = ink((text_image("ONT", 2.0), (15, 20), 0.0), (text_image("CLN", 2.0), (40, 20), 0.0))
    assert len(lines_at(apart, 0.0, PER_MM).lines) == 2


@pytest.mark.parametrize("angle", [-74.0, -9.0, 33.0])
def test_direction_is_found_near_the_one_expected(angle: float):
    page = ink((label_image("48", "494,8", "CLN"), (30, 20), angle))
    points = np.argwhere(page)[:, ::-1].astype(float)
    assert steady(points, angle + 7.0) == pytest.approx(angle, abs=2.0)


def test_turned_line_lies_where_it_was_drawn():
    page = ink((text_image("1408", 2.0), (22, 24), 50.0))
    (line,) = lines_at(page, 50.0, PER_MM).lines
    assert (line.bar.x / PER_MM, line.bar.y / PER_MM) == pytest.approx((22, 24), abs=0.4)
    assert cv2.countNonZero(page) > 0
