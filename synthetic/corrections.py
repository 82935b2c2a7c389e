"""Corrections in red ink on a paper sheet (Circular 25/2014, Art. 17(1.3)a and symbol 8i, p. 47).

A merged parcel keeps its old boundary, struck by short oblique ticks, and its old labels, struck by a line; a
split parcel gets its new boundary in red and keeps the old label, struck.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from synthetic import labels
from synthetic.content import Drawing, Shown
from synthetic.cutting import cut
from synthetic.labels import Placed, Sketch, Words

_MERGED = 0.12  # of the parcels that have room
_SPLIT = 0.08
_ROOM_MM2 = 350.0
_TICK_MM = (1.4, 2.6)
_APART_MM = (1.3, 3.5)
_PEN_MM = (0.15, 0.35)
_LEAST_EDGE_MM = 6.0
_TRIES = 6


def split_edges(drawing: Drawing, shown: list[Shown]) -> list[LineString]:
    """Boundaries between plots that are new, to be drawn in red: none where a sheet bears no corrections."""
    if not drawing.style.corrections:
        return []
    own = [one.outline for one in shown]
    tree = shapely.STRtree(own)
    edges = []
    for first, second in zip(*tree.query(own, predicate="touches"), strict=True):
        if first < second and drawing.rng.random() < _SPLIT:
            shared = shapely.line_merge(own[first].boundary.intersection(own[second].boundary))
            if isinstance(shared, LineString) and shared.length > _LEAST_EDGE_MM:
                edges.append(shared)
    return edges


def draw_merged(drawing: Drawing, shown: list[Shown], own: dict[int, Placed], sketch: Sketch) -> None:
    """Old boundaries and labels in some of the plots whose labels are given, struck in red."""
    cancelled = max((one.plot.number for one in shown), default=0)
    for one in shown:
        label = own.get(one.plot.number)
        if label is None or one.outline.area < _ROOM_MM2 or drawing.rng.random() > _MERGED:
            continue
        found = _halves(drawing, one.outline, label.ring.buffer(0.5))
        if found is None:
            continue
        halves, edge = found
        drawing.canvas.line(shapely.get_coordinates(edge), drawing.style.line_mm)
        for start, end in _ticks(drawing, edge):
            drawing.canvas.line([start, end], drawing.rng.uniform(*_PEN_MM), "red")
        for half in halves:
            cancelled += 1
            _old_label(drawing, half, one.plot.code, cancelled, sketch)


def _halves(drawing: Drawing, outline: Polygon, label: Polygon) -> tuple[list[Polygon], LineString] | None:
    """Two halves of a plot and the line between them, which leaves its label alone."""
    for _ in range(_TRIES):
        halves = cut(outline, drawing.rng.uniform(0.3, 0.7), 0.0, drawing.rng)
        if len(halves) != 2:
            continue
        edge = shapely.line_merge(halves[0].boundary.intersection(halves[1].boundary))
        if isinstance(edge, LineString) and edge.length > _LEAST_EDGE_MM and not edge.intersects(label):
            return halves, edge
    return None


def _ticks(drawing: Drawing, edge: LineString) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Short strokes across a line, all oblique the same way, by hand."""
    rng, at = drawing.rng, drawing.rng.uniform(0.5, 2.0)
    lean, apart = rng.choice([-1.0, 1.0]) * rng.uniform(0.6, 1.1), rng.uniform(*_APART_MM)
    while at < edge.length - 0.4:
        here, there = (shapely.get_coordinates(edge.interpolate(at + step))[0] for step in (0.0, 0.1))
        way = np.arctan2(*(there - here)[::-1]) + lean + rng.normal(0, 0.08)
        half = rng.uniform(*_TICK_MM) / 2 * np.array([np.cos(way), np.sin(way)])
        middle = here + rng.normal(0, 0.1, 2)
        yield middle - half, middle + half
        at += apart * rng.uniform(0.8, 1.25)


def _old_label(drawing: Drawing, half: Polygon, code: str, number: int, sketch: Sketch) -> None:
    style = drawing.style
    area = style.area_text(style.printed_area(half.area * (drawing.frame.scale / 1000) ** 2))
    words = Words(str(number), area, style.code_text(code))
    placed = labels.place(drawing.canvas, style, words, half, sketch)
    if placed is None or placed.form in ("outside", "table"):
        return
    sketch.taken.append(placed.ring)
    labels.draw(drawing.canvas, placed)
    corners = shapely.get_coordinates(placed.ring)
    rising = drawing.rng.random() < 0.5
    ends = corners[[0, 2]] if rising else corners[[3, 1]]
    ends = ends + drawing.rng.normal(0, 0.3, (2, 2))
    drawing.canvas.line(ends, drawing.rng.uniform(*_PEN_MM), "red")
