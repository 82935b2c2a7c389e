import numpy as np
import pytest

from synthetic.canvas import Canvas, Text
from synthetic.fonts import SANS, Face, families


def canvas(dpi=254.0):
    return Canvas((40, 30), (10, 5), dpi)  # 254 dpi: ten pixels a millimetre


def test_origin_and_pixel_centres():
    assert np.allclose(canvas().to_px([(0, 0), (1, 2)]), [(99.5, 49.5), (109.5, 69.5)])


@pytest.mark.parametrize("weight", [0.08, 0.15, 0.3, 1.0])
def test_line_lays_down_its_weight(weight):
    page = canvas()
    page.line([(-5, 3.03), (25, 3.03)], weight)
    column = page.layer("black")[:, 200].astype(float) / 255
    assert column.sum() == pytest.approx(weight * 10, rel=0.12)
    assert (column * np.arange(len(column))).sum() / column.sum() == pytest.approx(79.8, abs=0.1)


def test_slanting_line_runs_where_it_should():
    page = canvas()
    page.line([(0, 0), (20, 10)], 0.2)
    ink = page.layer("black")
    y, x = np.nonzero(ink > 128)
    assert np.abs((y - 49.5) - (x - 99.5) / 2).max() < 2.0
    assert set(range(100, 299)) <= set(x.tolist())


def test_dashes_have_their_rhythm():
    page = canvas()
    page.dashes([(0, 0), (23, 0)], 0.2, (1.5, 0.8))
    row = page.layer("black")[48:52].max(axis=0) > 128
    starts = int((np.diff(row.astype(int)) == 1).sum())
    assert starts == 10


def test_text_is_as_high_as_asked_and_turns_about_its_anchor():
    face = Face(families(SANS)[0])
    page, turned = canvas(), canvas()
    page.text("HH", (5, 5), Text(face, 2.0), "lb")
    turned.text("HH", (5, 5), Text(face, 2.0), "lb", 90.0)
    y, x = np.nonzero(page.layer("black") > 128)
    assert abs((y.max() - y.min() + 1) - 20) <= 1
    assert abs(y.max() - 99.5) <= 1.5
    v, u = np.nonzero(turned.layer("black") > 128)
    assert abs((u.max() - u.min()) - (y.max() - y.min())) <= 2
    assert abs((v.max() - v.min()) - (x.max() - x.min())) <= 2
    assert v.max() <= 101 and u.max() <= 151  # reads upwards from the anchor


def test_ink_that_leaves_the_page_is_cut():
    page = canvas()
    page.line([(-50, -50), (90, 90)], 1.0)
    page.text("Phúc", (29, 24), Text(Face(families(SANS)[0]), 5.0))
    assert page.layer("black").any()


def test_colour_only_where_coloured_ink_was_used():
    page = canvas()
    page.line([(0, 0), (5, 0)], 0.3)
    assert page.flatten().ndim == 2
    page.line([(0, 5), (5, 5)], 0.3, "red")
    rgb = page.flatten()
    assert rgb.shape[2] == 3
    assert rgb[99, 120, 0] > rgb[99, 120, 1] + 50


def test_paper_grows_at_its_foot_and_keeps_what_is_drawn():
    page = canvas()
    page.line([(0, 10), (20, 10)], 0.3)
    before = page.layer("black").copy()
    page.reach_down_to(20)
    assert page.height_px == 300
    page.reach_down_to(60)
    assert page.layer("black").shape == (650, 400)
    assert (page.layer("black")[:300] == before).all() and not page.layer("black")[300:].any()
