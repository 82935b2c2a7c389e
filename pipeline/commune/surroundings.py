"""What the land around a parcel says about a code that only the register states.

The register alone is wrong about land use in a few rows of a hundred, so it proves nothing by itself. But
land use lies in patches: a wrong code seldom is the one that all neighbours bear. How much that is worth is
learned from the sheet's own labels; a sheet on which every parcel differs from the next proves nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from pipeline.commune import beliefs
from pipeline.commune.pieces import Piece
from pipeline.model import FloatArray

# Share of rows whose code is not the sheet's although both were read right.
REGISTER_IS_WRONG = 0.03
# Share of the neighbours that bear a code: none, some, half or more, all.
_LEVELS = (1e-6, 0.5, 1.0 - 1e-6)
_LEAST_NEIGHBOURS = 2
# A sheet must have shown a level so often before anything is learned from it.
_PRIOR_COUNT = 1.0


class Surroundings:
    """Sure codes around each piece, and how well they foretell its own; ``around`` as from ``neighbours``."""

    def __init__(self, pieces: Sequence[Piece], around: Sequence[Sequence[int]]) -> None:
        codes = [_sure_code(piece) for piece in pieces]
        self._near = [[code for k in near if (code := codes[k]) is not None] for near in around]
        self._right, self._wrong = self._learned(codes)

    def certainty(self, place: int, code: str) -> float:
        """Probability that the register's ``code`` for this piece is the true one."""
        level = self._level(place, code)
        right = (1.0 - REGISTER_IS_WRONG) * (1.0 if level is None else self._right[level])
        wrong = REGISTER_IS_WRONG * (1.0 if level is None else self._wrong[level])
        return float(right / (right + wrong))

    def _level(self, place: int, code: str) -> int | None:
        near = self._near[place]
        if len(near) < _LEAST_NEIGHBOURS:
            return None
        return int(np.digitize(near.count(code) / len(near), _LEVELS))

    def _learned(self, codes: Sequence[str | None]) -> tuple[FloatArray, FloatArray]:
        """How often a parcel's own code, and how often another of the sheet's codes, reaches each level."""
        common = Counter(code for code in codes if code is not None)
        right, wrong = (np.full(len(_LEVELS) + 1, _PRIOR_COUNT) for _ in range(2))
        for place, own in enumerate(codes):
            if own is None or self._level(place, own) is None:
                continue
            others = sum(common.values()) - common[own]
            for code, count in common.items():
                level = self._level(place, code) or 0
                if code == own:
                    right[level] += 1.0
                else:
                    wrong[level] += count / others
        return right / right.sum(), wrong / wrong.sum()


def _sure_code(piece: Piece) -> str | None:
    label = piece.parcel.label
    return label.code.value if label is not None and beliefs.sure(label.code) else None
