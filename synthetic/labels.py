"""Parcel labels: every form of symbol 8 (App. 01, p. 47), placed where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import Polygon

from synthetic.canvas import Canvas, Point, Text
from synthetic.cutting import sides
from synthetic.style import SheetStyle

_AIR_MM = 0.35  # least distance of a label from its parcel's boundary
_BAR_MM = 0.12


@dataclass(frozen=True, slots=True)
class Words:
    """What a label says; ``papers`` is the area by papers that stands underneath in parentheses."""

    number: str
    area: str
    code: str
    papers: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A label laid out about its centre: size (mm), pieces of text with offset and anchor, bars."""

    width: float
    height: float
    look: Text
    pieces: tuple[tuple[str, Point, str], ...]
    bars: tuple[tuple[Point, Point], ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A label as drawn: its form, centre and corners (mm), angle, and a point inside its parcel (mm)."""

    form: str
    centre: Point
    ring: Polygon
    angle_deg: float
    inside: Point
    block: Block


@dataclass
class Sketch:
    """What stands on the sheet already: parcel lines, the room for labels, labels placed so far (mm)."""

    lines: shapely.STRtree
    room: Polygon
    taken: list[Polygon] = field(default_factory=list)

    def is_free(self, ring: Polygon) -> bool:
        """Whether a label may stand there: no line and no other label under it."""
        return bool(self.room.contains(ring)) and not self.hits(ring)

    def hits(self, ring: Polygon) -> bool:
        """Whether a parcel line or another label lies under it."""
        if len(self.lines.query(ring, predicate="intersects")):
            return True
        return bool(shapely.intersects(ring, self.taken).any()) if self.taken else False


def lay_out(canvas: Canvas, style: SheetStyle, words: Words, form: str) -> Block:
    """Lay out one label in a form."""
    small = form in ("small", "outside") or (form in ("fraction", "line") and style.label_mm > 2.0)
    look = style.label(small=small)
    if form in ("number", "table"):
        return _one_line(canvas, look, words.number)
    if form == "code":
        return _one_line(canvas, look, words.code)
    if form == "line" or style.arrangement == "line":
        joined = (
            f"{words.code} {words.number}/{words.area}"
            if style.arrangement != "line"
            else f"{words.number} {words.code} {words.area}"
        )
        return _one_line(canvas, look, joined)
    if style.arrangement == "stack":
        return _stack(canvas, look, words)
    return _fraction(canvas, look, words, code_left=style.arrangement == "left")


def _one_line(canvas: Canvas, look: Text, text: str) -> Block:
    width, height = canvas.text_size(text, look)
    return Block(width, height, look, ((text, (0.0, 0.0), "mm"),))


def _stack(canvas: Canvas, look: Text, words: Words) -> Block:
    """Number, bar, area, and the code underneath."""
    lines = (words.number, words.area, words.code)
    width = max(canvas.text_size(line, look)[0] for line in lines)
    step = look.height_mm * 1.45
    pieces = tuple((line, (0.0, (index - 1) * step), "mm") for index, line in enumerate(lines))
    bar = ((-width / 2, -step / 2), (width / 2, -step / 2))
    return Block(width, 2 * step + look.height_mm, look, pieces, (bar,))


def _fraction(canvas: Canvas, look: Text, words: Words, code_left: bool) -> Block:
    """Number over area with a bar; the code beside the bar at its height."""
    bar = max(canvas.text_size(words.number, look)[0], canvas.text_size(words.area, look)[0]) + 0.3
    code = canvas.text_size(words.code, look)[0]
    gap, up = 0.5, look.height_mm / 2 + 0.45
    width = code + gap + bar
    side = -1.0 if code_left else 1.0
    middle = -side * (code + gap) / 2
    edge = middle + side * bar / 2
    pieces = [
        (words.number, (middle, -up), "mm"),
        (words.area, (middle, up), "mm"),
        (words.code, (edge + side * gap, 0.0), "rm" if code_left else "lm"),
    ]
    height = 2 * up + look.height_mm
    if words.papers:
        pieces.append((words.papers, (middle, 3 * up), "mm"))
        height += 4 * up  # as much above as below: the bar stays in the middle
    bars = (((middle - bar / 2, 0.0), (middle + bar / 2, 0.0)),)
    return Block(width, height, look, tuple(pieces), bars)


def ring(centre: Point, block: Block, angle_deg: float, air: float = 0.0) -> Polygon:
    """The label's rectangle on the sheet."""
    a, b = block.width / 2 + air, block.height / 2 + air
    return Polygon(turned([(-a, -b), (a, -b), (a, b), (-a, b)], centre, angle_deg))


def turned(offsets: Sequence[Point], centre: Point, angle_deg: float) -> list[Point]:
    """Offsets from a label's centre as points on the sheet (mm)."""
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return [(centre[0] + cos * x + sin * y, centre[1] - sin * x + cos * y) for x, y in offsets]


def draw(canvas: Canvas, placed: Placed) -> None:
    """Write a placed label, with its arrow where it stands outside."""
    block, angle = placed.block, placed.angle_deg
    for text, offset, anchor in block.pieces:
        canvas.text(text, turned([offset], placed.centre, angle)[0], block.look, anchor, angle)
    for bar in block.bars:
        canvas.line(turned(bar, placed.centre, angle), _BAR_MM, block.look.ink)
    if placed.form == "outside":
        draw_arrow(canvas, placed)


def draw_arrow(canvas: Canvas, placed: Placed) -> None:
    """From a label that stands outside to its parcel."""
    head = np.asarray(placed.inside)
    tail = np.asarray(shapely.shortest_line(placed.ring.buffer(0.3), shapely.Point(head)).coords[0])
    canvas.line([tail, head], 0.12)
    back = (tail - head) / max(float(np.hypot(*(tail - head))), 1e-6)
    for turn in (0.4, -0.4):
        cos, sin = math.cos(turn), math.sin(turn)
        wing = head + 1.1 * np.array([cos * back[0] - sin * back[1], sin * back[0] + cos * back[1]])
        canvas.line([head, wing], 0.12)


def place(
    canvas: Canvas, style: SheetStyle, words: Words, polygon_mm: Polygon, sketch: Sketch
) -> Placed | None:
    """The first form that finds room in (or beside) the parcel; None where even the number does not fit."""
    for form in style.forms:
        if form == "table" and not style.small_table:
            continue
        block = lay_out(canvas, style, words, form)
        found = (
            beside_parcel(block, polygon_mm, sketch)
            if form == "outside"
            else inside_parcel(form, block, polygon_mm, sketch)
        )
        if found:
            return found
    return None


def place_code(
    canvas: Canvas, style: SheetStyle, words: Words, polygon_mm: Polygon, sketch: Sketch
) -> Placed | None:
    """The code alone, in the smaller part of a parcel that the frame cuts (Art. 16(4))."""
    return inside_parcel("code", lay_out(canvas, style, words, "code"), polygon_mm, sketch)


def inside_parcel(form: str, block: Block, polygon: Polygon, sketch: Sketch) -> Placed | None:
    """The roomiest free place in the parcel (mm), along it in the forms ``fraction`` and ``line``."""
    room = polygon.buffer(-_AIR_MM)
    if room.is_empty:
        return None
    angles = _along(polygon) if form in ("fraction", "line") else [0.0]
    for angle in angles:
        centres = _centres(room)
        rings = np.asarray([ring(centre, block, angle) for centre in centres])
        shapely.prepare(room)
        for index in np.flatnonzero(shapely.contains(room, rings)):
            if not sketch.taken or not shapely.intersects(rings[index], sketch.taken).any():
                centre = centres[int(index)]
                return Placed(_name(form), centre, rings[index], angle, centre, block)
    return None


def _name(form: str) -> str:
    return "full" if form == "small" else form


def _along(polygon: Polygon) -> list[float]:
    """The parcel's direction on paper as a readable text angle (−90, 90], counterclockwise degrees."""
    angle = -math.degrees(sides(polygon)[2])
    angle = (angle + 90.0) % 180.0 - 90.0
    return [90.0 if angle <= -89.0 else angle]


def _centres(room: Polygon) -> list[Point]:
    """Candidate places, the roomiest first."""
    pole = (
        shapely.maximum_inscribed_circle(room).coords[0]
        if room.geom_type == "Polygon"
        else room.centroid.coords[0]
    )
    x0, y0, x1, y1 = room.bounds
    columns, rows = np.meshgrid(np.linspace(x0, x1, 13)[1:-1], np.linspace(y0, y1, 13)[1:-1])
    points = np.column_stack([columns.ravel(), rows.ravel()])
    order = np.argsort(np.hypot(*(points - np.asarray(pole)).T))
    centroid = room.centroid.coords[0]
    middle = ((pole[0] + centroid[0]) / 2, (pole[1] + centroid[1]) / 2)
    return [(float(pole[0]), float(pole[1])), middle, *[(float(x), float(y)) for x, y in points[order]]]


def beside_parcel(block: Block, polygon: Polygon, sketch: Sketch) -> Placed | None:
    """A free place near the parcel, with an arrow whose head lies in it."""
    inside = polygon.representative_point().coords[0]
    for distance in (6.0, 8.0, 10.0, 13.0, 17.0):
        for step in range(12):
            angle = math.radians(30 * step + 3 * distance)
            centre = (inside[0] + distance * math.cos(angle) * 1.3, inside[1] + distance * math.sin(angle))
            spot = ring(centre, block, 0.0, air=0.5)
            if sketch.is_free(spot):
                return Placed("outside", centre, spot, 0.0, (float(inside[0]), float(inside[1])), block)
    return None
