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
    ditch, beyond = plot(0, 0, 100, 1), plot(0, 2, 100, 30)
    over_the_road = ditch.union(plot(0, 0, 60, 2))
    neighbours = np.array([beyond, None], dtype=object)[:1]
    assert not twists._clearly_better(over_the_road, ditch, neighbours, 0.6)


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
