"""Register pages: the sổ mục kê of App. 15 and plain ruled tables with columns in any order."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.random import Generator

from synthetic import names
from synthetic.canvas import Canvas, Pixels, Text
from synthetic.fonts import SANS, SERIF, Face, families
from synthetic.margins import Heading
from synthetic.planted import Row

FORMS = ("app15", "plain")
_SPLIT = "Tách thành các thửa số"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: key of its content, heading lines, width (share of the table), alignment."""

    key: str
    title: str
    width: float
    align: Literal["l", "m", "r"] = "m"


@dataclass(frozen=True, slots=True)
class RegisterStyle:
    """One way of printing a register; lengths in mm; ``history`` is the share of rows struck out."""

    form: str
    columns: tuple[Column, ...]
    page_mm: tuple[float, float]
    face: Face
    text_mm: float
    rows: int
    row_mm: float
    rule_mm: float
    dotted: bool
    decimal_mark: str
    sheet_in_heading: bool
    cover: bool = False
    history: float = 0.0


_APP15 = (
    Column("sheet", "Tờ bản đồ số", 14),
    Column("number", "Thửa đất số", 14),
    Column("owner", "Tên người sử dụng, quản lý đất", 58, "l"),
    Column("kind", "Mã đối tượng sử dụng, quản lý đất", 16),
    Column("area", "Diện tích (m²)", 19, "r"),
    Column("code", "Loại đất", 17),
    Column("area_paper", "Diện tích (m²)", 17, "r"),
    Column("code_paper", "Loại đất", 15),
    Column("note", "Ghi chú", 22, "l"),
)
_PLAIN = {
    "number": ("Số thứ tự thửa đất", "Thửa số", "Số thửa"),
    "owner": ("Tên người sử dụng, quản lý đất", "Tên chủ sử dụng đất", "Họ và tên chủ sử dụng"),
    "kind": ("Đối tượng", "Mã đối tượng"),
    "area": ("Diện tích (m²)", "Diện tích", "Diện tích m²"),
    "code": ("Loại đất", "Mục đích sử dụng", "Mã loại đất"),
    "place": ("Địa chỉ thửa đất", "Xứ đồng", "Địa danh"),
    "note": ("Ghi chú",),
    "sheet": ("Tờ bản đồ", "Số tờ", "Tờ bản đồ số"),
}
_WIDTHS = {
    "sheet": 14,
    "number": 15,
    "owner": 58,
    "kind": 17,
    "area": 22,
    "code": 20,
    "place": 38,
    "note": 26,
}


def random_register_style(seed: int, form: str) -> RegisterStyle:
    """A register style; the same seed gives the same style. Raises ValueError for an unknown form."""
    if form not in FORMS:
        raise ValueError(f"register form {form!r} is none of {', '.join(FORMS)}")
    rng = np.random.default_rng([seed, 77, FORMS.index(form)])
    serif = rng.random() < 0.5
    face = Face(str(rng.choice(families(SERIF if serif else SANS[:6]))))
    if form == "app15":
        return RegisterStyle(
            form="app15",
            columns=_APP15,
            page_mm=(210, 297),
            face=face,
            text_mm=2.3,
            rows=27,
            row_mm=8.6,
            rule_mm=0.15,
            dotted=True,
            decimal_mark=",",
            sheet_in_heading=False,
            cover=bool(rng.random() < 0.5),
            history=float(rng.choice([0.0, 0.0, 0.02])),
        )
    wide = bool(rng.random() < 0.6)
    in_heading = bool(rng.random() < 0.6)
    rows, row_mm = (24, 6.3) if wide else (33, 7.2)
    return RegisterStyle(
        form="plain",
        columns=_plain_columns(in_heading, rng),
        page_mm=(297, 210) if wide else (210, 297),
        face=face,
        text_mm=float(rng.choice([2.1, 2.3, 2.5])),
        rows=rows,
        row_mm=row_mm,
        rule_mm=float(rng.choice([0.12, 0.2, 0.3])),
        dotted=bool(rng.random() < 0.3),
        decimal_mark=str(rng.choice([",", "."])),
        sheet_in_heading=in_heading,
    )


def _plain_columns(sheet_in_heading: bool, rng: Generator) -> tuple[Column, ...]:
    """Columns of a plain table; the key comes first, the rest in a free order."""
    keys = ["number"] if sheet_in_heading else ["sheet", "number"]
    middle = [
        key
        for key in ("owner", "kind", "area", "code", "place")
        if key not in ("kind", "place") or rng.random() < 0.75
    ]
    keys += [str(key) for key in rng.permutation(middle)] + ["note"]
    align: dict[str, Literal["l", "m", "r"]] = {"owner": "l", "place": "l", "area": "r"}
    return tuple(Column(key, str(rng.choice(_PLAIN[key])), _WIDTHS[key], align.get(key, "m")) for key in keys)


def draw_register(
    rows: list[Row], style: RegisterStyle, heading: Heading, dpi: float, rng: Generator
) -> list[Pixels]:
    """All pages of a register; with the sheet in the heading every sheet starts a new page."""
    pages: list[list[Row]] = []
    for row in _with_history(rows, style.history, rng):
        full = not pages or len(pages[-1]) >= style.rows
        if full or (style.sheet_in_heading and pages[-1][0].sheet != row.sheet):
            pages.append([])
        pages[-1].append(row)
    draw = _app15_page if style.form == "app15" else _plain_page
    drawn = [draw(page, style, heading, dpi, index) for index, page in enumerate(pages, 1)]
    return [_cover(style, heading, dpi), *drawn] if style.cover else drawn


def _with_history(rows: list[Row], share: float, rng: Generator) -> list[Row]:
    """Rows of parcels that were split stay in the book, struck out, with numbers that are no longer used."""
    kept: list[Row] = []
    for row in rows:
        kept.append(row)
        if rng.random() < share:
            first = max(other.number for other in rows if other.sheet == row.sheet) + int(rng.integers(5, 60))
            note = f"{_SPLIT} {row.number}, {first + 1}"
            area = round(row.area * rng.uniform(1.3, 2.2), 1)
            kept.append(
                replace(row, number=first, area=area, owner=names.holder(rng, titled=True), note=note)
            )
    return kept


def _cover(style: RegisterStyle, heading: Heading, dpi: float) -> Pixels:
    """The first page: national heading, names with their code boxes, signatures (p. 79)."""
    canvas = Canvas(style.page_mm, (0, 0), dpi)
    middle = style.page_mm[0] / 2
    canvas.text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (middle, 60), _text(style, 3.0, bold=True), "mb")
    canvas.text("Độc lập - Tự do - Hạnh phúc", (middle, 67), _text(style, 3.0, bold=True), "mb")
    canvas.line([(middle - 28, 69), (middle + 28, 69)], 0.3)
    canvas.text("SỔ MỤC KÊ ĐẤT ĐAI", (middle, 92), _text(style, 4.5, bold=True), "mb")
    units = ((heading.province, 2), (heading.district, 3), (heading.commune, 5), ("Quyển số: 01", 3))
    for index, (name, boxes) in enumerate(units):
        y = 120 + 16 * index
        kind, rest = name.split(" ", 1)
        title = f"{kind.upper()}: {rest}" if index < 3 else name
        canvas.text(title, (35, y), _text(style, 2.8, bold=True))
        canvas.text("Mã:", (118, y), _text(style, 2.8))
        for box in range(boxes):
            canvas.rectangle((130 + 8 * box, y - 5), (138 + 8 * box, y + 2), 0.2)
    for x, title in ((60, "VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI"), (150, "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG")):
        canvas.text("GIÁM ĐỐC", (x, 210), _text(style, 2.6), "mb")
        canvas.text(title, (x, 216), _text(style, 2.6), "mb")
    return canvas.flatten()


def _app15_page(rows: list[Row], style: RegisterStyle, heading: Heading, dpi: float, page: int) -> Pixels:
    """Two-storey head, a row of column numbers, 27 rows divided by dots (p. 81)."""
    canvas = Canvas(style.page_mm, (0, 0), dpi)
    left, right, top = 14.0, 198.0, 20.0
    edges = _edges(style, left, right)
    head, figures = top + 20.0, top + 25.5
    bottom = figures + style.rows * style.row_mm
    canvas.text(f"Trang số: {page}", (right, top - 4), _text(style, 2.2), "rb")
    split = top + 10
    for index, edge in enumerate(edges):
        canvas.line([(edge, split if index in (5, 7) else top), (edge, bottom)], style.rule_mm)
    for y in (top, head, figures, bottom):
        canvas.line([(left, y), (right, y)], style.rule_mm)
    for first, last, title in ((4, 6, "Hiện trạng sử dụng đất"), (6, 8, "Giấy tờ pháp lý về QSDĐ")):
        canvas.line([(edges[first], split), (edges[last], split)], style.rule_mm)
        _wrapped(canvas, title, (edges[first], edges[last], top, split), _text(style, 1.8, bold=True))
    for index, column in enumerate(style.columns):
        upper = split if 4 <= index <= 7 else top
        _wrapped(
            canvas, column.title, (edges[index], edges[index + 1], upper, head), _text(style, 1.8, bold=True)
        )
        canvas.text(
            f"({index + 1})",
            ((edges[index] + edges[index + 1]) / 2, (head + figures) / 2),
            _text(style, 1.7),
            "mm",
        )
    _rows(canvas, style, rows, edges, figures)
    return canvas.flatten()


def _plain_page(rows: list[Row], style: RegisterStyle, heading: Heading, dpi: float, page: int) -> Pixels:
    canvas = Canvas(style.page_mm, (0, 0), dpi)
    left, right, top = 15.0, style.page_mm[0] - 14.0, 30.0
    edges = _edges(style, left, right)
    middle, head = style.page_mm[0] / 2, top + 11.0
    bottom = head + style.rows * style.row_mm
    canvas.text("SỔ MỤC KÊ ĐẤT ĐAI", (middle, 15), _text(style, 3.6, bold=True), "mb")
    unit = f"{heading.commune}, {heading.district}, {heading.province}"
    canvas.text(unit, (middle, 22), _text(style, 2.4), "mb")
    if style.sheet_in_heading:
        canvas.text(f"Tờ bản đồ số: {rows[0].sheet}", (left, 26.5), _text(style, 2.4), "lb")
    canvas.text(f"Trang số: {page}", (right, 26.5), _text(style, 2.2), "rb")
    for edge in edges:
        canvas.line([(edge, top), (edge, bottom)], style.rule_mm)
    for y in (top, head, bottom):
        canvas.line([(left, y), (right, y)], style.rule_mm)
    for index, column in enumerate(style.columns):
        _wrapped(
            canvas, column.title, (edges[index], edges[index + 1], top, head), _text(style, 2.0, bold=True)
        )
    _rows(canvas, style, rows, edges, head)
    return canvas.flatten()


def _edges(style: RegisterStyle, left: float, right: float) -> list[float]:
    widths = np.array([column.width for column in style.columns], np.float64)
    return [
        float(edge)
        for edge in left + (right - left) * np.concatenate([[0.0], np.cumsum(widths) / widths.sum()])
    ]


def _text(style: RegisterStyle, height: float, bold: bool = False) -> Text:
    return Text(Face(style.face.family, style.face.italic, bold), height)


def _rows(canvas: Canvas, style: RegisterStyle, rows: list[Row], edges: list[float], top: float) -> None:
    for index in range(1, style.rows):
        y = top + index * style.row_mm
        if style.dotted:
            canvas.dots((edges[0], y), (edges[-1], y), 0.2, 0.9)
        else:
            canvas.line([(edges[0], y), (edges[-1], y)], style.rule_mm)
    for index, row in enumerate(rows):
        base = top + (index + 0.5) * style.row_mm
        for column, (left, right) in zip(style.columns, itertools.pairwise(edges), strict=True):
            text = _CONTENT[column.key](row, style)
            at = {"l": left + 1.2, "m": (left + right) / 2, "r": right - 1.2}[column.align]
            look = _fitted(canvas, text, style, right - left - 2.0)
            canvas.text(text, (at, base), look, f"{column.align}m")
        if row.note.startswith(_SPLIT):
            canvas.line([(edges[0] + 2, base), (edges[-1] - 2, base + 0.3)], 0.3, "red")


def _area(row: Row, style: RegisterStyle) -> str:
    return f"{row.area:.1f}".replace(".", style.decimal_mark)


_CONTENT: dict[str, Callable[[Row, RegisterStyle], str]] = {
    "sheet": lambda row, style: str(row.sheet),
    "number": lambda row, style: str(row.number),
    "owner": lambda row, style: row.owner,
    "kind": lambda row, style: row.kind,
    "area": _area,
    "code": lambda row, style: row.code,
    "place": lambda row, style: row.place,
    "note": lambda row, style: row.note,
    "area_paper": lambda row, style: "",
    "code_paper": lambda row, style: "",
}


def _fitted(canvas: Canvas, text: str, style: RegisterStyle, room: float) -> Text:
    """The row's text, squeezed where the cell is too narrow."""
    look = _text(style, style.text_mm)
    width = canvas.text_size(text, look)[0]
    return look if width <= room else Text(look.face, look.height_mm, look.ink, room / width)


def _wrapped(canvas: Canvas, title: str, box: tuple[float, float, float, float], look: Text) -> None:
    """A heading broken into lines and centred in its cell."""
    left, right, top, bottom = box
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and canvas.text_size(longer, look)[0] <= right - left - 1.5:
            lines[-1] = longer
        else:
            lines.append(word)
    step = look.height_mm * 1.75
    first = (top + bottom) / 2 - step * (len(lines) - 1) / 2
    for index, line in enumerate(lines):
        canvas.text(line, ((left + right) / 2, first + index * step), look, "mm")
