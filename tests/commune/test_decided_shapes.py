"""Outlines that people drew stand as drawn, whatever is traced again, and the coverage stays clean."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from commune_inputs import CODES
from decided_inputs import PLOTS, at, decide, fates, merged, parcels, rows, told
from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon

from pipeline.commune.decided_shapes import alike
from pipeline.decisions import Given, as_value
from pipeline.model import Commune, CommuneParcel

BEFORE = merged(parcels(), rows())
KEY = {place: at(BEFORE, place).key for place in range(1, len(PLOTS) + 1)}
LOST = Polygon()


def outline(place: int, shape: Polygon | MultiPolygon, order: int = 1, **changes: object) -> Given:
    seen = {"state": {"outline": as_value(PLOTS[place - 1])}}
    return decide("parcel", KEY[place], "outline", as_value(shape), order=order, seen=seen, **changes)


def drawn(key: str, shape: Polygon, beside: int, order: int = 2) -> Given:
    seen = {"state": {"outline": as_value(PLOTS[beside - 1])}}
    return decide("parcel", key, "drawn", as_value(shape), order=order, seen=seen)


def of_key(commune: Commune, key: str) -> CommuneParcel:
    return next(each for each in commune.parcels if each.key == key)


def is_clean(commune: Commune) -> bool:
    return bool(shapely.coverage_is_valid([each.geometry for each in commune.parcels]))


def bulged(place: int, east_m: float) -> Polygon:
    """The plot with its south-eastern corner moved."""
    ring = shapely.get_coordinates(PLOTS[place - 1])[:-1]
    ring[1] += (east_m, -1.0)
    return Polygon(ring)


def halves(place: int) -> tuple[Polygon, Polygon]:
    """The plot cut from north to south; the first half is where its key lies."""
    west, south, east, north = PLOTS[place - 1].bounds
    middle = (west + east) / 2 + 1
    cutter = shapely.box(west - 9, south - 9, middle, north + 9)
    plot = PLOTS[place - 1]
    return plot.intersection(cutter), plot.difference(cutter)


SPLIT = halves(8)
NEW = "09208_14_1.0_2.0"


def split() -> list[Given]:
    first, second = SPLIT
    given = [outline(8, first), drawn(NEW, second, 8), decide("parcel", NEW, "number", 88, order=3)]
    return [*given, decide("parcel", NEW, "accepted", "both", order=4)]


@pytest.mark.parametrize("east_m", [2.0, -2.0])
def test_a_moved_corner_stands_and_the_neighbours_follow(east_m: float) -> None:
    wanted = bulged(8, east_m)
    after = merged(parcels(), rows(), outline(8, wanted))
    assert of_key(after, KEY[8]).geometry.symmetric_difference(wanted).area < 0.05
    assert is_clean(after) and fates(after) == {"applied": 1}
    ground = shapely.union_all([each.geometry for each in after.parcels])
    assert ground.symmetric_difference(shapely.union_all(PLOTS)).area < 0.1
    now = {place: at(after, place).geometry for place in KEY}
    changed = {place for place in KEY if now[place].symmetric_difference(PLOTS[place - 1]).area > 0.1}
    assert 8 in changed and len(changed) <= 4


def test_a_split_gives_two_parcels_each_under_its_key() -> None:
    after = merged(parcels(), rows(), *split())
    first, second = of_key(after, KEY[8]), of_key(after, NEW)
    assert first.number == 8 and second.number == 88 and second.sheet == 14
    assert first.geometry.symmetric_difference(SPLIT[0]).area < 0.05
    assert second.geometry.symmetric_difference(SPLIT[1]).area < 0.05
    assert second.decided is not None and second.decided.by == "nguoi"
    assert is_clean(after) and fates(after) == {"applied": 4}
    assert len(after.parcels) == len(PLOTS) + 1


def test_a_merge_gives_one_parcel_and_what_was_said_of_the_other_is_superseded() -> None:
    both = shapely.union_all(PLOTS[7:9])
    said = decide("parcel", KEY[9], "code", "NTS", order=3)
    after = merged(parcels(), rows(), outline(8, both), outline(9, LOST, 2), said)
    assert of_key(after, KEY[8]).geometry.symmetric_difference(both).area < 0.05
    assert len(after.parcels) == len(PLOTS) - 1 and is_clean(after)
    assert after.counts["decisions_superseded"] == 1 and fates(after) == {"applied": 2}
    assert "09208/14/9" not in [each.key for each in after.parcels]


def test_the_ground_of_land_that_is_taken_away_is_told_and_goes_to_nobody() -> None:
    after = merged(parcels(), rows(), outline(15, LOST))
    assert len(after.parcels) == len(PLOTS) - 1
    assert any(each.code in ("gap_open", "land_uncovered") for each in after.findings)
    assert after.counts["faces_removed_by_people"] == 1


def test_land_that_nobody_traced_is_added_where_it_was_drawn() -> None:
    less = parcels()[1:]
    first = merged(less, rows())
    beside = next(each for each in first.parcels if each.number == 2)
    new = [drawn(NEW, PLOTS[0], 2), decide("parcel", NEW, "number", 1, order=3)]
    after = merged(less, rows(), *new)
    assert of_key(after, NEW).number == 1 and is_clean(after)
    assert at(after, 2).geometry.area == pytest.approx(beside.geometry.area, abs=0.1)


@pytest.mark.parametrize("given", [[outline(8, bulged(8, 2.0))], split()], ids=["moved", "split"])
def test_another_trace_moves_lines_a_little_and_the_persons_outline_holds(given: list[Given]) -> None:
    rng = np.random.default_rng(1)
    moves = {}

    def jitter(points: np.ndarray) -> np.ndarray:
        return np.array([p + moves.setdefault(tuple(p), rng.uniform(-0.25, 0.25, 2)) for p in points])

    again = [shapely.transform(plot, jitter) for plot in PLOTS]
    once, twice = merged(parcels(), rows(), *given), merged(parcels(again), rows(), *given)
    for key in {each.decision.key for each in given}:
        assert of_key(twice, key).geometry.symmetric_difference(of_key(once, key).geometry).area < 0.1
    assert is_clean(twice) and fates(twice) == fates(once)
    assert not told(twice, "decision_stale")


def test_an_outline_of_land_that_lies_elsewhere_now_is_told_and_not_applied() -> None:
    away = [affinity.translate(plot, 3.0, 0.0) for plot in PLOTS]
    after = merged(parcels(away), rows(), *split())
    assert len(told(after, "decision_stale")) == 4 and len(after.parcels) == len(PLOTS)
    assert all(each.status == "can_kiem_tra" for each in after.parcels if each.number == 8)


def test_what_the_machine_traces_by_itself_later_is_not_added_twice() -> None:
    plots = [*PLOTS[:7], SPLIT[0], *PLOTS[8:], SPLIT[1]]
    land = parcels(plots)
    after = merged(land, rows(), *split()[:2])
    assert len(after.parcels) == len(plots) and is_clean(after) and not told(after, "decision_stale")


def test_two_people_who_draw_differently_change_nothing_and_it_waits() -> None:
    given = [outline(8, bulged(8, 2.0)), outline(8, bulged(8, -2.0), 2, who="Người Khác")]
    after = merged(parcels(), rows(), *given)
    assert at(after, 8).geometry.equals(at(BEFORE, 8).geometry) and at(after, 8).status == "can_kiem_tra"
    assert fates(after) == {"conflict": 2}


def test_land_whose_ground_somebody_gave_to_another_is_told() -> None:
    after = merged(parcels(), rows(), outline(8, shapely.union_all(PLOTS[7:9])))
    assert len(after.parcels) == len(PLOTS) - 1
    assert [each.number for each in after.findings if each.code == "parcel_lost"] == [9]


def test_an_area_that_was_accepted_with_the_new_outline_holds() -> None:
    wanted = bulged(8, 2.0)
    area = round(wanted.area, 1)
    seen = {"area_m2": at(BEFORE, 8).label_area_m2, "drawn_m2": area}
    shown = {"number": 8, "area_m2": area, "code": CODES[0], "drawn_m2": area}
    given = [
        outline(8, wanted),
        decide("parcel", KEY[8], "area_m2", area, order=2, seen={"state": seen}),
        decide("parcel", KEY[8], "accepted", "both", order=3, seen={"state": shown}),
    ]
    after = of_key(merged(parcels(), rows(), *given), KEY[8])
    assert after.status == "chap_nhan" and after.label_area_m2 == area


@pytest.mark.parametrize(("off_m", "same"), [(0.9, True), (1.1, False)])
def test_outlines_are_alike_up_to_a_millimetre_on_paper(off_m: float, same: bool) -> None:
    plot = shapely.box(0, 0, 20, 30)
    assert alike(plot, affinity.translate(plot, off_m, 0), 1.0) is same
    assert alike(LOST, LOST, 1.0) and not alike(plot, LOST, 1.0)
