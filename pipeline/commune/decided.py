"""What people decided of one thing, held against what is there now: it is applied or told, one of the two.

A value that a person gave is a reading by that person, so it wins over what machines read and lies before the
three witnesses like any other. It is stale where its place is not found, where the shape is another, or where
what is now read surely is something that the person did not see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pipeline.commune import beliefs
from pipeline.decisions import (
    ACCEPTED,
    DRAWN,
    KIND,
    OUTLINE,
    POINTS,
    UNIT,
    Decision,
    Fields,
    Given,
    shape_of,
    together,
)
from pipeline.model import (
    CommuneParcel,
    CommuneRecord,
    Decided,
    DigitalLabel,
    Finding,
    Known,
    Label,
    Reading,
    Reason,
    Record,
)
from pipeline.values import told_code

Key = tuple[str, int | None, int | None]
Place = tuple[float, float] | None
Judged = TypeVar("Judged", CommuneParcel, CommuneRecord)
# Columns of labels and rows that a person may state, with what they are called in a text.
NAMES: Mapping[str, str] = {
    "number": "parcel_number",
    "area_m2": "area",
    "code": "land_use",
    "holder": "holder_name",
    "sheet": "sheet_number",
    "parcel": "row_of_parcel",
    "object": "kind_of_land",
    "owner_kind": "holder_kind",
    "place": "parcel_place",
    "note": "row_note",
    OUTLINE: "parcel_outline",
    DRAWN: "parcel_drawn",
    ACCEPTED: "whole_parcel",
    KIND: "kind_of_page",
    UNIT: "old_unit",
    POINTS: "control_points",
}
_COLUMNS = {"holder": "owner"}  # fields of decisions that records name otherwise
_NOT_SHOWN = ("holder", "place", "note", "owner_kind", "parcel", ACCEPTED, KIND, POINTS)
_ALIKE = 2  # of number, area and code: rows of which so many are the same are the same row
_HELD = ("number", "area_m2", "code")


@dataclass(slots=True)
class Person:
    """What people said of one thing that can be applied: ``values`` by field, and that all of it is right.

    ``open``: something that they said could not be applied, so the thing waits; ``contradicted``: because
    they said different things.
    """

    values: dict[str, Decision] = field(default_factory=dict)
    accepted: Given | None = None
    open: bool = False
    contradicted: Decision | None = None

    @property
    def last(self) -> Decision | None:
        """The latest of what is applied."""
        said = [*self.values.values(), *([self.accepted.decision] if self.accepted else ())]
        return max(said, key=lambda decision: decision.at, default=None)

    @property
    def decided(self) -> Decided | None:
        """As it is delivered; None where nothing is applied."""
        said = self.contradicted or self.last
        if said is None:
            return None
        by = "nguoi_mau_thuan" if self.contradicted else "nguoi"
        return Decided(by, said.who, said.at.date().isoformat())  # type: ignore[arg-type]


@dataclass(slots=True)
class Told:
    """What became of decisions, counted by their fate, and what is to be said of those not applied."""

    fates: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def stale(self, given: Given, why: str, key: Key, place: Place = None, now: object = None) -> None:
        """One that is not applied, with the place that the person saw. Names are not shown."""
        decision = given.decision
        said = {"decided": _shown(decision, decision.value), "now": _shown(decision, now)}
        values = {"what": _what(decision), "reason": Reason(why), **said}
        self.fates["stale"] += 1
        self.findings.append(Finding("decision_stale", *key, values, place, given.seen_at))

    def conflict(self, those: tuple[Given, ...], key: Key, place: Place = None) -> None:
        """Several that contradict each other; the last two are shown."""
        first, second = (given.decision for given in those[-2:])
        values = {"what": _what(first), "first": _shown(first, first.value)}
        values |= {"second": _shown(second, second.value)}
        self.fates["conflict"] += len(those)
        self.findings.append(Finding("decision_conflict", *key, values, place))


def _what(decision: Decision) -> Reason:
    whole_row = (decision.about, decision.field) == ("row", ACCEPTED)
    return Reason("whole_row" if whole_row else NAMES[decision.field])


def _shown(decision: Decision, value: Any) -> Known | str | int | float | None:
    if decision.field in (OUTLINE, DRAWN):
        shape = shape_of(value)
        return None if shape is None else round(float(shape.area), 1)
    if decision.field in _NOT_SHOWN:
        return None
    return told_code(value) if isinstance(value, str) else value


def gathered(places: Mapping[str, int | None], said: Mapping[str, Fields], told: Told) -> dict[int, Fields]:
    """What people said by the place of each thing that was found, under whatever keys it was known."""
    keys: dict[int, list[str]] = {}
    for key, place in places.items():
        if place is not None:
            keys.setdefault(place, []).append(key)
    found = {}
    for place, names in keys.items():
        found[place], superseded = together(said[name] for name in names)
        told.fates["superseded"] += superseded
    return found


# --- one thing ----------------------------------------------------------------------------------------


def weighed(
    said: Mapping[str, tuple[Given, ...]],
    now: Mapping[str, Reading[Any]],
    told: Told,
    key: Key,
    place: Place = None,
) -> Person:
    """What people ``said`` of a thing, by field, beside what is read of it ``now``."""
    person = Person()
    for name, those in said.items():
        given = those[-1]
        if len(those) > 1:
            told.conflict(those, key, place)
            person.open, person.contradicted = True, given.decision
        elif name == ACCEPTED:
            person.accepted = given
        elif _is_overtaken(given.decision, now.get(name)):
            told.stale(given, "read_otherwise", key, place, now[name].value)
            person.open = True
        else:
            person.values[name] = given.decision
            told.fates[_fate(given.decision, now.get(name))] += 1
    return person


def _is_overtaken(decision: Decision, now: Reading[Any] | None) -> bool:
    """What is read surely now is neither what was decided nor what the person saw."""
    if now is None or not beliefs.sure(now) or _same(now.value, decision.value):
        return False
    shown = [offered.value for offered in decision.seen.offered]
    shown.append(decision.seen.state.get(decision.field))
    return not any(_same(now.value, value) for value in shown)


def _fate(decision: Decision, now: Reading[Any] | None) -> str:
    same = now is not None and beliefs.sure(now) and _same(now.value, decision.value)
    return "already_true" if same else "applied"


def _same(first: Any, second: Any) -> bool:
    if isinstance(first, float) or isinstance(second, float):
        numbers = isinstance(first, int | float) and isinstance(second, int | float)
        return numbers and beliefs.same_area(first, second)
    return bool(first == second)


def still_as_seen(given: Given, now: Mapping[str, Any]) -> bool:
    """Whether all values that lay before the person are there as they were, or the register agrees by now."""
    state = given.decision.seen.state
    changed = [name for name, value in state.items() if name in now and not _same(now[name], value)]
    return all(
        name.startswith("register_") and _same(now[name], now[name.removeprefix("register_")])
        for name in changed
    )


def is_same_row(given: Given, record: Record) -> bool:
    """Whether a row is the one that was seen: of the same scan, or by most of what stands in it.

    A row's key is its place on the page, where another scan of the book has another row.
    """
    state = given.decision.seen.state
    readings = readings_of(record)
    return given.same_scan or sum(_same(readings[n].value, state.get(n, "")) for n in _HELD) >= _ALIKE


def readings_of(thing: Label | DigitalLabel | Record | None) -> Mapping[str, Reading[Any]]:
    """What is read in a label or a row, by fields of decisions."""
    if thing is None:
        return {}
    found: dict[str, Reading[Any]] = {"number": thing.number, "area_m2": thing.area_m2, "code": thing.code}
    if not isinstance(thing, Record):
        return found
    free = {"holder": thing.owner, "owner_kind": thing.owner_kind, "place": thing.place, "note": thing.note}
    return found | free | {"sheet": thing.sheet}


def stated(values: Mapping[str, Decision], now: Mapping[str, Reading[Any]]) -> dict[str, Reading[Any]]:
    """The readings that a person's values make, by columns of labels and records."""
    return {
        _COLUMNS.get(name, name): _by_person(decision, now[name])
        for name, decision in values.items()
        if name in now
    }


def _by_person(decision: Decision, now: Reading[Any]) -> Reading[Any]:
    value = float(decision.value) if decision.field == "area_m2" else decision.value
    return replace(
        now, value=value, text=str(value), confidence=1.0, alternatives=(), agreed=False, by="person",
        disputed=False,
    )  # fmt: skip


def settled(judged: Judged, person: Person) -> Judged:
    """A parcel or a row that witnesses judged, with the status that a person's word gives it."""
    if person.open:
        return replace(judged, status="can_kiem_tra", decided=person.decided if person.contradicted else None)
    if judged.status == "can_kiem_tra" or person.last is None:
        return judged
    return replace(judged, status="chap_nhan", decided=person.decided)
