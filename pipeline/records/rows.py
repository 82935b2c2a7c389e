"""Rows where rules are missing: an interval that holds several lines of entries is divided between them."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np

from pipeline.model import FloatArray, Pixels
from pipeline.records.forms import COUNT_COLUMNS
from pipeline.records.page import PX_PER_MM
from pipeline.records.tables import Grid

# Columns whose entries take one line: several lines in them are several rows. Names and notes may be broken.
SHORT_COLUMNS = ("sheet", "number", "owner_kind", "area", "code", *COUNT_COLUMNS)
_LINE_MM = 1.3  # digits are at least this high
_APART_MM = 3.0  # lines of entries are at least this far apart


def divide_rows(view: Pixels, grid: Grid, roles: tuple[str, ...], body: int) -> Grid:
    """The grid with more rows where short columns hold several lines in one interval of the body."""
    columns = [i for i, role in enumerate(roles) if role in SHORT_COLUMNS]
    nodes, struck = [grid.nodes[0]], []
    for row in range(grid.shape[0]):
        shares = _divisions(view, grid, row, columns) if row >= body else []
        for share in shares:
            nodes.append(grid.nodes[row] + share * (grid.nodes[row + 1] - grid.nodes[row]))
        nodes.append(grid.nodes[row + 1])
        struck += [grid.struck[row]] * (len(shares) + 1)
    return replace(grid, nodes=np.array(nodes), struck=tuple(struck))


def _divisions(view: Pixels, grid: Grid, row: int, columns: list[int]) -> list[float]:
    """Where an interval is to be divided, as shares of its height; none where one line is all there is."""
    height = float((grid.nodes[row + 1, :, 1] - grid.nodes[row, :, 1]).mean())
    if height < 2 * _APART_MM * PX_PER_MM:
        return []
    middles = sorted(middle for column in columns for middle in _line_middles(view, grid.quad(row, column)))
    groups: list[list[float]] = []
    for middle in middles:
        if groups and middle - groups[-1][-1] < 0.5 * _APART_MM * PX_PER_MM / height:
            groups[-1].append(middle)
        else:
            groups.append([middle])
    centres = [float(np.mean(group)) for group in groups]
    if len(centres) < 2 or min(np.diff(centres)) * height < _APART_MM * PX_PER_MM:
        return []
    return [(low + high) / 2 for low, high in itertools.pairwise(centres)]


def _line_middles(view: Pixels, quad: FloatArray) -> list[float]:
    """Middles of the lines of print in a cell, as shares of its height."""
    x0, x1 = int(quad[[0, 3], 0].max() + PX_PER_MM), int(quad[[1, 2], 0].min() - PX_PER_MM)
    y0, y1 = int(quad[:2, 1].mean() + 0.6 * PX_PER_MM), int(quad[2:, 1].mean() - 0.6 * PX_PER_MM)
    if x1 - x0 < PX_PER_MM or y1 - y0 < PX_PER_MM:
        return []
    inked = np.concatenate([[False], (view[y0:y1, x0:x1] < 128).sum(axis=1) >= 2, [False]])
    starts, stops = np.flatnonzero(inked[1:] & ~inked[:-1]), np.flatnonzero(inked[:-1] & ~inked[1:])
    top, height = float(quad[:2, 1].mean()), float(quad[2:, 1].mean() - quad[:2, 1].mean())
    return [
        ((start + stop) / 2 + y0 - top) / height
        for start, stop in zip(starts, stops, strict=True)
        if stop - start >= _LINE_MM * PX_PER_MM
    ]
