"""One map sheet: content, labels, frame and margins, drawn at the resolution of the scan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator

from synthetic import content, corrections, extras, labels
from synthetic.canvas import Canvas, Pixels, Point, Points
from synthetic.content import Drawing, Shown
from synthetic.fabric import Fabric
from synthetic.frame import Frame, Grid, draw_frame, draw_grid
from synthetic.labels import Placed, Sketch, Words
from synthetic.margins import Heading, draw_margins, draw_small_table, table_height_mm
from synthetic.style import SheetStyle
from synthetic.ways import place_on_way

_LEAST_PART_MM2 = 4.0  # smaller remains behind the frame get no code


@dataclass(frozen=True, slots=True)
class Lettering:
    """The labels of a sheet: those of its own parcels by number, codes of parts (with the sheet and number
    that they bear elsewhere), and numbers of parcels in which nothing could be written."""

    own: dict[int, Placed]
    parts: tuple[tuple[int, int, Placed], ...]
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DrawnSheet:
    """Pixels with their truth; ``origin_mm`` are the margins left of and above the inner frame."""

    pixels: Pixels
    frame: Frame
    dpi: float
    origin_mm: Point
    lettering: Lettering
    crosses_mm: tuple[Point, ...]

    def to_px(self, points_m: Points) -> Points:
        """(easting, northing) to pixels of the unworn drawing, (n, 2)."""
        return self.mm_to_px(self.frame.to_mm(points_m))

    def mm_to_px(self, points_mm: Points) -> Points:
        """Paper millimetres to pixels of the unworn drawing, (n, 2)."""
        shifted: Points = (np.atleast_2d(points_mm) + np.asarray(self.origin_mm)) * self.dpi / 25.4 - 0.5
        return shifted


def draw_sheet(
    fabric: Fabric,
    frame: Frame,
    style: SheetStyle,
    heading: Heading,
    dpi: float,
    rng: Generator,
    grid: Grid = Grid(),  # noqa: B008  frozen
) -> DrawnSheet:
    """Draw the sheet that bears ``heading.number``; plots of other sheets appear as parts at the frame."""
    left, above, right, below = _margins(frame, style, heading.parcel_count)
    size = (frame.size_mm[0] + left + right, frame.size_mm[1] + above + below)
    drawing = Drawing(Canvas(size, (left, above), dpi), fabric, frame, style, rng)
    shown = content.shown_plots(drawing, heading.number)
    papers = _draw_content(drawing, shown)
    sketch = _sketch(frame, shown)
    lettering = _letter(drawing, heading.number, shown, papers, sketch)
    if style.corrections:
        own = [one for one in shown if one.plot.sheet == heading.number]
        corrections.draw_merged(drawing, own, lettering.own, sketch)
    content.write_ways(drawing, sketch)
    extras.draw_control(drawing, sketch)
    extras.draw_neighbour(drawing)
    draw_frame(drawing.canvas, frame, style, grid)
    crosses = draw_grid(drawing.canvas, frame, style, grid)
    draw_margins(drawing.canvas, frame, style, heading)
    if style.stamps:
        extras.draw_stamp(drawing, heading)
    if style.small_table:
        own = [one for one in shown if one.plot.sheet == heading.number]
        draw_small_table(drawing.canvas, frame, style, _table_rows(own, lettering, style))
    pixels = drawing.canvas.flatten(style.paper)
    return DrawnSheet(pixels, frame, dpi, (left, above), lettering, tuple(crosses))


def _margins(frame: Frame, style: SheetStyle, count: int) -> tuple[float, float, float, float]:
    """Paper left, above, right and below the inner frame (mm)."""
    wide = frame.size_mm[0] >= 350
    below = style.strip_mm + (26 if style.title != "circular" else 32)
    if style.small_table:
        below = style.strip_mm + (58 if wide else 39) + table_height_mm(frame, count // 25 + 1)
    side = style.strip_mm + (16 if style.strip_mm < 9 or style.coordinates == "metres" else 14)
    return side, style.strip_mm + (44 if style.title in ("circular", "boxed") else 34), side + 4, below


def _draw_content(drawing: Drawing, shown: list[Shown]) -> dict[int, str]:
    """All lines inside the frame; returns areas by papers that labels carry besides, by parcel number."""
    content.draw_boundaries(drawing, shown, corrections.split_edges(drawing, shown))
    content.draw_ways(drawing)
    content.draw_houses(drawing, shown)
    content.draw_limit(drawing)
    extras.draw_tombs(drawing, shown)
    return extras.draw_papers(drawing, shown) if drawing.style.papers else {}


def _sketch(frame: Frame, shown: list[Shown]) -> Sketch:
    lines = [line for one in shown for line in shapely.get_parts(one.outline.boundary)]
    room = shapely.box(1.0, 1.0, frame.size_mm[0] - 1.0, frame.size_mm[1] - 1.0)
    return Sketch(shapely.STRtree(lines), room)


def _letter(
    drawing: Drawing, sheet: int, shown: list[Shown], papers: dict[int, str], sketch: Sketch
) -> Lettering:
    """Labels of the sheet's own plots, largest first, and codes in parts that belong elsewhere."""
    own: dict[int, Placed] = {}
    parts, missing = [], []
    for one in sorted(shown, key=lambda one: -one.outline.area):
        plot = one.plot
        label = _place(drawing, one, papers.get(plot.number, ""), sheet, sketch)
        if label is None:
            if plot.sheet == sheet:
                missing.append(plot.number)
            continue
        if plot.sheet == sheet:
            own[plot.number] = label
        else:
            parts.append((plot.sheet, plot.number, label))
        sketch.taken.append(label.ring)
        labels.draw(drawing.canvas, label)
    return Lettering(own, tuple(parts), tuple(missing))


def _place(drawing: Drawing, one: Shown, papers: str, sheet: int, sketch: Sketch) -> Placed | None:
    style, plot = drawing.style, one.plot
    area = style.area_text(style.printed_area(plot.polygon.area))
    words = Words(str(plot.number), area, style.code_text(plot.code), papers if plot.sheet == sheet else "")
    if plot.use == "way":
        axes = [drawing.frame.to_mm(way.axis.coords) for way in drawing.fabric.corridors]
        return place_on_way(drawing.canvas, style, words, one.outline, axes, sketch)
    if plot.sheet == sheet:
        return labels.place(drawing.canvas, style, words, one.outline, sketch)
    if one.outline.area < _LEAST_PART_MM2:
        return None
    return labels.place_code(drawing.canvas, style, words, one.outline, sketch)


def _table_rows(shown: list[Shown], lettering: Lettering, style: SheetStyle) -> list[tuple[str, str, str]]:
    """Number, area and code of the parcels that show their number only, by number."""
    plots = {one.plot.number: one.plot for one in shown if one.plot.number in lettering.own}
    return [
        (str(number), style.area_text(style.printed_area(plot.polygon.area)), style.code_text(plot.code))
        for number, plot in sorted(plots.items())
        if lettering.own[number].form == "table"
    ]
