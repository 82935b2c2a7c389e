"""From what a person answered to the decisions that say it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from pipeline import values
from pipeline.decisions import ACCEPTED, BOTH, FIELDS, KIND, UNDO, UNIT, Decision, Offered, Seen, Value
from pipeline.files import hash_text
from pipeline.model import Box
from pipeline.review.asked import Question, Shown

_OF_REGISTER = {"register_area_m2": "area_m2", "register_code": "code"}  # fields of the row beside a parcel
_READ: Mapping[str, Callable[[str], Value | None]] = {
    "number": values.number,
    "sheet": values.number,
    "area_m2": values.area_m2,
    "register_area_m2": values.area_m2,
    "code": values.land_use,
    "register_code": values.land_use,
    "object": values.land_use,
    "holder": lambda text: text.strip() or None,
    KIND: lambda text: text or None,
    UNIT: lambda text: text or None,
}
_OF_A_LIST = (KIND, UNIT)  # fields that take one of the options alone


class Answer(BaseModel):
    """What a person answered: values that were changed, as typed, and which document holds.

    ``object``: the code of what is no parcel. ``id`` is the client's: an answer sent twice is one.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    question: str
    who: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
    changed: Mapping[str, str] = {}
    holds: Literal["sheet", "register", "both"] = "both"
    object: str = ""
    note: Annotated[str, StringConstraints(max_length=2000)] = ""


class NoSuchValueError(ValueError):
    """A typed value that its field cannot take; ``args[0]`` is the field."""


def read_value(field: str, typed: str) -> Value:
    """A value as a person types it. Raises NoSuchValueError."""
    made = _READ[field](typed) if field in _READ else None
    if made is None:
        raise NoSuchValueError(field)
    return made


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside a question: SHA-256 of scans by path, ids of decisions by what they are about."""

    scans: Mapping[str, str]
    earlier: Mapping[tuple[str, str], tuple[str, ...]]


def known_of(scans: Mapping[str, str], decisions: Iterable[Decision]) -> Known:
    """What is known of ``scans`` (SHA-256 by path) and of what was decided before."""
    earlier: dict[tuple[str, str], tuple[str, ...]] = {}
    for each in decisions:
        place = (each.about, each.key)
        earlier[place] = (*earlier.get(place, ()), each.id)
    return Known(scans, earlier)


def decisions_of(answer: Answer, question: Question, known: Known, at: datetime) -> list[Decision]:
    """The decisions that an answer makes. Raises NoSuchValueError.

    Where the number is another, the parcel may find another row: then the whole of it is asked again.
    """
    said = _Said(answer, question, known, at)
    if answer.object:
        if question.about != "parcel":
            raise NoSuchValueError("object")
        return [said.decision("parcel", question.key, "object", read_value("object", answer.object))]
    changed = {name: read_value(name, typed) for name, typed in answer.changed.items()}
    if question.about == "page":
        return _of_page(question, changed, said)
    state = {each.name: each.value for each in question.fields} | changed
    if question.about == "parcel" and state["number"] is None:
        raise NoSuchValueError("number")
    made = []
    for name, value in changed.items():
        row = question.about == "parcel" and name in _OF_REGISTER
        about, key = ("row", question.row) if row else (question.about, question.key)
        made.append(said.decision(about, key, _OF_REGISTER.get(name, name) if row else name, value))
    if question.about == "row" or "number" not in changed:
        holds = answer.holds if question.about == "parcel" else BOTH
        made.append(said.decision(question.about, question.key, ACCEPTED, holds, state))
    return made


def _of_page(question: Question, changed: Mapping[str, Value], said: _Said) -> list[Decision]:
    """What is said of a page: something has to be."""
    if not changed:
        raise NoSuchValueError(next((each.name for each in question.fields if each.value is None), KIND))
    for each in question.fields:
        possible = {option.value for option in each.options}
        if each.name in _OF_A_LIST and changed.get(each.name, None) not in {None, *possible}:
            raise NoSuchValueError(each.name)
    return [said.decision("page", question.key, name, value) for name, value in changed.items()]


def ids_of(answer: str) -> set[str]:
    """The ids of all decisions that an answer of that id can have made."""
    return {_id(answer, f"{about} {field}") for about, field in FIELDS}


def undone(decision: Decision, name: str, who: str, at: datetime) -> Decision:
    """The decision that takes another one back; ``name`` tells it from others."""
    return Decision(
        id=_id(name, decision.id), at=at, who=who, via="page", about=decision.about, key=decision.key,
        field=UNDO, value=decision.id,
    )  # fmt: skip


class _Said:
    def __init__(self, answer: Answer, question: Question, known: Known, at: datetime) -> None:
        self._answer, self._question, self._known, self._at = answer, question, known, at

    def decision(
        self, about: str, key: str, field: str, value: Value, state: Mapping[str, Shown] | None = None
    ) -> Decision:
        answer = self._answer
        return Decision(
            id=_id(answer.id, f"{about} {field}"), at=self._at, who=answer.who, via="page", about=about,  # type: ignore[arg-type]
            key=key, field=field, value=value, seen=self._seen(about, field, state), note=answer.note,
            replaces=self._known.earlier.get((about, key), ()),
        )  # fmt: skip

    def _seen(self, about: str, field: str, state: Mapping[str, Shown] | None) -> Seen:
        question = self._question
        shown = dict(state or {each.name: each.value for each in question.fields})
        if about == "row" and question.about == "parcel":
            shown = {_OF_REGISTER[name]: value for name, value in shown.items() if name in _OF_REGISTER}
        elif question.drawn_m2 is not None:
            shown["drawn_m2"] = question.drawn_m2
        kind = {"row": "row", "page": "page"}.get(about, "place")
        scan, page, box = self._picture(kind)
        return Seen(
            scan_sha256=self._known.scans.get(scan, ""),
            page=page,
            box=box,
            offered=self._offered(field, about),
            state=shown,
        )

    def _picture(self, kind: str) -> tuple[str, int, Box | None]:
        for each in self._question.pictures:
            if each.kind == kind:
                return each.scan, each.page, each.marked[0] if each.marked else each.box
        return "", 1, None

    def _offered(self, field: str, about: str) -> tuple[Offered, ...]:
        beside = self._question.about == "parcel" and about == "row"
        name = {column: name for name, column in _OF_REGISTER.items()}.get(field, field) if beside else field
        return tuple(
            Offered(by=", ".join(option.by), value=option.value, probability=option.probability)
            for each in self._question.fields
            if each.name == name
            for option in each.options
        )


def _id(name: str, part: str) -> str:
    """An id that follows from the answer's, so that one that comes again is the same decision."""
    return hash_text(f"{name} {part}")[:32]
