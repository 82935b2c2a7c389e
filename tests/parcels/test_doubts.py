"""Figures at dashed walls."""

import numpy as np

from pipeline.model import Reading
from pipeline.parcels.bars import Bar, Traces
from pipeline.parcels.doubts import at_walls, unsure

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


def test_doubt_leaves_the_value():
    found = unsure(Reading(13, "13", 0.99, agreed=True))
    assert found.value == 13 and found.confidence < 0.9 and not found.agreed
