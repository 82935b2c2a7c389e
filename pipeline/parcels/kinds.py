"""What a closed face is: a parcel, a part cut by the frame, a road or canal, other land, or nothing known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import shapely
from shapely.geometry import Polygon

from pipeline.model import Face, FloatArray, Label
from pipeline.parcels.ink import MM_PER_INCH
from pipeline.ways import RIBBON_CODES, WAY_CODES

Kind = Literal["parcel", "part", "object", "unknown"]
# "other_land": blank land at the frame, off the commune.
Fate = Kind | Literal["other_land"]

_PARCEL_FORMS = frozenset({"full", "fraction", "line", "number", "table"})
SAME = 0.03  # of an area: pieces are counted to the middle of their lines
LARGER = 2.0  # than the largest parcel known on the sheet
_ROUGHLY = 0.2  # faces before merging lack the ink's own width and some corners
_NEAR_MM = 0.3
_SLIVER = 0.25  # a road meets the neatline with its ends, the rest of a parcel with a side
_LONG = 10.0  # length over width of a road
_COMPACT = 0.5  # area over that of the convex hull: land around many parcels has less


def agrees(labels: Sequence[Label], area_m2: float) -> bool:
    """Whether a printed area is roughly that of the face, before its outline is refined."""
    printed = [label.area_m2.value for label in main_labels(labels) if label.area_m2.value]
    return any(abs(area_m2 / value - 1) < _ROUGHLY for value in printed)


def main_labels(labels: Sequence[Label]) -> list[Label]:
    """Those that name a parcel."""
    return [label for label in labels if label.form in _PARCEL_FORMS]


def largest_plausible(found: Iterable[Face]) -> float:
    """Area, px, above which a face without a label is land off the sheet."""
    return LARGER * max((face.polygon_px.area for face in found if main_labels(face.labels)), default=0.0)


def way_codes(labels: Iterable[Label]) -> set[str]:
    """The different codes of roads and waters among labels."""
    return {label.code.value for label in labels if label.code.value in WAY_CODES}


def kind_of(face: Face, largest_px: float, along_px: float, room_px: float, is_open: bool) -> Fate:
    """What a face is, by its labels, its shape and its place; ``along_px`` of its outline is neatline.

    What has no label and is open to other land is a piece of a road: lines close every parcel.
    A piece at the frame wider than ``room_px`` would bear its parcel's code (Art. 16(4)): it is other land.
    Roads and canals are ribbons: their code in large compact land at the frame stands beside its own.
    """
    code = next((label.code.value for label in face.labels if label.code.value), None)
    sliver = along_px > _SLIVER * face.polygon_px.exterior.length
    is_ribbon = not sliver and _is_long(face.polygon_px)
    is_large = face.polygon_px.area > largest_px
    if code in RIBBON_CODES and is_large and face.touches_frame and not is_ribbon:
        return "other_land"
    if code in WAY_CODES:
        return "object"
    named = main_labels(face.labels)
    sure = any(label.number.agreed or label.area_m2.agreed for label in named)
    if named and (sure or not _is_long(face.polygon_px)):
        return "parcel"
    if code is None and is_ribbon:
        return "object"
    if not face.touches_frame:
        return "unknown"
    return "other_land" if code is None and is_large else _at_frame(face, code, room_px, is_open)


def _at_frame(face: Face, code: str | None, room_px: float, is_open: bool) -> Fate:
    """What a compact face at the frame is that names no parcel."""
    if code is not None:
        return "part"
    if not face.polygon_px.buffer(-min(room_px, 1e6) / 2).is_empty:
        return "other_land"
    return "object" if is_open else "part"


def _is_long(polygon: Polygon) -> bool:
    return is_long(polygon.area, polygon.length, polygon.convex_hull.area)


def is_long(area: float, around: float, hull: float) -> bool:
    """Whether land is long and thin, or wound around other land, by its area, the length of its outline and
    the area of its convex hull: length over width is around² / (4 area) for a strip."""
    return around**2 > 4 * _LONG * area or area < _COMPACT * hull


def along_mm(polygon: Polygon, sides: tuple[FloatArray, ...], dpi: float) -> float:
    """How much of the polygon's outline runs on the neatline; crossing it counts for less than 2 mm."""
    per_mm = dpi / MM_PER_INCH
    frame = shapely.MultiLineString([side.tolist() for side in sides])
    step = _NEAR_MM * per_mm
    around = shapely.points(shapely.get_coordinates(shapely.segmentize(polygon.exterior, step)))
    return float((shapely.distance(around, frame) <= step).sum()) * _NEAR_MM


def best_label(labels: Sequence[Label], area_m2: float, kind: Kind = "parcel") -> Label | None:
    """The parcel label of a face, of several the one whose printed area fits best; of an object its code."""
    coded = [label for label in labels if kind == "object" and way_codes([label])]
    choice = coded or main_labels(labels) or list(labels)
    return min(choice, key=lambda label: abs((label.area_m2.value or np.inf) - area_m2), default=None)
