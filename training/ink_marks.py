"""What is drawn on maps beside boundaries of parcels: houses, water, slopes, symbols, lettering, the grid."""

from __future__ import annotations

import math

import cv2
import numpy as np

from pipeline.model import FloatArray, Pixels
from training.ink_tiles import ARROW, BAR, FRAME, OTHER, TEXT, Window, dashes, label, lettering, stroke


def beneath(window: Window) -> None:
    """What lies under the boundaries: houses, hatching, filled ground, other lines."""
    if window.maybe(0.35):
        _tint(window)
    if window.maybe(0.5):
        _houses(window)
    for chance, draw in (
        (0.15, _hatching),
        (0.3, _other_lines),
        (0.12, _slope),
        (0.12, _contours),
        (0.08, _railway),
    ):
        if window.maybe(chance):
            draw(window)


def above(window: Window) -> None:
    """What is written over them: lettering, arrows, symbols, the grid, the frame."""
    for chance, draw in ((0.3, _symbols), (0.2, _crosses), (0.06, _frame)):
        if window.maybe(chance):
            draw(window)
    font = window.fonts[int(window.chance.integers(len(window.fonts)))]
    for _ in range(int(window.chance.integers(0, 12))):
        if window.maybe(0.2):
            font = window.fonts[int(window.chance.integers(len(window.fonts)))]
        _write(window, font)


def _tint(window: Window) -> None:
    """Ground washed in another tone: its edge is no line."""
    shape = np.round(window.spot() + window.between(30, 160) * window.chance.normal(0, 1, (5, 2))).astype(
        np.int32
    )
    mask = np.zeros(window.grey.shape, np.float32)
    cv2.fillPoly(mask, [cv2.convexHull(shape)], 1.0)
    if window.maybe(0.5):
        mask = cv2.GaussianBlur(mask, (0, 0), window.between(0.5, 6))
    window.grey *= 1 - mask * window.between(0.03, 0.3)


def _houses(window: Window) -> None:
    """Rectangles with annexes, thinner than boundaries, dashed, hatched or filled; with their marks."""
    dashed, width = window.maybe(0.5), window.thin_px * window.between(0.35, 0.6)
    fill = window.chance.choice(["", "", "", "hatch", "grey"])
    kinds = window.maybe(0.5), window.maybe(0.3)
    for _ in range(int(window.chance.integers(1, 9))):
        ring = _house(window)
        cover = window.blank()
        for part in dashes(ring, (window.between(10, 20), window.between(4, 9))) if dashed else [ring]:
            stroke(cover, part, window.thin_px if dashed else max(0.6, width))
        if fill == "hatch":
            _hatch(window, cover, ring, window.between(4, 12))
        if fill == "grey":
            inside = np.zeros(window.grey.shape, np.uint8)
            cv2.fillPoly(inside, [np.round(ring).astype(np.int32)], 1)
            window.grey[inside > 0] *= 0.8
        if kinds[0]:  # a diagonal
            stroke(cover, ring[[0, 2]], max(0.6, width))
        window.lay(cover, window.ink, OTHER)


def _house(window: Window) -> FloatArray:
    long, deep, slant = window.between(14, 110), window.between(12, 60), window.between(0, math.pi)
    along = np.array([math.cos(slant), math.sin(slant)])
    across = np.array([-along[1], along[0]])
    middle = window.spot()
    if window.edges and window.maybe(0.4):  # at a boundary
        edge = window.edges[int(window.chance.integers(len(window.edges)))]
        middle = edge[len(edge) // 2]
        along = (edge[-1] - edge[0]) / max(float(np.hypot(*(edge[-1] - edge[0]))), 1e-6)
        across = np.array([-along[1], along[0]])
        middle = middle + across * deep * window.between(0.2, 0.9)
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    if window.maybe(0.4):
        cut = window.between(-0.3, 0.6)
        corners = [(-1, -1), (1, -1), (1, cut), (cut, cut), (cut, 1), (-1, 1), (-1, -1)]
    return np.array([middle + 0.5 * (x * long * along + y * deep * across) for x, y in corners])


def _hatch(window: Window, cover: Pixels, ring: FloatArray, every: float) -> None:
    inside = np.zeros(cover.shape, np.uint8)
    cv2.fillPoly(inside, [np.round(ring).astype(np.int32)], 255)
    lines, slant = window.blank(), window.between(0, math.pi)
    along = np.array([math.cos(slant), math.sin(slant)])
    across = np.array([-along[1], along[0]])
    for k in np.arange(-window.side, window.side, every):
        middle = np.array([window.side / 2] * 2) + k * across
        stroke(
            lines,
            np.stack([middle - window.side * along, middle + window.side * along]),
            max(0.6, window.thin_px * 0.5),
        )
    np.maximum(cover, cv2.bitwise_and(lines, inside), out=cover)


def _hatching(window: Window) -> None:
    """A whole ground hatched: water, gardens, paddy."""
    ring = window.spot() + window.between(60, 200) * np.array([[-1, -1], [1, -0.8], [1.1, 1], [-0.7, 0.9]])
    cover = window.blank()
    _hatch(window, cover, ring, window.between(6, 24))
    window.lay(cover, window.ink + window.between(0, 60), OTHER)


def _other_lines(window: Window) -> None:
    """Footpaths, limits, power lines, ditches: dashed, dotted, dash-dotted, with little signs."""
    patterns = ((9, 9), (4, 8), (16, 9), (30, 8, 3, 8), (34, 8, 3, 6, 3, 8), (2, 5))
    for _ in range(int(window.chance.integers(1, 5))):
        scale = window.between(0.6, 1.5)
        pattern = [scale * step for step in patterns[int(window.chance.integers(len(patterns)))]]
        line = _wander(window)
        cover = window.blank()
        for part in dashes(line, pattern):
            stroke(cover, part, window.thin_px * window.between(0.6, 1.3))
        window.lay(cover, window.ink, OTHER)


def _wander(window: Window) -> FloatArray:
    start, slant = window.spot(), window.between(0, 2 * math.pi)
    turns = np.cumsum(window.chance.normal(0, window.between(0, 0.12), 60)) + slant
    steps = 10 * np.column_stack([np.cos(turns), np.sin(turns)])
    return np.asarray(start + np.cumsum(steps, axis=0), np.float64)


def _slope(window: Window) -> None:
    """Hachures: short strokes on one side of a line."""
    line, every = _wander(window), window.between(5, 16)
    cover = window.blank()
    steps = np.diff(line, axis=0)
    for k in range(0, len(steps), max(1, round(every / 10))):
        across = np.array([-steps[k, 1], steps[k, 0]]) / 10
        stroke(cover, np.stack([line[k], line[k] + across * window.between(8, 26)]), window.thin_px * 0.7)
    if window.maybe(0.5):
        stroke(cover, line, window.thin_px * 0.7)
    window.lay(cover, window.ink, OTHER)


def _contours(window: Window) -> None:
    """Height lines: thin, long, side by side."""
    line, cover = _wander(window), window.blank()
    shift = window.chance.normal(0, 1, 2) * window.between(15, 40)
    for k in range(-4, 5):
        stroke(cover, line + k * shift, max(0.5, window.thin_px * 0.4))
    window.lay(cover, window.ink + window.between(20, 110), OTHER)


def _railway(window: Window) -> None:
    line = _wander(window)
    cover = window.blank()
    stroke(cover, line, window.bold_px)
    for k in range(0, len(line) - 1, 2):
        across = np.array([-(line[k + 1] - line[k])[1], (line[k + 1] - line[k])[0]])
        stroke(cover, np.stack([line[k] - across, line[k] + across]), window.thin_px)
    window.lay(cover, window.ink, OTHER)


def _symbols(window: Window) -> None:
    """Trees, grass, wells, points of height, marks of houses."""
    kind = int(window.chance.integers(6))
    for _ in range(int(window.chance.integers(2, 22))):
        x, y = window.spot()
        r = window.between(3, 11)
        cover = window.blank()
        at = (round(float(x)), round(float(y)))
        if kind == 0:
            cv2.circle(cover, at, round(r), 255, max(1, round(window.thin_px * 0.7)), cv2.LINE_AA)
        elif kind == 1:
            cv2.circle(cover, at, max(1, round(r / 3)), 255, -1, cv2.LINE_AA)
        elif kind == 2:
            for lean in (-0.6, 0.0, 0.6):
                stroke(cover, np.array([[x, y], [x + lean * r, y - 1.5 * r]]), window.thin_px * 0.7)
        elif kind == 3:
            stroke(cover, np.array([[x - r, y - r], [x, y + r], [x + r, y - r]]), window.thin_px * 0.8)
        elif kind == 4:
            cv2.ellipse(
                cover, at, (round(r), round(r / 2)), window.between(0, 180), 0, 270, 255, 1, cv2.LINE_AA
            )
        else:
            stroke(cover, np.array([[x - r, y], [x + r, y]]), window.thin_px)
            stroke(cover, np.array([[x, y - r], [x, y + r / 3]]), window.thin_px)
        window.lay(cover, window.ink, OTHER)


def _crosses(window: Window) -> None:
    """Crosses of the grid, level or nearly."""
    x, y = window.spot(0)
    arm, lean = window.between(18, 60), window.between(-0.05, 0.05)
    cover = window.blank()
    ways = np.array([[math.cos(lean), math.sin(lean)], [-math.sin(lean), math.cos(lean)]])
    for way in ways:
        stroke(
            cover, np.array([x, y]) + arm * np.stack([-way, way]), window.thin_px * window.between(0.6, 1.4)
        )
    window.lay(cover, window.ink, FRAME)


def _frame(window: Window) -> None:
    """A corner or a side of the double frame."""
    cover, at, gap = window.blank(), window.between(20, window.side - 20), window.between(15, 120)
    level = window.maybe(0.5)
    for place, width in ((at, window.thin_px), (at + gap, window.bold_px * 2)):
        line = np.array([[-9.0, place], [window.side + 9.0, place + window.between(-4, 4)]])
        stroke(cover, line if level else line[:, ::-1], width)
    window.lay(cover, window.ink, FRAME)


# --- lettering ----------------------------------------------------------------------------------------


def _write(window: Window, font: object) -> None:
    """A label somewhere: one line, a fraction, a stack, in a ring or at the end of an arrow."""
    height = (
        window.figure_px * window.between(0.8, 1.2) * (window.between(1.2, 3) if window.maybe(0.08) else 1)
    )
    angle = 0.0 if window.maybe(0.6) else window.between(-90, 90)
    at = window.spot()
    form = str(window.chance.choice(["one", "fraction", "stack", "ring"], p=[0.5, 0.3, 0.12, 0.08]))
    lines = [label(window) for _ in range({"one": 1, "ring": 1}.get(form, int(window.chance.integers(2, 4))))]
    covers = [lettering(window, line, height, font) for line in lines]  # type: ignore[arg-type]
    step = height * window.between(1.25, 1.8)
    widest = max(cover.shape[1] for cover in covers)
    for k, cover in enumerate(covers):
        _paste(window, cover, _offset(at, (0.0, (k - (len(covers) - 1) / 2) * step), angle), angle)
    extra = window.blank()
    if form == "fraction":
        up = (0.5 - (len(covers) - 1) / 2) * step
        ends = [_offset(at, (side * (widest / 2 + window.between(-2, 6)), up), angle) for side in (-1, 1)]
        stroke(extra, np.array(ends), max(0.8, window.thin_px * window.between(0.5, 1.0)))
        window.lay(extra, window.ink, BAR)
        if window.maybe(0.6):
            _code_beside(window, font, (at, angle, widest / 2, up, height))
    elif form == "ring":
        cv2.circle(
            extra,
            np.round(at).astype(int).tolist(),
            round(0.75 * max(widest, height)),
            255,
            max(1, round(window.thin_px * 0.7)),
            cv2.LINE_AA,
        )
        window.lay(extra, window.ink, TEXT)
    if window.maybe(0.12):
        _arrow(window, at, 0.6 * max(widest, height))


def _code_beside(window: Window, font: object, place: tuple[FloatArray, float, float, float, float]) -> None:
    at, angle, half, up, height = place
    cover = lettering(
        window, str(window.chance.choice(["ODT", "ONT", "LUC", "CLN", "NTS", "T"])), height, font
    )  # type: ignore[arg-type]
    side = -1 if window.maybe(0.6) else 1
    _paste(window, cover, _offset(at, (side * (half + 8 + cover.shape[1] / 2), up), angle), angle)


def _offset(at: FloatArray, shift: tuple[float, float], angle_deg: float) -> FloatArray:
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return np.array([at[0] + cos * shift[0] - sin * shift[1], at[1] + sin * shift[0] + cos * shift[1]])


def _paste(window: Window, cover: Pixels, middle: FloatArray, angle_deg: float) -> None:
    turn = cv2.getRotationMatrix2D((cover.shape[1] / 2, cover.shape[0] / 2), -angle_deg, 1.0)
    turn[:, 2] += middle - np.array([cover.shape[1] / 2, cover.shape[0] / 2])
    placed = cv2.warpAffine(cover, turn, (window.side, window.side))
    keep = window.classes.copy()
    window.lay(placed, window.ink, TEXT)
    window.classes[keep == 1] = 1  # a boundary under letters is a boundary


def _arrow(window: Window, at: FloatArray, clear: float) -> None:
    slant, long = window.between(0, 2 * math.pi), window.between(25, 110)
    way = np.array([math.cos(slant), math.sin(slant)])
    tail, head = at + clear * way, at + (clear + long) * way
    cover = window.blank()
    stroke(cover, np.stack([tail, head]), max(0.8, window.thin_px * 0.8))
    for turn in (0.45, -0.45):
        back = np.array([math.cos(slant + math.pi + turn), math.sin(slant + math.pi + turn)])
        stroke(cover, np.stack([head, head + 12 * back]), max(0.8, window.thin_px * 0.8))
    window.lay(cover, window.ink, ARROW)
