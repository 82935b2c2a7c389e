"""What stands within parcels besides labels: houses, water in lines, trees, rice, graves."""

from __future__ import annotations

import itertools

import numpy as np
import shapely
from shapely.affinity import rotate
from shapely.geometry import LineString, Polygon

from synthetic.canvas import Point, Points
from synthetic.cutting import sides
from synthetic.labels import Sketch
from synthetic.old_sheets.boundaries import OldDrawing

_THIN_MM = 0.13
_WATER = ("NTS", "DTL")
_TREES, _RICE, _GRAVES = ("CLN", "RSX", "NHK", "BHK"), ("LUC", "LUK"), ("NTD",)
_APART_MM = {"tree": 7.0, "rice": 6.0, "grave": 5.0}


def houses_mm(drawing: OldDrawing) -> list[Polygon]:
    """The houses that are drawn, in paper mm."""
    found = []
    for plot in drawing.fabric.plots:
        for house in plot.houses:
            if drawing.style.base.edge != "cut" or drawing.frame.ground.contains(house):
                found.append(shapely.transform(house, drawing.frame.to_mm))
    return found


def draw_houses(drawing: OldDrawing, houses: list[Polygon]) -> None:
    """Outlines, dashed or hatched, crossed or filled."""
    canvas, kind = drawing.canvas, drawing.style.houses
    for house in houses:
        ring = shapely.get_coordinates(house.exterior)
        if kind == "dashed":
            canvas.dashes(ring, _THIN_MM, (1.5, 0.8))
            continue
        if kind == "grey":
            canvas.fill(ring, "grey")
        for start, end in itertools.pairwise(ring):
            canvas.side(np.array([start, end]), 0.18)
        if kind == "hatched":
            for line in hatching(house, 45.0, 1.0):
                canvas.line(line, _THIN_MM)
        if kind == "crossed":
            canvas.line(ring[[0, 2]], _THIN_MM)
            canvas.line(ring[[1, 3]], _THIN_MM)


def hatching(polygon: Polygon, angle_deg: float, step_mm: float) -> list[Points]:
    """Parallel lines across a polygon, ``step_mm`` apart."""
    middle = polygon.centroid
    turned = rotate(polygon, -angle_deg, origin=middle)
    x0, y0, x1, y1 = turned.bounds
    lines = shapely.MultiLineString(
        [[(x0 - 1, y), (x1 + 1, y)] for y in np.arange(y0 + step_mm / 2, y1, step_mm)]
    )
    inside = rotate(lines.intersection(turned), angle_deg, origin=middle)
    return [
        shapely.get_coordinates(part) for part in shapely.get_parts(inside) if isinstance(part, LineString)
    ]


def draw_water(drawing: OldDrawing, sketch: Sketch) -> None:
    """Lines along the banks of ponds and canals, or level strokes, where no label stands."""
    if not drawing.style.water_lines:
        return
    labels = shapely.union_all(sketch.taken).buffer(0.6)
    ink = "blue" if drawing.style.base.colour else "black"
    waters = [
        one for plot, one in zip(drawing.fabric.plots, drawing.outlines, strict=True) if plot.code in _WATER
    ]
    for water in waters:
        room = water.buffer(-0.7).difference(labels)
        for part in shapely.get_parts(room):
            if isinstance(part, Polygon):
                for line in hatching(part, 0.0, 1.5):
                    drawing.canvas.dashes(line, _THIN_MM, (5.0, 1.2), ink)


def draw_symbols(drawing: OldDrawing, sketch: Sketch) -> None:
    """Trees, tufts of rice and graves in rows, away from lines and labels."""
    for plot, outline in zip(drawing.fabric.plots, drawing.outlines, strict=True):
        kind = _symbol(plot.code)
        if kind == "grave" or (kind and drawing.rng.random() < drawing.style.symbols):
            _fill_with(drawing, kind, outline, sketch)


def _symbol(code: str) -> str:
    known = {"tree": _TREES, "rice": _RICE, "grave": _GRAVES}
    return next((kind for kind, codes in known.items() if code in codes), "")


def _fill_with(drawing: OldDrawing, kind: str, outline: Polygon, sketch: Sketch) -> None:
    step = _APART_MM[kind]
    room = outline.buffer(-1.6).difference(shapely.union_all(sketch.taken).buffer(1.4))
    middle, turn = outline.centroid, np.degrees(sides(outline)[2])
    x0, y0, x1, y1 = rotate(outline, -turn, origin=middle).bounds
    x, y = np.meshgrid(np.arange(x0 + step / 2, x1, step), np.arange(y0 + step / 2, y1, step))
    x = x + np.where(np.arange(len(y)) % 2, step / 2, 0.0)[:, None]
    grid = rotate(shapely.MultiPoint(np.column_stack([x.ravel(), y.ravel()])), turn, origin=middle)
    for x_mm, y_mm in shapely.get_coordinates(grid.intersection(room)).tolist():
        _draw_symbol(drawing, kind, (x_mm, y_mm))


def _draw_symbol(drawing: OldDrawing, kind: str, at: Point) -> None:
    canvas, (x, y) = drawing.canvas, at
    if kind == "tree":
        angles = np.linspace(0, 2 * np.pi, 15)
        canvas.line(np.column_stack([x + 0.6 * np.cos(angles), y - 0.5 + 0.6 * np.sin(angles)]), _THIN_MM)
        canvas.line([(x, y + 0.1), (x, y + 0.9)], _THIN_MM)
        canvas.line([(x, y + 0.9), (x + 0.6, y + 0.9)], _THIN_MM)
    elif kind == "rice":
        for lean in (-0.6, 0.0, 0.6):
            canvas.line([(x, y + 0.6), (x + lean, y - 0.6 + 0.25 * abs(lean))], _THIN_MM)
    else:
        canvas.line([(x - 0.75, y), (x + 0.75, y)], _THIN_MM)
        canvas.line([(x, y), (x, y - 1.0)], _THIN_MM)
