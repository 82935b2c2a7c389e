"""How a paper comes into the computer: security print and seals on it, then scan, photo, fax, 127 dpi."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from synthetic.canvas import Pixels, Point, Text
from synthetic.fonts import SANS, Face, families
from synthetic.papers.forms import Paper

Medium = Literal["scan", "photo", "fax", "127 dpi"]
Field = npt.NDArray[np.float32]

MEDIA: tuple[Medium, ...] = ("scan", "photo", "fax", "127 dpi")
DRAWN_DPI: dict[Medium, float] = {"scan": 300.0, "photo": 200.0, "fax": 200.0, "127 dpi": 254.0}
_STAMP_MM = 17.0  # radius of the round seal of an office


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture of a page. ``dpi`` as the file says, None for a photo; ``homography`` from page px to it."""

    pixels: Pixels
    dpi: float | None
    homography: npt.NDArray[np.float64]


def take(paper: Paper, medium: Medium, rng: Generator) -> Taken:
    """The page with its security print and seals, taken by this medium."""
    secured = paper.form.startswith("certificate") and medium != "fax" and rng.random() < 0.7
    for place in paper.stamps:
        if rng.random() < 0.7:
            _stamp(paper, place, rng)
    page = paper.canvas.flatten()
    page = page if page.ndim == 3 else cv2.cvtColor(page, cv2.COLOR_GRAY2RGB)
    if secured:
        page = _guilloche(page, paper.canvas.scale, rng)
    if rng.random() < 0.25:
        page = _bled_through(page, rng)
    return _TAKERS[medium](np.asarray(page, np.uint8), paper.canvas.dpi, rng)


def _stamp(paper: Paper, place: Point, rng: Generator) -> None:
    """A red seal: two rings, a star, a name across."""
    canvas, radius = paper.canvas, _STAMP_MM * float(rng.uniform(0.9, 1.1))
    angles = np.linspace(0, 2 * np.pi, 90)
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    centre = np.asarray(place)
    for share, weight in ((1.0, 0.7), (0.92, 0.25), (0.62, 0.25)):
        canvas.line(centre + share * radius * ring, weight, "stamp")
    text = Text(Face(families(SANS)[0], bold=True), 1.7, "stamp")
    for step, letter in enumerate("CHI NHÁNH VĂN PHÒNG ĐĂNG KÝ"):
        turn = np.radians(200 - 8.5 * step)
        at = centre + 0.7 * radius * np.array([np.cos(turn), -np.sin(turn)])
        canvas.text(letter, (float(at[0]), float(at[1])), text, "mb", float(np.degrees(turn)) - 90)
    star = centre + 0.35 * radius * ring[::18] @ np.array([(0, -1), (1, 0)])
    canvas.line(star[[0, 2, 4, 1, 3, 0]], 0.6, "stamp")
    slope = np.array([(0, 0), (9, -7), (14, 2), (20, -9), (26, -1), (38, -5)], np.float64)
    canvas.line(slope + centre + np.array([-12.0, 6.0]), 0.45, "blue")


def _guilloche(page: Pixels, px_per_mm: float, rng: Generator) -> Pixels:
    """Fine coloured waves under everything, and a drum in the middle."""
    height, width = page.shape[:2]
    colour = np.array(((238, 190, 200), (235, 205, 175), (205, 222, 190))[int(rng.integers(3))], np.float32)
    x = np.arange(width, dtype=np.float32)[None, :] / px_per_mm
    y = np.arange(height, dtype=np.float32)[:, None] / px_per_mm
    step, swing, long = rng.uniform(1.2, 2.4), rng.uniform(1.0, 5.0), rng.uniform(8, 30)
    waves = np.zeros((height, width), np.float32)
    for phase in (0.0, np.pi):
        bent = (y + swing * np.sin(2 * np.pi * x / long + phase)) / step
        waves = np.maximum(waves, np.clip(1.0 - np.abs(bent - np.round(bent)) * step * px_per_mm / 0.8, 0, 1))
    away = np.hypot(x - width / px_per_mm / 2, y - 0.4 * height / px_per_mm)
    rings = np.clip(1.0 - np.abs(away / 3.5 - np.round(away / 3.5)) * 3.5 * px_per_mm / 1.2, 0, 1)
    waves = np.maximum(waves, rings * (away < rng.uniform(30, 55)))
    tone = 1 - waves[..., None] * (1 - colour / 255) * rng.uniform(0.6, 1.3)
    tint = np.clip((colour + 2 * 255) / 3 / 255, 0, 1)
    return np.asarray(np.clip(page * tone * tint, 0, 255), np.uint8)


def _bled_through(page: Pixels, rng: Generator) -> Pixels:
    """The back of the sheet, mirrored and pale."""
    back = cv2.GaussianBlur(page[:, ::-1].astype(np.float32), (0, 0), 2.0)
    back = np.roll(back, tuple(int(v) for v in rng.integers(-60, 60, 2)), (0, 1))
    return np.asarray(np.clip(page - rng.uniform(0.05, 0.16) * (250 - back), 0, 255), np.uint8)


# --- media --------------------------------------------------------------------------------------------


def _scan(page: Pixels, dpi: float, rng: Generator) -> Taken:
    turned = _turned(page, float(rng.normal(0, 0.5)))
    share = float(rng.choice([1.0, 1.0, 2 / 3]))
    made = _resized(turned, share)
    if rng.random() < 0.06:
        made = replace(made, pixels=255 - made.pixels)
    soft = _noisy(made.pixels, float(rng.uniform(0.4, 0.9)), float(rng.uniform(1, 5)), rng)
    soft = _faded(soft, float(rng.uniform(0.75, 1.0)))
    pixels = _jpeg(soft, int(rng.integers(55, 92)))
    grey = rng.random() < 0.3
    return Taken(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if grey else pixels, dpi * share, made.homography)


def _low(page: Pixels, dpi: float, rng: Generator) -> Taken:
    """A scan of 127 dots an inch, as copiers send by mail."""
    made = _resized(_turned(page, float(rng.normal(0, 0.4))), 0.5)
    pixels = _jpeg(_noisy(made.pixels, 0.35, float(rng.uniform(1, 4)), rng), int(rng.integers(50, 88)))
    return Taken(pixels, dpi / 2, made.homography)


def _fax(page: Pixels, dpi: float, rng: Generator) -> Taken:
    """Two tones at 200 dots an inch, with lost and spread ink."""
    made = _turned(page, float(rng.normal(0, 0.5)))
    grey = cv2.cvtColor(made.pixels, cv2.COLOR_RGB2GRAY)
    grey = cv2.GaussianBlur(grey, (0, 0), float(rng.uniform(0.5, 0.9))).astype(np.float32)
    grey += _waves(grey.shape, 90, rng) * 14 + rng.normal(0, 14, grey.shape)
    tones = np.where(grey > rng.uniform(130, 190), 255, 0).astype(np.uint8)
    specks = rng.random(tones.shape) < 10 ** rng.uniform(-4.5, -3.2)
    tones[specks] = 0
    return Taken(tones, dpi, made.homography)


def _photo(page: Pixels, dpi: float, rng: Generator) -> Taken:
    """A page on a table by a telephone's camera: perspective, a curl, a shadow, a small picture."""
    height, width = page.shape[:2]
    wide = float(rng.choice([960, 1200, 1500, 1500, 2000, 2600])) * (1.35 if width > height else 1.0)
    scale = wide / width * 0.92
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    placed = corners * scale + rng.uniform(-0.035, 0.035, (4, 2)) * wide + 0.05 * wide
    size = tuple(int(v) for v in np.ceil(placed.max(axis=0) + 0.04 * wide))
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), placed.astype(np.float32))
    table = np.array(rng.uniform(60, 150, 3), np.float32)
    smooth = cv2.GaussianBlur(page, (0, 0), max(0.1, 0.42 / scale)) if scale < 1 else page
    made = cv2.warpPerspective(
        smooth, matrix, size, flags=cv2.INTER_LINEAR, borderValue=tuple(float(v) for v in table)
    )
    made = _curled(made, float(rng.uniform(0, 0.008)))
    light = _waves(made.shape[:2], max(size) / 3, rng) * 0.1 + 0.85
    light *= _shadow(size, rng)
    made = np.clip(made * light[..., None], 0, 255).astype(np.uint8)
    soft = _noisy(made, float(rng.uniform(0.3, 0.7)), float(rng.uniform(2, 6)), rng)
    return Taken(_jpeg(soft, int(rng.integers(60, 90))), None, np.asarray(matrix, np.float64))


def _curled(picture: Pixels, share: float) -> Pixels:
    """Lines sag in the middle of the page by a share of its width."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    sag = (share * width * np.sin(np.pi * x / width)).astype(np.float32)
    return np.asarray(cv2.remap(picture, x, y - sag, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _shadow(size: tuple[int, ...], rng: Generator) -> Field:
    """A soft-edged darker part, as of the hand that holds the telephone."""
    width, height = size
    x, y = np.meshgrid(
        np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)
    )
    turn, away = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 0.9)
    edge = (x * np.cos(turn) + y * np.sin(turn) - away) * rng.uniform(4, 20)
    return np.asarray(1 - rng.uniform(0.05, 0.4) / (1 + np.exp(-edge)), np.float32)


_TAKERS: dict[Medium, Callable[[Pixels, float, Generator], Taken]] = {
    "scan": _scan,
    "photo": _photo,
    "fax": _fax,
    "127 dpi": _low,
}


def _turned(page: Pixels, degrees: float) -> Taken:
    height, width = page.shape[:2]
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), (0, 0, 1)])
    paper = tuple(int(v) for v in page[3, 3])
    turned = cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=paper)
    return Taken(np.asarray(turned, np.uint8), None, matrix)


def _resized(made: Taken, share: float) -> Taken:
    if share == 1.0:
        return made
    small = cv2.resize(made.pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return Taken(np.asarray(small, np.uint8), None, np.diag([share, share, 1.0]) @ made.homography)


def _noisy(picture: Pixels, blur_px: float, noise: float, rng: Generator) -> Pixels:
    soft = cv2.GaussianBlur(picture, (0, 0), blur_px).astype(np.float32)
    soft += rng.normal(0, noise, (*picture.shape[:2], 1)).astype(np.float32)
    return np.asarray(np.clip(soft, 0, 255), np.uint8)


def _faded(picture: Pixels, ink: float) -> Pixels:
    return np.asarray(255 - (255 - picture.astype(np.float32)) * ink, np.uint8)


def _jpeg(picture: Pixels, quality: int) -> Pixels:
    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_UNCHANGED), np.uint8)


def _waves(shape: tuple[int, ...], long_px: float, rng: Generator) -> Field:
    small = rng.normal(0, 1, (int(shape[0] / long_px) + 2, int(shape[1] / long_px) + 2)).astype(np.float32)
    return np.asarray(cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)
