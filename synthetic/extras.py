"""Things on real sheets that are neither parcels nor labels, and that a reader must not take for them."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import LineString

from synthetic import names
from synthetic.canvas import Text
from synthetic.content import Drawing, Shown
from synthetic.cutting import cut
from synthetic.fonts import SERIF, Face, families
from synthetic.labels import Block, Sketch, ring
from synthetic.margins import Heading


def draw_tombs(drawing: Drawing, shown: list[Shown]) -> None:
    """Cemeteries: marks of 1.5 × 1.0, 5.0 apart (p. 49)."""
    for one in shown:
        if one.plot.code != "NTD":
            continue
        x0, y0, x1, y1 = one.outline.bounds
        room = one.outline.buffer(-1.5)
        for x in np.arange(x0 + 2, x1, 5.0):
            for y in np.arange(y0 + 2, y1, 5.0):
                if room.contains(shapely.Point(x, y)):
                    drawing.canvas.line([(x - 0.75, y), (x + 0.75, y)], 0.15)
                    drawing.canvas.line([(x, y), (x, y - 1.0)], 0.15)


def draw_papers(drawing: Drawing, shown: list[Shown]) -> dict[int, str]:
    """Boundaries by papers: dashed, red, 1.5 and 1.5 (symbol 8e); returns areas by papers for the labels."""
    areas, style = {}, drawing.style
    for one in shown:
        if one.plot.use != "house" or one.outline.area < 350 or drawing.rng.random() > 0.06:
            continue
        share = drawing.rng.uniform(0.15, 0.25)
        parts = cut(one.outline, share, 0.0, drawing.rng)
        if len(parts) != 2:
            continue
        line = parts[0].boundary.intersection(parts[1].boundary)
        for piece in shapely.get_parts(
            shapely.line_merge(line) if not isinstance(line, LineString) else line
        ):
            drawing.canvas.dashes(shapely.get_coordinates(piece), 0.15, (1.5, 1.5), "red")
        by_papers = style.printed_area(one.plot.polygon.area * (1 - share))
        areas[one.plot.number] = f"({style.area_text(by_papers)})"
    return areas


def draw_control(drawing: Drawing, sketch: Sketch) -> None:
    """Survey points: a dot in a circle with its name, on roads."""
    canvas, look, rng = drawing.canvas, drawing.style.note(1.6), drawing.rng
    for way in drawing.fabric.corridors:
        at = drawing.frame.to_mm(way.axis.interpolate(rng.uniform(0.2, 0.8), normalized=True).coords)[0]
        x, y = float(at[0]), float(at[1])
        text = f"{rng.choice(['KV1', 'KV2', 'ĐC', 'II'])}-{rng.integers(1, 99)}"
        size = canvas.text_size(text, look)
        spot = ring((x + 1.8 + size[0] / 2, y), Block(*size, look, ()), 0.0, air=0.2)
        if not sketch.room.contains(spot.union(shapely.Point(x, y).buffer(1))) or sketch.hits(spot):
            continue
        angles = np.linspace(0, 2 * np.pi, 25)
        canvas.line(np.column_stack([x + 0.8 * np.cos(angles), y + 0.8 * np.sin(angles)]), 0.12)
        canvas.line([(x, y), (x + 0.01, y)], 0.4)
        canvas.text(text, (x + 1.8, y), look, "lm")
        sketch.taken.append(spot)


def draw_neighbour(drawing: Drawing) -> None:
    """Name of the commune beyond the limit, Times bold 3.0, in an empty corner (p. 55)."""
    look = Text(Face(families(SERIF)[0], bold=True), 3.0)
    canvas, fabric, frame = drawing.canvas, drawing.fabric, drawing.frame
    text = f"XÃ {fabric.beyond.upper()}"
    block = Block(*canvas.text_size(text, look), look, ())
    width, height = frame.size_mm
    land = shapely.transform(fabric.outline, frame.to_mm).buffer(3)
    for x, y in ((0.15, 0.08), (0.85, 0.08), (0.15, 0.92), (0.85, 0.92)):
        spot = ring((x * width, y * height), block, 0.0, air=1.0)
        if not land.intersects(spot):
            canvas.text(text, (x * width, y * height), look, "mm")
            return


def draw_stamp(drawing: Drawing, heading: Heading) -> None:
    """A round red stamp and a scribbled signature over a signature block."""
    canvas, style, rng = drawing.canvas, drawing.style, drawing.rng
    width, height = drawing.frame.size_mm
    x, y = 0.69 * width + rng.normal(0, 4), height + style.strip_mm + 24 + rng.normal(0, 3)
    angles = np.linspace(0, 2 * np.pi, 73)
    for radius, weight in ((17.0, 0.5), (10.5, 0.25)):
        canvas.line(
            np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)]), weight, "stamp"
        )
    words = f"ỦY BAN NHÂN DÂN {heading.commune.upper()}"
    for index, letter in enumerate(words):
        turn = np.pi * (1.1 - 1.2 * index / max(len(words) - 1, 1))
        at = (x + 12.0 * np.cos(turn), y - 12.0 * np.sin(turn))
        canvas.text(letter, at, Text(style.title_face, 1.9, "stamp"), "mb", float(np.degrees(turn) - 90))
    loops = np.linspace(0, 5 * np.pi, 60)
    wave = 4 * np.sin(1.3 * loops) * np.exp(-loops / 20)
    scribble = np.column_stack([x - 14 + 1.6 * loops + 3 * np.cos(loops), y + wave])
    canvas.line(scribble, 0.35, "blue")
    canvas.text(names.person(rng)[0], (x, y + 21), style.note(2.5, bold=True), "mb")
