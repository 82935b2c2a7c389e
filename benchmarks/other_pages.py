"""Pages that are no cadastral map sheets and must not be taken for one; most have a frame and lines."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.random import Generator

from synthetic.canvas import Canvas, Pixels, Text
from synthetic.commune import Order, make_headings, make_land
from synthetic.fonts import SANS, Face, families
from synthetic.planted import keep_register
from synthetic.register import draw_register, random_register_style
from synthetic.totals import draw_totals, keep_totals, random_totals_style, sum_of

_DPI = 200.0


def other_pages() -> dict[str, Callable[[Generator], Pixels]]:
    """Eleven kinds of page by name."""
    return {
        "blank": _blank,
        "register": _register,
        "letter": _letter,
        "certificate": _certificate,
        "site plan": _site_plan,
        "planning map": _planning_map,
        "chart": _chart,
        "calendar": _calendar,
        "photograph": _photograph,
        "drawing frame": _drawing_frame,
        "table of sheets": _table_of_sheets,
    }


def _canvas(width_mm: float, height_mm: float) -> Canvas:
    return Canvas((width_mm, height_mm), (0.0, 0.0), _DPI)


def _text(height_mm: float = 2.5, bold: bool = False) -> Text:
    return Text(Face(families(SANS)[0], bold=bold), height_mm)


def _blank(rng: Generator) -> Pixels:
    return np.clip(rng.normal(235, 6, (2300, 1650)), 0, 255).astype(np.uint8)


def _register(rng: Generator) -> Pixels:
    order = Order("07330", seed=31, plots=0.3)
    land = make_land(order)
    rows, _ = keep_register(land.fabric.plots, land.style, rng, titled=True)
    heading = make_headings(order, land)[min(land.frames)]
    return draw_register(rows[:25], random_register_style(31, "app15"), heading, _DPI, rng)[0]


def _table_of_sheets(rng: Generator) -> Pixels:
    order = Order("07330", seed=31, plots=0.3)
    land = make_land(order)
    sums = [line.stated for line in keep_totals(land.fabric.plots, rng)]
    heading = make_headings(order, land)[min(land.frames)]
    return draw_totals(sums, sum_of(sums), random_totals_style(31), heading, _DPI)[0]


def _letter(rng: Generator) -> Pixels:
    canvas = _canvas(210, 297)
    canvas.text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (105, 25), _text(3.0, True), "mb")
    for row in range(32):
        words = " ".join(["tranh", "chấp", "ranh", "giới", "thửa", "đất", "số"][: int(rng.integers(3, 8))])
        canvas.text(f"{words} tờ bản đồ số {rng.integers(1, 40)}", (25, 45 + 7 * row), _text())
    return canvas.flatten()


def _certificate(rng: Generator) -> Pixels:
    """Fourth side of a certificate: a plan in a box, a coordinate table, a title with tờ and thửa."""
    canvas = _canvas(297, 210)
    canvas.rectangle((10, 10), (287, 200), 0.8)
    canvas.rectangle((13, 13), (284, 197), 0.2)
    canvas.text(
        "III. SƠ ĐỒ THỬA ĐẤT, NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT", (148, 25), _text(3.2, True), "mb"
    )
    canvas.text("Thửa đất số 12, tờ bản đồ số 20, tỷ lệ 1:500", (148, 33), _text(), "mb")
    ring = np.array([(60, 60), (130, 50), (150, 120), (70, 130), (60, 60)]) + rng.normal(0, 4, (5, 2))
    canvas.line(ring, 0.3)
    for row in range(6):
        canvas.text(
            f"{row + 1}   {2345678 + 3 * row}.12   {553210 - 2 * row}.45", (190, 70 + 8 * row), _text()
        )
    return canvas.flatten()


def _site_plan(rng: Generator) -> Pixels:
    """A framed building plan with axes in circles."""
    canvas = _canvas(420, 297)
    canvas.rectangle((20, 10), (410, 287), 0.8)
    for x in range(60, 380, 60):
        canvas.line([(x, 40), (x, 230)], 0.15)
    for y in range(50, 240, 45):
        canvas.line([(40, y), (370, y)], 0.3)
    canvas.text("MẶT BẰNG TẦNG 1 TỶ LỆ 1:100", (210, 260), _text(5.0, True), "mb")
    canvas.text(f"KT-0{rng.integers(1, 9)}", (390, 280), _text(4.0), "rb")
    return canvas.flatten()


def _planning_map(rng: Generator) -> Pixels:
    """A land-use plan: frame, title, areas, a legend, but no grid, no labels, no sheet number."""
    canvas = _canvas(500, 420)
    canvas.rectangle((15, 40), (485, 405), 1.0)
    canvas.rectangle((18, 43), (482, 402), 0.2)
    canvas.text("BẢN ĐỒ QUY HOẠCH SỬ DỤNG ĐẤT XÃ PHÚC HÒA NĂM 2010", (250, 25), _text(6.0, True), "mb")
    for _ in range(40):
        centre = rng.uniform((50, 80), (450, 370))
        angles = np.sort(rng.uniform(0, 2 * np.pi, 8))
        ring = centre + rng.uniform(8, 30, (8, 1)) * np.column_stack([np.cos(angles), np.sin(angles)])
        canvas.line(np.vstack([ring, ring[:1]]), 0.2)
    return canvas.flatten()


def _chart(rng: Generator) -> Pixels:
    """A line chart: a square frame with ticks and round numbers every few centimetres."""
    canvas = _canvas(400, 400)
    canvas.rectangle((50, 50), (350, 350), 0.3)
    for step in range(4):
        at = 50 + 100 * step
        canvas.line([(at, 350), (at, 354)], 0.3)
        canvas.line([(46, at), (50, at)], 0.3)
        canvas.text(f"{100 * step}", (at, 361), _text(), "mb")
        canvas.text(f"{300 - 100 * step}", (44, at), _text(), "rm")
    points = np.column_stack([np.linspace(50, 350, 60), 200 + np.cumsum(rng.normal(0, 8, 60))])
    canvas.line(points, 0.4)
    canvas.text("Diện tích lúa theo năm", (200, 40), _text(4.0, True), "mb")
    return canvas.flatten()


def _calendar(rng: Generator) -> Pixels:
    canvas = _canvas(300, 260)
    canvas.text(f"THÁNG {rng.integers(1, 12)} NĂM 2011", (150, 25), _text(6.0, True), "mb")
    for column in range(8):
        canvas.line([(20 + 37 * column, 40), (20 + 37 * column, 240)], 0.3)
    for row in range(6):
        canvas.line([(20, 40 + 40 * row), (279, 40 + 40 * row)], 0.3)
    for day in range(1, 31):
        canvas.text(str(day), (38 + 37 * (day % 7), 65 + 40 * (day // 7)), _text(5.0), "mb")
    return canvas.flatten()


def _photograph(rng: Generator) -> Pixels:
    coarse = rng.uniform(0, 255, (24, 32)).astype(np.float32)
    field = cv2.resize(coarse, (2400, 1800), interpolation=cv2.INTER_CUBIC)
    return np.clip(field + rng.normal(0, 12, field.shape), 0, 255).astype(np.uint8)


def _drawing_frame(rng: Generator) -> Pixels:
    """An empty sheet with the double frame of a map, crosses and a stamp, before anything was drawn on it."""
    canvas = _canvas(560, 560)
    canvas.rectangle((30, 30), (530, 530), 0.15)
    canvas.rectangle((20, 20), (540, 540), 1.0)
    for x in range(130, 530, 100):
        for y in range(130, 530, 100):
            canvas.line([(x - 3, y), (x + 3, y)], 0.15)
            canvas.line([(x, y - 3), (x, y + 3)], 0.15)
    canvas.text(f"Lô giấy {rng.integers(100, 999)}", (530, 552), _text(), "rb")
    return canvas.flatten()
