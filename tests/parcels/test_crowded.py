"""Land of several parcels, parted where the line between them is interrupted."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.model import Label, Reading
from pipeline.parcels import crowded
from pipeline.parcels.faces import find_faces

DPI = 254.0  # ten pixels to the millimetre
M2 = 0.01  # of ground to a pixel, so a square millimetre is a square metre
SIDE = 400


def label(x: float, y: float, number: int, area: float, sure: bool = True) -> Label:
    read = Reading(number, str(number), 0.99, agreed=sure), Reading(area, f"{area:.1f}", 0.99, agreed=sure)
    return Label((x, y), (x - 5, y - 5, x + 5, y + 5), 0.0, "full", *read, Reading("LUC", "LUC", 0.9))


def two_plots(gap_px: int) -> np.ndarray:
    """Ink of two plots of 40 mm by 40 side by side; the line between them lacks ``gap_px`` in its middle."""
    ink = np.zeros((SIDE + 20, 2 * SIDE + 20), np.bool_)
    ink[8:12, 8:-8] = ink[-12:-8, 8:-8] = ink[8:-8, 8:12] = ink[8:-8, -12:-8] = True
    ink[8:-8, SIDE + 8 : SIDE + 12] = True
    middle = ink.shape[0] // 2
    ink[middle - gap_px // 2 : middle + gap_px // 2, SIDE + 8 : SIDE + 12] = False
    return ink


def parted(gap_px: int, labels: list[Label]) -> bool:
    """Whether both plots have a number of their own after, of those that were one before."""
    ink = two_plots(gap_px)
    faces, _ = find_faces(ink, np.zeros_like(ink), DPI)
    left, right = (200, 200), (200, SIDE + 200)
    assert faces[left] == faces[right]
    made = crowded.part(faces, labels, ink, 1, M2, DPI)
    assert (made[faces != faces[left]] == faces[faces != faces[left]]).all()
    return bool(made[left] != made[right])


BOTH = [label(200, 200, 1, 1600.0), label(SIDE + 200, 200, 2, 1600.0)]


@pytest.mark.parametrize(("gap_px", "found"), [(70, True), (112, True), (132, False)])
def test_a_line_interrupted_for_up_to_twelve_millimetres_parts_two_parcels(gap_px: int, found: bool) -> None:
    assert parted(gap_px, BOTH) is found


def test_where_the_line_is_interrupted_the_parts_meet_in_its_middle() -> None:
    ink = two_plots(80)
    faces, _ = find_faces(ink, np.zeros_like(ink), DPI)
    made = crowded.part(faces, BOTH, ink, 1, M2, DPI)
    left = made == made[200, 200]
    ends = [int(np.flatnonzero(row)[-1]) for row in left[170:250]]
    assert max(abs(end - (SIDE + 10)) for end in ends) <= 25  # 2.5 mm of a gap of 8


@pytest.mark.parametrize(
    "labels",
    [
        BOTH[:1],  # one parcel
        [BOTH[0], label(SIDE + 200, 200, 1, 1600.0)],  # its number twice
        [label(200, 200, 1, 3200.0), label(SIDE + 200, 200, 2, 40.0)],  # all of it is said to be one parcel
        [label(200, 200, 1, 1600.0), label(SIDE + 200, 200, 2, 2200.0)],  # more than there is
        [BOTH[0], label(SIDE + 200, 200, 2, 1600.0, sure=False)],  # a number that was not read surely
    ],
)
def test_land_that_is_not_surely_of_several_parcels_stays_whole(labels: list[Label]) -> None:
    assert not parted(80, labels)


def test_roads_and_margins_without_parcels_stay_as_they_are() -> None:
    faces = np.ones((50, 50), np.int32)
    road = Label(
        (9, 9), (4, 4, 14, 14), 0.0, "code", Reading(None), Reading(None), Reading("DGT", "DGT", 0.9)
    )
    assert (crowded.part(faces, [road, road], np.zeros((50, 50), np.bool_), 1, M2, DPI) == faces).all()
