"""Houses that close pieces of land."""

import numpy as np

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
