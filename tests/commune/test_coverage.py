from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from commune_inputs import grid, plot
from shapely.geometry import Polygon

from pipeline.commune import coverage


def _clean(polygons: list[Polygon], ranks: list[int] | None = None, gap_m: float = 0.6) -> coverage.Coverage:
    return coverage.clean(polygons, ranks or [0] * len(polygons), [gap_m] * len(polygons))


def _overlap_m2(polygons: list[shapely.Geometry | None]) -> float:
    solid = [polygon for polygon in polygons if polygon is not None]
    return sum(a.intersection(b).area for a, b in itertools.combinations(solid, 2))


def test_a_clean_coverage_comes_back_with_the_same_vertices() -> None:
    polygons = grid()
    result = _clean(polygons)
    assert result.repairs == []
    assert all(a.equals_exact(b, 0.0) for a, b in zip(polygons, result.polygons, strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_noise_leaves_no_overlap_no_gap_and_loses_nothing(seed: int) -> None:
    polygons = grid(seed=seed)
    rng = np.random.default_rng(seed)
    shaken = []
    for polygon in polygons:
        corners = shapely.get_coordinates(polygon)[:-1]
        shaken.append(Polygon(corners + rng.uniform(-0.12, 0.12, corners.shape)))
    result = _clean(shaken)
    cleaned = np.array(result.polygons, dtype=object)
    assert all(polygon is not None for polygon in cleaned)
    assert _overlap_m2(result.polygons) < 1e-6
    assert shapely.coverage_is_valid(cleaned)
    union = shapely.union_all(cleaned)
    assert union.geom_type == "Polygon" and not union.interiors
    change = np.abs(shapely.area(cleaned) - shapely.area(polygons))
    assert change.max() < 15


def test_where_two_overlap_the_smaller_keeps_the_ground() -> None:
    large, small = plot(0, 0, 40, 40), plot(38, 10, 6, 6)
    result = _clean([large, small])
    assert result.polygons[1].area == pytest.approx(36)
    assert result.polygons[0].area == pytest.approx(1600 - 12)
    assert [repair.kind for repair in result.repairs] == ["overlap"]
    assert result.repairs[0].area_m2 == pytest.approx(12)


def test_a_parcel_keeps_its_ground_from_a_smaller_object() -> None:
    parcel, road = plot(0, 0, 40, 40), plot(38, 0, 4, 40)
    result = _clean([parcel, road], [0, 2])
    assert result.polygons[0].area == pytest.approx(1600)
    assert result.polygons[1].area == pytest.approx(80)


def test_a_gap_is_closed_and_said() -> None:
    right = Polygon([plot(20, 0).exterior.coords[0], *plot(20.3, 0).exterior.coords[1:4]])
    left = plot(0, 0)
    result = _clean([left, right])
    union = shapely.union_all(result.polygons)
    assert union.area == pytest.approx(shapely.union_all([left, right]).convex_hull.area, abs=0.1)
    assert [repair.kind for repair in result.repairs] == ["gap"]


def test_the_strip_between_two_sheets_is_shared_by_the_parcels_along_it() -> None:
    south = [plot(20 * k, 0) for k in range(6)]
    north = [plot(20 * k + 7, 30.3) for k in range(6)]
    result = _clean([*south, *north])
    assert max(polygon.area for polygon in result.polygons) < 600 + 2 * 20 * 0.3
    assert shapely.coverage_is_valid(np.array(result.polygons, dtype=object))
    assert not shapely.union_all(result.polygons).interiors


@pytest.mark.parametrize(("width", "closed"), [(0.2, True), (0.8, False), (3.0, False)])
def test_a_path_stays_open(width: float, closed: bool) -> None:
    """At 1:2000 a path of 0.8 m is narrower than 0.6 mm on paper, and is a path nevertheless."""
    result = _clean([plot(0, 0), plot(20 + width, 0)], gap_m=1.2)
    gained = sum(polygon.area for polygon in result.polygons) - 1200
    assert (gained > 1) is closed


def test_a_parcel_wholly_on_another_of_its_size_is_reported_lost() -> None:
    result = _clean([plot(0, 0), plot(0, 0)])
    assert sum(polygon is None for polygon in result.polygons) == 1
    assert "lost" in [repair.kind for repair in result.repairs]


def test_an_island_makes_its_hole_in_the_host() -> None:
    host, grave = plot(0, 0, 40, 40), plot(10, 10, 5, 5)
    result = _clean([host, grave])
    assert result.polygons[0].area == pytest.approx(1575)
    assert result.polygons[1].area == pytest.approx(25)


def test_a_block_that_the_cleaner_refuses_still_loses_its_overlaps(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise shapely.errors.GEOSException("TopologyException")

    monkeypatch.setattr(shapely, "coverage_clean", refuse)
    result = _clean([plot(0, 0, 40, 40), plot(38, 10, 6, 6), plot(200, 0)])
    assert _overlap_m2(result.polygons) < 1e-6
    assert all(polygon is not None for polygon in result.polygons)


def test_what_the_cleaner_fails_at_costs_its_surroundings_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plots with gaps of 0.2 m between them; the cleaner refuses whatever holds one of them."""
    row = [plot(20.2 * k, 0) for k in range(40)]
    row[10] = plot(20.2 * 10 - 0.4, 0, 20.6)  # reaches into the one before
    clean_with, bad = shapely.coverage_clean, row[39].centroid

    def refuse(shapes: np.ndarray, **how: object) -> np.ndarray:
        if shapely.intersects(shapes, bad).any():
            raise shapely.errors.GEOSException("TopologyException")
        return clean_with(shapes, **how)

    monkeypatch.setattr(shapely, "coverage_clean", refuse)
    result = _clean(row)
    assert all(polygon is not None for polygon in result.polygons)
    assert _overlap_m2(result.polygons) < 1e-6
    closed = [a.distance(b) < 1e-6 for a, b in itertools.pairwise(result.polygons)]
    assert sum(closed) >= 30 and not closed[-1]


def test_invalid_and_empty_polygons_do_not_stop_it() -> None:
    bow = Polygon([(0, 0), (20, 20), (20, 0), (0, 20)])
    result = _clean([bow, Polygon(), plot(0, 0)])
    assert result.polygons[1] is None
    assert result.polygons[0].is_valid


def test_an_unnumbered_sliver_goes_to_its_neighbour() -> None:
    result = _clean([plot(0, 0), plot(20, 0, 0.2, 30), plot(20.2, 0)], [0, 1, 0])
    assert result.polygons[1] is None
    assert result.polygons[0].area + result.polygons[2].area == pytest.approx(1206, abs=0.01)


def test_a_short_crack_that_opens_on_a_road_is_closed() -> None:
    left = plot(0, 0)
    x, y = left.bounds[2], left.bounds[3]
    right = Polygon([(x, y - 30), (x + 20, y - 30), (x + 20, y), (x + 0.15, y), (x, y - 2)])
    result = _clean([left, right])
    assert sum(polygon.area for polygon in result.polygons) == pytest.approx(1200, abs=0.01)


def test_the_acute_corner_of_a_road_stays() -> None:
    left = plot(0, 0)
    x, y = left.bounds[2], left.bounds[3]
    right = Polygon([(x, y - 30), (x + 20, y - 30), (x + 20, y), (x + 5, y), (x, y - 10)])
    result = _clean([left, right])
    assert sum(polygon.area for polygon in result.polygons) == pytest.approx(1175, abs=0.05)


def test_a_gap_with_one_wide_place_is_closed_whole() -> None:
    left = plot(0, 0)
    x, y = left.bounds[2], left.bounds[1]
    bent = [(x, y), (x + 0.35, y + 14), (x + 0.68, y + 15), (x + 0.35, y + 16), (x, y + 30)]
    right = Polygon([*bent, (x + 20, y + 30), (x + 20, y)])
    result = _clean([left, right])
    assert sum(polygon.area for polygon in result.polygons) == pytest.approx(1200, abs=0.05)


def test_a_block_whose_gaps_cannot_be_found_still_loses_its_overlaps(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise shapely.errors.GEOSException("TopologyException")

    monkeypatch.setattr(coverage, "_narrow_voids", fail)
    result = _clean([plot(0, 0, 40, 40), plot(38, 10, 6, 6)])
    assert _overlap_m2(result.polygons) < 1e-6
    assert [repair.kind for repair in result.repairs] == ["overlap"]
