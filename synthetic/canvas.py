"""Drawing in millimetres on paper: antialiased lines of any weight, dashes and text, in a few inks.

The origin of paper millimetres is the north-west corner of the inner frame, x right, y down; a pixel's
centre lies at whole numbers. Every ink is a layer of coverage (0..255) and is laid over the paper at the end.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from synthetic import fonts

Pixels = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]
Point = tuple[float, float]

MM_PER_INCH = 25.4
_PIECE_PX = 40.0  # lines are drawn in pieces so that each touches a small window only
_TURNED = 3  # turned text is drawn this much larger and shrunk
INKS: dict[str, tuple[int, int, int]] = {
    "black": (18, 18, 20),
    "red": (205, 30, 35),
    "blue": (30, 85, 165),
    "green": (25, 130, 90),
    "stamp": (190, 45, 60),
    "grey": (170, 174, 176),
    "ghost": (196, 192, 184),
}


@dataclass(frozen=True, slots=True)
class Text:
    """How a piece of text looks: face, height of capitals (mm), ink, width factor."""

    face: fonts.Face
    height_mm: float
    ink: str = "black"
    stretch: float = 1.0


class Canvas:
    """A sheet of paper; ``left_mm`` and ``top_mm`` are the margins before the origin."""

    def __init__(self, size_mm: Point, origin_mm: Point, dpi: float) -> None:
        self.dpi = dpi
        self.scale = dpi / MM_PER_INCH
        self.origin_mm = origin_mm
        self.size_mm = size_mm
        self.width_px = round(size_mm[0] * self.scale)
        self.height_px = round(size_mm[1] * self.scale)
        self.layers: dict[str, Pixels] = {}

    def to_px(self, points_mm: npt.ArrayLike) -> Points:
        """Paper millimetres to pixels, (n, 2)."""
        points = np.atleast_2d(np.asarray(points_mm, dtype=np.float64))
        placed: Points = (points + np.asarray(self.origin_mm)) * self.scale - 0.5
        return placed

    def reach_down_to(self, y_mm: float) -> None:
        """Lengthen the paper at its foot so that it holds ``y_mm`` below the origin."""
        wanted = self.origin_mm[1] + y_mm
        if wanted <= self.size_mm[1]:
            return
        self.size_mm = (self.size_mm[0], wanted)
        more = round(wanted * self.scale) - self.height_px
        self.height_px += more
        self.layers = {ink: np.pad(layer, ((0, more), (0, 0))) for ink, layer in self.layers.items()}

    def layer(self, ink: str) -> Pixels:
        """Coverage of one ink."""
        if ink not in self.layers:
            self.layers[ink] = np.zeros((self.height_px, self.width_px), np.uint8)
        return self.layers[ink]

    def line(self, points_mm: npt.ArrayLike, weight_mm: npt.ArrayLike, ink: str = "black") -> None:
        """An open line through the points; ``weight_mm`` is one weight, or one for each point."""
        points, layer = self.to_px(points_mm), self.layer(ink)
        widths = np.broadcast_to(np.asarray(weight_mm, np.float64) * self.scale, len(points))
        for (start, end), pair in zip(itertools.pairwise(points), itertools.pairwise(widths), strict=True):
            count = max(math.ceil(float(np.abs(end - start).max()) / _PIECE_PX), 1)
            stops = start + np.linspace(0, 1, count + 1)[:, None] * (end - start)
            width = float(sum(pair)) / 2
            for first, last in itertools.pairwise(stops):
                _stroke(layer, first, last, width)

    def rectangle(self, corner_mm: Point, opposite_mm: Point, weight_mm: float, ink: str = "black") -> None:
        """Outline of an upright rectangle."""
        (x0, y0), (x1, y1) = corner_mm, opposite_mm
        self.line([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], weight_mm, ink)

    def dashes(
        self, points_mm: npt.ArrayLike, weight_mm: float, pattern_mm: Sequence[float], ink: str = "black"
    ) -> None:
        """A line of dashes and gaps by turns; a zero dash is a dot."""
        points = np.asarray(points_mm, dtype=np.float64)
        at, index, on = 0.0, 0, True
        steps = np.hypot(*np.diff(points, axis=0).T)
        length = np.concatenate([[0.0], np.cumsum(steps)])
        while at < length[-1]:
            end = min(at + pattern_mm[index % len(pattern_mm)], float(length[-1]))
            if on:
                self.line(_along(points, length, at, end), weight_mm, ink)
            at, index, on = max(end, at + 0.05), index + 1, not on

    def dots(self, start_mm: Point, end_mm: Point, weight_mm: float, step_mm: float) -> None:
        """A straight row of black dots."""
        (first, last) = self.to_px([start_mm, end_mm])
        count = int(np.hypot(*(last - first)) / (step_mm * self.scale)) + 1
        centres = first + np.linspace(0, 1, count)[:, None] * (last - first)
        layer, half = self.layer("black"), weight_mm * self.scale / 2
        near = np.arange(-math.ceil(half + 1), math.ceil(half + 1) + 1)
        rows, columns = (grid.ravel() for grid in np.meshgrid(near, near, indexing="ij"))
        x, y = np.round(centres[:, :1]) + columns, np.round(centres[:, 1:]) + rows
        cover = (
            np.clip(half + 0.5 - np.hypot(x - centres[:, :1], y - centres[:, 1:]), 0, min(2 * half, 1)) * 255
        )
        inside = (x >= 0) & (y >= 0) & (x < self.width_px) & (y < self.height_px)
        place = (y[inside].astype(int), x[inside].astype(int))
        np.maximum.at(layer, place, cover[inside].astype(np.uint8))

    def fill(self, ring_mm: npt.ArrayLike, ink: str = "black") -> None:
        """A filled polygon."""
        ring = np.round(self.to_px(ring_mm) * 16).astype(np.int32)
        cv2.fillPoly(self.layer(ink), [ring], 255, lineType=cv2.LINE_AA, shift=4)

    def text_size(self, text: str, look: Text) -> Point:
        """Advance width and height of capitals of a line of text, mm."""
        font = fonts.load(look.face, look.height_mm * self.scale)
        return float(font.getlength(text)) * look.stretch / self.scale, look.height_mm

    def text(self, text: str, at_mm: Point, look: Text, anchor: str = "lb", angle_deg: float = 0.0) -> None:
        """Write a line of text.

        ``anchor`` is l, m or r across, and b (baseline), m (middle of capitals) or t (top of capitals).
        ``angle_deg`` turns it counterclockwise, as seen, about the anchor.
        """
        if not text:
            return
        grow = _TURNED if angle_deg or look.stretch != 1.0 else 1
        mask, anchor_px = _written(text, look, anchor, self.scale * grow)
        x, y = self.to_px([at_mm])[0]
        if grow == 1:
            _lay(self.layer(look.ink), mask, round(x - anchor_px[0]), round(y - anchor_px[1]))
            return
        _lay_turned(self.layer(look.ink), mask, anchor_px, (float(x), float(y)), (angle_deg, look.stretch))

    def lay(self, mask: Pixels, at_mm: Point, origin_px: Point, ink: str = "black") -> None:
        """Lay coverage drawn elsewhere so that ``origin_px`` of it comes to lie at ``at_mm``."""
        x, y = self.to_px([at_mm])[0]
        _lay(self.layer(ink), mask, round(x - origin_px[0]), round(y - origin_px[1]))

    def flatten(self, paper: tuple[int, int, int] = (250, 249, 245)) -> Pixels:
        """The drawing on paper: grey where only black was used, RGB otherwise."""
        if set(self.layers) <= {"black"}:
            grey = round(sum(paper) / 3)
            table = (grey + (20 - grey) * np.arange(256) / 255.0).round().astype(np.uint8)
            return np.asarray(table[self.layer("black")])
        page = np.empty((self.height_px, self.width_px, 3), np.uint8)
        page[:] = paper
        for ink, layer in self.layers.items():
            where = layer > 0
            cover = layer[where].astype(np.float32)[:, None] / 255.0
            through = 1 - cover + np.asarray(INKS[ink], np.float32) / 255.0 * cover  # ink is a filter
            page[where] = (page[where] * through).round()
        return page


def _along(points: Points, length: Points, start: float, end: float) -> Points:
    inner = points[(length > start) & (length < end)]
    ends = [[np.interp(at, length, points[:, 0]), np.interp(at, length, points[:, 1])] for at in (start, end)]
    return np.vstack([ends[0], inner, ends[1]])


def _stroke(layer: Pixels, start: Points, end: Points, width: float) -> None:
    """Coverage of one short piece: half its width and half a pixel, less the distance to the pixel."""
    reach = width / 2 + 1.0
    x0, y0 = np.floor(np.minimum(start, end) - reach).astype(int)
    x1, y1 = np.ceil(np.maximum(start, end) + reach).astype(int) + 1
    x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, layer.shape[1]), min(y1, layer.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    dx, dy = float(end[0] - start[0]), float(end[1] - start[1])
    x = np.arange(x0, x1, dtype=np.float32)[None, :] - np.float32(start[0])
    y = np.arange(y0, y1, dtype=np.float32)[:, None] - np.float32(start[1])
    share = np.clip((x * dx + y * dy) / max(dx * dx + dy * dy, 1e-9), 0, 1)
    distance = np.hypot(x - share * dx, y - share * dy)
    cover = np.clip(width / 2 + 0.5 - distance, 0, min(width, 1.0)) * 255.0
    window = layer[y0:y1, x0:x1]
    np.maximum(window, cover.astype(np.uint8), out=window)


def _written(text: str, look: Text, anchor: str, scale: float) -> tuple[Pixels, Point]:
    """A mask of the text and where its anchor lies in the mask."""
    font = fonts.load(look.face, look.height_mm * scale)
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    pad = 2
    image = Image.new("L", (int(right - left) + 2 * pad + 2, int(bottom - top) + 2 * pad + 2))
    base = (pad - left, pad - top)
    ImageDraw.Draw(image).text(base, text, fill=255, font=font, anchor="ls")
    across = {"l": 0.0, "m": 0.5, "r": 1.0}[anchor[0]] * font.getlength(text)
    up = {"b": 0.0, "m": 0.5, "t": 1.0}[anchor[1]] * look.height_mm * scale
    return np.asarray(image), (base[0] + across, base[1] - up)


def _lay(layer: Pixels, mask: Pixels, x: int, y: int) -> None:
    x0, y0 = max(x, 0), max(y, 0)
    x1, y1 = min(x + mask.shape[1], layer.shape[1]), min(y + mask.shape[0], layer.shape[0])
    if x0 < x1 and y0 < y1:
        window = layer[y0:y1, x0:x1]
        np.maximum(window, mask[y0 - y : y1 - y, x0 - x : x1 - x], out=window)


def _lay_turned(layer: Pixels, mask: Pixels, anchor: Point, at: Point, turn: tuple[float, float]) -> None:
    """Shrink, stretch and turn a large mask about its anchor and lay it at a sub-pixel place."""
    angle, stretch = math.radians(turn[0]), turn[1]
    cos, sin = math.cos(angle) / _TURNED, math.sin(angle) / _TURNED
    linear = np.array([[cos * stretch, sin], [-sin * stretch, cos]])
    corners = np.array([[0, 0], [mask.shape[1], 0], [0, mask.shape[0]], mask.shape[::-1]]) - np.asarray(
        anchor
    )
    placed = corners @ linear.T + np.asarray(at)
    low = np.floor(placed.min(axis=0)).astype(int) - 1
    size = np.ceil(placed.max(axis=0)).astype(int) + 2 - low
    shift = np.asarray(at) - low - linear @ np.asarray(anchor)
    smooth = cv2.GaussianBlur(mask, (0, 0), 0.36 * _TURNED)
    matrix = np.column_stack([linear, shift])
    turned = cv2.warpAffine(smooth, matrix, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR)
    _lay(layer, np.asarray(turned, np.uint8), int(low[0]), int(low[1]))
