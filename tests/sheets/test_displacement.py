from __future__ import annotations

import numpy as np
import pytest

from pipeline.model import Bend, Paper
from pipeline.sheets.displacement import displaced_m

AT = np.linspace(-1, 1, 21)
COLUMNS, ROWS = np.meshgrid(AT, AT)
MOVED = np.stack([np.sin(2 * COLUMNS), np.cos(3 * ROWS)], axis=-1)
BEND = Bend((-1.0, -1.0), 0.1, MOVED, Paper(55.0, 0.4, 0.03, 0.05))


def test_between_nodes_it_is_smooth() -> None:
    unit = np.random.default_rng(1).uniform(-0.8, 0.8, (50, 2))
    expected = np.column_stack([np.sin(2 * unit[:, 0]), np.cos(3 * unit[:, 1])])
    assert displaced_m(BEND, unit) == pytest.approx(expected, abs=1e-3)


def test_beyond_the_grid_it_stays_what_it_is_at_the_edge() -> None:
    outside = displaced_m(BEND, np.array([[3.0, 0.0]]))
    assert outside == pytest.approx(displaced_m(BEND, np.array([[1.0, 0.0]])))
