"""Rows of dots become lines; specks, letters and fields of dots stay what they are."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.model import Pixels
from pipeline.parcels.dotted import joined

DPI = 300.0
STEP, RADIUS = 9, 2  # 0.76 mm apart, 0.42 mm across


def page(side: int = 800) -> Pixels:
    return np.full((side, side), 255, np.uint8)


def dot(paper: Pixels, x: float, y: float) -> None:
    cv2.circle(paper, (round(x), round(y)), RADIUS, 20, -1, cv2.LINE_AA)


def row(paper: Pixels, start: tuple[float, float], end: tuple[float, float], step: float = STEP) -> None:
    length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    for share in np.arange(0, length + 1e-6, step) / length:
        dot(paper, start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))


def faces(paper: Pixels) -> int:
    """Closed pieces of white of more than 9 mm²."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((paper > 128).astype(np.uint8), connectivity=4)
    return int((stats[1:, cv2.CC_STAT_AREA] > 9 * (DPI / 25.4) ** 2).sum())


def parcels(turned_deg: float = 0.0) -> Pixels:
    """Two fields and a third one that begins at the side of the first, in dots."""
    paper, angle = page(), np.radians(turned_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    sides = ((-200, -200, 200, -200), (200, -200, 200, 203), (200, 203, -200, 203), (-200, 203, -200, -200),
             (-4, -200, -4, 203), (-4, 37, 200, 37))  # fmt: skip
    for x0, y0, x1, y1 in sides:
        start, end = (turn @ point + 400 for point in ((x0, y0), (x1, y1)))
        row(paper, tuple(start), tuple(end))
    return paper


@pytest.mark.parametrize("turned_deg", [0.0, 17.0, 45.0])
def test_fields_bounded_by_dots_are_closed(turned_deg: float) -> None:
    dotted = parcels(turned_deg)
    assert faces(dotted) == 1
    assert faces(joined(dotted, DPI)) == 4


def test_the_line_lies_on_its_dots() -> None:
    paper = page()
    row(paper, (100.0, 300.0), (700.0, 380.0))
    drawn = joined(paper, DPI)
    y, x = np.nonzero((drawn < 128) & (paper >= 128))
    off = np.abs(300 + (x - 100) * 80 / 600 - y)
    assert len(y) > 600 and off.max() <= RADIUS + 0.5  # ends are whole pixels


def test_a_side_of_a_few_dots_between_two_rows_is_closed() -> None:
    paper = page()
    row(paper, (100.0, 300.0), (700.0, 300.0))
    row(paper, (100.0, 345.0), (700.0, 345.0))
    for x in (100.0, 400.0, 700.0):
        row(paper, (x, 312.0), (x, 333.0))
    assert faces(joined(paper, DPI)) == 3


@pytest.mark.parametrize("per_mm2", [0.05, 0.3, 1.0])
def test_specks_are_joined_to_nothing(per_mm2: float) -> None:
    paper, rng = page(1800), np.random.default_rng(5)
    for x, y in rng.uniform(0, 1800, (round(per_mm2 * (1800 / DPI * 25.4) ** 2), 2)):
        dot(paper, x, y)
    assert np.array_equal(joined(paper, DPI), paper)


def test_a_row_is_found_among_specks() -> None:
    paper, rng = page(1800), np.random.default_rng(6)
    for x, y in rng.uniform(0, 1800, (1500, 2)):
        dot(paper, x, y)
    row(paper, (200.0, 900.0), (1600.0, 960.0))
    assert (joined(paper, DPI) != paper).sum() > 1400


def test_a_field_of_dots_is_no_line() -> None:
    paper = page()
    for x in range(200, 600, STEP):
        for y in range(200, 600, STEP):
            dot(paper, x, y)
    assert np.array_equal(joined(paper, DPI), paper)


@pytest.mark.parametrize(("dots", "is_line"), [(4, False), (5, True)])
def test_a_row_has_five_dots(dots: int, is_line: bool) -> None:
    paper = page()
    row(paper, (300.0, 300.0), (300.0 + STEP * (dots - 1), 300.0))
    assert (joined(paper, DPI) != paper).any() == is_line


@pytest.mark.parametrize(("gap_mm", "is_line"), [(1.95, True), (2.05, False)])
def test_dots_farther_apart_than_any_gap_of_a_line_are_none(gap_mm: float, is_line: bool) -> None:
    paper = page()
    row(paper, (100.0, 300.0), (700.0, 300.0), gap_mm * DPI / 25.4)
    assert (joined(paper, DPI) != paper).any() == is_line


def test_letters_and_dashes_are_left_alone() -> None:
    paper = page()
    for line in range(6):
        cv2.putText(paper, "111 iiii . 1 li11 1111", (60, 100 + 60 * line), cv2.FONT_HERSHEY_PLAIN, 1.6, 0, 1)
    for x in range(60, 700, 18):
        cv2.line(paper, (x, 600), (x + 11, 600), 0, 2)
    assert np.array_equal(joined(paper, DPI), paper)
