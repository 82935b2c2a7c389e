"""The measure of the report's size: copies of a commune side by side, bytes by what they are."""

from __future__ import annotations

import pytest
import shapely

from benchmarks.report import WAITING, many, shifts_of, sizes
from pipeline.delivery.report import make_report
from pipeline.model import Commune


def test_copies_share_no_ground_and_no_sheet_and_one_in_seven_waits(commune: Commune) -> None:
    large = many(commune, shifts_of(commune, 4))
    assert len(large.parcels) == 4 * len(commune.parcels)
    assert len({(each.unit_code, each.sheet) for each in large.parcels}) == 8
    shapes = [each.geometry for each in large.parcels]
    assert shapely.union_all(shapes).area == pytest.approx(sum(shapely.area(shapes)), rel=1e-6)
    waiting = sum(each.status == "can_kiem_tra" for each in large.parcels)
    assert waiting / len(large.parcels) == pytest.approx(WAITING, abs=0.03)


def test_every_byte_is_told_once(commune: Commune) -> None:
    page = make_report(many(commune, shifts_of(commune, 3)), {})
    found = dict(sizes(page))
    assert found.pop("whole page") == len(page.encode()) == sum(found.values())
    assert min(found["the map"], found["residuals of sheets"], found["texts of what waits"]) > 1000
