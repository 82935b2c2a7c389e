"""Boundaries drawn in dots: dots that follow each other evenly are joined to the line that they stand for.

Dots are found by chance in even rows too, the oftener the more specks a sheet has: a row counts where less
than one of its kind in a hundred sheets comes of specks strewn as densely (an a-contrario test; Desolneux,
Moisan and Morel 2008, ch. 3). Fields of dots, even in all directions, are a symbol of what grows there and no
line.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from pipeline.model import FloatArray, Pixels
from pipeline.parcels import ink
from pipeline.parcels.ink import MM_PER_INCH

_DOT_MM = (0.13, 0.6)  # drawing pens: ISO 9175-1, widths 0.13 to 0.5, and what ink spreads
_ROUND = 2.0  # length over width of a dot that a scan has frayed
_STEP_MM = 2.0  # a gap of the widest dashed limit is 1.5 (Circular 25/2014, symbols 8, 9, 38)
_OFF = 0.25  # of a step: what a dot set by hand lies off the place that the two before it foretell
_BY_CHANCE = 0.01  # rows on a sheet of specks
_LEAD = 3.0  # steps from a row to a side: a dot grew together with the line, and the side begins anew
_FEWEST = 5  # dots; fewer are an ellipsis, or marks over letters
_NEIGHBOURS = 8
_LONGEST = 64  # dots followed: beyond, a row is no surer
_CROSSING = float(np.cos(np.radians(30.0)))  # rows that lie nearer in direction are one

_Index = npt.NDArray[np.intp]
_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Steps:
    """From dot to dot, both ways.

    ``at`` (n, 2): the dots in pixels. ``start`` and ``end`` (m) number them; ``following`` (m) is the step
    that goes on evenly from each, -1 where none does, and ``back`` (m) the same step the other way.
    """

    at: FloatArray
    start: _Index
    end: _Index
    following: _Index
    back: _Index

    @property
    def way(self) -> FloatArray:
        """What each step goes in x and y (m, 2)."""
        return np.asarray(self.at[self.end] - self.at[self.start])

    @property
    def length(self) -> FloatArray:
        """How far each step goes."""
        return np.asarray(np.hypot(*self.way.T))

    @property
    def heading(self) -> FloatArray:
        """The way of each step as a vector of length 1 (m, 2)."""
        return np.asarray(self.way / self.length[:, None])


def joined(flat: Pixels, dpi: float) -> Pixels:
    """A flattened page (H, W; paper 255) with rows of dots drawn as lines."""
    per_mm = dpi / MM_PER_INCH
    dots, width_px = _dots(ink.ink_mask(flat, dpi), per_mm)
    if len(dots) < _FEWEST:
        return flat
    steps = _steps(dots, _STEP_MM * per_mm)
    rows = _in_rows(steps, len(dots) / flat.size)
    if not rows.any():
        return flat
    rows |= _between_rows(steps, rows)
    drawn = flat.copy()
    shade = int(np.median(flat[tuple(np.rint(dots[steps.start[rows]]).astype(int).T[::-1])]))
    for start, end in itertools.chain(_lines(steps, rows), _ends(steps, rows)):
        cv2.line(
            drawn, np.rint(start).astype(int).tolist(), np.rint(end).astype(int).tolist(), shade, width_px
        )
    return drawn


def _dots(mask: _Flags, per_mm: float) -> tuple[FloatArray, int]:
    """Centres (n, 2) of what is as small and round as a dot; half their usual width, in whole pixels."""
    _, _, stats, centres = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    size = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].astype(np.float64)
    least, most = size.min(axis=1), size.max(axis=1)
    fits = (least >= _DOT_MM[0] * per_mm) & (most <= _DOT_MM[1] * per_mm) & (most <= _ROUND * least)
    fits[0] = False
    half = max(1, round(float(np.median(least[fits])) / 2)) if fits.any() else 1
    return np.asarray(centres[fits], np.float64), half


def _steps(dots: FloatArray, reach_px: float) -> _Steps:
    tree = KDTree(dots)
    count = len(dots)
    away, near = tree.query(dots, k=min(count, _NEIGHBOURS + 1), distance_upper_bound=reach_px)
    own = np.repeat(np.arange(count), near.shape[1] - 1)
    within = np.isfinite(away[:, 1:].ravel())
    own, other = own[within], near[:, 1:].ravel()[within]
    keys = np.unique(np.concatenate([own * count + other, other * count + own]))
    start, end = np.divmod(keys, count)
    way = dots[end] - dots[start]
    off, after = tree.query(dots[end] + way)
    place = np.minimum(np.searchsorted(keys, end * count + after), len(keys) - 1)
    goes_on = (off <= _OFF * np.hypot(*way.T)) & (keys[place] == end * count + after) & (after != start)
    return _Steps(dots, start, end, np.where(goes_on, place, -1), np.searchsorted(keys, end * count + start))


def _in_rows(steps: _Steps, per_px: float) -> _Flags:
    """Which steps are part of a row too long and even to come of ``per_px`` specks strewn on each pixel."""
    ahead = _followed(steps)
    continued = ahead + ahead[steps.back]
    by_chance = np.clip(per_px * np.pi * (_OFF * steps.length) ** 2, 1e-12, 0.99)
    needed = np.log(_BY_CHANCE / max(1, len(steps.start))) / np.log(by_chance)
    rows = (continued >= needed) & (continued + 2 >= _FEWEST)
    return np.asarray(rows & ~_in_fields(steps, rows))


def _followed(steps: _Steps) -> _Index:
    """How many steps go on evenly from each."""
    count = np.zeros(len(steps.start), np.intp)
    here = steps.following
    for _ in range(_LONGEST):
        going = here >= 0
        if not going.any():
            break
        count += going
        here = np.where(going, steps.following[here], -1)
    return count


def _in_fields(steps: _Steps, rows: _Flags) -> _Flags:
    """Steps between dots that rows of several directions cross, as the steps before and after them are."""
    x, y = steps.heading[rows].T
    double, start, count = (x + 1j * y) ** 2, steps.start[rows], len(steps.at)
    across, down = (np.bincount(start, axis, count) for axis in (double.real, double.imag))
    met = np.maximum(1, np.bincount(start, minlength=count))
    crossed = np.hypot(across, down) / met < _CROSSING
    both = rows & crossed[steps.start] & crossed[steps.end]
    before = steps.following[steps.back]
    return np.asarray(both & ((steps.following < 0) | both[steps.following]) & ((before < 0) | both[before]))


def _between_rows(steps: _Steps, rows: _Flags) -> _Flags:
    """Steps that lead straight from row to row: sides too short to be rows of their own."""
    count = len(steps.at)
    shortest = np.full(count, np.inf)
    np.minimum.at(shortest, steps.start[rows], steps.length[rows])
    in_row = np.isfinite(shortest)
    usual = float(np.median(shortest[in_row]))
    starts_in, ends_in = in_row[steps.start], in_row[steps.end]
    side = ~starts_in & ~ends_in & (steps.length <= (1.0 + _OFF) * usual)
    leads = starts_in & ~ends_in & (steps.length <= _LEAD * usual) & _goes_on(steps, side)
    graph = coo_matrix((np.ones(side.sum()), (steps.start[side], steps.end[side])), (count, count))
    part = connected_components(graph, directed=False)[1]
    ends = np.unique(np.column_stack([part[steps.end[leads]], steps.start[leads]]), axis=0)
    both = np.bincount(ends[:, 0], minlength=count) >= 2
    own = part[np.where(starts_in, steps.end, steps.start)]
    return np.asarray((side | leads | leads[steps.back]) & both[own])


def _goes_on(steps: _Steps, others: _Flags) -> _Flags:
    """Whether each step goes on straight in those of the ``others`` that begin where it ends."""
    way, count = steps.heading, len(steps.at)
    ahead = np.column_stack([np.bincount(steps.start[others], axis, count) for axis in way[others].T])
    away = np.maximum(np.hypot(*ahead.T), 1e-9)
    return np.asarray((way * (ahead / away[:, None])[steps.end]).sum(axis=1) >= _CROSSING)


def _lines(steps: _Steps, rows: _Flags) -> list[tuple[FloatArray, FloatArray]]:
    """From dot to dot along the rows."""
    once = rows & (steps.start < steps.end)
    return list(zip(steps.at[steps.start[once]], steps.at[steps.end[once]], strict=True))


def _ends(steps: _Steps, rows: _Flags) -> list[tuple[FloatArray, FloatArray]]:
    """A step more at the ends of rows: to the line at which they end, over a dot grown together with it."""
    last = rows & ((steps.following < 0) | ~rows[steps.following])
    at, way = steps.at[steps.end[last]], steps.way[last]
    return list(zip(at, at + way, strict=True))
