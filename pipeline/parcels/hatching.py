"""Hatched houses: land parted by even lines so near each other that nothing could stand between them.

Older sheets fill houses with parallel lines. Each strip between two of them is a closed piece; together they
are one house.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from pipeline.model import Label
from pipeline.parcels.pieces import Pieces, place_labels

_ROOM_MM = 1.6  # figures are 1.2 mm high at the least, with 0.2 mm of air on both sides
_BESIDE = 0.3  # of the outline: two strips side by side share half of it but for their ends
_LEAST = 4  # strips: chance lays two or three narrow pieces side by side, not four of one width
_EVEN, _MOSTLY = 0.3, 0.6  # most strips are as wide as the middle one, to a third; corners are cut off


def join(pieces: Pieces, labels: Iterable[Label], per_mm: float) -> None:
    """Join the strips of every hatched house; ``per_mm``: pixels of the view per millimetre on paper."""
    widths = _narrow(pieces, set(place_labels(pieces, labels)), _ROOM_MM * per_mm / pieces.step_px)
    for strips in _side_by_side(pieces, widths):
        middle = float(np.median([widths[face] for face in strips]))
        even = [abs(widths[face] - middle) <= _EVEN * middle for face in strips]
        if len(strips) >= _LEAST and np.mean(even) >= _MOSTLY:
            for face in strips[1:]:
                pieces.merger.join(strips[0], face)


def _narrow(pieces: Pieces, named: set[int], room_px: float) -> dict[int, float]:
    """Pieces without a label that are too narrow for one, and their widths: area over length."""
    widths = {}
    for face in pieces.merger.standing():
        if face not in named and face != pieces.outside:
            width = 2 * float(pieces.merger.areas_px[face]) / max(1, _around(pieces, face))
            if width < room_px:
                widths[face] = width
    return widths


def _around(pieces: Pieces, face: int) -> int:
    return sum(length for length, _ in pieces.merger.meets[face].values())


def _side_by_side(pieces: Pieces, widths: dict[int, float]) -> list[list[int]]:
    """Narrow pieces in groups of those that share a long side, on which a line is drawn: what the ball alone
    cuts off is no strip between lines."""
    faces = sorted(widths)
    place = {face: i for i, face in enumerate(faces)}
    pairs = [
        (place[face], place[other])
        for face in faces
        for other, (length, _) in pieces.merger.meets[face].items()
        if other in place and pieces.merger.is_parted(face, other)
        if length >= _BESIDE * min(_around(pieces, face), _around(pieces, other))
    ]
    rows, columns = np.array(pairs, np.intp).reshape(-1, 2).T
    graph = coo_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(faces), len(faces)))
    _, groups = connected_components(graph, directed=False)
    return [[faces[i] for i in np.flatnonzero(groups == group)] for group in np.unique(groups)]
