"""Lines found by reading where their letters have grown together with walls."""

import numpy as np
import pytest
from drawn_labels import MM, paper, place, text_image

from pipeline.parcels.labels.sweep import Ground, figure_heights, sweep


def ground(page: np.ndarray, angle_deg: float) -> Ground:
    ink = (page < 128).astype(np.uint8)
    return Ground(ink, np.ones_like(ink), (0, 0), angle_deg)


@pytest.mark.parametrize("angle", [0.0, 35.0])
def test_figures_that_touch_a_wall_are_a_line(angle: float):
    page = paper(40, 30)
    place(page, text_image("746,3", 2.0), (20, 15), angle)
    wall = paper(40, 30)
    wall[round(16.0 * MM) : round(16.0 * MM) + 3, round(4 * MM) : round(36 * MM)] = 40
    page = np.minimum(page, wall)
    (found,) = sweep(page, 1.0, [ground(page, angle)], 2.0 * MM)
    line = next(one.line for one in found if one.text.replace(",", ".") == "746.3")
    assert (line.bar.x, line.bar.y) == pytest.approx((20 * MM, 15 * MM), abs=0.8 * MM)
    assert line.bar.length < 10 * MM


def test_blank_paper_and_walls_alone_have_no_lines():
    page = paper(40, 30)
    assert sweep(page, 1.0, [ground(page, 0.0)], 2.0 * MM) == [[]]
    page[100:103, 40:400] = 40
    page[100:300, 200:203] = 40
    (found,) = sweep(page, 1.0, [ground(page, 0.0)], 2.0 * MM)
    assert all(len(one.text) <= 1 for one in found)


def test_a_sheet_may_be_written_in_two_sizes():
    sizes = []
    for small in (2.0, 1.4):
        page = paper(60, 60)
        for row, height in enumerate([2.0] * 4 + [small] * 4):
            place(page, text_image("2468", height), (30, 6 + 6 * row))
        sizes.append(figure_heights((page < 128).astype(np.uint8), MM))
    assert len(sizes[0]) == 1 and len(sizes[1]) == 2
    assert sizes[1] == pytest.approx((2.0 * MM, 1.4 * MM), rel=0.2)
    assert figure_heights(np.zeros((50, 50), np.uint8), MM) == ()


def test_a_code_that_reaches_into_the_row_of_the_figures_is_parted_from_them():
    page = paper(50, 20)
    place(page, text_image("ONT 663,1", 2.0), (25, 10))
    (found,) = sweep(page, 1.0, [ground(page, 0.0)], 2.0 * MM)
    texts = {one.text.strip().replace(",", "."): one.line.bar for one in found}
    assert {"ONT", "663.1"} <= texts.keys()
    assert texts["ONT"].x + texts["ONT"].length / 2 < texts["663.1"].x - texts["663.1"].length / 2 + MM


def test_a_label_on_one_line_stays_whole():
    page = paper(50, 20)
    place(page, text_image("12 ONT 746", 2.0), (25, 10))
    (found,) = sweep(page, 1.0, [ground(page, 0.0)], 2.0 * MM)
    assert any(one.text.replace(" ", "") == "12ONT746" for one in found)
