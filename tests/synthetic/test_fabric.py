import numpy as np
import pytest
import shapely

from synthetic.fabric import Plan, make_fabric
from synthetic.frame import Frame
from synthetic.numbering import number_plots

WINDOW = (413_000.0, 2_365_000.0, 413_400.0, 2_365_300.0)


@pytest.fixture(scope="module")
def fabric():
    return make_fabric(WINDOW, Plan(), np.random.default_rng(3))


def test_plots_are_a_coverage_inside_the_outline(fabric):
    land = [plot.polygon for plot in fabric.plots]
    assert len(land) > 60
    assert shapely.coverage_is_valid(land)
    assert all(polygon.is_valid and polygon.geom_type == "Polygon" for polygon in land)
    assert shapely.union_all(land).difference(fabric.outline.buffer(0.02)).area < 0.5
    assert shapely.box(*WINDOW).contains(fabric.outline)


def test_coordinates_are_whole_centimetres(fabric):
    points = shapely.get_coordinates([plot.polygon for plot in fabric.plots])
    assert np.abs(points * 100 - np.round(points * 100)).max() < 1e-3


def test_a_pond_is_a_plot_in_the_hole_of_another(fabric):
    ponds = [plot for plot in fabric.plots if plot.use == "pond"]
    assert ponds
    for pond in ponds:
        hole = shapely.Polygon(pond.polygon.exterior)
        around = [
            plot
            for plot in fabric.plots
            if any(shapely.Polygon(ring).equals(hole) for ring in plot.polygon.interiors)
        ]
        assert len(around) == 1


def test_roads_and_canals_are_left_open(fabric):
    for way in fabric.corridors:
        middle = way.axis.intersection(fabric.outline.buffer(-5))
        if not middle.is_empty:
            assert fabric.open_land.buffer(0.05).contains(middle)


def test_same_seed_same_land(fabric):
    again = make_fabric(WINDOW, Plan(), np.random.default_rng(3))
    assert [plot.polygon.wkb for plot in again.plots] == [plot.polygon.wkb for plot in fabric.plots]
    assert [plot.owner for plot in again.plots] == [plot.owner for plot in fabric.plots]


def test_numbers_run_from_the_north_on_every_sheet(fabric):
    frames = {
        7: Frame(413_000, 2_365_300, 200, 300, 1000, ""),
        8: Frame(413_200, 2_365_300, 200, 300, 1000, ""),
    }
    plots = number_plots(fabric.plots, frames)
    assert len(plots) == len(fabric.plots)
    for sheet, frame in frames.items():
        own = {plot.number: plot for plot in plots if plot.sheet == sheet}
        assert sorted(own) == list(range(1, len(own) + 1))
        assert own[1].polygon.bounds[3] == max(plot.polygon.bounds[3] for plot in own.values())
        for plot in own.values():
            assert plot.polygon.intersection(frame.ground).area >= 0.499 * plot.polygon.area
