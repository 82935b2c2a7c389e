"""What was drawn wrong: rubbed out, pale remains on roughened paper, or struck through in red."""

from __future__ import annotations

import numpy as np

from synthetic.canvas import Point
from synthetic.labels import Block, Sketch, inside_parcel, turned
from synthetic.old_sheets.boundaries import OldDrawing
from synthetic.old_sheets.label_forms import Written

GHOST = "ghost"  # the ink of what was rubbed out
_LENGTH_MM = (5.0, 16.0)
_STRIKE_MM = 0.25


def draw_rubbed(drawing: OldDrawing, written: list[Written]) -> tuple[Point, ...]:
    """Remains at as many places as the style wants; returns the places (mm)."""
    spots: list[Point] = []
    for _ in range(drawing.style.rubbed if written else 0):
        one = written[int(drawing.rng.integers(len(written)))]
        if drawing.rng.random() < 0.5:
            spots.append(_old_figure(drawing, one))
        else:
            spots.append(_old_line(drawing))
    return tuple(spots)


def _old_figure(drawing: OldDrawing, one: Written) -> Point:
    """Another number under the one that stands there now, a little aside."""
    rng, placed = drawing.rng, one.placed
    text, offset, look = one.label.texts[0]
    at = turned([offset], placed.centre, placed.angle_deg)[0]
    aside = (at[0] + float(rng.normal(0, 0.8)), at[1] + float(rng.normal(0, 0.8)))
    other = str(rng.integers(1, 10 ** len(text.split("/")[0])))
    for stroke in drawing.canvas.letters(other, aside, look, "mm", placed.angle_deg):
        drawing.canvas.line(stroke, 0.2, GHOST)
    return aside


def _old_line(drawing: OldDrawing) -> Point:
    """A piece of a boundary that was drawn in the wrong place."""
    rng = drawing.rng
    outline = drawing.outlines[int(rng.integers(len(drawing.outlines)))]
    start = np.array(outline.representative_point().coords[0]) + rng.normal(0, 2, 2)
    turn, length = rng.uniform(0, 2 * np.pi), rng.uniform(*_LENGTH_MM)
    end = start + length * np.array([np.cos(turn), np.sin(turn)])
    drawing.canvas.line([start, end], drawing.style.line_mm, GHOST)
    middle = (start + end) / 2
    return float(middle[0]), float(middle[1])


def draw_struck(drawing: OldDrawing, written: dict[int, Written], sketch: Sketch) -> None:
    """Former numbers struck through in red, beside the labels of a share of the parcels."""
    canvas, look = drawing.canvas, drawing.style.small_text()
    for plot, outline in zip(drawing.fabric.plots, drawing.outlines, strict=True):
        if plot.number not in written or drawing.rng.random() >= drawing.style.struck:
            continue
        former = str(drawing.rng.integers(1, 400))
        width, height = canvas.text_size(former, look)
        block = Block(width + 1.0, height, look, ())
        place = inside_parcel("full", block, outline, sketch)
        if place is None:
            continue
        x, y = place.centre
        canvas.text(former, place.centre, look, "mm")
        canvas.line([(x - width / 2 - 0.5, y + 0.5), (x + width / 2 + 0.5, y - 0.5)], _STRIKE_MM, "red")
        sketch.taken.append(place.ring)
