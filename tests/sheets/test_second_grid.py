from __future__ import annotations

import numpy as np
import pytest
from drawn_sheet import Drawing, cross

from pipeline.sheets import grid
from pipeline.sheets.lattice import find_lattice
from pipeline.sheets.second_grid import second_grid_mm

SHEET = Drawing(skew_deg=0.8)


def _second(page: np.ndarray, offset_mm: tuple[float, float], keep: int) -> np.ndarray:
    """The page with crosses of a second grid in ``keep`` of its nine cells."""
    dark = np.zeros(page.shape, np.float32)
    cells = [(i, j) for i in range(3) for j in range(3)][:keep]
    for i, j in cells:
        flat = np.array([SHEET.flat_px(i + offset_mm[0] / 100, j + offset_mm[1] / 100)])
        x, y = SHEET.page_px(flat)[0]
        cross(dark, (float(x), float(y)), SHEET.mm(3.0), SHEET.mm(0.15))
    return np.where(dark > 0.3, 60, page).astype(np.uint8)


@pytest.mark.parametrize(("keep", "found"), [(9, True), (6, True), (2, False), (0, False)])
def test_crosses_that_meet_in_all_cells_are_a_second_grid(keep: int, found: bool) -> None:
    page = _second(SHEET.draw(), (56.0, 12.0), keep)
    frame = next(grid.find_frames(page, SHEET.dpi), None)
    assert frame is not None
    lattice, _ = find_lattice(page, frame, SHEET.dpi)
    offset = second_grid_mm(page, lattice)
    assert (offset is not None) == found
    if offset is not None:
        assert np.allclose(offset, (56.0, 12.0), atol=0.4)
