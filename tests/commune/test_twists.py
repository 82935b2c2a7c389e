from __future__ import annotations

import numpy as np
import pytest
import shapely
from commune_inputs import grid, piece, plot
from shapely.geometry import Polygon

from pipeline.commune import rings, twists


@pytest.mark.parametrize("place", range(4))
def test_a_bow_tie_covers_the_ground_that_its_neighbours_leave(place: int) -> None:
    polygons = grid()
    corners = shapely.get_coordinates(polygons[8].exterior)[:-1]
    following = (place + 1) % 4
    corners[[place, following]] = corners[[following, place]]
    pieces = [piece(polygon) for polygon in polygons]
    pieces[8] = piece(Polygon(corners))
    mended = twists.untwisted(pieces)[8].polygon
    assert mended.is_valid
    assert mended.symmetric_difference(polygons[8]).area < 1e-6


def test_a_corner_in_the_wrong_place_of_the_order_comes_back() -> None:
    """Valid though it is: the outline runs on to the corner and back to the vertex before it."""
    west = plot(0, 0, 20, 30)
    x, y = west.bounds[:2]
    right = Polygon([(x + 20, y), (x + 40, y), (x + 40, y + 20), (x + 40.05, y + 30), (x + 20, y + 30)])
    wrong = Polygon([(x + 20, y), (x + 40, y), (x + 40.05, y + 30), (x + 40, y + 20), (x + 20, y + 30)])
    around = [west, plot(40.1, 0), plot(20, 30.1, 20, 30), plot(20, -30, 20, 30)]
    mended = twists.untwisted([piece(wrong), *map(piece, around)])[0].polygon
    assert mended.symmetric_difference(right).area < 1


def test_a_corner_at_a_road_comes_back_where_the_outline_runs_out_and_back() -> None:
    """No neighbour follows the two sides that are missing; the folded outline is a quarter longer."""
    south = plot(0, -30, 40, 30)
    x, y = south.bounds[0], south.bounds[3]
    right = Polygon([(x, y), (x + 20, y + 0.05), (x + 40, y), (x + 40, y + 30), (x, y + 30)])
    wrong = Polygon([(x, y), (x + 40, y), (x + 20, y + 0.05), (x + 40, y + 30), (x, y + 30)])
    assert wrong.is_valid and wrong.area < 0.8 * right.area
    mended = twists.untwisted([piece(wrong), piece(south)])[0].polygon
    assert mended.equals(right)


def test_a_valid_outline_never_takes_a_longer_way_along_lines_beyond_the_road() -> None:
    """A ditch with a bend at a narrow path: over the path lie the neighbours' lines."""
    x, y = plot(0, 0).bounds[:2]
    north = [(-55.7, -2.4), (19.5, 2.7), (93.7, 1.6), (159.1, 4.9)]
    east = [(159.2, 3.7), (159.1, 3.5), (140.9, 2.8), (130.9, 2.5), (129.2, 2.4), (115.5, 1.5), (111.3, 1.3)]
    south = [(93.4, 0.4), (87.9, 0.5), (87.1, 0.8), (71.1, 0.9), (59.9, 1.0), (51.1, 0.9), (19.6, 1.4)]
    west = [(8.1, 0.7), (0.0, 0.0), (-20.0, -1.2), (-44.9, -2.9), (-55.4, -3.7), (-55.3, -3.7)]
    ditch = Polygon([(x + a, y + b) for a, b in [*north, *east, *south, *west]])
    over = [(a, b + 0.9) for a, b in north]
    beyond = Polygon([(x + a, y + b) for a, b in [*over, (159, 40), (-55, 40)]])
    given = [piece(ditch), piece(beyond)]
    assert twists.untwisted(given)[0] is given[0]


def test_a_fold_that_a_neighbour_follows_stays() -> None:
    x, y = plot(0, 0).bounds[:2]
    folded = [(x + 40, y + 30), (x + 22, y + 30), (x + 33, y + 16), (x + 10, y + 24)]
    bay = Polygon([(x, y), (x + 40, y), *folded, (x, y + 30)])
    given = [piece(bay), piece(Polygon(folded[1:]))]
    assert rings.have_folds(np.array([bay, None], dtype=object)[:1]).all()
    assert twists.untwisted(given)[0] is given[0]


def test_what_is_in_order_is_returned_as_it_is() -> None:
    pieces = [piece(polygon) for polygon in grid()]
    sharp = piece(Polygon([(0, 0), (30, 1.0), (0, 2.0)]))
    assert all(a is b for a, b in zip(twists.untwisted([*pieces, sharp]), [*pieces, sharp], strict=True))
