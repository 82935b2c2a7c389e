"""Sheets brought onto each other by the ground that two of them show.

Parcels drawn whole on both sheets of an edge give pairs of corners. A small shift, turn and stretch of each
sheet, found together by least squares, brings the pairs nearer (block adjustment; Circular 25/2014, Art. 15:
within the tolerance the smaller scale yields, beyond it nothing moves). Half of the pairs are kept aside: a
sheet whose own pairs do not come nearer stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_matrix, diags_array
from scipy.sparse.linalg import spsolve
from scipy.spatial import cKDTree

from pipeline.commune.pieces import Piece
from pipeline.commune.tolerance import edge_tolerance_m
from pipeline.model import Finding, FloatArray

Indices = npt.NDArray[np.intp]
# A sheet is expected to lie within half of the tolerance of Art. 15; turned and stretched by 0.1 per mille.
EXPECTED_SHARE = 0.5
EXPECTED_TURN = 1e-4
# Corners with which a shift can be told from the noise of single corners.
FEWEST_TIES = 12
# Of the former distance at the pairs that were kept aside; nearer by less is noise.
BETTER = 0.9
_UNKNOWNS = 4  # east, north, turn, stretch
_HUBER = 1.5
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Ties:
    """Corners seen on two sheets: ``sheet`` (n, 2) indices, ``at_m`` (n, 2, 2) their places on either."""

    sheet: Indices
    at_m: FloatArray

    def some(self, chosen: npt.NDArray[np.bool_]) -> Ties:
        """Those that are chosen."""
        return Ties(self.sheet[chosen], self.at_m[chosen])


@dataclass(frozen=True, slots=True)
class _Block:
    """The sheets' unknowns: ``middle_m`` (n, 2) and half the diagonal of each sheet's ground, metres."""

    middle_m: FloatArray
    reach_m: FloatArray
    expected_m: FloatArray


def align(pieces: Sequence[Piece], pairs: tuple[Indices, Indices]) -> tuple[list[Piece], list[Finding]]:
    """The pieces with their sheets moved; ``pairs`` are places of two drawings of one piece of land."""
    ties = _ties(pieces, pairs)
    if len(ties.sheet) < FEWEST_TIES:
        return list(pieces), []
    block = _block(pieces)
    trial = _solved(ties.some(np.arange(len(ties.sheet)) % 2 == 0), block)
    aside = ties.some(np.arange(len(ties.sheet)) % 2 == 1)
    free = _nearer(aside, _moved(aside, block, trial), len(block.middle_m))
    moves = _solved(ties, block, free)
    return _applied(pieces, block, moves), _findings(pieces, ties, _moved(ties, block, moves), moves)


# --- pairs of corners ---------------------------------------------------------------------------------


def _ties(pieces: Sequence[Piece], pairs: tuple[Indices, Indices]) -> Ties:
    sheets, places = [], []
    for i, j in zip(*pairs, strict=True):
        a, b = pieces[i], pieces[j]
        if a.sheet_index != b.sheet_index:
            both = _corners(a, b)
            sheets += [(a.sheet_index, b.sheet_index)] * len(both)
            places.append(both)
    if not sheets:
        return Ties(np.zeros((0, 2), np.intp), np.zeros((0, 2, 2)))
    return Ties(np.array(sheets), np.concatenate(places))


def _corners(first: Piece, second: Piece) -> FloatArray:
    """(n, 2, 2) corners that are each other's nearest, within twice the tolerance."""
    a, b = (np.unique(shapely.get_coordinates(piece.polygon), axis=0) for piece in (first, second))
    if not len(a) or not len(b):
        return np.zeros((0, 2, 2))
    far = 2 * edge_tolerance_m(first.scale, second.scale)
    apart, to_b = cKDTree(b).query(a, distance_upper_bound=far)
    _, to_a = cKDTree(a).query(b)
    mutual = np.isfinite(apart)
    mutual[mutual] = to_a[to_b[mutual]] == np.flatnonzero(mutual)
    return np.stack([a[mutual], b[to_b[mutual]]], axis=1)


# --- least squares ------------------------------------------------------------------------------------


def _block(pieces: Sequence[Piece]) -> _Block:
    sheet = np.array([piece.sheet_index for piece in pieces])
    boxes = shapely.bounds(np.array([piece.polygon for piece in pieces], dtype=object))
    count = int(sheet.max()) + 1
    low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
    np.fmin.at(low, sheet, boxes[:, :2])
    np.fmax.at(high, sheet, boxes[:, 2:])
    empty = ~np.isfinite(low).all(axis=1)
    low[empty], high[empty] = 0.0, 1.0
    expected = np.ones(count)
    for piece in pieces:
        expected[piece.sheet_index] = EXPECTED_SHARE * edge_tolerance_m(piece.scale, piece.scale)
    return _Block((low + high) / 2, np.maximum(np.hypot(*(high - low).T) / 2, 1.0), expected)


def _solved(ties: Ties, block: _Block, free: npt.NDArray[np.bool_] | None = None) -> FloatArray:
    """(sheets, 4) moves: metres east and north, turn and stretch as metres at the sheet's corner."""
    free = np.ones(len(block.middle_m), bool) if free is None else free
    both = [_rows(ties, block, side) for side in (0, 1)]
    design = (both[1] - both[0]).tocsr()
    apart = (ties.at_m[:, 0] - ties.at_m[:, 1]).reshape(-1)
    sigma = np.repeat(np.maximum(block.expected_m[ties.sheet].mean(axis=1), 1e-6), 2)
    turn = np.minimum(EXPECTED_TURN * block.reach_m, block.expected_m)
    prior = np.column_stack([block.expected_m, block.expected_m, turn, turn])
    prior = np.where(free[:, None], prior, 1e-9).reshape(-1)
    flat: FloatArray = np.zeros(len(prior))
    for _ in range(_ROUNDS):
        left = np.abs(apart - design @ flat) / sigma
        weight = np.minimum(1.0, _HUBER / np.maximum(left, 1e-9)) / sigma**2
        normal = (design.T @ diags_array(weight) @ design + diags_array(1 / prior**2)).tocsc()
        flat = spsolve(normal, design.T @ (weight * apart))
    moves: FloatArray = np.asarray(flat).reshape(-1, _UNKNOWNS).copy()
    moves[~free] = 0.0
    return moves


def _rows(ties: Ties, block: _Block, side: int) -> coo_matrix:
    """Rows (east, north of each tie) of the design for one of the two sheets."""
    count, sheet = len(ties.sheet), ties.sheet[:, side]
    offset = (ties.at_m[:, side] - block.middle_m[sheet]) / block.reach_m[sheet][:, None]
    one, zero = np.ones(count), np.zeros(count)
    east = np.column_stack([one, zero, -offset[:, 1], offset[:, 0]])
    north = np.column_stack([zero, one, offset[:, 0], offset[:, 1]])
    values = np.stack([east, north], axis=1)
    rows = np.broadcast_to(np.arange(2 * count).reshape(count, 2, 1), values.shape)
    columns = np.broadcast_to((sheet[:, None] * _UNKNOWNS + np.arange(_UNKNOWNS))[:, None, :], values.shape)
    shape = (2 * count, _UNKNOWNS * len(block.middle_m))
    return coo_matrix((values.ravel(), (rows.ravel(), columns.ravel())), shape=shape)


def _shift(points: FloatArray, sheet: Indices, block: _Block, moves: FloatArray) -> FloatArray:
    move = moves[sheet]
    offset = (points - block.middle_m[sheet]) / block.reach_m[sheet][:, None]
    east = move[:, 0] - move[:, 2] * offset[:, 1] + move[:, 3] * offset[:, 0]
    north = move[:, 1] + move[:, 2] * offset[:, 0] + move[:, 3] * offset[:, 1]
    return points + np.column_stack([east, north])


def _moved(ties: Ties, block: _Block, moves: FloatArray) -> Ties:
    sides = [_shift(ties.at_m[:, side], ties.sheet[:, side], block, moves) for side in (0, 1)]
    return Ties(ties.sheet, np.stack(sides, axis=1))


def _apart_m(ties: Ties, sheet_count: int) -> tuple[FloatArray, Indices]:
    """Median distance of each sheet's pairs (NaN without one), and how many it has."""
    apart = np.hypot(*(ties.at_m[:, 0] - ties.at_m[:, 1]).T)
    count = np.bincount(ties.sheet.ravel(), minlength=sheet_count)
    median = np.full(sheet_count, np.nan)
    for sheet in np.flatnonzero(count):
        median[sheet] = np.median(apart[(ties.sheet == sheet).any(axis=1)])
    return median, count


def _nearer(before: Ties, after: Ties, sheet_count: int) -> npt.NDArray[np.bool_]:
    """Which sheets' pairs came nearer by more than chance."""
    old, count = _apart_m(before, sheet_count)
    new, _ = _apart_m(after, sheet_count)
    return np.asarray((count >= FEWEST_TIES // 2) & (new < BETTER * old))


# --- pieces and findings ------------------------------------------------------------------------------


def _applied(pieces: Sequence[Piece], block: _Block, moves: FloatArray) -> list[Piece]:
    moving = np.abs(moves).max(axis=1) > 0
    shapes = np.array([piece.polygon for piece in pieces], dtype=object)
    sheet = np.array([piece.sheet_index for piece in pieces])
    chosen = np.flatnonzero(moving[sheet])
    points, owner = shapely.get_coordinates(shapes[chosen], return_index=True)
    shifted = _shift(points, sheet[chosen][owner], block, moves)
    result = list(pieces)
    for place, shape in zip(chosen, shapely.set_coordinates(shapes[chosen].copy(), shifted), strict=True):
        result[place] = replace(result[place], polygon=shape)
    return result


def _findings(pieces: Sequence[Piece], before: Ties, after: Ties, moves: FloatArray) -> list[Finding]:
    old, count = _apart_m(before, len(moves))
    new, _ = _apart_m(after, len(moves))
    first_piece = {piece.sheet_index: piece for piece in reversed(pieces)}
    findings = []
    for sheet in np.flatnonzero(np.abs(moves).max(axis=1) > 0):
        parcel = first_piece[int(sheet)].parcel
        values = {
            "east": float(moves[sheet, 0]),
            "north": float(moves[sheet, 1]),
            "count": int(count[sheet]),
            "before": float(old[sheet]),
            "after": float(new[sheet]),
        }
        source = replace(parcel.source, box=None)
        findings.append(
            Finding("sheet_aligned", parcel.unit_code, parcel.sheet, values=values, source=source)
        )
    return findings
