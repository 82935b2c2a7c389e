"""A placed sheet becomes parcels: ink, lines, faces, labels, outlines, world.

All work is done on an upright copy cut to the frame; what leaves this module is in pixels of the page as
scanned or in metres.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely

from pipeline import paper
from pipeline.model import Face, FloatArray, Label, MapSheet, PageImage, Pixels, SheetParcels
from pipeline.parcels import arrows, corrections, dotted, hatching, houses, outline
from pipeline.parcels import faces as face_room
from pipeline.parcels.faces import Faces
from pipeline.parcels.frame_figures import is_frame_figure
from pipeline.parcels.ink import MM_PER_INCH
from pipeline.parcels.joining import join_by_labels, overfull
from pipeline.parcels.kinds import (
    LARGER,
    agrees,
    along_mm,
    best_label,
    kind_of,
    largest_plausible,
    main_labels,
    way_codes,
)
from pipeline.parcels.labels import area_lines, bars, hand_lettering, second_look, tabled
from pipeline.parcels.labels.first_look import by_habit, find_labels, with_decimals
from pipeline.parcels.labels.second_look import is_whole, look_again
from pipeline.parcels.labels.small_table import TableEntry, read_small_table
from pipeline.parcels.outcome import deliver, with_table
from pipeline.parcels.pieces import Pieces, find_pieces, lettered, place_labels
from pipeline.parcels.view import View, margins, open_view

_Members = frozenset[int]  # the pieces that a face is made of
_TOUCH_MM = 2.0  # two outlines crossing the neatline are near it for less
_ENOUGH = 5
_MAY_BE_AREA = 0.5  # of a number: it or the area was read
_ROOM_MM = 7.0  # three letters of 2 mm with air around


def trace_sheet(image: PageImage, sheet: MapSheet) -> SheetParcels:
    """All parcels, parts and objects of one placed sheet, with findings and counts that add up.

    A sheet without a fit gives no parcels: its own record says why.
    """
    if sheet.fit is None:
        return SheetParcels(sheet, (), (), {})
    seen = open_view(image, sheet)
    marks = corrections.find_marks(image, sheet, seen)
    corners = seen.from_page(sheet.frame_px, sheet.size_px)
    legible = corrections.without(seen, marks, marks.strikes)
    traces = bars.trace(legible.grey, seen.dpi, _region(corners, seen.dpi))
    found = [
        label
        for label in find_labels(legible.grey, traces, sheet.source)
        if not is_frame_figure(seen, sheet, label)
    ]
    struck, strikes = corrections.struck_by(found, marks)
    view = corrections.without(seen, marks, strikes)
    flat = dotted.joined(paper.flatten(view.grey, view.dpi), view.dpi)
    table = table_around(image, sheet)
    traces = _without(traces, struck)
    # a decimal mark that was lost would want ten times the land, of roads and neighbours too
    labels = with_decimals(tabled.complete([label for label in found if label not in struck], table))
    m2, per_mm = m2_per_px(view, sheet), view.dpi / MM_PER_INCH
    pieces = find_pieces(flat, corners, view, sheet, labels)
    hatching.join(pieces, labels, per_mm)
    apart = pieces.copy()
    join_by_labels(pieces, labels, m2, per_mm)
    opened = corrections.open_struck(pieces, marks, per_mm)
    better, looked_into = _read_again(view, sheet, pieces, traces, (labels, tabled.areas(table)))
    if overfull(pieces, better, m2):  # joined before their labels were read: once more, with all of them
        pieces = apart
        join_by_labels(pieces, better, m2, per_mm)
        opened = corrections.open_struck(pieces, marks, per_mm)
        better, _ = _read_again(view, sheet, pieces, traces, (better, tabled.areas(table)), looked_into)
    late, _ = corrections.struck_by(better, marks)  # read only where the line through it is taken away
    labels = _completed_on_land(pieces, by_habit([label for label in better if label not in late]), table)
    labels = _with_numbers_doubted(pieces, labels, m2)
    written = lettered(pieces, traces.letters, traces.scale, per_mm)
    made = assemble(view, sheet, flat, (pieces, written), labels)
    made = with_table(made, len(table), tabled.unclaimed(labels, table))
    if hand_lettering.is_seen(flat, view.dpi, labels):
        made = hand_lettering.doubted(made)
    return corrections.told(made, len(struck) + len(late), opened)


def _completed_on_land(
    pieces: Pieces, labels: tuple[Label, ...], table: tuple[TableEntry, ...]
) -> tuple[Label, ...]:
    """Labels completed by the table, but for figures beyond the land, as those of the grid are."""
    off = {id(label) for label in place_labels(pieces, labels).get(0, [])}
    on_land = [label for label in labels if id(label) not in off]
    return (*tabled.complete(on_land, table), *(label for label in labels if id(label) in off))


def _read_again(
    view: View,
    sheet: MapSheet,
    pieces: Pieces,
    traces: bars.Traces,
    found: tuple[tuple[Label, ...], Mapping[int, float]],
    before: frozenset[_Members] = frozenset(),
) -> tuple[tuple[Label, ...], frozenset[_Members]]:
    """The labels with those that a second look read better, and the pieces of all that was looked into; on
    the way, pieces join by their labels.

    With the labels ``found`` come the areas (m²) that the table of small parcels gives to numbers. What was
    looked into ``before`` is not looked into again.
    """
    labels, listed = found
    looked_into: set[_Members] = set()
    m2 = m2_per_px(view, sheet)
    per_mm = view.dpi / MM_PER_INCH
    join_by_labels(pieces, labels, m2, per_mm)
    if not before:  # a label that stands in its own land now is not sent away from the parts of it
        labels = arrows.follow(pieces, labels, m2, per_mm)
    labels_on_land = join_by_labels(pieces, labels, m2, per_mm)
    rest = _without(traces, (label for label in labels if label.points_elsewhere))

    def again(numbers: Faces, wanted: list[second_look.Face]) -> dict[int, Label]:
        members = _members(numbers)
        fresh = [face for face in wanted if members[face.number] not in before]
        looked_into.update(members[face.number] for face in fresh)
        read = look_again(view.grey, rest, numbers[pieces.faces], 1 / pieces.step_px, fresh, sheet.source)
        return {face: label for face, label in read.items() if not is_frame_figure(view, sheet, label)}

    wanted = _to_look_into(pieces, labels_on_land, m2, listed)
    labels = _with(labels, wanted, again(pieces.merger.numbers(), wanted))
    into, wanted = _around_houses(pieces, labels, m2, listed)
    labels = _with(labels, wanted, second_look.proven(again(into[pieces.merger.numbers()], wanted), wanted))
    grown = houses.settle(pieces, labels, _unfinished(pieces, labels, m2), m2, per_mm)
    wanted = [face for face in _to_look_into(pieces, labels, m2, listed) if face.number in grown]
    return _with(labels, wanted, again(pieces.merger.numbers(), wanted)), frozenset(looked_into)


def _members(numbers: Faces) -> dict[int, _Members]:
    """The pieces of every face, by a lookup table of the faces that pieces belong to."""
    found: dict[int, list[int]] = defaultdict(list)
    for piece, face in enumerate(numbers.tolist()):
        found[face].append(piece)
    return {face: frozenset(own) for face, own in found.items()}


def _around_houses(
    pieces: Pieces, labels: tuple[Label, ...], m2: float, listed: Mapping[int, float]
) -> tuple[Faces, list[second_look.Face]]:
    """Land with the houses on it where no label is whole yet, as a lookup table of the faces."""
    open_faces = {face.number: face for face in _to_look_into(pieces, labels, m2, listed)}
    largest_px = _largest_m2(pieces, place_labels(pieces, labels), m2) / m2
    land = houses.with_land(pieces, open_faces, largest_px)
    numbers = np.arange(len(pieces.merger.areas_px), dtype=np.int32)
    members: dict[int, list[second_look.Face]] = defaultdict(list)
    for face, into in land.items():
        numbers[face] = into
        members[into].append(open_faces[face])
    return numbers, [_grown(into, faces, listed) for into, faces in members.items()]


def _grown(number: int, faces: list[second_look.Face], listed: Mapping[int, float]) -> second_look.Face:
    """Faces that hang together as one."""
    area_m2 = sum(face.area_m2 for face in faces)
    label = best_label([one.label for one in faces if one.label], area_m2)
    return second_look.Face(number, area_m2, label, _listed(area_m2, listed))


def _listed(area_m2: float, listed: Mapping[int, float]) -> frozenset[int]:
    """The numbers to which the table of small parcels gives the area of a face."""
    return frozenset(number for number, printed in listed.items() if area_lines.fits(printed, area_m2))


def _with(
    labels: Sequence[Label], wanted: Iterable[second_look.Face], better: Mapping[int, Label]
) -> tuple[Label, ...]:
    """The labels, with better ones in place of those that faces had."""
    replaced = {id(face.label) for face in wanted if face.number in better}
    kept = [label for label in labels if id(label) not in replaced]
    return (
        *(one for one in kept if not any(_is_crumb(one, whole) for whole in better.values())),
        *better.values(),
    )


def _is_crumb(label: Label, whole: Label) -> bool:
    """Whether a label is only a part of one that was read whole."""
    return whole.form != "number" and whole.covers(label.inside_px)


def _without(traces: bars.Traces, labels: Iterable[Label]) -> bars.Traces:
    """The letters without those of some labels."""
    letters = traces.letters.copy()
    for label in labels:
        x0, y0, x1, y1 = label.box_px
        rows, columns = (
            slice(max(0, int(low * traces.scale)), int(high * traces.scale) + 1)
            for low, high in ((y0, y1), (x0, x1))
        )
        letters[rows, columns] = 0
    return dataclasses.replace(traces, letters=letters)


def _to_look_into(
    pieces: Pieces, labels: tuple[Label, ...], m2: float, listed: Mapping[int, float]
) -> list[second_look.Face]:
    """Faces no larger than parcels of this sheet whose label is missing or was not read whole.

    A road or water has its label with its code; only parcels show more.
    """
    placed = place_labels(pieces, labels)
    ways = {face for face, own in placed.items() if way_codes(own) and not main_labels(own)}
    areas = {face: pieces.area_px(face) * m2 for face in pieces.merger.standing() if face not in ways}
    largest = _largest_m2(pieces, placed, m2)
    wanted = []
    for face, area_m2 in areas.items():
        own = main_labels(placed.get(face, []))
        label = best_label(own, area_m2)
        sure = [one for one in own if one.number.agreed and not _is_area(one, area_m2)]
        if face != pieces.outside and len(sure) < 2 and area_m2 <= largest and not is_whole(label, area_m2):
            wanted.append(second_look.Face(face, area_m2, label, _listed(area_m2, listed)))
    return wanted


def _unfinished(pieces: Pieces, labels: tuple[Label, ...], m2: float) -> list[int]:
    """Faces that may be parts of parcels whose label was not read whole; none before it is known how large
    parcels are: the land around the only parcel of a sheet would pass for its garden."""
    known = bool(np.isfinite(_largest_m2(pieces, place_labels(pieces, labels), m2)))
    return [face.number for face in _to_look_into(pieces, labels, m2, {})] if known else []


def _largest_m2(pieces: Pieces, placed: Mapping[int, list[Label]], m2: float) -> float:
    """No parcel of the sheet is larger, as far as its labels tell."""
    areas = {face: pieces.area_px(face) * m2 for face in placed if face}
    agreed = [area for face, area in areas.items() if agrees(placed[face], area)]
    return LARGER * max(agreed) if len(agreed) >= _ENOUGH else np.inf


def _is_area(label: Label, area_m2: float) -> bool:
    """Whether a number that no area goes with is itself the area of the face: its own line was not seen."""
    return label.area_m2.value is None and area_lines.is_of_face(label.number, area_m2)


def _with_numbers_doubted(pieces: Pieces, labels: tuple[Label, ...], m2: float) -> tuple[Label, ...]:
    """Labels, without trust in a number that no area goes with where it may be the area itself."""
    areas = {
        id(label)
        for face, own in place_labels(pieces, labels).items()
        for label in own
        if face and _is_area(label, pieces.area_px(face) * m2)
    }
    return tuple(label.doubted(_MAY_BE_AREA) if id(label) in areas else label for label in labels)


def table_around(image: PageImage, sheet: MapSheet) -> tuple[TableEntry, ...]:
    """The table of small parcels beside the frame; each of its cells once, where margins share it."""
    entries: list[TableEntry] = []
    for margin in margins(image, sheet):
        read = read_small_table(margin.grey, margin.dpi, image.source)
        entries += [one for one in (_on_page(margin, each) for each in read) if not _is_among(one, entries)]
    return tuple(entries)


def _is_among(entry: TableEntry, others: Iterable[TableEntry]) -> bool:
    """Whether the cell of an entry's number is that of another."""
    place = _cell(entry)
    return place is not None and any(place.intersects(each) for each in map(_cell, others) if each)


def _cell(entry: TableEntry) -> shapely.Polygon | None:
    source = entry.number.source
    return shapely.box(*source.box) if source and source.box else None


def _on_page(view: View, entry: TableEntry) -> TableEntry:
    """An entry with the box of its number in pixels of the page."""
    source = entry.number.source
    if source is None or source.box is None:
        return entry
    placed = dataclasses.replace(source, box=view.box_to_page(source.box))
    return dataclasses.replace(entry, number=dataclasses.replace(entry.number, source=placed))


def _region(corners: FloatArray, dpi: float) -> FloatArray:
    """The neatline with the strip around it, where labels of parcels may stand."""
    outward = corners - corners.mean(axis=0)
    return np.asarray(corners + np.sign(outward) * 8.0 / MM_PER_INCH * dpi, np.float64)


def assemble(
    view: View,
    sheet: MapSheet,
    flat: Pixels,
    land: tuple[Pieces, frozenset[int]],
    labels: tuple[Label, ...],
) -> SheetParcels:
    """Give every label its face, join what has none, and bring the faces to the world.

    ``land`` are the pieces and those of them in which anything is written.
    """
    all_labels, per_mm = labels, view.dpi / MM_PER_INCH
    pieces, written = land[0], set(land[1])
    labels = join_by_labels(pieces, labels, m2_per_px(view, sheet), per_mm)
    numbers = pieces.merger.numbers()
    placed = place_labels(pieces, labels)
    written = {int(numbers[face]) for face in written}
    off_sheet = [face for face in pieces.beyond if pieces.merger.find(face) == face and not placed.get(face)]
    numbers[np.isin(numbers, off_sheet)] = 0
    final = numbers[pieces.faces]
    polygons = outline.outlines(final, float(pieces.step_px), flat, view.dpi)
    support = face_room.outline_support(final, pieces.ink)
    along = {number: along_mm(polygon, pieces.sides, view.dpi) for number, polygon in polygons.items()}
    found = {
        number: Face(
            polygon,
            tuple(placed.get(number, ())),
            along[number] >= _TOUCH_MM,
            support[number],
            number in pieces.merger.by_area,
        )
        for number, polygon in polygons.items()
    }
    largest_px = largest_plausible(found.values())
    whole = _are_drawn_whole(found.values(), pieces.sides, per_mm)
    made = [
        (
            face,
            kind_of(
                face,
                largest_px,
                along[number] * per_mm,
                _room_px(view, number, written, whole),
                pieces.merger.is_open(number, pieces.outside),
            ),
        )
        for number, face in found.items()
    ]
    return deliver(view, sheet, made, all_labels)


def _are_drawn_whole(faces: Iterable[Face], sides: tuple[FloatArray, ...], per_mm: float) -> bool:
    """Whether parcels at the neatline run on over it (Art. 16(4)), more of them than end there."""
    land = shapely.make_valid(shapely.Polygon(np.concatenate(sides)))  # sides may cross a hair past a corner
    named = [face for face in faces if main_labels(face.labels)]
    over = sum(face.polygon_px.difference(land).area > (_TOUCH_MM * per_mm) ** 2 for face in named)
    return over > sum(face.touches_frame for face in named)


def _room_px(view: View, face: int, written: set[int], whole: bool) -> float:
    """Width, px, from which on a cut parcel would bear its code: no limit where something is written, and
    none at all where parcels are drawn ``whole``: what ends blank at the neatline there is no part of any."""
    per_mm = view.dpi / MM_PER_INCH
    return np.inf if face in written else 0.0 if whole else _ROOM_MM * per_mm


def m2_per_px(view: View, sheet: MapSheet) -> float:
    """Ground under one pixel of the view."""
    metres = sheet.fit.metres_per_px if sheet.fit else 0.0
    return metres**2 / float(view.scale.prod())
