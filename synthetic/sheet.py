"""One map sheet: content, labels, frame and margins, drawn at the resolution of the scan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from synthetic import labels
from synthetic.canvas import Canvas, Pixels, Point, Points, Text
from synthetic.fabric import Corridor, Fabric, Plot
from synthetic.fonts import SERIF, Face, families
from synthetic.frame import Frame, draw_crosses, draw_frame
from synthetic.labels import Placed, Sketch, Words
from synthetic.margins import Heading, draw_margins, draw_small_table, table_height_mm
from synthetic.style import SheetStyle

_LEAST_PART_MM2 = 4.0  # smaller remains behind the frame get no code


@dataclass(frozen=True, slots=True)
class DrawnSheet:
    """Pixels with their truth: frame, margins (mm) and the form in which each parcel's label was drawn.

    ``labels`` maps parcel numbers to placed labels; ``parts`` holds the codes of cut-off parts with the
    numbers that their parcels bear on another sheet.
    """

    pixels: Pixels
    frame: Frame
    dpi: float
    origin_mm: Point
    labels: dict[int, Placed]
    parts: tuple[tuple[int, int, Placed], ...]
    unlabelled: tuple[int, ...]
    crosses_mm: tuple[Point, ...]

    def to_px(self, points_m: Points) -> Points:
        """(easting, northing) to pixels of the unworn drawing, (n, 2)."""
        return self.mm_to_px(self.frame.to_mm(points_m))

    def mm_to_px(self, points_mm: Points) -> Points:
        """Paper millimetres to pixels of the unworn drawing, (n, 2)."""
        shifted: Points = (np.atleast_2d(points_mm) + np.asarray(self.origin_mm)) * self.dpi / 25.4 - 0.5
        return shifted


def draw_sheet(
    fabric: Fabric, frame: Frame, style: SheetStyle, heading: Heading, dpi: float, rng: Generator
) -> DrawnSheet:
    """Draw the sheet that bears ``heading.number``; plots of other sheets appear as parts at the frame."""
    margins = _margins(frame, style, len([plot for plot in fabric.plots if plot.sheet == heading.number]))
    size = (frame.size_mm[0] + margins[0] + margins[2], frame.size_mm[1] + margins[1] + margins[3])
    canvas = Canvas(size, (margins[0], margins[1]), dpi)
    own = [plot for plot in fabric.plots if plot.sheet == heading.number]
    shown = own if style.whole_at_edge else [p for p in fabric.plots if p.polygon.intersects(frame.ground)]
    visible = [_visible(plot, frame, style) for plot in shown]
    outlines = [shapely.transform(part, frame.to_mm) for part in visible]
    _draw_lines(canvas, style, outlines, frame)
    _draw_ways(canvas, fabric, frame, style)
    _draw_houses(canvas, frame, style, shown, rng)
    _draw_limit(canvas, fabric, frame)
    lines = [line for outline in outlines for line in shapely.get_parts(outline.boundary)]
    room = shapely.box(1.0, 1.0, frame.size_mm[0] - 1.0, frame.size_mm[1] - 1.0)
    sketch = Sketch(shapely.STRtree(lines), room)
    placed, parts, missing = _label(
        canvas, style, heading.number, list(zip(shown, outlines, strict=True)), sketch
    )
    _way_texts(canvas, fabric, frame, style, sketch)
    draw_frame(canvas, frame, style)
    crosses = draw_crosses(canvas, frame, style)
    draw_margins(canvas, frame, style, heading)
    _draw_table(canvas, frame, style, own, placed)
    return DrawnSheet(
        canvas.flatten(style.paper),
        frame,
        dpi,
        (margins[0], margins[1]),
        placed,
        parts,
        missing,
        tuple(crosses),
    )


def _margins(frame: Frame, style: SheetStyle, count: int) -> tuple[float, float, float, float]:
    """Paper left, above, right and below the inner frame (mm)."""
    wide = frame.size_mm[0] >= 350
    below = style.strip_mm + (26 if style.title != "circular" else 32)
    if style.small_table:
        below = style.strip_mm + (58 if wide else 39) + table_height_mm(frame, count // 25 + 1)
    side = style.strip_mm + (16 if style.strip_mm < 9 or style.coordinates == "metres" else 14)
    return side, style.strip_mm + (44 if style.title in ("circular", "boxed") else 34), side + 4, below


def _visible(plot: Plot, frame: Frame, style: SheetStyle) -> Polygon:
    """The drawn part of a plot: whole over the edge, or its largest piece inside the frame."""
    if style.whole_at_edge:
        return plot.polygon
    inside = plot.polygon.intersection(frame.ground)
    pieces = [piece for piece in shapely.get_parts(inside) if isinstance(piece, Polygon)]
    return max(pieces, key=lambda piece: piece.area, default=Polygon())


def _draw_lines(canvas: Canvas, style: SheetStyle, outlines: list[Polygon], frame: Frame) -> None:
    """Every boundary once; along the frame a cut parcel is closed by the frame itself."""
    edges = shapely.union_all([outline.boundary for outline in outlines if not outline.is_empty])
    if not style.whole_at_edge:
        width, height = frame.size_mm
        edges = edges.intersection(shapely.box(1e-3, 1e-3, width - 1e-3, height - 1e-3))
    for edge in shapely.get_parts(shapely.line_merge(edges)):
        if isinstance(edge, LineString):
            canvas.line(shapely.get_coordinates(edge), style.line_mm)


def _draw_ways(canvas: Canvas, fabric: Fabric, frame: Frame, style: SheetStyle) -> None:
    """Carriageways and water edges as dashes inside the land of roads and canals."""
    land = fabric.open_land.intersection(frame.ground)
    for way in fabric.corridors:
        if way.width_m * 1000 / frame.scale < 3.5:
            continue
        ink = "blue" if style.colour and way.code == "DTL" else "black"
        pattern = (3.0, 1.0) if way.code == "DTL" else (1.5, 0.8)
        for side in (-0.28, 0.28):
            edge = way.axis.offset_curve(side * way.width_m).intersection(land.buffer(-0.05 * way.width_m))
            for part in shapely.get_parts(edge):
                if isinstance(part, LineString) and part.length > 5:
                    canvas.dashes(frame.to_mm(part.coords), 0.15, pattern, ink)


def _draw_houses(canvas: Canvas, frame: Frame, style: SheetStyle, plots: list[Plot], rng: Generator) -> None:
    if style.houses == "none":
        return
    for plot in plots:
        for house in plot.houses:
            if not (style.whole_at_edge or frame.ground.contains(house)):
                continue
            outline = frame.to_mm(shapely.get_coordinates(house))
            if style.houses == "dashed":
                canvas.dashes(outline, 0.12, (1.5, 0.8))
            else:
                canvas.line(outline, 0.1)
            if style.house_marks and rng.random() < 0.7:
                mark = str(rng.choice(["b", "b2", "b3", "g", "g2"]))
                corner = outline[:-1].max(axis=0) - (1.2, 1.0)
                canvas.text(mark, (float(corner[0]), float(corner[1])), style.note(1.5, italic=True), "mm")


def _draw_limit(canvas: Canvas, fabric: Fabric, frame: Frame) -> None:
    """The commune's limit: dash and dot, weight 0.2, beside the parcels that it runs along (p. 53)."""
    beside = fabric.outline.buffer(0.9 * frame.scale / 1000, join_style="mitre").exterior
    for part in shapely.get_parts(beside.intersection(frame.ground)):
        if isinstance(part, LineString) and part.length > 10:
            canvas.dashes(frame.to_mm(part.coords), 0.2, (3.0, 1.0, 0.0, 1.0))


def _label(
    canvas: Canvas, style: SheetStyle, sheet: int, shown: list[tuple[Plot, Polygon]], sketch: Sketch
) -> tuple[dict[int, Placed], tuple[tuple[int, int, Placed], ...], tuple[int, ...]]:
    """Labels of the sheet's own parcels, largest first, and codes in parts that belong elsewhere."""
    placed: dict[int, Placed] = {}
    parts, missing = [], []
    for plot, outline in sorted(shown, key=lambda pair: -pair[1].area):
        if outline.is_empty:
            continue
        words = Words(
            str(plot.number),
            style.area_text(style.printed_area(plot.polygon.area)),
            style.code_text(plot.code),
        )
        if plot.sheet == sheet:
            label = labels.place(canvas, style, words, outline, sketch)
            if label is None:
                missing.append(plot.number)
                continue
            placed[plot.number] = label
        else:
            label = (
                labels.place_code(canvas, style, words, outline, sketch)
                if outline.area > _LEAST_PART_MM2
                else None
            )
            if label is None:
                continue
            parts.append((plot.sheet, plot.number, label))
        sketch.taken.append(label.ring)
        labels.draw(canvas, label)
    return placed, tuple(parts), tuple(missing)


def _way_texts(canvas: Canvas, fabric: Fabric, frame: Frame, style: SheetStyle, sketch: Sketch) -> None:
    """Names and codes along roads and canals, where nothing else stands."""
    land = fabric.open_land.intersection(frame.ground.buffer(-0.002 * frame.scale))
    for way in fabric.corridors:
        for text, look, share in _texts_of(way, style):
            _along_way(canvas, frame, way, (text, look, share), land, sketch)


def _texts_of(way: Corridor, style: SheetStyle) -> list[tuple[str, Text, float]]:
    texts = []
    if style.way_names:
        look = style.note(2.0)
        if way.code == "DTL":
            look = Text(
                Face(families(SERIF)[0], italic=True, bold=True), 2.0, "blue" if style.colour else "black"
            )
        texts += [(way.name, look, 0.25), (way.name, look, 0.7)]
    if style.way_codes:
        texts += [(way.code, style.label(), share) for share in (0.12, 0.45, 0.88)]
    return texts


def _along_way(
    canvas: Canvas,
    frame: Frame,
    way: Corridor,
    item: tuple[str, Text, float],
    land: BaseGeometry,
    sketch: Sketch,
) -> None:
    text, look, share = item
    block = labels.Block(*canvas.text_size(text, look), look, ((text, (0.0, 0.0), "mm"),))
    for nudge in (0.0, 0.03, -0.03, 0.06, -0.06):
        here, there = (way.axis.interpolate(share + nudge + step, normalized=True) for step in (0.0, 0.004))
        (x0, y0), (x1, y1) = frame.to_mm([here.coords[0], there.coords[0]])
        angle = (-np.degrees(np.arctan2(y1 - y0, x1 - x0)) + 90.0) % 180.0 - 90.0
        spot = labels.ring((float(x0), float(y0)), block, float(angle), air=0.2)
        ground = shapely.transform(spot, lambda points: _to_ground(points, frame))
        if land.contains(ground) and sketch.is_free(spot):
            canvas.text(text, (float(x0), float(y0)), look, "mm", float(angle))
            sketch.taken.append(spot)
            return


def _to_ground(points_mm: Points, frame: Frame) -> Points:
    points = points_mm * frame.scale / 1000
    return np.column_stack([frame.west + points[:, 0], frame.north - points[:, 1]])


def _draw_table(
    canvas: Canvas, frame: Frame, style: SheetStyle, own: list[Plot], placed: dict[int, Placed]
) -> None:
    if not style.small_table:
        return
    rows = [
        (str(plot.number), style.area_text(style.printed_area(plot.polygon.area)), style.code_text(plot.code))
        for plot in sorted(own, key=lambda plot: plot.number)
        if plot.number in placed and placed[plot.number].form == "table"
    ]
    draw_small_table(canvas, frame, style, rows)
