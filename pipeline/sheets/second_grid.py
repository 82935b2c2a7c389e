"""A second grid over the first: sheets of Hanoi 1972 kept in use got one in VN-2000, drawn in blue.

It has labels of its own (Circular 973/2001/TT-TCĐC, Art. 7(1)); frame and other labels are of the old one.
All cells of the lattice are laid over each other: marks of content scatter, a second grid's crosses meet.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model import FloatArray, Pixels
from pipeline.sheets import strip
from pipeline.sheets.crosses import cross_score, find_crosses
from pipeline.sheets.lattice import CELL_MM, Lattice

_DPI = 100.0
_OWN_MM = 8.0  # around the lattice points stand the sheet's own crosses, and ticks along the frame
_FEWEST = 4
_SHARE = 0.5  # of the cells that must show the cross
_SPREAD_MM = 0.5  # crosses of one grid all stand at one place of their cells
_PEAKS = 3
_FAINT = 2.0  # grey levels, mean over the cells; content stays below


def second_grid_mm(grey: Pixels, lattice: Lattice) -> tuple[float, float] | None:
    """Offset (east, south) in mm of a second grid of crosses against the lattice, or None."""
    folded = _folded(grey, lattice)
    for _ in range(_PEAKS):
        row, column = np.unravel_index(int(folded.argmax()), folded.shape)
        if folded[row, column] < _FAINT:
            break
        offset = np.array([column, row]) / folded.shape[::-1]
        found = _confirmed(grey, lattice, offset)
        if found is not None:
            return found
        reach = round(strip.mm(3.0, _DPI))
        folded[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1] = 0.0
    return None


def _folded(grey: Pixels, lattice: Lattice) -> FloatArray:
    """Mean cross score over all cells, by place within the cell; the sheet's own marks left out."""
    cell = round(strip.mm(CELL_MM, _DPI))
    size = (cell * lattice.columns, cell * lattice.rows)
    shrink = max(1.0, lattice.dpi / _DPI)
    small = cv2.resize(grey, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    shift = 0.5 / shrink - 0.5  # centres of pixels at whole numbers
    to_small = np.array([[1 / shrink, 0, shift], [0, 1 / shrink, shift], [0, 0, 1]])
    matrix = to_small @ lattice.homography @ np.diag([1 / cell, 1 / cell, 1.0])
    flat = cv2.warpPerspective(
        small, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=255
    )
    score = np.minimum(cross_score(flat, _DPI), 40.0)
    cells = score.reshape(lattice.rows, cell, lattice.columns, cell).mean(axis=(0, 2))
    own = round(strip.mm(_OWN_MM, _DPI))
    cells[:own], cells[-own:], cells[:, :own], cells[:, -own:] = 0.0, 0.0, 0.0, 0.0
    return np.asarray(cells, np.float64)


def _confirmed(grey: Pixels, lattice: Lattice, offset: FloatArray) -> tuple[float, float] | None:
    indices = np.array([(i, j) for j in range(lattice.rows) for i in range(lattice.columns)], np.float64)
    places = lattice.to_px(indices + offset)
    found = find_crosses(grey, places, lattice.steps(indices + offset), lattice.dpi)
    off = np.array([
        (cross.x_px - x, cross.y_px - y) for cross, (x, y) in zip(found, places, strict=True) if cross
    ]).reshape(-1, 2)  # fmt: skip
    if len(off) < max(_FEWEST, _SHARE * len(indices)):
        return None
    near = np.hypot(*(off - np.median(off, axis=0)).T) <= strip.mm(2 * _SPREAD_MM, lattice.dpi)
    if near.sum() < max(_FEWEST, _SHARE * len(indices)):
        return None
    east, south = offset * CELL_MM + np.median(off, axis=0) / strip.mm(1.0, lattice.dpi)
    return float(east), float(south)
