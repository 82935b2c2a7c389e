from __future__ import annotations

from pipeline.commune.tolerance import edge_tolerance_m


def test_the_tolerance_grows_with_the_scale() -> None:
    assert edge_tolerance_m(500, 500) < edge_tolerance_m(1000, 1000) < edge_tolerance_m(1000, 2000)
