"""One old sheet: lines, houses, labels, frame and margins in ink, before it lies on any paper."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.random import Generator
from shapely.geometry import Polygon

from synthetic import content, extras
from synthetic.canvas import Point
from synthetic.fabric import Plot
from synthetic.frame import Frame, Grid, draw_frame, draw_grid
from synthetic.labels import Sketch, Words
from synthetic.old_sheets import boundaries, label_forms, margins, mistakes, symbols
from synthetic.old_sheets.boundaries import OldDrawing
from synthetic.old_sheets.label_forms import Written
from synthetic.old_sheets.land import OldLand
from synthetic.old_sheets.pen import PenCanvas
from synthetic.old_sheets.styles import OldStyle

_COORDINATES_MM = 7.0  # room for coordinates beside the frame, which labels of parcels keep free


@dataclass(frozen=True, slots=True)
class Inked:
    """A sheet in ink. ``written`` are labels by parcel number, ``missing`` numbers that found no room."""

    canvas: PenCanvas
    origin_mm: Point
    written: dict[int, Written]
    missing: tuple[int, ...]
    crosses_mm: tuple[Point, ...]
    rubbed_mm: tuple[Point, ...]


def draw_inked(land: OldLand, style: OldStyle, rng: Generator) -> Inked:
    """Draw the sheet; the same generator gives the same sheet."""
    frame, tools = land.frame, (style.pen, style.writer, rng)
    outlines = tuple(shapely.transform(plot.polygon, frame.to_mm) for plot in land.fabric.plots)
    plain = OldDrawing(
        PenCanvas((1.0, 1.0), (0.0, 0.0), style.dpi, tools), land.fabric, frame, style, outlines, rng
    )
    houses = symbols.houses_mm(plain)
    written, missing, sketch = _place_labels(plain, houses)
    rows = _table_rows(plain, written)
    paper = margins.margins_of(style, _over(outlines, frame), frame.size_mm, len(rows))
    left, above, right, below = paper.sides
    size = (frame.size_mm[0] + left + right, frame.size_mm[1] + above + below)
    canvas = PenCanvas(size, (left, above), style.dpi, tools)
    drawing = OldDrawing(canvas, land.fabric, frame, style, outlines, rng)
    spots = mistakes.draw_rubbed(drawing, list(written.values()))
    _draw_ways(drawing, [one.placed.ring for one in written.values() if one.placed.form == "outside"])
    _draw_land(drawing, sketch, [house for house in houses if not _covered(house, written)])
    for one in written.values():
        label_forms.draw(canvas, one)
    mistakes.draw_struck(drawing, written, sketch)
    grid = Grid(labels="corners" if style.corners_only else "all")
    draw_frame(canvas, frame, style.base, grid)
    crosses = draw_grid(canvas, frame, style.base, grid)
    margins.draw_margins(canvas, style, land.heading, frame.size_mm, paper)
    if rows:
        margins.draw_table(
            canvas, style, rows, margins.table_place(style, frame.size_mm, paper), frame.size_mm[1]
        )
    return Inked(canvas, (left, above), written, missing, tuple(crosses), spots)


def _over(outlines: tuple[Polygon, ...], frame: Frame) -> tuple[float, float, float, float]:
    """How far parcels run over the frame: left, above, right, below (mm)."""
    x0, y0, x1, y1 = shapely.total_bounds(np.array(outlines))
    width, height = frame.size_mm
    left, above, right, below = (float(max(v, 0.0)) for v in (-x0, -y0, x1 - width, y1 - height))
    return left, above, right, below


def _place_labels(
    drawing: OldDrawing, houses: list[Polygon]
) -> tuple[dict[int, Written], tuple[int, ...], Sketch]:
    """Labels of all parcels, largest first: clear of houses where there is room, else in their place."""
    sketch = _sketch(drawing)
    beside = replace(sketch, taken=[*sketch.taken, *houses])
    written: dict[int, Written] = {}
    missing = []
    plots = sorted(zip(drawing.fabric.plots, drawing.outlines, strict=True), key=lambda pair: -pair[1].area)
    for plot, outline in plots:
        words = Words(str(plot.number), *_printed(plot, drawing.style))
        found = label_forms.place(drawing.canvas, drawing.style, words, outline, beside)
        if found is None or found.placed.form not in ("full", "fraction"):
            found = label_forms.place(drawing.canvas, drawing.style, words, outline, sketch)
        if found is None:
            missing.append(plot.number)
            continue
        written[plot.number] = found
        sketch.taken.append(found.placed.ring)
        beside.taken.append(found.placed.ring)
    return written, tuple(missing), sketch


def _sketch(drawing: OldDrawing) -> Sketch:
    """Boundaries, the band along the frame that coordinates need, and the grid crosses."""
    inside = shapely.box(0, 0, *drawing.frame.size_mm)
    lines = [line for outline in drawing.outlines for line in shapely.get_parts(outline.boundary)]
    outer, inner = inside.buffer(drawing.style.base.strip_mm + _COORDINATES_MM), inside.buffer(-0.4)
    band = Polygon(outer.exterior, [inner.exterior])
    return Sketch(shapely.STRtree(lines), inside.buffer(-1.0), [band, *_crosses(drawing)])


def _crosses(drawing: OldDrawing) -> list[Polygon]:
    """The arms of the grid crosses."""
    frame, half = drawing.frame, drawing.style.base.cross_mm / 2
    places = [(east, north) for east in frame.grid_eastings() for north in frame.grid_northings()]
    return [
        shapely.box(x - across, y - up, x + across, y + up)
        for x, y in frame.to_mm(places).tolist()
        for across, up in ((half, 0.2), (0.2, half))
    ]


def _printed(plot: Plot, style: OldStyle) -> tuple[str, str]:
    """Area and code as the sheet prints them."""
    base = style.base
    return base.area_text(base.printed_area(plot.polygon.area)), base.code_text(plot.code)


def _covered(house: Polygon, written: dict[int, Written]) -> bool:
    return bool(shapely.intersects(house, [one.placed.ring for one in written.values()]).any())


def _draw_ways(drawing: OldDrawing, labels: list[Polygon]) -> None:
    """Roads, canals and the commune's limit, with gaps for labels that stand on them."""
    content.draw_ways(_as_usual(drawing))
    content.draw_limit(_as_usual(drawing))
    for ring in labels:
        drawing.canvas.blank(shapely.get_coordinates(ring.buffer(0.2)))


def _as_usual(drawing: OldDrawing) -> content.Drawing:
    return content.Drawing(drawing.canvas, drawing.fabric, drawing.frame, drawing.style.base, drawing.rng)


def _draw_land(drawing: OldDrawing, sketch: Sketch, houses: list[Polygon]) -> None:
    """Lines and symbols inside the frame; ``sketch`` knows the labels."""
    symbols.draw_houses(drawing, houses)
    sketch.taken.extend(houses)
    content.write_ways(_as_usual(drawing), sketch)
    extras.draw_control(_as_usual(drawing), sketch)
    symbols.draw_water(drawing, sketch)
    symbols.draw_symbols(drawing, sketch)
    boundaries.draw_boundaries(drawing)
    boundaries.draw_stones(drawing)


def _table_rows(drawing: OldDrawing, written: dict[int, Written]) -> list[margins.Row]:
    """The parcels that show their number only, by number."""
    return [
        (str(plot.number), *_printed(plot, drawing.style))
        for plot in sorted(drawing.fabric.plots, key=lambda plot: plot.number)
        if plot.number in written and written[plot.number].placed.form == "table"
    ]
