"""Strips between the commune's limit and the outer edge of the sheets are land of others, and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
import shapely
from commune_inputs import EPSG, UNIT, parcel, plot, sheet_of, sure_label, traced
from shapely.geometry import Polygon

from pipeline.commune import rims
from pipeline.commune.merge import merge_commune
from pipeline.model import Commune, Label, SheetParcels
from pipeline.ways import WIDEST_RIBBON_M

STRIP = plot(100, 497, 300, 3)
BELOW = [plot(100 + 60 * k, 437, 60, 60) for k in range(5)]


def of_strip(strip: Polygon, plots: Sequence[Polygon] = BELOW, label: Label | None = None) -> SheetParcels:
    """Plots, and between them and the edge a strip that tracing took for a road; the rest is of others."""
    named = [parcel(each, sure_label(place, each)) for place, each in enumerate(plots, 1)]
    return traced([*named, parcel(strip, label, "object")])


def objects_of(*sheets: SheetParcels) -> list[float]:
    """Areas (m²) of the roads that are left."""
    return [
        each.polygon.area
        for judged in rims.to_others(sheets, EPSG)
        for each in judged.parcels
        if each.kind == "object"
    ]


def merged(*sheets: SheetParcels) -> Commune:
    return merge_commune("09208", EPSG, sheets, [], [UNIT])


def test_a_strip_along_the_edge_of_all_sheets_is_land_of_others_and_told() -> None:
    commune = merged(of_strip(STRIP))
    assert commune.objects == ()
    (told,) = [each for each in commune.findings if each.code == "land_of_others"]
    assert (told.unit_code, told.sheet, told.values["area"]) == ("09208", 14, pytest.approx(900))
    assert STRIP.contains(shapely.Point(told.place)) and told.source is not None
    counts = commune.counts
    assert counts["land_of_others_m2"] == pytest.approx(250_000 - 5 * 3600, abs=2)
    assert counts["land_objects_m2"] == counts["land_uncovered_m2"] == 0
    assert counts["faces"] == counts["parcels"] + counts["faces_other_land"]
    assert not {"sums_differ", "objects_without_code"} & {each.code for each in commune.findings}


def test_a_strip_in_which_a_code_was_read_is_a_road() -> None:
    way = sure_label(9, STRIP, "DGT")
    assert objects_of(of_strip(STRIP, label=way)) == [pytest.approx(900)]


def test_a_road_along_the_edge_that_runs_into_no_land_of_others_is_one() -> None:
    sheet = replace(of_strip(STRIP), other_land=(plot(0, 0, 500, 300),))
    assert objects_of(sheet) == [pytest.approx(900)]


def test_a_road_of_which_each_of_two_sheets_shows_a_half_is_one() -> None:
    plots = [plot(437, 100 + 60 * k, 60, 60) for k in range(5)]
    west = of_strip(plot(497, 100, 3, 300), plots)
    assert objects_of(west) == []
    assert objects_of(west, sheet_of([plot(503, 100, 60, 300)], 15)) == [pytest.approx(900)]


@pytest.mark.parametrize(("length", "is_road"), [(WIDEST_RIBBON_M + 3, True), (WIDEST_RIBBON_M - 1, False)])
def test_a_road_that_ends_at_the_edge_is_one_if_longer_than_wide(length: float, is_road: bool) -> None:
    road = plot(200, 500 - length, WIDEST_RIBBON_M, length)
    assert bool(objects_of(of_strip(road, []))) == is_road
