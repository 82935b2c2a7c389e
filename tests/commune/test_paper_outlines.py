from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from commune_inputs import EPSG, UNIT, grid, page, records_of, sheet_of, sure
from shapely.geometry import Polygon

from pipeline.commune.merge import merge_commune
from pipeline.model import Outline, PaperOutline, ParcelPage, Reading, Source

PLOTS = grid()
PLOT = PLOTS[6]
NOTHING: Reading[str] = Reading(None)


def corners_of(polygon: Polygon) -> np.ndarray:
    return np.array(polygon.exterior.coords)[:-1].round(2)


def extract(**changes: object) -> ParcelPage:
    page_of_seven = ParcelPage(
        Source("records/trich_luc.pdf"), "extract", "", sure("Xã Thụy Hòa"), NOTHING, NOTHING,
        sure(14), sure(7), sure(round(PLOT.area, 1)), NOTHING, Outline(corners_of(PLOT), True, 0, ()), (), (),
    )  # fmt: skip
    return replace(page_of_seven, **changes)  # type: ignore[arg-type]


def outlines(*pages: ParcelPage) -> tuple[PaperOutline, ...]:
    sheets, registers = [sheet_of(PLOTS)], [page(records_of(PLOTS))]
    return merge_commune("09208", EPSG, sheets, registers, (UNIT,), pages).paper_outlines


def test_the_outline_of_a_page_lies_beside_the_map() -> None:
    (outline,) = outlines(extract())
    assert (outline.unit_code, outline.sheet, outline.number) == (UNIT.code, 14, 7)
    assert outline.agrees and outline.proven
    assert outline.polygon.symmetric_difference(PLOT).area < 0.02 * PLOT.area


def test_a_later_survey_of_land_that_has_no_such_number_is_shown_too() -> None:
    moved = Outline(np.add(corners_of(PLOT), (0.0, 4.0)), True, 0, ())
    (outline,) = outlines(extract(number=sure(400), outline=moved))
    assert outline.number == 400 and not outline.agrees


@pytest.mark.parametrize(
    "outline",
    [
        None,
        Outline(np.add(corners_of(PLOT), (60_000.0, 0.0)), True, 0, ()),  # of another place
        Outline(corners_of(PLOT)[[0, 2, 1, 3]], True, 0, ()),  # crosses itself
    ],
)
def test_what_encloses_no_land_here_is_not_shown(outline: Outline | None) -> None:
    assert outlines(extract(outline=outline)) == ()
