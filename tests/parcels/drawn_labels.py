"""Draws parcel labels as the circular shows them, for tests."""

import math

import cv2
import numpy as np

DPI = 300.0
MM = DPI / 25.4
_FACE = cv2.FONT_HERSHEY_SIMPLEX


def paper(width_mm: float, height_mm: float) -> np.ndarray:
    """Light paper with a little grain."""
    grain = np.random.default_rng(1).normal(236, 3, (round(height_mm * MM), round(width_mm * MM)))
    return np.clip(grain, 0, 255).astype(np.uint8)


def text_image(text: str, height_mm: float) -> np.ndarray:
    """One line of text, cut close, figures ``height_mm`` high."""
    scale = height_mm * MM / 22.0
    (width, height), base = cv2.getTextSize(text, _FACE, scale, 2)
    image = np.full((height + base + 20, width + 20), 255, np.uint8)
    cv2.putText(image, text, (10, height + 10), _FACE, scale, 40, 2, cv2.LINE_AA)
    ys, xs = np.nonzero(image < 128)
    return image[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


def label_image(
    number: str, area: str, code: str = "", height_mm: float = 2.2, side: str = "left"
) -> np.ndarray:
    """Number over a bar over the area, with the code beside the bar."""
    top, low = text_image(number, height_mm), text_image(area, height_mm)
    gap = round(0.45 * MM)
    width = max(top.shape[1], low.shape[1]) + 6
    fraction = np.full((top.shape[0] + low.shape[0] + 2 * gap + 2, width), 255, np.uint8)
    x = (width - top.shape[1]) // 2
    fraction[: top.shape[0], x : x + top.shape[1]] = top
    x = (width - low.shape[1]) // 2
    fraction[-low.shape[0] :, x : x + low.shape[1]] = low
    fraction[top.shape[0] + gap : top.shape[0] + gap + 2] = 60
    if not code:
        return fraction
    word = text_image(code, height_mm)
    whole = np.full((fraction.shape[0], width + word.shape[1] + round(0.7 * MM)), 255, np.uint8)
    y = top.shape[0] + gap - word.shape[0] // 2
    at = 0 if side == "left" else whole.shape[1] - word.shape[1]
    whole[:, (whole.shape[1] - width if side == "left" else 0) :][:, :width] = fraction
    whole[y : y + word.shape[0], at : at + word.shape[1]] = word
    return whole


def place(
    page: np.ndarray, image: np.ndarray, centre_mm: tuple[float, float], angle_deg: float = 0.0
) -> None:
    """Lay an image on the page about a centre, turned clockwise."""
    height, width = image.shape
    side = math.ceil(math.hypot(height, width)) + 4
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -angle_deg, 1.0)
    turn[:, 2] += (side - 1) / 2 - np.array([(width - 1) / 2, (height - 1) / 2])
    turned = cv2.warpAffine(image, turn, (side, side), flags=cv2.INTER_LINEAR, borderValue=255)
    x, y = (round(value * MM - side / 2) for value in centre_mm)
    part = page[y : y + side, x : x + side]
    np.minimum(part, turned, out=part)


def whole_page(page: np.ndarray) -> np.ndarray:
    """The region that covers the page."""
    height, width = page.shape
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)


def dashed_box(page: np.ndarray, corners_mm: tuple[float, float, float, float]) -> None:
    """A house: walls of dashes 1.5 mm with gaps of 0.8 mm."""
    x0, y0, x1, y1 = corners_mm
    for start, end in (
        ((x0, y0), (x1, y0)),
        ((x1, y0), (x1, y1)),
        ((x1, y1), (x0, y1)),
        ((x0, y1), (x0, y0)),
    ):
        length = math.dist(start, end)
        way = np.array([end[0] - start[0], end[1] - start[1]]) / length
        for at in np.arange(0.0, length, 2.3):
            ends = [np.rint((start + way * min(at + more, length)) * MM).astype(int) for more in (0.0, 1.5)]
            cv2.line(page, ends[0].tolist(), ends[1].tolist(), 90, 2)
