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
