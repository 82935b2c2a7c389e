"""A code that only the register states: what the land around says for and against it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from commune_inputs import UNIT, grid, label, page, piece, records_of, sure, sure_label

from pipeline.commune import matching, reconcile, rows
from pipeline.commune.pieces import Piece
from pipeline.commune.reconcile import Outcome, SheetFacts
from pipeline.commune.surroundings import REGISTER_IS_WRONG, Surroundings
from pipeline.model import Reading, Record

PLOTS = grid(12, 10)
MIDDLE = 65


def _land(codes: list[str]) -> list[Piece]:
    return [piece(p, sure_label(i, p, code)) for i, (p, code) in enumerate(zip(PLOTS, codes, strict=True), 1)]


def _certainty(codes: list[str], code: str) -> float:
    pieces = _land(codes)
    return Surroundings(pieces, matching.neighbours(pieces)).certainty(MIDDLE, code)


FIELDS = ["LUC"] * 90 + ["CLN"] * 30
MIXED = ["LUC", "CLN", "ONT", "BHK"] * 30


def test_a_code_that_all_neighbours_bear_is_nearly_proven() -> None:
    assert _certainty(FIELDS, "LUC") > 0.997
    assert _certainty(FIELDS, "CLN") < 0.7


def test_land_where_every_parcel_differs_proves_nothing() -> None:
    assert _certainty(MIXED, "LUC") == pytest.approx(1 - REGISTER_IS_WRONG, abs=0.03)


def test_too_few_neighbours_say_nothing() -> None:
    alone = [_land(FIELDS)[MIDDLE]]
    assert Surroundings(alone, [[]]).certainty(0, "LUC") == pytest.approx(1 - REGISTER_IS_WRONG)


def _run(codes: list[str], stated: str, text: str = "") -> Outcome:
    """One parcel's label bears no code; the register states one."""
    pieces, records = _land(codes), records_of(PLOTS)
    records = [replace(row, code=sure(code)) for row, code in zip(records, codes, strict=True)]
    own = pieces[MIDDLE].parcel.label
    assert own is not None
    bare = label(own.number, own.area_m2, Reading(None, text))
    pieces[MIDDLE] = replace(pieces[MIDDLE], parcel=replace(pieces[MIDDLE].parcel, label=bare))
    changed: list[Record] = list(records)
    changed[MIDDLE] = replace(records[MIDDLE], code=sure(stated))
    placed = rows.place([page(changed)], "09208", [UNIT], pieces).rows
    return reconcile.reconcile(pieces, placed, {(UNIT.code, 14): SheetFacts(len(PLOTS))}, frozenset())


def test_it_is_accepted_where_the_land_bears_it_out_and_never_proven() -> None:
    outcome = _run(FIELDS, "LUC")
    parcel = outcome.parcels[MIDDLE]
    assert (parcel.code, parcel.label_code, parcel.record_code) == ("LUC", None, "LUC")
    assert parcel.status == outcome.records[MIDDLE].status == "chap_nhan"


@pytest.mark.parametrize(
    ("codes", "stated", "text"), [(FIELDS, "CLN", ""), (FIELDS, "LUC", "L?C"), (MIXED, "LUC", "")]
)
def test_it_is_queued_where_it_is_not_or_where_an_unread_code_stands(
    codes: list[str], stated: str, text: str
) -> None:
    outcome = _run(codes, stated, text)
    assert outcome.parcels[MIDDLE].status == "can_kiem_tra"
    assert [finding.code for finding in outcome.findings] == ["value_unread"]


def test_without_neighbours_a_register_is_right_as_often_as_registers_are() -> None:
    alone = Surroundings(_land(FIELDS)[:1], [[]])
    assert alone.certainty(0, "LUC") == pytest.approx(0.97)
