"""From what a person answered to the decisions that say it, by what the question is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from pipeline import values
from pipeline.decisions import (
    ACCEPTED,
    BOTH,
    DRAWN,
    KIND,
    NOTHING,
    OUTLINE,
    POINTS,
    UNIT,
    Decision,
    Value,
    as_value,
    written_points,
)
from pipeline.review.answer import Answer
from pipeline.review.asked import DRAWING, Field, Question, Shown
from pipeline.review.land_answers import NoSuchLineError, Outlined, cut, joined, on_ground, removed
from pipeline.review.placing import NoSuchPlaceError, control_points
from pipeline.review.says import OF_REGISTER, Known, Says, Thing
from pipeline.review.typed import NoSuchValueError, read_value

_OF_A_LIST = (KIND, UNIT)  # fields that take one of the options alone


def decisions_of(answer: Answer, question: Question, known: Known, at: datetime) -> list[Decision]:
    """The decisions that an answer makes. Raises NoSuchValueError.

    Where the number is another, the parcel may find another row: then the whole of it is asked again.
    """
    said = Says(answer, question, known, at)
    changed = {name: read_value(name, typed) for name, typed in answer.changed.items()}
    if question.about == "page":
        return _of_page(question, changed | _points(answer, question), said)
    if question.about == "row":
        return _of_row(answer, question, changed, said)
    return _of_land(answer, question, changed, said)


def _of_land(answer: Answer, question: Question, changed: Mapping[str, Value], said: Says) -> list[Decision]:
    if answer.line or answer.joined or answer.at or answer.nothing:
        return [said.outline(each) for each in _outlined(answer, question, said.taken)]
    code = read_value("object", answer.object) if answer.object else None
    if question.about == "ground":
        return _of_ground(question, changed, code, said)
    if question.is_object and code is None and "number" not in changed:
        shown = {each.name: each.value for each in question.fields}
        code = changed.get("code", shown["code"])
        if code is None:
            raise NoSuchValueError("code")
    if code is not None:
        return [said.decision(Thing("parcel", question.key), "object", code)]
    state: dict[str, Shown] = {each.name: each.value for each in question.fields} | dict(changed)
    if state["number"] is None:
        raise NoSuchValueError("number")
    made = []
    for name, value in {**changed, **_known_elsewhere(question, changed)}.items():
        row = name in OF_REGISTER
        thing = Thing("row", question.row) if row else Thing("parcel", question.key)
        made.append(said.decision(thing, OF_REGISTER.get(name, name), value))
    if "number" not in changed:
        made.append(said.decision(Thing("parcel", question.key), ACCEPTED, answer.holds, state))
    return made


def _known_elsewhere(question: Question, changed: Mapping[str, Value]) -> Mapping[str, Value]:
    """Number and code as they stand where the sheet does not say them: what was changed may part them."""
    asked = (each for each in question.fields if each.name in ("number", "code") and each.name not in changed)
    return {
        each.name: each.value
        for each in asked
        if changed and each.value is not None and not _is_of_sheet(each)
    }


def _is_of_sheet(field: Field) -> bool:
    """Whether a reader read the field's value on the sheet."""
    said = (by for option in field.options if option.value == field.value for by in option.by)
    return any(by.startswith("map ") and by != DRAWING for by in said)


def _outlined(answer: Answer, question: Question, taken: Collection[str]) -> list[Outlined]:
    """What a line that was drawn, or is none, makes of the land. Raises NoSuchValueError."""
    ground, picture = question.ground, next(iter(question.pictures), None)
    if ground is None or picture is None:
        raise NoSuchValueError("line")
    try:
        if answer.line:
            return cut(ground, question, on_ground(ground, picture, answer.line), taken)
        if answer.nothing:
            return removed(ground)
        place = on_ground(ground, picture, [answer.at])[0] if answer.at else None
        return joined(ground, values.number(answer.joined), place)
    except NoSuchLineError as error:
        raise NoSuchValueError("line", error.args[0]) from None


def _of_ground(
    question: Question, changed: Mapping[str, Value], code: Value | None, said: Says
) -> list[Decision]:
    """Uncovered ground: rightly so, or a parcel, or an object of a code."""
    ground = question.ground
    if not changed and code is None:
        seen = {} if ground is None else {OUTLINE: as_value(ground.shape)}
        return [said.decision(Thing("ground", question.key), ACCEPTED, NOTHING, seen)]
    if ground is None or (code is None and "number" not in changed):
        raise NoSuchValueError("number")
    drawn = said.outline(Outlined(question.key, DRAWN, ground.shape, ground.beside))
    values_of_it = {"object": code} if code is not None else changed
    stated = (said.decision(Thing("parcel", question.key), *each, {}) for each in values_of_it.items())
    return [drawn, *stated]


def _of_row(answer: Answer, question: Question, changed: dict[str, Value], said: Says) -> list[Decision]:
    """A row with what was changed of it, beside the parcel that it is said to be of; the rest is right.

    Or it does not hold at all.
    """
    if "parcel" in changed:
        changed["parcel"] = _parcel_of(question, str(changed["parcel"]))
    shown = {each.name: each.value for each in question.fields if each.name != "parcel"}
    row = Thing("row", question.key)
    if answer.nothing:
        return [said.decision(row, ACCEPTED, NOTHING, shown)]
    state = shown | changed
    made = [said.decision(row, name, value) for name, value in changed.items()]
    return [*made, said.decision(row, ACCEPTED, BOTH, state)]


def _parcel_of(question: Question, typed: str) -> str:
    """The key of the parcel that a person typed: ``46``, ``20/46``, or the key that was offered."""
    if typed in question.parcels.values():
        return typed
    key = question.parcels.get(typed if "/" in typed else f"{question.sheet}/{typed}")
    if key is None:
        raise NoSuchValueError("parcel")
    return key


def _points(answer: Answer, question: Question) -> dict[str, Value]:
    if not answer.points:
        return {}
    try:
        return {POINTS: written_points(control_points(question.pictures[0], answer.points))}
    except NoSuchPlaceError:
        raise NoSuchValueError(POINTS, "place_not_possible") from None


def _of_page(question: Question, changed: Mapping[str, Value], said: Says) -> list[Decision]:
    """What is said of a page: something has to be."""
    if not changed:
        raise NoSuchValueError(next((each.name for each in question.fields if each.value is None), KIND))
    for each in question.fields:
        possible = {option.value for option in each.options}
        if each.name in _OF_A_LIST and changed.get(each.name, None) not in {None, *possible}:
            raise NoSuchValueError(each.name)
    return [said.decision(Thing("page", question.key), name, value) for name, value in changed.items()]
