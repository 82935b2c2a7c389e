from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from pipeline.delivery.charts import area_scatter, commune_map, residual_plot
from pipeline.model import Commune


def test_map_has_a_path_for_each_sheet_and_status_with_every_parcel(commune: Commune) -> None:
    chart = commune_map(commune)
    assert chart is not None
    kinds = {(parcel.sheet, parcel.status) for parcel in commune.parcels}
    assert len(chart.shapes) == len(kinds) and len(chart.frames) == 2
    assert sum(shape.path.count("M") for shape in chart.shapes) == len(commune.parcels)
    assert [label.text for label in chart.labels] == ["1", "2"]


def test_map_has_north_up_and_its_bar_to_scale(commune: Commune) -> None:
    chart = commune_map(replace(commune, parcels=commune.parcels[:1]))
    assert chart is not None
    start = re.match(r"M(\d+) (\d+)", chart.shapes[0].path)
    assert start is not None and int(start[2]) < chart.height / 2  # the first parcel lies in the north-west
    assert chart.bar / chart.bar_m == pytest.approx(chart.width / (2 * 101.6), rel=0.01)


def test_nothing_placed_gives_no_charts(empty_commune: Commune, commune: Commune) -> None:
    assert commune_map(empty_commune) is None and area_scatter(()) is None
    assert residual_plot(commune.sheets[-1]) is None


def test_arrows_point_from_where_a_point_should_be_to_where_the_fit_puts_it(commune: Commune) -> None:
    sheet = commune.sheets[0]
    moved = [replace(point) for point in sheet.points]
    easting = moved[4].easting_m
    assert easting is not None
    moved[4] = replace(moved[4], easting_m=easting - 1.0, used=False)
    plot = residual_plot(replace(sheet, points=tuple(moved)))
    assert plot is not None and len(plot.arrows) == len(moved)
    arrow = plot.arrows[4]
    assert arrow.dx == pytest.approx(60, abs=0.2) and abs(arrow.dy) < 5 and not arrow.used
    others = [np.hypot(each.dx, each.dy) for each in plot.arrows if each.used]
    assert 5 < max(others) < 34.1  # the wild point does not make the others invisible
    assert plot.bar == pytest.approx(34) and plot.bar_m == 0.15


def test_a_coordinate_that_is_not_known_has_no_arrow(commune: Commune) -> None:
    plot = residual_plot(commune.sheets[0])
    assert plot is not None and plot.arrows[-1].dy == 0.0


def test_scatter_counts_what_can_be_compared_and_what_agrees(commune: Commune) -> None:
    scatter = area_scatter(commune.parcels)
    assert scatter is not None
    assert (scatter.compared, scatter.agreeing) == (30, 28)
    dots = {dot.status: dot.path.count("M") for dot in scatter.dots}
    assert dots == {"khop": 1, "chap_nhan": 1, "can_kiem_tra": 2}
