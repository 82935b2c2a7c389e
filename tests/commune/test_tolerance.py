from __future__ import annotations

import pytest

from pipeline.commune.tolerance import edge_tolerance_m, position_tolerance_m


def test_the_tolerance_grows_with_the_scale() -> None:
    assert edge_tolerance_m(500, 500) < edge_tolerance_m(1000, 1000) < edge_tolerance_m(1000, 2000)


def test_a_point_may_lie_off_by_the_law_and_by_what_paper_adds() -> None:
    assert position_tolerance_m(1000) == pytest.approx(0.15 + 0.3)
    assert position_tolerance_m(500) == pytest.approx(0.07 + 0.15)
