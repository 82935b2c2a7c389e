"""Small invented sheets with exact sub-pixel geometry, for the tests of this room."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

STRIP_MM = 10.0


@dataclass(frozen=True)
class Drawing:
    """What to draw: a frame of whole 10 cm cells; world of its north-west corner in metres."""

    columns: int = 3
    rows: int = 3
    dpi: float = 200.0
    scale: int = 1000
    west_m: float = 553_000.0
    north_m: float = 2_345_500.0
    outer: bool = True
    arm_mm: float = 3.0
    labels: str = "km"
    skew_deg: float = 0.0
    bend_px: float = 0.0
    margin_mm: float = 30.0

    @property
    def step_m(self) -> float:
        return self.scale / 10

    def mm(self, length: float) -> float:
        return length * self.dpi / 25.4

    def flat_px(self, column: float, row: float) -> tuple[float, float]:
        """Pixel of a lattice index before skew and bend."""
        return self.mm(self.margin_mm + 100 * column), self.mm(self.margin_mm + 100 * row)

    @property
    def size_px(self) -> tuple[int, int]:
        return (
            round(self.mm(2 * self.margin_mm + 100 * self.columns)),
            round(self.mm(2 * self.margin_mm + 100 * self.rows)),
        )

    def _matrix(self) -> np.ndarray:
        width, height = self.size_px
        return cv2.getRotationMatrix2D((width / 2, height / 2), -self.skew_deg, 1.0)

    def _bend(self, points: np.ndarray) -> np.ndarray:
        phase = 2 * np.pi * points / max(self.size_px)
        return self.bend_px * np.column_stack([np.sin(1.5 * phase[:, 1]), np.cos(1.3 * phase[:, 0])])

    def page_px(self, flat: np.ndarray) -> np.ndarray:
        """Pixels of the finished page of pixels of the flat drawing."""
        matrix = self._matrix()
        page = np.atleast_2d(flat).astype(float)
        target = page @ matrix[:, :2].T + matrix[:, 2]
        page = target.copy()
        for _ in range(30):
            page = target - self._bend(page)
        return page

    def world_to_px(self, world: np.ndarray) -> np.ndarray:
        """Page pixels of (easting, northing)."""
        index = (np.atleast_2d(world) - (self.west_m, self.north_m)) / (self.step_m, -self.step_m)
        flat = np.column_stack([self.mm(self.margin_mm + 100 * index[:, i]) for i in range(2)])
        return self.page_px(flat)

    def draw(self) -> np.ndarray:
        """The page, grey."""
        width, height = self.size_px
        dark = np.zeros((height, width), np.float32)
        (x0, y0), (x1, y1) = self.flat_px(0, 0), self.flat_px(self.columns, self.rows)
        strip = self.mm(STRIP_MM) if self.outer else self.mm(3.0)
        for x in (x0, x1):
            _upright(dark, x, y0, y1, self.mm(0.2))
        for y in (y0, y1):
            _upright(dark.T, y, x0, x1, self.mm(0.2))
        if self.outer:
            for x in (x0 - strip, x1 + strip):
                _upright(dark, x, y0 - strip, y1 + strip, self.mm(1.0))
            for y in (y0 - strip, y1 + strip):
                _upright(dark.T, y, x0 - strip, x1 + strip, self.mm(1.0))
        for i in range(self.columns + 1):
            x = self.flat_px(i, 0)[0]
            for first, last in ((y0 - strip, y0), (y1, y1 + strip)):
                _upright(dark, x, first, last, self.mm(0.15))
        for j in range(self.rows + 1):
            y = self.flat_px(0, j)[1]
            for first, last in ((x0 - strip, x0), (x1, x1 + strip)):
                _upright(dark.T, y, first, last, self.mm(0.15))
        for i in range(1, self.columns):
            for j in range(1, self.rows):
                cross(dark, self.flat_px(i, j), self.mm(self.arm_mm), self.mm(0.15))
        page = np.clip(250 - 220 * np.clip(dark, 0, 1), 0, 255).astype(np.uint8)
        page = self._labelled(page) if self.labels else page
        return self._worn(page)

    def _labelled(self, page: np.ndarray) -> np.ndarray:
        image = Image.fromarray(page)
        draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=self.mm(2.8))
        gap = self.mm(STRIP_MM)
        for i in range(self.columns + 1):
            x = self.flat_px(i, 0)[0]
            text = self._text(self.west_m + i * self.step_m)
            for y in (self.flat_px(0, 0)[1] - gap / 2, self.flat_px(0, self.rows)[1] + gap / 2):
                draw.text((x + self.mm(0.8), y), text, fill=30, font=font, anchor="lm")
        for j in range(self.rows + 1):
            y = self.flat_px(0, j)[1] - self.mm(2.2)
            text = self._text(self.north_m - j * self.step_m)
            draw.text((self.flat_px(0, 0)[0] - self.mm(11.5), y), text, fill=30, font=font, anchor="rm")
            right = self.flat_px(self.columns, 0)[0] + self.mm(11.5)
            draw.text((right, y), text, fill=30, font=font, anchor="lm")
        return np.asarray(image)

    def _text(self, value: float) -> str:
        return f"{value / 1000:.1f}" if self.labels == "km" else f"{value:.0f}"

    def _worn(self, page: np.ndarray) -> np.ndarray:
        if self.skew_deg or self.bend_px:
            # the page shows at p what was drawn at the inverse of p plus its bend
            (a, b, c), (d, e, f) = cv2.invertAffineTransform(self._matrix())
            turn = 2 * np.pi / max(self.size_px)
            rows, columns = np.arange(page.shape[0])[:, None], np.arange(page.shape[1])[None, :]
            x = columns + self.bend_px * np.sin(1.5 * turn * rows)
            y = rows + self.bend_px * np.cos(1.3 * turn * columns)
            flat = [(a * x + b * y + c).astype(np.float32), (d * x + e * y + f).astype(np.float32)]
            page = cv2.remap(page, *flat, cv2.INTER_CUBIC, borderValue=250)
        noise = np.random.default_rng(1).normal(0, 4, (256, page.shape[1])).astype(np.float32)
        noise = np.tile(noise, (-(-page.shape[0] // 256), 1))[: page.shape[0]]
        return np.clip(page + noise, 0, 255).astype(np.uint8)


def _upright(dark: np.ndarray, x: float, first: float, last: float, width: float) -> None:
    """An upright line with exact edges."""
    columns = np.arange(int(x - width - 2), int(x + width + 3))
    cover = np.clip(width / 2 + 0.5 - np.abs(columns - x), 0, 1) * min(width, 1.0)
    rows = slice(round(first), round(last) + 1)
    dark[rows, columns] = np.maximum(dark[rows, columns], cover)


def cross(dark: np.ndarray, centre: tuple[float, float], arm: float, width: float) -> None:
    """A cross with exact edges on a plane of darkness (0 to 1)."""
    x, y = centre
    _upright(dark, x, y - arm, y + arm, width)
    _upright(dark.T, y, x - arm, x + arm, width)
