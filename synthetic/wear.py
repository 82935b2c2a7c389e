"""What time and a scanner do to a sheet: skew, shrinkage, folds, stains, fading, noise; mapped exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from synthetic.canvas import Pixels, Points

_BAND_PX = 512
_PAPER = 255.0
Field = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Damage:
    """How strong each kind of wear is at one level; lengths in mm, greys of 255."""

    skew_deg: float
    stretch: float
    warp_mm: float
    folds: int
    stains: int
    fade: float
    breaks: float
    mottle: float
    noise: float
    blur_mm: float


DAMAGE = (
    Damage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    Damage(0.3, 0.0012, 0.25, 0, 1, 0.12, 0.0, 5, 2.5, 0.03),
    Damage(0.8, 0.0030, 0.6, 1, 3, 0.30, 0.04, 12, 5, 0.05),
    Damage(1.5, 0.0055, 1.0, 3, 6, 0.48, 0.12, 22, 9, 0.075),
)


@dataclass(frozen=True, slots=True)
class Bend:
    """Smooth displacement: a sum of low cosines over the page, in pixels."""

    size: tuple[int, int]
    terms: tuple[tuple[float, float, float, float, float], ...]

    def at(self, x: Points, y: Points) -> Points:
        """Displacement (n, 2) at points; both coordinates (n,)."""
        width, height = self.size
        moved = np.zeros((len(x), 2))
        for dx, dy, u, v, phase in self.terms:
            wave = np.cos(2 * math.pi * (u * x / width + v * y / height) + phase)
            moved += wave[:, None] * (dx, dy)
        return moved

    def band(self, first: int, last: int) -> tuple[Field, Field]:
        """Displacement of every pixel of the rows first to last: the same sum from outer products."""
        width, height = self.size
        columns, rows = np.arange(width, dtype=np.float32), np.arange(first, last, dtype=np.float32)
        moved = [np.zeros((last - first, width), np.float32) for _ in range(2)]
        for dx, dy, u, v, phase in self.terms:
            a = (2 * math.pi * u / width) * columns
            b = (2 * math.pi * v / height) * rows + np.float32(phase)
            wave = np.outer(np.cos(b), np.cos(a)) - np.outer(np.sin(b), np.sin(a))
            moved[0] += np.float32(dx) * wave
            moved[1] += np.float32(dy) * wave
        return moved[0], moved[1]


@dataclass(frozen=True, slots=True)
class Worn:
    """A worn page; ``to_worn`` brings pixels of the clean page to pixels of this one."""

    pixels: Pixels
    matrix: npt.NDArray[np.float64]
    bend: Bend
    turned: int

    def to_worn(self, points_px: Points) -> Points:
        """Clean pixels (n, 2) to worn pixels (n, 2), to about a thousandth of a pixel."""
        points = np.atleast_2d(np.asarray(points_px, np.float64))
        linear, shift = self.matrix[:, :2], self.matrix[:, 2]
        worn = (points - shift) @ np.linalg.inv(linear).T
        for _ in range(12):
            worn = (points - self.bend.at(worn[:, 0], worn[:, 1]) - shift) @ np.linalg.inv(linear).T
        return _turn_points(worn, self.bend.size, self.turned)


def wear(pixels: Pixels, level: int, rng: Generator, dpi: float, turned: int = 0) -> Worn:
    """Wear a page, level 0 (none) to 3 (bad), then turn it counterclockwise ``turned`` times."""
    damage = DAMAGE[level]
    height, width = pixels.shape[:2]
    px_per_mm = dpi / 25.4
    matrix = _affine(damage, width, height, rng)
    bend = _bend(damage, (width, height), px_per_mm, rng)
    if level == 0:
        return Worn(np.ascontiguousarray(np.rot90(pixels, turned)), matrix, bend, turned)
    dark_lid = level >= 2 and rng.random() < 0.5  # what a scanner shows beside the paper
    worn = _resampled(pixels, matrix, bend, 45 if dark_lid else None)
    worn = _aged(worn, damage, px_per_mm, rng)
    return Worn(np.ascontiguousarray(np.rot90(worn, turned)), matrix, bend, turned)


def bent(pixels: Pixels, level: int, rng: Generator, dpi: float) -> Worn:
    """A page skewed, stretched and bent as at a level of wear, and else as it was."""
    damage = DAMAGE[level]
    height, width = pixels.shape[:2]
    matrix = _affine(damage, width, height, rng)
    bend = _bend(damage, (width, height), dpi / 25.4, rng)
    return Worn(_resampled(pixels, matrix, bend, None), matrix, bend, 0)


def swell(pixels: Pixels, swell_mm: float, rng: Generator, dpi: float) -> Worn:
    """Paper that took up damp unevenly: waves of 12 to 40 cm that crosses every 10 cm hardly show.

    ``swell_mm`` is the root mean square of the displacement.
    """
    height, width = pixels.shape[:2]
    page_mm = max(width, height) / dpi * 25.4
    terms = []
    for _ in range(12):
        dx, dy = rng.normal(0, swell_mm * dpi / 25.4 / math.sqrt(12), 2)
        direction, waves = rng.uniform(0, 2 * math.pi), page_mm / rng.uniform(120, 400)
        u, v = waves * width * math.cos(direction), waves * height * math.sin(direction)
        longest = max(width, height)
        terms.append((float(dx), float(dy), u / longest, v / longest, float(rng.uniform(0, 2 * math.pi))))
    bend, still = Bend((width, height), tuple(terms)), np.eye(3)[:2]
    return Worn(_resampled(pixels, still, bend, None), still, bend, 0)


def bilevel(pixels: Pixels, threshold: int = 150) -> Pixels:
    """A black and white scan: 0 and 255 only."""
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.where(grey > threshold, 255, 0).astype(np.uint8)


def _affine(damage: Damage, width: int, height: int, rng: Generator) -> npt.NDArray[np.float64]:
    """Worn to clean pixels, about the middle of the page: a turn and a stretch of each axis."""
    angle = math.radians(rng.uniform(-damage.skew_deg, damage.skew_deg))
    stretch = 1 + rng.uniform(-damage.stretch, damage.stretch, 2)
    linear = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]) * stretch
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    return np.column_stack([linear, middle - linear @ middle])


def _bend(damage: Damage, size: tuple[int, int], px_per_mm: float, rng: Generator) -> Bend:
    terms = []
    for _ in range(6 if damage.warp_mm else 0):
        dx, dy = rng.normal(0, damage.warp_mm * px_per_mm / 4, 2)
        u, v = rng.uniform(-1.1, 1.1, 2)
        terms.append((float(dx), float(dy), float(u), float(v), float(rng.uniform(0, 2 * math.pi))))
    return Bend(size, tuple(terms))


def _turn_points(points: Points, size: tuple[int, int], turned: int) -> Points:
    width, height = size
    for _ in range(turned % 4):
        points = np.column_stack([points[:, 1], width - 1 - points[:, 0]])
        width, height = height, width
    return points


def _resampled(pixels: Pixels, matrix: npt.NDArray[np.float64], bend: Bend, beside: int | None) -> Pixels:
    width, height = bend.size
    worn = np.empty_like(pixels)
    columns = np.arange(width, dtype=np.float32)[None, :]
    corner = np.atleast_1d(pixels[0, 0])
    edge = tuple(int(v) if beside is None else beside for v in corner)
    for first in range(0, height, _BAND_PX):
        last = min(first + _BAND_PX, height)
        rows = np.arange(first, last, dtype=np.float32)[:, None]
        dx, dy = bend.band(first, last)
        dx += matrix[0, 0] * columns + matrix[0, 1] * rows + matrix[0, 2]
        dy += matrix[1, 0] * columns + matrix[1, 1] * rows + matrix[1, 2]
        worn[first:last] = cv2.remap(
            pixels, dx, dy, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=edge
        )
    return worn


@dataclass(frozen=True, slots=True)
class Coarse:
    """A field at a coarse step (px), read in bands of rows at full size."""

    values: Field
    step: float

    def band(self, first: int, last: int, width: int) -> Field:
        """Rows ``first`` to ``last``, ``width`` columns."""
        matrix = np.array([[1 / self.step, 0, 0], [0, 1 / self.step, first / self.step]], np.float64)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        band = cv2.warpAffine(
            self.values, matrix, (width, last - first), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(band, np.float32)


def _aged(pixels: Pixels, damage: Damage, px_per_mm: float, rng: Generator) -> Pixels:
    """Thin the ink, darken the paper, add grain."""
    height, width = pixels.shape[:2]
    step = 2.0 * px_per_mm  # one value every 2 mm
    shape = (int(height / step) + 2, int(width / step) + 2)
    ink = Coarse(ink_left(shape, damage, rng), step)
    shade = Coarse(shade_of(shape, damage, rng), step)
    fold = folds_of((height, width), damage, px_per_mm, rng)
    breaks = Coarse(_breaks(shape, damage, rng), step / 4)
    grain = rng.normal(0, damage.noise, (640, 640)).astype(np.float32)
    grain = cv2.GaussianBlur(grain, (0, 0), 0.7) * 1.7
    sigma = damage.blur_mm * px_per_mm
    for first in range(0, height, _BAND_PX):
        last = min(first + _BAND_PX, height)
        low, high = max(first - 8, 0), min(last + 8, height)
        blurred = cv2.GaussianBlur(pixels[low:high], (0, 0), sigma)[first - low : last - low].astype(
            np.float32
        )
        strength = (
            ink.band(first, last, width)
            * breaks.band(first, last, width)
            * (1 - 0.5 * fold.band(first, last))
        )
        dark = shade.band(first, last, width) + 45.0 * fold.band(first, last) * (damage.folds > 0)
        noise = grain_of(grain, last - first, width, rng)
        if pixels.ndim == 3:
            strength, dark, noise = strength[..., None], dark[..., None], noise[..., None]
        worn = _PAPER - (_PAPER - blurred) * strength - dark + noise
        pixels[first:last] = np.clip(worn, 0, 255).astype(np.uint8)
    return pixels


def smooth_noise(shape: tuple[int, int], scale: float, rng: Generator) -> Field:
    """Smooth noise of about unit size, features of ``scale`` cells."""
    small = rng.normal(0, 1, (max(int(shape[0] / scale), 2), max(int(shape[1] / scale), 2))).astype(
        np.float32
    )
    return np.asarray(cv2.resize(small, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def ink_left(shape: tuple[int, int], damage: Damage, rng: Generator) -> Field:
    """Share of the ink that is left, 1 where nothing faded."""
    lost = 0.5 * (smooth_noise(shape, 30, rng) + smooth_noise(shape, 9, rng)) - 0.25
    return np.asarray(np.clip(1 - damage.fade * np.clip(lost, 0, 1.6), 0.25, 1), np.float32)


def _breaks(shape: tuple[int, int], damage: Damage, rng: Generator) -> Field:
    """Small specks of half a millimetre where lines are broken."""
    fine = (shape[0] * 4, shape[1] * 4)
    if not damage.breaks:
        return np.ones((2, 2), np.float32)
    worn = smooth_noise(shape, 12, rng)
    worn = cv2.resize(worn, fine[::-1], interpolation=cv2.INTER_LINEAR)
    gone = rng.random(fine) < damage.breaks * 0.25 * np.clip(worn, 0, 2)
    return np.asarray(cv2.GaussianBlur(np.where(gone, 0.1, 1.0).astype(np.float32), (0, 0), 0.5), np.float32)


def shade_of(shape: tuple[int, int], damage: Damage, rng: Generator) -> Field:
    """Greys taken from the paper: mottling, darker edges, stains with a rim."""
    shade = damage.mottle * (0.6 * smooth_noise(shape, 25, rng) + 0.4 * smooth_noise(shape, 6, rng) + 0.8)
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    for _ in range(damage.stains):
        y, x = rng.uniform(0, shape[0]), rng.uniform(0, shape[1])
        radius = rng.uniform(8, 32)
        distance = np.hypot(rows - y, (columns - x) * rng.uniform(0.7, 1.4)) + 1.5 * smooth_noise(
            shape, 5, rng
        )
        rim = np.exp(-(((distance - radius) / 1.8) ** 2))
        shade += damage.mottle * (0.9 * rim + 0.5 * (distance < radius))
    return np.asarray(np.clip(shade, 0, 150), np.float32)


@dataclass(frozen=True, slots=True)
class Folds:
    """Straight folds: distance lines across the page in both directions, 0 away from them and 1 on them."""

    across: Field
    down: Field

    def band(self, first: int, last: int) -> Field:
        """Rows ``first`` to ``last``."""
        return np.asarray(np.maximum(self.across[first:last, None], self.down[None, :]), np.float32)


def folds_of(size: tuple[int, int], damage: Damage, px_per_mm: float, rng: Generator) -> Folds:
    """As many folds as the damage has, anywhere on a page of this size."""
    lines = [np.zeros(length, np.float32) for length in size]
    for _ in range(damage.folds):
        axis = int(rng.integers(2))
        at = rng.uniform(0.15, 0.85) * size[axis]
        width = rng.uniform(0.15, 0.35) * px_per_mm
        lines[axis] += np.exp(-(((np.arange(size[axis]) - at) / width) ** 2)).astype(
            np.float32
        ) * rng.uniform(0.4, 1)
    return Folds(np.clip(lines[0], 0, 1), np.clip(lines[1], 0, 1))


def grain_of(tile: Field, height: int, width: int, rng: Generator) -> Field:
    """Grain for a band from one tile, shifted at random."""
    tile = np.roll(tile, (int(rng.integers(640)), int(rng.integers(640))), (0, 1))
    return np.tile(tile, (-(-height // 640), -(-width // 640)))[:height, :width]
