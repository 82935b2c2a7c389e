"""The inner page of a certificate that lists its parcels in a ruled table: the form of 1993, and later lists.

The form of 1993 says who may use how much land where, "as listed below"; certificates of 2003 and 2009 for
several fields of one holder head the same columns with the title of their second part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from numpy.random import Generator

from synthetic.canvas import Canvas, Pixels
from synthetic.fonts import SANS, SERIF, Face, families
from synthetic.forms import Column, RegisterStyle
from synthetic.parcel_forms import USES
from synthetic.ruled import draw_rules, text_of, write_row


@dataclass(frozen=True, slots=True)
class StatedParcel:
    """One row: what it says of a parcel; area in m²."""

    sheet: int
    number: int
    area: float
    code: str


@dataclass(frozen=True, slots=True)
class ListStyle:
    """One way of printing the page. ``in_words``: uses by their names; ``title``: "" for the form of 1993."""

    table: RegisterStyle
    in_words: bool
    title: str
    total: bool


_FIRST = (Column("sheet", "Số tờ bản đồ", 16), Column("number", "Số thửa", 16))
_AREA, _NOTE = Column("area", "Diện tích (m²)", 24, "r"), Column("note", "Phần ghi thêm", 26, "l")
_TERM = Column("term", "Thời hạn sử dụng", 30)
_TITLES = ("II. THỬA ĐẤT ĐƯỢC QUYỀN SỬ DỤNG", "II. NHỮNG THỬA ĐẤT ĐƯỢC QUYỀN SỬ DỤNG")


def random_list_style(rng: Generator) -> ListStyle:
    """A style of the page; about half are of 1993."""
    in_words = bool(rng.random() < 0.5)
    use = Column("code", "Mục đích sử dụng đất", 44 if in_words else 30)
    face = Face(str(rng.choice(families(SERIF if rng.random() < 0.6 else SANS[:6]))))
    table = RegisterStyle(
        "certificate",
        (*_FIRST, _AREA, use, _TERM, _NOTE),
        (190.0, 270.0),
        face,
        text_mm=float(rng.choice([2.2, 2.4, 2.7])),
        rows=int(rng.integers(8, 16)),
        row_mm=float(rng.choice([7.0, 8.0, 9.0])),
        rule_mm=float(rng.choice([0.12, 0.2, 0.3])),
        dotted=bool(rng.random() < 0.5),
        decimal_mark=str(rng.choice([",", "."])),
        sheet_in_heading=False,
        frame=(14.0, 176.0, 92.0),
        head_mm=float(rng.choice([12.0, 15.0])),
        head_text_mm=float(rng.choice([2.0, 2.2])),
        number_row=bool(rng.random() < 0.3),
    )
    title = "" if rng.random() < 0.5 else str(rng.choice(_TITLES))
    return ListStyle(table, in_words, title, total=bool(rng.random() < 0.4))


def draw_list(
    parcels: Sequence[StatedParcel], holder: str, place: str, style: ListStyle, dpi: float
) -> Pixels:
    """The page, black on white; ``place`` names the commune. Rows that are left stay empty."""
    table = replace(style.table, rows=max(style.table.rows, len(parcels) + 1))
    canvas = Canvas(table.page_mm, (0, 0), dpi)
    whole = sum(parcel.area for parcel in parcels)
    for index, line in enumerate(_lines(style, holder, place, _figures(whole, style))):
        canvas.text(line, (20, 22 + 10 * index), text_of(table, table.text_mm, bold=index < 2), "lb")
    draw_rules(canvas, table)
    for row, parcel in enumerate(parcels):
        use = "; ".join(USES[part] for part in parcel.code.split("+")) if style.in_words else parcel.code
        texts = (str(parcel.sheet), str(parcel.number), _figures(parcel.area, style), use, "Lâu dài", "")
        write_row(canvas, table, row, texts)
    if style.total:
        write_row(canvas, table, len(parcels), ("Cộng", "", _figures(whole, style), "", "", ""))
    return canvas.flatten()


def _lines(style: ListStyle, holder: str, place: str, whole: str) -> tuple[str, ...]:
    if style.title:
        return "I. TÊN NGƯỜI SỬ DỤNG ĐẤT", f"Hộ {holder}", f"Địa chỉ thường trú: {place}", style.title
    return (
        "ỦY BAN NHÂN DÂN HUYỆN YÊN PHONG",
        "CHỨNG NHẬN",
        f"Hộ ông (bà): {holder}",
        f"Được quyền sử dụng: {whole} m² đất",
        f"Tại: {place}",
        "Theo bảng liệt kê dưới đây:",
    )


def _figures(area: float, style: ListStyle) -> str:
    return f"{area:.1f}".replace(".", style.table.decimal_mark)
