from __future__ import annotations

import numpy as np
from drawn_sheet import Drawing

from pipeline.sheets import coordinates, grid, lattice


def _axes(drawing: Drawing) -> tuple[coordinates.Axis, coordinates.Axis]:
    page = drawing.draw()
    frame = next(grid.find_frames(page, drawing.dpi), None)
    assert frame is not None
    found, _ = lattice.find_lattice(page, frame, drawing.dpi)
    numerals = coordinates.gather(page, frame, found)
    assert coordinates.labelled_scale(numerals) == drawing.scale
    return tuple(coordinates.read_axis(numerals, axis, drawing.step_m) for axis in (0, 1))  # type: ignore[return-value]


def test_kilometres_in_and_outside_the_strip_are_read() -> None:
    east, north = _axes(Drawing(margin_mm=40.0))
    assert (east.origin_m, north.origin_m) == (553_000.0, 2_345_500.0)
    assert east.settled and north.settled


def test_full_metres_are_read_on_a_skewed_sheet() -> None:
    drawing = Drawing(labels="metres", skew_deg=1.5, margin_mm=40.0, west_m=411_200.0, north_m=2_364_400.0)
    east, north = _axes(drawing)
    assert (east.origin_m, north.origin_m) == (411_200.0, 2_364_400.0)


def test_an_unlabelled_sheet_tells_nothing() -> None:
    drawing = Drawing(labels="")
    page = drawing.draw()
    frame = next(grid.find_frames(page, drawing.dpi), None)
    assert frame is not None
    found, _ = lattice.find_lattice(page, frame, drawing.dpi)
    numerals = coordinates.gather(page, frame, found)
    assert coordinates.agreement(numerals) == 0
    assert np.isfinite(found.dpi)


def test_numbers_of_which_strokes_are_gone_are_read_on_a_black_and_white_scan() -> None:
    drawing = Drawing(dpi=300.0, margin_mm=40.0)
    page = drawing.draw()
    frame = next(grid.find_frames(page, drawing.dpi), None)
    assert frame is not None
    found, _ = lattice.find_lattice(page, frame, drawing.dpi)
    worn = np.where(page < 128, 0, 255).astype(np.uint8)
    gone = np.random.default_rng(7121).random((-(-page.shape[0] // 2), -(-page.shape[1] // 6))) < 0.22
    worn[np.repeat(np.repeat(gone, 2, axis=0), 6, axis=1)[: page.shape[0], : page.shape[1]]] = 255
    numerals = coordinates.gather(worn, frame, found)
    east, north = (coordinates.read_axis(numerals, axis, drawing.step_m) for axis in (0, 1))
    assert (east.origin_m, north.origin_m) == (553_000.0, 2_345_500.0)
    assert east.settled and north.settled
