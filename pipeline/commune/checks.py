"""What documents state of whole sheets beside what there is: it only tells, and never changes a parcel.

Roads and waters are numbered in the series of the parcels (App. 15 of Circular 25/2014): a document may count
them or not, and either agrees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.commune.claims import Claim, Key
from pipeline.commune.pieces import BENT_SHARE
from pipeline.commune.witnesses import AGREES_SIGMAS
from pipeline.model import (
    CommuneObject,
    CommuneParcel,
    CommuneRecord,
    Finding,
    SheetCheck,
    SheetFound,
    SheetTotal,
)

T = TypeVar("T", CommuneParcel, CommuneObject, CommuneRecord)
# Over a whole sheet the errors of its lines even out; that of bent paper stays.
_TOLERANCE = AGREES_SIGMAS * BENT_SHARE
_NAMES = {"sheet": "tờ bản đồ", "table": "bảng tổng hợp", "book": "sổ mục kê"}


@dataclass(frozen=True, slots=True)
class Checks:
    """Every claim whose sheet is sure, what is to be told, and counts of the table's rows."""

    checks: tuple[SheetCheck, ...]
    findings: tuple[Finding, ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Land:
    """What was delivered, and which sheets there are: all that were scanned, and those that are placed."""

    parcels: Collection[CommuneParcel]
    objects: Collection[CommuneObject]
    records: Collection[CommuneRecord]
    scanned: frozenset[Key]
    placed: frozenset[Key]


def check(claims: Sequence[Claim], land: Land) -> Checks:
    """Hold every claim against the land of its sheet."""
    found = _found(land)
    checks = [_check(key, claim.total, found, land) for claim in claims if (key := claim.key) is not None]
    findings = _once(finding for each in checks for finding in _findings(each))
    unlisted = _not_listed(checks, land.scanned)
    rows = [each for each in checks if each.stated.document == "table"]
    missing = sum(each.missing for each in rows)
    counts = {
        "rows_of_sheets_agreeing": sum(each.agrees for each in rows),
        "rows_of_sheets_differing": sum(each.differs for each in rows) - missing,
        "rows_of_sheets_missing": missing,
        "sheets_not_listed": len(unlisted),
    }
    of_tables = sum(claim.total.document == "table" for claim in claims)
    counts["rows_of_sheets_open"] = of_tables - sum(each.agrees or each.differs for each in rows)
    return Checks(tuple(checks), (*findings, *unlisted), counts)


# --- what there is ------------------------------------------------------------------------------------


def _found(land: Land) -> dict[Key, SheetFound]:
    """What there is of each placed sheet."""
    parcels = _by_sheet(land.parcels)
    objects = _by_sheet(land.objects)
    records = _by_sheet(record for record in land.records if not record.record.struck)
    return {
        key: _sheet_found(parcels.get(key, []), objects.get(key, []), records.get(key, []))
        for key in land.placed
    }


def _by_sheet(things: Iterable[T]) -> dict[tuple[str, int | None], list[T]]:
    groups: dict[tuple[str, int | None], list[T]] = {}
    for thing in things:
        groups.setdefault((thing.unit_code, thing.sheet), []).append(thing)
    return groups


def _sheet_found(
    parcels: Sequence[CommuneParcel], objects: Sequence[CommuneObject], records: Sequence[CommuneRecord]
) -> SheetFound:
    numbers, others = _numbers(parcels), _numbers(objects)
    return SheetFound(
        parcels=len(numbers),
        unnumbered=sum(parcel.number is None for parcel in parcels),
        objects=len(others - numbers),
        rows=len(_numbers(records)),
        highest=max(numbers | others, default=0),
        parcels_m2=_area_m2(parcels),
        numbered_objects_m2=_area_m2(each for each in objects if each.number is not None),
        objects_m2=_area_m2(objects),
    )


def _numbers(things: Iterable[CommuneParcel | CommuneObject | CommuneRecord]) -> set[int]:
    return {thing.number for thing in things if thing.number is not None}


def _area_m2(things: Iterable[CommuneParcel | CommuneObject]) -> float:
    return sum(float(thing.geometry.area) for thing in things)


# --- comparing ----------------------------------------------------------------------------------------


def _check(key: Key, stated: SheetTotal, found: Mapping[Key, SheetFound], land: Land) -> SheetCheck:
    there = found.get(key)
    parcels = area = None
    if there is not None and stated.parcels.value is not None:
        parcels = stated.parcels.value in (there.parcels, there.parcels + there.objects)
    if there is not None and stated.area_m2.value is not None:
        area = any(_is_near(stated.area_m2.value, drawn_m2) for drawn_m2 in _drawn_m2(there))
    return SheetCheck(*key, stated, there, key not in land.scanned, parcels, area)


def _drawn_m2(found: SheetFound) -> tuple[float, float, float]:
    """Areas that a document may mean: of the parcels, with the numbered objects, with all of them."""
    alone = found.parcels_m2
    return alone, alone + found.numbered_objects_m2, alone + found.objects_m2


def _is_near(stated_m2: float, drawn_m2: float) -> bool:
    return abs(stated_m2 - drawn_m2) <= _TOLERANCE * stated_m2


def _findings(check: SheetCheck) -> list[Finding]:
    found, stated = check.found, check.stated
    values = {"document": _NAMES[stated.document]}
    if check.missing:
        return [_told("sheet_missing", check, values | {"sheet": str(check.sheet)} | _stated(stated))]
    if found is None:
        return []
    told = []
    if check.parcels_agree is False:
        counts = {name: str(getattr(found, name)) for name in ("unnumbered", "objects", "rows", "highest")}
        counts |= {"stated": str(stated.parcels.value), "found": str(found.parcels)}
        told.append(_told("parcel_count_differs", check, values | counts))
    if check.area_agrees is False:
        drawn = {"found": f"{found.parcels_m2:.1f}", "with_objects": f"{_drawn_m2(found)[-1]:.1f}"}
        stated_m2 = {"stated": f"{stated.area_m2.value:.1f}"}
        told.append(_told("sheet_area_differs", check, values | stated_m2 | drawn))
    if check.agrees and stated.document == "table":
        told.append(_told("sheet_agrees", check, values | _stated(stated)))
    return told


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """A table that was scanned twice says nothing twice."""
    told: dict[tuple[str, ...], Finding] = {}
    for each in findings:
        told.setdefault((each.code, each.unit_code, str(each.sheet), *each.values.values()), each)
    return list(told.values())


def _stated(total: SheetTotal) -> dict[str, str]:
    parcels, area_m2 = total.parcels.value, total.area_m2.value
    return {
        "parcels": "?" if parcels is None else str(parcels),
        "area": "?" if area_m2 is None else f"{area_m2:.1f}",
    }


def _told(code: str, check: SheetCheck, values: dict[str, str]) -> Finding:
    return Finding(code, check.unit_code, check.sheet, values=values, source=check.stated.source)


def _not_listed(checks: Sequence[SheetCheck], scanned: frozenset[Key]) -> list[Finding]:
    """Scanned sheets that a table of their unit leaves out."""
    listed = {(each.unit_code, each.sheet) for each in checks if each.stated.document == "table"}
    units = {unit for unit, _ in listed}
    left = sorted(key for key in scanned - listed if key[0] in units)
    return [Finding("sheet_not_listed", *key, values={"sheet": str(key[1])}) for key in left]
