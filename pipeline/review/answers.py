"""From what a person answered to the decisions that say it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pipeline import values
from pipeline.decisions import (
    ACCEPTED,
    BOTH,
    DRAWN,
    FIELDS,
    KIND,
    NOTHING,
    OUTLINE,
    POINTS,
    UNDO,
    UNIT,
    Decision,
    Offered,
    Seen,
    Value,
    as_value,
    written_points,
)
from pipeline.files import hash_text
from pipeline.model import Box
from pipeline.review.asked import Question, Shown
from pipeline.review.land_answers import NoSuchLineError, Outlined, cut, joined, on_ground, removed
from pipeline.review.placing import NoSuchPlaceError, control_points

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
    "parcel": lambda text: text.strip() or None,
    KIND: lambda text: text or None,
    UNIT: lambda text: text or None,
}
_OUTLINES = "outline of"
FIRST_OUTLINE = f"{_OUTLINES} 0"
_OF_A_LIST = (KIND, UNIT)  # fields that take one of the options alone


Share = tuple[Annotated[float, Field(ge=0, le=1)], Annotated[float, Field(ge=0, le=1)]]
_MOST_TOGETHER = 100
_MOST_POINTS = 500  # of a line: nobody clicks more


class Answer(BaseModel):
    """What a person answered: values that were changed, as typed, and which document holds.

    ``object``: the code of what is no parcel; ``nothing``: there is no such land. ``line``: points of a
    boundary that is missing; ``joined``: number of a neighbour that no boundary parts, or ``at`` a point in
    it. ``points``: known points of a sheet with their coordinates as typed. Points are shares of the first
    picture's width and height, as it is shown. ``id`` is the client's: an answer sent twice is one.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    question: str
    who: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
    changed: Mapping[str, str] = {}
    holds: Literal["sheet", "register", "both"] = "both"
    object: str = ""
    nothing: bool = False
    line: Annotated[tuple[Share, ...], Field(max_length=_MOST_POINTS)] = ()
    joined: str = ""
    at: Share | None = None
    points: Annotated[tuple[tuple[Share, str], ...], Field(max_length=_MOST_POINTS)] = ()
    note: Annotated[str, StringConstraints(max_length=2000)] = ""


class GroupAnswer(BaseModel):
    """One answer to several questions that are alike: to each of them, as ``Answer`` says."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    questions: Annotated[tuple[str, ...], Field(min_length=1, max_length=_MOST_TOGETHER)]
    who: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
    changed: Mapping[str, str] = {}
    holds: Literal["sheet", "register", "both"] = "both"
    note: Annotated[str, StringConstraints(max_length=2000)] = ""

    @property
    def answers(self) -> list[Answer]:
        """The answer to each question, with an id that follows from this one's."""
        said = self.model_dump(include={"who", "changed", "holds", "note"})
        return [Answer(id=_id(self.id, name), question=name, **said) for name in self.questions]


class Pointed(BaseModel):
    """Known points of a sheet that a person clicked so far."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: str
    points: Annotated[tuple[tuple[Share, str], ...], Field(max_length=_MOST_POINTS)] = ()


class NoSuchValueError(ValueError):
    """A value that its field cannot take; ``field`` and the ``reason`` why (a code of the catalogue)."""

    def __init__(self, field: str, reason: str = "value_not_possible") -> None:
        super().__init__(field)
        self.field, self.reason = field, reason


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
    changed = {name: read_value(name, typed) for name, typed in answer.changed.items()}
    if question.about == "page":
        return _of_page(question, changed | _points(answer, question), said)
    if question.about == "row":
        return _of_row(question, changed, said)
    return _of_land(answer, question, changed, said)


def _of_land(answer: Answer, question: Question, changed: Mapping[str, Value], said: _Said) -> list[Decision]:
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
        return [said.decision("parcel", question.key, "object", code)]
    state: dict[str, Shown] = {each.name: each.value for each in question.fields} | dict(changed)
    if state["number"] is None:
        raise NoSuchValueError("number")
    made = []
    for name, value in changed.items():
        row = name in _OF_REGISTER
        about, key = ("row", question.row) if row else ("parcel", question.key)
        made.append(said.decision(about, key, _OF_REGISTER.get(name, name), value))
    if "number" not in changed:
        made.append(said.decision("parcel", question.key, ACCEPTED, answer.holds, state))
    return made


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
    question: Question, changed: Mapping[str, Value], code: Value | None, said: _Said
) -> list[Decision]:
    """Uncovered ground: rightly so, or a parcel, or an object of a code."""
    ground = question.ground
    if not changed and code is None:
        seen = {} if ground is None else {OUTLINE: as_value(ground.shape)}
        return [said.decision("ground", question.key, ACCEPTED, NOTHING, seen)]
    if ground is None or (code is None and "number" not in changed):
        raise NoSuchValueError("number")
    drawn = said.outline(Outlined(question.key, DRAWN, ground.shape, ground.beside))
    values_of_it = {"object": code} if code is not None else changed
    stated = (said.decision("parcel", question.key, *each, {}) for each in values_of_it.items())
    return [drawn, *stated]


def _of_row(question: Question, changed: dict[str, Value], said: _Said) -> list[Decision]:
    """A row with what was changed of it, beside the parcel that it is said to be of; the rest is right."""
    if "parcel" in changed:
        changed["parcel"] = _parcel_of(question, str(changed["parcel"]))
    state = {each.name: each.value for each in question.fields if each.name != "parcel"} | changed
    made = [said.decision("row", question.key, name, value) for name, value in changed.items()]
    return [*made, said.decision("row", question.key, ACCEPTED, BOTH, state)]


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
    """The ids of all decisions by which an answer of that id is known: one of them is among those it made."""
    return {_id(answer, f"{about} {field}") for about, field in FIELDS} | {_id(answer, FIRST_OUTLINE)}


def undone(decision: Decision, name: str, who: str, at: datetime) -> Decision:
    """The decision that takes another one back; ``name`` tells it from others."""
    return Decision(
        id=_id(name, decision.id), at=at, who=who, via="page", about=decision.about, key=decision.key,
        field=UNDO, value=decision.id,
    )  # fmt: skip


class _Said:
    def __init__(self, answer: Answer, question: Question, known: Known, at: datetime) -> None:
        self._answer, self._question, self._known, self._at = answer, question, known, at
        self._outlines = 0

    @property
    def taken(self) -> set[str]:
        """Keys that were decided on before: no new land may have them."""
        return {key for _, key in self._known.earlier}

    def outline(self, outlined: Outlined) -> Decision:
        """The decision that land has an outline; an answer may make several."""
        part = f"{_OUTLINES} {self._outlines}"
        self._outlines += 1
        value, seen = as_value(outlined.shape), dict(outlined.seen)
        return self._made("parcel", outlined.key, outlined.name, value, self._seen("parcel", "", seen), part)

    def decision(
        self, about: str, key: str, field: str, value: Value, state: Mapping[str, Shown] | None = None
    ) -> Decision:
        return self._made(about, key, field, value, self._seen(about, field, state), f"{about} {field}")

    def _made(self, about: str, key: str, field: str, value: Value, seen: Seen, part: str) -> Decision:
        answer = self._answer
        return Decision(
            id=_id(answer.id, part), at=self._at, who=answer.who, via="page", about=about,  # type: ignore[arg-type]
            key=key, field=field, value=value, seen=seen, note=answer.note,
            replaces=self._known.earlier.get((about, key), ()),
        )  # fmt: skip

    def _seen(self, about: str, field: str, state: Mapping[str, Shown] | None) -> Seen:
        question = self._question
        shown = dict({each.name: each.value for each in question.fields} if state is None else state)
        if about == "row" and question.about == "parcel":
            shown = {_OF_REGISTER[name]: value for name, value in shown.items() if name in _OF_REGISTER}
        elif question.drawn_m2 is not None and OUTLINE not in shown:
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
