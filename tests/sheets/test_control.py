from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import ControlPoint
from pipeline.sheets import control

SIZE = (6000, 5000)
SCALE = 0.0847


def _world(pixels: np.ndarray, bend_px: float = 0.0, turn_deg: float = 1.0) -> np.ndarray:
    """A known map: turned, mirrored (north is up), and bent by a smooth wave."""
    angle = np.radians(turn_deg)
    u = pixels + bend_px * np.column_stack([np.sin(pixels[:, 1] / 1100), np.cos(pixels[:, 0] / 1300)])
    x, y = u.T
    east = 553_000 + SCALE * (x * np.cos(angle) + y * np.sin(angle))
    north = 2_345_500 + SCALE * (x * np.sin(angle) - y * np.cos(angle))
    return np.column_stack([east, north])


def _grid(count: int = 6) -> np.ndarray:
    axis = np.linspace(300, 4700, count)
    return np.array([(x, y) for y in axis for x in axis])


def _points(pixels: np.ndarray, world: np.ndarray) -> list[ControlPoint]:
    return [ControlPoint("cross", *map(float, p), *map(float, w)) for p, w in zip(pixels, world, strict=True)]


def test_exact_points_give_a_helmert_map_and_its_pixel_size() -> None:
    pixels = _grid()
    fit = control.fit(_points(pixels, _world(pixels)), 9209, SIZE)
    assert fit.kind == "helmert"
    assert fit.metres_per_px == pytest.approx(SCALE)
    assert fit.rms_m < 1e-6 and fit.error_m < 1e-6
    assert np.allclose(control.to_world(fit, [(10.0, 4000.0)]), _world(np.array([(10.0, 4000.0)])))


def test_uneven_stretch_is_affine_and_a_tilted_page_projective() -> None:
    pixels = _grid()
    stretched = _world(pixels * (1.0, 1.004))
    assert control.fit(_points(pixels, stretched), 9209, SIZE).kind == "affine"
    depth = 1 + pixels[:, :1] * 4e-6
    fit = control.fit(_points(pixels, _world(pixels / depth)), 9209, SIZE)
    assert fit.kind == "projective"
    assert fit.rms_m < 1e-3


def test_bent_paper_is_a_spline_that_predicts_between_points() -> None:
    pixels = _grid()
    fit = control.fit(_points(pixels, _world(pixels, bend_px=6.0)), 9209, SIZE)
    assert fit.kind == "tps"
    between = np.random.default_rng(3).uniform(600, 4400, (200, 2))
    off = control.to_world(fit, between) - _world(between, bend_px=6.0)
    helmert = control.fit(_points(pixels, _world(pixels)), 9209, SIZE)
    plain = control.to_world(helmert, between) - _world(between, bend_px=6.0)
    assert np.sqrt((off**2).mean()) < 0.3 * np.sqrt((plain**2).mean())


def test_few_points_never_give_a_free_model() -> None:
    pixels = _grid(3)[:6]
    noisy = _world(pixels) + np.random.default_rng(1).normal(0, 0.1, (6, 2))
    assert control.fit(_points(pixels, noisy), 9209, SIZE).kind in ("helmert", "affine")


def test_noise_is_not_followed() -> None:
    pixels = _grid()
    noisy = _world(pixels) + np.random.default_rng(5).normal(0, 0.08, pixels.shape)
    fit = control.fit(_points(pixels, noisy), 9209, SIZE)
    assert fit.kind == "helmert"
    assert fit.error_m == pytest.approx(0.08 * np.sqrt(2), rel=0.3)


@settings(max_examples=25, deadline=None)
@given(
    st.floats(0, 5000), st.floats(0, 4500), st.floats(0.5, 10.0), st.floats(-170, 170),
)  # fmt: skip
def test_pixels_come_back_from_the_world(x: float, y: float, bend: float, turned: float) -> None:
    pixels = _grid()
    fit = control.fit(_points(pixels, _world(pixels, bend, turned)), 9209, SIZE)
    back = control.to_pixel(fit, control.to_world(fit, [(x, y)]))
    assert np.abs(back - (x, y)).max() < 1e-5


def test_a_wrong_point_is_named_and_left_out() -> None:
    pixels = _grid()
    points = _points(pixels, _world(pixels, bend_px=2.0))
    points[14] = dataclasses.replace(points[14], x_px=points[14].x_px + 60.0)
    fit, judged = control.solve(points, 9209, SIZE)
    assert [i for i, point in enumerate(judged) if not point.used] == [14]
    assert judged[14].residual_m == pytest.approx(60 * SCALE, rel=0.1)
    assert fit.error_m < 0.2


def test_points_without_any_residual_have_no_outlier() -> None:
    pixels = _grid(3)
    one_place = np.full((9, 2), 500_000.0)
    fit, judged = control.solve(_points(pixels, one_place), 9209, SIZE)
    assert fit.rms_m == 0.0 and all(point.used for point in judged)


def test_a_persons_points_are_never_left_out() -> None:
    pixels = _grid()
    points = [dataclasses.replace(point, kind="person") for point in _points(pixels, _world(pixels))]
    points[3] = dataclasses.replace(points[3], x_px=points[3].x_px + 200.0)
    fit, judged = control.solve(points, 9209, SIZE)
    assert all(point.used for point in judged)
    assert fit.rms_m > 1.0


def test_points_that_know_one_coordinate_hold_the_paper_straight() -> None:
    pixels = _grid(4)
    points = _points(pixels, _world(pixels, bend_px=5.0))
    line = np.column_stack([np.linspace(300, 4700, 60), np.full(60, 300.0)])
    halves = [
        dataclasses.replace(point, easting_m=None) for point in _points(line, _world(line, bend_px=5.0))
    ]
    between = line[::7] + np.array([20.0, 0.0])
    errors = []
    for given_points in (points, points + halves):
        fit = control.fit(given_points, 9209, SIZE)
        errors.append(np.abs(control.to_world(fit, between)[:, 1] - _world(between, 5.0)[:, 1]).max())
    assert errors[1] < 0.2 * errors[0]
    half = control.with_residuals(fit, halves)[0]
    assert half.residual_m is not None and half.residual_m < 0.05


def test_one_point_is_not_enough() -> None:
    with pytest.raises(ValueError, match="two control points"):
        control.fit(_points(np.zeros((1, 2)), np.zeros((1, 2))), 9209, SIZE)


def test_bend_is_what_an_affine_map_leaves() -> None:
    pixels = _grid()
    assert control.bend_m(_points(pixels, _world(pixels))) < 1e-6
    assert 0.2 < control.bend_m(_points(pixels, _world(pixels, bend_px=6.0))) < 0.8


def _side(y: float) -> list[ControlPoint]:
    """Half points along a side that is level on the ground."""
    x = np.linspace(500, 4500, 20)
    pixels = np.column_stack([x, np.full(20, y)])
    world = _world(pixels, 3.0)
    level = float(world[:, 1].mean())
    rise = (level - world[:, 1]) / SCALE
    return [
        ControlPoint("tick", float(a), float(b - c), None, level)
        for (a, b), c in zip(pixels, rise, strict=True)
    ]


def test_a_side_that_was_lost_to_a_line_beside_it_is_left_out() -> None:
    pixels = _grid()
    marks = [*_points(pixels, _world(pixels, 3.0)), *_side(400.0)]
    south = _side(4600.0)
    lost = [dataclasses.replace(p, y_px=p.y_px + 10 * (4 < i < 17)) for i, p in enumerate(south)]
    _, solved = control.solve([*marks, *lost], 9209, SIZE)
    assert [i for i, point in enumerate(solved[len(marks) :]) if not point.used] == list(range(5, 17))
    _, solved = control.solve([*marks, *south], 9209, SIZE)
    assert all(point.used for point in solved)


def _along_sides(world_of: Callable[[np.ndarray], np.ndarray]) -> list[ControlPoint]:
    """Points every 200 px along the sides of the grid, of which one coordinate is known."""
    found = []
    for at in np.arange(400.0, 4700.0, 200.0):
        for x, y, level in ((at, 300.0, True), (at, 4700.0, True), (300.0, at, False), (4700.0, at, False)):
            east, north = world_of(np.array([(x, y)]))[0]
            found.append(ControlPoint("tick", x, y, None if level else east, north if level else None))
    return found


@pytest.mark.parametrize("wave_px", [5000.0, 2500.0, 1800.0])
def test_paper_is_hardly_ever_off_by_more_than_is_expected_of_it(wave_px: float) -> None:
    """Bent by 5 px in waves from far longer than the 880 px between points to about as long."""
    rng = np.random.default_rng(7)
    phases, towards, moved = rng.uniform(0, 2 * np.pi, (3, 12))

    def bent(pixels: np.ndarray) -> np.ndarray:
        along = pixels @ np.array([np.cos(towards), np.sin(towards)])
        waves = np.sin(2 * np.pi / wave_px * along + phases)
        return _world(pixels + 5 / np.sqrt(6) * waves @ np.column_stack([np.cos(moved), np.sin(moved)]))

    points = [*_points(_grid(), bent(_grid())), *_along_sides(bent)]
    fit = control.fit(points, 9209, SIZE)
    places = rng.uniform(600, 4400, (800, 2))
    off = np.hypot(*(control.to_world(fit, places) - bent(places)).T)
    expected = control.errors_m(fit, points, places)
    assert np.sqrt(np.mean((off / expected) ** 2)) < 1.6


def test_far_from_all_points_more_error_is_expected() -> None:
    points = [point for point in _points(_grid(), _world(_grid(), 3.0)) if point.x_px < 3000]
    fit = control.fit(points, 9209, SIZE)
    near, far = control.errors_m(fit, points, np.array([(1500.0, 1500.0), (4700.0, 2500.0)]))
    assert fit.kind == "tps" and far > 3 * near
