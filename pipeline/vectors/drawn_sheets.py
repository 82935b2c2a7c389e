"""Drawings to sheets of parcels: lines to faces, texts to labels, both to the sheet whose frame has them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple, TypeVar

import numpy as np
import shapely
from shapely.geometry import Polygon

from pipeline import communes, sheet_code
from pipeline.errors import ScanError
from pipeline.legacy_text import decode_all
from pipeline.model import (
    DigitalLabel,
    DigitalSheet,
    Finding,
    FloatArray,
    Known,
    Parcel,
    Reading,
    SheetParcels,
    Source,
    Values,
    unit_code_of,
)
from pipeline.text import fold
from pipeline.values import told_label
from pipeline.vectors import frames, place, whose
from pipeline.vectors.assembly import Assembled, LabelledFace, assemble
from pipeline.vectors.drawing import Drawing, Stroke, Writing
from pipeline.vectors.labels import TextLabel, find_labels, find_object_codes
from pipeline.vectors.place import Placing
from pipeline.vectors.sheet import (
    DOUBTFUL,
    SURE,
    File,
    Part,
    counts_of,
    digital_sheet,
    from_file,
    identified,
    place_findings,
    readings,
    refuse_disagreeing,
    refuse_one_number_for_several,
    unplaced,
)
from pipeline.vectors.sheet_of_face import nearest, sheets_of, spot_of
from pipeline.ways import WAY_CODES

T = TypeVar("T", int, float, str)
# Letters of numbers and areas are 2 mm high on paper (Circular 25/2014, App. 01).
_LETTER_MM = 2.0
_OTHER_SYSTEM = re.compile(r"\bhn 72\b|\bha noi 72\b|toa do (?:gia dinh|tu do|doc lap|dia phuong)")
# A frame of another system lies some 240 m off (HN-72), one of VN-2000 on its grid to half a millimetre.
_FRAME_MM = 0.5
_MOST_M = (
    1e7  # the largest coordinate of any system in metres is its northing, a quarter of the Earth's round
)
_NO_NUMBER: Reading[int] = Reading(None)
_NO_AREA: Reading[float] = Reading(None)


def read_drawing(drawing: Drawing, file: File) -> list[SheetParcels]:
    """The sheets of a drawing; with the reason, and in its own coordinates, where it cannot be placed."""
    writings, unsure = _decoded(drawing.writings)
    try:
        if not file.has_stated_place:
            _refuse_other_system(writings)
        ways = readings(_all_points(drawing.strokes), drawing.claim, file)
        laid = _told_by_frames([_lay(drawing.strokes, writings, way, file) for way in ways])
        _refuse_shifted(laid.sheets)
        refuse_one_number_for_several(len(laid.sheets), file)
        labels = find_labels(laid.writings)
        scale = _scale([each.identity for each in laid.sheets], labels, laid.writings)
        refuse_disagreeing(laid.placing, scale)
    except ScanError as reason:
        return _left_where_drawn(drawing, writings, file, reason)
    made = assemble(laid.strokes, labels, scale)
    told = [
        *place_findings(laid.placing, file),
        *_file_findings(made, unsure, file),
        *_far_labels(laid, file),
    ]
    return _shared_out(made, laid.writings, laid.sheets, (file, laid.placing, scale, told))


def _left_where_drawn(
    drawing: Drawing, writings: Sequence[Writing], file: File, reason: ScanError
) -> list[SheetParcels]:
    """The sheets as they are drawn: a scan of them may tell later where they lie."""
    if not _may_be_metres(drawing):
        return [SheetParcels(unplaced(file, reason), (), (), {})]
    sheets = _sheets(drawing.strokes, writings, file)
    labels = find_labels(writings)
    scale = _scale([each.identity for each in sheets], labels, writings)
    as_drawn = Placing(file.epsg, False, "m", file.epsg)
    made = assemble(drawing.strokes, labels, scale)
    drawn = _shared_out(made, writings, sheets, (file, as_drawn, scale, []))
    return [
        replace(each, sheet=replace(unplaced(file, reason, part.identity, each.sheet.source), scale=scale))
        for each, part in zip(drawn, sheets, strict=True)
    ]


def _may_be_metres(drawing: Drawing) -> bool:
    points = _all_points(drawing.strokes)
    return bool(len(points)) and bool(np.isfinite(points).all()) and float(np.abs(points).max()) < _MOST_M


class _Laid(NamedTuple):
    """A drawing under one reading of its coordinates: what lies in the commune, in metres, its sheets, and
    texts that lie elsewhere.
    """

    placing: Placing
    strokes: list[Stroke]
    writings: list[Writing]
    sheets: list[Part]
    far: list[Writing]


def _lay(strokes: Sequence[Stroke], writings: Sequence[Writing], placing: Placing, file: File) -> _Laid:
    lines, texts, far = _in_zone(strokes, writings, placing, file)
    return _Laid(placing, lines, texts, _sheets(lines, texts, file), far)


def _told_by_frames(ways: Sequence[_Laid]) -> _Laid:
    """The only reading, or the only one under which frames lie where their codes say."""
    right = [way for way in ways if (shifts := _frame_shifts(way.sheets)) and all(s.is_none for s in shifts)]
    if len(ways) > 1 and len(right) != 1:
        raise ScanError("lies_ambiguously")
    return right[0] if len(ways) > 1 else ways[0]


def _decoded(writings: Sequence[Writing]) -> tuple[list[Writing], int]:
    """The texts in Unicode, and how many stay unsure."""
    said = decode_all(writing.raw for writing in writings)
    unsure = sum(not said[writing.raw].sure for writing in writings)
    return [replace(writing, text=said[writing.raw].text) for writing in writings], unsure


def _refuse_other_system(writings: Sequence[Writing]) -> None:
    stated = next((w.text for w in writings if _OTHER_SYSTEM.search(fold(w.text))), None)
    if stated is not None:
        raise ScanError("names_other_system", {"text": stated})


def _all_points(strokes: Sequence[Stroke]) -> FloatArray:
    return np.vstack([stroke.points for stroke in strokes]) if strokes else np.zeros((0, 2))


def _in_zone(
    strokes: Sequence[Stroke], writings: Sequence[Writing], placing: Placing, file: File
) -> tuple[list[Stroke], list[Writing], list[Writing]]:
    """Lines and texts near the commune, in metres of its zone, and texts far from it."""
    lie_there = place.box_around(communes.commune(file.commune).extent_m)
    lines = [
        replace(stroke, points=placing(stroke.points))
        for stroke in strokes
        if np.isfinite(stroke.points).all()
    ]
    spots = placing(np.array([(writing.x, writing.y) for writing in writings], np.float64).reshape(-1, 2))
    texts = [
        replace(writing, x=float(x), y=float(y), height=writing.height / placing.per_metre)
        for writing, (x, y) in zip(writings, spots, strict=True)
    ]
    near = [lie_there(spot[np.newaxis]) for spot in spots]
    far = [text for text, is_near in zip(texts, near, strict=True) if not is_near]
    texts = [text for text, is_near in zip(texts, near, strict=True) if is_near]
    return [line for line in lines if lie_there(line.points)], texts, far


def _sheets(strokes: Sequence[Stroke], writings: Sequence[Writing], file: File) -> list[Part]:
    found = frames.find_frames(strokes)
    if len(found) < 2:
        texts = [writing.text for writing in _reading_order(writings)]
        return [Part(found[0] if found else None, identified(texts, file))]
    return [Part(frame, identified(_texts_of(frame, found, writings), file)) for frame in found]


def _texts_of(frame: Polygon, among: Sequence[Polygon], writings: Sequence[Writing]) -> list[str]:
    """Texts that lie nearer to this frame than to any other."""
    points = shapely.points([writing.centre for writing in writings])
    own = shapely.distance(frame, points)
    others = np.min([shapely.distance(other, points) for other in among if other is not frame], axis=0)
    near = [writing for writing, mine, other in zip(writings, own, others, strict=True) if mine < other]
    return [writing.text for writing in _reading_order(near)]


def _reading_order(writings: Sequence[Writing]) -> list[Writing]:
    return sorted(writings, key=lambda writing: (-writing.y, writing.x))


class _Shift(NamedTuple):
    """How far a frame lies from where the sheet's code says, and how far it may."""

    off_m: float
    limit_m: float
    code: str

    @property
    def is_none(self) -> bool:
        return self.off_m <= self.limit_m


def _refuse_shifted(sheets: Sequence[Part]) -> None:
    """A frame that is not where the sheet's code says: the coordinates are of another system."""
    for shift in _frame_shifts(sheets):
        if not shift.is_none:
            raise ScanError("frame_is_elsewhere", {"off_m": shift.off_m, "code": Known(shift.code)})


def _frame_shifts(sheets: Sequence[Part]) -> list[_Shift]:
    """Of the sheets whose code is known."""
    found = []
    for part in sheets:
        if part.frame is None or not part.identity.code:
            continue
        code = sheet_code.parse(part.identity.code, part.identity.scale)
        if code is None:
            continue
        west, south, east, north = part.frame.bounds
        meant = sheet_code.frame(code, north)
        along = min(abs(west - meant.west_m), abs(east - meant.east_m))
        up = min(abs(south - meant.south_m), abs(north - meant.north_m))
        found.append(_Shift(max(along, up), _FRAME_MM * code.scale / 1000, part.identity.code))
    return found


def _scale(
    identities: Sequence[whose.Identity], labels: Sequence[TextLabel], writings: Sequence[Writing]
) -> int:
    """The scale that is written, else the one at which the numbers' letters are as high as they must be."""
    stated = {each.scale for each in identities if each.scale}
    if len(stated) == 1:
        return stated.pop() or 1000
    elements = {label.element for label in labels}
    heights = [writing.height for writing in writings if writing.element in elements]
    about = float(np.median(heights)) / _LETTER_MM * 1000 if heights else 1000.0
    return min(sheet_code.SCALES, key=lambda scale: abs(np.log(scale / about)))


def _file_findings(made: Assembled, unsure: int, file: File) -> Iterator[Finding]:
    repairs, source = made.repairs, Source(file.name)
    if repairs.ends_joined or repairs.tails_cut or repairs.repeated:
        told = {
            "joined": repairs.ends_joined,
            "cut": repairs.tails_cut,
            "repeated": repairs.repeated,
        }
        yield Finding("lines_repaired", values=told, source=source)
    if unsure:
        yield Finding("text_encoding_unsure", values={"count": unsure}, source=source)


def _far_labels(laid: _Laid, file: File) -> list[Finding]:
    """Parcels that are drawn outside the commune, by their labels."""
    count = len(find_labels(laid.far))
    return [Finding("labels_outside", values={"count": count}, source=Source(file.name))] if count else []


def _shared_out(
    made: Assembled,
    writings: Sequence[Writing],
    sheets: Sequence[Part],
    how: tuple[File, Placing, int, list[Finding]],
) -> list[SheetParcels]:
    """The faces to the sheets of the file; labels without a face to the sheet in which they stand."""
    file, placing, scale, told = how
    objects = _objects(writings)
    frames_of = [part.frame for part in sheets]
    faces: dict[int, list[tuple[LabelledFace, bool]]] = defaultdict(list)
    for face, (index, sure) in zip(made.faces, sheets_of(made.faces, frames_of), strict=True):
        faces[index].append((face, sure))
    homeless: dict[int, list[TextLabel]] = defaultdict(list)
    for label in made.homeless:
        homeless[nearest(label.place, frames_of)].append(label)
    result = []
    for index, part in enumerate(sheets):
        source = Source(file.name, index + 1)
        sheet = digital_sheet(part, source, (file, placing, scale), told if index == 0 else [])
        if part.identity.elsewhere:  # a map of another commune gives nothing here
            result.append(SheetParcels(sheet, (), (), {}))
            continue
        stated = part.identity.number_on_map
        parcels = [_parcel(face, sheet, stated and sure, objects) for face, sure in faces[index]]
        findings = [
            *(finding for face, _ in faces[index] for finding in _face_findings(face, sheet)),
            *(_open_gap(label, sheet) for label in homeless[index]),
        ]
        counts = counts_of(parcels, sum(len(face.labels) for face, _ in faces[index]), len(homeless[index]))
        result.append(SheetParcels(sheet, tuple(parcels), tuple(findings), counts))
    return result


def _objects(writings: Sequence[Writing]) -> list[tuple[str, shapely.Point]]:
    return [(code, shapely.Point(spot)) for code, spot in find_object_codes(writings) if code in WAY_CODES]


def _parcel(
    face: LabelledFace,
    sheet: DigitalSheet,
    is_sure_sheet: bool,
    objects: Sequence[tuple[str, shapely.Point]],
) -> Parcel:
    source = replace(sheet.source, place_m=spot_of(face))
    label = _label(face, source, is_sure_sheet)
    kind: Literal["parcel", "object", "unknown"] = "parcel" if face.labels else "unknown"
    code = next((code for code, point in objects if face.polygon.contains(point)), None)
    if face.labels and face.labels[0].code in WAY_CODES:
        kind = "object"
    elif not face.labels and code is not None:
        kind = "object"
        label = DigitalLabel(_NO_NUMBER, _NO_AREA, Reading(code, code, SURE, source, (), True))
    return Parcel(unit_code_of(sheet.unit), sheet.number or 0, kind, face.polygon, label, source)


def _label(face: LabelledFace, source: Source, is_sure_sheet: bool) -> DigitalLabel | None:
    """The face's label. Texts need no reading; which of several is meant, or of which sheet, may be open."""
    if not face.labels:
        return None
    label, sure = face.labels[0], len(face.labels) == 1 and is_sure_sheet

    def read(value: T | None) -> Reading[T]:
        return from_file(value, "" if value is None else str(value), source, sure)

    number = read(label.number if not label.suffix else None)
    if is_sure_sheet:
        number = replace(number, alternatives=tuple((other, DOUBTFUL) for other in _lone_numbers(face)))
    return DigitalLabel(number, read(label.area_m2), read(label.code))


def _lone_numbers(face: LabelledFace) -> list[int]:
    """Numbers without an area beside the face's whole label, any of which may be the one that is meant."""
    first, *others = face.labels
    lone = [other.number for other in others if other.area_m2 is None and other.number is not None]
    return lone if first.area_m2 is not None and len(lone) == len(others) else []


def _face_findings(face: LabelledFace, sheet: DigitalSheet) -> Iterator[Finding]:
    if len(face.labels) < 2:
        return
    key = (unit_code_of(sheet.unit), sheet.number, face.labels[0].number)
    yield Finding("several_labels", *key, {"count": len(face.labels)}, spot_of(face), sheet.source)
    if sum(label.area_m2 is not None for label in face.labels) > 1:
        yield Finding("line_gap_open", *key, {}, spot_of(face), sheet.source)


def _open_gap(label: TextLabel, sheet: DigitalSheet) -> Finding:
    key = (unit_code_of(sheet.unit), sheet.number, label.number)
    if label.area_m2 is not None:
        return Finding("line_gap_open", *key, {}, label.place, sheet.source)
    values: Values = {"label": told_label(label.number, label.code)}
    return Finding("label_without_face", *key, values, label.place, sheet.source)
