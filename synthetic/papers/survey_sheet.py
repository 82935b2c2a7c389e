"""A survey of one parcel (mảnh trích đo): crosses at round coordinates, not bound to the frame."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from synthetic.canvas import Canvas, Point, Text
from synthetic.fonts import SANS, Face, families
from synthetic.papers.desk import Desk, Item
from synthetic.papers.dossier import Corners, Dossier
from synthetic.papers.drawings import TableLook, draw_corner_table, random_table_look
from synthetic.papers.pieces import Filled, area_shown, parcel_facts

_CROSS_MM, _LATTICE_MM, _STRIP_MM = 6.0, 100.0, 10.0  # symbol 7 and Art. 5(3); App. 01 p. 44
_SCALES = (200, 500, 1000)


def draw_survey_sheet(desk: Desk, dossier: Dossier) -> Filled:
    """Title, frame with labelled crosses, the parcel to scale, corners and facts at the right or below."""
    stated, rng = parcel_facts(dossier), desk.rng
    desk.print_line(dossier.unit.name.upper(), "m", bold=True, grow=1.3)
    number = f"{rng.integers(1, 90):02d}-{dossier.day[2]}"
    desk.print_line(f"MẢNH TRÍCH ĐO ĐỊA CHÍNH SỐ {number}", "m", bold=True, grow=1.2)
    desk.print_line(f"HỆ TỌA ĐỘ VN-2000, KHU VỰC {dossier.place.upper()}, TỜ SỐ {dossier.sheet}", "m")
    scale = _scale(dossier)
    top = desk.y_mm + 14
    size = (float(rng.uniform(215, 250)), float(rng.uniform(150, max(155, 262 - top))))
    corner = (desk.left_mm + _STRIP_MM + 2, top)
    places = _field(desk.canvas, dossier, (corner, size), scale, bool(rng.random() < 0.5))
    _facts(desk, dossier, corner[0] + size[0] + _STRIP_MM + 4, top)
    text = desk.form_look(bold=True)
    desk.canvas.text(f"TỶ LỆ 1:{scale}", (corner[0] + size[0] / 2, top + size[1] + _STRIP_MM + 7), text, "mb")
    desk.stamps.append((corner[0] + size[0] + 40, top + size[1] - 10))
    stated.update(sheet_title=number, scale=str(scale))
    return Filled(stated, dossier.corners, places=places)


def _scale(dossier: Dossier) -> int:
    """The largest scale at which the parcel takes up less than 12 cm."""
    extent_m = float(np.ptp(dossier.corners, axis=0).max())
    return next((scale for scale in _SCALES if extent_m * 1000 / scale < 120), _SCALES[-1])


def _facts(desk: Desk, dossier: Dossier, left: float, top: float) -> None:
    desk.left_mm, desk.y_mm = left, top + 4
    desk.row(Item("Thửa đất số: ", str(dossier.number)))
    desk.row(Item("Tờ bản đồ số: ", str(dossier.sheet)))
    desk.row(Item("Diện tích: ", area_shown(dossier, desk.rng), "m²"))
    desk.row(Item("Loại đất: ", dossier.code))
    look = random_table_look(desk.rng)
    room = desk.right_mm - left
    draw_corner_table(desk.canvas, dossier, (left, desk.y_mm), _narrowed(look, room))


def _narrowed(look: TableLook, room: float) -> TableLook:
    """The table made small enough for the room, mm."""
    share = min(1.0, room / (look.column_mm * (2.62 + 0.8 * look.lengths)))
    return replace(look, column_mm=look.column_mm * share, letter_mm=look.letter_mm * share)


def _field(
    canvas: Canvas, dossier: Dossier, frame: tuple[Point, Point], scale: int, by_cross: bool
) -> Corners:
    """Frame, crosses with their coordinates, and the parcel; gives (n, 4) mm x, y and E, N of the crosses."""
    (x0, y0), (wide, high) = frame
    per_m = 1000.0 / scale
    middle = dossier.corners.mean(axis=0).round(2)
    ring = (dossier.corners - middle) * (per_m, -per_m) + (x0 + wide / 2, y0 + high / 2)
    canvas.rectangle((x0, y0), (x0 + wide, y0 + high), 0.15)
    canvas.rectangle((x0 - _STRIP_MM, y0 - _STRIP_MM), (x0 + wide + _STRIP_MM, y0 + high + _STRIP_MM), 1.0)
    canvas.line(np.vstack([ring, ring[:1]]), 0.2)
    face = Face(families(SANS)[0])
    _inside(canvas, dossier, ring, face)
    step = _LATTICE_MM / per_m
    low, high_m = middle - np.array([wide, high]) / 2 / per_m, middle + np.array([wide, high]) / 2 / per_m
    east = np.arange(np.ceil(low[0] / step), high_m[0] / step) * step
    north = np.arange(np.ceil(low[1] / step), high_m[1] / step) * step
    places = []
    for e in east:
        for n in north:
            x, y = (np.array([e, n]) - middle) * (per_m, -per_m) + (x0 + wide / 2, y0 + high / 2)
            places.append((x, y, e, n))
            half = _CROSS_MM / 2
            canvas.line([(x - half, y), (x + half, y)], 0.15)
            canvas.line([(x, y - half), (x, y + half)], 0.15)
    _labels(canvas, np.array(places), frame, Text(face, 2.2), by_cross)
    return np.array(places)


def _labels(canvas: Canvas, places: Corners, frame: tuple[Point, Point], look: Text, by_cross: bool) -> None:
    """Coordinates at the ticks in the strip, or whole ones beside every cross."""
    (x0, y0), (wide, high) = frame
    for x, y, e, n in places:
        if by_cross:
            canvas.text(f"{n:.0f}", (x + 1.2, y - 0.8), look)
            canvas.text(f"{e:.0f}", (x + 0.8, y + 1.2), look, "lb", -90)
            continue
        for side in (x0 - _STRIP_MM, x0 + wide):
            canvas.line([(side, y), (side + _STRIP_MM, y)], 0.15)
            canvas.text(f"{n:.0f}"[:-3], (side + _STRIP_MM - 0.5, y - 3.4), Text(look.face, 1.6), "rb")
            canvas.text(f"{n:.0f}"[-3:], (side + _STRIP_MM - 0.5, y - 0.6), look, "rb")
        for side in (y0 - _STRIP_MM, y0 + high):
            canvas.line([(x, side), (x, side + _STRIP_MM)], 0.15)
            canvas.text(f"{e:.0f}"[:-3], (x - 0.6, side + 3.2), Text(look.face, 1.6), "rb")
            canvas.text(f"{e:.0f}"[-3:], (x + 0.6, side + 3.2), look, "lb")


def _inside(canvas: Canvas, dossier: Dossier, ring: Corners, face: Face) -> None:
    """Corner numbers, the label, and the walls of neighbours."""
    centre, small = ring.mean(axis=0), Text(face, 1.7)
    for place, corner in enumerate(ring):
        out = (corner - centre) / np.hypot(*(corner - centre))
        canvas.line([corner, corner + 12 * out], 0.2)
        canvas.text(str(place + 1), tuple(corner + 2.6 * out + (1.3, 0)), small, "mm")
    look = Text(face, 2.0)
    canvas.text(str(dossier.number), (centre[0], centre[1] - 0.6), look, "mb")
    canvas.line([(centre[0] - 5, centre[1]), (centre[0] + 5, centre[1])], 0.15)
    canvas.text(f"{dossier.area_m2:.1f}".replace(".", ","), (centre[0], centre[1] + 0.6), look, "mt")
    canvas.text(dossier.code, (centre[0] - 6, centre[1]), look, "rm")
