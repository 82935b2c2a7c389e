"""Strokes that stand as figures among figures are ones; walls, merged figures and marks change nothing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.model import Pixels
from pipeline.parcels.labels.bare_ones import with_bare_ones

TOP, BOTTOM = 7, 41  # of a window 48 px high, as ``label_reading.line_box`` cuts it


def line(figures: str, top: int = TOP, bottom: int = BOTTOM, step: int = 26, mark_at: int = -1) -> Pixels:
    """Figures drawn as rings, ones as bare strokes from ``top`` to ``bottom``."""
    window = np.full((48, 30 + step * len(figures)), 255, np.uint8)
    for place, figure in enumerate(figures):
        x = 20 + step * place
        if figure == "1":
            cv2.line(window, (x, top), (x, bottom - 1), 0, 3)
        else:
            centre, half = (x, (TOP + BOTTOM) // 2), (8, (BOTTOM - TOP) // 2 - 1)
            cv2.ellipse(window, centre, half, 0, 0, 360, 0, 3)
    if mark_at >= 0:
        cv2.line(window, (7 + step * mark_at, 38), (6 + step * mark_at, 44), 0, 3)
    return window


@pytest.mark.parametrize(
    ("read", "drawn"),
    [
        ("2", "12"),
        ("2", "21"),
        ("20", "2110"),
        ("1", "11"),
        ("1", "111"),
        ("12", "12"),
        ("", "1"),
        ("30", "30"),
    ],
)
def test_strokes_among_figures_are_ones(read: str, drawn: str) -> None:
    assert with_bare_ones(read, line(drawn)) == drawn


def test_the_decimal_mark_stays_where_it_was() -> None:
    assert with_bare_ones("520,9", line("15209", mark_at=4)) == "1520,9"
    assert with_bare_ones("33,", line("33")) == "33,"
    assert with_bare_ones("33,", line("3311", mark_at=3)) == "331,1"
    assert with_bare_ones("33,", line("3311")) == "33,"
    assert with_bare_ones("33,1", line("3311", mark_at=3)) == "331,1"


@pytest.mark.parametrize(
    ("top", "bottom", "is_one"),
    [(TOP, BOTTOM, True), (TOP + 3, BOTTOM, True), (TOP + 6, BOTTOM, False), (TOP, BOTTOM - 6, False),
     (0, 48, False), (0, BOTTOM, False)],
)  # fmt: skip
def test_a_stroke_that_is_not_as_high_as_the_figures_is_none(top: int, bottom: int, is_one: bool) -> None:
    assert with_bare_ones("23", line("231", top, bottom)) == ("231" if is_one else "23")


@pytest.mark.parametrize(("step", "is_one"), [(36, True), (50, False)])
def test_a_stroke_farther_off_than_figures_stand_is_none(step: int, is_one: bool) -> None:
    assert with_bare_ones("2", line("21", step=step)) == ("21" if is_one else "2")


def test_figures_cut_off_below_are_counted_with_strokes_cut_off_alike() -> None:
    assert with_bare_ones("2", line("12")[:36]) == "12"
    assert with_bare_ones("2", line("12", TOP - 7)[:36]) == "2"
    assert with_bare_ones("1", line("11")[:36]) == "1"


def test_figures_that_cannot_be_counted_leave_the_text_as_it_is() -> None:
    merged = line("231", step=14)
    assert with_bare_ones("23", merged) == "23"
    assert with_bare_ones("234", line("231")) == "234"
    assert with_bare_ones("23", np.full((48, 60), 255, np.uint8)) == "23"
