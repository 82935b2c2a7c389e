"""Control points out of what stands on a page, and out of what a technician gave."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from pipeline import sheet_code
from pipeline.model import ControlPoint, FloatArray
from pipeline.sheets import control, strip
from pipeline.sheets.anchor import Anchor
from pipeline.sheets.look import Page

_SIDE_STEP_MM = 24.0  # paper bends over 5 cm and more: closer points along a side tell nothing new
_CORNER_CLEAR_MM = 6.0
_OFF_LATTICE = 0.05  # of a cell, 5 mm on paper: a given point lies on the lattice, or is of another one
_SAME_STEP = 0.03
_WHOLE_FIT = 3  # given points that can place a sheet alone


def marks(page: Page, anchor: Anchor) -> tuple[ControlPoint, ...]:
    """Every mark with its world by the anchor (None: not known), in pixels of the page as delivered."""
    found = [
        _point(anchor, "cross", (mark.cross.x_px, mark.cross.y_px), mark.column, mark.row)
        for mark in page.crosses
    ]
    found += [_point(anchor, "tick", (mark.x_px, mark.y_px), mark.column, mark.row) for mark in page.ticks]
    lattice, missing = page.lattice, page.frame.missing
    ends = [(0, 0), (lattice.columns, 0), (lattice.columns, lattice.rows), (0, lattice.rows)]
    for corner, (column, row) in enumerate(ends):
        if not missing & {corner, (corner - 1) % 4}:
            x, y = page.frame.corners_px[corner]
            found.append(_point(anchor, "corner", (float(x), float(y)), column, row))
    if anchor.world(0, 0) is not None:
        found += _side_points(page, anchor)
    return _delivered(page, found)


def _point(anchor: Anchor, kind: str, px: tuple[float, float], column: int, row: int) -> ControlPoint:
    world = anchor.world(column, row)
    east, north = world if world else (None, None)
    return ControlPoint(kind, px[0], px[1], east, north)  # type: ignore[arg-type]


def _side_points(page: Page, anchor: Anchor) -> list[ControlPoint]:
    """Half points along the neatline: only its northing, or only its easting, is known there."""
    found = []
    lattice = page.lattice
    ends = (anchor.world(0, 0), anchor.world(lattice.columns, lattice.rows))
    if ends[0] is None or ends[1] is None:
        return []
    known = ((None, ends[0][1]), (ends[1][0], None), (None, ends[1][1]), (ends[0][0], None))
    step, clear = strip.mm(_SIDE_STEP_MM, lattice.dpi), strip.mm(_CORNER_CLEAR_MM, lattice.dpi)
    for side, (east, north) in enumerate(known):
        if side not in page.frame.missing:
            for x, y in _thinned(page.frame.sides[side].points_px, page.frame.corners_px[side], step, clear):
                found.append(ControlPoint("tick", float(x), float(y), east, north))
    return found


def _thinned(points: FloatArray, corner: FloatArray, step: float, clear: float) -> FloatArray:
    """The traced points nearest to every ``step`` from a corner."""
    if not len(points):
        return points
    along = np.hypot(*(points - corner).T)
    wanted = np.arange(max(step / 2, clear), along.max() - clear, step)
    chosen = sorted({int(np.abs(along - place).argmin()) for place in wanted})
    return points[chosen]


def _delivered(page: Page, points: Sequence[ControlPoint]) -> tuple[ControlPoint, ...]:
    if not points:
        return ()
    places = page.delivered(np.array([(p.x_px, p.y_px) for p in points]))
    return tuple(
        dataclasses.replace(point, x_px=float(x), y_px=float(y))
        for point, (x, y) in zip(points, places, strict=True)
    )


def turned(given: Sequence[ControlPoint], size_px: tuple[int, int]) -> int | None:
    """Quarter turns clockwise that bring north up, by a technician's points; None where they do not tell.

    ``size_px`` is (width, height) of the page as delivered. Two points tell it.
    """
    used = [point for point in given if point.used]
    if not _spread(used):
        return None
    fitted = control.fit(used, 0, size_px)
    north_m = np.array([(0.0, 0.0), (0.0, max(size_px) * fitted.metres_per_px)])
    here, there = control.to_pixel(fitted, fitted.centre_m + north_m)
    across, down = there - here
    return round(float(np.arctan2(-across, -down)) / (np.pi / 2)) % 4


def _spread(used: Sequence[ControlPoint]) -> bool:
    """Whether the points stand apart, on the page and on the ground."""
    places = {(p.x_px, p.y_px) for p in used}, {(p.easting_m, p.northing_m) for p in used}
    return all(len(distinct) > 1 for distinct in places)


def anchored(page: Page, anchor: Anchor, given: Sequence[ControlPoint]) -> Anchor | None:
    """The anchor that a technician's points (pixels of the delivered page) give to the lattice.

    One point is enough where the scale is known, two where it is not. None when the points do not lie where
    the lattice has whole steps: then the lattice is of another system, or a point is wrong.
    """
    used = [point for point in given if point.used]
    if not used:
        return None
    indices = page.lattice.to_index(page.upright(np.array([(p.x_px, p.y_px) for p in used])))
    world = np.array([(p.easting_m, p.northing_m) for p in used], np.float64)
    scale = _given_scale(indices, world) or anchor.scale
    if scale is None:
        return None
    step = sheet_code.GRID_STEP_M[scale]
    origins = world - indices * (step, -step)
    whole = np.round(np.median(origins, axis=0) / step) * step
    if float(np.abs(origins - whole).max()) > _OFF_LATTICE * step:
        return None
    return dataclasses.replace(
        anchor, scale=scale, west_m=float(whole[0]), north_m=float(whole[1]),
        sources=("control_points",), refusal=None, conflict=None,
    )  # fmt: skip


def _given_scale(indices: FloatArray, world: FloatArray) -> int | None:
    """The scale that the distances between the points mean, or None."""
    if len(indices) < 2:
        return None
    apart, metres = np.ptp(indices, axis=0), np.ptp(world, axis=0)
    axis = int(apart.argmax())
    step = metres[axis] / max(float(apart[axis]), 1e-9)
    near = [scale for scale, usual in sheet_code.GRID_STEP_M.items() if abs(step / usual - 1) < _SAME_STEP]
    return near[0] if near else None


def alone(given: Sequence[ControlPoint]) -> bool:
    """Whether there are enough given points to place the sheet without any mark on it."""
    used = [point for point in given if point.used]
    return len(used) >= _WHOLE_FIT and _spread(used)
