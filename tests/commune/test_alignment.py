from __future__ import annotations

import numpy as np
import pytest
import shapely
from commune_inputs import grid, piece, sure_label
from shapely.affinity import translate

from pipeline.commune import edges
from pipeline.commune.pieces import Piece


def _two_sheets(east: float, north: float, noise: float = 0.0) -> list[Piece]:
    """A block of plots that two sheets show whole, the second one off by so many metres."""
    rng = np.random.default_rng(3)
    pieces = []
    for number, polygon in enumerate(grid(), 1):
        for sheet, shift in ((14, (0.0, 0.0)), (15, (east, north))):
            moved = translate(polygon, *shift)
            corners = shapely.get_coordinates(moved)[:-1]
            shaken = shapely.Polygon(corners + rng.uniform(-noise, noise, corners.shape))
            pieces.append(piece(shaken, sure_label(number, polygon), sheet=sheet))
    return pieces


def test_sheets_that_are_off_by_the_same_meet_halfway() -> None:
    result = edges.settle(_two_sheets(0.2, -0.1, noise=0.03))
    moves = [finding for finding in result.findings if finding.code == "sheet_aligned"]
    assert [finding.sheet for finding in moves] == [14, 15]
    east = [finding.values["east"] for finding in moves]
    assert east == pytest.approx([0.1, -0.1], abs=0.03)
    assert moves[0].values["after"] < 0.4 * moves[0].values["before"]


def test_sheets_that_fit_keep_their_vertices() -> None:
    pieces = _two_sheets(0.0, 0.0)
    result = edges.settle(pieces)
    assert result.findings == []
    kept = {kept.number: kept.polygon for kept in result.pieces}
    assert all(kept[each.number].equals_exact(each.polygon, 0.0) for each in pieces)


def test_noise_alone_moves_no_sheet() -> None:
    result = edges.settle(_two_sheets(0.0, 0.0, noise=0.1))
    assert not [finding for finding in result.findings if finding.code == "sheet_aligned"]


def test_beyond_the_tolerance_nothing_moves() -> None:
    result = edges.settle(_two_sheets(2.0, 0.0))
    assert not [finding for finding in result.findings if finding.code == "sheet_aligned"]
