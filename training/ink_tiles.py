"""Small drawn windows of maps in wide variety, with the class of every pixel of ink, to learn from.

A window is invented afresh each time: pens, lettering, land, symbols, paper, scanner. Lengths are pixels at
300 dpi. What an office draws in one way another draws in another; no sheet of ``synthetic`` is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFont
from scipy.spatial import Voronoi

from pipeline.model import FloatArray, Pixels
from pipeline.parcels.ink_classes import CLASSES

BOUNDARY, OTHER, TEXT, BAR, ARROW, FRAME = (
    CLASSES.index(name) for name in ("boundary", "other", "text", "bar", "arrow", "frame")
)
_FONTS = ("/usr/share/fonts", "/usr/share/texmf/fonts")
_NO_LETTERS = (
    *("Symbol", "symbol", "Fallback", "esint", "wasy", "stmary", "msam", "msbm", "rsfs", "cmex", "D050000L"),
    *("Math", "math", "dsrom", "eufm", "cmmi", "cmsy"),
)
_CODES = ("ODT", "ONT", "LUC", "CLN", "BHK", "NTS", "DGT", "ONT+CLN", "T", "LUK", "DGD", "TSC", "Ao", "M")
_WORDS = (
    *("Đường", "làng", "Mương", "Ao", "Sông", "Cầu", "Kênh", "đi xã", "Thôn", "Đông", "Phố", "Ngõ"),
    *("Calle", "Rue", "Via", "Weg", "Strasse", "Rio", "del", "San", "Hof"),
)
_DASHED = 0.12  # share of windows whose boundaries are dashed


@dataclass
class Window:
    """A drawing under way: grey levels (H, W), the class of each pixel's ink, and the window's habits."""

    chance: Generator
    grey: npt.NDArray[np.float32]
    classes: Pixels
    ink: float
    thin_px: float
    bold_px: float
    figure_px: float
    fonts: Sequence[Path]
    edges: list[FloatArray] = field(default_factory=list)
    nodes: FloatArray = field(default_factory=lambda: np.zeros((0, 2)))

    @property
    def side(self) -> int:
        """Pixels a side."""
        return int(self.grey.shape[0])

    def lay(self, cover: Pixels, ink: float, kind: int) -> None:
        """Lay ink where ``cover`` (0 to 255) says so."""
        share = cover.astype(np.float32) / 255
        self.grey *= 1 - share
        self.grey += share * ink
        self.classes[cover > 96] = kind

    def blank(self) -> Pixels:
        """An empty cover."""
        return np.zeros(self.grey.shape, np.uint8)

    def maybe(self, share: float) -> bool:
        """Yes in ``share`` of all cases."""
        return bool(self.chance.random() < share)

    def between(self, low: float, high: float) -> float:
        """Any number between the two."""
        return float(self.chance.uniform(low, high))

    def spot(self, beyond: float = 20.0) -> FloatArray:
        """Any point of the window or a little beyond."""
        return self.chance.uniform(-beyond, self.side + beyond, 2)


def stroke(cover: Pixels, points: FloatArray, width_px: float) -> None:
    """A line with soft edges; widths below one pixel are drawn as faint as they look."""
    at = np.round(points * 16).astype(np.int32).reshape(-1, 1, 2)
    low = max(1, math.floor(width_px))
    if width_px < 1:
        thin = np.zeros_like(cover)
        cv2.polylines(thin, [at], False, int(255 * width_px), 1, cv2.LINE_AA, 4)
        np.maximum(cover, thin, out=cover)
        return
    cv2.polylines(cover, [at], False, 255, low, cv2.LINE_AA, 4)
    if width_px - low > 0.1:
        wider = np.zeros_like(cover)
        cv2.polylines(wider, [at], False, int(255 * (width_px - low)), low + 1, cv2.LINE_AA, 4)
        np.maximum(cover, wider, out=cover)


def dashes(points: FloatArray, pattern: Sequence[float]) -> list[FloatArray]:
    """A polyline cut by a pattern of dash, gap, dash, gap ..."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    at = np.concatenate([[0.0], np.cumsum(steps)])
    pieces, start, turn = [], 0.0, 0
    while start < at[-1]:
        end = min(start + pattern[turn % len(pattern)], float(at[-1]))
        if turn % 2 == 0:
            places = np.concatenate([[start], at[(at > start) & (at < end)], [end]])
            pieces.append(np.column_stack([np.interp(places, at, points[:, k]) for k in (0, 1)]))
        start, turn = end, turn + 1
    return pieces


# --- land ---------------------------------------------------------------------------------------------


def land(window: Window) -> None:
    """Boundaries of parcels: cells, blocks or rows along roads, bent as hands and fields bend them."""
    size = window.between(28, 260)
    kinds = (_cells, _blocks, _rows)
    edges = kinds[int(window.chance.integers(len(kinds)))](window, size)
    if window.maybe(0.5):
        edges = _with_roads(window, edges)
    bend = _bend(window)
    window.edges = [bend(_fine(edge)) for edge in edges]
    window.nodes = bend(np.concatenate([edge[[0, -1]] for edge in edges])) if edges else window.nodes


def _cells(window: Window, size: float) -> list[FloatArray]:
    side = window.side
    count = max(4, int((2 * side / size) ** 2))
    points = window.chance.uniform(-0.5 * side, 1.5 * side, (count, 2))
    cells = Voronoi(np.concatenate([points, [[-9e3, -9e3], [9e3, -9e3], [-9e3, 9e3], [9e3, 9e3]]]))
    found = [cells.vertices[[a, b]] for a, b in cells.ridge_vertices if a >= 0 and b >= 0]
    return [edge for edge in found if np.abs(edge - side / 2).max() < 4 * side]


def _blocks(window: Window, size: float) -> list[FloatArray]:
    """Ground halved again and again; parts turned as a whole."""
    side, found = window.side, []
    waiting = [(-0.6 * side, -0.6 * side, 1.6 * side, 1.6 * side)]
    while waiting:
        x0, y0, x1, y1 = waiting.pop()
        wide, high = x1 - x0, y1 - y0
        if max(wide, high) < size * window.between(1.0, 2.6):
            ring = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]])
            found += [ring[k : k + 2] for k in range(4)]
        elif wide > high:
            cut = x0 + wide * window.between(0.3, 0.7)
            waiting += [(x0, y0, cut, y1), (cut, y0, x1, y1)]
        else:
            cut = y0 + high * window.between(0.3, 0.7)
            waiting += [(x0, y0, x1, cut), (x0, cut, x1, y1)]
    return [_turned(edge, window, side) for edge in found]


def _rows(window: Window, size: float) -> list[FloatArray]:
    """Narrow parcels in rows with lanes between some of the rows."""
    side, found = window.side, []
    y = -0.6 * side
    while y < 1.6 * side:
        deep = size * window.between(1.0, 2.5)
        lines = [np.array([[-side, level], [2 * side, level]]) for level in (y, y + deep)]
        x = -0.6 * side
        while x < 1.6 * side:
            x += size * window.between(0.3, 1.0)
            lean = window.between(-0.1, 0.1) * deep
            lines.append(np.array([[x, y], [x + lean, y + deep]]))
        found += lines
        y += deep + (window.between(10, 60) if window.maybe(0.5) else 0)
    return [_turned(line, window, side) for line in found]


def _turned(points: FloatArray, window: Window, side: int) -> FloatArray:
    slant = float(window.nodes[0, 0]) if len(window.nodes) else 0.0
    turn = np.array([[math.cos(slant), -math.sin(slant)], [math.sin(slant), math.cos(slant)]])
    return np.asarray((points - side / 2) @ turn.T + side / 2, np.float64)


def _with_roads(window: Window, edges: list[FloatArray]) -> list[FloatArray]:
    """The same land with a blank road through it, its edges drawn."""
    start, slant, half = window.spot(), window.between(0, math.pi), window.between(6, 45)
    along = np.array([math.cos(slant), math.sin(slant)])
    across = np.array([-along[1], along[0]])
    kept = []
    for drawn in edges:
        edge = drawn if np.diff(drawn @ across)[0] >= 0 else drawn[::-1]
        a, b = (edge - start) @ across
        if b <= -half or a >= half:
            kept.append(edge)
            continue
        run = edge[1] - edge[0]
        if a < -half:
            kept.append(np.stack([edge[0], edge[0] + run * (-half - a) / (b - a)]))
        if b > half:
            kept.append(np.stack([edge[0] + run * (half - a) / (b - a), edge[1]]))
    far = 3 * window.side * along
    return [
        *kept,
        *(np.stack([start - far + s * half * across, start + far + s * half * across]) for s in (-1, 1)),
    ]


def _fine(edge: FloatArray) -> FloatArray:
    count = max(2, int(np.hypot(*(edge[-1] - edge[0])) / 12) + 1)
    return np.linspace(edge[0], edge[-1], min(count, 200))


def _bend(window: Window):  # type: ignore[no-untyped-def]
    """A smooth shift of all points, gentle or none, with the trembling of a hand in some windows."""
    swing = window.chance.uniform(-9, 9, 2) * (window.maybe(0.6))
    waves, phases = window.chance.uniform(40, 200, 2), window.chance.uniform(0, 6, 2)
    tremble = window.between(0, 0.7) * window.maybe(0.4)

    def bend(points: FloatArray) -> FloatArray:
        moved = points + np.column_stack(
            [
                swing[0] * np.sin(points[:, 1] / waves[0] + phases[0]),
                swing[1] * np.sin(points[:, 0] / waves[1] + phases[1]),
            ]
        )
        inner = window.chance.normal(0, tremble, moved.shape) if tremble else 0.0
        return np.asarray(moved + inner, np.float64)

    return bend


def boundaries(window: Window) -> None:
    """Draw the land: one pen, or a bold and a thin one; some dashed, some broken, with points at corners."""
    two_pens, dashed = window.maybe(0.3), window.maybe(_DASHED)
    pattern = (window.between(18, 45), window.between(4, 11))
    bold_ones = window.chance.random(len(window.edges)) < (0.35 if two_pens else 0.0)
    for bold in (False, True):
        cover, whole = window.blank(), window.blank()
        width = window.bold_px if bold else window.thin_px
        for edge in (edge for edge, is_bold in zip(window.edges, bold_ones, strict=True) if is_bold == bold):
            stroke(whole, edge, width)
            for part in dashes(edge, pattern) if dashed and window.maybe(0.6) else [edge]:
                stroke(cover, part, width)
        _break(window, cover)
        ink = window.ink * window.between(0.7, 1.2) if bold else window.ink
        window.lay(cover, ink, BOUNDARY)
        window.classes[whole > 96] = BOUNDARY  # where it broke, the eye still sees it run
    if len(window.nodes) and window.maybe(0.25):
        _points(window)


def _break(window: Window, cover: Pixels) -> None:
    breaks = int(window.chance.integers(0, 8)) if window.edges and window.maybe(0.5) else 0
    for _ in range(breaks):
        edge = window.edges[int(window.chance.integers(len(window.edges)))]
        if not len(edge):
            continue
        at = edge[int(window.chance.integers(len(edge)))]
        cv2.circle(cover, np.round(at).astype(int).tolist(), int(window.chance.integers(2, 8)), 0, -1)
    if window.maybe(0.15):
        noise = window.chance.random((window.side // 6, window.side // 6)).astype(np.float32)
        worn = cv2.resize(noise, cover.shape[::-1], interpolation=cv2.INTER_LINEAR) < window.between(
            0.1, 0.35
        )
        cover[worn] //= 3


def _points(window: Window) -> None:
    """Survey points: rings or dots at the corners."""
    radius, ring, cover = window.between(2, 8), window.maybe(0.7), window.blank()
    for node in window.nodes[:: int(window.chance.integers(1, 4))]:
        if (np.abs(node - window.side / 2) < window.side).all():
            at, size = np.round(node).astype(int).tolist(), max(1, round(radius))
            if ring:
                cv2.circle(window.classes, at, size, 0, -1)
                cv2.circle(window.grey, at, size, float(window.grey.max()), -1)
            cv2.circle(cover, at, size, 255, max(1, round(window.thin_px)) if ring else -1, cv2.LINE_AA)
    window.lay(cover, window.ink, BOUNDARY)


def draw(chance: Generator, side: int, fonts: Sequence[Path]) -> Window:
    """One window, drawn but not yet aged; see ``training.ink_wear``."""
    from training import ink_marks  # noqa: PLC0415  what is drawn beside the boundaries is drawn on a window

    thin = chance.uniform(0.9, 4.0)
    window = Window(
        chance,
        np.full((side, side), 255.0, np.float32),
        np.zeros((side, side), np.uint8),
        float(chance.uniform(0, 90)),
        float(thin),
        float(thin * chance.uniform(1.6, 3.5)),
        float(
            chance.choice(
                [chance.uniform(14, 22), chance.uniform(18, 34), chance.uniform(28, 60)], p=[0.35, 0.5, 0.15]
            )
        ),
        fonts,
    )
    window.nodes = np.array([[chance.uniform(0, math.pi), 0.0]])
    land(window)
    ink_marks.beneath(window)
    boundaries(window)
    ink_marks.above(window)
    return window


def lettering(window: Window, text: str, height_px: float, font: Path) -> Pixels:
    """Text as a cover of its own size."""
    face = ImageFont.truetype(str(font), max(6, round(height_px * 1.4)), layout_engine=ImageFont.Layout.BASIC)
    left, top, right, bottom = face.getbbox(text)
    sheet = Image.new("L", (max(1, int(right - left)) + 4, max(1, int(bottom - top)) + 4))
    ImageDraw.Draw(sheet).text((2 - left, 2 - top), text, 255, font=face)
    return np.asarray(sheet, np.uint8)


def fonts() -> list[Path]:
    """All faces on this machine that have letters."""
    found = [
        p for folder in _FONTS for p in Path(folder).rglob("*") if p.suffix in (".ttf", ".otf", ".t1", ".pfb")
    ]
    return sorted(p for p in found if not any(word in p.name for word in _NO_LETTERS))


def label(window: Window) -> str:
    """A number, an area, a code or a word."""
    roll = window.chance.random()
    if roll < 0.45:
        return str(int(window.chance.integers(1, 10 ** int(window.chance.integers(1, 5)))))
    if roll < 0.65:
        return f"{window.between(10, 3000):.{int(window.chance.integers(0, 3))}f}".replace(
            ".", str(window.chance.choice([",", "."]))
        )
    return str(window.chance.choice(_CODES if roll < 0.8 else _WORDS))
