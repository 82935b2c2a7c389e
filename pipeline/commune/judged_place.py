"""Where a digital map lies, by the scan of its own plot: of parcels that bear one number on both.

A drawing in HN-72 or a system of its own is moved to where the scan lies; one that lies elsewhere by its own
coordinates contradicts the scan, and a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import shapely

from pipeline.commune import beliefs
from pipeline.commune.reconcile import Key
from pipeline.model import (
    DigitalLabel,
    DigitalSheet,
    Finding,
    FloatArray,
    MapSheet,
    Parcel,
    Reading,
    SheetParcels,
    Source,
    Values,
    unit_code_of,
)
from pipeline.similarity import Similarity, similarity_of

LEAST_PAIRS = 12  # corners that place a scan, Circular 25/2014 knows no fewer points of a traverse net
# Of the paper: a scan is placed, and its parcels are traced, to twice the drawing error (Art. 7(4)-(5)).
LIMIT_MM = 0.3
ELSEWHERE_MM = 1.0  # well beyond both; other systems lie 100 m and more away
_MOST = 0.8  # of the pairs: the others were split, or their number was misread
T = TypeVar("T")
_PLAIN_SCALE = 0.001  # how far a drawing in metres may be from true to scale, grid factors and all


def by_scans(sheets: Sequence[SheetParcels]) -> list[SheetParcels]:
    """The sheets; digital ones that were not placed lie where their scan does, or have no parcels."""
    scans = {_key(traced): traced for traced in sheets if _is_placed_scan(traced)}
    return [_judged(traced, scans) if _is_unplaced_map(traced) else traced for traced in sheets]


def off_its_scan(digital: SheetParcels, scan: SheetParcels) -> Finding | None:
    """The finding of a digital map that lies elsewhere than the scan of its plot."""
    fitted = _fitted(digital, scan)
    if fitted is None:
        return None
    off_m = float(abs(fitted.target - fitted.centre))
    if off_m <= ELSEWHERE_MM * _scale(digital, scan) / 1000:
        return None
    values: Values = {"off_m": off_m, "page": scan.sheet.source}
    return Finding("map_off_its_scan", *_key(digital), None, values, None, digital.sheet.source)


def _key(traced: SheetParcels) -> Key:
    return unit_code_of(traced.sheet.unit), traced.sheet.number or 0


def _is_placed_scan(traced: SheetParcels) -> bool:
    return (
        isinstance(traced.sheet, MapSheet)
        and traced.sheet.epsg is not None
        and traced.sheet.number is not None
    )


def _is_unplaced_map(traced: SheetParcels) -> bool:
    return isinstance(traced.sheet, DigitalSheet) and traced.sheet.epsg is None


def _judged(digital: SheetParcels, scans: dict[Key, SheetParcels]) -> SheetParcels:
    scan = scans.get(_key(digital))
    fitted = None if scan is None else _fitted(digital, scan)
    sheet = digital.sheet
    if scan is None or fitted is None or not isinstance(sheet, DigitalSheet):
        return SheetParcels(digital.sheet, (), (), {})
    values: Values = {"count": fitted.count, "residual_m": fitted.residual_m, "page": scan.sheet.source}
    told = Finding("map_moved_by_scan", *_key(digital), None, values, None, sheet.source)
    kept = [finding for finding in sheet.findings if finding.code != "vector_unplaced"]
    placed = replace(
        sheet,
        epsg=scan.sheet.epsg,
        frame=None if sheet.frame is None else shapely.transform(sheet.frame, fitted),
        exactness_m=max(sheet.exactness_m, fitted.residual_m),
        tolerance_m=max(sheet.tolerance_m, fitted.residual_m),
        unplaced_reason=None,
        findings=(*kept, told),
    )
    parcels = tuple(_moved(parcel, fitted) for parcel in digital.parcels)
    findings = tuple(_moved_finding(finding, fitted) for finding in digital.findings)
    return SheetParcels(placed, parcels, findings, digital.counts)


def _fitted(digital: SheetParcels, scan: SheetParcels) -> Similarity | None:
    """Between middles of parcels of one number, those left out that fit worst; None where most do not fit."""
    drawn, ground = _pairs(digital, scan)
    limit_m = LIMIT_MM * _scale(digital, scan) / 1000
    least = max(LEAST_PAIRS, _MOST * len(drawn))
    while len(drawn) >= least:
        fitted = similarity_of(drawn, ground)
        if fitted is None:
            return None
        if fitted.residual_m <= limit_m:
            return fitted if abs(fitted.per_metre - 1) <= _PLAIN_SCALE else None
        worst = int(np.hypot(*(fitted(drawn) - ground).T).argmax())
        drawn, ground = np.delete(drawn, worst, axis=0), np.delete(ground, worst, axis=0)
    return None


def _scale(digital: SheetParcels, scan: SheetParcels) -> int:
    return digital.sheet.scale or scan.sheet.scale or 1000


def _pairs(digital: SheetParcels, scan: SheetParcels) -> tuple[FloatArray, FloatArray]:
    here, there = _by_number(digital), _by_number(scan)
    both = sorted(here.keys() & there.keys())
    drawn, ground = ([_middle(found[number]) for number in both] for found in (here, there))
    return np.array(drawn, np.float64).reshape(-1, 2), np.array(ground, np.float64).reshape(-1, 2)


def _by_number(traced: SheetParcels) -> dict[int, Parcel]:
    """Parcels whose number is sure and borne by no other of the sheet."""
    sure = [p for p in traced.parcels if p.label is not None and beliefs.sure(p.label.number)]
    times = Counter(parcel.number for parcel in sure)
    return {parcel.number: parcel for parcel in sure if parcel.number and times[parcel.number] == 1}


def _middle(parcel: Parcel) -> tuple[float, float]:
    centre = parcel.polygon.centroid
    return centre.x, centre.y


def _moved(parcel: Parcel, fitted: Similarity) -> Parcel:
    label = parcel.label
    if isinstance(label, DigitalLabel):
        label = DigitalLabel(
            _moved_reading(label.number, fitted),
            _moved_reading(label.area_m2, fitted),
            _moved_reading(label.code, fitted),
        )
    polygon = shapely.transform(parcel.polygon, fitted)
    return replace(parcel, polygon=polygon, label=label, source=_moved_source(parcel.source, fitted))


def _moved_reading(reading: Reading[T], fitted: Similarity) -> Reading[T]:
    return (
        reading if reading.source is None else replace(reading, source=_moved_source(reading.source, fitted))
    )


def _moved_source(source: Source, fitted: Similarity) -> Source:
    return source if source.place_m is None else replace(source, place_m=_moved_spot(source.place_m, fitted))


def _moved_spot(spot: tuple[float, float], fitted: Similarity) -> tuple[float, float]:
    x, y = fitted(np.array([spot]))[0]
    return float(x), float(y)


def _moved_finding(finding: Finding, fitted: Similarity) -> Finding:
    return finding if finding.place is None else replace(finding, place=_moved_spot(finding.place, fitted))
