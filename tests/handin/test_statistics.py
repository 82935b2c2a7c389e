from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.delivery.layers import OBJECTS, PARCELS
from pipeline.handin.dossiers import Dossier, filled
from pipeline.handin.statistics import SEVERAL, UNKNOWN, rounded_together, statistics
from pipeline.model import Commune


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_rounded_values_add_up_to_the_rounded_sum(values: list[float]) -> None:
    keyed = {("LUC", str(n)): value for n, value in enumerate(values)}
    rounded = rounded_together(keyed)
    assert round(sum(rounded.values()), 1) == pytest.approx(round(sum(values), 1), abs=0.11)
    assert abs(sum(rounded.values()) - sum(values)) <= 0.0501
    assert all(abs(rounded[key] - value) <= 0.1 for key, value in keyed.items())


def test_all_land_is_counted_once(held: list[Dossier], frames: dict[str, pd.DataFrame]) -> None:
    found = statistics(held, list(filled(frames[OBJECTS.name])))
    ground = sum(frames[layer.name]["geom"].area.sum() for layer in (PARCELS, OBJECTS))
    assert found.total_m2 == pytest.approx(ground, abs=0.05)
    assert round(sum(map(found.of_use, found.uses)), 1) == found.total_m2
    assert round(sum(map(found.of_kind, found.kinds)), 1) == found.total_m2
    assert sum(found.pieces.values()) == 33


def test_land_of_nobody_and_of_holders_of_two_kinds_stand_apart(
    held: list[Dossier], commune: Commune
) -> None:
    row = held[0].records[0]
    two = Dossier(held[0].land, (row, {**row, "doi_tuong": "UBQ"}))
    found = statistics([two, Dossier(held[1].land, ())], [])
    assert set(found.kinds) == {SEVERAL, UNKNOWN}
