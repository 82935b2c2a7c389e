"""The content of a sheet without its labels: parcel lines, roads and canals, houses, the commune's limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from synthetic import labels
from synthetic.canvas import Canvas, Points, Text
from synthetic.fabric import Corridor, Fabric, Plot
from synthetic.fonts import SERIF, Face, families
from synthetic.frame import Frame
from synthetic.labels import Sketch
from synthetic.style import SheetStyle


@dataclass(frozen=True, slots=True)
class Drawing:
    """A sheet in the making: where it is drawn, what of, and how."""

    canvas: Canvas
    fabric: Fabric
    frame: Frame
    style: SheetStyle
    rng: Generator


@dataclass(frozen=True, slots=True)
class Shown:
    """A plot with the part of it that is drawn here, in paper millimetres."""

    plot: Plot
    outline: Polygon


def shown_plots(drawing: Drawing, sheet: int) -> list[Shown]:
    """The plots of the sheet, and where they are cut at the frame the parts of its neighbours."""
    frame = drawing.frame
    shown = []
    for plot in drawing.fabric.plots:
        if drawing.style.edge != "cut":
            part = plot.polygon if plot.sheet == sheet else Polygon()
        else:
            part = _largest(plot.polygon.intersection(frame.ground))
        if not part.is_empty:
            shown.append(Shown(plot, shapely.transform(part, frame.to_mm)))
    return shown


def _largest(geometry: BaseGeometry) -> Polygon:
    pieces = [piece for piece in shapely.get_parts(geometry) if isinstance(piece, Polygon)]
    return max(pieces, key=lambda piece: piece.area, default=Polygon())


def draw_boundaries(drawing: Drawing, shown: list[Shown], corrected: Sequence[LineString] = ()) -> None:
    """Every boundary once, ``corrected`` ones in red; along the frame a cut parcel is closed by the frame."""
    edges = shapely.union_all([one.outline.boundary for one in shown])
    if drawing.style.edge == "cut":
        width, height = drawing.frame.size_mm
        edges = edges.intersection(shapely.box(1e-3, 1e-3, width - 1e-3, height - 1e-3))
    if corrected:
        edges = edges.difference(shapely.union_all(corrected))
    for edge in shapely.get_parts(shapely.line_merge(edges)):
        if isinstance(edge, LineString):
            drawing.canvas.line(_by_hand(edge, drawing), drawing.style.line_mm)
    for edge in corrected:
        drawing.canvas.line(shapely.get_coordinates(edge), drawing.style.line_mm, "red")


def _by_hand(line: LineString, drawing: Drawing) -> Points:
    """Points of the line as a hand draws it; its ends stay, so that parcels stay closed."""
    wobble = drawing.style.wobble_mm
    points = shapely.get_coordinates(shapely.segmentize(line, 4.0) if wobble else line)
    points[1:-1] += drawing.rng.normal(0.0, wobble, points[1:-1].shape)
    return points


def draw_ways(drawing: Drawing) -> None:
    """Carriageways and water edges as dashes inside the land of roads and canals."""
    frame, land = drawing.frame, drawing.fabric.open_land.intersection(drawing.frame.standard_ground)
    for way in drawing.fabric.corridors:
        if way.width_m * 1000 / frame.scale < 3.5:
            continue
        ink = "blue" if drawing.style.colour and way.code == "DTL" else "black"
        pattern = (3.0, 1.0) if way.code == "DTL" else (1.5, 0.8)
        for side in (-0.28, 0.28):
            edge = way.axis.offset_curve(side * way.width_m).intersection(land.buffer(-0.05 * way.width_m))
            for part in shapely.get_parts(edge):
                if isinstance(part, LineString) and part.length > 5:
                    drawing.canvas.dashes(frame.to_mm(part.coords), 0.15, pattern, ink)


def draw_houses(drawing: Drawing, shown: list[Shown]) -> None:
    """House walls in short dashes or thin lines, some with their mark (I.4.1 and I.4.2)."""
    style, frame = drawing.style, drawing.frame
    if style.houses == "none":
        return
    for one in shown:
        for house in one.plot.houses:
            if style.edge == "cut" and not frame.ground.contains(house):
                continue
            outline = frame.to_mm(shapely.get_coordinates(house))
            if style.houses == "dashed":
                drawing.canvas.dashes(outline, 0.12, (1.5, 0.8))
            else:
                drawing.canvas.line(outline, 0.1)
            if style.house_marks and drawing.rng.random() < 0.7:
                mark = str(drawing.rng.choice(["b", "b2", "b3", "g", "g2"]))
                x, y = outline[:-1].max(axis=0) - (1.2, 1.0)
                drawing.canvas.text(mark, (float(x), float(y)), style.note(1.5, italic=True), "mm")


def draw_limit(drawing: Drawing) -> None:
    """The commune's limit: dash and dot, weight 0.2, beside the parcels that it runs along (p. 53)."""
    frame = drawing.frame
    beside = drawing.fabric.outline.buffer(0.9 * frame.scale / 1000, join_style="mitre").exterior
    for part in shapely.get_parts(shapely.line_merge(beside.intersection(frame.standard_ground))):
        if isinstance(part, LineString) and part.length > 10:
            drawing.canvas.dashes(frame.to_mm(part.coords), 0.2, (3.0, 1.0, 0.0, 1.0))


def write_ways(drawing: Drawing, sketch: Sketch) -> None:
    """Names and codes along roads and canals, where nothing else stands."""
    frame = drawing.frame
    land = drawing.fabric.open_land.intersection(frame.standard_ground.buffer(-0.002 * frame.scale))
    for way in drawing.fabric.corridors:
        for text, look, share in _way_texts(way, drawing.style):
            for nudge in (0.0, 0.03, -0.03, 0.06, -0.06):
                if _write_along(drawing, way, (text, look, share + nudge), land, sketch):
                    break


def _way_texts(way: Corridor, style: SheetStyle) -> list[tuple[str, Text, float]]:
    texts = []
    if style.way_names:
        look = style.note(2.0)
        if way.code == "DTL":
            ink = "blue" if style.colour else "black"
            look = Text(Face(families(SERIF)[0], italic=True, bold=True), 2.0, ink)
        texts += [(way.name, look, 0.25), (way.name, look, 0.7)]
    if style.way_codes and not style.numbered_ways:
        texts += [(way.code, style.label(), share) for share in (0.12, 0.45, 0.88)]
    return texts


def _write_along(
    drawing: Drawing, way: Corridor, item: tuple[str, Text, float], land: BaseGeometry, sketch: Sketch
) -> bool:
    text, look, share = item
    frame, canvas = drawing.frame, drawing.canvas
    here, there = (way.axis.interpolate(share + step, normalized=True) for step in (0.0, 0.004))
    (x0, y0), (x1, y1) = frame.to_mm([here.coords[0], there.coords[0]])
    angle = readable(float(x1 - x0), float(y1 - y0))
    block = labels.Block(*canvas.text_size(text, look), look, ())
    spot = labels.ring((float(x0), float(y0)), block, angle, air=0.2)
    ground = shapely.transform(spot, lambda points: _to_ground(points, frame))
    if not land.contains(ground) or not sketch.is_free(spot):
        return False
    canvas.text(text, (float(x0), float(y0)), look, "mm", angle)
    sketch.taken.append(spot)
    return True


def readable(dx: float, dy: float) -> float:
    """Text angle along a direction on paper (y down), never upside down: counterclockwise degrees."""
    return float((-np.degrees(np.arctan2(dy, dx)) + 90.0) % 180.0 - 90.0)


def _to_ground(points_mm: Points, frame: Frame) -> Points:
    points = points_mm * frame.scale / 1000
    return np.column_stack([frame.west + points[:, 0], frame.north - points[:, 1]])
