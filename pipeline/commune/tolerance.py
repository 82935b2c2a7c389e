"""How far a line may lie from where it is, and two drawings of one line from each other."""

from __future__ import annotations

import numpy as np

# Position of a boundary point, by scale (Circular 25/2014, Art. 7(4)), metres.
_POSITION_M = {200: 0.05, 500: 0.07, 1000: 0.15, 2000: 0.30, 5000: 1.5, 10000: 3.0}
# What digitizing paper adds on each sheet, mm on the map.
_PAPER_MM = 0.3


def position_tolerance_m(scale: int) -> float:
    """How far a point of a digitized sheet may lie off: Art. 7(4) and what paper adds, both limits."""
    return _POSITION_M.get(scale, 1.5e-4 * scale) + _PAPER_MM * scale / 1000


def edge_tolerance_m(first_scale: int, second_scale: int) -> float:
    """How far the same line may lie apart on two digitized sheets: Art. 15 plus what paper adds."""
    variances = [_POSITION_M.get(scale, 1.5e-4 * scale) ** 2 for scale in (first_scale, second_scale)]
    variances += [(_PAPER_MM * scale / 1000) ** 2 for scale in (first_scale, second_scale)]
    return float(np.sqrt(sum(variances)))
