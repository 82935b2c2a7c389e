"""A placed sheet becomes parcels: ink, lines, faces, labels, outlines, world.

All work is done on an upright copy cut to the frame; what leaves this module is in pixels of the page as
scanned or in metres.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

import numpy as np

from pipeline.model import Face, FloatArray, Label, MapSheet, PageImage, Pixels, SheetParcels
from pipeline.parcels import arrows, bars, corrections, outline, second_look, tabled
from pipeline.parcels import faces as face_room
from pipeline.parcels import ink as ink_room
from pipeline.parcels.ink import MM_PER_INCH
from pipeline.parcels.joining import join_by_labels
from pipeline.parcels.kinds import (
    LARGER,
    agrees,
    along_mm,
    best_label,
    kind_of,
    largest_plausible,
    main_labels,
)
from pipeline.parcels.labels import by_habit, find_labels
from pipeline.parcels.outcome import deliver
from pipeline.parcels.pieces import Pieces, find_pieces, lettered, place_labels
from pipeline.parcels.second_look import is_whole, look_again
from pipeline.parcels.small_table import TableEntry, read_small_table
from pipeline.parcels.view import View, open_foot, open_view

_TOUCH_MM = 2.0  # two outlines crossing the neatline are near it for less
_ENOUGH = 5
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
    found = find_labels(legible.grey, traces, sheet.source)
    struck, strikes = corrections.struck_by(found, marks)
    view = corrections.without(seen, marks, strikes)
    flat = ink_room.flatten(view.grey, view.dpi)
    table = _table(image, sheet)
    traces = _without(traces, struck)
    labels = tabled.complete([label for label in found if label not in struck], table)
    pieces = find_pieces(flat, corners, view, sheet, labels)
    opened = corrections.open_struck(pieces, marks, view.dpi / MM_PER_INCH)
    better = _read_again(view, sheet, pieces, traces, (labels, tabled.areas(table)))
    labels = tabled.complete(by_habit(better), table)
    written = lettered(pieces, traces.letters, traces.scale, view.dpi / MM_PER_INCH)
    made = assemble(view, sheet, flat, (pieces, written), labels)
    return corrections.told(made, len(struck), opened)


def _read_again(
    view: View,
    sheet: MapSheet,
    pieces: Pieces,
    traces: bars.Traces,
    found: tuple[tuple[Label, ...], Mapping[int, float]],
) -> tuple[Label, ...]:
    """The labels with those that a second look read better; on the way, pieces join by their labels.

    With the labels ``found`` come the areas (m²) that the table of small parcels gives to numbers.
    """
    labels, listed = found
    m2 = m2_per_px(view, sheet)
    per_mm = view.dpi / MM_PER_INCH
    join_by_labels(pieces, labels, m2, per_mm)
    labels = arrows.follow(pieces, labels, m2, per_mm)
    labels_on_land = join_by_labels(pieces, labels, m2, per_mm)
    wanted = _to_look_into(pieces, labels_on_land, m2, listed)
    rest = _without(traces, (label for label in labels if label.points_elsewhere))
    better = look_again(view.grey, rest, pieces.joined(), 1 / pieces.step_px, wanted, sheet.source)
    replaced = {id(face.label) for face in wanted if face.number in better}
    return (*(label for label in labels if id(label) not in replaced), *better.values())


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
    """Faces no larger than parcels of this sheet whose label is missing or was not read whole."""
    placed = place_labels(pieces, labels)
    areas = {face: pieces.area_px(face) * m2 for face in pieces.merger.standing()}
    agreed = [areas[face] for face, own in placed.items() if face and agrees(own, areas[face])]
    largest = LARGER * max(agreed) if len(agreed) >= _ENOUGH else np.inf
    wanted = []
    for face, area_m2 in areas.items():
        own = main_labels(placed.get(face, []))
        label = best_label(own, area_m2)
        sure = [one for one in own if one.number.agreed]
        if face != pieces.outside and len(sure) < 2 and area_m2 <= largest and not is_whole(label, area_m2):
            numbers = (number for number, printed in listed.items() if second_look.fits(printed, area_m2))
            wanted.append(second_look.Face(face, area_m2, label, frozenset(numbers)))
    return wanted


def _table(image: PageImage, sheet: MapSheet) -> tuple[TableEntry, ...]:
    """The table of small parcels below the frame."""
    foot = open_foot(image, sheet)
    return read_small_table(foot.grey, foot.dpi, image.source)


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
        number: Face(polygon, tuple(placed.get(number, ())), along[number] >= _TOUCH_MM, support[number])
        for number, polygon in polygons.items()
    }
    largest_px = largest_plausible(found.values())
    made = [
        (
            face,
            kind_of(
                face,
                largest_px,
                along[number] * per_mm,
                _room_px(view, number, written),
                pieces.merger.is_open(number, pieces.outside),
            ),
        )
        for number, face in found.items()
    ]
    return deliver(view, sheet, made, all_labels)


def _room_px(view: View, face: int, written: set[int]) -> float:
    """Width, px, from which on a cut parcel would bear its code: no limit where something is written."""
    return np.inf if face in written else _ROOM_MM * view.dpi / MM_PER_INCH


def m2_per_px(view: View, sheet: MapSheet) -> float:
    """Ground under one pixel of the view."""
    metres = sheet.fit.metres_per_px if sheet.fit else 0.0
    return metres**2 / float(view.scale.prod())
