from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from pipeline.commune.adjoining import contradictions
from pipeline.model import ControlPoint, Fit, MapSheet, Reading, Reason, SheetParcels, SheetTitle, Source

NOTHING: Reading[str] = Reading(None)
FIT = Fit("helmert", 9209, (0, 0), (0, 0), 1.0, np.eye(3), None, None, 0.0, 0.0, 0.1)
FRAME = np.array([(0, 0), (5000, 0), (5000, 5000), (0, 5000)], float)


def _sheet(
    number: int, column: int, row: int, neighbours: dict[int, int], confidence: float = 0.99
) -> SheetParcels:
    west, north = 553_000.0 + 500 * column, 2_345_500.0 - 500 * row
    points = (
        ControlPoint("corner", 0, 0, west, north),
        ControlPoint("corner", 9, 9, west + 500, north - 500),
    )
    box = tuple(Reading(neighbours.get(cell), "", confidence) for cell in range(9))
    title = SheetTitle(
        NOTHING, NOTHING, NOTHING, Reading(number), NOTHING, Reading(1000), Reading(None), neighbours=box
    )
    sheet = MapSheet(
        Source(f"maps/{number}.tif"),
        (5000, 5000),
        254.0,
        0,
        title,
        None,
        number,
        "",
        1000,
        FRAME,
        FIT,
        points,
    )
    return SheetParcels(sheet, (), (), {})


def test_sheets_that_lie_as_their_boxes_say_are_nothing_to_tell() -> None:
    sheets = [_sheet(1, 0, 0, {5: 2, 7: 3}), _sheet(2, 1, 0, {3: 1, 6: 3}), _sheet(3, 0, 1, {1: 1, 2: 2})]
    assert contradictions(sheets) == ([], frozenset())


def test_a_sheet_that_lies_elsewhere_is_told_by_those_that_name_it() -> None:
    found, doubted = contradictions([_sheet(1, 0, 0, {5: 2}), _sheet(2, 3, 0, {})])
    assert doubted == {("", 1), ("", 2)}
    assert [(f.code, f.sheet, f.values) for f in found] == [
        ("neighbour_elsewhere", 1, {"other": 2, "side": Reason("east")})
    ]


@pytest.mark.parametrize("confidence", [0.5, 0.99])
def test_doubtful_numbers_tell_nothing(confidence: float) -> None:
    sheets = [_sheet(1, 0, 0, {5: 2}, confidence), _sheet(2, 0, 3, {})]
    assert bool(contradictions(sheets)[0]) == (confidence > 0.9)


def test_sheets_of_another_scale_or_not_placed_are_not_compared() -> None:
    first, second = _sheet(1, 0, 0, {5: 2}), _sheet(2, 3, 0, {})
    for change in ({"scale": 2000}, {"fit": None}):
        other = dataclasses.replace(second, sheet=dataclasses.replace(second.sheet, **change))
        assert not contradictions([first, other])[0]


def test_of_two_sheets_that_contradict_each_other_the_one_that_a_person_placed_is_in_doubt() -> None:
    first, second = _sheet(1, 0, 0, {5: 2}), _sheet(2, 3, 0, {})
    by_hand = tuple(dataclasses.replace(point, kind="person") for point in second.sheet.points)
    placed = dataclasses.replace(second, sheet=dataclasses.replace(second.sheet, points=by_hand))
    assert contradictions([first, placed])[1] == {("", 2)}
