from __future__ import annotations

import pytest
import shapely

from pipeline.geometries import as_array, common_share, point_in


@pytest.mark.parametrize(
    "shapes", [[], [shapely.box(0, 0, 1, 1)], [shapely.MultiPoint([(0, 0), (1, 1)])] * 2]
)
def test_shapes_are_an_array_of_one_dimension(shapes: list[shapely.Geometry]) -> None:
    array = as_array(iter(shapes))
    assert array.shape == (len(shapes),) and list(array) == shapes


def test_a_point_lies_in_a_shape_whose_middle_does_not() -> None:
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(1, 1, 9, 9))
    assert not ring.contains(ring.centroid) and ring.contains(shapely.Point(point_in(ring)))


def test_what_shapes_have_in_common() -> None:
    whole, half, far = shapely.box(0, 0, 2, 1), shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)
    assert common_share(whole, half) == 0.5
    assert common_share(as_array([whole, whole]), as_array([whole, far])).tolist() == [1.0, 0.0]
    assert common_share(shapely.Polygon(), shapely.Polygon()) == 0.0
