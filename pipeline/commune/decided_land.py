"""People's decisions about land: values of its label, that it is no parcel, that all of it is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline import keys
from pipeline.commune import witnesses
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
from pipeline.commune.land import Land
from pipeline.commune.pieces import Piece
from pipeline.decisions import REGISTER, Decision, Given, Standing
from pipeline.geometries import point_in
from pipeline.model import CommuneParcel, DigitalLabel, Finding, Label, Reading

# Findings that say no more than that a person has to look.
_ANSWERED = ("value_unread", "scans_differ")


@dataclass(frozen=True, slots=True)
class Decided:
    """The land as people say it is; ``persons`` by the place of their parcel, ``places`` by its key."""

    land: Land
    persons: Mapping[int, Person]
    places: Mapping[str, int]

    def find(self, key: str) -> int | None:
        """The place of the parcel that a key means."""
        return self.places.get(key)


def apply(land: Land, standing: Standing, told: Told) -> Decided:
    """Put people's values into the labels, and pieces where people say they belong."""
    said = standing.parcels
    links = (given for fields in standing.rows.values() for given in fields.get("parcel", ()))
    wanted = {str(given.decision.value) for given in links}
    pieces = [*land.parcels, *land.objects]
    finder = keys.Finder([keys.Land(p.key, p.polygon, keys.reach_m(p.scale)) for p in pieces])
    found = {key: _found(finder, key) for key in {*said, *wanted}}
    for key, fields in said.items():
        if found[key] is None:
            _lost(fields, key, told)
    by_place = gathered({key: found[key] for key in said}, said, told)
    persons = {place: _heard(pieces[place], fields, told) for place, fields in by_place.items()}
    result = [_stated(piece, persons.get(place)) for place, piece in enumerate(pieces)]
    is_parcel = [_is_parcel(place < len(land.parcels), persons.get(place)) for place in range(len(pieces))]
    order = [place for place, yes in enumerate(is_parcel) if yes]
    now = {place: position for position, place in enumerate(order)}
    objects = [piece for piece, yes in zip(result, is_parcel, strict=True) if not yes]
    return Decided(
        replace(land, parcels=[result[place] for place in order], objects=objects),
        {now[place]: person for place, person in persons.items() if place in now},
        {key: now[place] for key, place in found.items() if place in now},
    )


def _found(finder: keys.Finder, key: str) -> int | None:
    try:
        return finder.find(key)
    except ValueError:  # typed by hand, and no key
        return None


def _lost(fields: Mapping[str, tuple[Given, ...]], key: str, told: Told) -> None:
    unit, _, rest = key.partition("_")
    sheet = rest.partition("_")[0]
    for those in fields.values():
        for given in those:
            told.stale(given, "place_not_found", (unit, int(sheet) if sheet.isdecimal() else None, None))


def _heard(piece: Piece, fields: Mapping[str, tuple[Given, ...]], told: Told) -> Person:
    key = (piece.parcel.unit_code, piece.parcel.sheet, piece.number)
    place = point_in(piece.polygon)
    fitting = {}
    for name, those in fields.items():
        if all(_is_of_its_shape(given.decision, piece) for given in those):
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
