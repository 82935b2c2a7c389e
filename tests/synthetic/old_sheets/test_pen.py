import numpy as np
import pytest
from shapely.geometry import LineString

from synthetic.canvas import Text
from synthetic.fonts import Face
from synthetic.old_sheets.lettering import Writer
from synthetic.old_sheets.pen import Pen, PenCanvas, corners_of

DPI = 254  # ten pixels a millimetre


def canvas(pen=None, writer=None):
    return PenCanvas((40.0, 20.0), (0.0, 0.0), DPI, (pen or Pen(), writer, np.random.default_rng(1)))


def ink(drawn):
    rows, columns = np.nonzero(drawn.layer("black") > 127)
    return columns / 10, rows / 10


def test_a_hand_wobbles_but_keeps_to_the_line():
    drawn = canvas(Pen(wobble_mm=0.1, vary=0.3))
    drawn.line([(2, 10), (38, 10)], 0.3)
    _, y = ink(drawn)
    assert 0.4 < y.max() - y.min() < 1.6
    assert y.mean() == pytest.approx(10, abs=0.2)


def test_without_a_hand_the_line_is_that_of_every_canvas():
    drawn = canvas()
    drawn.line([(2, 10), (38, 10)], 0.3)
    _, y = ink(drawn)
    assert y.max() - y.min() < 0.4


@pytest.mark.parametrize(
    ("pen", "shortest", "longest"),
    [(Pen(over=1, over_mm=2), 30.5, 34.5), (Pen(short=1, short_mm=2), 25.5, 29.7), (Pen(), 29.9, 30.5)],
)
def test_sides_run_over_or_stop_short(pen, shortest, longest):
    drawn = canvas(pen)
    drawn.side(np.array([(5.0, 10.0), (35.0, 10.0)]), 0.2)
    x, _ = ink(drawn)
    assert shortest < x.max() - x.min() < longest


@pytest.mark.parametrize(("anchor", "left", "low"), [("lb", 10, 10), ("rb", 1.5, 10), ("mm", 6, 11.5)])
def test_text_stands_at_its_anchor(anchor, left, low):
    drawn = canvas(writer=Writer())
    look = Text(Face("arimo"), 3.0)
    width, height = drawn.text_size("468", look)
    drawn.text("468", (10, 10), look, anchor)
    x, y = ink(drawn)
    across = {"l": 0, "m": 0.5, "r": 1}[anchor[0]] * width
    assert x.min() == pytest.approx(10 - across, abs=0.4) and height == 3.0
    assert y.max() == pytest.approx(low, abs=0.4)


def test_turned_text_goes_up_the_sheet():
    drawn = canvas(writer=Writer())
    drawn.text("1111", (20, 18), Text(Face("arimo"), 2.0), "lb", 90.0)
    x, y = ink(drawn)
    assert y.max() < 18.3 and y.min() < 15 and x.min() > 17.5 and x.max() < 20.3


def test_strokes_part_at_corners_and_follow_bends():
    square = LineString([(0, 0), (10, 0), (10, 10), (0, 10)])
    assert [len(part) for part in corners_of(square, 25)] == [2, 2, 2]
    bend = LineString([(0, 0), (10, 0), (20, 2), (30, 6)])
    assert [len(part) for part in corners_of(bend, 25)] == [4]


def test_a_blank_takes_all_ink_away():
    drawn = canvas()
    drawn.line([(2, 10), (38, 10)], 0.3)
    drawn.blank([(19, 9), (21, 9), (21, 11), (19, 11)])
    x, _ = ink(drawn)
    assert not ((x > 19.3) & (x < 20.7)).any() and (x < 18.5).any()
