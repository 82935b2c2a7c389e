"""Ticks along the inner frame, at every lattice line (Circular 25/2014, App. 01.III.1).

They run across the whole strip, or a few millimetres outwards or inwards on older sheets.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.model import FloatArray, Pixels
from pipeline.sheets import grid, strip
from pipeline.sheets.lattice import Lattice

_TICK_MM = (0.5, 2.0)  # where every tick has ink, measured from the neatline
_SEARCH_MM = 2.5
_MIN_INKED = 0.8
_RIVAL = 0.7
_INK = 12.0  # grey levels above the paper on both sides
_NEAR_MM = 12.0


@dataclass(frozen=True, slots=True)
class Tick:
    """Where a lattice line meets a side of the neatline (0 to 3 for N, E, S, W), with its lattice index."""

    side: int
    column: int
    row: int
    x_px: float
    y_px: float


def find_ticks(grey: Pixels, frame: grid.Frame, lattice: Lattice) -> tuple[Tick, ...]:
    """Ticks at the lattice lines, outside the neatline or, where a sheet has them so, inside it."""
    outward = _ticks(grey, frame, lattice, 1)
    return outward if len(outward) > 2 else max(outward, _ticks(grey, frame, lattice, -1), key=len)


def _ticks(grey: Pixels, frame: grid.Frame, lattice: Lattice, sign: int) -> tuple[Tick, ...]:
    found = []
    for side, column, row in _side_indices(frame, lattice):
        place = lattice.to_px([(column, row)])[0]
        point = _tick(grey, frame, side, place, sign * lattice.dpi)
        if point is not None:
            found.append(Tick(side, column, row, float(point[0]), float(point[1])))
    return tuple(found)


def _side_indices(frame: grid.Frame, lattice: Lattice) -> list[tuple[int, int, int]]:
    columns, rows = range(1, lattice.columns), range(1, lattice.rows)
    every = [(0, i, 0) for i in columns] + [(1, lattice.columns, j) for j in rows]
    every += [(2, i, lattice.rows) for i in columns] + [(3, 0, j) for j in rows]
    return [item for item in every if item[0] not in frame.missing]


def _tick(
    grey: Pixels, frame: grid.Frame, side: int, place: FloatArray, signed_dpi: float
) -> FloatArray | None:
    """The tick's crossing with the neatline; exactly one or none. A negative resolution looks inwards."""
    dpi, inward = abs(signed_dpi), signed_dpi < 0
    neatline = strip.local_line(frame.sides[side].points_px, place, strip.mm(_NEAR_MM, dpi))
    if neatline is None:
        return None
    point, run = neatline
    sides = frame.corners_px[(side + 1) % 4] - frame.corners_px[side]
    run = run if run @ sides > 0 else -run
    foot = point + run * float((place - point) @ run)
    half, (near, depth) = strip.mm(_SEARCH_MM + 1.0, dpi), (strip.mm(mm, dpi) for mm in _TICK_MM)
    if round(near) < 1:
        return None  # a picture so coarse shows no tick
    before, after = (0.0, depth) if inward else (depth, 0.0)
    band = strip.cut(grey, foot - half * run, foot + half * run, before, after)
    rows = band.pixels[round(near) :] if inward else band.pixels[: -round(near)]
    column = _tick_column(rows, dpi)
    if column is None:
        return None
    return np.asarray(band.to_page(np.array([column]), np.array([float(round(before))]))[0], np.float64)


def _tick_column(rows: Pixels, dpi: float) -> float | None:
    """Sub-pixel column of the only line across all rows."""
    response = _upright_response(rows, dpi)
    inked = cv2.blur((response > _INK).astype(np.float32), (3, 1)) > 0
    share = inked.mean(axis=0)
    margin = round(strip.mm(1.0, dpi))
    share[:margin] = 0.0
    share[-margin:] = 0.0
    strength = np.where(share >= _MIN_INKED, response.mean(axis=0), 0.0)
    best = int(strength.argmax())
    if strength[best] <= 0:
        return None
    apart = max(2, round(strip.mm(0.4, dpi)))
    rest = share.copy()
    rest[max(0, best - apart) : best + apart + 1] = 0.0
    if float(rest.max()) >= _RIVAL:
        return None
    span = np.arange(max(0, best - apart), min(rows.shape[1], best + apart + 1))
    weight = np.maximum(response[:, span], 0.0)
    centres = (weight * span).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
    return float(np.median(centres))


def _upright_response(pixels: Pixels, dpi: float) -> FloatArray:
    side = max(2, round(strip.mm(0.35, dpi)))
    level = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), 0.7)
    padded = np.pad(level, ((0, 0), (side, side)), mode="edge")
    return np.asarray(np.minimum(padded[:, : level.shape[1]], padded[:, 2 * side :]) - level, np.float64)
