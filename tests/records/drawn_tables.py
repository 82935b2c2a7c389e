"""A ruled table drawn by the tests themselves, with digits and capitals only."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model import PageImage, Pixels, Source

DPI = 200.0
LEFT, TOP = 120, 160
WIDTHS = (140, 160, 420, 200, 240)
ROW = 60


def draw_table(rows: list[tuple[str, ...]], rule: int = 2, without: frozenset[int] = frozenset()) -> Pixels:
    """Grey page of 200 dpi; ``without`` names the inner row rules that are left out."""
    height = TOP + ROW * len(rows) + 200
    page = np.full((height, LEFT + sum(WIDTHS) + 120), 245, np.uint8)
    edges = LEFT + np.concatenate([[0], np.cumsum(WIDTHS)])
    bottom = TOP + ROW * len(rows)
    for x in edges.tolist():
        cv2.line(page, (x, TOP), (x, bottom), 60, rule)
    for i in range(len(rows) + 1):
        if i not in without:
            cv2.line(page, (int(edges[0]), TOP + ROW * i), (int(edges[-1]), TOP + ROW * i), 60, rule)
    for i, row in enumerate(rows):
        for text, x in zip(row, edges[:-1].tolist(), strict=True):
            place = (x + 16, TOP + ROW * i + 42)
            cv2.putText(page, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.9, 30, 2, cv2.LINE_AA)
    return cv2.GaussianBlur(page, (3, 3), 0.6)


def sample_rows(count: int = 10) -> list[tuple[str, ...]]:
    """Sheet, number, owner (a name without accents), area, code."""
    codes = ("LUC", "CLN", "NTS", "ONT")
    return [("7", str(41 + i), "An Binh", f"{300 + 17 * i}.{i}", codes[i % 4]) for i in range(count)]


def as_page(pixels: Pixels, dpi: float | None = DPI) -> PageImage:
    return PageImage(Source("records/so.pdf"), pixels, dpi)


def turned(pixels: Pixels, angle_deg: float) -> Pixels:
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1.0)
    return np.asarray(cv2.warpAffine(pixels, matrix, (width, height), borderValue=245), np.uint8)
