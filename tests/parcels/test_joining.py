"""Pieces joined by what their labels say."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.model import Label, Reading
from pipeline.parcels.faces import Merger, find_borders
from pipeline.parcels.joining import join_by_labels, overfull
from pipeline.parcels.pieces import Pieces

PER_MM = 6.0


def pieces(faces: np.ndarray, ink: np.ndarray) -> Pieces:
    merger = Merger(find_borders(faces, ink), np.bincount(faces.ravel()))
    return Pieces(faces, 1, merger, ink, ink, (), frozenset(), None)


def label(x: float, y: float, number: int, area: float, sure: bool = True) -> Label:
    read = Reading(number, str(number), 0.99, agreed=sure), Reading(area, f"{area:.1f}", 0.99, agreed=sure)
    return Label((x, y), (x - 5, y - 5, x + 5, y + 5), 0.0, "full", *read, Reading("ONT", "ONT", 0.9))


def house_in_parcel(island: int = 2) -> np.ndarray:
    faces = np.ones((120, 200), np.int32)
    faces[:, 120:] = 3
    faces[30:80, 30:80] = island
    return np.pad(faces, 5, constant_values=9)


def everywhere(faces: np.ndarray) -> np.ndarray:
    return np.ones(faces.shape, np.bool_)


def test_walls_of_a_house_are_told_by_the_printed_area():
    faces = house_in_parcel()
    land = pieces(faces, everywhere(faces))
    join_by_labels(land, [label(10, 10, 1, 120.0 * 120.0), label(150, 60, 2, 80.0 * 120.0)], 1.0, PER_MM)
    assert land.merger.find(1) == land.merger.find(2) != land.merger.find(3)


def test_parts_that_only_an_area_joins_are_told_but_for_land_within_the_parcel():
    inner = house_in_parcel()
    faces = inner.copy()
    faces[5:35, 125:] = 4
    for drawn, printed, told in ((inner, 120.0 * 120.0, False), (faces, 120.0 * 120.0 + 30.0 * 80.0, True)):
        land = pieces(drawn, everywhere(drawn))
        join_by_labels(land, [label(10, 10, 1, printed)], 1.0, PER_MM)
        assert land.merger.find(1) == land.merger.find(2)
        assert (1 in land.merger.by_area) is told is (land.merger.find(4 if told else 3) == 1)


@pytest.mark.parametrize(("long", "deep", "told"), [(40, 20, False), (40, 10, False), (60, 10, True)])
def test_a_house_at_the_edge_of_its_yard_is_its_land_and_what_lies_along_it_is_not(
    long: int, deep: int, told: bool
) -> None:
    faces = house_in_parcel(1)
    faces[25 : 25 + long, 125 - deep : 125] = 2
    land = pieces(faces, everywhere(faces))
    land.merger.join_by_area(1, [2])
    assert (1 in land.merger.by_area) is told


def test_what_was_joined_by_area_stays_so_when_joined_on_and_in_a_copy_only():
    faces = house_in_parcel()
    land = pieces(faces, everywhere(faces))
    copied = land.merger.copy()
    copied.join_by_area(2, [1])
    copied.join(3, 2)
    assert copied.by_area == {2, 3} and not land.merger.by_area


def test_parcel_at_the_end_of_the_paper_takes_nothing_in():
    faces = house_in_parcel()[5:-5, 5:-5]
    land = pieces(faces, everywhere(faces))
    join_by_labels(land, [label(10, 10, 1, 120.0 * 120.0), label(150, 60, 2, 80.0 * 120.0)], 1.0, PER_MM)
    assert land.merger.find(1) != land.merger.find(2)


def test_pond_beside_a_parcel_that_is_whole_stays():
    faces = house_in_parcel()
    land = pieces(faces, everywhere(faces))
    join_by_labels(land, [label(10, 10, 1, 120.0 * 120.0 - 2500.0)], 1.0, PER_MM)
    assert land.merger.find(1) != land.merger.find(2)


def test_open_border_is_not_joined_beyond_the_printed_area():
    faces = house_in_parcel()
    land = pieces(faces, np.zeros(faces.shape, np.bool_))
    join_by_labels(land, [label(150, 60, 2, 80.0 * 120.0)], 1.0, PER_MM)
    assert land.merger.find(3) not in (land.merger.find(1), land.merger.find(2))


def test_label_that_was_not_read_keeps_no_face_apart():
    faces = np.ones((100, 100), np.int32)
    faces[:, 50:] = 2
    land = pieces(faces, np.zeros(faces.shape, np.bool_))
    unread = Label(
        (75, 50), (70, 45, 80, 55), 0.0, "fraction", Reading(9, "9", 0.4), Reading(None), Reading(None)
    )
    join_by_labels(land, [label(25, 50, 1, 100.0 * 100.0), unread], 1.0, PER_MM)
    assert land.merger.find(1) == land.merger.find(2)


def test_sliver_beside_dashes_joins_its_neighbour():
    faces = np.ones((100, 104), np.int32)
    faces[:, 50:54] = 2
    faces[:, 54:] = 3
    ink = np.ones(faces.shape, np.bool_)
    ink[::4, 48:51] = False
    land = pieces(faces, ink)
    join_by_labels(land, [], 1.0, PER_MM)
    assert land.merger.find(2) == land.merger.find(1) != land.merger.find(3)


def small_parcels_on_large_land(outside: int | None = None) -> tuple[Pieces, list[Label]]:
    """Five parcels of 900 px with their labels, on land of 19,500 px that ends at face 9."""
    faces = np.ones((60, 400), np.int32)
    for place in range(5):
        faces[:30, place * 30 : place * 30 + 30] = place + 2
    land = pieces(np.pad(faces, 5, constant_values=9), everywhere(np.pad(faces, 5)))
    labels = [label(20 + 30 * place, 20, place + 1, 900.0) for place in range(5)]
    return replace(land, outside=outside), labels


@pytest.mark.parametrize(
    ("outside", "area", "sure", "kept"),
    [
        (9, 27000.0, True, True),  # a parcel that the frame cuts
        (9, 27000.0, False, False),
        (9, 12000.0, True, False),  # has less land than is drawn
        (None, 27000.0, True, False),  # lies within the sheet
    ],
)
def test_label_of_a_large_parcel_cut_by_the_frame_is_no_stray(outside, area, sure, kept):
    land, parcels = small_parcels_on_large_land(outside)
    large = label(300, 40, 21, area, sure)
    assert (large in join_by_labels(land, [*parcels, large], 1.0, PER_MM)) is kept


def test_code_of_a_road_larger_than_all_parcels_is_no_stray():
    land, parcels = small_parcels_on_large_land()
    road, field = (
        replace(
            label(300, y, 0, 0.0),
            form="code",
            number=Reading(None),
            area_m2=Reading(None),
            code=Reading(code),
        )
        for y, code in ((30, "DGT"), (50, "LUC"))
    )
    kept = join_by_labels(land, [*parcels, road, field], 1.0, PER_MM)
    assert road in kept and field not in kept


def test_parcel_cut_by_the_frame_takes_nothing_for_the_land_it_lacks():
    faces = house_in_parcel()
    faces[:, :10] = 4
    land = replace(pieces(faces, everywhere(faces)), outside=4)
    join_by_labels(land, [label(20, 10, 1, 110.0 * 120.0)], 1.0, PER_MM)
    assert land.merger.find(1) != land.merger.find(2)


def two_parcels() -> np.ndarray:
    faces = np.ones((100, 100), np.int32)
    faces[:, 40:] = 2
    return np.pad(faces, 5, constant_values=9)


def test_parcels_joined_before_their_labels_were_read_come_apart_with_them():
    faces = two_parcels()
    land = pieces(faces, np.zeros(faces.shape, np.bool_))
    apart = land.copy()
    own = [label(25, 50, 1, 40.0 * 100.0), label(75, 50, 2, 60.0 * 100.0)]
    join_by_labels(land, [], 1.0, PER_MM)
    assert land.merger.find(1) == land.merger.find(2)
    assert overfull(land, own, 1.0)
    join_by_labels(apart, own, 1.0, PER_MM)
    assert apart.merger.find(1) != apart.merger.find(2)
    assert not overfull(apart, own, 1.0)


def test_a_face_is_overfull_from_eight_hundredths_more_than_is_surely_printed():
    faces = two_parcels()
    land = pieces(faces, everywhere(faces))
    assert overfull(land, [label(25, 50, 1, 4000.0 / 1.081)], 1.0)
    assert not overfull(land, [label(25, 50, 1, 4000.0 / 1.079)], 1.0)
    assert not overfull(land, [label(25, 50, 1, 2000.0, sure=False)], 1.0)


def test_a_copy_is_joined_without_the_other():
    faces = two_parcels()
    land = pieces(faces, everywhere(faces))
    other = land.copy()
    other.merger.join(1, 2)
    assert land.merger.find(2) == 2 and 2 in land.merger.meets[1]
    assert other.area_px(1) == land.area_px(1) + land.area_px(2)


@pytest.mark.parametrize(
    ("printed", "joined"),
    [
        (14400.0, True),  # all land about the ring
        (400.0, False),  # a small parcel whose label runs over its edge
        (5000.0, False),  # less than both together
    ],
)
@pytest.mark.parametrize("angle_deg", [0.0, 90.0])
def test_a_ring_about_a_number_is_no_boundary(printed: float, joined: bool, angle_deg: float):
    faces = np.ones((120, 120), np.int32)
    faces[30:50, 40:60] = 2
    land = pieces(np.pad(faces, 5, constant_values=9), everywhere(np.pad(faces, 5)))
    box = (43.0, 35.0, 67.0, 85.0)  # upright however the label is turned
    shown = replace(label(55, 45, 7, printed, sure=False), box_px=box, angle_deg=angle_deg)
    join_by_labels(land, [shown], 1.0, PER_MM)
    assert (land.merger.find(1) == land.merger.find(2)) is joined and not land.merger.by_area


@pytest.mark.parametrize("angle_deg", [0.0, 35.0, 45.0, 55.0, 90.0, -45.0, -60.0, 130.0])
@pytest.mark.parametrize(("high", "joined"), [(28, False), (60, True)])
def test_a_turned_label_lies_where_its_text_does_not_where_its_upright_box_does(
    high: int, joined: bool, angle_deg: float
):
    """A strip 30 wide with its label along it: its neighbours lie in the box, and under a text of 60 only."""
    turn = np.radians(angle_deg)
    rows, columns = np.mgrid[:240, :240]
    off = (rows - 120) * np.cos(turn) - (columns - 120) * np.sin(turn)
    strip = np.where(np.abs(off) <= 15, 1, np.where(off > 0, 2, 3)).astype(np.int32)
    faces = np.pad(strip, 5, constant_values=9)
    cos, sin = np.abs(np.cos(turn)), np.abs(np.sin(turn))
    half = 0.5 * high * np.array([3 * cos + sin, 3 * sin + cos])
    box = (125 - half[0], 125 - half[1], 125 + half[0], 125 + half[1])
    shown = replace(label(125, 125, 7, 57600.0, sure=False), box_px=box, angle_deg=angle_deg)
    land = pieces(faces, everywhere(faces))
    join_by_labels(land, [shown], 1.0, PER_MM)
    assert (land.merger.find(1) == land.merger.find(2) == land.merger.find(3)) is joined
    assert bool(land.merger.by_area) is joined


def test_land_with_a_label_of_its_own_is_not_taken_by_one_that_runs_over_the_boundary():
    faces = np.ones((100, 200), np.int32)
    faces[:, 100:] = 2
    land = pieces(np.pad(faces, 5, constant_values=9), everywhere(np.pad(faces, 5)))
    over = replace(label(100, 50, 1, 20000.0, sure=False), box_px=(95.0, 40.0, 115.0, 60.0))
    join_by_labels(land, [over, label(160, 60, 2, 9000.0, sure=False)], 1.0, PER_MM)
    assert land.merger.find(1) != land.merger.find(2)


def test_a_strip_that_was_cut_is_joined_over_the_whole_cut_not_over_a_gap_in_the_line_beside_it():
    """Two strips side by side, each cut by the ball without ink, a little apart; only the lower parts bear
    labels, and the line between the strips has a gap just where one's lower part meets the other's upper."""
    faces = np.zeros((200, 80), np.int32)
    faces[:95, :40], faces[95:, :40] = 3, 1
    faces[:105, 40:], faces[105:, 40:] = 2, 4
    ink = np.zeros(faces.shape, np.bool_)
    ink[:, 38:42] = True
    ink[94:106, 38:42] = False
    land = pieces(np.pad(faces, 5, constant_values=9), np.pad(ink, 5, constant_values=True))
    labels = [label(25, 150, 1, 8000.0), label(65, 150, 2, 8000.0)]
    join_by_labels(land, labels, 1.0, PER_MM)
    assert land.merger.find(1) == land.merger.find(3) != land.merger.find(2) == land.merger.find(4)


def test_a_label_that_points_elsewhere_takes_nothing_of_the_land_it_stands_on():
    faces = np.ones((100, 200), np.int32)
    faces[:, 100:] = 2
    land = pieces(np.pad(faces, 5, constant_values=9), everywhere(np.pad(faces, 5)))
    led = replace(label(50, 50, 1, 20000.0, sure=False), box_px=(140.0, 40.0, 160.0, 60.0))
    join_by_labels(land, [led], 1.0, PER_MM)
    assert land.merger.find(1) != land.merger.find(2)
