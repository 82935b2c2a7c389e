import numpy as np
import pytest
import shapely

from synthetic.cutting import width_m
from synthetic.fabric import Plan, make_fabric
from synthetic.old_sheets.layouts import LAYOUTS, with_slivers

WINDOW = (413_000.0, 2_365_000.0, 413_300.0, 2_365_300.0)


@pytest.mark.parametrize("name", LAYOUTS)
def test_plots_are_a_coverage_without_slivers(name):
    fabric = make_fabric(WINDOW, Plan(), np.random.default_rng(3), LAYOUTS[name])
    land = [plot.polygon for plot in fabric.plots]
    assert len(land) > 30
    assert shapely.coverage_is_valid(land)
    assert all(polygon.is_valid for polygon in land)
    thin = [width_m(plot.polygon) < 2.0 for plot in fabric.plots if plot.use != "pond"]
    assert sum(thin) <= 0.02 * len(thin)


def test_the_same_seed_lays_out_the_same_land():
    mixed = LAYOUTS["mixed, curved"]
    first, second = (make_fabric(WINDOW, Plan(), np.random.default_rng(5), mixed) for _ in "ab")
    assert [plot.polygon.wkb for plot in first.plots] == [plot.polygon.wkb for plot in second.plots]


def test_roads_curve():
    straight = make_fabric(WINDOW, Plan(), np.random.default_rng(3), LAYOUTS["strips"])
    curved = make_fabric(WINDOW, Plan(), np.random.default_rng(3), LAYOUTS["strips, curved"])
    for one, other in zip(straight.corridors, curved.corridors, strict=True):
        assert len(other.axis.coords) > 3 * len(one.axis.coords)
        assert shapely.hausdorff_distance(one.axis, other.axis) > 5


def test_strips_are_long_and_narrow():
    def slimness(name):
        fabric = make_fabric(WINDOW, Plan(village=0.1), np.random.default_rng(3), LAYOUTS[name])
        return np.median([width_m(plot.polygon) / np.sqrt(plot.polygon.area) for plot in fabric.plots])

    assert slimness("strips") < slimness("irregular, curved") - 0.1


def test_a_sliver_joins_the_neighbour_with_the_longest_common_side():
    west, north = shapely.box(0, 0, 10, 10), shapely.box(10, 10, 30, 20)
    sliver, lost = shapely.box(10, 9, 30, 10), shapely.box(50, 50, 60, 51)
    joined = with_slivers([west, north], [sliver, lost])
    assert joined[0].equals(west)
    assert joined[1].equals(shapely.box(10, 9, 30, 20))
