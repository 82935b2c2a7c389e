"""Round the frame of an old sheet: titles in four places, the strip of sheets, the table of areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from synthetic.canvas import Canvas, Point, Text
from synthetic.margins import Heading
from synthetic.old_sheets.styles import OldStyle

Row = tuple[str, str, str]  # number, area, code
_MERIDIANS = {9209: "105°30'", 9214: "107°00'"}
_COLUMN_MM, _BOX_MM = 74.0, (92.0, 56.0)
_ROW_MM, _TABLE_MM = 5.2, (14.0, 20.0, 22.0)


@dataclass(frozen=True, slots=True)
class Margins:
    """Paper round the inner frame: how far parcels run over it, and how much lies beyond that (mm)."""

    over: tuple[float, float, float, float]
    room: tuple[float, float, float, float]

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """Left, above, right and below the inner frame."""
        left, above, right, below = (a + b for a, b in zip(self.over, self.room, strict=True))
        return left, above, right, below


def margins_of(
    style: OldStyle, over: tuple[float, float, float, float], frame_mm: Point, rows: int
) -> Margins:
    """How much paper the titles, the strip of sheets and a table of ``rows`` need."""
    strip = style.base.strip_mm
    left, above, right, below = strip + 20.0, strip + 22.0, strip + 20.0, strip + 26.0
    if style.titles == "above":
        above += 26.0
    if style.titles == "below":
        below += 26.0
    if style.titles == "column":
        right += _COLUMN_MM
    if style.titles == "box":
        below += _BOX_MM[1] + 4
    if rows:
        right += 8 + _table_columns(rows, frame_mm[1]) * (sum(_TABLE_MM) + 3)
    if style.index_strip:
        below += 14.0
    return Margins(over, (left, above, right, below))


def draw_margins(
    canvas: Canvas, style: OldStyle, heading: Heading, frame_mm: Point, margins: Margins
) -> None:
    """Everything outside the frame but the coordinates and the table of areas."""
    {"above": _above, "column": _column, "box": _box, "below": _below}[style.titles](
        canvas, style, heading, (frame_mm, margins)
    )
    if style.index_strip:
        _index_strip(canvas, style, heading, (frame_mm, margins))
    _north(canvas, style, (-margins.sides[0] + 8.0, -margins.over[1] - style.base.strip_mm - 8.0))


_Place = tuple[Point, Margins]


def _above(canvas: Canvas, style: OldStyle, heading: Heading, place: _Place) -> None:
    (width, height), margins = place
    out = -margins.over[1] - style.base.strip_mm
    middle = width / 2
    canvas.text("BẢN ĐỒ ĐỊA CHÍNH", (middle, out - 33), style.base.heading(6.0), "mb")
    names = f"{heading.commune} - {heading.district} - {heading.province}"
    canvas.text(names, (middle, out - 24), style.base.heading(3.6), "mb")
    sheet = f"Tờ bản đồ số: {heading.number}   -   Phiên hiệu mảnh: {heading.name}"
    canvas.text(sheet, (middle, out - 16), style.base.heading(3.4), "mb")
    low = height + margins.over[3] + style.base.strip_mm + 12
    canvas.text(f"Tỷ lệ 1:{heading.scale}", (middle, low), style.base.heading(3.6), "mb")
    _drawn_by(canvas, style, heading, (0.0, low))


def _below(canvas: Canvas, style: OldStyle, heading: Heading, place: _Place) -> None:
    (width, height), margins = place
    top = height + margins.over[3] + style.base.strip_mm + 16
    lines = (
        (f"BẢN ĐỒ ĐỊA CHÍNH {heading.commune.upper()}", f"TỜ SỐ {heading.number}", 4.4),
        (f"{heading.district}, {heading.province}", f"Tỷ lệ 1:{heading.scale}  Mảnh {heading.name}", 3.0),
    )
    for index, (left, right, height_mm) in enumerate(lines):
        look = style.base.heading(height_mm)
        canvas.text(left, (0, top + 8 * index), _fitting(canvas, look, left, 0.56 * width))
        canvas.text(right, (width, top + 8 * index), _fitting(canvas, look, right, 0.4 * width), "rb")
    _drawn_by(canvas, style, heading, (0.0, top + 17))


def _column(canvas: Canvas, style: OldStyle, heading: Heading, place: _Place) -> None:
    """Lines under each other to the right of the frame."""
    (width, _), margins = place
    left = width + margins.sides[2] - _COLUMN_MM - 2
    lines = (
        ("BẢN ĐỒ ĐỊA CHÍNH", 4.4),
        (heading.commune.upper(), 3.8),
        (heading.district, 3.2),
        (heading.province, 3.2),
        (f"Tờ bản đồ số {heading.number}", 3.8),
        (f"Phiên hiệu mảnh {heading.name}", 3.0),
        (f"Tỷ lệ 1:{heading.scale}", 3.8),
        (f"Tổng số thửa: {heading.parcel_count}", 2.6),
    )
    at = 4.0
    for text, height_mm in lines:
        at += 2.3 * height_mm
        canvas.text(text, (left, at), _fitting(canvas, style.base.heading(height_mm), text, _COLUMN_MM - 6))
    _drawn_by(canvas, style, heading, (left, at + 14))


def _box(canvas: Canvas, style: OldStyle, heading: Heading, place: _Place) -> None:
    """A ruled title box below the frame's right corner, as on plans of engineers."""
    (width, height), margins = place
    wide, high = _BOX_MM
    left, top = width - wide, height + margins.over[3] + style.base.strip_mm + 14
    canvas.rectangle((left, top), (width, top + high), 0.5)
    rows = (
        ("", "BẢN ĐỒ ĐỊA CHÍNH"),
        ("Xã", heading.commune),
        ("Huyện", heading.district),
        ("Tỉnh", heading.province),
        ("Tờ số", f"{heading.number}"),
        ("Mảnh", heading.name),
        ("Tỷ lệ", f"1:{heading.scale}"),
        ("Vẽ", f"{heading.drawn_by} {heading.year}"),
    )
    step = high / len(rows)
    for index, (label, text) in enumerate(rows):
        y = top + step * index
        canvas.line([(left, y), (width, y)], 0.15)
        canvas.text(label, (left + 2, y + step / 2), style.base.note(2.2), "lm")
        look = _fitting(canvas, style.base.heading(3.2), text, wide - 26)
        canvas.text(
            text, (left + 22 if label else left + wide / 2, y + step / 2), look, "lm" if label else "mm"
        )
    canvas.line([(left + 20, top + step), (left + 20, top + high)], 0.15)


def _fitting(canvas: Canvas, look: Text, text: str, width_mm: float) -> Text:
    """The look narrowed so that the text fits."""
    return replace(look, stretch=min(1.0, width_mm / canvas.text_size(text, look)[0]))


def _drawn_by(canvas: Canvas, style: OldStyle, heading: Heading, at: Point) -> None:
    lines = (
        f"Đo vẽ tháng {heading.number % 12 + 1} năm {heading.year}",
        f"Người vẽ: {heading.drawn_by}",
        f"Hệ tọa độ VN-2000, kinh tuyến {_MERIDIANS[heading.epsg]}" if heading.epsg in _MERIDIANS else "",
    )
    for index, line in enumerate(lines):
        canvas.text(line, (at[0], at[1] + 4.6 * index), style.base.note(2.3))


def _index_strip(canvas: Canvas, style: OldStyle, heading: Heading, place: _Place) -> None:
    """The sheets beside this one as a row of cells, this one with a thick rim."""
    (_, height), margins = place
    low = height + margins.sides[3] - 4
    numbers = [number for number in heading.neighbours if number]
    canvas.text("Sơ đồ các tờ:", (0, low - 3), style.base.note(2.3))
    for index, number in enumerate(numbers):
        x = 30 + 11.0 * index
        canvas.rectangle((x, low - 9), (x + 11, low), 0.5 if number == heading.number else 0.15)
        canvas.text(str(number), (x + 5.5, low - 4.5), style.base.note(2.4), "mm")


def _north(canvas: Canvas, style: OldStyle, at: Point) -> None:
    x, y = at
    canvas.line([(x, y + 12), (x, y)], 0.3)
    canvas.fill([(x, y - 2), (x - 1.6, y + 4), (x, y + 2.6)])
    canvas.line([(x, y - 2), (x - 1.6, y + 4), (x, y + 2.6), (x + 1.6, y + 4), (x, y - 2)], 0.2)
    canvas.text("B", (x, y - 3.2), style.base.heading(3.2), "mb")


def draw_table(canvas: Canvas, style: OldStyle, rows: Sequence[Row], at: Point, height_mm: float) -> None:
    """Number, area and code of small parcels, in columns beside the frame from ``at`` down."""
    per_column = _rows_a_column(height_mm)
    x, y = at
    for start in range(0, len(rows), per_column):
        _draw_column(
            canvas, style, [("Thửa", "D.tích m²", "Loại"), *rows[start : start + per_column]], (x, y)
        )
        x += sum(_TABLE_MM) + 3


def _draw_column(canvas: Canvas, style: OldStyle, rows: Sequence[Row], at: Point) -> None:
    x, y = at
    for line in range(len(rows) + 1):
        canvas.line([(x, y + _ROW_MM * line), (x + sum(_TABLE_MM), y + _ROW_MM * line)], 0.15)
    for line, row in enumerate(rows):
        left = x
        for text, wide in zip(row, _TABLE_MM, strict=True):
            look = _fitting(canvas, style.base.note(2.1), text, wide - 1.5)
            canvas.text(text, (left + wide / 2, y + _ROW_MM * (line + 0.5)), look, "mm")
            left += wide
    edge = x
    for wide in (0.0, *_TABLE_MM):
        edge += wide
        canvas.line([(edge, y), (edge, y + _ROW_MM * len(rows))], 0.15)


def _rows_a_column(height_mm: float) -> int:
    return max(int(height_mm / _ROW_MM) - 1, 1)


def _table_columns(rows: int, height_mm: float) -> int:
    return -(-rows // _rows_a_column(height_mm))


def table_place(style: OldStyle, frame_mm: Point, margins: Margins) -> Point:
    """Where the table of areas begins."""
    return frame_mm[0] + margins.over[2] + style.base.strip_mm + 18, 0.0
