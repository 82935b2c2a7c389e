"""The drawing of a parcel is placed by its corners; crosses bear that out and tell the scale."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.model import ControlPoint, FloatArray, PageImage, Source
from pipeline.sheets.control import to_world
from pipeline.sheets.placed_drawing import place_drawing
from synthetic.canvas import Canvas

DPI, SCALE, EPSG = 200.0, 500, 9209
FIRST = np.array([553600.0, 2346500.0])  # at 40 mm from the left and from the top of the page
CORNERS = FIRST + np.array([[31.0, -22.0], [58.0, -14.0], [71.0, -52.0], [38.0, -63.0]])


def on_paper(world: FloatArray) -> FloatArray:
    return np.asarray((world - FIRST) * (1000 / SCALE, -1000 / SCALE) + 40.0)


def page(crosses: bool = True) -> Canvas:
    canvas = Canvas((297.0, 210.0), (0.0, 0.0), DPI)
    for east in (0.0, 50.0, 100.0) if crosses else ():
        for north in (0.0, -50.0):
            ((x, y),) = on_paper(FIRST + np.array([[east, north]]))
            canvas.line([(x - 3, y), (x + 3, y)], 0.15)
            canvas.line([(x, y - 3), (x, y + 3)], 0.15)
    return canvas


def corners(canvas: Canvas) -> list[ControlPoint]:
    pixels = canvas.to_px(on_paper(CORNERS))
    return [
        ControlPoint("corner", float(x), float(y), float(east), float(north))
        for (x, y), (east, north) in zip(pixels, CORNERS, strict=True)
    ]


def image(canvas: Canvas, dpi: float | None = DPI) -> PageImage:
    return PageImage(Source("records/trich_do.pdf"), canvas.flatten(), dpi)


@pytest.mark.parametrize("dpi", [DPI, None])
def test_crosses_at_round_coordinates_join_the_corners(dpi: float | None) -> None:
    canvas = page()
    drawing = place_drawing(image(canvas, dpi), corners(canvas), EPSG, proven=True)
    assert drawing is not None and drawing.scale == SCALE
    assert sum(point.kind == "cross" and point.used for point in drawing.points) >= 5
    far = FIRST + np.array([[100.0, 0.0]])
    assert np.abs(to_world(drawing.fit, canvas.to_px(on_paper(far))) - far).max() < 0.05
    assert drawing.dpi == pytest.approx(DPI, rel=0.01)


def test_what_is_shown_is_the_ground_about_all_points() -> None:
    canvas = page()
    drawing = place_drawing(image(canvas), corners(canvas), EPSG, proven=True)
    assert drawing is not None
    west, north = to_world(drawing.fit, drawing.frame_px)[0]
    assert (west, north) == pytest.approx(tuple(FIRST + np.array([-15.0, 15.0])), abs=0.2)  # 30 mm


def test_a_scan_without_crosses_lies_by_its_corners_and_tells_no_scale() -> None:
    canvas = page(crosses=False)
    drawing = place_drawing(image(canvas), corners(canvas), EPSG, proven=True)
    assert drawing is not None and drawing.scale is None and len(drawing.points) == 4


def test_a_photo_without_crosses_is_not_placed() -> None:
    canvas = page(crosses=False)
    assert place_drawing(image(canvas, dpi=None), corners(canvas), EPSG, proven=True) is None


@pytest.mark.parametrize("crosses", [True, False])
def test_corners_that_nothing_proves_need_crosses(crosses: bool) -> None:
    canvas = page(crosses)
    drawing = place_drawing(image(canvas), corners(canvas), EPSG, proven=False)
    assert (drawing is not None) == crosses


def test_crosses_of_another_scale_are_none_of_a_scan_whose_resolution_is_known() -> None:
    canvas = page()
    drawing = place_drawing(image(canvas, dpi=DPI * 1.1), corners(canvas), EPSG, proven=True)
    assert drawing is not None and drawing.scale is None
