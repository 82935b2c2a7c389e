"""Trapped ball, borders, merging."""

import cv2
import numpy as np
import pytest

from pipeline.parcels.faces import (
    Held,
    Merger,
    find_borders,
    find_faces,
    join_across,
    join_open,
    join_outside,
    outline_support,
)

DPI = 150.0
MM = DPI / 25.4


def grid_ink(gap_px: int = 0) -> np.ndarray:
    """Two rooms side by side, 200 x 200, with a gap in the wall between."""
    ink = np.zeros((260, 460), np.uint8)
    cv2.rectangle(ink, (30, 30), (230, 230), 1, 2)
    cv2.rectangle(ink, (230, 30), (430, 230), 1, 2)
    if gap_px:
        ink[130 - gap_px // 2 : 130 + (gap_px + 1) // 2, 225:236] = 0
    return ink > 0


def faces_of(ink: np.ndarray, silent: np.ndarray | None = None):
    silent = np.zeros_like(ink) if silent is None else silent
    faces, _ = find_faces(ink, silent, DPI)
    return faces, Merger(find_borders(faces, ink), np.bincount(faces.ravel()))


def test_every_pixel_belongs_to_a_face_and_rooms_are_apart():
    faces, _ = faces_of(grid_ink())
    assert faces.min() >= 1
    assert len({int(faces[130, 100]), int(faces[130, 330]), int(faces[5, 5])}) == 3


def test_ball_does_not_pass_a_gap_of_a_millimetre():
    faces, merger = faces_of(grid_ink(gap_px=round(1.0 * MM)))
    left, right = int(faces[130, 100]), int(faces[130, 330])
    assert left != right
    assert merger.support(left, right) > 0.9


def test_a_wall_drawn_with_both_its_sides_closes_land():
    ink = grid_ink()
    ink[31:230, 235] = True
    ink[31:230:12, 229:235] = True  # its cells are smaller than the inside of a letter
    faces, closed = find_faces(ink, np.zeros_like(ink), DPI)
    one, other = int(faces[130, 100]), int(faces[130, 330])
    merger = Merger(find_borders(faces, closed), np.bincount(faces.ravel()))
    join_open(merger, Held({}), None, DPI)
    assert merger.find(one) != merger.find(other)


def test_borders_count_length_and_ink():
    ink = grid_ink()
    faces = np.ones(ink.shape, np.int32)
    faces[:, 230:] = 2
    borders = find_borders(faces, ink)
    assert borders.pairs.tolist() == [[1, 2]]
    assert borders.length.tolist() == [260]
    assert abs(int(borders.inked[0]) - 202) <= 2


def test_joining_keeps_areas_and_borders():
    faces, merger = faces_of(grid_ink())
    left, right, out = int(faces[130, 100]), int(faces[130, 330]), int(faces[5, 5])
    total = merger.areas_px.copy()
    before = merger.meets[out][left][0] + merger.meets[out][right][0]
    merger.join(left, right)
    assert merger.find(right) == left
    assert merger.areas_px[left] == total[left] + total[right]
    assert merger.meets[out][left][0] == before
    assert merger.numbers()[right] == left


def test_two_labelled_faces_stay_apart_and_an_open_leftover_joins():
    ink = np.zeros((200, 400), np.uint8)
    cv2.rectangle(ink, (20, 20), (380, 180), 1, 2)
    ink = ink > 0
    faces = np.ones((200, 400), np.int32)
    faces[20:180, 20:150] = 2
    faces[20:180, 150:170] = 3
    faces[20:180, 170:380] = 4
    merger = Merger(find_borders(faces, ink), np.bincount(faces.ravel()))
    join_open(merger, Held(dict.fromkeys([2, 4], np.inf)), None, DPI)
    assert merger.find(2) != merger.find(4)
    assert merger.find(3) in (merger.find(2), merger.find(4))
    assert merger.find(1) == 1


def test_road_does_not_run_into_open_land_but_a_corner_does():
    faces = np.full((600, 600), 1, np.int32)
    faces[20:580, 20:580] = 2  # open land along the neatline
    faces[100:500, 300:310] = 3  # a road that ends open
    faces[90:100, 300:310] = 4  # a corner at its end
    ink = np.zeros(faces.shape, np.bool_)
    ink[100:500, [299, 300, 309, 310]] = True
    merger = Merger(find_borders(faces, ink), np.bincount(faces.ravel()))
    join_open(merger, Held({}), 1, DPI)
    assert merger.find(4) != 4 or merger.find(3) != 3
    assert merger.find(3) != merger.find(2)


@pytest.mark.parametrize("dashed", [False, True])
def test_roads_with_many_mouths_are_no_corner_of_open_land(dashed: bool):
    """Four mouths of 20 px, or the limit's dashes along a road, are together as long as a corner is open."""
    faces = np.full((600, 600), 1, np.int32)
    faces[20:580, 20:580] = 2  # open land along the neatline
    ink = np.zeros(faces.shape, np.bool_)
    if dashed:
        faces[100:400, 100:120] = 3
        faces[100:400, 60:100] = 4  # parcels on its other side
        ink[100:400:2, 119] = True
        ink[100:400, 99] = ink[[99, 400], 100:120] = True
    else:
        faces[200:380, 210:410] = 4  # parcels around the roads
        faces[200:380, 300:320] = faces[280:300, 210:410] = 3
        ink[200:380, [299, 320]] = ink[[279, 300], 210:410] = True
        ink[faces == 3] = False
    merger = Merger(find_borders(faces, ink), np.bincount(faces.ravel()))
    open_px, area = merger.open_px(2, 3), merger.areas_px[3]
    assert merger.support(2, 3) < 0.6 and 1.5 * merger.mouths_px2(2, 3) < area < 1.5 * open_px**2
    join_open(merger, Held({}), 1, DPI)
    assert merger.find(3) != merger.find(2)


@pytest.mark.parametrize("ways", [(), (2,)])
def test_canal_with_a_code_takes_in_no_road_that_ends_at_it(ways: tuple[int, ...]):
    faces = np.full((600, 600), 1, np.int32)
    faces[300:360, 20:580] = 2  # a canal
    faces[100:300, 300:310] = 3  # a road that ends open
    ink = np.zeros(faces.shape, np.bool_)
    ink[[299, 300, 359, 360]] = True
    ink[299:301, 300:310] = False
    ink[100:300, [299, 300, 309, 310]] = True
    merger = Merger(find_borders(faces, ink), np.bincount(faces.ravel()))
    join_open(merger, Held({}, ways), 1, DPI)
    assert (merger.find(3) == merger.find(2)) == (not ways)


def test_blank_strip_is_outside_and_a_parcel_across_the_frame_stays_whole():
    ink = np.zeros((300, 300), np.uint8)
    cv2.rectangle(ink, (60, 100), (270, 200), 1, 2)  # crosses the neatline at x = 220
    ink = ink > 0
    silent = np.zeros_like(ink)
    silent[:, 219:222] = True
    silent[:, 284:286] = True
    faces, merger = faces_of(ink, silent)
    beyond = {int(face) for face in np.unique(faces[:, 225:]) if (faces[:, :219] == face).sum() < 50}
    edge = [int(face) for face in np.unique(faces[:, -1])]
    outside = join_outside(merger, beyond, edge, DPI)
    join_across(merger, beyond, outside)
    assert merger.find(int(faces[150, 250])) == merger.find(int(faces[150, 100]))
    assert merger.find(int(faces[20, 250])) == outside
    assert merger.find(int(faces[150, 100])) != outside


def test_silent_ink_gives_way_to_ink_beside_it():
    ink = np.zeros((120, 120), np.bool_)
    ink[:, 66:68] = True
    silent = np.zeros_like(ink)
    silent[:, 50:64] = True
    faces, merger = faces_of(ink, silent)
    left, right = int(faces[60, 20]), int(faces[60, 100])
    middle = int(faces[60, 62])
    assert merger.support(middle, right) > 0.9
    assert left == middle or merger.support(left, middle) < 0.1


def test_support_is_the_inked_share_of_an_outline():
    ink = grid_ink()
    faces = np.zeros(ink.shape, np.int32)
    faces[30:231, 30:231] = 1
    assert outline_support(faces, ink)[1] > 0.95
    ink[:130] = False
    assert 0.4 < outline_support(faces, ink)[1] < 0.6
