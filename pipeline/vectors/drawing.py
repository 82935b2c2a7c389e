"""What stands in a digital map as it was drawn: lines, texts, polygons with attributes, in file units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely.geometry import MultiPolygon, Polygon

from pipeline.model import FloatArray

# Width of a letter over its height, in the upright fonts of drawings.
_LETTER_WIDTH = 0.6


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line with its vertices (n, 2). ``layer`` is a DGN's level as text, or a DXF's layer by name."""

    points: FloatArray
    layer: str

    @property
    def is_closed(self) -> bool:
        """Whether it ends where it begins."""
        return len(self.points) > 3 and bool(np.all(self.points[0] == self.points[-1]))


@dataclass(frozen=True, slots=True)
class Writing:
    """A text. ``x``, ``y``: its lower left corner; ``anchored``: they are its centre. ``angle_deg`` is
    counter- clockwise from east. ``group``: 0, or the number that the drawing gives to what belongs together.
    """

    raw: bytes
    text: str
    x: float
    y: float
    height: float
    angle_deg: float
    layer: str
    element: int
    group: int = 0
    anchored: bool = False

    @property
    def centre(self) -> tuple[float, float]:
        """The point in the middle of its letters, which may lie in another face than its corner."""
        if self.anchored:
            return self.x, self.y
        angle = math.radians(self.angle_deg)
        along, up = _LETTER_WIDTH * self.height * len(self.text) / 2, self.height / 2
        east = along * math.cos(angle) - up * math.sin(angle)
        north = along * math.sin(angle) + up * math.cos(angle)
        return self.x + east, self.y + north


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing: nothing says what is a parcel but lines and texts. ``claim``: the CRS that it declares."""

    strokes: tuple[Stroke, ...]
    writings: tuple[Writing, ...]
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Polygons with one list of values a field, texts as bytes. ``claim``: the CRS that it declares (WKT).

    ``shapeless``: how many rows besides have no polygon.
    """

    polygons: tuple[Polygon | MultiPolygon, ...]
    fields: Mapping[str, tuple[Any, ...]]
    claim: str = ""
    shapeless: int = 0
