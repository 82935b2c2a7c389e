from __future__ import annotations

import numpy as np
import pytest
from drawn_sheet import Drawing

from pipeline.sheets import grid, lattice


@pytest.mark.parametrize("told_dpi", [200.0, None, 300.0, 120.0])
def test_true_resolution_comes_from_the_crosses(told_dpi: float | None) -> None:
    drawing = Drawing(columns=4, labels="")
    page = drawing.draw()
    frame = next(grid.find_frames(page, 200.0), None)
    assert frame is not None
    found, crosses = lattice.find_lattice(page, frame, told_dpi)
    assert (found.columns, found.rows) == (4, 3)
    assert found.dpi == pytest.approx(200.0, rel=0.002)
    assert {(mark.column, mark.row) for mark in crosses} == {(i, j) for i in (1, 2, 3) for j in (1, 2)}


def test_lattice_goes_on_over_a_side_that_is_cut_off() -> None:
    drawing = Drawing(columns=4, labels="")
    page = np.ascontiguousarray(drawing.draw()[:, : round(drawing.flat_px(3.4, 0)[0])])
    frame = next(grid.find_frames(page, 200.0), None)
    assert frame is not None and frame.missing == {1}
    found, crosses = lattice.find_lattice(page, frame, 200.0)
    assert (found.columns, found.rows) == (4, 3)
    assert len(crosses) == 6
    assert np.abs(found.to_px([(3, 1)])[0] - drawing.flat_px(3, 1)).max() < 1.0
