"""Ground that nothing covers is told with its place, and all ground adds up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from commune_inputs import EAST, EPSG, NORTH, grid, parcel, plot, sheet_of, sure_label, traced
from shapely.geometry import Polygon

from pipeline.commune import ledger
from pipeline.commune.land import Land, sort_out
from pipeline.commune.pieces import Piece, from_sheets
from pipeline.commune.uncovered import TOLD_M2, Ground, account
from pipeline.model import SheetParcels
from pipeline.ways import WIDEST_RIBBON_M

FRAME = shapely.box(EAST, NORTH, EAST + 500, NORTH + 500)
PARTS = ledger.BALANCES["land_m2"]


def ground_of(*sheets: SheetParcels) -> Ground:
    ground = account(sheets, sort_out(from_sheets(sheets, EPSG)), EPSG)
    assert ground.counts["land_m2"] == sum(ground.counts[part] for part in PARTS)
    return ground


def told(ground: Ground) -> list[tuple[str, int]]:
    return [(finding.code, round(finding.values["area"])) for finding in ground.findings]


def of_plots(*plots: Polygon, others: tuple[Polygon, ...] | None = None) -> SheetParcels:
    sheet = sheet_of(plots)
    return sheet if others is None else replace(sheet, other_land=others)


def test_all_ground_of_a_sheet_is_covered_or_of_others() -> None:
    plots = grid(x=50.0)
    ground = ground_of(sheet_of(plots))
    area = round(sum(each.area for each in plots))
    assert ground.findings == []
    for suffix in ("", " 09208/14"):
        assert ground.counts[f"land_m2{suffix}"] == pytest.approx(
            250_000, abs=50
        )  # the plots' foot is uneven
        assert ground.counts[f"land_parcels_m2{suffix}"] == pytest.approx(area, abs=50)
        assert ground.counts[f"land_of_others_m2{suffix}"] == pytest.approx(250_000 - area, abs=50)
        assert abs(ground.counts[f"land_between_m2{suffix}"]) <= 2


@pytest.mark.parametrize("place", range(30))
def test_a_face_that_is_dropped_anywhere_is_told_with_its_area_and_place(place: int) -> None:
    """The faces of ``grid`` from a corner over the edges to the middle."""
    sheet = sheet_of(grid(x=50.0))
    lost = sheet.parcels[place].polygon
    ground = ground_of(replace(sheet, parcels=sheet.parcels[:place] + sheet.parcels[place + 1 :]))
    (finding,) = ground.findings
    assert finding.values["area"] == pytest.approx(lost.area, rel=0.08)
    assert lost.contains(shapely.Point(finding.place))
    assert (finding.unit_code, finding.sheet) == ("09208", 14)
    assert ground.counts["land_uncovered_m2"] == pytest.approx(finding.values["area"], abs=1)


def beside_a_ribbon(width: float) -> SheetParcels:
    """Two rows of plots with a blank strip between them that runs out on both sides."""
    rows = [plot(100 + 40 * k, y, 40, 60) for y in (100.0, 160.0 + width) for k in range(6)]
    return sheet_of(rows)


@pytest.mark.parametrize(("width", "is_told"), [(WIDEST_RIBBON_M - 2, True), (WIDEST_RIBBON_M + 2, False)])
def test_blank_land_between_parcels_is_the_communes_as_far_as_roads_are_wide(
    width: float, is_told: bool
) -> None:
    found = told(ground_of(beside_a_ribbon(width)))
    assert [code for code, _ in found] == ["land_uncovered"] * is_told
    assert all(area == pytest.approx(240 * width, rel=0.1) for _, area in found)


@pytest.mark.parametrize(("width", "is_told"), [(12.0, False), (16.0, True)])
def test_the_mouth_of_a_road_is_told_as_far_as_straight_across(width: float, is_told: bool) -> None:
    """The ball that told the road from land of others looks into its mouth."""
    sheet = beside_a_ribbon(width)
    west, east, south = 100.0, 340.0, 160.0
    road = plot(west, south, 240, width)
    for x in (west, east):
        deep = np.sqrt((WIDEST_RIBBON_M / 2) ** 2 - (width / 2) ** 2) * (1 if x == east else -1)
        ball = shapely.Point(EAST + x + deep, NORTH + south + width / 2).buffer(WIDEST_RIBBON_M / 2, 64)
        road = road.difference(ball)
    plots = shapely.union_all([each.polygon for each in sheet.parcels])
    blank = FRAME.difference(shapely.union_all([plots, road]))
    way = parcel(road, None, "object")
    ground = ground_of(replace(sheet, parcels=(*sheet.parcels, way), other_land=(blank,)))
    cap = plot(west, south, 240, width).area - road.area
    assert told(ground) == [("land_uncovered", pytest.approx(cap / 2, rel=0.25))] * 2 * is_told


@pytest.mark.parametrize(("width", "degrees"), [(12.0, 45.0), (10.0, 30.0), (14.0, 60.0)])
def test_the_mouth_of_a_road_that_ends_aslant_is_told_as_far_as_the_corner_of_the_limit(
    width: float, degrees: float
) -> None:
    """The ball rests on the side of the road; as far as that side goes on, the mouth is the commune's."""
    slant = 100 / np.tan(np.radians(degrees))
    limit = [(EAST + 200 + slant, NORTH + 100), (EAST + 200 - slant, NORTH + 300)]
    commune = Polygon([*limit, (EAST + 500, NORTH + 300), (EAST + 500, NORTH + 100)])
    between, ball = plot(0, 200 - width / 2, 500, width), WIDEST_RIBBON_M / 2
    plots = shapely.get_parts(commune.difference(between))
    free = FRAME.difference(shapely.union_all(plots))
    road = between.difference(free.buffer(-ball).buffer(ball))
    way = parcel(max(shapely.get_parts(road), key=shapely.area), None, "object")
    blank = FRAME.difference(shapely.union_all([*plots, way.polygon]))
    sheet = of_plots(*plots, others=(blank,))
    ((code, area),) = told(ground_of(replace(sheet, parcels=(*sheet.parcels, way))))
    cap = commune.intersection(between).difference(way.polygon).area
    assert (code, area) == ("land_uncovered", pytest.approx(cap, rel=0.12))


def test_a_road_of_which_each_of_two_sheets_shows_a_half_is_told_once() -> None:
    west = [plot(440, 100 + 60 * k, 55, 60) for k in range(4)]
    east = [plot(506, 100 + 60 * k, 55, 60) for k in range(4)]
    sheets = (sheet_of(west), sheet_of(east, 15))
    assert told(ground_of(*sheets)) == [("land_uncovered", pytest.approx(240 * 11, rel=0.1))]


def test_land_between_the_limit_and_the_edge_of_what_was_scanned_is_of_others() -> None:
    assert told(ground_of(sheet_of([plot(100 + 60 * k, 440, 60, 55) for k in range(5)]))) == []


@pytest.mark.parametrize(("degrees", "is_told"), [(25, True), (30, False), (90, False), (150, False)])
def test_a_corner_of_the_outline_is_no_road(degrees: float, is_told: bool) -> None:
    tip, half = np.array([EAST + 250, NORTH + 250]), np.radians(degrees / 2)
    arms = [tip + 400 * np.array([-np.cos(half), side * np.sin(half)]) for side in (-1, 1)]
    notched = plot(100, 100, 300, 300).difference(Polygon([tip, *arms]))
    found = told(ground_of(of_plots(notched, others=(FRAME.difference(notched),))))
    assert [code for code, _ in found] == ["land_uncovered"] * is_told


@pytest.mark.parametrize(("side", "is_told"), [(TOLD_M2**0.5 - 0.2, False), (TOLD_M2**0.5 + 0.2, True)])
def test_ground_at_the_outline_is_told_from_a_size(side: float, is_told: bool) -> None:
    whole = plot(100, 100, 200, 200)
    lost = plot(100, 150, side, side)
    sheet = of_plots(whole.difference(lost), others=(FRAME.difference(whole),))
    ground = ground_of(sheet)
    assert bool(ground.findings) == is_told
    assert ground.counts["land_uncovered_m2"] == pytest.approx(side**2 if is_told else 0, abs=2)


def test_land_that_the_commune_encloses_is_told_even_where_it_was_taken_for_land_of_others() -> None:
    ring = plot(100, 100, 300, 300).difference(plot(200, 200, 100, 100))
    blank = FRAME.difference(shapely.union_all([ring, plot(200, 200, 100, 100)]))
    sheet = of_plots(ring, others=(blank, plot(200, 200, 100, 100)))
    assert told(ground_of(sheet)) == [("gap_open", 10_000)]


def test_a_small_void_is_told_and_a_path_between_two_lines_only_from_a_size() -> None:
    def with_void(void: Polygon) -> list[tuple[str, int]]:
        return told(ground_of(of_plots(plot(100, 100, 200, 200).difference(void))))

    assert with_void(plot(150, 150, 3, 3)) == [("gap_open", 9)]
    assert with_void(plot(150, 150, 0.8, 20)) == []
    assert with_void(plot(150, 150, 0.8, 30)) == [("gap_open", 24)]


def test_slits_between_outlines_are_counted_and_not_told() -> None:
    left, right = plot(100, 100, 100, 200), plot(200.4, 100, 100, 200)
    sheet = of_plots(left, right, others=(FRAME.difference(plot(100, 100, 200.4, 200)),))
    pieces = from_sheets([sheet], EPSG)
    land = Land(list(pieces), [], sort_out(pieces).gone, [])
    ground = account([sheet], land, EPSG)
    assert ground.findings == [] and ground.counts["land_between_m2"] == pytest.approx(80, abs=2)


def test_ground_that_is_delivered_twice_does_not_add_up() -> None:
    sheet = of_plots(plot(100, 100, 200, 200))
    pieces: list[Piece] = from_sheets([sheet], EPSG)
    land = Land([*pieces, *pieces], [], sort_out(pieces).gone, [])
    assert "sums_differ" in [finding.code for finding in account([sheet], land, EPSG).findings]


def test_ground_where_nothing_was_scanned_is_nobodys() -> None:
    far = traced([parcel(plot(1000, 0), sure_label(1, plot(1000, 0)), sheet=16)], 16)
    ground = ground_of(sheet_of(grid(x=50.0)), far)
    assert ground.findings == []
    assert ground.counts["land_m2"] == pytest.approx(500_000, abs=50)


def test_without_sheets_there_is_no_ground() -> None:
    ground = account([], Land([], [], sort_out([]).gone, []), EPSG)
    assert ground.findings == [] and set(ground.counts.values()) == {0}
