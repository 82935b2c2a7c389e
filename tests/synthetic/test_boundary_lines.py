from __future__ import annotations

import numpy as np
import pytest
import shapely

from synthetic.boundary_lines import PARCEL, ROAD, WATER, boundary_lines, edges_of
from synthetic.commune import Order, make_land
from synthetic.line_flaws import flawed, missing_edges

LAND = make_land(Order("09208", seed=5, sheets=1, plots=0.4))
PLOTS = tuple(plot for plot in LAND.fabric.plots if plot.use != "way")


def _lines(without: set = frozenset()):  # type: ignore[assignment]
    return boundary_lines(PLOTS, LAND.fabric, set(without), np.random.default_rng(1))


def test_lines_cover_every_boundary_and_nothing_else() -> None:
    drawn = shapely.union_all([shapely.LineString(line.points) for line in _lines()])
    edges = shapely.union_all([plot.polygon.boundary for plot in PLOTS])
    assert drawn.hausdorff_distance(edges) < 0.01
    assert drawn.length == pytest.approx(edges.length, rel=1e-4)


def test_lines_pass_junctions_and_lie_on_the_levels_of_what_they_bound() -> None:
    lines = _lines()
    assert {line.level for line in lines} == {PARCEL, ROAD, WATER}
    assert len(lines) < len(edges_of(PLOTS)) / 2
    assert sum(len(line.points) - 1 for line in lines) < len(edges_of(PLOTS))  # vertices left out


def test_a_careful_hand_leaves_lines_as_they_are() -> None:
    lines, flaws = flawed(_lines(), "clean", 1000, np.random.default_rng(2))
    assert not flaws and len(lines) == len(_lines())


def test_a_careless_hand_makes_every_flaw_none_larger_than_the_eye_overlooks() -> None:
    _, flaws = flawed(_lines(), "heavy", 1000, np.random.default_rng(2))
    made = {flaw.flaw for flaw in flaws}
    assert {"undershoot", "overshoot", "gap", "duplicate", "near_duplicate", "stray"} <= made
    assert max(flaw.size_m for flaw in flaws if flaw.flaw == "undershoot") <= 0.26


def test_what_nobody_drew_lies_between_its_pairs() -> None:
    edges, pairs = missing_edges(PLOTS, "heavy", np.random.default_rng(3))
    lengths = [shapely.intersection(a.polygon, b.polygon).length for a, b in pairs]
    left_out_m = sum(float(np.hypot(*np.subtract(a, b))) / 100 for a, b in edges)
    assert pairs and left_out_m == pytest.approx(sum(lengths), abs=0.1)
