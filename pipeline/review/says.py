"""Decisions that an answer says: with their ids, what they replace, and what lay before the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pipeline.decisions import FIELDS, OUTLINE, UNDO, About, Decision, Offered, Seen, Value, as_value
from pipeline.model import Box
from pipeline.review.answer import Answer, id_of
from pipeline.review.asked import Question, Shown
from pipeline.review.land_answers import Outlined

OF_REGISTER = {"register_area_m2": "area_m2", "register_code": "code"}  # fields of the row beside a parcel
_OUTLINES = "outline of"


class Thing(NamedTuple):
    """What a decision is about."""

    about: About
    key: str


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


def ids_of(answer: str) -> set[str]:
    """The ids of all decisions by which an answer of that id is known: one of them is among those it made."""
    return {id_of(answer, f"{about} {field}") for about, field in FIELDS} | {id_of(answer, f"{_OUTLINES} 0")}


def undone(decision: Decision, name: str, who: str, at: datetime) -> Decision:
    """The decision that takes another one back; ``name`` tells it from others."""
    return Decision(
        id=id_of(name, decision.id), at=at, who=who, via="page", about=decision.about, key=decision.key,
        field=UNDO, value=decision.id,
    )  # fmt: skip


class Says:
    """Makes the decisions of an answer to a question, with what lay before the person."""

    def __init__(self, answer: Answer, question: Question, known: Known, at: datetime) -> None:
        self._answer, self._question, self._known, self._at = answer, question, known, at
        self._outlines = 0

    @property
    def taken(self) -> set[str]:
        """Keys that were decided on before: no new land may have them."""
        return {key for _, key in self._known.earlier}

    def outline(self, outlined: Outlined) -> Decision:
        """The decision that land has an outline; an answer may make several."""
        thing, seen = Thing("parcel", outlined.key), self._seen("parcel", "", outlined.seen)
        part, self._outlines = f"{_OUTLINES} {self._outlines}", self._outlines + 1
        return self._made(thing, outlined.name, as_value(outlined.shape), seen, part=part)

    def decision(
        self, thing: Thing, field: str, value: Value, state: Mapping[str, Shown] | None = None
    ) -> Decision:
        """The decision on a field; ``state``: the values that were shown, of the question if not said."""
        seen = self._seen(thing.about, field, state)
        return self._made(thing, field, value, seen, part=f"{thing.about} {field}")

    def _made(self, thing: Thing, field: str, value: Value, seen: Seen, *, part: str) -> Decision:
        answer = self._answer
        return Decision(
            id=id_of(answer.id, part), at=self._at, who=answer.who, via="page", about=thing.about,
            key=thing.key, field=field, value=value, seen=seen, note=answer.note,
            replaces=self._known.earlier.get(thing, ()),
        )  # fmt: skip

    def _seen(self, about: str, field: str, state: Mapping[str, Shown] | None) -> Seen:
        question = self._question
        shown = dict({each.name: each.value for each in question.fields} if state is None else state)
        if about == "row" and question.about == "parcel":
            shown = {OF_REGISTER[name]: value for name, value in shown.items() if name in OF_REGISTER}
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
        name = {column: name for name, column in OF_REGISTER.items()}.get(field, field) if beside else field
        return tuple(
            Offered(by=", ".join(option.by), value=option.value, probability=option.probability)
            for each in self._question.fields
            if each.name == name
            for option in each.options
        )
