from __future__ import annotations

import numpy as np
import pytest
import shapely
from drawn_maps import SIDE_M, lines

from pipeline.vectors.linework import REACH_MM, SAME_M, close

SCALE = 1000
REACH_M = REACH_MM * SCALE / 1000


def _areas(drawn: list[np.ndarray]) -> list[float]:
    return sorted(round(float(face.area), 1) for face in close(drawn, SCALE).polygons)


def _with_middle(start_north_m: float) -> list[np.ndarray]:
    """Two squares whose common line begins so far north of the line that it should begin on."""
    drawn = lines(2, 1)
    middle = drawn[3].copy()
    middle[0, 1] += start_north_m
    return [*drawn[:3], middle, *drawn[4:]]


@pytest.mark.parametrize(
    ("start_north_m", "faces"),
    [(0.0, 2), (REACH_M - 0.01, 2), (REACH_M + 0.01, 1), (-REACH_M + 0.01, 2), (-5.0, 2)],
)
def test_an_end_is_led_to_its_line_within_the_reach(start_north_m: float, faces: int) -> None:
    assert len(close(_with_middle(start_north_m), SCALE).polygons) == faces


def test_lines_that_cross_without_a_vertex_close() -> None:
    assert _areas(lines()) == [400.0] * 6


def test_no_vertex_of_a_sound_drawing_moves() -> None:
    drawn = lines()
    faces = close(drawn, SCALE)
    assert faces.repairs.ends_joined == faces.repairs.tails_cut == 0
    given = shapely.union_all([shapely.LineString(line) for line in drawn])
    for face in faces.polygons:
        assert face.exterior.hausdorff_distance(face.exterior.intersection(given.buffer(0.001))) < 0.001


def test_a_tail_beyond_its_line_is_cut_and_a_line_drawn_twice_counts_once() -> None:
    faces = close([*_with_middle(-0.2), lines(2, 1)[0]], SCALE)
    assert len(faces.polygons) == 2 and faces.repairs.tails_cut == 1 and faces.repairs.repeated == 1


def test_corners_written_twice_are_one() -> None:
    sides = [((0, 0), (20, 0)), ((20.015, 0), (20, 20)), ((20, 20), (0, 0))]
    (area,) = _areas([np.array(side, np.float64) for side in sides])
    assert area == pytest.approx(200.0, abs=0.3)


def test_a_boundary_drawn_in_one_go_that_all_but_comes_round_closes() -> None:
    ring = np.array([[0, 0], [SIDE_M, 0], [SIDE_M, SIDE_M], [0, SIDE_M], [0, 0.2]])
    assert len(close([ring], SCALE).polygons) == 1


def test_two_lines_that_meet_short_of_a_third_are_led_to_it_only_where_corners_are_asked_for() -> None:
    third = np.array([[0.0, 0.0], [40.0, 0.0]])
    corner = [np.array([[0.0, 20.0], [20.0, 0.12]]), np.array([[20.0, 0.12], [40.0, 20.0]])]
    drawn = [third, *corner, np.array([[0.0, 0.0], [0.0, 20.0]]), np.array([[40.0, 0.0], [40.0, 20.0]])]
    assert len(close(drawn, SCALE).polygons) == 1
    assert len(close(drawn, SCALE, corners=True).polygons) == 2


def test_nothing_encloses_nothing() -> None:
    assert close([], SCALE).polygons == () and close([np.zeros((2, 2))], SCALE).polygons == ()


def test_a_copy_that_lies_beside_its_line_opens_no_needle() -> None:
    """Neighbours drew their common side each, one of them half a centimetre off and only a part of it."""
    upper = np.array([[5.0, 20.0], [5.0, 0.005], [20.0, 0.005], [20.0, 20.0], [5.0, 20.0]])
    lower = np.array([[0.0, 0.0], [30.0, 0.0], [30.0, -20.0], [0.0, -20.0], [0.0, 0.0]])
    assert _areas([upper, lower]) == [299.9, 600.1]


@pytest.mark.parametrize(("off_m", "sides"), [(SAME_M - 0.001, 4), (SAME_M + 0.001, 3)])
def test_a_line_is_led_through_a_vertex_only_where_it_is_the_same_point(off_m: float, sides: int) -> None:
    triangle = np.array([[0.0, 0.0], [40.0, 0.0], [20.0, 30.0], [0.0, 0.0]])
    house = np.array([[20.0, -off_m], [25.0, -10.0], [15.0, -10.0], [20.0, -off_m]])
    faces = close([triangle, house], SCALE).polygons
    (face,) = [face for face in faces if face.area > 500]
    assert len(face.exterior.coords) - 1 == sides
