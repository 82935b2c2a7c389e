"""What is drawn on a digital sheet beside its boundaries: labels, houses, names, frame and title."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import shapely
from numpy.random import Generator
from shapely.affinity import translate
from shapely.geometry import Polygon, box

from synthetic.boundary_lines import BoundaryLine
from synthetic.dgn import Points
from synthetic.fabric import Fabric, Plot
from synthetic.frame import Frame
from synthetic.margins import Heading

NUMBER, CODE, AREA, HOUSE, HOUSE_MARK, CARRIAGEWAY, ROAD_NAME, PLACE_NAME, FRAME = (
    13,
    2,
    4,
    14,
    15,
    22,
    28,
    48,
    63,
)
Form = Literal["fraction", "stack", "line"]
ASPECT = 0.6  # width of a letter by its height
_LABEL_MM, _LEAST_MM, _TITLE_MM = 1.8, 0.9, 5.0


@dataclass(frozen=True, slots=True)
class MapText:
    """A level text or a turned one; ``at`` is its lower left corner (m)."""

    text: str
    at: tuple[float, float]
    height_m: float
    level: int
    turned_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class MapLabel:
    """What a parcel's label says, and where: its middle (m), height of letters, end of its leader."""

    number: int
    code: str
    area: str
    middle: tuple[float, float]
    height_m: float
    leader_to: tuple[float, float] | None = None

    def pieces(self, form: Form) -> tuple[list[MapText], list[BoundaryLine]]:
        """Texts and bars of the label laid out in a form."""
        x, y, high = *self.middle, self.height_m
        wide = high * ASPECT
        number = str(self.number)
        if form == "line":
            text = f"{self.code} {number}/{self.area}"
            return [MapText(text, (x - wide * len(text) / 2, y - high / 2), high, NUMBER)], []
        if form == "stack":
            rows = ((number, NUMBER, 0.7), (self.area, AREA, -0.6), (self.code, CODE, -1.9))
            texts = [MapText(t, (x - wide * len(t) / 2, y + high * up), high, level) for t, level, up in rows]
            return texts, []
        half = wide * max(len(self.area), len(number)) / 2
        bar = np.array([[x - half, y], [x + half, y]])
        texts = [
            MapText(number, (x - wide * len(number) / 2, y + 0.25 * high), high, NUMBER),
            MapText(self.area, (x - wide * len(self.area) / 2, y - 1.25 * high), high, AREA),
            MapText(self.code, (x - half - wide * (len(self.code) + 0.5), y - high / 2), high, CODE),
        ]
        return texts, [BoundaryLine(bar, NUMBER)]

    @property
    def ground(self) -> Polygon:
        """The room that the label takes in its widest form."""
        half = self.height_m * ASPECT * (len(self.area) + len(self.code) + 1) / 2
        x, y = self.middle
        return box(x - half, y - 1.5 * self.height_m, x + half, y + 1.5 * self.height_m)


@dataclass
class Drawing:
    """All that one sheet shows."""

    lines: list[BoundaryLine] = field(default_factory=list)
    texts: list[MapText] = field(default_factory=list)
    labels: list[MapLabel] = field(default_factory=list)
    shapes: list[Points] = field(default_factory=list)


def parcel_labels(plots: list[Plot], scale: int, mark: str, leaders: bool, rng: Generator) -> list[MapLabel]:
    """A label in each plot, smaller in small ones; the smallest have theirs beside them with a leader."""
    labels, room = [], shapely.STRtree([plot.polygon for plot in plots])
    small = []
    for plot in plots:
        circle = shapely.maximum_inscribed_circle(plot.polygon)
        middle = np.array(circle.coords[0]) + rng.normal(0, 0.08 * circle.length, 2)
        area = f"{plot.area_m2:.1f}".replace(".", mark)
        letters = len(area) + len(plot.code) + 1
        fits_m = 1.7 * circle.length / (letters * ASPECT)
        height = float(np.clip(fits_m, _LEAST_MM * scale / 1000, _LABEL_MM * scale / 1000))
        label = MapLabel(plot.number, plot.code, area, (float(middle[0]), float(middle[1])), height)
        if leaders and fits_m < 0.6 * _LEAST_MM * scale / 1000:
            small.append(label)
        else:
            labels.append(label)
    taken = [label.ground for label in labels]
    for label in small:
        beside = _beside(label, taken, room, rng)
        taken.append(beside.ground)
        labels.append(beside)
    return labels


def _beside(label: MapLabel, taken: list[Polygon], room: shapely.STRtree, rng: Generator) -> MapLabel:
    """The label moved to free ground nearby, with a leader to its parcel; where none is free it stays."""
    own = label.ground
    for reach in np.linspace(4, 14, 11) * label.height_m:
        for turn in rng.permutation(12) * np.pi / 6:
            step = reach * np.array([np.cos(turn), np.sin(turn)])
            ground = translate(own, *step)
            inside = len(room.query(ground, predicate="within")) > 0
            if inside and not any(ground.intersects(other) for other in taken):
                x, y = np.add(label.middle, step)
                return MapLabel(
                    label.number, label.code, label.area, (float(x), float(y)), label.height_m, label.middle
                )
    return label


def leader_lines(labels: list[MapLabel]) -> list[BoundaryLine]:
    """From beside the label to a point in its parcel."""
    lines = []
    for label in labels:
        if label.leader_to is not None:
            start = shapely.shortest_line(label.ground, shapely.Point(label.leader_to)).coords[0]
            lines.append(BoundaryLine(np.array([start, label.leader_to]), NUMBER))
    return lines


def surroundings(drawing: Drawing, fabric: Fabric, plots: list[Plot], frame: Frame, rng: Generator) -> None:
    """Houses with their marks, carriageways and names of roads, names of places."""
    mm = frame.scale / 1000
    for plot in plots:
        for house in plot.houses:
            drawing.lines.append(BoundaryLine(shapely.get_coordinates(house), HOUSE))
            corner = house.representative_point()
            mark = str(rng.choice(["b", "g", "t", "b2", "b3", "g1"]))
            drawing.texts.append(MapText(mark, (corner.x, corner.y), 1.2 * mm, HOUSE_MARK))
    for way in fabric.corridors:
        inside = way.axis.intersection(frame.ground)
        if inside.is_empty or inside.length < 20 * mm:
            continue
        for side in (-0.3, 0.3):
            for part in shapely.get_parts(shapely.offset_curve(inside, side * way.width_m)):
                if part.length > mm:
                    drawing.lines.append(BoundaryLine(shapely.get_coordinates(part), CARRIAGEWAY))
        at = inside.interpolate(0.5, normalized=True)
        drawing.texts.append(MapText(way.name, (at.x, at.y), 1.5 * mm, ROAD_NAME))
    places = sorted({plot.place for plot in plots if plot.place})[:3]
    for place in places:
        plot = max((plot for plot in plots if plot.place == place), key=lambda plot: plot.polygon.area)
        west, _, _, north = plot.polygon.bounds
        drawing.texts.append(MapText(place, (west, north), 2.5 * mm, PLACE_NAME))


def frame_and_title(drawing: Drawing, frame: Frame, heading: Heading, system: str) -> None:
    """Inner and outer frame, crosses, coordinates at the corners, and who and what the sheet is."""
    mm = frame.scale / 1000
    for out in (0.0, 10 * mm):
        ring = frame.ground.buffer(out, join_style="mitre").exterior
        drawing.lines.append(BoundaryLine(shapely.get_coordinates(ring), FRAME))
    for east in frame.grid_eastings():
        for north in frame.grid_northings():
            for arm in (np.array([4 * mm, 0]), np.array([0, 4 * mm])):
                cross = np.array([east, north]) + np.vstack([-arm, arm])
                drawing.lines.append(BoundaryLine(cross, FRAME))
    west, south, east, north = frame.ground.bounds
    middle = (west + east) / 2
    corners = ((f"{west:.0f}", west, south - 6 * mm), (f"{north:.0f}", west - 9 * mm, north))
    drawing.texts += [MapText(text, (x, y), 1.8 * mm, FRAME) for text, x, y in corners]
    rows = (
        ("BẢN ĐỒ ĐỊA CHÍNH", 44, 1.2),
        (heading.commune.upper(), 36, 1.0),
        (f"{heading.district} - {heading.province}", 29, 0.7),
        (f"TỜ BẢN ĐỒ SỐ: {heading.number}", 22, 0.8),
        (f"{frame.name[:3]} {frame.name[3:]}", 15, 0.8),
    )
    for text, up_mm, size in rows:
        height = _TITLE_MM * size * mm
        at = (middle - height * ASPECT * len(text) / 2, north + up_mm * mm)
        drawing.texts.append(MapText(text, at, height, FRAME))
    below = (f"TỶ LỆ 1:{frame.scale}", system, f"Ngày đo vẽ: tháng 6 năm {heading.year}", heading.drawn_by)
    for row, text in enumerate(below):
        at = (middle - 20 * mm, south - (20 + 6 * row) * mm)
        drawing.texts.append(MapText(text, at, 2.5 * mm, FRAME))
