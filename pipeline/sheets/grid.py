"""Frame of a map sheet, in pixels of the page.

The frame is looked for on a small copy of the page and then followed line by line at full resolution.
Figures are those of Circular 25/2014, App. 01.III.1; older sheets differ by a few millimetres, so that only
ranges are used here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from pipeline.model import FloatArray, Pixels
from pipeline.sheets import strip

_SMALL_PX = 1500  # long side of the small copy: the 0.15 mm neatline keeps a fifth of its contrast
_MAX_SKEW = np.radians(7.0)
_RIDGE = 8  # grey levels by which a line pixel of the small copy is darker than both sides
_MAX_TAPER = 0.08  # opposite sides in a photograph are not parallel
_MIN_SIDE = 0.3  # of the page: shorter lines are no frame sides
_MIN_COVER = 0.7  # of a side must carry ink
# Neatline to outer frame: 10 in the circular, 4 to 13 on older sheets; wider here, for the resolution that a
# file states may be wrong by half. All sides must show the same gap, which keeps parcel lines out.
_GAP_MM = (2.5, 26.0)
_MAX_LINES = 14
_SAME_PX = 5.0
_CORNER_MM = 15.0  # of the sides next to a corner are taken as straight
_BEYOND = (0.035, 0.075)  # of a side: past the strip, into which the neatline may run on
# A whole frame fills half of its page and more: no side is given up for the land beyond it, but a part of a
# sheet is taken before a small rectangle of its content.
_OFF_PAGE = 0.3
_MIN_SUPPORT = 0.4  # of a side at full resolution; worn and crossed sides still have twice that
_TRIES = 6
_OPPOSITE = (frozenset({0, 2}), frozenset({1, 3}))
_TABLE_LINES = 4  # so many full-width lines inside a frame make it a table, not a map

Line = tuple[float, float]  # row = line[0] + line[1] * column, in the small copy


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a sheet. Corners (4, 2) run NW, NE, SE, SW as the page lies; sides run N, E, S, W.

    ``corners_px`` are those of the inner frame (neatline), ``outer_px`` those of the outer frame where there
    is one. A side that is cut off the page is in ``missing``; its line is then the edge of the page.
    ``evidence`` holds what the decision rested on, for people.
    """

    corners_px: FloatArray
    outer_px: FloatArray | None
    sides: tuple[strip.TracedLine, ...]
    missing: frozenset[int] = frozenset()
    evidence: dict[str, float] = field(default_factory=dict)

    def turned(self, quarter_turns: int, size_px: tuple[int, int]) -> Frame:
        """The frame on the page of ``size_px`` (width, height) turned clockwise by quarter turns."""
        order = [(i - quarter_turns) % 4 for i in range(4)]
        sides = tuple(
            strip.TracedLine(turn(self.sides[i].points_px, quarter_turns, size_px), self.sides[i].support)
            for i in order
        )
        corners = turn(self.corners_px, quarter_turns, size_px)[order]
        outer = None if self.outer_px is None else turn(self.outer_px, quarter_turns, size_px)[order]
        missing = frozenset((side + quarter_turns) % 4 for side in self.missing)
        return Frame(corners, outer, sides, missing, self.evidence)


def turn(points_px: FloatArray, quarter_turns: int, size_px: tuple[int, int]) -> FloatArray:
    """Points (n, 2) of a page of ``size_px`` (width, height) after it was turned clockwise."""
    points = np.asarray(points_px, np.float64).reshape(-1, 2)
    width, height = size_px
    for _ in range(quarter_turns % 4):
        points = np.column_stack([height - 1 - points[:, 1], points[:, 0]])
        width, height = height, width
    return points


# --- frame --------------------------------------------------------------------------------------------


def find_frames(grey: Pixels, dpi: float) -> Iterator[Frame]:
    """Map frames that a page within 7 degrees of a quarter turn may have, likeliest first.

    ``dpi`` may be wrong by a factor of about two. Tables (many lines right across) are not frames.
    """
    shrink = max(1.0, max(grey.shape) / _SMALL_PX)
    small = cv2.resize(grey, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    ink = cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, cv2.getStructuringElement(cv2.MORPH_RECT, (9, 9)))
    level, upright = _ridges(ink), _ridges(np.ascontiguousarray(ink.T))
    for found in _rectangles(_long_lines(level), _long_lines(upright), level, upright):
        if _is_table(found, level, upright):
            return
        frame = _refine(grey, (found.corners + 0.5) * shrink - 0.5, found.missing, dpi)
        # on the small copy a row of content may look like a line
        if all(line.support >= _MIN_SUPPORT for i, line in enumerate(frame.sides) if i not in frame.missing):
            yield frame


def _ridges(ink: Pixels) -> Pixels:
    """255 where a dark line runs along the rows."""
    level = ink.astype(np.int16)
    above, below = np.roll(level, 1, axis=0), np.roll(level, -1, axis=0)
    beside = np.maximum(np.roll(level, 3, axis=0), np.roll(level, -3, axis=0))
    mask = ((level >= above) & (level > below) & (level - beside > _RIDGE)).astype(np.uint8) * 255
    mask[:3] = 0
    mask[-3:] = 0
    return np.asarray(mask, np.uint8)


def _long_lines(ridges: Pixels) -> list[Line]:
    """Distinct long lines along the rows, most votes first."""
    width = ridges.shape[1]
    votes = cv2.HoughLines(
        ridges, 1, np.pi / 1800, int(_MIN_SIDE * width * 0.6),
        min_theta=np.pi / 2 - _MAX_SKEW, max_theta=np.pi / 2 + _MAX_SKEW,
    )  # fmt: skip
    kept: list[Line] = []
    for rho, theta in votes[:400, 0] if votes is not None else ():
        line = (float(rho / np.sin(theta)), float(-np.cos(theta) / np.sin(theta)))
        if all(_apart(line, other, width) > _SAME_PX for other in kept):
            kept.append(line)
        if len(kept) == _MAX_LINES:
            break
    return kept


def _apart(first: Line, second: Line, width: int) -> float:
    """Largest distance of two lines near the two ends of the small copy."""
    return max(abs(first[0] - second[0] + (first[1] - second[1]) * at) for at in (0.1 * width, 0.9 * width))


@dataclass(frozen=True, slots=True)
class _Rectangle:
    corners: FloatArray
    missing: frozenset[int]
    cover: float


def _rectangles(rows: list[Line], columns: list[Line], level: Pixels, upright: Pixels) -> list[_Rectangle]:
    """Rectangles of inked lines, likeliest first; one side, or two that meet, may be edges of the page."""
    height, width = level.shape
    edges_r: list[tuple[Line, bool]] = [(line, False) for line in rows]
    edges_r += [((0.0, 0.0), True), ((height - 1.0, 0.0), True)]
    edges_c: list[tuple[Line, bool]] = [(line, False) for line in columns]
    edges_c += [((0.0, 0.0), True), ((width - 1.0, 0.0), True)]
    found: list[tuple[float, FloatArray, frozenset[int]]] = []
    for pair_r, pair_c in itertools.product(_pairs(edges_r, height, width), _pairs(edges_c, width, height)):
        missing = _missing(pair_r, pair_c)
        if len(missing) <= 2 and missing not in _OPPOSITE:
            corners = _corners(pair_r, pair_c)
            area = float(cv2.contourArea(corners.astype(np.float32))) / (height * width)
            found.append((area - _OFF_PAGE * len(missing), corners, missing))
    inked = (
        _Rectangle(corners, missing, cover)
        for _, corners, missing in sorted(found, key=lambda item: -item[0])
        if (cover := _cover(corners, missing, level, upright)) >= _MIN_COVER
        and not _runs_on(corners, missing, level, upright)
    )
    return list(itertools.islice(inked, _TRIES))


_Edge = tuple[Line, bool]


def _pairs(lines: list[_Edge], across: int, along: int) -> list[tuple[_Edge, _Edge]]:
    """Pairs (first, second) of nearly parallel lines with room between them, the first before the second."""
    middle = along / 2
    ordered = sorted(lines, key=lambda item: item[0][0] + item[0][1] * middle)
    pairs = []
    for first, second in itertools.combinations(ordered, 2):
        room = (second[0][0] - first[0][0]) + (second[0][1] - first[0][1]) * middle
        parallel = abs(first[0][1] - second[0][1]) < _MAX_TAPER or first[1] or second[1]
        if room > _MIN_SIDE * across and parallel:
            pairs.append((first, second))
    return pairs


def _missing(pair_r: tuple[_Edge, _Edge], pair_c: tuple[_Edge, _Edge]) -> frozenset[int]:
    flags = (pair_r[0][1], pair_c[1][1], pair_r[1][1], pair_c[0][1])
    return frozenset(side for side, edge in enumerate(flags) if edge)


def _corners(pair_r: tuple[_Edge, _Edge], pair_c: tuple[_Edge, _Edge]) -> FloatArray:
    north, south = pair_r[0][0], pair_r[1][0]
    west, east = pair_c[0][0], pair_c[1][0]
    return np.array([_meet(north, west), _meet(north, east), _meet(south, east), _meet(south, west)])


def _meet(row: Line, column: Line) -> tuple[float, float]:
    x = (column[0] + column[1] * row[0]) / (1 - column[1] * row[1])
    return x, row[0] + row[1] * x


def _cover(corners: FloatArray, missing: frozenset[int], level: Pixels, upright: Pixels) -> float:
    """Smallest inked share of the sides that are lines."""
    shares = []
    for side in range(4):
        if side not in missing:
            first, second = corners[side], corners[(side + 1) % 4]
            mask = level if side % 2 == 0 else upright
            ends = (first, second) if side % 2 == 0 else (first[::-1], second[::-1])
            shares.append(_inked(mask, *ends))
    return min(shares)


def _runs_on(corners: FloatArray, missing: frozenset[int], level: Pixels, upright: Pixels) -> bool:
    """Whether a side goes on well beyond a corner: then the side that it meets there is some inner line."""
    for side in set(range(4)) - missing:
        mask = level if side % 2 == 0 else upright
        for near, far in ((side, (side + 1) % 4), ((side + 1) % 4, side)):
            run = corners[near] - corners[far]
            ends = corners[near] + np.outer(_BEYOND, run)
            if side % 2:
                ends = ends[:, ::-1]
            if _on_page(ends, mask) and _inked(mask, *ends) > _MIN_COVER:
                return True
    return False


def _on_page(ends: FloatArray, mask: Pixels) -> bool:
    height, width = mask.shape
    return bool(((ends >= 0) & (ends < (width, height))).all())


def _inked(ridges: Pixels, first: FloatArray, second: FloatArray) -> float:
    """Share of the way between two points that has line pixels within two pixels."""
    steps = max(2, int(abs(second[0] - first[0])))
    x = np.round(np.linspace(first[0], second[0], steps)).astype(int)
    y = np.round(np.linspace(first[1], second[1], steps)).astype(int)
    inside = (x >= 0) & (x < ridges.shape[1])
    x, y = x[inside], y[inside]
    hit = np.zeros(len(x), bool)
    for shift in (-2, -1, 0, 1, 2):
        hit |= ridges[np.clip(y + shift, 0, ridges.shape[0] - 1), x] > 0
    # short breaks are worn ink, long ones are no line
    closed = cv2.morphologyEx(hit.astype(np.uint8)[None], cv2.MORPH_CLOSE, np.ones((1, 9), np.uint8))
    return float(closed.mean()) * len(x) / steps if steps else 0.0


def _is_table(found: _Rectangle, level: Pixels, upright: Pixels) -> bool:
    """Whether several lines run right across, as in a register; a drawn square grid is not a table."""
    counts = []
    for mask, order in ((level, (0, 1, 3, 2)), (upright, (0, 3, 1, 2))):
        nw, ne, sw, se = found.corners[list(order)]
        shares = np.linspace(0.04, 0.96, 400)
        inked = [_inked(mask, *_across(nw, ne, sw, se, share, mask is upright)) > 0.8 for share in shares]
        counts.append(int(np.diff(np.asarray([0, *inked], int)).clip(min=0).sum()))
    return sum(counts) >= _TABLE_LINES and abs(counts[0] - counts[1]) > 1


def _across(
    nw: FloatArray, ne: FloatArray, sw: FloatArray, se: FloatArray, share: float, swap: bool
) -> tuple[FloatArray, FloatArray]:
    first, second = nw + share * (sw - nw), ne + share * (se - ne)
    return (first[::-1], second[::-1]) if swap else (first, second)


def _refine(grey: Pixels, corners: FloatArray, missing: frozenset[int], dpi: float) -> Frame:
    """Follow the lines at full resolution; look for the neatline inside the rectangle that was found."""
    lines, sharp = _follow(grey, corners, missing, dpi)
    gaps = _inner_gaps(grey, sharp, missing, dpi)
    outer = None
    if gaps is not None:
        outer = sharp
        lines, sharp = _follow(grey, _inset(sharp, gaps), missing, dpi)
    evidence = {f"support_{name}": line.support for name, line in zip("NESW", lines, strict=True)}
    if gaps is not None:
        evidence |= {f"gap_px_{name}": float(gap) for name, gap in zip("NESW", gaps, strict=True)}
    return Frame(sharp, outer, lines, missing, evidence)


def _follow(
    grey: Pixels, corners: FloatArray, missing: frozenset[int], dpi: float
) -> tuple[tuple[strip.TracedLine, ...], FloatArray]:
    """Traced sides and their corners; twice, for the small copy may be a millimetre off at the ends."""
    lines: list[strip.TracedLine] = []
    for reach_mm in (2.5, 1.2):
        ends = [(corners[side], corners[(side + 1) % 4]) for side in range(4)]
        lines = [
            strip.TracedLine(np.linspace(first, second, 50), 0.0)
            if side in missing
            else strip.trace(grey, first, second, dpi, reach_mm)
            for side, (first, second) in enumerate(ends)
        ]
        reach = strip.mm(_CORNER_MM, dpi)
        corners = np.array([_corner(lines[i - 1], lines[i], corners[i], reach) for i in range(4)])
    return tuple(lines), corners


def _corner(first: strip.TracedLine, second: strip.TracedLine, near: FloatArray, reach: float) -> FloatArray:
    lines = [strip.local_line(line.points_px, near, reach) for line in (first, second)]
    if lines[0] is None or lines[1] is None:
        return near
    met = strip.crossing(lines[0], lines[1])
    return near if met is None or float(np.hypot(*(met - near))) > reach else met


def _inset(corners: FloatArray, gaps: FloatArray) -> FloatArray:
    """Corners of the rectangle whose sides lie ``gaps`` (N, E, S, W) inside the given one."""
    lines = []
    for side in range(4):
        run = corners[(side + 1) % 4] - corners[side]
        run = run / np.hypot(*run)
        lines.append((corners[side] + gaps[side] * np.array([-run[1], run[0]]), run))
    met = [strip.crossing(lines[side - 1], lines[side]) for side in range(4)]
    return np.array([corners[i] if point is None else point for i, point in enumerate(met)])


def _inner_gaps(grey: Pixels, corners: FloatArray, missing: frozenset[int], dpi: float) -> FloatArray | None:
    """Distance (4,) from the sides to the neatline inside them, or None when there is no second frame."""
    options = [
        [] if side in missing else _gap_options(grey, corners[side], corners[(side + 1) % 4], dpi)
        for side in range(4)
    ]
    seen = [found for found in options if found]
    if len(seen) < 3 - len(missing):
        return None
    tolerance = strip.mm(2.0, dpi)
    best: tuple[float, float] | None = None
    for gap, _ in itertools.chain.from_iterable(seen):
        value = sum(
            max((share for other, share in found if abs(other - gap) <= tolerance), default=0.0)
            for found in seen
        )
        if best is None or value > best[0]:
            best = (value, gap)
    if best is None or best[0] < 0.7 * (3 - len(missing)):
        return None
    near = [[item for item in found if abs(item[0] - best[1]) <= tolerance] for found in options]
    return np.array([max(found, key=lambda item: item[1])[0] if found else best[1] for found in near])


def _gap_options(
    grey: Pixels, first: FloatArray, second: FloatArray, dpi: float
) -> list[tuple[float, float]]:
    """(distance in px, inked share) of the lines that run inside a side and parallel to it."""
    low, high = (strip.mm(value, dpi) for value in _GAP_MM)
    # the ends belong to the other sides' strips
    run = second - first
    band = strip.cut(grey, first + 0.08 * run, second - 0.08 * run, 0, high + strip.mm(3.0, dpi))
    response, _ = strip.stations(band, dpi)
    slack = max(3, round(strip.mm(0.6, dpi)))
    inked = (response > 8).astype(np.uint8)
    share = cv2.dilate(inked, np.ones((2 * slack + 1, 1), np.uint8)).mean(axis=1)
    weight = cv2.GaussianBlur(
        inked.astype(np.float32).mean(axis=1)[:, None], (1, 0), sigmaX=1, sigmaY=slack / 2
    )[:, 0]
    options = []
    for row in range(round(low), min(round(high), len(share) - slack)):
        window = weight[max(0, row - 2 * slack) : row + 2 * slack + 1]
        if share[row] >= 0.6 and weight[row] >= window.max():
            options.append((float(row), float(share[row])))
    return options


def skew_deg(corners_px: FloatArray) -> float:
    """How far the frame is turned clockwise on the page, from its north and south sides."""
    runs: Sequence[FloatArray] = (corners_px[1] - corners_px[0], corners_px[2] - corners_px[3])
    return float(np.degrees(np.mean([np.arctan2(run[1], run[0]) for run in runs])))
