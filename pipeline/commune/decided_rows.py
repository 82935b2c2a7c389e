"""People's decisions about rows of registers: values, holders, its parcel, that all of a row is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline import keys
from pipeline.commune.decided import (
    Key,
    Person,
    Told,
    gathered,
    is_same_row,
    readings_of,
    settled,
    stated,
    still_as_seen,
    weighed,
)
from pipeline.commune.decided_land import Decided
from pipeline.commune.pieces import Piece
from pipeline.commune.rows import Placed, Row
from pipeline.commune.verdicts import is_doubtful, record_of
from pipeline.decisions import NOTHING, Fields, Given, Standing
from pipeline.model import CommuneParcel, CommuneRecord, Finding, Record


@dataclass(frozen=True, slots=True)
class DecidedRows:
    """The rows as people say they are; ``persons`` and ``links`` (to places of parcels) by places of rows."""

    placed: Placed
    persons: Mapping[int, Person]
    links: Mapping[int, int]


def apply(placed: Placed, standing: Standing, land: Decided, told: Told) -> DecidedRows:
    """Put people's values into the rows, and rows beside the parcels that people say they speak of."""
    rows = placed.rows
    finder = keys.RowFinder([record_of(row, row.number, "can_kiem_tra") for row in rows])
    result = list(rows)
    persons: dict[int, Person] = {}
    links: dict[int, int] = {}
    found = {key: finder.find(key) for key in standing.rows}
    for key, place in found.items():
        if place is None:
            _lost(standing.rows[key], ("", None, None), told)
    for place, fields in gathered(found, standing.rows, told).items():
        row = rows[place]
        ours = _of_this_row(row, fields)
        others = {name: those for name, those in fields.items() if name not in ours}
        _lost(others, (*row.key, row.number), told)
        if not ours:
            continue
        person = weighed(ours, readings_of(row.record), told, (*row.key, row.number))
        person.open = person.open or len(ours) < len(fields)
        persons[place] = person
        stated_row = _stated(row, person)
        result[place] = _struck(stated_row) if _is_void(row, person) else stated_row
        linked = _linked(person, ours, land, told, row)
        if linked is not None:
            links[place] = linked
            result[place] = _beside(result[place], land.land.parcels[linked])
    return DecidedRows(replace(placed, rows=result), persons, links)


def _lost(fields: Fields, key: Key, told: Told) -> None:
    for given in (each for those in fields.values() for each in those):
        told.stale(given, "place_not_found", key)


def _of_this_row(row: Row, fields: Fields) -> dict[str, tuple[Given, ...]]:
    return {
        name: those
        for name, those in fields.items()
        if all(is_same_row(given, row.record) for given in those)
    }


def _stated(row: Row, person: Person) -> Row:
    readings = stated(person.values, readings_of(row.record))
    record = replace(row.record, **readings)  # type: ignore[arg-type]
    sheet = person.values.get("sheet")
    if sheet is None:
        return replace(row, record=record)
    return replace(row, record=record, sheet=int(sheet.value), sheet_read=True)


def _is_void(row: Row, person: Person) -> bool:
    """Whether a person said that the row does not hold, and it is still the one that was seen."""
    given = person.accepted
    return given is not None and given.decision.value == NOTHING and still_as_seen(given, _texts(row.record))


def _struck(row: Row) -> Row:
    return replace(row, record=replace(row.record, struck=True))


def _texts(record: Record) -> dict[str, Any]:
    """What stands in a row, by fields of decisions, but sheet and number, which may be known from others."""
    return {
        name: reading.value
        for name, reading in readings_of(record).items()
        if name not in ("number", "sheet")
    }


def _linked(person: Person, ours: Fields, land: Decided, told: Told, row: Row) -> int | None:
    """The place of the parcel that a person says the row speaks of."""
    decision = person.values.get("parcel")
    if decision is None:
        return None
    place = land.find(str(decision.value))
    if place is None:
        told.fates["applied"] -= 1  # it was counted as such before its parcel was looked for
        told.stale(ours["parcel"][-1], "place_not_found", (*row.key, row.number))
        del person.values["parcel"]
        person.open = True
    return place


def _beside(row: Row, piece: Piece) -> Row:
    return replace(row, unit_code=piece.parcel.unit_code, sheet=piece.parcel.sheet, sheet_read=True)


# --- what was judged ----------------------------------------------------------------------------------


def judged(record: CommuneRecord, person: Person, told: Told) -> CommuneRecord:
    """A row that was judged, with what people say of the whole of it."""
    if person.accepted is not None:
        record = _accepted(record, person, person.accepted, told)
    return settled(record, person)


def _accepted(record: CommuneRecord, person: Person, given: Given, told: Told) -> CommuneRecord:
    now = _texts(record.record)
    if given.decision.value != NOTHING:
        now |= {"number": record.number, "sheet": record.sheet}
    if still_as_seen(given, now):
        told.fates["applied"] += 1
        return replace(record, status="chap_nhan")
    told.stale(given, "values_changed", (record.unit_code, record.sheet, record.number))
    person.open = True
    return record


def beside(record: CommuneRecord, parcel: CommuneParcel) -> CommuneRecord:
    """A row that was judged, after a person accepted its parcel with the row before them.

    That they differ is no question any more; a doubt in the row itself is.
    """
    accepted = parcel.decided is not None and parcel.status != "can_kiem_tra"
    if not accepted or record.status != "can_kiem_tra" or is_doubtful(record.record):
        return record
    return replace(record, status="chap_nhan", decided=parcel.decided)


def unanswered(findings: Sequence[Finding], records: Sequence[CommuneRecord]) -> list[Finding]:
    """The findings but those that ask a person to look at a row that one accepted."""
    settled = {
        record.record.source for record in records if record.decided and record.status != "can_kiem_tra"
    }
    return [f for f in findings if f.code != "value_unread" or f.source not in settled]
