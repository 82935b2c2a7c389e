from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from drawn_sheet import Drawing

from pipeline.sheets import grid, lattice, ticks


def _ticks(drawing: Drawing, page: np.ndarray) -> tuple[ticks.Tick, ...]:
    frame = next(grid.find_frames(page, drawing.dpi), None)
    assert frame is not None
    found, _ = lattice.find_lattice(page, frame, drawing.dpi)
    return ticks.find_ticks(page, frame, found)


@pytest.mark.parametrize("drawing", [Drawing(), Drawing(outer=False), Drawing(skew_deg=2.0, bend_px=2.0)])
def test_every_tick_is_found_where_its_line_meets_the_neatline(drawing: Drawing) -> None:
    found = _ticks(drawing, drawing.draw())
    assert {(tick.side, tick.column, tick.row) for tick in found} == {
        *((0, i, 0) for i in (1, 2)), *((1, 3, j) for j in (1, 2)),
        *((2, i, 3) for i in (1, 2)), *((3, 0, j) for j in (1, 2)),
    }  # fmt: skip
    for tick in found:
        true = drawing.page_px(np.array([drawing.flat_px(tick.column, tick.row)]))[0]
        assert np.hypot(tick.x_px - true[0], tick.y_px - true[1]) < 0.6


def test_a_second_line_beside_a_tick_makes_it_none() -> None:
    drawing = Drawing()
    page = drawing.draw()
    x, y = drawing.flat_px(1, 0)
    beside = round(x + drawing.mm(1.5))
    cv2.line(page, (beside, round(y - drawing.mm(9.5))), (beside, round(y)), 30, 1)
    assert (0, 1, 0) not in {(tick.side, tick.column, tick.row) for tick in _ticks(drawing, page)}


@pytest.mark.parametrize(("dpi", "seen"), [(25.0, False), (150.0, True)])
def test_a_picture_in_which_half_a_millimetre_is_less_than_a_pixel_shows_no_ticks(
    dpi: float, seen: bool
) -> None:
    drawing = Drawing()
    page = drawing.draw()
    frame = next(grid.find_frames(page, drawing.dpi), None)
    assert frame is not None
    found, _ = lattice.find_lattice(page, frame, drawing.dpi)
    assert bool(ticks.find_ticks(page, frame, replace(found, dpi=dpi))) == seen
