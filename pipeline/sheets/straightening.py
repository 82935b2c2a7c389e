"""Sheets straightened by the areas printed on them.

Crosses stand 10 cm apart and paper bends in between. Each label states its parcel's area to 0.1 m²: hundreds
of measures of how far the paper is stretched just there (``bending``). An area that helped to bend its
parcel's outline proves nothing of it: how far it did so is kept with the parcel (``Parcel.pulled_m2``), so
that witnesses compare the area that all the others would have drawn.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy import sparse
from shapely.geometry import Polygon

from pipeline.geometries import moved
from pipeline.model import (
    Bend,
    ControlPoint,
    Finding,
    Fit,
    FloatArray,
    MapSheet,
    Parcel,
    SheetParcels,
    Values,
    unit_code_of,
)
from pipeline.sheets import bending, control, position
from pipeline.sheets.bending import Bent, Observations
from pipeline.sheets.refitted import under

# Labels from which on the size of a bend, its reach and the errors of lines can be told (three unknowns).
FEWEST_AREAS = 12
# Of the distance between drawn and printed areas as it was; nearer by less is chance.
BETTER = 0.9
# An outline is followed in steps no longer than half the shortest bend, mm.
_STEP_MM = bending.REACHES_MM[0] / 2
_ROUNDED_M2 = 0.1  # areas are printed to it (Circular 25/2014, Art. 3(4))


@dataclass(frozen=True, slots=True)
class _Flat:
    """The sheet as its marks lay it out without a bend; ``mm`` metres on the ground a millimetre on paper."""

    fit: Fit
    mm: float

    def place(self, xy_px: FloatArray) -> FloatArray:
        """(n, 2) mm on paper, east and north, of pixels."""
        return (control.to_world(self.fit, xy_px) - self.fit.centre_m) / self.mm


def straighten(traced: SheetParcels) -> SheetParcels:
    """The sheet with its outlines laid where marks and printed areas together want them.

    As it was where there is nothing to learn from, or where areas, each judged by all the others, come no
    nearer to what is printed.
    """
    sheet = traced.sheet
    if not isinstance(sheet, MapSheet) or sheet.fit is None or not sheet.scale or sheet.contradicted:
        return traced
    witnesses = [place for place, parcel in enumerate(traced.parcels) if _tells(parcel)]
    if len(witnesses) < FEWEST_AREAS:
        return traced
    flat = _flat(sheet)
    seen = _observations(flat, sheet, [traced.parcels[place] for place in witnesses])
    bent, used = bending.learn(seen)
    areas = [place for place, kept in zip(witnesses, used[seen.is_area], strict=True) if kept]
    if len(areas) < FEWEST_AREAS or not _nearer(bent, [traced.parcels[place] for place in areas], flat):
        return traced
    fit = _bent_fit(sheet, flat, bent)
    laid = under(traced, fit)
    laid = _with_pull(laid, areas, bent.own_say[bent.observations.is_area] * flat.mm**2)
    laid = position.told(laid, fit, lambda places_px: bent.error_at(flat.place(places_px)) * flat.mm)
    return dataclasses.replace(laid, findings=(*laid.findings, _told(sheet, fit, len(areas))))


def _told(sheet: MapSheet, fit: Fit, areas: int) -> Finding:
    assert sheet.fit is not None and fit.bend is not None
    values: Values = {
        "count": areas,
        "bend": fit.bend.paper.size_mm,
        "before": sheet.fit.error_m,
        "after": fit.error_m,
    }
    return Finding(
        "sheet_straightened", unit_code_of(sheet.unit), sheet.number, values=values, source=sheet.source
    )


def refit(traced: SheetParcels, edge_points: Sequence[ControlPoint]) -> Fit:
    """The fit of a straightened sheet with points that its neighbours know too; its paper is known by now."""
    sheet = traced.sheet
    assert isinstance(sheet, MapSheet) and sheet.fit is not None and sheet.fit.bend is not None
    flat = _flat(sheet)
    parcels = [parcel for parcel in traced.parcels if parcel.pulled_m2 is not None]
    seen = _observations(flat, sheet, parcels, edge_points)
    return _bent_fit(sheet, flat, bending.condition(seen, sheet.fit.bend.paper))


def _tells(parcel: Parcel) -> bool:
    """Whether its label states the area of just the outline that is drawn."""
    label = parcel.label
    whole = parcel.kind == "parcel" and not parcel.touches_frame
    return whole and label is not None and label.area_m2.agreed and bool(label.area_m2.value)


def _flat(sheet: MapSheet) -> _Flat:
    assert sheet.fit is not None and sheet.scale
    return _Flat(control.flat_fit(sheet.points, sheet.fit.epsg, sheet.size_px), sheet.scale / 1000)


def _nearer(bent: Bent, parcels: Sequence[Parcel], flat: _Flat) -> bool:
    """Whether areas, each judged by all the others, come nearer to what is printed than they are now."""
    seen = bent.observations
    factor = np.sqrt(seen.factor[seen.is_area])
    before = [(_printed_m2(parcel) - parcel.polygon.area) / flat.mm**2 for parcel in parcels]
    after = bent.left_out[seen.is_area]
    return _rms(after / factor) < BETTER * _rms(np.array(before) / factor)


def _printed_m2(parcel: Parcel) -> float:
    assert parcel.label is not None and parcel.label.area_m2.value is not None
    return parcel.label.area_m2.value


def _rms(values: FloatArray) -> float:
    return float(np.sqrt(np.mean(values**2)))


# --- what was measured --------------------------------------------------------------------------------


class _Rows:
    """Observations as they are put together."""

    def __init__(self) -> None:
        self.at_mm: list[FloatArray] = []
        self.weights: list[tuple[int, int, float, float]] = []
        self.others: list[tuple[float, float, float, bool]] = []
        self._places = 0

    def add(self, at_mm: FloatArray, weights: FloatArray, *others: float, is_area: bool = False) -> None:
        """One observation: places (n, 2), their weights (n, 2), and ``seen``, ``factor``, ``known``."""
        row = len(self.others)
        numbers = range(self._places, self._places + len(at_mm))
        self.weights += [(row, n, east, north) for n, (east, north) in zip(numbers, weights, strict=True)]
        self.at_mm.append(at_mm)
        seen, factor, known = others
        self.others.append((seen, factor, known, is_area))
        self._places += len(at_mm)

    def observations(self) -> Observations:
        rows, places, east, north = (np.array(column) for column in zip(*self.weights, strict=True))
        seen, factor, known, is_area = (np.array(column) for column in zip(*self.others, strict=True))
        at_mm, same = np.unique(np.concatenate(self.at_mm).round(6), axis=0, return_inverse=True)
        places, shape = same[places], (len(self.others), len(at_mm))  # neighbours share corners
        return Observations(
            at_mm,
            sparse.csr_array((east, (rows, places)), shape=shape),
            sparse.csr_array((north, (rows, places)), shape=shape),
            seen, factor, known, is_area,
        )  # fmt: skip


def _observations(
    flat: _Flat, sheet: MapSheet, parcels: Iterable[Parcel], edge_points: Sequence[ControlPoint] = ()
) -> Observations:
    """Marks and points of common edges, then the areas of the parcels, in their order."""
    assert sheet.fit is not None
    rows = _Rows()
    for point in (*(point for point in sheet.points if point.used), *edge_points):
        # a half point lies as well as each of the two sheets does, by the mean of both
        known = (sheet.fit.error_m / flat.mm) ** 2 / 2 if point.kind == "edge" else 0.0
        at_mm = flat.place(np.array([[point.x_px, point.y_px]]))
        for axis, metres in enumerate((point.easting_m, point.northing_m)):
            if metres is not None:
                off_mm = (metres - flat.fit.centre_m[axis]) / flat.mm - at_mm[0, axis]
                rows.add(at_mm, np.eye(2)[axis][None], off_mm, 1.0, known)
    for parcel in parcels:
        outline = moved(parcel.polygon, lambda xy: flat.place(control.to_pixel(sheet.fit, xy)))  # type: ignore[arg-type]
        at_mm, growth = _growth(shapely.segmentize(outline, _STEP_MM))
        missing = _printed_m2(parcel) / flat.mm**2 - outline.area
        known = (_ROUNDED_M2 / flat.mm**2) ** 2 / 12  # of what is rounded evenly
        rows.add(at_mm, growth, missing, float((_growth(outline)[1] ** 2).sum()), known, is_area=True)
    return rows.observations()


def _growth(polygon: Polygon) -> tuple[FloatArray, FloatArray]:
    """Vertices (n, 2), and how the area grows as each moves east and north (n, 2)."""
    at, growth = [], []
    for ring in shapely.get_rings(shapely.orient_polygons(polygon)):
        corners = shapely.get_coordinates(ring)[:-1]
        chord = np.roll(corners, -1, axis=0) - np.roll(corners, 1, axis=0)
        at.append(corners)
        growth.append(np.column_stack([chord[:, 1], -chord[:, 0]]) / 2)
    return np.concatenate(at), np.concatenate(growth)


# --- the sheet laid anew ------------------------------------------------------------------------------


def _with_pull(traced: SheetParcels, areas: Sequence[int], own_say_m2: FloatArray) -> SheetParcels:
    pulled = dict(zip(areas, own_say_m2, strict=True))
    parcels = (
        dataclasses.replace(parcel, pulled_m2=float(pulled[place])) if place in pulled else parcel
        for place, parcel in enumerate(traced.parcels)
    )
    return dataclasses.replace(traced, parcels=tuple(parcels))


def _bent_fit(sheet: MapSheet, flat: _Flat, bent: Bent) -> Fit:
    """The flat fit with the bend on a grid over the page."""
    fit = flat.fit
    step = _STEP_MM * flat.mm / fit.metres_per_px / fit.unit_px
    low = (np.zeros(2) - fit.centre_px) / fit.unit_px
    high = (np.array(sheet.size_px) - fit.centre_px) / fit.unit_px
    columns, rows = (np.ceil((high - low) / step) + 1).astype(int)
    unit = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1) * step + low
    at_mm = flat.place(unit.reshape(-1, 2) * fit.unit_px + fit.centre_px)
    moved_m = bent.at(at_mm).reshape(unit.shape) * flat.mm
    bend = Bend((float(low[0]), float(low[1])), float(step), moved_m, bent.paper)
    return control.with_bend(fit, bend, sheet.points, _rms(bent.error_at(_on_land(bent))) * flat.mm)


def _on_land(bent: Bent) -> FloatArray:
    """Places (n, 2) along the outlines."""
    seen = bent.observations
    return np.asarray(seen.at_mm[np.unique(seen.east[seen.is_area].indices)])
