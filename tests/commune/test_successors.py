"""A plot of the grid is two or more plots now, and the book still has the row of the whole."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import shapely
from commune_inputs import CODES, UNIT, grid, page, piece, pieces_of, records_of, sure, sure_label, unsure
from shapely import Polygon

from pipeline.commune import reconcile, rows
from pipeline.commune.pieces import Piece, area_error_m2
from pipeline.commune.reconcile import SheetFacts
from pipeline.commune.successors import MOST_PARTS
from pipeline.commune.witnesses import ROUNDING_M2
from pipeline.model import Finding, Known, Reading

PLOTS = grid()
KEY = (UNIT.code, 14)
OLD = 8  # the plot that was split
STATED = round(PLOTS[OLD - 1].area, 1)
SEEN = SheetFacts(superseded={OLD: frozenset([31, 32])})  # a scan shows it whole


def _strips(polygon: Polygon, count: int) -> list[Polygon]:
    west, south, east, north = polygon.bounds
    wide = (east - west) / count
    boxes = [shapely.box(west + k * wide, south, west + (k + 1) * wide, north) for k in range(count)]
    return [polygon.intersection(box) for box in boxes]


def _parts(
    count: int, off_m2: float = 0.0, first: int = len(PLOTS) + 1, code: str = CODES[OLD % 4]
) -> list[Piece]:
    """Strips of the plot whose printed areas add up to what the row states, but for ``off_m2``."""
    strips = _strips(PLOTS[OLD - 1], count)
    areas = [round(strip.area, 1) for strip in strips]
    areas[-1] = round(STATED - sum(areas[:-1]) + off_m2, 2)
    labels = [sure_label(first + k, strip, code) for k, strip in enumerate(strips)]
    return [
        piece(strip, replace(label, area_m2=sure(area)))
        for strip, label, area in zip(strips, labels, areas, strict=True)
    ]


def _outcome(parts: list[Piece], facts: SheetFacts | None = None) -> reconcile.Outcome:
    others = [each for k, each in enumerate(pieces_of(PLOTS), 1) if k != OLD]
    given = [*others, *parts]
    placed = rows.place([page(records_of(PLOTS))], "09208", [UNIT], given).rows
    return reconcile.reconcile(given, placed, {KEY: facts or SheetFacts()}, frozenset())


def _told(parts: list[Piece], facts: SheetFacts | None = None) -> list[Finding]:
    return [each for each in _outcome(parts, facts).findings if each.code == "parcel_superseded"]


def _statuses(parts: list[Piece], facts: SheetFacts | None = None) -> list[str]:
    """Of the parts, which come last."""
    parcels = _outcome(parts, facts).parcels
    return [parcels[place].status for place in sorted(parcels)[-len(parts) :]]


def test_a_row_whose_parcel_is_two_now_is_told_once_with_both() -> None:
    (finding,) = _told(_parts(2))
    assert finding.number == OLD and finding.values["numbers"] == Known("31, 32")


def test_areas_add_up_to_their_rounding_and_no_further() -> None:
    spare = 3 * ROUNDING_M2
    assert _told(_parts(2, spare - 0.01))
    assert not _told(_parts(2, spare + 0.02))


def test_as_many_parts_as_are_looked_for() -> None:
    (finding,) = _told(_parts(MOST_PARTS))
    assert finding.number == OLD
    assert not _told(_parts(MOST_PARTS + 1))


def test_numbers_that_the_book_had_room_for_are_not_newer() -> None:
    assert not _told(_parts(2, first=len(PLOTS)))


def test_a_part_whose_number_is_in_doubt_proves_nothing() -> None:
    first, second = _parts(2)
    label = second.parcel.label
    assert label is not None
    doubtful = piece(second.polygon, replace(label, number=unsure(32)))
    assert not _told([first, doubtful])


def test_what_a_scan_told_is_not_told_again() -> None:
    assert not _told(_parts(2), SEEN)


def test_parts_whose_areas_and_use_the_row_of_the_whole_has_are_accepted_on_less() -> None:
    assert _statuses(_parts(2)) == ["chap_nhan", "chap_nhan"]
    assert _statuses(_parts(2), SEEN) == [
        "chap_nhan",
        "chap_nhan",
    ]


@pytest.mark.parametrize(("beyond_m2", "status"), [(-0.02, "chap_nhan"), (0.02, "can_kiem_tra")])
def test_parts_that_a_scan_shows_as_one_may_be_off_by_what_the_survey_is_exact_to(
    beyond_m2: float, status: str
) -> None:
    exact = [replace(part, exactness_m=0.02) for part in _parts(2)]
    slack_m2 = math.hypot(*(area_error_m2(part.polygon, 0.02) for part in exact)) + 3 * ROUNDING_M2
    parts = [replace(part, exactness_m=0.02) for part in _parts(2, round(slack_m2 + beyond_m2, 2))]
    assert _statuses(parts, SEEN) == [status, status]
    assert _statuses(parts) == ["can_kiem_tra", "can_kiem_tra"]


def test_parts_of_another_use_or_of_other_areas_wait() -> None:
    other = next(code for code in CODES if code != CODES[OLD % 4])
    assert _statuses(_parts(2, code=other)) == ["can_kiem_tra", "can_kiem_tra"]
    assert _statuses(_parts(2, 3 * ROUNDING_M2 + 0.02)) == ["can_kiem_tra", "can_kiem_tra"]


@pytest.mark.parametrize(("other", "told"), [(len(PLOTS) + 40, True), (len(PLOTS), False)])
def test_a_part_with_two_numbers_in_a_file_is_told_where_both_are_newer(other: int, told: bool) -> None:
    first, second = _parts(2)
    label = second.parcel.label
    assert label is not None
    number = Reading(32, "32", 0.6, None, ((other, 0.6),), by="file")
    parts = [first, piece(second.polygon, replace(label, number=number))]
    assert bool(_told(parts)) is told
    assert _statuses(parts)[1] == "can_kiem_tra"
