"""People's decisions about land: values of its label, that it is no parcel, that all of it is right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline import keys
from pipeline.commune import decided_shapes, witnesses
from pipeline.commune.decided import (
    Person,
    Told,
    gathered,
    readings_of,
    settled,
    stated,
    still_as_seen,
    weighed,
)
from pipeline.commune.decided_shapes import Shaped
from pipeline.commune.land import Land
from pipeline.commune.pieces import Piece
from pipeline.decisions import DRAWN, OUTLINE, REGISTER, Decision, Fields, Given, Standing, shape_of
from pipeline.geometries import point_in
from pipeline.model import CommuneParcel, DigitalLabel, Finding, Label, Reading, Source

# Findings that say no more than that a person has to look.
_ANSWERED = ("value_unread", "scans_differ")
SEVERAL_LABELS = "several_labels"
WAITS = "can_kiem_tra"


@dataclass(frozen=True, slots=True)
class Decided:
    """The land as people say it is; ``persons`` by the place of their parcel, ``places`` by its key.

    ``objects``: faces that people said to be a road, water or the like.
    """

    land: Land
    persons: Mapping[int, Person]
    places: Mapping[str, int]
    objects: frozenset[Source] = frozenset()

    def find(self, key: str) -> int | None:
        """The place of the parcel that a key means."""
        return self.places.get(key)

    def unanswered(self, findings: Sequence[Finding], parcels: Mapping[int, CommuneParcel]) -> list[Finding]:
        """The findings but those of several labels in a face of which people said what it is."""
        settled = {each.sources[0] for each in parcels.values() if each.decided and each.status != WAITS}
        answered = settled | self.objects
        return [f for f in findings if f.code != SEVERAL_LABELS or f.source not in answered]


def apply(land: Land, standing: Standing, told: Told) -> Decided:
    """Put people's outlines into the land, their values into labels, pieces where they say that they are."""
    said = standing.parcels
    links = (given for fields in standing.rows.values() for given in fields.get("parcel", ()))
    new = {key: fields for key, fields in said.items() if DRAWN in fields}
    wanted = {*said, *(str(given.decision.value) for given in links)} - new.keys()
    traced = [*land.parcels, *land.objects]
    finder = keys.Finder([keys.Land(p.key, p.polygon, keys.reach_m(p.scale)) for p in traced])
    found = {key: finder.find(key) for key in wanted}
    old = {key: found[key] for key in said.keys() - new.keys()}
    shaped = decided_shapes.apply(traced, gathered(old, said, Told()), new, told)
    found |= {key: shaped.drawn.get(key) for key in new}
    return _sorted_out(land, shaped, _heard_all(shaped, found, said, told), found)


def _sorted_out(
    land: Land, shaped: Shaped, persons: Mapping[int, Person], found: Mapping[str, int | None]
) -> Decided:
    """Parcels and objects, as they were and as people say."""
    traced, last = len(land.parcels), len(land.parcels) + len(land.objects)
    pieces = [_stated(piece, persons.get(place)) for place, piece in enumerate(shaped.pieces)]
    there = [place for place in range(len(pieces)) if place not in shaped.removed | shaped.lost]
    are_parcels = {p for p in there if _is_parcel(p < traced or p >= last, persons.get(p))}
    now = {place: position for position, place in enumerate(sorted(are_parcels))}
    gone = replace(
        land.gone, without_ground=land.gone.without_ground + len(shaped.lost),
        removed=len(shaped.removed), drawn=len(pieces) - last,
    )  # fmt: skip
    return Decided(
        Land(
            [pieces[place] for place in now],
            [pieces[place] for place in there if place not in now],
            gone,
            [*land.findings, *shaped.findings],
        ),
        {now[place]: person for place, person in persons.items() if place in now},
        {key: now[place] for key, place in found.items() if place in now},
        frozenset(
            pieces[place].parcel.source for place, person in persons.items() if "object" in person.values
        ),
    )


# --- what people say ----------------------------------------------------------------------------------


def _heard_all(
    shaped: Shaped, found: Mapping[str, int | None], said: Mapping[str, Fields], told: Told
) -> dict[int, Person]:
    """What people say, by the place of the piece that it is about."""
    for key in (key for key in said if found[key] is None):
        _heard_of_nothing(said[key], key, shaped, told)
    persons = {}
    for place, fields in gathered({key: found[key] for key in said}, said, told).items():
        piece = shaped.pieces[place]
        if place in shaped.removed:
            _heard_of_nothing(fields, piece.key, shaped, told)
        elif place in shaped.lost:
            _lost([given for those in fields.values() for given in those], piece.key, told)
        else:
            persons[place] = _heard(piece, fields, shaped.applied, told)
    return persons


def _heard_of_nothing(fields: Fields, key: str, shaped: Shaped, told: Told) -> None:
    """What people say of land that is not there is told, unless it is just that, or was said before."""
    shapes = {name: those for name, those in fields.items() if name in (OUTLINE, DRAWN)}
    others = [given for name, those in fields.items() if name not in shapes for given in those]
    gone = False
    for name, those in shapes.items():
        last = those[-1].decision
        empty = bool(getattr(shape_of(last.value), "is_empty", False))
        if len(those) > 1:
            told.conflict(those, keys.sheet_of(key))
        elif last.id in shaped.applied:
            told.fates["applied"] += 1
            gone = gone or empty
        elif name == OUTLINE and empty:
            told.fates["already_true"] += 1
            gone = True
        elif name == OUTLINE:
            _lost(those, key, told)  # drawn land that does not fit was told
    if gone:
        told.fates["superseded"] += len(others)
    else:
        _lost(others, key, told)


def _lost(those: Iterable[Given], key: str, told: Told) -> None:
    for given in those:
        told.stale(given, "place_not_found", keys.sheet_of(key))


def _heard(piece: Piece, fields: Fields, shapes: Collection[str], told: Told) -> Person:
    """What people say of a piece; ``shapes``: ids of the outlines that are in it, others were told."""
    key = (piece.parcel.unit_code, piece.parcel.sheet, piece.number)
    place = point_in(piece.polygon)
    fitting = {}
    for name, those in fields.items():
        if name in (OUTLINE, DRAWN):
            if len(those) > 1 or those[0].decision.id in shapes:
                fitting[name] = those
        elif all(_is_of_its_shape(given.decision, piece) for given in those):
            fitting[name] = those
        else:
            for given in those:
                told.stale(given, "shape_changed", key, place)
    person = weighed(fitting, readings_of(piece.parcel.label), told, key, place)
    person.open = person.open or len(fitting) < len(fields)
    return person


def _is_of_its_shape(decision: Decision, piece: Piece) -> bool:
    """Its area is, but for the error of drawing, the one that the person saw."""
    drawn = decision.seen.state.get("drawn_m2")
    if not isinstance(drawn, int | float):
        return True
    return abs(drawn - piece.polygon.area) <= witnesses.NEAR_SIGMAS * piece.area_error_m2


def _stated(piece: Piece, person: Person | None) -> Piece:
    if person is None or not person.values:
        return piece
    label = piece.parcel.label or DigitalLabel(Reading(None), Reading(None), Reading(None))
    readings = stated(person.values, readings_of(label))
    if "object" in person.values:
        code = str(person.values["object"].value)
        readings["code"] = Reading(code, code, 1.0, by="person")
    parcel = replace(piece.parcel, label=_relabelled(label, readings))
    if "object" in person.values:
        parcel = replace(parcel, kind="object")
    elif "number" in person.values:
        parcel = replace(parcel, kind="parcel")
    return replace(piece, parcel=parcel)


def _relabelled(label: Label | DigitalLabel, readings: Mapping[str, Any]) -> Label | DigitalLabel:
    return replace(label, **readings)


def _is_parcel(was: bool, person: Person | None) -> bool:
    """Land with a number that a person gave is a parcel, an object that a person named is none."""
    if person is None or not {"object", "number"} & person.values.keys():
        return was
    return "object" not in person.values


# --- what was judged ----------------------------------------------------------------------------------


def judged(parcel: CommuneParcel, person: Person, told: Told) -> CommuneParcel:
    """A parcel that witnesses judged, with what people say of the whole of it."""
    if person.accepted is not None:
        parcel = _accepted(parcel, person, person.accepted, told)
    return settled(parcel, person)


def _accepted(parcel: CommuneParcel, person: Person, given: Given, told: Told) -> CommuneParcel:
    """The parcel as accepted, if it is what was seen; else ``person.open``."""
    now = {
        "number": parcel.number,
        "area_m2": parcel.label_area_m2,
        "code": parcel.label_code or parcel.code,
        "register_area_m2": parcel.record_area_m2,
        "register_code": parcel.record_code,
    }
    key = (parcel.unit_code, parcel.sheet, parcel.number)
    if still_as_seen(given, now) and parcel.number is not None:
        told.fates["applied"] += 1
        code = parcel.record_code if given.decision.value == REGISTER and parcel.record_code else parcel.code
        return replace(parcel, status="chap_nhan", code=code)
    agreed = parcel.status != "can_kiem_tra" and given.decision.seen.state.get("number") == parcel.number
    if agreed and given.decision.seen.state.get("code", parcel.code) == parcel.code:
        told.fates["already_true"] += 1
        return parcel
    why = "number_missing" if parcel.number is None else "values_changed"
    told.stale(given, why, key, point_in(parcel.geometry))
    person.open = True
    return parcel


def unanswered(findings: Sequence[Finding], parcels: Sequence[CommuneParcel]) -> list[Finding]:
    """The findings but those that ask a person to look at a parcel that one accepted."""
    settled = {
        (parcel.unit_code, parcel.sheet, parcel.number, parcel.sources[0])
        for parcel in parcels
        if parcel.decided is not None and parcel.status != "can_kiem_tra"
    }
    return [
        finding
        for finding in findings
        if finding.code not in _ANSWERED
        or (finding.unit_code, finding.sheet, finding.number, finding.source) not in settled
    ]
