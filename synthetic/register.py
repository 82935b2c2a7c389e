"""Pages of registers drawn in any of the forms: head, rows, and what people wrote into the book later."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from numpy.random import Generator

from synthetic import names
from synthetic.canvas import Canvas, Pixels, Text
from synthetic.fonts import Face
from synthetic.forms import FORMS, Column, RegisterStyle, random_register_style
from synthetic.margins import Heading
from synthetic.planted import Row

__all__ = ["FORMS", "RegisterStyle", "draw_register", "random_register_style"]

_SPLIT = "Tách thành các thửa số"
_NUMBER_ROW_MM = 5.5
_DITTO = '"'


def draw_register(
    rows: list[Row], style: RegisterStyle, heading: Heading, dpi: float, rng: Generator
) -> list[Pixels]:
    """All scans of a register; with the sheet in the heading every sheet starts a new page."""
    pages: list[list[Row]] = []
    room = style.rows - style.totals
    for row in _with_lines(_with_history(rows, style.history, rng), style.shared, rng):
        full = not pages or len(pages[-1]) >= room
        another = style.by_owner and not full and pages[-1][0].owner != row.owner
        if full or another or (style.sheet_in_heading and pages[-1][0].sheet != row.sheet):
            pages.append([])
        pages[-1].append(row)
    drawn = [_page(page, style, heading, dpi, index) for index, page in enumerate(pages, 1)]
    drawn = _spreads(drawn) if style.spread else drawn
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


def _with_lines(rows: list[Row], share: float, rng: Generator) -> list[Row]:
    """Second holders on lines of their own that bear no number, area or code (App. 15, 1.3)."""
    kept: list[Row] = []
    for row in rows:
        kept.append(row)
        if share and rng.random() < share:
            kept.append(
                replace(row, number=0, area=0.0, code="", owner=f"Bà {names.person(rng)[0]}", note="")
            )
    return kept


def _spreads(pages: list[Pixels]) -> list[Pixels]:
    """Two pages of the open book on one scan, with the shadow of the fold between them."""
    scans = []
    coloured = any(page.ndim == 3 for page in pages)
    same = [np.repeat(page[..., None], 3, 2) if coloured and page.ndim == 2 else page for page in pages]
    for left, right in zip(same[::2], [*same[1::2], np.full_like(same[0], 255)], strict=False):
        both = np.concatenate([left, right], axis=1)
        middle, reach = left.shape[1], left.shape[1] // 30
        shade = 1 - 0.45 * np.exp(-(((np.arange(both.shape[1]) - middle) / reach) ** 2))
        scans.append((both * (shade[:, None] if both.ndim == 3 else shade)).astype(np.uint8))
    return scans


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


def _page(rows: list[Row], style: RegisterStyle, heading: Heading, dpi: float, page: int) -> Pixels:
    canvas = Canvas(style.page_mm, (0, 0), dpi)
    left, right, top = style.frame
    edges = _edges(style)
    head = top + style.head_mm
    body = head + (_NUMBER_ROW_MM if style.number_row else 0.0)
    bottom = body + style.rows * style.row_mm
    _heading(canvas, style, heading, rows[0], page)
    for index, edge in enumerate(edges):
        inner = 0 < index < len(style.columns) and _joined(style.columns[index - 1], style.columns[index])
        canvas.line([(edge, top + style.head_mm / 2 if inner else top), (edge, bottom)], style.rule_mm)
    for y in dict.fromkeys((top, head, body, bottom)):
        canvas.line([(left, y), (right, y)], style.rule_mm)
    _column_heads(canvas, style, edges)
    _row_rules(canvas, style, edges, body)
    _rows(canvas, style, rows, edges, body)
    return canvas.flatten()


def _heading(canvas: Canvas, style: RegisterStyle, heading: Heading, row: Row, page: int) -> None:
    """What stands above the table: title and names of the unit, sheet or holder, number of the page."""
    left, right, top = style.frame
    if not style.title:
        canvas.text(f"Trang số: {page}", (right, top - 4), _text(style, 2.2), "rb")
        return
    middle = style.page_mm[0] / 2
    canvas.text(style.title, (middle, 15), _text(style, 3.6, bold=True), "mb")
    unit = f"{heading.commune}, {heading.district}, {heading.province}"
    canvas.text(unit, (middle, 22), _text(style, 2.4), "mb")
    if style.sheet_in_heading:
        _filled_in(canvas, "Tờ bản đồ số: ", str(row.sheet), (left, 26.5), style)
    canvas.text(f"Trang số: {page}", (right, 26.5), _text(style, 2.2), "rb")
    if style.by_owner:
        canvas.text("I. NGƯỜI SỬ DỤNG ĐẤT", (left, 33), _text(style, 2.4, bold=True), "lb")
        _filled_in(canvas, "Tên người sử dụng đất: ", row.owner, (left, 39), style)
        _filled_in(canvas, "Chỗ ở: ", row.place, (left, 44), style)
        canvas.text("II. THỬA ĐẤT", (left, 50), _text(style, 2.4, bold=True), "lb")


def _filled_in(canvas: Canvas, label: str, value: str, at: tuple[float, float], style: RegisterStyle) -> None:
    """A printed label and what was filled in behind it."""
    look = _text(style, 2.4)
    if style.hand is None:
        canvas.text(label + value, at, look, "lb")
        return
    canvas.text(label, at, look, "lb")
    _pen(canvas, value, (at[0] + canvas.text_size(label, look)[0], at[1]), style, ("l", 2.4, 80.0))


def _joined(first: Column, second: Column) -> bool:
    return first.group != "" and first.group == second.group


def _column_heads(canvas: Canvas, style: RegisterStyle, edges: list[float]) -> None:
    """Names of columns, common names above groups of them, and their numbers."""
    top, head = style.frame[2], style.frame[2] + style.head_mm
    split = top + style.head_mm / 2
    look = _text(style, style.head_text_mm, bold=True)
    places = list(enumerate(style.columns))
    for group, members in itertools.groupby(places, key=lambda place: place[1].group):
        if group:
            first, *_, last = (index for index, _ in members)
            canvas.line([(edges[first], split), (edges[last + 1], split)], style.rule_mm)
            _wrapped(canvas, group, (edges[first], edges[last + 1], top, split), look)
    for index, column in places:
        upper = split if column.group else top
        _wrapped(canvas, column.title, (edges[index], edges[index + 1], upper, head), look)
        if style.number_row:
            at = ((edges[index] + edges[index + 1]) / 2, head + _NUMBER_ROW_MM / 2)
            canvas.text(f"({index + 1})", at, _text(style, 1.7), "mm")


def _edges(style: RegisterStyle) -> list[float]:
    left, right, _ = style.frame
    widths = np.array([column.width for column in style.columns], np.float64)
    return [
        float(edge)
        for edge in left + (right - left) * np.concatenate([[0.0], np.cumsum(widths) / widths.sum()])
    ]


def _text(style: RegisterStyle, height: float, bold: bool = False) -> Text:
    return Text(Face(style.face.family, style.face.italic, bold), height)


def _row_rules(canvas: Canvas, style: RegisterStyle, edges: list[float], top: float) -> None:
    for index in range(1, style.rows):
        y = top + index * style.row_mm
        if style.dotted:
            canvas.dots((edges[0], y), (edges[-1], y), 0.2, 0.9)
        else:
            canvas.line([(edges[0], y), (edges[-1], y)], style.rule_mm)


def _rows(canvas: Canvas, style: RegisterStyle, rows: list[Row], edges: list[float], top: float) -> None:
    above: Row | None = None
    for index, row in enumerate(rows):
        base = top + (index + 0.5) * style.row_mm
        for column, (left, right) in zip(style.columns, itertools.pairwise(edges), strict=True):
            text = _CONTENT[column.key](row, style)
            if style.ditto and above is not None and text and column.key in ("owner", "place"):
                text = _DITTO if text == _CONTENT[column.key](above, style) else text
            _write(canvas, text, column, (left, right, base), style)
        if row.note.startswith(_SPLIT):
            canvas.line([(edges[0] + 2, base), (edges[-1] - 2, base + 0.3)], 0.3, "red")
        above = row
    if style.totals:
        _total(canvas, style, rows, edges, top + (style.rows - 0.5) * style.row_mm)


def _total(canvas: Canvas, style: RegisterStyle, rows: list[Row], edges: list[float], base: float) -> None:
    """The sum of the page's live rows in its last row."""
    total = sum(row.area for row in rows if not row.note.startswith(_SPLIT))
    texts = {"owner": "Cộng", "area": f"{total:.1f}".replace(".", style.decimal_mark)}
    for column, (left, right) in zip(style.columns, itertools.pairwise(edges), strict=True):
        _write(canvas, texts.get(column.key, ""), column, (left, right, base), style)


def _write(
    canvas: Canvas, text: str, column: Column, place: tuple[float, float, float], style: RegisterStyle
) -> None:
    left, right, base = place
    at = {"l": left + 1.2, "m": (left + right) / 2, "r": right - 1.2}[column.align]
    if style.hand is not None and text:
        _pen(
            canvas,
            text,
            (at, base + style.text_mm / 2),
            style,
            (column.align, style.text_mm, right - left - 2),
        )
        return
    canvas.text(text, (at, base), _fitted(canvas, text, style, right - left - 2.0), f"{column.align}m")


def _pen(
    canvas: Canvas, text: str, at: tuple[float, float], style: RegisterStyle, fit: tuple[str, float, float]
) -> None:
    """Write by hand: ``fit`` has the alignment, the height of capitals and the room for the line, mm."""
    hand, (align, capital_mm, room_mm) = style.hand, fit
    if hand is None:
        return
    rng = np.random.default_rng([round(10 * at[0]), round(10 * at[1]), *text.encode()])
    mask, (start_px, base_px) = hand.write(text, capital_mm * canvas.scale, rng)
    length_px = mask.shape[1] - 2 * start_px
    squeeze = min(1.0, room_mm * canvas.scale / max(1.0, length_px))
    if squeeze < 1.0:
        mask = np.asarray(cv2.resize(mask, None, fx=squeeze, fy=1.0, interpolation=cv2.INTER_AREA), np.uint8)
    along = {"l": 0.0, "m": 0.5, "r": 1.0}[align] * length_px
    canvas.lay(mask, at, ((start_px + along) * squeeze, base_px), hand.ink)


def _area(row: Row, style: RegisterStyle) -> str:
    return f"{row.area:.1f}".replace(".", style.decimal_mark) if row.area else ""


_CONTENT: dict[str, Callable[[Row, RegisterStyle], str]] = {
    "sheet": lambda row, style: str(row.sheet) if row.number else "",
    "number": lambda row, style: str(row.number or ""),
    "owner": lambda row, style: row.owner,
    "kind": lambda row, style: row.kind,
    "area": _area,
    "code": lambda row, style: row.code,
    "place": lambda row, style: row.place,
    "note": lambda row, style: row.note,
    "area_paper": _area,
    "code_paper": lambda row, style: row.code,
    "date": lambda row, style: f"{row.number % 28 + 1:02d}/{row.sheet % 12 + 1:02d}/2008",
    "term": lambda row, style: "Lâu dài" if row.code.startswith("O") else "10/2043",
    "blank": lambda row, style: "",
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
