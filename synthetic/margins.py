"""What is written round the frame: titles, the nine-sheet box, scale, signatures, small-parcel table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from synthetic.canvas import Canvas, Point
from synthetic.frame import Frame
from synthetic.style import SheetStyle

_WIDE_MM = 350.0  # narrower sheets have no room for titles beside each other
_MERIDIANS = {9209: "105°30'", 9214: "107°00'"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a sheet says about itself; names with their kinds, as in the crosswalk (``Xã Phúc Hòa``).

    ``name`` is the sheet number, ``scale`` the scale; a sheet on which one is missing has "" or 0 there.
    """

    commune: str
    district: str
    province: str
    epsg: int
    number: int
    neighbours: tuple[int, ...]
    sheet_count: int
    parcel_count: int
    year: int
    drawn_by: str
    name: str = ""
    scale: int = 0
    system: str = "VN-2000"


def draw_margins(canvas: Canvas, frame: Frame, style: SheetStyle, heading: Heading) -> None:
    """Everything outside the frame but the coordinates and the table of small parcels."""
    if style.title == "circular":
        _circular_top(canvas, frame, style, heading)
        _nine_sheets(canvas, frame, style, heading)
        _circular_bottom(canvas, frame, style, heading)
        return
    {"centred": _centred, "left": _left, "boxed": _boxed, "bottom": _bottom, "extract": _extract}[
        style.title
    ](canvas, frame, style, heading)
    if style.title != "bottom":
        _older_bottom(canvas, frame, style, heading)


def _circular_top(canvas: Canvas, frame: Frame, style: SheetStyle, heading: Heading) -> None:
    width = frame.size_mm[0]
    out, big = -style.strip_mm - 0.5, style.heading(3.75)
    lead, base = f"{heading.province} - ".upper(), out - (6 if width >= _WIDE_MM else 26)
    canvas.text(lead, (0, base), big)
    canvas.text(heading.district.upper(), (canvas.text_size(lead, big)[0], base), style.heading(3.0))
    canvas.text(heading.commune.upper(), (width / 2, out - 15), style.heading(7.0), "mb")
    canvas.text(f"{_spaced(heading.name)} TỜ SỐ {heading.number}", (width / 2, out - 6.75), big, "mb")
    side = f"{heading.commune.upper()} - TỜ SỐ {heading.number}"
    canvas.text(side, (width + style.strip_mm + 8, -style.strip_mm + 3), big, "rb", 90.0)


def _spaced(name: str) -> str:
    """``340564-8-c`` as the specimen prints it: ``340 564-8-C``."""
    return f"{name[:3]} {name[3:]}".upper()


def _nine_sheets(canvas: Canvas, frame: Frame, style: SheetStyle, heading: Heading) -> None:
    """Bảng chắp mảnh: tờ numbers, the centre cell hatched."""
    width, _ = frame.size_mm
    left, bottom = width - 30.0, -style.strip_mm - 6.5
    for step in range(4):
        canvas.line([(left + 10 * step, bottom - 30), (left + 10 * step, bottom)], 0.15)
        canvas.line([(left, bottom - 10 * step), (left + 30, bottom - 10 * step)], 0.15)
    for index, number in enumerate(heading.neighbours):
        x, y = left + 5 + 10 * (index % 3), bottom - 25 + 10 * (index // 3)
        if index == 4:
            for shift in range(-9, 10, 2):
                start, end = max(-5.0, shift - 5.0), min(5.0, shift + 5.0)
                canvas.line([(x + start, y + start - shift), (x + end, y + end - shift)], 0.1)
            continue
        if number:
            canvas.text(str(number), (x, y), style.note(2.5), "mm")


def _circular_bottom(canvas: Canvas, frame: Frame, style: SheetStyle, heading: Heading) -> None:
    width, height = frame.size_mm
    top, month = height + style.strip_mm + 6.5, heading.number % 9 + 1
    sign = "(Ký, ghi rõ họ và tên, đóng dấu)"
    blocks = (
        (0.08, (f"Đo vẽ tháng {month} năm {heading.year}", "Đơn vị đo đạc", sign)),
        (0.25, (f"Kiểm tra tháng {month + 2} năm {heading.year}", "Đơn vị kiểm tra", sign)),
        (
            0.69,
            (
                "Xác nhận đo vẽ phù hợp hiện trạng",
                f"Ngày 12 tháng {month + 3} năm {heading.year}",
                f"UBND {heading.commune[0].lower() + heading.commune[1:]}",
                sign,
            ),
        ),
        (
            0.86,
            (
                f"Duyệt ngày 3 tháng {month + 3} năm {heading.year}",
                "Sở Tài nguyên và Môi trường",
                heading.province[0].lower() + heading.province[1:],
                sign,
            ),
        ),
    )
    if width >= _WIDE_MM:
        for share, lines in blocks:
            _lines(canvas, style, (share * width, top + 2.5), lines, 2.5)
    middle = 0.47 * width
    if heading.scale:
        canvas.text(f"TỶ LỆ 1:{heading.scale}", (middle, top + 3.75), style.heading(3.75), "mb")
        canvas.text(_one_cm(heading.scale), (middle, top + 8), style.note(2.0), "mb")
        _scale_bar(canvas, heading.scale, style, (middle - 40, top + 15))
    canvas.text(f"THÀNH {heading.sheet_count} TỜ", (width, top + 2.5), style.note(2.5, bold=True), "rb")
    canvas.text(f"TỜ SỐ {heading.number}", (width, top + 6.8), style.note(2.5), "rb")
    canvas.text(f"Tổng số thửa : {heading.parcel_count}", (width, top + 11.1), style.note(2.5), "rb")


def _one_cm(scale: int) -> str:
    return f"1 cm trên bản đồ bằng {scale // 100} m trên thực địa"


def _lines(canvas: Canvas, style: SheetStyle, at: Point, lines: tuple[str, ...], height: float) -> None:
    for index, line in enumerate(lines):
        canvas.text(line, (at[0], at[1] + index * height * 1.75), style.note(height), "mb")


def _scale_bar(canvas: Canvas, scale: int, style: SheetStyle, at: Point) -> None:
    """100 mm long and 2 high: ten cells of 2 mm, alternately filled, then four of 20 mm."""
    x, y = at
    canvas.rectangle((x - 20, y), (x + 80, y + 2), 0.15)
    for cell in range(0, 10, 2):
        left = x - 20 + 2 * cell
        canvas.fill([(left, y), (left + 2, y), (left + 2, y + 1), (left, y + 1)])
    step = scale // 50
    for index in range(-1, 5):
        canvas.line([(x + 20 * index, y - 0.8), (x + 20 * index, y + 2)], 0.15)
        unit = "m" if index in (-1, 4) else ""
        canvas.text(f"{abs(index) * step}{unit}", (x + 20 * index, y - 1.4), style.note(1.8), "mb")


def _centred(canvas: Canvas, frame: Frame, style: SheetStyle, heading: Heading) -> None:
    width, _ = frame.size_mm
    out = -style.strip_mm
    canvas.text("BẢN ĐỒ ĐỊA CHÍNH", (width / 2, out - 21), style.heading(6.0), "mb")
    canvas.text(
        f"{heading.commune} - {heading.district} - {heading.province}",
        (width / 2, out - 13.5),
        style.heading(3.2),
        "mb",
    )
    canvas.text(
        f"Tờ bản đồ số: {heading.number}   ({heading.name})", (width / 2, out - 7), style.heading(3.2), "mb"
    )


def _left(canvas: Canvas, frame: Frame, style: SheetStyle, heading: Heading) -> None:
    out, (width, _) = -style.strip_mm, frame.size_mm
    canvas.text(f"BẢN ĐỒ ĐỊA CHÍNH {heading.commune.upper()}", (0, out - 16), style.heading(5.0))
    canvas.text(f"{heading.district}, {heading.province}", (0, out - 8), style.heading(3.2))
    canvas.text(f"TỜ BẢN ĐỒ SỐ {heading.number:02d}", (width, out - 16), style.heading(4.2), "rb")
    canvas.text(f"Mảnh số: {heading.name.upper()}", (width, out - 8), style.heading(3.0), "rb")


def _boxed(canvas: Canvas, frame: Frame, style: SheetStyle, heading: Heading) -> None:
    """A title box at the top right, its lines under each other."""
    width, _ = frame.size_mm
    bottom, wide = -style.strip_mm - 4, 92.0
    canvas.rectangle((width - wide, bottom - 27), (width, bottom), 0.35)
    lines = (
        "BẢN ĐỒ ĐỊA CHÍNH",
        f"{heading.commune.upper()} - {heading.district.upper()}",
        heading.province.upper(),
        f"TỜ SỐ: {heading.number}     MẢNH: {heading.name}",
    )
    for index, line in enumerate(lines):
        look = style.heading(3.6 if index == 0 else 2.7)
        canvas.text(line, (width - wide / 2, bottom - 20.5 + 6.0 * index), look, "mb")


def _bottom(canvas: Canvas, frame: Frame, style: SheetStyle, heading: Heading) -> None:
    """All text below the frame, as on plain prints of survey firms."""
    width, height = frame.size_mm
    top = height + style.strip_mm + 14
    canvas.text(f"{heading.commune} - {heading.district} - {heading.province}", (0, top), style.heading(3.4))
    canvas.text(f"Bản đồ địa chính tờ số {heading.number}", (0, top + 7), style.heading(3.4))
    if heading.scale:
        canvas.text(f"Tỷ lệ 1/{heading.scale}", (width, top), style.heading(3.4), "rb")
    canvas.text(f"Phiên hiệu mảnh: {heading.name}", (width, top + 7), style.note(2.6), "rb")


def _extract(canvas: Canvas, frame: Frame, style: SheetStyle, heading: Heading) -> None:
    """Mảnh trích đo (App. 01, p. 44): number of the year, coordinate system in words."""
    width, _ = frame.size_mm
    out = -style.strip_mm
    canvas.text(heading.commune.upper(), (width / 2, out - 22), style.heading(5.5), "mb")
    canvas.text(f"{heading.district} - {heading.province}", (width / 2, out - 15), style.heading(3.0), "mb")
    part = f"TỜ SỐ {heading.number} ({_spaced(heading.name)})"
    line = f"HỆ TỌA ĐỘ {heading.system.upper()}, KHU VỰC {heading.commune.upper()}, {part}"
    canvas.text(line, (width / 2, out - 7), style.heading(2.8), "mb")


def _older_bottom(canvas: Canvas, frame: Frame, style: SheetStyle, heading: Heading) -> None:
    width, height = frame.size_mm
    top = height + style.strip_mm + 9
    if heading.scale:
        canvas.text(f"Tỷ lệ 1:{heading.scale}", (width / 2, top), style.heading(3.4), "mb")
        canvas.text(_one_cm(heading.scale), (width / 2, top + 6), style.note(2.2), "mb")
    meridian = _MERIDIANS.get(heading.epsg)
    if meridian and style.look != "extract":
        system = f"Hệ tọa độ {heading.system}, kinh tuyến trục {meridian}, múi chiếu 3°"
        canvas.text(system, (0, top), style.note(2.2))
    canvas.text(f"Người vẽ: {heading.drawn_by}", (width, top), style.note(2.2), "rb")
    canvas.text(
        f"Tháng {heading.number % 12 + 1} năm {heading.year}", (width, top + 6), style.note(2.2), "rb"
    )


def draw_small_table(
    canvas: Canvas, frame: Frame, style: SheetStyle, rows: list[tuple[str, str, str]]
) -> None:
    """Ghi chú các thửa đất nhỏ: one column a parcel, three rows (App. 01.III.1).

    ``rows`` holds number, area and code. The form has 23 columns; a narrow sheet has fewer, and what does
    not fit goes on in further bands underneath, for which the paper is lengthened.
    """
    width, height = frame.size_mm
    columns = min(23, int((width - 20) / 10))
    top = height + style.strip_mm + (55 if width >= _WIDE_MM else 36)
    canvas.reach_down_to(top + table_height_mm(frame, len(rows)))
    canvas.text("GHI CHÚ CÁC THỬA ĐẤT NHỎ", (0, top - 2), style.note(2.5))
    for start in range(0, max(len(rows), 1), columns):
        _table_band(canvas, style, top, columns, rows[start : start + columns])
        top += 33


def _table_band(
    canvas: Canvas, style: SheetStyle, top: float, columns: int, rows: list[tuple[str, str, str]]
) -> None:
    right = 20.0 + 10.0 * columns
    for line in range(4):
        canvas.line([(0, top + 10 * line), (right, top + 10 * line)], 0.15)
    for x in [0.0, *(20.0 + 10.0 * column for column in range(columns + 1))]:
        canvas.line([(x, top), (x, top + 30)], 0.15)
    for line, name in enumerate(("Thửa số", "Diện tích", "Loại đất")):
        canvas.text(name, (10, top + 5 + 10 * line), style.note(2.0), "mm")
    for column, row in enumerate(rows):
        for line, text in enumerate(row):
            look = style.note(1.8, italic=True)
            squeeze = min(1.0, 9.2 / canvas.text_size(text, look)[0])
            canvas.text(text, (25 + 10 * column, top + 5 + 10 * line), replace(look, stretch=squeeze), "mm")


def table_height_mm(frame: Frame, count: int) -> float:
    """Room below the frame that the table of ``count`` parcels needs."""
    columns = min(23, int((frame.size_mm[0] - 20) / 10))
    return 33.0 * max(-(-count // columns), 1)
