"""Pages about one parcel (extracts, certificates): fields by label, a sketch, tables of corners or edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from synthetic import names
from synthetic.canvas import Canvas, Pixels, Text
from synthetic.fonts import SANS, SERIF, Face, families
from synthetic.parcel_forms import FORMS, QR_MM, Facts, Form, draw_qr, qr_text, random_serial

Points = npt.NDArray[np.float64]
PAGE_MM = (210.0, 297.0)
_CODES = ("LUC", "BHK", "CLN", "ONT", "ONT+CLN", "NTS")
_EAST_M, _NORTH_M = (383_000, 584_000), (2_319_000, 2_393_000)  # Bắc Ninh and Bắc Giang in their zones


@dataclass(frozen=True, slots=True)
class Extract:
    """What stands on one page; ``corners`` (n, 2) are (easting, northing) as printed."""

    sheet: int
    number: int
    area: float
    code: str
    owner: str
    place: str
    corners: Points
    decimals: int


@dataclass(frozen=True, slots=True)
class ExtractStyle:
    """One way of printing it; lengths in mm. ``between``: edge lengths stand between the rows of corners."""

    face: Face
    text_mm: float
    row_mm: float
    rule_mm: float
    ruled_columns: bool
    closing_row: bool
    between: bool
    mark: str
    title: str


def random_extract(rng: Generator) -> Extract:
    """A parcel of 4 to 12 corners somewhere in the province."""
    count = int(rng.integers(4, 13))
    angles = np.sort(rng.uniform(0, 2 * np.pi / count, count) * 0.7 + np.arange(count) * 2 * np.pi / count)
    radii = rng.uniform(0.6, 1.0, count) * rng.uniform(8, 45)
    centre = rng.uniform(*_EAST_M), rng.uniform(*_NORTH_M)
    decimals = int(rng.choice([2, 2, 3]))
    corners = np.column_stack([centre[0] + radii * np.sin(angles), centre[1] + radii * np.cos(angles)]).round(
        decimals
    )
    x, y = (corners - corners.mean(axis=0)).T
    area = round(abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2, 1)
    return Extract(
        int(rng.integers(1, 90)),
        int(rng.integers(1, 700)),
        area,
        str(rng.choice(_CODES)),
        names.holder(rng, titled=True),
        names.hamlet(rng),
        corners,
        decimals,
    )


def random_extract_style(rng: Generator) -> ExtractStyle:
    """A style of the offices' printers."""
    family = str(rng.choice(families(SERIF if rng.random() < 0.6 else SANS[:6])))
    return ExtractStyle(
        face=Face(family),
        text_mm=float(rng.choice([2.2, 2.4, 2.6])),
        row_mm=float(rng.choice([5.0, 5.6, 6.2])),
        rule_mm=float(rng.choice([0.12, 0.2, 0.3])),
        ruled_columns=bool(rng.random() < 0.8),
        closing_row=bool(rng.random() < 0.6),
        between=bool(rng.random() < 0.5),
        mark="." if rng.random() < 0.6 else ",",
        title=str(
            rng.choice(["TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH", "SƠ ĐỒ THỬA ĐẤT", "TRÍCH ĐO ĐỊA CHÍNH THỬA ĐẤT"])
        ),
    )


def draw_extract(extract: Extract, style: ExtractStyle, dpi: float) -> Pixels:
    """The page, black on white."""
    canvas = Canvas(PAGE_MM, (0, 0), dpi)
    canvas.text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (105, 22), _text(style, 2.8, bold=True), "mb")
    canvas.text("Độc lập - Tự do - Hạnh phúc", (105, 28), _text(style, 2.8, bold=True), "mb")
    canvas.text(style.title, (105, 42), _text(style, 3.4, bold=True), "mb")
    area = f"{extract.area:.1f}".replace(".", style.mark)
    lines = (
        f"1. Thửa đất số: {extract.number}; Tờ bản đồ số: {extract.sheet}",
        f"2. Diện tích: {area} m²",
        f"3. Loại đất: {extract.code}",
        f"4. Tên người sử dụng đất: {extract.owner}",
        f"5. Địa chỉ thửa đất: {extract.place}",
        "6. Sơ đồ thửa đất, tọa độ và chiều dài cạnh thửa:",
    )
    for index, line in enumerate(lines):
        canvas.text(line, (24, 54 + 8 * index), _text(style, 2.5), "lb")
    _sketch(canvas, extract, style, (62.0, 150.0))
    _table(canvas, extract, style)
    return canvas.flatten()


def draw_form(
    name: str, extract: Extract, style: ExtractStyle, dpi: float, rng: Generator, place: str = ""
) -> Pixels:
    """A page of one of the ``FORMS``, black on white; ``place`` names the commune of the parcel."""
    form = FORMS[name]
    facts = _facts(extract, style, form, rng, place)
    canvas = Canvas(PAGE_MM, (0, 0), dpi)
    canvas.text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (100, 22), _text(style, 2.6, bold=True), "mb")
    canvas.text("Độc lập - Tự do - Hạnh phúc", (100, 28), _text(style, 2.6, bold=True), "mb")
    canvas.text(form.title, (105, 47), _text(style, 2.8, bold=True), "mb")
    step = float(rng.choice([6.5, 7.5, 8.5]))
    for index, line in enumerate(form.lines(facts)):
        canvas.text(line, (22, 58 + step * index), _text(style, style.text_mm), "lb")
    _sketch(canvas, extract, style, (62.0, 190.0))
    if form.edges:
        _edge_table(canvas, extract, style, form.edges)
    if facts.serial:
        canvas.text(facts.serial, (24, 280), _text(style, 3.2, bold=True), "lb")
    if form.qr:
        draw_qr(canvas, qr_text(facts, bool(rng.random() < 0.6)), (PAGE_MM[0] - 12 - QR_MM, 12))
    return canvas.flatten()


def _facts(extract: Extract, style: ExtractStyle, form: Form, rng: Generator, place: str) -> Facts:
    area = f"{extract.area:.1f}".replace(".", style.mark)
    within = f"{extract.place}, {place}" if place else extract.place
    lived_at = f"{names.hamlet(rng)}, xã Nghĩa Trung, huyện Việt Yên"
    serial = random_serial(rng, form.serial)
    return Facts(extract.sheet, extract.number, area, extract.code, extract.owner, within, lived_at, serial)


def _edge_table(canvas: Canvas, extract: Extract, style: ExtractStyle, title: str) -> None:
    """``Cạnh | Chiều dài (m)``, rows 1-2 … n-1, to the right of the sketch."""
    edges, top, head = (128.0, 150.0, 184.0), 160.0, 8.0
    count = len(extract.corners)
    bottom = top + head + count * style.row_mm
    for y in (top, top + head, bottom):
        canvas.line([(edges[0], y), (edges[-1], y)], style.rule_mm)
    for edge in edges if style.ruled_columns else (edges[0], edges[-1]):
        canvas.line([(edge, top), (edge, bottom)], style.rule_mm)
    lengths = np.hypot(*(np.roll(extract.corners, -1, axis=0) - extract.corners).T)
    rows = [(f"{i + 1}-{(i + 1) % count + 1}", f"{lengths[i]:.2f}") for i in range(count)]
    for place, texts in enumerate([(title, "Chiều dài (m)"), *rows]):
        y = top + head / 2 if place == 0 else top + head + (place - 0.5) * style.row_mm
        for column, text in enumerate(texts):
            x = (edges[column] + edges[column + 1]) / 2
            shown = text.replace(".", style.mark) if place else text
            canvas.text(shown, (x, y), _text(style, style.text_mm if place else 2.0), "mm")


def _text(style: ExtractStyle, height: float, bold: bool = False) -> Text:
    return Text(Face(style.face.family, style.face.italic, bold), height)


def _sketch(canvas: Canvas, extract: Extract, style: ExtractStyle, middle: tuple[float, float]) -> None:
    """The outline with the numbers of its corners, in the left half below the fields."""
    shape = extract.corners - extract.corners.mean(axis=0)
    shape = shape / np.abs(shape).max() * (28.0, -28.0) + middle
    ring = [(float(x), float(y)) for x, y in shape]
    canvas.line([*ring, ring[0]], 0.3)
    for index, (x, y) in enumerate(shape + (shape - middle) * 0.12, 1):
        canvas.text(str(index), (float(x), float(y)), _text(style, 1.8), "mm")


def _table(canvas: Canvas, extract: Extract, style: ExtractStyle) -> None:
    edges = (112.0, 126.0, 151.0, 173.0, 192.0)
    top, head = 108.0, 12.0
    corners, count = extract.corners, len(extract.corners)
    rows = count + style.closing_row
    bottom = top + head + rows * style.row_mm
    canvas.text("BẢNG KÊ TỌA ĐỘ", ((edges[0] + edges[-1]) / 2, top - 3), _text(style, 2.2, bold=True), "mb")
    for index, title in enumerate(("Số hiệu điểm", "X (m)", "Y (m)", "Cạnh (m)")):
        middle = (edges[index] + edges[index + 1]) / 2
        for line, word in enumerate([title] if index else ["Số hiệu", "điểm"]):
            canvas.text(word, (middle, top + 4 + 4 * line), _text(style, 1.8, bold=True), "mm")
    for y in (top, top + head, bottom):
        canvas.line([(edges[0], y), (edges[-1], y)], style.rule_mm)
    for edge in edges if style.ruled_columns else (edges[0], edges[-1]):
        canvas.line([(edge, top), (edge, bottom)], style.rule_mm)
    for row in range(rows):
        y = top + head + (row + 0.5) * style.row_mm
        east, north = corners[row % count]
        texts = (str(row % count + 1), _metres(north, extract, style), _metres(east, extract, style))
        for index, text in enumerate(texts):
            canvas.text(text, ((edges[index] + edges[index + 1]) / 2, y), _text(style, style.text_mm), "mm")
        if row < count:
            length = float(np.hypot(*(corners[(row + 1) % count] - corners[row])))
            below = style.row_mm / 2 if style.between and style.closing_row else 0.0
            text = f"{length:.2f}".replace(".", style.mark)
            canvas.text(text, ((edges[3] + edges[4]) / 2, y + below), _text(style, style.text_mm), "mm")


def _metres(value: float, extract: Extract, style: ExtractStyle) -> str:
    return f"{value:.{extract.decimals}f}".replace(".", style.mark)
