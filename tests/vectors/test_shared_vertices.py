from __future__ import annotations

import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from pipeline.vectors.shared_vertices import with_shared_vertices


def test_neighbours_that_were_saved_a_centimetre_apart_share_their_side() -> None:
    left = Polygon([(0, 0), (20, 0), (20, 20), (0, 20)])
    right = Polygon([(20.01, 0.005), (40, 0), (40, 20), (19.995, 20.01), (20.008, 9)])
    shared = with_shared_vertices([left, right])
    assert shapely.coverage_is_valid(shared)
    for before, after in zip((left, right), shared, strict=True):
        assert before.hausdorff_distance(after) < 0.02


def test_holes_and_parts_are_kept_and_sound_polygons_are_the_same() -> None:
    ring = box(0, 0, 30, 30).difference(box(10, 10, 20, 20))
    shapes = [ring, box(10, 10, 20, 20), MultiPolygon([box(40, 0, 50, 10), box(60, 0, 70, 10)])]
    for before, after in zip(shapes, with_shared_vertices(shapes), strict=True):
        assert before.equals(after) and before.geom_type == after.geom_type


def test_what_would_break_stays_as_it_is() -> None:
    needle = Polygon([(0, 0), (10, 0), (10, 0.01)])
    crossed = Polygon([(0, 5), (10, 15), (10, 5), (0, 15)])
    assert with_shared_vertices([needle, crossed]) == [needle, crossed]
    assert with_shared_vertices([]) == []
