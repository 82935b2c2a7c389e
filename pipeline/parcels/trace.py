"""A placed sheet becomes parcels: ink, lines, faces, labels, outlines, world.

All work is done on an upright copy cut to the frame; what leaves this module is in pixels of the page as
scanned or in metres.
"""

from __future__ import annotations

import dataclasses
import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import shapely
from shapely.geometry import Polygon

from pipeline.model import (
    Face,
    Finding,
    FloatArray,
    Label,
    MapSheet,
    PageImage,
    Parcel,
    Pixels,
    SheetParcels,
    Source,
)
from pipeline.parcels import faces as face_room
from pipeline.parcels import ink as ink_room
from pipeline.parcels import linework, outline
from pipeline.parcels.faces import Faces, Merger
from pipeline.parcels.ink import MM_PER_INCH, Mask
from pipeline.parcels.labels import find_labels
from pipeline.parcels.view import MARGIN_MM, View, open_view
from pipeline.sheets import control

_FACE_DPI = 150.0
_STROKE_MM = 0.35
_CROSS_ARM_MM = 3.4  # crosses are 6 mm across (symbol 7)
_PARCEL_FORMS = frozenset({"full", "fraction", "line", "number", "table"})
# Objects that form no parcels (Art. 16(6.2)): roads, canals and dikes, rivers, water surfaces.
_OBJECT_CODES = frozenset({"DGT", "DTL", "SON", "MNC"})
_NEAR_MM = 0.3
_TOUCH_MM = 2.0  # two outlines crossing the neatline are near it for less
_LARGER = 2.0  # than the largest parcel known on the sheet
_ROUGHLY = 0.2  # faces before merging lack the ink's own width and some corners
_ENOUGH = 5
_SLIVER = 0.25  # a road meets the neatline with its ends, the rest of a parcel with a side
_LONG = 10.0  # length over width of a road
_COMPACT = 0.5  # area over that of the convex hull: land around many parcels has less
Kind = Literal["parcel", "part", "object", "unknown"]
Fate = Kind | Literal["dropped"]
_COUNTED: dict[str, Fate] = {
    "parcels": "parcel",
    "parts": "part",
    "objects": "object",
    "unknown": "unknown",
    "dropped": "dropped",
}


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Faces at 1/``step_px`` of the view and the ink around them.

    ``beyond`` are the faces drawn beyond the neatline, ``outside`` the one of them that is the margin.
    """

    faces: Faces
    step_px: int
    merger: Merger
    ink: Mask
    sides: tuple[FloatArray, ...]
    beyond: frozenset[int]
    outside: int | None


def trace_sheet(image: PageImage, sheet: MapSheet) -> SheetParcels:
    """All parcels, parts and objects of one placed sheet, with findings and counts that add up.

    A sheet without a fit gives no parcels: its own record says why.
    """
    if sheet.fit is None:
        return SheetParcels(sheet, (), (), {})
    view = open_view(image, sheet)
    corners = view.from_page(sheet.frame_px, sheet.size_px)
    flat = ink_room.flatten(view.grey, view.dpi)
    pieces = _find_pieces(flat, corners, view, sheet)
    labels = find_labels(view.grey, view.dpi, _region(corners, view.dpi), image.source)
    return assemble(view, sheet, flat, pieces, labels)


def _region(corners: FloatArray, dpi: float) -> FloatArray:
    """The neatline with the strip around it, where labels of parcels may stand."""
    outward = corners - corners.mean(axis=0)
    return np.asarray(corners + np.sign(outward) * 8.0 / MM_PER_INCH * dpi, np.float64)


def _find_pieces(flat: Pixels, corners: FloatArray, view: View, sheet: MapSheet) -> _Pieces:
    """Closed pieces of the sheet, those cut by the ball only already joined where no label is needed."""
    step = max(1, round(view.dpi / _FACE_DPI))
    dpi = view.dpi / step
    ink = ink_room.ink_mask(flat, view.dpi)
    sides = linework.neatline(flat, corners, view.dpi)
    stroke = _STROKE_MM / MM_PER_INCH * view.dpi
    frame = [linework.Stroke(side, stroke) for side in sides]
    mute = [
        *_extended(frame, view.dpi),
        *linework.outer_lines(ink, corners, view.dpi),
        *_crosses(view, sheet),
    ]
    work = linework.split(ink, view.dpi)
    lines, strokes = _shrink(work.lines, step), _shrink(work.strokes, step)
    neat = linework.paint(frame, lines.shape, step)
    silent = linework.paint(mute, lines.shape, step) | neat
    drawn = strokes & ~silent
    silent |= lines & ~drawn
    found = face_room.find_faces(drawn, silent, dpi)
    borders = face_room.find_borders(found, drawn)
    merger = Merger(borders, np.bincount(found.ravel()))
    beyond, at_edge = _beyond(found, sides, step, merger)
    outside = face_room.join_outside(merger, beyond, at_edge, dpi)
    face_room.join_across(merger, beyond, outside)
    return _Pieces(found, step, merger, lines | neat, sides, beyond, outside)


def _extended(frame: list[linework.Stroke], dpi: float) -> list[linework.Stroke]:
    """The neatline with its continuation into the corners of the outer frame."""
    reach = MARGIN_MM / MM_PER_INCH * dpi
    strokes = []
    for stroke in frame:
        points = stroke.points_px
        along = (points[-1] - points[0]) / np.hypot(*(points[-1] - points[0]))
        longer = np.concatenate([points[:1] - reach * along, points, points[-1:] + reach * along])
        strokes.append(linework.Stroke(longer, stroke.width_px))
    return strokes


def _crosses(view: View, sheet: MapSheet) -> list[linework.Stroke]:
    """Arms of the grid crosses, every 10 cm on the sheet (Art. 5(3)): ink that closes nothing."""
    fit = sheet.fit
    if fit is None or not sheet.scale:
        return []
    every = 0.1 * sheet.scale
    world = control.to_world(fit, sheet.frame_px)
    first, last = np.ceil(world.min(axis=0) / every), np.floor(world.max(axis=0) / every)
    eastings, northings = (np.arange(low, high + 1) * every for low, high in zip(first, last, strict=True))
    middles = np.stack(np.meshgrid(eastings, northings), axis=-1).reshape(-1, 1, 2)
    arm = (
        _CROSS_ARM_MM / 1000 * sheet.scale * np.array([[[-1.0, 0.0], [1.0, 0.0]], [[0.0, -1.0], [0.0, 1.0]]])
    )
    ends = (middles[:, None] + arm).reshape(-1, 2)
    places = view.from_page(control.to_pixel(fit, ends), sheet.size_px).reshape(-1, 2, 2)
    return [linework.Stroke(pair, 2 * _STROKE_MM / MM_PER_INCH * view.dpi) for pair in places]


def _shrink(mask: Mask, step: int) -> Mask:
    """A mask at 1/``step`` of its resolution: set where any pixel was."""
    height, width = (size - size % step for size in mask.shape)
    blocks = mask[:height, :width].reshape(height // step, step, width // step, step)
    return np.asarray(blocks.any(axis=(1, 3)), np.bool_)


def _beyond(
    found: Faces, sides: tuple[FloatArray, ...], step: int, merger: Merger
) -> tuple[frozenset[int], list[int]]:
    """Faces that lie beyond the neatline, and those of them that reach the edge of the page."""
    ring = (np.concatenate(sides) + 0.5) / step - 0.5
    inner = np.zeros(found.shape, np.uint8)
    cv2.fillPoly(inner, [np.round(ring).astype(np.int32)], 1)
    inside = np.bincount(found.ravel(), weights=inner.ravel(), minlength=len(merger.areas_px))
    beyond = frozenset(int(face) for face in np.flatnonzero(inside < 0.5 * merger.areas_px) if face)
    edge = np.unique(np.concatenate([found[0], found[-1], found[:, 0], found[:, -1]]))
    return beyond, [int(face) for face in edge if face in beyond]


def assemble(
    view: View, sheet: MapSheet, flat: Pixels, pieces: _Pieces, labels: tuple[Label, ...]
) -> SheetParcels:
    """Give every label its face, join what has none, and bring the faces to the world."""
    dpi = view.dpi / pieces.step_px
    all_labels, labels = labels, _without_strays(pieces, labels, _m2_per_px(view, sheet))
    strong = [face for face, own in _place_labels(pieces, labels).items() if face and _main_labels(own)]
    face_room.join_open(pieces.merger, strong, pieces.outside, dpi)
    labels = _without_strays(pieces, labels, _m2_per_px(view, sheet))  # a road shows its size only now
    numbers = pieces.merger.numbers()
    placed = _place_labels(pieces, labels)
    off_sheet = [face for face in pieces.beyond if pieces.merger.find(face) == face and not placed.get(face)]
    numbers[np.isin(numbers, off_sheet)] = 0
    final = numbers[pieces.faces]
    polygons = outline.outlines(final, float(pieces.step_px), flat, view.dpi)
    support = face_room.outline_support(final, pieces.ink)
    along = {number: _along_mm(polygon, pieces.sides, view.dpi) for number, polygon in polygons.items()}
    found = {
        number: Face(polygon, tuple(placed.get(number, ())), along[number] >= _TOUCH_MM, support[number])
        for number, polygon in polygons.items()
    }
    largest_px = _largest_plausible(found.values())
    made = [
        (face, _kind(face, largest_px, along[number] * view.dpi / MM_PER_INCH))
        for number, face in found.items()
    ]
    return _deliver(view, sheet, made, all_labels)


def _m2_per_px(view: View, sheet: MapSheet) -> float:
    metres = sheet.fit.metres_per_px if sheet.fit else 0.0
    return metres**2 / float(view.scale.prod())


def _without_strays(pieces: _Pieces, labels: tuple[Label, ...], m2_per_px: float) -> tuple[Label, ...]:
    """Labels without those that would make a parcel of open land: a place name or a tick that was misread.

    How large parcels are on this sheet is told by those whose printed area agrees with the drawn one; a face
    much larger than all of them, whose labels do not agree with it, is not what they are labels of.
    """
    placed = _place_labels(pieces, labels)
    areas = {face: float(pieces.merger.areas_px[face]) * pieces.step_px**2 * m2_per_px for face in placed}
    agreed = [areas[face] for face, own in placed.items() if face and _agrees(own, areas[face])]
    if len(agreed) < _ENOUGH:
        return labels
    strays = {
        id(label)
        for face, own in placed.items()
        if areas[face] > _LARGER * max(agreed) and not _agrees(own, areas[face])
        for label in own
    }
    return tuple(label for label in labels if id(label) not in strays)


def _agrees(labels: list[Label], area_m2: float) -> bool:
    printed = [label.area_m2.value for label in _main_labels(labels) if label.area_m2.value]
    return any(abs(area_m2 / value - 1) < _ROUGHLY for value in printed)


def _main_labels(labels: list[Label] | tuple[Label, ...]) -> list[Label]:
    return [label for label in labels if label.form in _PARCEL_FORMS]


def _place_labels(pieces: _Pieces, labels: tuple[Label, ...]) -> dict[int, list[Label]]:
    """Labels by the standing face that they lie in; those beyond the sheet's land are under 0."""
    placed: dict[int, list[Label]] = defaultdict(list)
    height, width = pieces.faces.shape
    for label in labels:
        column, row = (int((value + 0.5) // pieces.step_px) for value in label.inside_px)
        inside = 0 <= row < height and 0 <= column < width
        face = pieces.merger.find(int(pieces.faces[row, column])) if inside else 0
        placed[0 if face == pieces.outside else face].append(label)
    return placed


def _along_mm(polygon: Polygon, sides: tuple[FloatArray, ...], dpi: float) -> float:
    """How much of the polygon's outline runs on the neatline; crossing it counts for less than 2 mm."""
    per_mm = dpi / MM_PER_INCH
    frame = shapely.MultiLineString([side.tolist() for side in sides])
    step = _NEAR_MM * per_mm
    around = shapely.points(shapely.get_coordinates(shapely.segmentize(polygon.exterior, step)))
    return float((shapely.distance(around, frame) <= step).sum()) * _NEAR_MM


def _deliver(
    view: View, sheet: MapSheet, made: list[tuple[Face, Fate]], labels: tuple[Label, ...]
) -> SheetParcels:
    """Parcels, findings and counts from the faces of a sheet."""
    parcels: list[Parcel] = []
    findings: list[Finding] = []
    for face, fate in made:
        if fate != "dropped":
            parcel = _parcel(view, sheet, face, fate)
            parcels.append(parcel)
            findings += _findings(sheet, face, parcel)
    fates = [fate for _, fate in made]
    placed = {id(label) for face, fate in made if fate != "dropped" for label in face.labels}
    lost = [label for label in labels if id(label) not in placed]
    counts = {"faces": len(made), "labels": len(labels), "labels_placed": len(placed)}
    counts |= {name: fates.count(fate) for name, fate in _COUNTED.items()}
    land = shapely.Polygon(view.from_page(sheet.frame_px, sheet.size_px))
    findings += [
        _lost_label(view, sheet, label)
        for label in _main_labels(lost)
        if land.contains(shapely.Point(label.inside_px))  # figures in the margin are no parcel labels
    ]
    findings += _count_finding(sheet, fates.count("parcel"))
    return SheetParcels(sheet, tuple(parcels), tuple(findings), counts)


def _largest_plausible(found: Iterable[Face]) -> float:
    """Area, px, above which a face without a label is land off the sheet."""
    return _LARGER * max((face.polygon_px.area for face in found if _main_labels(face.labels)), default=0.0)


def _kind(face: Face, largest_px: float, along_px: float) -> Fate:
    """What a face is, by its labels, its shape and its place; ``along_px`` of its outline is neatline."""
    code = next((label.code.value for label in face.labels if label.code.value), None)
    if code in _OBJECT_CODES:
        return "object"
    if _main_labels(face.labels):
        return "parcel"
    sliver = along_px > _SLIVER * face.polygon_px.exterior.length
    if code is None and not sliver and _is_long(face.polygon_px):
        return "object"
    if code is None and face.polygon_px.area > largest_px:
        return "dropped"
    return "part" if face.touches_frame else "unknown"


def _is_long(polygon: Polygon) -> bool:
    """Long and thin, or wound around other land: length over width is perimeter² / (4 area) for a strip."""
    hull = polygon.convex_hull.area
    return bool(polygon.length**2 > 4 * _LONG * polygon.area or polygon.area < _COMPACT * hull)


def _parcel(view: View, sheet: MapSheet, face: Face, kind: Kind) -> Parcel:
    page = shapely.transform(face.polygon_px, view.to_page)
    if sheet.fit is None:
        raise ValueError("the sheet is not placed")
    fit = sheet.fit
    world = shapely.transform(page, lambda points: control.to_world(fit, points))
    label = _best_label(face, float(world.area))
    box = tuple(float(round(value)) for value in page.bounds)
    return Parcel(
        unit_code=sheet.unit.code if sheet.unit else "",
        sheet=sheet.number or 0,
        kind=kind,
        polygon=world,
        label=None if label is None else _on_page(view, label),
        source=Source(sheet.source.scan, sheet.source.page, (box[0], box[1], box[2], box[3])),
        support=face.support,
        touches_frame=face.touches_frame,
    )


def _best_label(face: Face, area_m2: float) -> Label | None:
    """The face's parcel label; of several the one whose printed area fits best."""
    choice = _main_labels(face.labels) or list(face.labels)
    return min(choice, key=lambda label: abs((label.area_m2.value or np.inf) - area_m2), default=None)


def _on_page(view: View, label: Label) -> Label:
    """A label of the view with its point and box in pixels of the page."""
    x0, y0, x1, y1 = label.box_px
    corners = view.to_page(np.array([[x0, y0], [x1, y1]]))
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    x, y = view.to_page(np.array([label.inside_px]))[0]
    box = (float(left), float(top), float(right), float(bottom))
    return dataclasses.replace(label, inside_px=(float(x), float(y)), box_px=box)


def _findings(sheet: MapSheet, face: Face, parcel: Parcel) -> Iterator[Finding]:
    """What a person should know about one face."""
    main = _main_labels(face.labels)
    place = parcel.polygon.representative_point()
    number = parcel.label.number.value if parcel.label else None
    make = functools.partial(
        Finding,
        unit_code=parcel.unit_code,
        sheet=sheet.number,
        number=number,
        place=(float(place.x), float(place.y)),
        source=parcel.source,
    )
    if parcel.kind == "unknown":
        yield make("face_without_label", values={"area": f"{parcel.polygon.area:.1f}"})
    if len(main) > 1:
        yield make("several_labels", values={"count": str(len(main))})
    if main and number is None:
        yield make("value_unread", values={"what": "số thửa"})


def _lost_label(view: View, sheet: MapSheet, label: Label) -> Finding:
    read = _on_page(view, label)
    source = Source(sheet.source.scan, sheet.source.page, read.box_px)
    unit = sheet.unit.code if sheet.unit else ""
    return Finding("label_without_face", unit, sheet.number, label.number.value, source=source)


def _count_finding(sheet: MapSheet, found: int) -> list[Finding]:
    stated = sheet.title.parcel_count.value
    if stated is None or stated == found:
        return []
    unit = sheet.unit.code if sheet.unit else ""
    values = {"stated": str(stated), "found": str(found)}
    return [Finding("parcel_count_differs", unit, sheet.number, values=values, source=sheet.source)]
