"""What people decided of one page, held against what machines read on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pipeline.communes import recognise_heading
from pipeline.decisions import AS_REGISTER, AS_SHEET, KIND, POINTS, UNIT, Fields, Given, Value, points_of
from pipeline.model import (
    CertificatePage,
    ControlPoint,
    MapSheet,
    ParcelPage,
    Reading,
    RegisterPage,
    Unit,
)
from workflows.stages.job import Fate

Papers = tuple[ParcelPage | CertificatePage, ...]
Understood = MapSheet | RegisterPage | Papers
State = Mapping[str, Value | None]
Page = TypeVar("Page", RegisterPage, ParcelPage)
Said = TypeVar("Said", str, int)


@dataclass(frozen=True, slots=True)
class Heard:
    """What holds of people's word on a page: ``values`` by field; ``fates`` of all decisions by their ids."""

    values: dict[str, Value] = field(default_factory=dict)
    fates: dict[str, Fate] = field(default_factory=dict)

    @property
    def points(self) -> tuple[ControlPoint, ...]:
        """Control points that a person gave."""
        return points_of(self.values.get(POINTS)) or ()


def read_of(result: Understood | None, code: str) -> dict[str, Value | None]:
    """What machines read of a page of the commune ``code``, by fields of decisions."""
    if isinstance(result, MapSheet):
        return {KIND: AS_SHEET, UNIT: result.unit.code if result.unit else None, "sheet": result.number}
    if isinstance(result, RegisterPage):
        return {KIND: AS_REGISTER, UNIT: _unit_on(result, code), "sheet": result.sheet.value}
    parcels = [page for page in result or () if isinstance(page, ParcelPage)]
    if parcels:
        return {KIND: "parcel", UNIT: _unit_on(parcels[0], code), "sheet": parcels[0].sheet.value}
    return {KIND: "parcel" if result else None, UNIT: None, "sheet": None}


def _unit_on(page: RegisterPage | ParcelPage, code: str) -> str | None:
    found = recognise_heading(page, code)
    return found.unit.code or None if found.unit is not None else None


def heard(said: Fields, read: State) -> Heard:
    """What of the decisions holds: none where people differ or another thing is there than was seen."""
    found = Heard()
    for name, those in said.items():
        given = those[-1]
        if len(those) > 1:
            found.fates.update({each.decision.id: Fate("conflict") for each in those})
            continue
        why = _stale(given, read)
        if not why:
            found.values[name] = given.decision.value
        done = "already_true" if read.get(name) == given.decision.value else "applied"
        found.fates[given.decision.id] = Fate("stale", why, read.get(name)) if why else Fate(done)
    return found


def _stale(given: Given, read: State) -> str:
    """Why a decision does not speak of what is there now, or nothing.

    On another scan it holds where the same is read as then; a place in pixels is of its own scan alone.
    """
    decision, seen = given.decision, given.decision.seen
    if seen.scan_sha256 and not given.same_scan:
        if decision.field == POINTS:
            return "place_not_found"
        if any(name in read and read[name] != value for name, value in seen.state.items()):
            return "values_changed"
    now = read.get(decision.field)
    known = (None, decision.value, seen.state.get(decision.field))
    return "" if now in known else "read_otherwise"


def restated(
    result: Understood | None, values: Mapping[str, Value], units: tuple[Unit, ...]
) -> Understood | None:
    """What was read, with the unit and the sheet that a person says it is of; a sheet's unit placed it."""
    sheet = values.get("sheet")
    if isinstance(result, MapSheet):
        return result if sheet is None else replace(result, number=int(sheet))
    unit = next((unit for unit in units if unit.code == values.get(UNIT)), None)
    if isinstance(result, RegisterPage):
        return _headed(result, unit, sheet)
    if result is None:
        return None
    return tuple(_headed(page, unit, sheet) if isinstance(page, ParcelPage) else page for page in result)


def _headed(page: Page, unit: Unit | None, sheet: Value | None) -> Page:
    if unit is not None:
        names = (f"{unit.kind} {unit.name}", unit.district, unit.province)
        commune, district, province = (_by_person(name) for name in names)
        page = replace(page, commune=commune, district=district, province=province)
    return page if sheet is None else replace(page, sheet=_by_person(int(sheet)))


def _by_person(value: Said) -> Reading[Said]:
    return Reading(value, str(value), 1.0, agreed=True, by="person")
