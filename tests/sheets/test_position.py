from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from pipeline.model import ControlPoint, MapSheet, Parcel, Reading, SheetParcels, SheetTitle, Source
from pipeline.sheets import control
from pipeline.sheets.position import with_errors

SOURCE = Source("maps/to_1.tif")
NOTHING: Reading[str] = Reading(None)
TITLE = SheetTitle(NOTHING, NOTHING, NOTHING, Reading(None), NOTHING, Reading(None), Reading(None))


def _sheet(bend_m: float) -> SheetParcels:
    """A sheet with marks every 100 m that its paper moves by waves, a pixel a metre, and one parcel."""
    places = [(float(x), float(y)) for x in range(0, 600, 100) for y in range(0, 600, 100)]
    points = tuple(
        ControlPoint("cross", x + bend_m * np.sin(y / 90), -y + bend_m * np.cos(x / 90), x, y)
        for x, y in places
    )
    sheet = MapSheet(
        SOURCE, (500, 500), 300.0, 0, TITLE, None, 1, "", 1000, np.zeros((4, 2)),
        control.fit(points, 9209, (500, 500)), points,
    )  # fmt: skip
    parcel = Parcel("", 1, "parcel", shapely.box(230, 230, 270, 270), None, SOURCE)
    return SheetParcels(sheet, (parcel,), (), {})


def test_parcels_of_bent_paper_lie_less_exactly() -> None:
    flat, bent = (with_errors(_sheet(bend_m)).parcels[0].position_error_m for bend_m in (0.0, 1.0))
    assert flat == pytest.approx(0.0, abs=1e-3) and bent is not None and bent > 0.05


def test_a_sheet_that_is_not_placed_tells_nothing() -> None:
    traced = _sheet(0.0)
    unplaced = replace(traced, sheet=replace(traced.sheet, fit=None))  # type: ignore[type-var]
    assert with_errors(unplaced) == unplaced
