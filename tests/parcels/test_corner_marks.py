"""Circles at corners of parcels."""

import cv2
import numpy as np
import pytest

from pipeline.parcels import corner_marks

PER_MM = 8.0


def sheet(*ends: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Ink of lines from the middle of a page to its ``ends``, and the lines alone."""
    lines = np.zeros((160, 160), np.uint8)
    for end in ends:
        cv2.line(lines, (80, 80), end, 1, 2)
    return lines.copy(), lines


def found(ink: np.ndarray, lines: np.ndarray) -> np.ndarray:
    return corner_marks.find(ink.astype(bool), lines.astype(bool), PER_MM)


@pytest.mark.parametrize("ends", [((159, 80),), ((159, 90), (0, 60)), ((80, 0), (0, 120), (159, 150))])
@pytest.mark.parametrize("radius", [4, 7])
def test_a_circle_where_lines_end_is_no_letter(ends: tuple[tuple[int, int], ...], radius: int):
    ink, lines = sheet(*ends)
    cv2.circle(ink, (80, 80), radius, 0, -1)
    cv2.circle(ink, (80, 80), radius, 1, 2)
    mark = found(ink, lines)
    assert mark.any() and not mark[:, :60].any() and not mark[:60].any()
    assert (mark | lines.astype(bool))[ink > 0].all()


@pytest.mark.parametrize("text", ["6", "0", "8", "D", "9"])
def test_a_figure_that_touches_a_line_is_one(text: str):
    ink, lines = sheet((159, 80), (0, 80))
    cv2.putText(ink, text, (70, 79), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 1, 2)
    assert not found(ink, lines).any()


def test_a_letter_between_two_lines_that_pass_it_is_one():
    lines = np.zeros((160, 160), np.uint8)
    for x in (71, 89):
        cv2.line(lines, (x, 0), (x, 159), 1, 3)
    ink = lines.copy()
    cv2.circle(ink, (80, 80), 6, 1, 3)
    assert not found(ink, lines).any()


def test_a_circle_that_stands_alone_is_none_of_a_corner():
    ink, lines = np.zeros((160, 160), np.uint8), np.zeros((160, 160), np.uint8)
    cv2.circle(ink, (80, 80), 6, 1, 2)
    assert not found(ink, lines).any()
