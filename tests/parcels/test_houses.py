"""Houses that close pieces of land."""

import numpy as np
import pytest

from pipeline.model import Label, Reading
from pipeline.parcels import houses
from pipeline.parcels.faces import Merger, find_borders
from pipeline.parcels.houses import linked, with_land
from pipeline.parcels.pieces import Pieces

MOST_PX = 10_000.0


def land(ink_share: float = 1.0) -> Pieces:
    """A parcel (1) with a house (2), its neighbours (3, 4), a road (5); the share of ink in its walls."""
    faces = np.full((160, 260), 5, np.int32)
    faces[10:120, 10:90], faces[10:120, 90:170], faces[10:120, 170:250] = 1, 3, 4
    faces[30:80, 30:70] = 2
    ink = np.ones(faces.shape, np.bool_)
    ink[25:85, 25:75] = np.arange(60)[:, None] % 10 < 10 * ink_share
    return Pieces(
        faces,
        1,
        Merger(find_borders(faces, ink), np.bincount(faces.ravel())),
        ink,
        ink,
        (),
        frozenset(),
        None,
    )


def test_a_house_belongs_to_the_land_around_it():
    assert with_land(land(), {1, 2, 3, 4, 5}, MOST_PX) == {1: 1, 2: 1}


def test_parcels_side_by_side_are_no_houses():
    link = linked(land(), {1, 2, 3, 4})
    assert link(2, 1) and link(1, 2)
    assert not link(1, 3) and not link(3, 4)


def test_a_piece_with_a_label_of_its_own_is_no_house():
    assert with_land(land(), {1, 3, 4, 5}, MOST_PX) == {}


def test_land_and_houses_are_no_larger_than_parcels():
    assert with_land(land(), {1, 2, 3, 4, 5}, 8000.0) == {}


def test_walls_thinner_than_boundaries_link_a_house_at_the_boundary():
    pieces = land(ink_share=0.5)
    pieces.faces[30:80, 10:70] = 2  # against the western boundary
    merger = Merger(find_borders(pieces.faces, pieces.ink), np.bincount(pieces.faces.ravel()))
    pieces = Pieces(pieces.faces, 1, merger, pieces.ink, pieces.ink, (), frozenset(), None)
    assert linked(pieces, {1, 2, 3, 4})(1, 2)


def standing(pieces: Pieces, *labels: Label, free: frozenset[int] = frozenset({1, 2, 3, 4})) -> set[int]:
    """The pieces that stand when houses have joined their land; the parcel has 8,800 m², its house 2,000."""
    houses.settle(pieces, labels, free, 1.0, 6.0)
    return set(pieces.merger.standing())


def label(x: float, y: float, number: int | None, area: float | None = None, sure: bool = True) -> Label:
    text = "" if area is None else str(area)
    read = Reading(number, str(number), 0.99, agreed=True), Reading(area, text, 0.99, agreed=sure)
    box = (x - 5, y - 5, x + 5, y + 5)
    return Label((x, y), box, 0.0, "number" if area is None else "full", *read, Reading(None))


def at_the_boundary() -> Pieces:
    """The house (2) with one wall on the western boundary."""
    faces = land().faces
    faces[30:80, 10:70] = np.where(faces[30:80, 10:70] == 2, 1, faces[30:80, 10:70])
    faces[30:80, 10:50] = 2
    return drawn(faces)


def drawn(faces: np.ndarray) -> Pieces:
    """Pieces with ink on all their borders; numbers below 6 that no pixel bears stand too."""
    ink = np.ones(faces.shape, np.bool_)
    sizes = np.bincount(faces.ravel(), minlength=6)
    return Pieces(faces, 1, Merger(find_borders(faces, ink), sizes), ink, ink, (), frozenset(), None)


HOUSE, YARD, BESIDE = (40.0, 50.0), (80.0, 100.0), (130.0, 60.0)


@pytest.mark.parametrize("place", [HOUSE, YARD])
@pytest.mark.parametrize("plot", [land, at_the_boundary])
def test_a_number_names_the_house_and_the_land_around_it(plot, place):
    assert standing(plot(), label(*place, 7)) == {1, 3, 4, 5}


def test_a_house_and_its_land_that_name_two_parcels_stay_apart():
    assert standing(land(), label(*HOUSE, 7), label(*YARD, 8)) == {1, 2, 3, 4, 5}


def test_a_number_that_is_the_area_of_both_names_no_parcel():
    assert standing(land(), label(*HOUSE, 7), label(*YARD, 8800)) == {1, 3, 4, 5}


def test_land_whose_printed_area_is_its_own_takes_no_house_in():
    assert standing(land(), label(*YARD, 7, 6800.0)) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("place", [HOUSE, YARD])
def test_land_that_was_read_whole_takes_nothing_in(place):
    assert standing(land(), label(*place, 7), free=frozenset({2, 3, 4})) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("width", [10, 20, 40])
def test_a_parcel_beside_the_one_that_is_named_is_no_house(width: int):
    faces = np.full((120, 180), 5, np.int32)
    faces[10:110, 100 - width : 100], faces[10:110, 100:170] = 1, 3
    assert standing(drawn(faces), label(*BESIDE, 7), free=frozenset({1, 3})) == {1, 2, 3, 4, 5}


def test_what_a_printed_area_lacks_is_found_though_it_was_not_read_surely():
    faces = land().faces
    faces[30:80, 60:70] = 1
    faces[10:120, 70:90] = 6
    stated = label(15.0, 15.0, 7, 8790.0, sure=False)
    assert standing(drawn(faces), stated, free=frozenset({1, 2, 3, 6})) == {1, 3, 4, 5}


def test_an_area_that_makes_a_parcel_up_of_parts_is_remembered():
    faces = land().faces
    faces[30:80, 60:70] = 1
    faces[10:120, 70:90] = 6
    made = drawn(faces)
    houses.settle(made, [label(15.0, 15.0, 7, 8790.0, sure=False)], {1, 2, 3, 6}, 1.0, 6.0)
    assert made.merger.find(6) == 1 and made.merger.by_area == {1}


def test_a_parcel_that_is_cut_by_the_frame_is_not_made_up_by_what_lies_beside_it():
    faces = land().faces[10:]
    faces[20:70, 60:70] = 1
    faces[:110, 70:90] = 6
    stated = label(15.0, 15.0, 7, 8790.0, sure=False)
    assert standing(drawn(faces), stated, free=frozenset({1, 2, 3, 6})) == {1, 3, 4, 5, 6}


def test_the_part_of_a_parcel_that_the_frame_cuts_off_is_no_house_of_the_land_around_it():
    faces = land().faces[30:]
    cut, named = drawn(faces), label(50.0, 25.0, 7)
    assert standing(cut, free=frozenset({1, 2})) == {1, 2, 3, 4, 5}
    assert standing(cut, named, free=frozenset({1, 2})) == {1, 3, 4, 5}


def test_a_road_takes_no_house_in():
    faces = np.full((60, 900), 1, np.int32)
    faces[20:60, 400:440] = 2
    faces = np.pad(faces, 5, constant_values=3)
    assert standing(drawn(faces), label(425.0, 45.0, 7), free=frozenset({1, 2})) == {1, 2, 3, 4, 5}
