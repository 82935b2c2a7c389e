from __future__ import annotations

import numpy as np
from shapely.geometry import Polygon

from pipeline.commune.edge_lengths import misfit_m

PLOT = Polygon([(0, 0), (10, 0), (10, 20), (0, 20)])
WITH_MORE = Polygon([(0, 0), (4, 0.02), (10, 0), (10, 20), (5, 20), (0, 20)])


def test_any_first_corner_either_way_and_corners_between() -> None:
    for lengths in ([10, 20, 10, 20], [20, 10, 20, 10]):
        assert misfit_m(PLOT, np.array(lengths, float)) < 1e-9
        assert misfit_m(WITH_MORE, np.array(lengths, float)) < 0.01


def test_a_wrong_edge_shows_and_too_few_corners_fit_nothing() -> None:
    assert abs(misfit_m(PLOT, np.array([10.0, 20.0, 13.0, 20.0])) - 3.0) < 1e-9
    assert misfit_m(PLOT, np.array([5.0, 5.0, 20.0, 10.0, 20.0])) == float("inf")


def test_order_counts() -> None:
    kite = Polygon([(0, 0), (8, 0), (10, 15), (0, 20)])
    edges = np.hypot(*np.diff(np.array(kite.exterior.coords), axis=0).T)
    assert misfit_m(kite, edges) < 1e-9
    assert misfit_m(kite, edges[::-1]) < 1e-9
    assert misfit_m(kite, edges[[1, 0, 2, 3]]) > 1.0
