"""A second look into faces whose label was not found or not read whole.

The first look finds fraction bars; it misses labels without a bar, small turned ones among many strokes, and
codes under or over the figures. Here the face is known: its letters are put in lines, level or along the
face, and the lines are told apart by what can be read in them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from pipeline import ocr
from pipeline.model import FloatArray, Label, Pixels, Reading, Source
from pipeline.parcels.faces import Faces
from pipeline.parcels.kinds import is_long
from pipeline.parcels.labels import area_lines, doubts, label_reading, line_ends, row_parts
from pipeline.parcels.labels.arrangement import ROWS, Arranged, Seen, arrange, is_figures
from pipeline.parcels.labels.bars import Traces, axes, corners_of, moved
from pipeline.parcels.labels.face_lines import Line, lines_at, part, steady
from pipeline.parcels.labels.sweep import Ground, figure_heights, sweep

T = TypeVar("T")
_Bytes = npt.NDArray[np.uint8]
_Readings = tuple[Reading[int], Reading[float], Reading[str]]
_AROUND_MM = 3.0  # of a label that crosses the outline
_ALONG_MM = 0.4
_MOSTLY = 0.6  # of a piece of ink
_LEAST_INK_MM2 = 0.3  # a figure 1 of 1.2 mm
_LOT = 40  # faces; where reading everywhere helps none of so many, it helps less than one in thirteen (95 %)
_MOST_LINES = 30  # in a face: more is a road with names and a pattern of symbols
_SAME_DEG = 6.0
_STEEP_DEG = 70.0  # steeper text is read from either side
_LONG = 1.5  # length over width of a face along which labels are turned
_READ = 0.9
_FAIR = 0.6
_NUMBER_ALONE = 0.8
_SURE_FIGURES = 0.8
_STROKES = "1"  # a dash or a piece of wall reads like it
_ENOUGH_LETTERS = 2  # a figure alone, between walls that read like figures, is as likely whole
_LEVEL_DEG, _STRAIGHT_DEG = 20.0, 2.0
_SAME_WAY_DEG = 20.0
_TURNED = 0.6  # a number alone is written level
_BAR_SEEN = 2.0  # a bar between two lines of figures: the first look takes other strokes for bars
_CODE_REACH = 7.2  # of a figure's height: a code of two uses
_CODE_GAP, _CODE_LEAST = 0.1, 2.2
_MORE = 0.5  # letters by which another reading must be better
_NO_NUMBER: Reading[int] = Reading(None)
_NO_AREA: Reading[float] = Reading(None)
_NO_CODE: Reading[str] = Reading(None)


@dataclass(frozen=True, slots=True)
class Face:
    """A face to look into: its number, its area in m², and the label found so far.

    ``listed`` are parcel numbers to which the table of small parcels gives this area.
    """

    number: int
    area_m2: float
    label: Label | None
    listed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Sheet:
    grey: Pixels
    traces: Traces
    clutter: _Bytes
    source: Source


@dataclass(frozen=True, slots=True)
class _Crop:
    """Finding pixels about a face: ``letters``, the ``land`` of the face, the letters ``inside`` it, origin
    (x, y)."""

    face: Face
    letters: _Bytes
    land: _Bytes
    inside: _Bytes
    origin: tuple[int, int]
    angles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """A face with the lines seen in it in one direction, and the level strokes between them (n, 4).

    ``swept``: the lines were found by reading; a number alone may be a piece of a neighbour's label then.
    """

    crop: _Crop
    angle_deg: float
    seen: tuple[Seen, ...]
    strokes: FloatArray
    swept: bool = False

    @property
    def has_figures(self) -> bool:
        """Whether a line of more than one figure was read surely: names of roads have none."""
        return any(
            len(one.text) > 1 and is_figures(one.text) and one.confidence >= _SURE_FIGURES
            for one in self.seen
        )


@dataclass(frozen=True, slots=True)
class _Choice:
    """The lines of a face that make its label; ``rooms`` are places beside them where a code may hide."""

    face: Face
    arranged: Arranged
    angle_deg: float
    rooms: tuple[Line, ...]


def is_whole(label: Label | None, area_m2: float) -> bool:
    """Whether nothing of a label is left to be read better, the drawn area being ``area_m2``."""
    return label is not None and label.code.value is not None and _has_figures(label, area_m2)


def _has_figures(label: Label | None, area_m2: float) -> bool:
    """Whether number and area are read, and the area is that of the face."""
    if label is None or label.number.value is None or label.area_m2.value is None:
        return False
    read = label.number.confidence >= _READ and label.number.agreed and label.area_m2.confidence >= _FAIR
    return read and area_lines.fits(label.area_m2.value, area_m2)


def proven(found: Mapping[int, Label], faces: Iterable[Face]) -> dict[int, Label]:
    """Of labels found in faces, by number, those whose area is the face's: printed, or in the table."""

    def is_proven(label: Label, face: Face) -> bool:
        return _has_figures(label, face.area_m2) or label.number.value in face.listed

    return {
        face.number: found[face.number]
        for face in faces
        if face.number in found and is_proven(found[face.number], face)
    }


def look_again(
    grey: Pixels, traces: Traces, faces: Faces, scale: float, wanted: Sequence[Face], source: Source
) -> dict[int, Label]:
    """Labels of the ``wanted`` faces that could be read better, by the number of the face.

    ``faces`` (H, W) numbers the page at ``scale`` of its resolution. What neither letters nor letters and
    dashes give is sought by reading everywhere, but on roads: long land in which no figures were seen. Where
    that helps none of many faces the sheet is written otherwise, and the others are not read like that.
    """
    sheet = _Sheet(grey, traces, traces.clutter, source)
    found: dict[int, Label] = {}
    with_figures: set[int] = set()
    everything = traces.letters | traces.dashed

    def label_of(face: Face) -> Label | None:
        return found.get(face.number, face.label)

    def settle(ways: Iterable[_Way]) -> None:
        choices = _choices(ways)
        for choice, label in zip(choices, _labels(choices, sheet), strict=True):
            better = _better(label_of(choice.face), label, choice.face, choice.arranged.barred)
            if better is not None:
                found[choice.face.number] = better

    for ink in (traces.letters, everything):
        waiting = [face for face in wanted if not is_whole(label_of(face), face.area_m2)]
        ways = list(_by_letters(_crops(waiting, ink, faces, (scale, traces)), sheet))
        with_figures |= {way.crop.face.number for way in ways if way.has_figures}
        settle(ways)
    waiting = [face for face in wanted if not _has_figures(label_of(face), face.area_m2)]
    crops = _crops(waiting, everything | traces.erased, faces, (scale, traces))
    crops = [crop for crop in crops if crop.face.number in with_figures or not _is_road(crop.land)]
    for first in range(0, len(crops), _LOT):
        lot = rest = crops[first : first + _LOT]
        before = dict(found)
        for turn in range(max(len(crop.angles) for crop in lot)):
            settle(_by_reading([crop for crop in rest if turn < len(crop.angles)], turn, sheet))
            rest = [crop for crop in lot if not _has_figures(label_of(crop.face), crop.face.area_m2)]
        if len(lot) == _LOT and found == before:
            break
    return found


def _crops(wanted: Sequence[Face], letters: _Bytes, faces: Faces, place: tuple[float, Traces]) -> list[_Crop]:
    scale, traces = place
    windows = ndimage.find_objects(faces)
    zooms = (traces.scale / scale, traces.per_mm)
    crops = [
        _crop(face, letters, faces, windows[face.number - 1], zooms)
        for face in wanted
        if 0 < face.number <= len(windows) and windows[face.number - 1] is not None
    ]
    least = _LEAST_INK_MM2 * traces.per_mm**2
    return [crop for crop in crops if int(crop.inside.sum()) >= least]


def _crop(
    face: Face, letters: _Bytes, faces: Faces, window: tuple[slice, slice], zooms: tuple[float, float]
) -> _Crop:
    """Letters about a face; ``zooms`` are finding pixels per pixel of ``faces`` and per millimetre."""
    rows, columns = window
    zoom, per_mm = zooms
    margin = round(_AROUND_MM * per_mm)
    x0, y0 = max(0, round(columns.start * zoom) - margin), max(0, round(rows.start * zoom) - margin)
    x1, y1 = round(columns.stop * zoom) + margin, round(rows.stop * zoom) + margin
    crop = letters[y0:y1, x0:x1]
    ys = np.minimum(((np.arange(crop.shape[0]) + y0 + 0.5) / zoom).astype(np.intp), faces.shape[0] - 1)
    xs = np.minimum(((np.arange(crop.shape[1]) + x0 + 0.5) / zoom).astype(np.intp), faces.shape[1] - 1)
    mask = np.asarray(faces[np.ix_(ys, xs)] == face.number, np.uint8)
    crop = _without_outline(crop, mask, per_mm)
    return _Crop(face, crop, mask, crop & mask, (x0, y0), _angles(mask, face))


def _without_outline(letters: _Bytes, mask: _Bytes, per_mm: float) -> _Bytes:
    """Letters without the pieces of line that lie along the outline of the face."""
    reach = max(1, round(_ALONG_MM * per_mm))
    around = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    count, parts, boxes, _ = cv2.connectedComponentsWithStats(letters, connectivity=8, ltype=cv2.CV_32S)
    along = np.bincount(parts[around > 0], minlength=count)
    kept = along <= _MOSTLY * boxes[:, cv2.CC_STAT_AREA]
    kept[0] = False
    return np.asarray(kept[parts], np.uint8)


def _is_road(land: _Bytes) -> bool:
    """Whether land has the shape of roads and canals: names are written along them, and no parcel's label."""
    outlines, _ = cv2.findContours(land, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    around = sum(cv2.arcLength(outline, closed=True) for outline in outlines)
    hull = cv2.contourArea(cv2.convexHull(np.concatenate(outlines))) if outlines else 0.0
    return is_long(float(land.sum()), around, hull)


def _angles(mask: _Bytes, face: Face) -> tuple[float, ...]:
    """Level, along the face where it is long, and as the label lies that was found."""
    points = cv2.findNonZero(mask)
    angles = [0.0] if face.label is None else [face.label.angle_deg, 0.0]
    if points is not None:
        _, (width, height), angle = cv2.minAreaRect(points)
        along = (angle if width >= height else angle - 90.0, angle if width < height else angle - 90.0)
        ways = along[: 1 if max(width, height) > _LONG * min(width, height) else 2]
        angles += [(way + 90.0) % 180.0 - 90.0 for way in ways]
    angles += [angle - math.copysign(180.0, angle) for angle in angles if abs(angle) > _STEEP_DEG]
    kept: list[float] = []
    for angle in angles:
        if all(_turn_deg(angle, other) > _SAME_DEG for other in kept):
            kept.append(angle)
    return tuple(kept)


def _turn_deg(one: float, other: float) -> float:
    """The angle between two directions, 0 to 180."""
    return abs((one - other + 180.0) % 360.0 - 180.0)


def _by_letters(crops: Sequence[_Crop], sheet: _Sheet) -> Iterator[_Way]:
    """Each face with the lines that its letters stand in, in each direction; all lines are read in one go."""
    jobs = []
    for crop in crops:
        points = np.argwhere(crop.inside)[:, ::-1].astype(np.float64)
        for angle in _ways(points, crop.angles):
            lines = lines_at(crop.letters, angle, sheet.traces.per_mm)
            own = [line for line in lines.lines if _in_face(line, crop)]
            if len(own) <= _MOST_LINES:
                jobs.append((crop, angle, replace(lines, lines=tuple(own))))
    bars = [moved(line.bar, crop.origin) for crop, _, lines in jobs for line in lines.lines]
    texts = iter(
        ocr.read_labels([label_reading.line_window(sheet.grey, sheet.traces.scale, bar) for bar in bars])
    )
    for crop, angle, lines in jobs:
        read = [Seen(line, (text := next(texts)).text, text.confidence) for line in lines.lines]
        whole = [_to_its_ends(one, crop.origin, sheet) for one in read]
        words = [word for one in whole for word in _words(one, crop.origin, sheet)]
        seen = tuple(word for word in words if word in whole or _in_face(word.line, crop))
        yield _Way(crop, angle, seen, lines.strokes)


def _words(seen: Seen, origin: tuple[int, int], sheet: _Sheet) -> tuple[Seen, ...]:
    """The words of a row."""
    bar = moved(seen.line.bar, origin)
    return row_parts.parted(seen, label_reading.line_window(sheet.grey, sheet.traces.scale, bar))


def _ways(points: FloatArray, angles: Sequence[float]) -> list[float]:
    """The directions of rows of ink (n, 2) near some angles, and level where they seem to lie askew: a few
    letters under each other have edges nearly as sharp in other directions."""
    steadied = list(dict.fromkeys(steady(points, angle) for angle in angles))
    near = min(steadied, key=abs)
    return [*([0.0] if _STRAIGHT_DEG < abs(near) < _LEVEL_DEG else []), *steadied]


def _to_its_ends(seen: Seen, origin: tuple[int, int], sheet: _Sheet) -> Seen:
    """A line with the letters at its ends that have grown together with what crosses it."""
    if seen.confidence < _SURE_FIGURES or len(seen.text.strip(_STROKES)) < _ENOUGH_LETTERS:
        return seen
    for side in (-1.0, 1.0):
        longer = partial(_longer, seen, side, (origin, sheet))
        seen, _ = line_ends.to_an_end(seen, longer, _tells_more)
    return seen


def _longer(seen: Seen, side: float, place: tuple[tuple[int, int], _Sheet], steps: int) -> Seen | None:
    """A line that goes on for some steps; None where nothing is drawn there."""
    origin, sheet = place
    bar = moved(line_ends.longer(seen.line.bar, side, steps), origin)
    window = label_reading.line_window(sheet.grey, sheet.traces.scale, bar)
    if not line_ends.has_ink(bar, side, window):
        return None
    (text,) = ocr.read_labels([window])
    half, more = seen.line.width / 2, line_ends.reach(seen.line.bar, steps)
    ends = (-half - more, half) if side < 0 else (-half, half + more)
    return Seen(part(seen.line, *ends), text.text, text.confidence)


def _tells_more(longer: Seen, seen: Seen) -> bool:
    """Whether a longer line has letters more that no stroke beside it looks like."""
    if longer.confidence < _SURE_FIGURES or not line_ends.is_longer(longer.text, seen.text):
        return False
    return len(longer.text.strip(_STROKES)) > len(seen.text.strip(_STROKES))


def _by_reading(crops: Sequence[_Crop], turn: int, sheet: _Sheet) -> Iterator[_Way]:
    """Each face with the lines of figures that are read when it is swept in one of its directions."""
    grounds = [Ground(crop.letters, crop.land, crop.origin, crop.angles[turn]) for crop in crops]
    for height in figure_heights(sheet.traces.letters, sheet.traces.per_mm):
        swept = sweep(sheet.grey, sheet.traces.scale, grounds, height)
        for crop, seen in zip(crops, swept, strict=True):
            yield _Way(crop, crop.angles[turn], tuple(seen), np.zeros((0, 4)), swept=True)


def _choices(ways: Iterable[_Way]) -> list[_Choice]:
    """The best arrangement of each face over its directions."""
    best: dict[int, _Choice] = {}
    for way in ways:
        crop = way.crop
        arranged = arrange(way.seen, way.strokes, crop.face.area_m2)
        if way.swept and (arranged is None or (arranged.area is None and arranged.whole is None)):
            arranged = _listed_alone(way)
        old = best.get(crop.face.number)
        if arranged and _is_turned(arranged, way.angle_deg):
            arranged = replace(arranged, evidence=_TURNED * arranged.evidence)
        if arranged and (old is None or arranged.evidence > old.arranged.evidence):
            rooms = tuple(_moved_line(room, crop.origin) for room in _code_rooms(arranged, crop))
            best[crop.face.number] = _Choice(
                crop.face, _on_sheet(arranged, crop.origin), way.angle_deg, rooms
            )
    return list(best.values())


def _listed_alone(way: _Way) -> Arranged | None:
    """The one number in a face to which the table gives its area: any other may be a piece of a label."""
    found = {
        int(one.text): one
        for one in way.seen
        if one.text.isdecimal() and int(one.text) in way.crop.face.listed
    }
    if len(found) != 1:
        return None
    (one,) = found.values()
    return Arranged(one.line, None, (), None, one.weight)


def _is_turned(arranged: Arranged, angle_deg: float) -> bool:
    """Whether a number alone would not lie level: turned by 180 degrees a 6 is a 9 (Art. 19(4.3))."""
    alone = arranged.area is None and arranged.whole is None
    return alone and abs(angle_deg) > _LEVEL_DEG


def _in_face(line: Line, crop: _Crop) -> bool:
    """Whether most of a line's ink lies in the face."""
    half = int(line.bar.length / 2)
    x, y = int(line.bar.x), int(line.bar.y)
    reach = max(2, min(half, round(line.height)))
    window = np.s_[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    return bool(2 * crop.inside[window].sum() > crop.letters[window].sum() > 0)


def _moved_line(line: Line, origin: tuple[int, int]) -> Line:
    return replace(line, bar=moved(line.bar, origin))


def _code_rooms(arranged: Arranged, crop: _Crop) -> list[Line]:
    """Where a code may hide among walls: beside, under, over or between number and area, within the face."""
    number, area = arranged.number, arranged.area
    if number is None or area is None:
        return []
    height = (number.height + area.height) / 2
    way, _ = axes(number.bar)
    upper, lower = (np.array([line.bar.x, line.bar.y]) for line in (number, area))
    half = max(number.width, area.width) / 2
    farthest = _CODE_REACH * height
    rooms = []
    for side in (-1.0, 1.0):
        middle = (upper + lower) / 2 + side * (half + _CODE_GAP * height) * way
        rooms.append((middle, 0.0, side * _free(crop.land, middle, side * way, farthest)))
    apart = float(np.linalg.norm(lower - upper))
    row = apart / 2 if apart >= 2 * ROWS[0] * height else apart  # of lines, with or without one between
    down = row * (lower - upper) / apart
    between = [(upper + lower) / 2] if row < apart else []
    for middle in (lower + down, upper - down, *between):
        ends = [side * _free(crop.land, middle, side * way, farthest / 2) for side in (-1.0, 1.0)]
        rooms.append((middle, ends[0], ends[1]))
    return [
        _room(number, middle + (start + end) / 2 * way, abs(end - start))
        for middle, start, end in rooms
        if abs(end - start) >= _CODE_LEAST * height
    ]


def _room(like: Line, middle: FloatArray, length: float) -> Line:
    bar = replace(like.bar, x=float(middle[0]), y=float(middle[1]), length=length)
    return replace(like, bar=bar, width=length)


def _free(land: _Bytes, start: FloatArray, step: FloatArray, farthest: float) -> float:
    """How far land goes on from a point, in pixels."""
    columns, rows = np.round(start + np.arange(0.0, farthest)[:, None] * step).astype(int).T
    inside = (rows >= 0) & (rows < land.shape[0]) & (columns >= 0) & (columns < land.shape[1])
    on_land = inside & (land[np.where(inside, rows, 0), np.where(inside, columns, 0)] > 0)
    return farthest if on_land.all() else float(on_land.argmin())


def _on_sheet(arranged: Arranged, origin: tuple[int, int]) -> Arranged:
    def moved(line: Line | None) -> Line | None:
        return None if line is None else _moved_line(line, origin)

    codes = tuple(_moved_line(line, origin) for line in arranged.codes)
    return replace(
        arranged,
        number=moved(arranged.number),
        area=moved(arranged.area),
        codes=codes,
        whole=moved(arranged.whole),
    )


def _views(sheet: _Sheet, lines: Iterable[Line | None]) -> list[label_reading.View]:
    """Each line as it was scanned and, where other lines cross it, also without those."""
    views: list[label_reading.View] = []
    for line in lines:
        if line is not None:
            boxes = doubts.with_wider(sheet.traces, line.bar, [(label_reading.line_box(line.bar), 1.0)])
            views += label_reading.views_of(sheet.grey, sheet.traces.scale, sheet.clutter, line.bar, boxes)
    return views


def _labels(choices: Sequence[_Choice], sheet: _Sheet) -> list[Label]:
    """Read what was chosen, each part with its own letters, and ask the second reader."""

    def each(parts: Iterable[Iterable[Line | None]]) -> list[list[label_reading.View]]:
        return [_views(sheet, lines) for lines in parts]

    shown = each([one.arranged.number] for one in choices), each([one.arranged.area] for one in choices)
    numbers = label_reading.confirm_numbers(label_reading.read_numbers(shown[0], sheet.source), shown[0])
    areas = label_reading.confirm_areas(label_reading.read_areas(shown[1], sheet.source), shown[1])
    codes = label_reading.read_codes(each((*one.arranged.codes, *one.rooms) for one in choices), sheet.source)
    wholes = label_reading.read_one_lines(each([one.arranged.whole] for one in choices), sheet.source)
    return [
        _label(
            choice, _with_code(whole, code) if choice.arranged.whole else (number, area, code), sheet.traces
        )
        for choice, number, area, code, whole in zip(choices, numbers, areas, codes, wholes, strict=True)
    ]


def _with_code(whole: _Readings, code: Reading[str]) -> _Readings:
    """What stands on one line, with the code that stands under or over it where the line has none."""
    number, area, own = whole
    return number, area, code if own.value is None else own


def _label(choice: _Choice, readings: _Readings, traces: Traces) -> Label:
    arranged, scale = choice.arranged, traces.scale
    number, area, code = readings
    if arranged.whole is not None:
        form, main = "line", [arranged.whole]
    elif arranged.area is None:
        form, main = "number", [line for line in (arranged.number,) if line]
        area, code = _NO_AREA, _NO_CODE
        clear = choice.face.listed & {number.value} or all(_is_clear(line, traces) for line in main)
        if len(number.text) == 1 and not clear:
            number = _NO_NUMBER
    else:
        form = "fraction" if code.value is None else "full"
        main = [line for line in (arranged.number, arranged.area) if line]
    corners = np.concatenate(
        [corners_of(line.bar, label_reading.line_box(line.bar)) for line in [*main, *arranged.codes]]
    )
    corners = (corners + 0.5) / scale - 0.5
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    x, y = (np.mean([[line.bar.x, line.bar.y] for line in main], axis=0) + 0.5) / scale - 0.5
    box = (float(x0), float(y0), float(x1), float(y1))
    return Label((float(x), float(y)), box, choice.angle_deg, form, number, area, code)


def _is_clear(line: Line, traces: Traces) -> bool:
    return doubts.stands_clear(traces, line.bar, label_reading.line_box(line.bar))


def _better(old: Label | None, new: Label, face: Face, barred: bool) -> Label | None:
    """The better of two labels of a face, or None where the old one stays as it is."""
    if new.form == "number" and new.number.value in face.listed:
        settled = old is not None and (old.number.value in face.listed or _fits(old, face.area_m2))
        return None if settled else new
    if new.form == "number" and not (new.number.agreed and new.number.confidence >= _NUMBER_ALONE):
        return None
    if old is None:
        return new if new.number.value is not None and _is_likely(new, face, barred) else None
    new = _with_all_figures(new, old)
    if _is_same_label(old, new):
        joined = _best_parts(old, new, face.area_m2)
        return joined if joined != old else None
    if _fits(old, face.area_m2) != _fits(new, face.area_m2):
        return new if _fits(new, face.area_m2) else None
    bonus = _BAR_SEEN if barred else 0.0
    return new if _evidence(new) + bonus > _evidence(old) + _MORE else None


def _is_likely(label: Label, face: Face, barred: bool) -> bool:
    """Whether figures are a label: two lines without bar or code may be a number and a piece of wall."""
    return label.area_m2.value is None or barred or label.code.value is not None or _fits(label, face.area_m2)


def _with_all_figures(new: Label, old: Label) -> Label:
    """A label with the longer number that was seen at its place: a wall took away the other figures."""
    longer, shorter = str(old.number.value or ""), str(new.number.value or "")
    is_part = 0 < len(shorter) < len(longer) and shorter in longer and new.covers(old.inside_px)
    is_part = is_part and not area_lines.is_figures_of(old.number, new.area_m2)
    return replace(new, number=old.number) if is_part else new


def _is_same_label(old: Label, new: Label) -> bool:
    """Whether two labels with an area stand at one place in one direction."""
    if old.area_m2.value is None or new.area_m2.value is None:
        return False
    x0, y0, x1, y1 = old.box_px
    near = abs(np.subtract(old.inside_px, new.inside_px)) <= ((x1 - x0) / 2, (y1 - y0) / 2)
    return bool(near.all()) and _turn_deg(old.angle_deg, new.angle_deg) <= _SAME_WAY_DEG


def _best_parts(old: Label, new: Label, area_m2: float) -> Label:
    """Each part from the label in which more of it was read surely; an area that fits its face wins."""
    base, other = (old, new) if _evidence(old) >= _evidence(new) else (new, old)
    fits = _fits(base, area_m2) - _fits(other, area_m2)
    area = (other if fits < 0 else base).area_m2 if fits else _surer(base.area_m2, other.area_m2)
    code = _surer(base.code, other.code)
    form = "full" if code.value is not None and base.form == "fraction" else base.form
    numbers = [one.number for one in (base, other) if not area_lines.is_figures_of(one.number, area)]
    number = _surer(*numbers) if len(numbers) == 2 else (*numbers, base.number)[0]
    return replace(base, number=number, area_m2=area, code=code, form=form)


def _surer(one: Reading[T], other: Reading[T]) -> Reading[T]:
    """The reading with more letters that two readers read, or that one read surely."""

    def sureness(reading: Reading[T]) -> tuple[bool, float]:
        return reading.agreed and reading.value is not None, _letters(reading)

    return other if sureness(other) > sureness(one) else one


def _fits(label: Label, area_m2: float) -> bool:
    return label.area_m2.value is not None and area_lines.fits(label.area_m2.value, area_m2)


def _evidence(label: Label) -> float:
    """Letters of a label that were read surely."""
    return _letters(label.number) + _letters(label.area_m2) + _letters(label.code)


def _letters(reading: Reading[T]) -> float:
    return 0.0 if reading.value is None else reading.confidence * len(str(reading.value))
