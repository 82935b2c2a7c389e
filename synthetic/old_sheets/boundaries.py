"""Lines of the land: boundaries side by side as a pen draws them, fronts of blocks, stones at corners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from synthetic.fabric import Fabric
from synthetic.frame import Frame
from synthetic.old_sheets.pen import PenCanvas, corners_of
from synthetic.old_sheets.styles import OldStyle

_CORNER_DEG = 25.0  # less is a bend that a hand follows without lifting the pen
_PATTERNS = {"pecked": (1.0, 0.5), "dotted": (0.0, 0.7)}
_KERB_MM = 0.9  # of a bold line beside the boundary
_ROOM_MM = 4.5  # narrower roads have none


@dataclass(frozen=True, slots=True)
class OldDrawing:
    """A sheet in the making; ``outlines`` are its parcels in paper mm, in the order of the fabric's plots."""

    canvas: PenCanvas
    fabric: Fabric
    frame: Frame
    style: OldStyle
    outlines: tuple[Polygon, ...]
    rng: Generator


def draw_boundaries(drawing: OldDrawing) -> None:
    """Every boundary once; those of blocks along roads as the style draws fronts."""
    style = drawing.style
    edges = shapely.union_all([outline.boundary for outline in drawing.outlines])
    if style.base.edge == "cut":
        width, height = drawing.frame.size_mm
        edges = edges.intersection(shapely.box(1e-3, 1e-3, width - 1e-3, height - 1e-3))
    blocks = shapely.union_all(drawing.outlines)
    fronts = edges.intersection(blocks.boundary) if style.front != "same" else shapely.MultiLineString()
    for side in _sides(edges.difference(fronts)):
        red = drawing.rng.random() < style.red_lines
        _draw_side(drawing, side, "red" if red else "black")
    bold = style.front in ("bold", "coloured")
    ink = "red" if style.front == "coloured" and style.base.colour else "black"
    for side in _sides(fronts):
        if bold:
            drawing.canvas.side(side, style.front_mm, ink)
        else:
            _draw_side(drawing, side, "black")
    if style.front == "beside":
        _draw_kerbs(drawing, blocks)


def _draw_side(drawing: OldDrawing, side: np.ndarray, ink: str) -> None:
    style, canvas = drawing.style, drawing.canvas
    if style.boundary == "solid" or ink == "red":
        canvas.side(side, style.line_mm, ink)
    else:
        dotted = style.boundary == "dotted"
        canvas.dashes(side, style.line_mm * (1.5 if dotted else 1.0), _PATTERNS[style.boundary], ink)


def _draw_kerbs(drawing: OldDrawing, blocks: BaseGeometry) -> None:
    """A bold line along each block, on the road's side of its boundary where the road has room for two."""
    inside = shapely.box(0, 0, *drawing.frame.size_mm)
    room = inside if drawing.style.base.edge == "cut" else inside.buffer(40)
    wide = blocks.buffer(_ROOM_MM / 2, join_style="mitre")
    kerbs = wide.buffer(_KERB_MM - _ROOM_MM / 2, join_style="mitre").boundary.intersection(room)
    for part in shapely.get_parts(shapely.line_merge(kerbs)):
        if isinstance(part, LineString) and part.length > 2:
            drawing.canvas.line(shapely.get_coordinates(part), drawing.style.front_mm)


def _sides(lines: shapely.Geometry) -> Iterable[np.ndarray]:
    """The strokes that lines are drawn in: from corner to corner."""
    for part in shapely.get_parts(shapely.line_merge(lines)):
        if isinstance(part, LineString) and part.length > 0.05:
            yield from corners_of(part, _CORNER_DEG)


def draw_stones(drawing: OldDrawing) -> None:
    """Small circles at a share of the corners: boundary stones."""
    style = drawing.style
    if not style.stones:
        return
    corners = np.unique(shapely.get_coordinates(drawing.outlines).round(2), axis=0)
    width, height = drawing.frame.size_mm
    angles = np.linspace(0, 2 * np.pi, 17)
    circle = 0.55 * np.column_stack([np.cos(angles), np.sin(angles)])
    for corner in corners:
        inside = 1 < corner[0] < width - 1 and 1 < corner[1] < height - 1
        if inside and drawing.rng.random() < style.stones:
            drawing.canvas.blank(0.9 * circle + corner)
            drawing.canvas.line(circle + corner, 0.14)
