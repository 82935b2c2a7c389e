from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import shapely

from pipeline.model import MapSheet, Reading, SheetParcels
from pipeline.sheets import bending, control, straightening
from pipeline.sheets.bending import Bent, Flags, Observations
from tests.sheets import bent_sheet
from tests.sheets.bent_sheet import NORTH, WEST, page_px

HEIGHT_PX = 4.0  # 0.4 mm on paper
AT = np.array([(WEST + east, NORTH - south) for east in range(10, 300, 20) for south in range(10, 300, 20)])


def off_m(traced: SheetParcels, height_px: float = HEIGHT_PX) -> float:
    """Root mean square distance of the ground from where the sheet says that it lies."""
    assert isinstance(traced.sheet, MapSheet) and traced.sheet.fit is not None
    off = control.to_world(traced.sheet.fit, page_px(AT, height_px)) - AT
    return float(np.sqrt((off**2).sum(axis=1).mean()))


BENT = bent_sheet.traced(HEIGHT_PX)
STRAIGHT = straightening.straighten(BENT)


def test_areas_show_what_crosses_do_not() -> None:
    assert off_m(BENT) == pytest.approx(0.4, abs=0.05)
    assert off_m(STRAIGHT) < off_m(BENT) / 2


def test_outlines_and_the_fit_move_together() -> None:
    assert isinstance(STRAIGHT.sheet, MapSheet) and STRAIGHT.sheet.fit is not None
    assert STRAIGHT.sheet.fit.kind == "bent"
    before, after = ([parcel.polygon.area for parcel in each.parcels] for each in (BENT, STRAIGHT))
    assert np.std(after) < np.std(before) / 2
    again = control.to_pixel(STRAIGHT.sheet.fit, control.to_world(STRAIGHT.sheet.fit, [[700.0, 900.0]]))
    assert again == pytest.approx(np.array([[700.0, 900.0]]), abs=1e-5)


def test_neighbours_still_share_their_corners() -> None:
    shapes = [parcel.polygon for parcel in STRAIGHT.parcels]
    assert shapely.coverage_is_valid(shapes)


def test_each_parcel_tells_how_exactly_it_lies_now() -> None:
    errors = np.array([parcel.position_error_m for parcel in STRAIGHT.parcels], np.float64)
    assert off_m(STRAIGHT) / 3 < np.sqrt(np.mean(errors**2)) < 0.4


def test_it_is_told() -> None:
    told = [finding for finding in STRAIGHT.findings if finding.code == "sheet_straightened"]
    assert [finding.values["count"] for finding in told] == [len(STRAIGHT.parcels)]


def test_a_flat_sheet_stays_where_it_is() -> None:
    flat = bent_sheet.traced(0.0)
    assert straightening.straighten(flat) is flat


def test_a_wrong_area_bends_no_land_and_still_shows() -> None:
    straight = straightening.straighten(bent_sheet.traced(HEIGHT_PX, {112: 460.0}))
    assert off_m(straight) < off_m(BENT) / 2
    assert straight.parcels[112].pulled_m2 is None
    assert straight.parcels[112].polygon.area == pytest.approx(400, abs=8)


def test_an_area_is_no_witness_of_the_outline_that_it_bent() -> None:
    """What the parcel's area is without its own label comes out the same, whatever the label says."""
    straight = straightening.straighten(bent_sheet.traced(HEIGHT_PX, {112: 400.3}))
    pulled = straight.parcels[112].pulled_m2
    assert pulled is not None and STRAIGHT.parcels[112].pulled_m2 is not None
    with_slip, sound = straight.parcels[112].polygon.area, STRAIGHT.parcels[112].polygon.area
    assert with_slip > sound
    assert with_slip - pulled == pytest.approx(sound - STRAIGHT.parcels[112].pulled_m2, abs=0.02)


@pytest.mark.parametrize(("labels", "is_tried"), [(11, False), (12, True)])
def test_a_bend_is_learned_from_twelve_areas_on(
    labels: int, is_tried: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Observations] = []
    learn = bending.learn

    def watched(seen: Observations) -> tuple[Bent, Flags]:
        tried.append(seen)
        return learn(seen)

    monkeypatch.setattr(bending, "learn", watched)
    straightening.straighten(dataclasses.replace(BENT, parcels=BENT.parcels[:labels]))
    assert bool(tried) == is_tried


def test_areas_that_readers_did_not_agree_on_have_no_say() -> None:
    parcels = []
    for parcel in BENT.parcels:
        assert parcel.label is not None
        doubted = dataclasses.replace(parcel.label, area_m2=Reading(400.0, "400", 0.9))
        parcels.append(dataclasses.replace(parcel, label=doubted))
    unsure = dataclasses.replace(BENT, parcels=tuple(parcels))
    assert straightening.straighten(unsure) is unsure
