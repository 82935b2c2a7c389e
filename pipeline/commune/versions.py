"""A sheet that is there twice, as a digital map and as a scan of its plot: one witness, of two dates perhaps.

Geometry and labels are the digital map's. The scan was plotted from it, or from an earlier state of it:
where they show the same land they must say the same, and where a parcel of the scan is several of the digital
map it was split in between. Higher numbers are newer (Circular 25/2014, Art. 17(1.5)).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
import shapely

from pipeline.commune import beliefs
from pipeline.commune.pieces import area_error_m2
from pipeline.geometries import common_share, point_in
from pipeline.model import (
    DigitalLabel,
    DigitalSheet,
    Finding,
    Known,
    Parcel,
    Reading,
    Reason,
    Sheet,
    SheetParcels,
    Value,
    Values,
)
from pipeline.values import told_code

# Share of common land: of one parcel drawn twice, and of several that were one.
SAME_LAND = 0.8
SAME_UNION = 0.9
_DOUBT = 0.5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Version:
    """A digital sheet with what a scan of it makes doubtful, and what was found.

    ``splits``: numbers of parcels of the scan, with those of the several that they are now.
    """

    sheet: SheetParcels
    findings: tuple[Finding, ...]
    splits: Mapping[int, frozenset[int]] = field(default_factory=dict)


def compare(digital: SheetParcels, scan: SheetParcels) -> Version:
    """The digital sheet held against a scan of the same ground; both in one zone."""
    now = [parcel for parcel in digital.parcels if parcel.label is not None]
    before = [parcel for parcel in scan.parcels if parcel.number is not None]
    if not now or not before:
        return Version(digital, ())
    highest = max(number for parcel in before if (number := parcel.number) is not None)
    doubtful: set[int] = set()
    findings: list[Finding] = []
    before_them: dict[int, Parcel] = {}
    splits: dict[int, frozenset[int]] = {}
    for old, parts in _land_of(before, now):
        whole = shapely.union_all([now[k].polygon for k in parts])
        if len(parts) == 1:
            (place,) = parts
            what = _differences(now[place], digital.sheet, old, scan)
            findings += what
            doubtful.update(parts if what else [])
            if not what and _is_computed_anew(now[place], digital.sheet, old):
                before_them[id(now[place])] = old
        elif common_share(whole, old.polygon) >= SAME_UNION and _is_gone(old, [now[k] for k in parts]):
            newer = all((now[k].number or 0) > highest for k in parts)
            findings.append(_superseded(old, [now[k] for k in parts]))
            splits[old.number or 0] = frozenset(now[k].number or 0 for k in parts)
            doubtful.update([] if newer else parts)
    held = {id(now[k]) for k in doubtful}
    parcels = tuple(
        _doubted(parcel) if id(parcel) in held else _with_area_of(before_them.get(id(parcel)), parcel)
        for parcel in digital.parcels
    )
    return Version(replace(digital, parcels=parcels), tuple(findings), splits)


def _land_of(before: Sequence[Parcel], now: Sequence[Parcel]) -> Iterable[tuple[Parcel, list[int]]]:
    """Each earlier parcel with the later ones that lie in it, or the one that is the same land."""
    shapes = np.asarray([parcel.polygon for parcel in now], dtype=object)
    tree = shapely.STRtree(shapes)
    for old in before:
        near = tree.query(old.polygon, predicate="intersects")
        common = shapely.area(shapely.intersection(shapes[near], old.polygon))
        same = [int(k) for k in near if common_share(shapes[k], old.polygon) >= SAME_LAND]
        inside = [int(k) for k in near[common >= SAME_LAND * shapely.area(shapes[near])]]
        if same or len(inside) > 1:
            yield old, same[:1] or inside


def _is_gone(old: Parcel, parts: Sequence[Parcel]) -> bool:
    """No part of it bears its number any more."""
    return old.number not in {part.number for part in parts}


def _differences(now: Parcel, of: Sheet, old: Parcel, scan: SheetParcels) -> list[Finding]:
    """What both say surely and not alike of one piece of land; ``of``: the digital sheet."""
    if now.label is None or old.label is None:
        return []
    found: list[tuple[str, Value, Value]] = []
    if _contradict(old.label.number, now.label.number):
        found.append(("parcel_number", old.label.number.value, now.label.number.value))
    if _contradict(old.label.area_m2, now.label.area_m2) and not _is_computed_anew(now, of, old):
        found.append(("area", old.label.area_m2.value, now.label.area_m2.value))
    if _contradict(old.label.code, now.label.code):
        found.append(("land_use", told_code(old.label.code.value), told_code(now.label.code.value)))
    return [_differs(now, scan, each) for each in found]


def _is_computed_anew(now: Parcel, of: Sheet, old: Parcel) -> bool:
    """Whether both print an area, and the two differ by no more than what the survey's lines are exact to.

    Areas are worked out anew when corners are put on a neighbour's line or rounded to the centimetre: of a
    parcel of 6,000 m² they then differ by some decimetres squared, and nothing on the ground has changed.
    """
    printed, before = (None if each.label is None else each.label.area_m2.value for each in (now, old))
    if printed is None or before is None or not isinstance(of, DigitalSheet):
        return False
    slack_m2 = area_error_m2(now.polygon, of.exactness_m) + 2 * beliefs.SAME_AREA_M2
    return abs(printed - before) <= slack_m2


def _contradict(scanned: Reading[T], digital: Reading[T]) -> bool:
    return digital.value is not None and beliefs.sure(scanned) and scanned.value != digital.value


def _differs(now: Parcel, scan: SheetParcels, what: tuple[str, Value, Value]) -> Finding:
    values: Values = {"what": Reason(what[0]), "scan": what[1], "digital": what[2]}
    key = (now.unit_code, now.sheet, now.number)
    return Finding("versions_differ", *key, values, point_in(now.polygon), scan.sheet.source)


def _superseded(old: Parcel, parts: Sequence[Parcel]) -> Finding:
    numbers = ", ".join(str(part.number) for part in sorted(parts, key=lambda part: part.number or 0))
    key = (old.unit_code, old.sheet, old.number)
    place = point_in(old.polygon)
    return Finding("parcel_superseded", *key, {"numbers": Known(numbers)}, place, old.source)


def _with_area_of(old: Parcel | None, parcel: Parcel) -> Parcel:
    """The parcel with the area that its plot prints, where it is another one, beside its own."""
    label = parcel.label
    if old is None or old.label is None or not isinstance(label, DigitalLabel):
        return parcel
    before = old.label.area_m2
    if before.value is None or beliefs.same_area(before.value, label.area_m2.value):
        return parcel
    area = replace(label.area_m2, alternatives=((before.value, before.confidence),))
    return replace(parcel, label=replace(label, area_m2=area))


def _doubted(parcel: Parcel) -> Parcel:
    """The parcel with a label that a person has to look at."""
    label = parcel.label
    if not isinstance(label, DigitalLabel):
        return parcel
    return replace(
        parcel,
        label=replace(label, number=label.number.doubted(_DOUBT), code=label.code.doubted(_DOUBT)),
    )
