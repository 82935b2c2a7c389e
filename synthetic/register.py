"""Pages of registers drawn in any of the forms: head, rows, and what people wrote into the book later."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.random import Generator

from synthetic import names
from synthetic.canvas import Canvas, Pixels
from synthetic.forms import FORMS, RegisterStyle, random_register_style
from synthetic.margins import Heading
from synthetic.planted import Row
from synthetic.ruled import column_edges_mm, draw_rules, row_middle_mm, text_of, write_by_hand, write_row

__all__ = ["FORMS", "RegisterStyle", "draw_register", "random_register_style"]

_SPLIT = "Tách thành các thửa số"
_DITTO = '"'


def draw_register(
    rows: list[Row], style: RegisterStyle, heading: Heading, dpi: float, rng: Generator
) -> list[Pixels]:
    """All scans of a register; with the sheet in the heading every sheet starts a new page."""
    pages: list[list[Row]] = []
    room = style.rows - style.totals
    every = _with_lines(_with_history(rows, style.history, rng), style.shared, rng)
    for row in _with_closings(every) if style.closings else every:
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


def _with_closings(rows: list[Row]) -> list[Row]:
    """What the live rows of each sheet add up to, behind its last row."""
    kept: list[Row] = []
    for sheet, group in itertools.groupby(rows, key=lambda row: row.sheet):
        own = list(group)
        total = round(sum(row.area for row in own if not row.note.startswith(_SPLIT)), 1)
        kept += [*own, Row(sheet, 0, f"Cộng tờ bản đồ số {sheet}", "", total, "", "")]
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
    canvas.text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (middle, 60), text_of(style, 3.0, bold=True), "mb")
    canvas.text("Độc lập - Tự do - Hạnh phúc", (middle, 67), text_of(style, 3.0, bold=True), "mb")
    canvas.line([(middle - 28, 69), (middle + 28, 69)], 0.3)
    canvas.text("SỔ MỤC KÊ ĐẤT ĐAI", (middle, 92), text_of(style, 4.5, bold=True), "mb")
    units = ((heading.province, 2), (heading.district, 3), (heading.commune, 5), ("Quyển số: 01", 3))
    for index, (name, boxes) in enumerate(units):
        y = 120 + 16 * index
        kind, rest = name.split(" ", 1)
        title = f"{kind.upper()}: {rest}" if index < 3 else name
        canvas.text(title, (35, y), text_of(style, 2.8, bold=True))
        canvas.text("Mã:", (118, y), text_of(style, 2.8))
        for box in range(boxes):
            canvas.rectangle((130 + 8 * box, y - 5), (138 + 8 * box, y + 2), 0.2)
    for x, title in ((60, "VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI"), (150, "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG")):
        canvas.text("GIÁM ĐỐC", (x, 210), text_of(style, 2.6), "mb")
        canvas.text(title, (x, 216), text_of(style, 2.6), "mb")
    return canvas.flatten()


def _page(rows: list[Row], style: RegisterStyle, heading: Heading, dpi: float, page: int) -> Pixels:
    canvas = Canvas(style.page_mm, (0, 0), dpi)
    _heading(canvas, style, heading, rows[0], page)
    draw_rules(canvas, style)
    _rows(canvas, style, rows)
    return canvas.flatten()


def _heading(canvas: Canvas, style: RegisterStyle, heading: Heading, row: Row, page: int) -> None:
    """What stands above the table: title and names of the unit, sheet or holder, number of the page."""
    left, right, top = style.frame
    if not style.title:
        canvas.text(f"Trang số: {page}", (right, top - 4), text_of(style, 2.2), "rb")
        return
    middle = style.page_mm[0] / 2
    canvas.text(style.title, (middle, 15), text_of(style, 3.6, bold=True), "mb")
    unit = f"{heading.commune}, {heading.district}, {heading.province}"
    canvas.text(unit, (middle, 22), text_of(style, 2.4), "mb")
    if style.sheet_in_heading:
        _filled_in(canvas, "Tờ bản đồ số: ", str(row.sheet), (left, 26.5), style)
    canvas.text(f"Trang số: {page}", (right, 26.5), text_of(style, 2.2), "rb")
    if style.by_owner:
        canvas.text("I. NGƯỜI SỬ DỤNG ĐẤT", (left, 33), text_of(style, 2.4, bold=True), "lb")
        _filled_in(canvas, "Tên người sử dụng đất: ", row.owner, (left, 39), style)
        _filled_in(canvas, "Chỗ ở: ", row.place, (left, 44), style)
        canvas.text("II. THỬA ĐẤT", (left, 50), text_of(style, 2.4, bold=True), "lb")


def _filled_in(canvas: Canvas, label: str, value: str, at: tuple[float, float], style: RegisterStyle) -> None:
    """A printed label and what was filled in behind it."""
    look = text_of(style, 2.4)
    if style.hand is None:
        canvas.text(label + value, at, look, "lb")
        return
    canvas.text(label, at, look, "lb")
    behind = (at[0] + canvas.text_size(label, look)[0], at[1])
    write_by_hand(canvas, value, behind, style.hand, ("l", 2.4, 80.0))


def _rows(canvas: Canvas, style: RegisterStyle, rows: list[Row]) -> None:
    left, *_, right = column_edges_mm(style)
    above: Row | None = None
    for index, row in enumerate(rows):
        write_row(canvas, style, index, [_entry(column.key, row, above, style) for column in style.columns])
        if row.note.startswith(_SPLIT):
            base = row_middle_mm(style, index)
            canvas.line([(left + 2, base), (right - 2, base + 0.3)], 0.3, "red")
        above = row
    if style.totals:
        _total(canvas, style, rows)


def _entry(key: str, row: Row, above: Row | None, style: RegisterStyle) -> str:
    """What stands in a cell: its text, or the mark that says "as above"."""
    text = _CONTENT[key](row, style)
    if not (style.ditto and above is not None and text and key in ("owner", "place")):
        return text
    return _DITTO if text == _CONTENT[key](above, style) else text


def _total(canvas: Canvas, style: RegisterStyle, rows: list[Row]) -> None:
    """The sum of the page's live rows in its last row."""
    total = sum(row.area for row in rows if row.number and not row.note.startswith(_SPLIT))
    texts = {"owner": "Cộng", "area": f"{total:.1f}".replace(".", style.decimal_mark)}
    write_row(canvas, style, style.rows - 1, [texts.get(column.key, "") for column in style.columns])


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
