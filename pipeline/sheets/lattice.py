"""The 10 cm lattice of a sheet on the page: which pixel each grid index stands at, and the true resolution.

Index (0, 0) is the north-west corner of the inner frame, columns count east, rows count south. Frames are
50 or 60 cm long, extended by 10 or 20 cm in any direction (Circular 25/2014, Art. 5(2), 5(5)), so that
corners always fall on the lattice; a side that is cut off the page is replaced by the next lattice line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import FloatArray, Pixels
from pipeline.sheets import grid, strip
from pipeline.sheets.crosses import Cross, find_crosses

CELL_MM = 100.0  # crosses every 10 cm (Art. 5(3))
_USUAL_DPI = (150.0, 200.0, 240.0, 250.0, 300.0, 350.0, 400.0, 500.0, 600.0)
_MOST = 12  # cells along a side: 60 cm, extended by 20 cm at both ends, and room to spare
_UNEVEN = 0.02  # the two directions of a scan differ by less than this (measured on real plans: 0.5 %)
_TRUSTED_DPI = 0.03
_ENOUGH = 0.4  # share of crosses found that settles the question


@dataclass(frozen=True, slots=True)
class Lattice:
    """``homography`` takes (column, row) indices to page pixels; ``dpi`` makes a cell 10 cm."""

    homography: FloatArray
    columns: int
    rows: int
    dpi: float

    def to_px(self, indices: npt.ArrayLike) -> FloatArray:
        """Page pixels (n, 2) of lattice indices (n, 2)."""
        places = np.asarray(indices, np.float64).reshape(1, -1, 2)
        return np.asarray(cv2.perspectiveTransform(places, self.homography)[0], np.float64)

    def to_index(self, points_px: npt.ArrayLike) -> FloatArray:
        """Lattice indices (n, 2), not whole, of page pixels (n, 2)."""
        places = np.asarray(points_px, np.float64).reshape(1, -1, 2)
        inverse = np.linalg.inv(self.homography)
        return np.asarray(cv2.perspectiveTransform(places, inverse)[0], np.float64)

    def steps(self, indices: npt.ArrayLike) -> FloatArray:
        """Eastward and southward steps on the page (n, 2, 2) at lattice indices, as long as a true pixel."""
        places = np.asarray(indices, np.float64).reshape(-1, 2)
        runs = [self.to_px(places + half) - self.to_px(places - half) for half in ((0.05, 0.0), (0.0, 0.05))]
        return np.stack(runs, axis=1) / strip.mm(0.1 * CELL_MM, self.dpi)

    def inner_indices(self) -> FloatArray:
        """Indices (n, 2) of all lattice points strictly inside the frame."""
        return np.array(
            [(i, j) for j in range(1, self.rows) for i in range(1, self.columns)], np.float64
        ).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class FoundCross:
    """A cross with its lattice index."""

    column: int
    row: int
    cross: Cross


def find_lattice(
    grey: Pixels, frame: grid.Frame, dpi: float | None
) -> tuple[Lattice, tuple[FoundCross, ...]]:
    """The lattice whose crosses are really there; ``dpi`` as the file says it is only a first guess."""
    options = _options(frame, dpi)
    told = [item for item in options if dpi and abs(item.dpi / dpi - 1) < _TRUSTED_DPI]
    for lattice in told:
        crosses = _crosses(grey, lattice)
        if len(crosses) >= max(3, _ENOUGH * len(lattice.inner_indices())):
            return lattice, crosses
    tried = [(lattice, _crosses(grey, lattice)) for lattice in options]
    # a finer lattice than the true one finds few of its crosses, a coarser one few crosses at all
    best = max(tried, key=lambda item: len(item[1]) ** 2 / max(1, len(item[0].inner_indices())))
    if len(best[1]) >= 3 or not told:
        return best
    return told[0], ()


def _options(frame: grid.Frame, dpi: float | None) -> list[Lattice]:
    """Lattices of which the frame is whole cells; the least uneven one where there is none.

    Of a quarter of a sheet no side is whole: usual resolutions stand for the length of a cell.
    """
    corners = frame.corners_px
    width = (_length(corners, 0) + _length(corners, 2)) / 2
    height = (_length(corners, 1) + _length(corners, 3)) / 2
    whole_w, whole_h = not frame.missing & {1, 3}, not frame.missing & {0, 2}
    if not (whole_w or whole_h):
        cells = [strip.mm(CELL_MM, usual) for usual in (*([dpi] if dpi else []), *_USUAL_DPI)]
        return [_lattice(frame, (math.ceil(width / cell), math.ceil(height / cell)), cell) for cell in cells]
    found: list[tuple[float, Lattice]] = []
    for count in range(1, _MOST + 1):
        cell = width / count if whole_w else height / count
        columns, rows = width / cell, height / cell
        if max(columns, rows) > _MOST + 0.5 or min(columns, rows) < 0.9:
            continue
        uneven = abs(rows / max(1, round(rows)) - 1) if whole_w and whole_h else 0.0
        size = (
            round(columns) if whole_w else math.ceil(columns),
            max(1, round(rows)) if whole_h else math.ceil(rows),
        )
        found.append((uneven, _lattice(frame, size, cell)))
    even = [lattice for uneven, lattice in found if uneven < _UNEVEN]
    return even or [min(found, key=lambda item: item[0])[1]]


def _length(corners: FloatArray, side: int) -> float:
    return float(np.hypot(*(corners[(side + 1) % 4] - corners[side])))


def _lattice(frame: grid.Frame, size: tuple[int, int], cell: float) -> Lattice:
    corners = frame.corners_px.copy()
    for side in frame.missing:
        # both ends of the missing side move out along the neighbouring sides to the next lattice line
        count = size[0] if side % 2 else size[1]
        first, second = side, (side + 1) % 4
        for end, base in ((first, (first - 1) % 4), (second, (second + 1) % 4)):
            run = frame.corners_px[end] - frame.corners_px[base]
            corners[end] = frame.corners_px[base] + run / np.hypot(*run) * cell * count
    for corner in range(4):
        if {corner, (corner - 1) % 4} <= frame.missing:
            # between two missing sides nothing is drawn: as the other three say
            corners[corner] = corners[corner - 1] + corners[(corner + 1) % 4] - corners[(corner + 2) % 4]
    ends = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    matrix = cv2.getPerspectiveTransform(ends, corners.astype(np.float32))
    lengths = [_length(corners, side) / (size[0] if side % 2 == 0 else size[1]) for side in range(4)]
    dpi = float(np.mean(lengths)) / CELL_MM * strip.MM_PER_INCH
    return Lattice(np.asarray(matrix, np.float64), size[0], size[1], dpi)


def _crosses(grey: Pixels, lattice: Lattice) -> tuple[FoundCross, ...]:
    indices = lattice.inner_indices()
    if not len(indices):
        return ()
    found = find_crosses(grey, lattice.to_px(indices), lattice.steps(indices), lattice.dpi)
    return tuple(
        FoundCross(int(i), int(j), cross) for (i, j), cross in zip(indices, found, strict=True) if cross
    )
