"""Neighbouring sheets side by side: moved onto each other, each piece of land once, cut parcels whole again.

Sheets fit each other within Circular 25/2014, Art. 15 (tiếp biên). Older sheets draw whole parcels over the
neatline on both sheets; newer ones cut them there (Art. 16(4)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.commune import alignment, copies, joints, twists
from pipeline.commune.pieces import Piece
from pipeline.model import Finding


@dataclass(frozen=True, slots=True)
class Joined:
    """The pieces after the edges were settled; ``removed`` showed ground that another piece keeps."""

    pieces: list[Piece]
    removed: list[Piece]
    parts_joined: int
    findings: list[Finding]


def settle(pieces: Sequence[Piece]) -> Joined:
    """Moves sheets onto each other, removes second drawings of the same ground, joins what edges cut."""
    valid = twists.untwisted(pieces)
    overlaps = copies.overlaps(valid)
    aligned, moved = alignment.align(valid, overlaps.same_ground())
    kept, removed = copies.without_copies(aligned, overlaps)
    joined, offset = joints.rejoined(kept)
    return Joined(joined, removed, len(kept) - len(joined), [*moved, *offset])
