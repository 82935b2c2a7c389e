"""A canvas on which lines and letters come from a pen: of varying width, wobbling, too long or too short."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import shapely
from numpy.random import Generator

from synthetic.canvas import Canvas, Point, Points, Text
from synthetic.old_sheets.lettering import Writer

_STEP_MM = 2.0  # a hand's wobble is drawn in pieces of this length
_REACH = 12.0  # mm along a line over which a hand keeps its deviation


@dataclass(frozen=True, slots=True)
class Pen:
    """How lines are drawn; lengths in mm.

    ``wobble_mm`` is the root mean square deviation of a line, ``vary`` that of its width (share);
    ``over_mm`` and ``short_mm`` are how far ends run beyond their corners or stay away from them at most,
    ``over`` and ``short`` the shares of such ends.
    """

    wobble_mm: float = 0.0
    vary: float = 0.0
    over: float = 0.0
    over_mm: float = 0.0
    short: float = 0.0
    short_mm: float = 0.0


class PenCanvas(Canvas):
    """Draws every line with the pen and every text with the writer; without a writer texts are printed."""

    def __init__(
        self, size_mm: Point, origin_mm: Point, dpi: float, tools: tuple[Pen, Writer | None, Generator]
    ) -> None:
        super().__init__(size_mm, origin_mm, dpi)
        self.pen, self.writer, self.rng = tools

    def line(self, points_mm: npt.ArrayLike, weight_mm: npt.ArrayLike, ink: str = "black") -> None:
        """An open line through the points as the pen draws it; its vertices stay in place."""
        points = np.atleast_2d(np.asarray(points_mm, np.float64))
        if (self.pen.wobble_mm or self.pen.vary) and len(points) > 1:
            points, share = self._by_hand(points)
            super().line(points, np.asarray(weight_mm) * share, ink)
        else:
            super().line(points, weight_mm, ink)

    def side(self, points_mm: Points, weight_mm: float, ink: str = "black") -> None:
        """A boundary between two corners: its ends may run over or stop short."""
        points = np.array(points_mm, np.float64)
        for end, before in ((0, 1), (-1, -2)):
            step = points[end] - points[before]
            length = float(np.hypot(*step))
            away = min(self._end_mm(), 0.3 * length)
            points[end] += step / max(length, 1e-9) * away
        self.line(points, weight_mm, ink)

    def _end_mm(self) -> float:
        """How far an end lies beyond its corner (negative: before it)."""
        roll, pen = self.rng.random(), self.pen
        if roll < pen.over:
            return float(self.rng.uniform(0.2, 1.0) * pen.over_mm)
        return -float(self.rng.uniform(0.2, 1.0) * pen.short_mm) if roll < pen.over + pen.short else 0.0

    def _by_hand(self, points: Points) -> tuple[Points, Points]:
        """The line in short pieces that stray smoothly, and the share of its weight at each point."""
        walked = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        stops = np.union1d(walked, np.arange(0.0, walked[-1], _STEP_MM))
        dense = np.column_stack([np.interp(stops, walked, points[:, axis]) for axis in (0, 1)])
        gap = np.abs(stops[:, None] - walked[None, :]).min(axis=1)
        stray = _waves(stops, self.rng) * self.pen.wobble_mm * np.minimum(gap / 3.0, 1.0)[:, None]
        share = 1 + self.pen.vary * _waves(stops, self.rng)[:, 0]
        return dense + stray, np.clip(share, 0.55, 1.7)

    def text_size(self, text: str, look: Text) -> Point:
        """Advance width and height of capitals of a line of text, mm."""
        if self.writer is None:
            return super().text_size(text, look)
        return self.writer.width(text, look.height_mm) * look.stretch, look.height_mm

    def text(self, text: str, at_mm: Point, look: Text, anchor: str = "lb", angle_deg: float = 0.0) -> None:
        """Letter a line of text; see ``Canvas.text``."""
        if self.writer is None:
            super().text(text, at_mm, look, anchor, angle_deg)
            return
        weight = self.writer.pen_mm * min(1.0, 0.55 + 0.2 * look.height_mm) * (1.5 if look.face.bold else 1.0)
        for stroke in self.letters(text, at_mm, look, anchor, angle_deg):
            vary = 1 + 0.6 * self.pen.vary * _waves(np.linspace(0, 20, len(stroke)), self.rng)[:, 0]
            super().line(stroke, weight * np.clip(vary, 0.6, 1.5), look.ink)

    def letters(self, text: str, at_mm: Point, look: Text, anchor: str, angle_deg: float) -> list[Points]:
        """The strokes of a line of text on the sheet, mm; none where there is no writer."""
        if self.writer is None:
            return []
        width, height = self.text_size(text, look)
        across = {"l": 0.0, "m": 0.5, "r": 1.0}[anchor[0]] * width
        shift = (across, {"b": 0.0, "m": 0.5, "t": 1.0}[anchor[1]] * height)
        cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
        turn = np.array([[cos, -sin], [-sin, -cos]])  # paper's y goes down
        strokes = self.writer.strokes(text, look.height_mm, self.rng)
        return [(stroke * (look.stretch, 1.0) - shift) @ turn + np.asarray(at_mm) for stroke in strokes]

    def blank(self, ring_mm: npt.ArrayLike) -> None:
        """Take all ink away within a ring."""
        ring = np.round(self.to_px(ring_mm) * 16).astype(np.int32)
        for layer in self.layers.values():
            cv2.fillPoly(layer, [ring], 0, lineType=cv2.LINE_AA, shift=4)


def _waves(stops: Points, rng: Generator) -> Points:
    """Smooth deviation of about unit size along a line, in two directions: (n, 2)."""
    waves = np.zeros((len(stops), 2))
    for length in (_REACH, _REACH / 2.3, _REACH / 5.1):
        phase = rng.uniform(0, 2 * math.pi, 2)
        waves += rng.normal(0, 0.6, 2) * np.sin(2 * math.pi * stops[:, None] / length + phase)
    return waves


def corners_of(line: shapely.LineString, turn_deg: float) -> list[Points]:
    """The line cut where it turns by more than ``turn_deg``: what a hand draws in one stroke each."""
    points = shapely.get_coordinates(line)
    if len(points) < 3:
        return [points]
    steps = np.diff(points, axis=0)
    angles = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    cuts = np.flatnonzero(np.abs(np.diff(angles)) > math.radians(turn_deg)) + 1
    bounds = [0, *cuts.tolist(), len(points) - 1]
    return [points[a : b + 1] for a, b in itertools.pairwise(bounds)]
