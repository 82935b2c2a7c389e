"""What tracing found on one sheet against what was drawn there; lengths in mm on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import shapely

from benchmarks.drawn_sheets import TrueShape
from pipeline.model import Parcel, Reading, SheetParcels

_MATCH = 0.5  # a label belongs to the shape that covers most of its parcel
_SAME_AREA_M2 = 0.051
_SURE = 0.6  # what the commune stage takes for sure when two readers agree
_EVERY_MM = 0.5
_TURN_DEG = 15.0  # less is a bend of a curve, no corner
_ARM_MM = 1.0  # sides of a corner: shorter ones cannot be seen in a stroke of 0.2 mm


@dataclass(frozen=True)
class Tally:
    """Counts of one or more sheets; ``+`` adds them up. Distances are kept whole for the percentiles."""

    true: int = 0
    found: int = 0
    hit_80: int = 0
    hit_90: int = 0
    own_90: int = 0
    own: int = 0
    labelled: int = 0
    with_area: int = 0
    number: int = 0
    area: int = 0
    code: int = 0
    number_sure: int = 0
    number_silent: int = 0
    area_silent: int = 0
    code_silent: int = 0
    vertices: int = 0
    true_vertices: int = 0
    invalid: int = 0
    sheets: int = 0
    boundary_mm: tuple[float, ...] = ()
    corners_mm: tuple[float, ...] = ()
    cpu_s: float = 0.0
    peak_gb: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        summed = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        summed["peak_gb"] = max(self.peak_gb, other.peak_gb)
        summed["cpu_s"] = max(self.cpu_s, other.cpu_s)
        return Tally(**summed)

    @property
    def values_read(self) -> float:
        """Share of the numbers, areas and codes on a sheet that came out right."""
        return (self.number + self.area + self.code) / max(1, self.labelled + 2 * self.with_area)

    def row(self) -> dict[str, str]:
        """The measures as shares and percentiles, by name."""
        return {
            "parcels": str(self.true),
            "recall_0.8": _share(self.hit_80, self.true),
            "precision_0.8": _share(self.hit_80, self.found),
            "recall_0.9": _share(self.hit_90, self.true),
            "precision_0.9": _share(self.hit_90, self.found),
            "number": _share(self.number, self.labelled),
            "area": _share(self.area, self.with_area),
            "code": _share(self.code, self.with_area),
            "number sure": _share(self.number_sure, self.labelled),
            "silent n/a/c": f"{self.number_silent}/{self.area_silent}/{self.code_silent}",
            "boundary p95": _p95(self.boundary_mm),
            "corner p95": _p95(self.corners_mm),
            "vertices": _share(self.vertices, self.true_vertices),
            "coverage": f"{self.sheets - self.invalid}/{self.sheets}",
            "CPU s": f"{self.cpu_s:.0f}",
            "peak GB": f"{self.peak_gb:.2f}",
        }


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def _p95(values: Sequence[float]) -> str:
    return f"{np.percentile(values, 95):.2f}" if len(values) else "–"


@dataclass(frozen=True, slots=True)
class Pair:
    """A true shape, the parcel found there (None: nothing), and how much the two overlap (0 to 1)."""

    true: TrueShape
    parcel: Parcel | None
    iou: float


def match(shapes: Sequence[TrueShape], parcels: Sequence[Parcel]) -> list[Pair]:
    """One to one pairs by falling overlap."""
    left = np.array([shape.outline for shape in shapes])
    right = np.array([parcel.polygon for parcel in parcels])
    t, p = shapely.STRtree(right).query(left, predicate="intersects")
    common = shapely.area(shapely.intersection(left[t], right[p]))
    iou = common / (shapely.area(left[t]) + shapely.area(right[p]) - common)
    taken: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for index in np.argsort(-iou):
        one, other = int(t[index]), int(p[index])
        if one not in taken and other not in used:
            taken[one] = (other, float(iou[index]))
            used.add(other)
    return [
        Pair(shape, parcels[taken[i][0]], taken[i][1]) if i in taken else Pair(shape, None, 0.0)
        for i, shape in enumerate(shapes)
    ]


def measure(result: SheetParcels, shapes: Sequence[TrueShape], scale: int) -> Tally:
    """All measures of one sheet. Roads and the like are no parcels and are not counted."""
    parcels = [parcel for parcel in result.parcels if parcel.kind != "object"]
    pairs = match(shapes, parcels)
    labelled = [pair for pair in pairs if pair.true.number is not None]
    read = [(pair, _label(pair)) for pair in labelled]
    drawn = [pair for pair in pairs if pair.parcel is not None and pair.iou >= 0.8]
    per_m = 1000 / scale
    return Tally(
        true=len(shapes),
        found=len(parcels),
        hit_80=sum(pair.iou >= 0.8 for pair in pairs),
        hit_90=sum(pair.iou >= 0.9 for pair in pairs),
        labelled=len(labelled),
        with_area=sum(pair.true.area_m2 is not None for pair in labelled),
        number=sum(label[0].value == pair.true.number for pair, label in read if label),
        area=sum(_same(label[1].value, pair.true.area_m2) for pair, label in read if label),
        code=sum(label[2].value == pair.true.code is not None for pair, label in read if label),
        number_sure=sum(
            _sure(label[0]) and label[0].value == pair.true.number for pair, label in read if label
        ),
        number_silent=sum(
            _sure(label[0]) and label[0].value != pair.true.number for pair, label in read if label
        ),
        area_silent=sum(
            _sure(label[1]) and not _same(label[1].value, pair.true.area_m2) for pair, label in read if label
        ),
        code_silent=sum(
            _sure(label[2]) and label[2].value != pair.true.code for pair, label in read if label
        ),
        vertices=sum(shapely.get_num_coordinates(pair.parcel.polygon) for pair in drawn if pair.parcel),
        true_vertices=sum(shapely.get_num_coordinates(pair.true.outline) for pair in drawn),
        invalid=int(not _is_coverage([parcel.polygon for parcel in result.parcels])),
        sheets=1,
        boundary_mm=tuple(np.concatenate([[], *(_boundary_mm(pair, per_m) for pair in drawn)]).tolist()),
        corners_mm=tuple(np.concatenate([[], *(_corners_mm(pair, per_m) for pair in drawn)]).tolist()),
    )


def is_right(pair: Pair) -> bool:
    """Whether a true parcel was found to nine tenths, with every value that stands on the sheet."""
    if pair.iou < 0.9 or pair.true.number is None:
        return pair.iou >= 0.9
    label, true = _label(pair), pair.true
    if label is None or label[0].value != true.number:
        return False
    return true.area_m2 is None or (_same(label[1].value, true.area_m2) and label[2].value == true.code)


def _label(pair: Pair) -> tuple[Reading[int], Reading[float], Reading[str]] | None:
    if pair.parcel is None or pair.parcel.label is None or pair.iou < _MATCH:
        return None
    label = pair.parcel.label
    return label.number, label.area_m2, label.code


def _same(read: float | None, true: float | None) -> bool:
    return read is not None and true is not None and abs(read - true) < _SAME_AREA_M2


def _sure(reading: Reading[int] | Reading[float] | Reading[str]) -> bool:
    return reading.value is not None and reading.agreed and reading.confidence >= _SURE


def _is_coverage(polygons: Sequence[shapely.Polygon]) -> bool:
    return bool(shapely.coverage_is_valid(np.array(polygons))) if polygons else True


def _boundary_mm(pair: Pair, per_m: float) -> npt.NDArray[np.float64]:
    """Distance of the found outline, every half millimetre, from the true one."""
    if pair.parcel is None:
        return np.zeros(0)
    steps = shapely.segmentize(pair.parcel.polygon.boundary, _EVERY_MM / per_m)
    points = shapely.points(shapely.get_coordinates(steps))
    return np.asarray(shapely.distance(points, pair.true.outline.boundary) * per_m, np.float64)


def _corners_mm(pair: Pair, per_m: float) -> npt.NDArray[np.float64]:
    """Distance of every true corner from the nearest vertex found."""
    if pair.parcel is None:
        return np.zeros(0)
    corners = _corners(np.asarray(pair.true.outline.exterior.coords)[:-1], _ARM_MM / per_m)
    vertices = shapely.MultiPoint(shapely.get_coordinates(pair.parcel.polygon))
    return np.asarray(shapely.distance(shapely.points(corners), vertices) * per_m, np.float64)


def _corners(ring: npt.NDArray[np.float64], arm_m: float) -> npt.NDArray[np.float64]:
    before, after = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
    turn = np.arctan2(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0], (before * after).sum(axis=1))
    long = (np.hypot(*before.T) >= arm_m) & (np.hypot(*after.T) >= arm_m)
    return np.asarray(ring[long & (np.abs(turn) >= np.radians(_TURN_DEG))], np.float64)
