from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from pipeline.commune import rings

SQUARE = [(0, 0), (20, 0), (20, 10), (20, 20), (0, 20)]


def _mended(shape: shapely.Geometry) -> shapely.Geometry:
    return rings.mended(np.array([shape, None], dtype=object)[:1])[0]


def test_a_bow_tie_is_untwisted_and_keeps_its_ground() -> None:
    twisted = Polygon([(0, 0), (20, 20), (20, 0), (0, 20)])
    mended = _mended(twisted)
    assert mended.is_valid
    assert mended.area == 400


def test_valid_rings_are_returned_as_they_are() -> None:
    square = Polygon(SQUARE)
    assert _mended(square) is square


def test_a_multipolygon_of_one_part_becomes_a_polygon() -> None:
    assert _mended(MultiPolygon([Polygon(SQUARE)])).geom_type == "Polygon"


def test_a_collapsed_ring_becomes_empty() -> None:
    assert _mended(Polygon([(0, 0), (5, 0), (0, 0), (0, 0)])).is_empty


def test_a_spike_goes_and_a_sharp_corner_wider_than_the_gap_stays() -> None:
    spiked = Polygon([(0, 0), (20, 0), (20, 10), (24, 10.1), (20, 10.01), (20, 20), (0, 20)])
    assert rings.without_spikes(spiked, 0.6).bounds == (0, 0, 20, 20)
    sharp = Polygon([(0, 0), (30, 1.5), (0, 3)])
    assert rings.without_spikes(sharp, 0.6) is sharp


def test_a_spike_goes_also_where_its_foot_crosses_the_outline_by_a_hair() -> None:
    """The foot is two points 1 cm apart, of which the second lies on the wrong side of the first."""
    spiked = Polygon([(0, 0), (0, 30), (16, 29), (14, 0), (18, 2), (14.01, 0.01), (7, -0.6)])
    assert not spiked.is_valid
    assert _mended(spiked).area < 1.01 * Polygon([(0, 0), (0, 30), (16, 29), (14, 0), (7, -0.6)]).area


def test_an_edge_on_which_the_outline_turns_back_twice_is_a_fold() -> None:
    folded = Polygon([(0, 0), (40, 0), (20, 0.05), (40, 30), (0, 30)])
    wedge = Polygon([(0, 0), (40, 1), (0, 2)])
    shapes = np.array([folded, wedge, Polygon(SQUARE), MultiPolygon([folded]), None], dtype=object)[:-1]
    assert rings.have_folds(shapes).tolist() == [True, False, False, False]
