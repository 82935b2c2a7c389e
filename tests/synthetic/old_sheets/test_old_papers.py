import numpy as np
import pytest

from synthetic.canvas import Canvas
from synthetic.old_sheets.blueprint import on_blueprint
from synthetic.old_sheets.fax import in_grey, in_two_tones
from synthetic.old_sheets.paper import old_paper, on_paper, print_paper

LINE = [(2, 30), (58, 30)]
SEEDS = range(6)


@pytest.fixture(scope="module")
def canvas():
    drawn = Canvas((60.0, 60.0), (0.0, 0.0), 150)
    drawn.line(LINE, 0.5)
    drawn.line([(2, 40), (58, 40)], 0.5, "ghost")
    return drawn


def rows_of(page, canvas, y_mm):
    row = round(float(canvas.to_px([(0, y_mm)])[0, 1]))
    return page[row, 40:-40].astype(float).reshape(len(page[row, 40:-40]), -1).mean(axis=1)


@pytest.mark.parametrize("seed", SEEDS)
def test_ink_is_dark_on_paper_and_what_was_rubbed_out_is_pale(canvas, seed):
    for kind in (old_paper, print_paper):
        rng = np.random.default_rng(seed)
        page = on_paper(canvas, kind(rng), np.array([(100.0, 200.0)]), rng)
        line, ghost, paper = (rows_of(page, canvas, y) for y in (30, 40, 20))
        assert np.percentile(paper - line, 2) > 50
        assert 0 < np.median(paper - ghost) < 0.4 * np.median(paper - line)
        assert page.dtype == np.uint8 and page.shape[2] == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_blueprint_has_pale_lines_on_a_dark_ground(canvas, seed):
    page = on_blueprint(canvas, np.random.default_rng(seed))
    line, ground = rows_of(page, canvas, 30), rows_of(page, canvas, 20)
    assert ground.mean() < 170
    assert np.percentile(line - ground, 2) > 25


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fax_is_black_and_white_and_keeps_its_lines(canvas, seed):
    page = in_two_tones(in_grey(canvas), 150, np.random.default_rng(seed))
    assert set(np.unique(page)) == {0, 255}
    assert (rows_of(page, canvas, 30) == 0).mean() > 0.7
    assert (rows_of(page, canvas, 20) == 255).mean() > 0.97
