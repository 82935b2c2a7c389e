from __future__ import annotations

import pytest
import shapely
from commune_inputs import grid, piece, plot
from shapely.geometry import Polygon

from pipeline.commune import twists


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


def test_what_is_in_order_is_returned_as_it_is() -> None:
    pieces = [piece(polygon) for polygon in grid()]
    sharp = piece(Polygon([(0, 0), (30, 1.0), (0, 2.0)]))
    assert all(a is b for a, b in zip(twists.untwisted([*pieces, sharp]), [*pieces, sharp], strict=True))
