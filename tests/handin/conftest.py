from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from delivery.conftest import PERSONAL, make_commune

from pipeline.delivery.tables import tables
from pipeline.handin.dossiers import Dossier, dossiers
from pipeline.model import Commune


@pytest.fixture
def commune() -> Commune:
    """Two sheets of sixteen parcels, a road, invented holders; identifiers as the merge gives them."""
    made = make_commune()
    named = [replace(each, identifier=f"w7er{n:08d}", key=f"k{n}") for n, each in enumerate(made.parcels)]
    return replace(made, parcels=tuple(named))


@pytest.fixture
def frames(commune: Commune) -> dict[str, pd.DataFrame]:
    return tables(commune)


@pytest.fixture
def held(frames: dict[str, pd.DataFrame]) -> list[Dossier]:
    return dossiers(frames)


@pytest.fixture
def personal() -> tuple[str, ...]:
    return PERSONAL
