"""What documents state of whole sheets beside what there is: it only tells, and never changes a parcel.

Roads and waters are numbered in the series of the parcels (App. 15 of Circular 25/2014): a document may count
them or not, and either agrees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline import printed_sums
from pipeline.commune.claims import Claim, Key
from pipeline.commune.pieces import BENT_SHARE
from pipeline.commune.witnesses import AGREES_SIGMAS
from pipeline.model import (
    CommuneObject,
    CommuneParcel,
    CommuneRecord,
    Finding,
    Reading,
    Reason,
    Record,
    SheetCheck,
    SheetFound,
    SheetTotal,
    Value,
    Values,
)

T = TypeVar("T", CommuneParcel, CommuneObject, CommuneRecord)
# Over a whole sheet the errors of its lines even out; that of bent paper stays.
_TOLERANCE = AGREES_SIGMAS * BENT_SHARE
_NAMES = {"sheet": "map_sheet", "table": "table_of_sheets", "book": "register"}


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
    named = [(key, claim.total) for claim in claims if (key := claim.key) is not None]
    there = _there(land, {key for key, _ in named})
    checks = [_check(key, stated, there[key], land) for key, stated in named]
    findings = [finding for each in checks for finding in _findings(each)]
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


@dataclass(frozen=True, slots=True)
class _There:
    """What there is of one sheet, and its rows in the register, history among them."""

    found: SheetFound
    rows: tuple[Record, ...]


def _there(land: Land, keys: Iterable[Key]) -> dict[Key, _There]:
    parcels, objects = _by_sheet(land.parcels), _by_sheet(land.objects)
    records = _by_sheet(land.records)
    return {key: _on_sheet(parcels.get(key, []), objects.get(key, []), records.get(key, [])) for key in keys}


def _by_sheet(things: Iterable[T]) -> dict[tuple[str, int | None], list[T]]:
    groups: dict[tuple[str, int | None], list[T]] = {}
    for thing in things:
        groups.setdefault((thing.unit_code, thing.sheet), []).append(thing)
    return groups


def _on_sheet(
    parcels: Sequence[CommuneParcel], objects: Sequence[CommuneObject], records: Sequence[CommuneRecord]
) -> _There:
    numbers, others = _numbers(parcels), _numbers(objects)
    live = [record for record in records if not record.record.struck]
    found = SheetFound(
        parcels=len(numbers),
        unnumbered=sum(parcel.number is None for parcel in parcels),
        objects=len(others - numbers),
        rows=len(_numbers(live)),
        highest=max(numbers | others, default=0),
        parcels_m2=_area_m2(parcels),
        numbered_objects_m2=_area_m2(each for each in objects if each.number is not None),
        objects_m2=_area_m2(objects),
        rows_m2=sum(each.record.area_m2.value or 0.0 for each in live),
    )
    return _There(found, tuple(record.record for record in records))


def _numbers(things: Iterable[CommuneParcel | CommuneObject | CommuneRecord]) -> set[int]:
    return {thing.number for thing in things if thing.number is not None}


def _area_m2(things: Iterable[CommuneParcel | CommuneObject]) -> float:
    return sum(float(thing.geometry.area) for thing in things)


# --- comparing ----------------------------------------------------------------------------------------


def _check(key: Key, stated: SheetTotal, there: _There, land: Land) -> SheetCheck:
    found, parcels, area = there.found, None, None
    if stated.document == "book":
        area = _rows_add_up(stated.area_m2, there.rows)
    elif key in land.placed:
        if stated.parcels.value is not None:
            parcels = stated.parcels.value in (found.parcels, found.parcels + found.objects)
        if stated.area_m2.value is not None:
            area = any(_is_near(stated.area_m2.value, drawn_m2) for drawn_m2 in _drawn_m2(found))
    missing = stated.document == "table" and key not in land.scanned
    return SheetCheck(*key, stated, found, missing, parcels, area)


def _rows_add_up(stated_m2: Reading[float], rows: Sequence[Record]) -> bool | None:
    """Whether the rows of a sheet have its sum, with what further holders' lines state or without it."""
    if stated_m2.value is None or not stated_m2.agreed or any(row.area_m2.is_lost for row in rows):
        return None
    stated = stated_m2.value
    return any(
        printed_sums.check([row.area_m2 for row in some], stated, [row.struck for row in some]).outcome
        == "agrees"
        for some in (rows, [row for row in rows if not row.continues])
    )


def _drawn_m2(found: SheetFound) -> tuple[float, float, float]:
    """Areas that a document may mean: of the parcels, with the numbered objects, with all of them."""
    alone = found.parcels_m2
    return alone, alone + found.numbered_objects_m2, alone + found.objects_m2


def _is_near(stated_m2: float, drawn_m2: float) -> bool:
    return abs(stated_m2 - drawn_m2) <= _TOLERANCE * stated_m2


def _findings(check: SheetCheck) -> list[Finding]:
    found, stated = check.found, check.stated
    values: dict[str, Value] = {"document": Reason(_NAMES[stated.document])}
    if check.missing:
        return [_told("sheet_missing", check, values | {"sheet": check.sheet} | _stated(stated))]
    told = []
    if check.parcels_agree is False:
        counts: dict[str, Value] = {
            name: getattr(found, name) for name in ("unnumbered", "objects", "rows", "highest")
        }
        counts |= {"stated": stated.parcels.value, "found": found.parcels}
        told.append(_told("parcel_count_differs", check, values | counts))
    stated_m2: dict[str, Value] = {"stated": stated.area_m2.value}
    if check.area_agrees is False and stated.document == "book":
        told.append(_told("book_total_differs", check, stated_m2 | {"found": found.rows_m2}))
    elif check.area_agrees is False:
        drawn = {"found": found.parcels_m2, "with_objects": _drawn_m2(found)[-1]}
        told.append(_told("sheet_area_differs", check, values | stated_m2 | drawn))
    if check.agrees and stated.document == "table":
        told.append(_told("sheet_agrees", check, values | _stated(stated)))
    return told


def _stated(total: SheetTotal) -> dict[str, Value]:
    return {"parcels": total.parcels.value, "area": total.area_m2.value}


def _told(code: str, check: SheetCheck, values: Values) -> Finding:
    return Finding(code, check.unit_code, check.sheet, values=values, source=check.stated.source)


def _not_listed(checks: Sequence[SheetCheck], scanned: frozenset[Key]) -> list[Finding]:
    """Scanned sheets that a table of their unit leaves out."""
    listed = {(each.unit_code, each.sheet) for each in checks if each.stated.document == "table"}
    units = {unit for unit, _ in listed}
    left = sorted(key for key in scanned - listed if key[0] in units)
    return [Finding("sheet_not_listed", *key, values={"sheet": key[1]}) for key in left]
