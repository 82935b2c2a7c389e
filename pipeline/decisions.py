"""What people decided: one record a decision, as a line of ``data_raw/<ma_xa>/review/*.jsonl`` holds it.

A decision is about one thing (``key`` of ``keys``) and one field of it, says who decided it when, and what
was seen then, so that a later run can tell whether it still speaks of the same thing. Nothing is ever changed
in a journal: who errs decides again, naming what that ``replaces``, or undoes.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import shapely
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    model_validator,
)
from shapely.geometry import MultiPolygon, Polygon

from pipeline import values
from pipeline.errors import UsageError
from pipeline.model import ControlPoint, Reason, Source

About = Literal["parcel", "row", "page", "ground"]
Value = int | float | str
SHEET, REGISTER, BOTH = "sheet", "register", "both"
UNDO = "undo"
ACCEPTED = "accepted"
OUTLINE, DRAWN = "outline", "drawn"
KIND, UNIT, POINTS = "kind", "unit", "points"
AS_SHEET, AS_REGISTER, ASIDE = "sheet", "register", "other"  # what a page is
NOTHING = "nothing"
FEWEST_POINTS = 2  # place, turn and scale of a sheet
_LONGEST_NAME = 200  # characters: columns of registers hold less
_LONGEST_NOTE = 2000
_FIGURES_OF_UNIT, _FIGURES_OF_POINT = 5, 4


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Offered(_Line):
    """A value that stood on the screen, who gave it (a reader, a document) and how sure, 0 to 1."""

    by: str
    value: Value | None
    probability: float | None = None


class Seen(_Line):
    """What lay before the person: scan (SHA-256), page from 1, box in its pixels, and what was offered.

    ``state``: values of the thing as they were shown, by field.
    """

    scan_sha256: str = ""
    page: int = 1
    box: tuple[float, float, float, float] | None = None
    offered: tuple[Offered, ...] = ()
    state: Mapping[str, Value | None] = {}


class Decision(_Line):
    """One decision; ``replaces`` are ids of earlier ones that the person saw and overrules."""

    version: Literal[1] = 1
    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    at: AwareDatetime
    who: Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_NAME)]
    via: Literal["page", "qgis", "csv", "hand"]
    about: About
    key: Annotated[str, StringConstraints(min_length=1)]
    field: str
    value: Value
    seen: Seen = Seen()
    replaces: tuple[str, ...] = ()
    note: Annotated[str, StringConstraints(max_length=_LONGEST_NOTE)] = ""

    @model_validator(mode="after")
    def _is_possible(self) -> Decision:
        if self.field == UNDO:
            return self
        check = FIELDS.get((self.about, self.field))
        if check is None:
            raise ValueError("no such field")
        if not check(self.value):
            raise ValueError("no such value")
        return self

    @property
    def place(self) -> tuple[str, str, str]:
        """What is decided: the thing and its field."""
        return self.about, self.key, self.field


def _whole(most: int, value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def _area(value: Value) -> bool:
    return isinstance(value, (int, float)) and 0 < value <= values.MAX_AREA_M2


def _code(value: Value) -> bool:
    return isinstance(value, str) and values.land_use(value) == value


def _text(value: Value) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST_NAME


def _one_of(*known: str) -> Callable[[Value], bool]:
    return lambda value: value in known


def _shape(value: Value) -> bool:
    return shape_of(value) is not None


def shape_of(value: Value | None) -> Polygon | MultiPolygon | None:
    """The outline that a value writes (WKT, easting and northing in metres); None where it writes none.

    It is empty where a person said that there is no such land.
    """
    if not isinstance(value, str):
        return None
    shape = shapely.from_wkt(value, on_invalid="ignore")
    return shape if isinstance(shape, Polygon | MultiPolygon) and shape.is_valid else None


def as_value(shape: Polygon | MultiPolygon) -> str:
    """An outline as the value of a decision, to the millimetre."""
    return shapely.to_wkt(shape, rounding_precision=3)


def _unit(value: Value) -> bool:
    return isinstance(value, str) and len(value) == _FIGURES_OF_UNIT and value.isdecimal()


def _points(value: Value) -> bool:
    return points_of(value) is not None


def points_of(value: Value | None) -> tuple[ControlPoint, ...] | None:
    """Control points that a value writes, ``x y easting northing; …``; None where it writes none.

    Pixels of the page as it is handed out, and metres of VN-2000.
    """
    try:
        figures = [[float(figure) for figure in point.split()] for point in str(value).split(";")]
    except ValueError:
        return None
    possible = len(figures) >= FEWEST_POINTS and all(
        len(point) == _FIGURES_OF_POINT and all(map(math.isfinite, point)) for point in figures
    )
    return tuple(ControlPoint("person", x, y, e, n) for x, y, e, n in figures) if possible else None


def written_points(points: Iterable[ControlPoint]) -> str:
    """Whole control points as the value of a decision: hundredths of a pixel, millimetres."""
    return "; ".join(f"{p.x_px:.2f} {p.y_px:.2f} {p.easting_m:.3f} {p.northing_m:.3f}" for p in points)


# What can be decided of which thing, and which values it takes.
FIELDS: Mapping[tuple[About, str], Callable[[Value], bool]] = {
    ("parcel", "number"): functools.partial(_whole, values.MAX_NUMBER),
    ("parcel", "area_m2"): _area,
    ("parcel", "code"): _code,
    # the thing is as shown, and where documents truly differ this one holds
    ("parcel", ACCEPTED): _one_of(SHEET, REGISTER, BOTH),
    ("parcel", "object"): _code,
    # its outline, empty where there is no such land; land that was drawn has a key of its own
    ("parcel", OUTLINE): _shape,
    ("parcel", DRAWN): _shape,
    ("row", "number"): functools.partial(_whole, values.MAX_NUMBER),
    ("row", "sheet"): functools.partial(_whole, values.MAX_NUMBER),
    ("row", "area_m2"): _area,
    ("row", "code"): _code,
    ("row", "holder"): _text,
    ("row", "owner_kind"): _one_of(*values.OWNER_KINDS),
    ("row", "place"): _text,
    ("row", "note"): _text,
    ("row", "parcel"): _text,
    # all of it is right, or it does not hold: as if it were struck out
    ("row", ACCEPTED): _one_of(BOTH, NOTHING),
    ("page", KIND): _one_of(AS_SHEET, AS_REGISTER, ASIDE),
    ("page", UNIT): _unit,
    ("page", "sheet"): functools.partial(_whole, values.MAX_NUMBER),
    ("page", POINTS): _points,
    # nothing has to be there: land of others, or ground that forms no parcel
    ("ground", ACCEPTED): _one_of(NOTHING),
}


def parse(line: str | bytes, place: Reason | str) -> Decision:
    """The decision of a journal's line. Raises UsageError naming ``place``, and never what stands there."""
    try:
        return Decision.model_validate_json(line)
    except ValidationError as cause:
        raise UsageError("decision_faulty", {"place": place, "reason": _fault(cause)}) from None


def _fault(error: ValidationError) -> Reason:
    first = error.errors(include_input=False, include_url=False)[0]
    if first["type"] == "json_invalid":
        return Reason("no_json")
    where = "".join(str(part) for part in first["loc"][:1])  # below it stands what somebody wrote
    if first["type"] == "value_error":
        return Reason("decision_field_or_value")
    return Reason("decision_entry", {"entry": where})


@dataclass(frozen=True, slots=True)
class Given:
    """A decision on its way into a commune; ``scan``: what the scan that was seen is called now, or nothing.

    ``fate``: what became of it where that is known already, of a page when it was read.
    """

    decision: Decision
    scan: str = ""
    fate: str = ""

    @property
    def same_scan(self) -> bool:
        """Whether the very scan that was seen is still there."""
        return bool(self.scan)

    @property
    def seen_at(self) -> Source | None:
        """The place that lay before the person, where its scan is still there."""
        seen = self.decision.seen
        return Source(self.scan, seen.page, seen.box) if self.scan and seen.box else None


Fields = Mapping[str, tuple[Given, ...]]  # decisions on one thing by field


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of all decisions: by thing, then by field; more than one where people contradict each other.

    ``undone`` and ``superseded`` count the others.
    """

    parcels: Mapping[str, Fields]
    rows: Mapping[str, Fields]
    pages: Mapping[str, Fields]
    ground: Mapping[str, Fields]
    undone: int
    superseded: int


def standing(given: Sequence[Given]) -> Standing:
    """The decisions that hold, of those given oldest first.

    A person's later decision takes the place of the earlier one, as does one that names what it replaces, or
    says the same. Two people who differ contradict each other until somebody replaces both.
    """
    kept, undone = _not_undone(given)
    things: dict[About, dict[str, dict[str, list[Given]]]] = {
        "parcel": {}, "row": {}, "page": {}, "ground": {},
    }  # fmt: skip
    for each in kept:
        _, key, name = each.decision.place
        things[each.decision.about].setdefault(key, {}).setdefault(name, []).append(each)
    parcels, rows, pages, ground = ({key: _live(each) for key, each in of.items()} for of in things.values())
    found = (parcels, rows, pages, ground)
    holding = [those for of in found for fields in of.values() for those in fields.values()]
    return Standing(*found, undone, len(kept) - sum(map(len, holding)))


def together(several: Iterable[Fields]) -> tuple[Fields, int]:
    """What holds of one thing that was known by several keys, and how many decisions do not hold any more."""
    fields: dict[str, list[Given]] = {}
    for each in several:
        for name, those in each.items():
            fields.setdefault(name, []).extend(those)
    holding = _live(fields)
    return holding, sum(map(len, fields.values())) - sum(map(len, holding.values()))


def _live(fields: Mapping[str, Sequence[Given]]) -> dict[str, tuple[Given, ...]]:
    found: dict[str, tuple[Given, ...]] = {}
    for name, those in fields.items():
        live: tuple[Given, ...] = ()
        for each in sorted(those, key=lambda given: (given.decision.at, given.decision.id)):
            live = (*(old for old in live if not _overrules(each, old)), each)
        found[name] = live
    return found


def _not_undone(given: Sequence[Given]) -> tuple[list[Given], int]:
    """Decisions that were not taken back, and how many lines are left out: they, and what took them back."""
    void: set[Value] = set()
    kept = []
    for each in reversed(given):
        if each.decision.id in void:
            continue
        if each.decision.field == UNDO:
            void.add(each.decision.value)
        else:
            kept.append(each)
    return kept[::-1], len(given) - len(kept)


def _overrules(new: Given, old: Given) -> bool:
    one, other = new.decision, old.decision
    return one.who == other.who or one.value == other.value or other.id in one.replaces


def schema() -> dict[str, Any]:
    """The JSON Schema of a line."""
    return Decision.model_json_schema()
