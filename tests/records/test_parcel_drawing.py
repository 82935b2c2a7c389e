"""The drawing of a parcel is found by the shape that its table lists, or it is not found at all."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.model import FloatArray, Outline
from pipeline.records.page import VIEW_DPI, View
from pipeline.records.parcel_drawing import corners_on_page
from synthetic.canvas import Canvas, Text
from synthetic.fonts import Face

SCALE = 500
WORLD = np.array(
    [[553640.02, 2346468.07], [553653.9, 2346474.4], [553668.5, 2346449.6], [553645.8, 2346440.2]]
)
MIDDLE_MM = (105.0, 70.0)


def on_paper(world: FloatArray = WORLD, middle_mm: tuple[float, float] = MIDDLE_MM) -> FloatArray:
    """Corners in mm on the page."""
    return np.asarray((world - WORLD.mean(axis=0)) * (1000 / SCALE, -1000 / SCALE) + middle_mm)


def canvas_with(ring: FloatArray, gap_mm: float = 0.0) -> Canvas:
    """A framed page with a drawing, neighbours' walls, a label and a table of corners."""
    canvas = Canvas((210.0, 150.0), (0.0, 0.0), VIEW_DPI)
    canvas.rectangle((10, 10), (200, 140), 0.5)
    for place, (corner, following) in enumerate(zip(ring, np.roll(ring, -1, axis=0), strict=True)):
        away = (corner - ring.mean(axis=0)) / np.hypot(*(corner - ring.mean(axis=0)))
        canvas.line([corner, corner + 8 * away], 0.2)
        way = (following - corner) / np.hypot(*(following - corner))
        middle = (corner + following) / 2
        canvas.line([corner, middle - gap_mm / 2 * way], 0.2)
        canvas.line([middle + gap_mm / 2 * way, following], 0.2)
        canvas.text(str(place + 1), tuple(corner + 2.5 * away + (1.4, 0)), Text(Face("tinos"), 1.7), "mm")
    canvas.text("217", tuple(ring.mean(axis=0)), Text(Face("tinos"), 2.0), "mm")
    for row in range(4):
        canvas.rectangle((150, 20 + 6 * row), (190, 26 + 6 * row), 0.2)
    return canvas


def view_of(canvas: Canvas) -> View:
    return View(canvas.flatten(), np.eye(3))


def found(canvas: Canvas, world: FloatArray = WORLD) -> list[tuple[FloatArray, FloatArray]]:
    """Pixels of the page and metres of each corner that was found."""
    points = corners_on_page(view_of(canvas), Outline(world, True, 0, ()))
    return [
        (np.array([point.x_px, point.y_px]), np.array([point.easting_m, point.northing_m]))
        for point in points
    ]


@pytest.mark.parametrize("gap_mm", [0.0, 0.3, 0.8])
def test_corners_are_found_where_lines_meet_though_a_line_is_broken(gap_mm: float) -> None:
    canvas = canvas_with(on_paper(), gap_mm)
    corners = found(canvas)
    assert len(corners) == 4
    for pixels, world in corners:
        (wanted,) = canvas.to_px(on_paper(world[None]))
        assert np.hypot(*(pixels - wanted)) < 0.15 / 25.4 * VIEW_DPI


def test_a_drawing_of_another_shape_is_not_taken() -> None:
    other = WORLD.copy()
    other[2] += (6.0, -4.0)  # 14 mm on paper
    assert found(canvas_with(on_paper(other))) == []


def test_of_two_alike_neither_is_taken() -> None:
    canvas = canvas_with(on_paper())
    ring = on_paper(middle_mm=(45.0, 70.0))
    canvas.line(np.vstack([ring, ring[:1]]), 0.2)
    assert found(canvas) == []


def test_a_rectangle_along_the_page_may_be_any_frame() -> None:
    upright = np.array(
        [[553640.0, 2346468.0], [553660.0, 2346468.0], [553660.0, 2346455.0], [553640.0, 2346455.0]]
    )
    ring = (upright - upright.mean(axis=0)) * (1000 / SCALE, -1000 / SCALE) + MIDDLE_MM
    assert found(canvas_with(ring), upright) == []


@pytest.mark.parametrize("rows", [[0, 1, 0, 1], [0, 1, 1, 2, 3]])
def test_a_table_that_is_no_ring_finds_nothing(rows: list[int]) -> None:
    assert found(canvas_with(on_paper()), WORLD[rows]) == []


def test_letters_on_a_line_hide_no_parcel() -> None:
    canvas = canvas_with(on_paper())
    first, second = on_paper()[1:3]
    canvas.text("2346460", tuple((first + second) / 2), Text(Face("tinos"), 2.0), "mm")
    assert len(found(canvas)) >= 3
