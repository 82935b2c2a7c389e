"""Figures at dashed walls."""

import numpy as np

from pipeline.parcels.labels.bars import Bar, Traces
from pipeline.parcels.labels.doubts import at_walls, stands_clear, with_wider

BAR = Bar(100.0, 50.0, 0.0, 60.0, 16.0, 16.0, 5.0)
WINDOW = (-30.0, -20.0, 30.0, -1.0)


def traces(dash_x: int | None = None, letter_x: int | None = None) -> Traces:
    letters, dashed = np.zeros((100, 200), np.uint8), np.zeros((100, 200), np.uint8)
    for mask, x in ((dashed, dash_x), (letters, letter_x)):
        if x is not None:
            mask[32:47, x : x + 3] = 1
    return Traces(letters, dashed, np.zeros_like(letters), 255 - letters, 8.0, 1.0, 1.0)


def test_stroke_right_outside_may_be_a_lost_figure():
    assert at_walls(traces(letter_x=66), BAR, WINDOW)
    assert at_walls(traces(dash_x=134), BAR, WINDOW)
    assert not at_walls(traces(letter_x=50), BAR, WINDOW)


def test_dash_at_the_end_may_be_an_added_figure_and_one_in_the_middle_not():
    assert at_walls(traces(dash_x=72), BAR, WINDOW)
    assert not at_walls(traces(dash_x=99), BAR, WINDOW)


def test_a_wider_window_is_read_only_at_a_wall():
    assert with_wider(traces(letter_x=50), BAR, [(WINDOW, 1.0)]) == [(WINDOW, 1.0)]
    (_, first), (wider, second) = with_wider(traces(letter_x=66), BAR, [(WINDOW, 1.0)])
    assert first == second and wider[0] < WINDOW[0] and wider[2] > WINDOW[2]


def test_figure_with_something_drawn_beside_it_does_not_stand_clear():
    assert stands_clear(traces(letter_x=99), BAR, WINDOW)
    assert not stands_clear(traces(dash_x=140), BAR, WINDOW)
