"""Thin lines told apart: walls that stand on land, and boundaries that divide it.

Walls of houses are drawn thinner than boundaries on many sheets. On others the thin pen draws boundaries too,
between neighbours, and the bold one only along roads and water. What the thin lines enclose tells which: land
with houses on it is one large piece with small ones in it; of land that is divided no piece is larger than
all the others together.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from pipeline.parcels.faces import Borders, Counts, Faces

_HALF = 0.5


def evidence(
    bold: Borders, thin: Borders, levels: tuple[Faces, Faces], sizes: tuple[Counts, float]
) -> Borders:
    """The borders of pieces with the ink that counts as a boundary's: of bold lines, and of thin ones where
    these divide land.

    ``bold`` and ``thin`` are the same borders with the ink of bold lines and of all lines; ``levels`` give
    for every piece the face that it belongs to when only bold lines close land and when all do (0: no land
    of the sheet); ``sizes`` are the areas of the pieces and that from which on one counts (px).
    """
    parted = _parted(levels, *sizes)
    divided = [face for face, parts in parted.items() if max(parts) < _HALF * sum(parts)]
    if sum(sum(parted[face]) for face in divided) > _HALF * sum(map(sum, parted.values())):
        return thin  # so the pen is known: it draws boundaries on this sheet
    one, other = (levels[0][bold.pairs[:, side]] for side in (0, 1))
    thin_counts = (one == other) & np.isin(one, divided)
    inked, mouths = (
        np.where(thin_counts, getattr(thin, name), getattr(bold, name)) for name in ("inked", "mouths")
    )
    return Borders(bold.pairs, bold.length, inked, mouths)


def _parted(levels: tuple[Faces, Faces], areas_px: Counts, least_px: float) -> dict[int, list[int]]:
    """The areas of the parts into which thin lines part a face, for faces of which they part any."""
    parts: dict[int, Counter[int]] = defaultdict(Counter)
    for whole, part, area in zip(*levels, areas_px, strict=True):
        if whole:
            parts[int(whole)][int(part)] += int(area)
    large = {face: [size for size in own.values() if size >= least_px] for face, own in parts.items()}
    return {face: own for face, own in large.items() if len(own) > 1}
