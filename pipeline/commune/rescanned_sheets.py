"""A map sheet scanned more than once is one sheet, traced twice: known by its ground and what stands on it.

The better scan's faces stay; labels are read together where both show the same ground, and parcels that only
the other scan has are added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely

from pipeline.commune import beliefs
from pipeline.commune.copies import COVERED, SAME_GROUND
from pipeline.commune.second_reading import Tally, tally, together
from pipeline.geometries import Geometries, as_array, common_share
from pipeline.model import (
    DigitalSheet,
    Finding,
    MapSheet,
    Parcel,
    Sheet,
    SheetParcels,
    Source,
    Values,
    unit_code_of,
)

# Of two scans of one sheet nearly all numbered faces show the same ground, with the same number; of a sheet
# that was surveyed anew hardly any (docs/registers.md).
_MOST = 0.5
# Two scans of one sheet cover the same ground; two sheets with one number do not.
SAME_SHEET = 0.5


@dataclass(frozen=True, slots=True)
class Once:
    """Placed sheets, each once; which scans are second readings, and a note for each of them."""

    sheets: list[SheetParcels]
    rescans: frozenset[Source]
    findings: list[Finding]


def once(placed: Sequence[SheetParcels]) -> Once:
    """The sheets, scans of one brought together at the first one's place."""
    groups: list[list[SheetParcels]] = []
    for traced in placed:
        same = next((group for group in groups if is_same(group[0], traced)), None)
        if same is None:
            groups.append([traced])
        else:
            same.append(traced)
    sheets, rescans, findings = [], set(), []
    for group in groups:
        sheet, *others = sorted(group, key=_worth, reverse=True)
        for other in others:
            sheet, counted = _joined(sheet, other)
            rescans.add(other.sheet.source)
            findings.append(_note(sheet.sheet, other.sheet.source, counted))
        sheets.append(sheet)
    return Once(sheets, frozenset(rescans), findings)


def _note(sheet: Sheet, other: Source, counted: Tally) -> Finding:
    values: Values = {
        "first": sheet.source,
        "second": other,
        "alike": counted.alike,
        "differing": counted.differing,
    }
    unit = unit_code_of(sheet.unit)
    return Finding("sheet_scanned_twice", unit, sheet.number, values=values, source=other)


def _worth(traced: SheetParcels) -> tuple[int, int, float]:
    """How much of a sheet was traced, and read surely, and how well it lies: the better scan has more."""
    parcels = [parcel for parcel in traced.parcels if parcel.kind == "parcel"]
    labels = [parcel.label for parcel in parcels if parcel.label is not None]
    sure = sum(
        beliefs.sure(label.number) + beliefs.sure(label.area_m2) + beliefs.sure(label.code)
        for label in labels
    )
    fit = traced.sheet.fit if isinstance(traced.sheet, MapSheet) else None
    return len(parcels), sure, 0.0 if fit is None else -fit.error_m


# --- which sheets are one -----------------------------------------------------------------------------


def is_same(first: SheetParcels, second: SheetParcels) -> bool:
    """Whether two scans are of one sheet: nothing says that they are two, and they show the same.

    Most numbered faces of the one with fewer have the same ground and number on the other; or it has so few
    that nothing but unit, number and ground tells.
    """
    if first.sheet.epsg != second.sheet.epsg or not _may_be_one(first.sheet, second.sheet):
        return False
    one, two = ([p for p in traced.parcels if p.number is not None] for traced in (first, second))
    few, many = sorted((one, two), key=len)
    alike = sum(few[a].number == many[b].number for a, b in _pairs(few, many))
    if few and alike >= _MOST * len(few):
        return True
    named = all(sheet.unit and sheet.number for sheet in (first.sheet, second.sheet))
    return bool(named) and len(few) <= _MOST * len(many) and same_extent(first, second)


def _may_be_one(first: Sheet, second: Sheet) -> bool:
    """Two scans whose unit and number are the same, or not known of one of them."""
    units = {sheet.unit.code for sheet in (first, second) if sheet.unit is not None}
    numbers = {sheet.number for sheet in (first, second) if sheet.number}
    scans = not isinstance(first, DigitalSheet) and not isinstance(second, DigitalSheet)
    return scans and len(units) < 2 and len(numbers) < 2


def same_extent(first: SheetParcels, second: SheetParcels) -> bool:
    """Whether two sheets cover mostly the same ground; one without faces may lie anywhere."""
    if not first.parcels or not second.parcels:
        return True
    a, b = (
        shapely.box(*shapely.total_bounds([parcel.polygon for parcel in traced.parcels]))
        for traced in (first, second)
    )
    return bool(a.intersection(b).area > SAME_SHEET * min(a.area, b.area))


# --- what they show together --------------------------------------------------------------------------


def _joined(base: SheetParcels, other: SheetParcels) -> tuple[SheetParcels, Tally]:
    """The better scan with what another one shows; unit and number from whichever has them."""
    parcels = list(base.parcels)
    counted = Tally()
    for a, b in _pairs(parcels, other.parcels):
        parcels[a], seen = _both(parcels[a], other.parcels[b])
        counted += seen
    sheet = _identified(base.sheet, other.sheet)
    parcels += _missing(parcels, other.parcels)
    unit = unit_code_of(sheet.unit)
    known = tuple(replace(parcel, unit_code=unit, sheet=sheet.number or 0) for parcel in parcels)
    return replace(base, sheet=sheet, parcels=known), counted


def _identified(base: Sheet, other: Sheet) -> Sheet:
    title = base.title
    count = together(title.parcel_count, other.title.parcel_count)
    return replace(
        base,
        unit=base.unit or other.unit,
        number=base.number or other.number,
        title=replace(title, parcel_count=count),
    )


def _shapes(parcels: Sequence[Parcel]) -> Geometries:
    return as_array(parcel.polygon for parcel in parcels)


def _pairs(first: Sequence[Parcel], second: Sequence[Parcel]) -> list[tuple[int, int]]:
    """Places of faces that show the same ground; each face at most once, as more than half is common."""
    one, two = _shapes(first), _shapes(second)
    a, b = shapely.STRtree(two).query(one, "intersects")
    same = common_share(one[a], two[b]) > SAME_GROUND
    return list(zip(a[same].tolist(), b[same].tolist(), strict=True))


def _both(kept: Parcel, other: Parcel) -> tuple[Parcel, Tally]:
    """A face with the label that both scans give it."""
    mine, theirs = kept.label, other.label
    if theirs is None:
        return kept, Tally()
    if mine is None:
        return replace(kept, label=theirs, kind=other.kind), Tally()
    label = replace(
        mine,
        number=together(mine.number, theirs.number),
        area_m2=together(mine.area_m2, theirs.area_m2),
        code=together(mine.code, theirs.code),
    )
    counted = tally(mine.number, theirs.number) + tally(mine.area_m2, theirs.area_m2)
    kind = other.kind if kept.kind == "unknown" else kept.kind
    return replace(kept, label=label, kind=kind), counted + tally(mine.code, theirs.code)


def _missing(parcels: Sequence[Parcel], others: Sequence[Parcel]) -> list[Parcel]:
    """Numbered parcels of another scan on ground that this one shows nothing of: it may be cut off."""
    shapes = _shapes(parcels)
    tree = shapely.STRtree(shapes)
    missing = []
    for other in (other for other in others if other.kind == "parcel" and other.number is not None):
        near = shapes[tree.query(other.polygon, "intersects")]
        shown = shapely.intersection(shapely.union_all(near), other.polygon).area
        if shown < (1.0 - COVERED) * other.polygon.area:
            missing.append(other)
    return missing
