"""Control points and the transformation from page pixels to the world.

Pixels are (x right, y down, centres at whole numbers), the world is VN-2000 (easting, northing) in metres.
Candidates are Helmert, affine, projective and a smoothed thin-plate spline; the choice, and the spline's
stiffness, rest on leave-one-out residuals: a spline's own residuals show nothing (Wahba 1990).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from pipeline.model import Bend, ControlPoint, Fit, FloatArray
from pipeline.sheets.displacement import displaced_m

Kind = Literal["helmert", "affine", "projective", "tps"]
# below these counts a model follows the errors of single points
_FEWEST: dict[Kind, int] = {"helmert": 2, "affine": 4, "projective": 7, "tps": 12}
_GAIN = 0.95  # a freer model must lower the leave-one-out error by this factor
_STIFFNESS = np.logspace(-7, 1, 25)
_OUTLIER = 5.0  # times the robust spread, both of all residuals and of what was to be expected at the point
_OUTLIER_PX = 4.0  # marks are found to half a pixel, and paper bends by a few
_ROUNDING_M = 1e-6  # below it a residual is rounding: points that fit exactly have none to compare with
_MAX_OUTLIERS = 0.15  # of the points; with more, the residuals speak and nothing is hidden


@dataclass(frozen=True, slots=True)
class _Frame:
    """Centred coordinates: what goes in and out of every model."""

    centre_px: tuple[float, float]
    centre_m: tuple[float, float]
    unit_px: float


@dataclass(frozen=True, slots=True)
class _Model:
    kind: Kind
    matrix: FloatArray
    nodes: FloatArray | None
    weights: FloatArray | None
    left_out: FloatArray  # (n, 2) residuals in metres of each point when it is left out; NaN where unknown
    expected: FloatArray  # (n, 2) their spread that the model expects, up to one common factor


# --- fitting ------------------------------------------------------------------------------------------


def fit(points: Sequence[ControlPoint], epsg: int, size_px: tuple[int, int]) -> Fit:
    """Best transformation through the points that are ``used``; ``size_px`` is (width, height).

    A point may know only its easting or only its northing. Raises ValueError below two whole points.
    """
    return _fitted(points, epsg, size_px, _candidates)


def flat_fit(points: Sequence[ControlPoint], epsg: int, size_px: tuple[int, int]) -> Fit:
    """Best transformation that bends nothing: the paper's own bend is somebody else's to tell."""
    return _fitted(points, epsg, size_px, _flat_candidates)


def with_bend(flat: Fit, bend: Bend, points: Sequence[ControlPoint], error_m: float) -> Fit:
    """A flat fit with the bend learned beside it; ``error_m`` is what it expects of places between marks."""
    bent = dataclasses.replace(flat, kind="bent", bend=bend, error_m=error_m)
    pixels, world = _arrays([point for point in points if point.used])
    return dataclasses.replace(
        bent, rms_m=_rms(to_world(bent, pixels) - world), metres_per_px=_metres_per_px(bent)
    )


def _fitted(
    points: Sequence[ControlPoint],
    epsg: int,
    size_px: tuple[int, int],
    candidates: Callable[[FloatArray, FloatArray], Iterator[_Model]],
) -> Fit:
    pixels, world = _arrays([point for point in points if point.used])
    if int(np.isfinite(world).all(axis=1).sum()) < 2:
        raise ValueError("a transformation needs two control points")
    frame = _centres(pixels, world, size_px)
    model = _choose(candidates(_centred(pixels, frame), world - frame.centre_m))
    bare = Fit(
        model.kind, epsg, frame.centre_px, frame.centre_m, frame.unit_px,
        model.matrix, model.nodes, model.weights, 0.0, _rms(model.left_out), 0.0,
    )  # fmt: skip
    return dataclasses.replace(
        bare, rms_m=_rms(to_world(bare, pixels) - world), metres_per_px=_metres_per_px(bare)
    )


def solve(
    points: Sequence[ControlPoint], epsg: int, size_px: tuple[int, int]
) -> tuple[Fit, tuple[ControlPoint, ...]]:
    """Fit with wild points left out one by one (``used`` False); all points get their residual in metres.

    A point left out is judged by the fit without it. Points of a person are never left out. Points along a
    side of the frame come from one traced line and err together: they are held first against all others.
    """
    current = _without_strays(points, size_px)
    allowed = int(_MAX_OUTLIERS * sum(point.used for point in points))
    for _ in range(allowed):
        worst = _worst(current, size_px)
        if worst is None:
            break
        current[worst] = dataclasses.replace(current[worst], used=False)
    fitted = fit(current, epsg, size_px)
    return fitted, with_residuals(fitted, current)


def _without_strays(points: Sequence[ControlPoint], size_px: tuple[int, int]) -> list[ControlPoint]:
    """The points, with those of a side switched off where its line was lost to another beside it."""
    sides: dict[tuple[float | None, float | None], list[int]] = {}
    for place, point in enumerate(points):
        if point.used and (point.easting_m is None) != (point.northing_m is None):
            sides.setdefault((point.easting_m, point.northing_m), []).append(place)
    off = np.full(len(points), np.nan)
    metres_per_px = 0.0
    for places in sides.values():
        others = [point for place, point in enumerate(points) if place not in places]
        if sum(p.used and p.is_whole for p in others) < _FEWEST["tps"]:
            return list(points)
        judge = fit(others, 0, size_px)
        metres_per_px = judge.metres_per_px
        judged = with_residuals(judge, [points[place] for place in places])
        off[places] = [point.residual_m for point in judged]
    if not np.isfinite(off).any():
        return list(points)
    limit = max(_OUTLIER * 1.4826 * float(np.nanmedian(off)), _OUTLIER_PX * metres_per_px)
    return [dataclasses.replace(p, used=p.used and not o > limit) for p, o in zip(points, off, strict=True)]


def errors_m(fitted: Fit, points: Sequence[ControlPoint], places_px: FloatArray) -> FloatArray:
    """(n,) expected error, as a distance in metres, of a fit through ``points`` at places (n, 2) in pixels.

    Between its points a spline is off by less than where one was left out, and by more far from all. What
    is stiff follows no point: it is off everywhere by what points left out are off. Whole points tell how far
    paper bends from one to the next, points close together along a side what they miss of short waves.
    """
    if fitted.kind != "tps":
        return np.full(len(places_px), fitted.error_m)
    pixels, world = _arrays([point for point in points if point.used])
    unit, places = ((xy - fitted.centre_px) / fitted.unit_px for xy in (pixels, places_px))
    systems, stiffness = _systems(unit, world - fitted.centre_m)
    whole = np.asarray(np.isfinite(world).all(axis=1), np.bool_)
    variances = [
        system.variance(stiffness, places, whole[known])
        for system, (_, known) in zip(systems, _known_axes(world), strict=True)
    ]
    return np.asarray(np.sqrt(np.sum(variances, axis=0)))


def bend_m(points: Sequence[ControlPoint]) -> float:
    """How far the paper is bent: RMS distance in metres of the used points from their best projective map."""
    pixels, world = _arrays([point for point in points if point.used])
    size = np.ptp(pixels, axis=0)
    frame = _centres(pixels, world, (int(size[0]) + 2, int(size[1]) + 2))
    unit, target = _centred(pixels, frame), world - frame.centre_m
    return _rms(_apply_matrix(_solve_projective(unit, target), unit) - target)


def with_residuals(fitted: Fit, points: Sequence[ControlPoint]) -> tuple[ControlPoint, ...]:
    """The points with ``residual_m`` under a fit: the distance, or the one known coordinate's difference."""
    if not points:
        return ()
    pixels, world = _arrays(points)
    off = to_world(fitted, pixels) - world
    lengths = np.sqrt(np.nansum(off**2, axis=1))
    return tuple(
        dataclasses.replace(point, residual_m=float(length))
        for point, length in zip(points, lengths, strict=True)
    )


def _worst(points: Sequence[ControlPoint], size_px: tuple[int, int]) -> int | None:
    """Index of the point that stands farthest out of line, or None."""
    live = [i for i, point in enumerate(points) if point.used]
    pixels, world = _arrays([points[i] for i in live])
    if len(live) < 6:
        return None
    frame = _centres(pixels, world, size_px)
    model = _choose(_candidates(_centred(pixels, frame), world - frame.centre_m))
    # far from other points a spline may be wrong by much: what is large must also be strange
    large, strange = np.abs(model.left_out), np.abs(model.left_out / model.expected)
    whole = np.isfinite(world).all(axis=1)
    # of marks whose both coordinates are known: along the neatline everything is near everything
    usual = 1.4826 * float(np.nanmedian(np.nanmax(large[whole] if whole.any() else large, axis=1)))
    far = large > max(_OUTLIER * usual, _OUTLIER_PX * _metres_per_px_of(model, frame))
    spread = max(1.4826 * float(np.nanmedian(strange)), _ROUNDING_M)
    off = np.nanmax(np.where(far, strange / spread, 0.0), axis=1)
    off[[points[i].kind == "person" for i in live]] = 0.0
    worst = int(np.argmax(off))
    return live[worst] if off[worst] > _OUTLIER else None


def _arrays(points: Sequence[ControlPoint]) -> tuple[FloatArray, FloatArray]:
    pixels = np.array([(point.x_px, point.y_px) for point in points], np.float64)
    world = np.array([(_known(point.easting_m), _known(point.northing_m)) for point in points], np.float64)
    return pixels.reshape(-1, 2), world.reshape(-1, 2)


def _known(value: float | None) -> float:
    return np.nan if value is None else value


def _centres(pixels: FloatArray, world: FloatArray, size_px: tuple[int, int]) -> _Frame:
    middle = np.nanmean(world, axis=0)
    x, y = pixels.mean(axis=0)
    return _Frame((float(x), float(y)), (float(middle[0]), float(middle[1])), max(size_px) / 2)


def _centred(pixels: FloatArray, frame: _Frame) -> FloatArray:
    return np.asarray((pixels - frame.centre_px) / frame.unit_px, np.float64)


def _candidates(unit: FloatArray, world: FloatArray) -> Iterator[_Model]:
    yield from _flat_candidates(unit, world)
    if int(np.isfinite(world).sum(axis=0).min()) >= _FEWEST["tps"]:
        yield _spline(unit, world)


def _flat_candidates(unit: FloatArray, world: FloatArray) -> Iterator[_Model]:
    count = int(np.isfinite(world).sum(axis=0).min())
    whole = int(np.isfinite(world).all(axis=1).sum())
    if whole >= _FEWEST["helmert"]:
        yield _helmert(unit, world)
    if count >= _FEWEST["affine"]:
        yield _affine(unit, world)
    if whole >= _FEWEST["projective"]:
        yield _projective(unit, world)


def _choose(candidates: Iterator[_Model]) -> _Model:
    """The simplest model that no freer one beats clearly when points are left out."""
    best, *freer = candidates
    for model in freer:
        if not np.isfinite(best.left_out).any() or _rms(model.left_out) < _GAIN * _rms(best.left_out):
            best = model
    return best


def _rms(residuals: FloatArray) -> float:
    """Root mean square of the distances; coordinates that are not known do not count."""
    known = np.isfinite(residuals)
    if not known.any():
        return float("inf")
    return float(np.sqrt(np.nansum(residuals**2) / known.sum() * 2))


def _helmert(unit: FloatArray, world: FloatArray) -> _Model:
    """East = a u + b v + c, north = b u - a v + d: pixels count downwards, so the shape is mirrored."""
    u, v = unit.T
    one, zero = np.ones_like(u), np.zeros_like(u)
    design = np.stack([np.stack([u, v, one, zero], -1), np.stack([-v, u, zero, one], -1)], 1)
    known = np.isfinite(world)
    rows, target = design[known], world[known]
    (a, b, c, d), left_out, spread = _least_squares(rows, target)
    out, expected = np.full(world.shape, np.nan), np.ones(world.shape)
    out[known], expected[known] = left_out, spread
    matrix = np.array([[a, b, c], [b, -a, d], [0, 0, 1.0]])
    return _Model("helmert", matrix, None, None, out, expected)


def _least_squares(rows: FloatArray, target: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Solution, each row's residual when it alone is left out (residual over 1 - leverage), its spread."""
    solution, *_ = np.linalg.lstsq(rows, target, rcond=None)
    orthogonal, _ = np.linalg.qr(rows)
    leverage = (orthogonal**2).sum(axis=1)
    spare = 1.0 - leverage
    residual = rows @ solution - target
    out = np.where(spare > 1e-9, residual / np.maximum(spare, 1e-9), np.nan)
    return np.asarray(solution), np.asarray(out), 1.0 / np.sqrt(np.maximum(spare, 1e-9))


def _affine(unit: FloatArray, world: FloatArray) -> _Model:
    design = np.column_stack([unit, np.ones(len(unit))])
    matrix, out, expected = np.eye(3), np.full(world.shape, np.nan), np.ones(world.shape)
    for axis, known in _known_axes(world):
        matrix[axis], out[known, axis], expected[known, axis] = _least_squares(
            design[known], world[known, axis]
        )
    return _Model("affine", matrix, None, None, out, expected)


def _projective(unit: FloatArray, world: FloatArray) -> _Model:
    out = np.full(world.shape, np.nan)
    for i in range(len(unit)):
        rest = np.arange(len(unit)) != i
        out[i] = _apply_matrix(_solve_projective(unit[rest], world[rest]), unit[i : i + 1])[0] - world[i]
    return _Model("projective", _solve_projective(unit, world), None, None, out, np.ones(world.shape))


def _solve_projective(unit: FloatArray, world: FloatArray) -> FloatArray:
    """Linear in eight unknowns; two rounds of reweighting make the residuals those on the ground."""
    u, v = unit.T
    one, zero = np.ones_like(u), np.zeros_like(u)
    depth, solution = one, np.zeros(8)
    for _ in range(3):
        east = (
            np.stack([u, v, one, zero, zero, zero, -u * world[:, 0], -v * world[:, 0]], -1) / depth[:, None]
        )
        north = (
            np.stack([zero, zero, zero, u, v, one, -u * world[:, 1], -v * world[:, 1]], -1) / depth[:, None]
        )
        design = np.concatenate([east, north])
        target = np.concatenate([world[:, 0] / depth, world[:, 1] / depth])
        known = np.isfinite(target)
        # world coordinates are hundreds of metres, pixels about one: scale the two last columns
        scale = np.maximum(np.abs(design[known]).max(axis=0), 1e-12)
        solution = np.linalg.lstsq(design[known] / scale, target[known], rcond=None)[0] / scale
        depth = 1.0 + solution[6] * u + solution[7] * v
    return np.append(solution, 1.0).reshape(3, 3)


# --- smoothed thin-plate spline -----------------------------------------------------------------------


def _spline(unit: FloatArray, world: FloatArray) -> _Model:
    """Per coordinate, bending energy against residuals (Wahba 1990, ch. 2); stiffness by leave-one-out."""
    matrix, out, expected = np.eye(3), np.full(world.shape, np.nan), np.ones(world.shape)
    weights = np.zeros(world.shape)
    systems, best = _systems(unit, world)
    for (axis, known), system in zip(_known_axes(world), systems, strict=True):
        plane, bend, left_out, spread = system.solve(best)
        matrix[axis] = [plane[1], plane[2], plane[0]]
        weights[known, axis], out[known, axis], expected[known, axis] = bend, left_out, spread
    return _Model("tps", matrix, unit.copy(), weights, out, expected)


def _systems(unit: FloatArray, world: FloatArray) -> tuple[list[_SplineSystem], float]:
    """The spline's equations of both coordinates, and the stiffness that leaving out points wants."""
    systems = [_SplineSystem(unit[known], world[known, axis]) for axis, known in _known_axes(world)]
    errors = [sum(float((s.solve(stiff)[2] ** 2).sum()) for s in systems) for stiff in _STIFFNESS]
    return systems, float(_STIFFNESS[int(np.argmin(errors))])


def _known_axes(world: FloatArray) -> list[tuple[int, npt.NDArray[np.bool_]]]:
    return [(axis, np.isfinite(world[:, axis])) for axis in range(2)]


class _SplineSystem:
    """The spline's equations for one coordinate, diagonalised once so that each stiffness is cheap."""

    def __init__(self, unit: FloatArray, target: FloatArray) -> None:
        self._unit = unit
        self._kernel = _kernel(unit, unit)
        self._plane = np.column_stack([np.ones(len(unit)), unit])
        full, _ = np.linalg.qr(self._plane, mode="complete")
        self._free = full[:, 3:]
        values, vectors = np.linalg.eigh(self._free.T @ self._kernel @ self._free)
        self._values = np.maximum(values, 0.0)
        self._vectors = self._free @ vectors
        self._target = target

    def solve(self, stiffness: float) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Plane (1, u, v), bending weights, residuals of each point left out alone, and their spread."""
        gain = 1.0 / (self._values + stiffness)
        weights = self._vectors @ (gain * (self._vectors.T @ self._target))
        rest = self._target - self._kernel @ weights - stiffness * weights
        plane, *_ = np.linalg.lstsq(self._plane, rest, rcond=None)
        # residual = stiffness * weight, and one minus leverage = stiffness * diagonal of this inverse
        spare = np.maximum((self._vectors**2) @ gain, 1e-12)
        return plane, weights, -weights / spare, 1.0 / np.sqrt(spare)

    def variance(self, stiffness: float, places: FloatArray, marks: npt.NDArray[np.bool_]) -> FloatArray:
        """(m,) expected square of the error at places (m, 2), its size by what ``marks`` left out are off.

        The spline is the best prediction of a random surface; this is how far that leaves it open (Cressie,
        Statistics for Spatial Data, 1993, ch. 3.4.5, 5.4).
        """
        _, weights, _, spread = self.solve(stiffness)
        squares = (weights * spread) ** 2
        size = max(float(np.mean(squares[own])) for own in (marks, ~marks) if own.any())
        count = len(self._unit)
        whole = np.zeros((count + 3, count + 3))
        whole[:count, :count] = self._kernel + stiffness * np.eye(count)
        whole[:count, count:], whole[count:, :count] = self._plane, self._plane.T
        plane = np.column_stack([np.ones(len(places)), places])
        seen = np.column_stack([_kernel(places, self._unit), plane])
        return np.asarray(np.maximum(-size * (seen * np.linalg.solve(whole, seen.T).T).sum(axis=1), 0.0))


def _kernel(points: FloatArray, nodes: FloatArray) -> FloatArray:
    """r² log r between each point (n, 2) and node (m, 2)."""
    square = (points[:, None, 0] - nodes[None, :, 0]) ** 2 + (points[:, None, 1] - nodes[None, :, 1]) ** 2
    return np.asarray(0.5 * square * np.log(np.maximum(square, 1e-300)), np.float64)


# --- applying -----------------------------------------------------------------------------------------

_BLOCK = 20_000  # points a block: the kernel has as many columns as there are nodes


def _apply_matrix(matrix: FloatArray, unit: FloatArray) -> FloatArray:
    lifted = unit @ matrix[:, :2].T + matrix[:, 2]
    return np.asarray(lifted[:, :2] / lifted[:, 2:], np.float64)


def _apply(fitted: Fit, unit: FloatArray) -> FloatArray:
    flat = _apply_matrix(fitted.matrix, unit)
    if fitted.bend is not None:
        return flat + displaced_m(fitted.bend, unit)
    if fitted.nodes is None or fitted.weights is None:
        return flat
    for start in range(0, len(unit), _BLOCK):
        block = slice(start, start + _BLOCK)
        flat[block] += _kernel(unit[block], fitted.nodes) @ fitted.weights
    return flat


def to_world(fitted: Fit, xy_px: npt.ArrayLike) -> FloatArray:
    """(easting, northing) in metres of page pixels (n, 2)."""
    pixels = np.asarray(xy_px, np.float64).reshape(-1, 2)
    return _apply(fitted, (pixels - fitted.centre_px) / fitted.unit_px) + fitted.centre_m


def to_pixel(fitted: Fit, world_m: npt.ArrayLike) -> FloatArray:
    """Page pixels (n, 2) of (easting, northing) in metres: the inverse of ``to_world`` to 1e-6 px."""
    target = np.asarray(world_m, np.float64).reshape(-1, 2) - fitted.centre_m
    unit = _apply_matrix(np.asarray(np.linalg.inv(fitted.matrix), np.float64), target)
    if fitted.nodes is not None or fitted.bend is not None:
        step = np.linalg.inv(fitted.matrix[:2, :2]).T
        for _ in range(100):
            move = (target - _apply(fitted, unit)) @ step
            unit = unit + move
            if not len(move) or float(np.abs(move).max()) * fitted.unit_px < 1e-7:
                break
    return np.asarray(unit * fitted.unit_px + fitted.centre_px, np.float64)


def _metres_per_px(fitted: Fit) -> float:
    """Square root of the ground area of a pixel in the middle of the points."""
    at = np.asarray(fitted.centre_px) + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    world = to_world(fitted, at)
    (a, b), (c, d) = world[1] - world[0], world[2] - world[0]
    return float(np.sqrt(abs(a * d - b * c)))


def _metres_per_px_of(model: _Model, frame: _Frame) -> float:
    return float(np.sqrt(abs(np.linalg.det(model.matrix[:2, :2])))) / frame.unit_px
