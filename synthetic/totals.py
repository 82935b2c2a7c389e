"""The table of parcels, areas and holders by sheet (App. 16 of Circular 25/2014, p. 82), with its sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np
from numpy.random import Generator

from synthetic.canvas import Canvas, Pixels
from synthetic.fabric import Plot
from synthetic.fonts import SANS, SERIF, Face, families
from synthetic.forms import Column, RegisterStyle
from synthetic.margins import Heading
from synthetic.ruled import draw_rules, text_of, write_row

_TITLE = (
    "BẢNG TỔNG HỢP",
    "SỐ THỬA, DIỆN TÍCH, SỐ CHỦ SỬ DỤNG, QUẢN LÝ ĐẤT",
    "THEO HIỆN TRẠNG ĐO ĐẠC LẬP BẢN ĐỒ ĐỊA CHÍNH",
)
_SIGNERS = ("Người lập", "Thủ trưởng đơn vị đo đạc", "Công chức địa chính cấp xã", "Chủ tịch UBND cấp xã")
_COLUMNS = (
    Column("ordinal", "STT", 15),
    Column("sheet", "Tờ bản đồ", 27),
    Column("parcels", "Tổng số thửa", 30),
    Column("owners", "Tổng số chủ sử dụng đất", 26),
    Column("managers", "Tổng số chủ quản lý đất", 28),
    Column("area", "Diện tích (m²)", 32, "r"),
    Column("note", "Ghi chú", 24, "l"),
)


@dataclass(frozen=True, slots=True)
class SheetSum:
    """What the table says of one sheet: numbers of parcels, users and managers, area in m²."""

    sheet: int
    parcels: int
    owners: int
    managers: int
    area: float


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of a table: what it says, and the error planted in it ("" for none)."""

    stated: SheetSum
    planted: str = ""


@dataclass(frozen=True, slots=True)
class TotalsStyle:
    """One way of printing the table: its look, last row's word, ``grouped`` thousands, sheets as ``03``."""

    table: RegisterStyle
    total: str
    grouped: bool
    two_digits: bool


def random_totals_style(seed: int) -> TotalsStyle:
    """A style of the table; the same seed gives the same style."""
    rng = np.random.default_rng([seed, 78])
    face = Face(str(rng.choice(families(SERIF if rng.random() < 0.5 else SANS[:6]))))
    table = RegisterStyle(
        "totals",
        _COLUMNS,
        (210, 297),
        face,
        text_mm=float(rng.choice([2.2, 2.5, 2.8])),
        rows=26,
        row_mm=float(rng.choice([6.4, 7.0])),
        rule_mm=float(rng.choice([0.12, 0.2, 0.3])),
        dotted=bool(rng.random() < 0.6),
        decimal_mark=str(rng.choice([",", "."])),
        sheet_in_heading=False,
        frame=(16.0, 196.0, 62.0),
        head_mm=float(rng.choice([15.0, 18.0])),
        head_text_mm=float(rng.choice([2.0, 2.3])),
        number_row=bool(rng.random() < 0.3),
    )
    word = str(rng.choice(["Tổng", "Tổng", "Tổng số", "Tổng cộng", "Cộng"]))
    return TotalsStyle(table, word, bool(rng.random() < 0.5), bool(rng.random() < 0.3))


def draw_totals(
    sums: Sequence[SheetSum], total: SheetSum, style: TotalsStyle, heading: Heading, dpi: float
) -> list[Pixels]:
    """The pages of the table; ``total`` is printed in the last row, whatever the rows add up to."""
    room = style.table.rows
    lines = [_line(number, one, style) for number, one in enumerate(sums, 1)]
    lines.append([style.total, "", *_line(0, total, style)[2:]])
    parts = [lines[start : start + room] for start in range(0, len(lines), room)]
    return [_page(part, style.table, heading, dpi, index) for index, part in enumerate(parts)]


def keep_totals(plots: Sequence[Plot], rng: Generator) -> list[SheetLine]:
    """A line for each sheet; one sheet has more parcels than are drawn, one more sheet is nowhere else."""
    with_ways = bool(rng.random() < 0.5)
    sheets = sorted({plot.sheet for plot in plots})
    lines = [SheetLine(_sheet_sum([p for p in plots if p.sheet == n], n, with_ways)) for n in sheets]
    odd = int(rng.integers(len(lines)))
    if len(lines) > 1:
        true = lines[odd].stated
        more = replace(true, parcels=true.parcels + int(rng.integers(1, 9)))
        lines[odd] = SheetLine(more, "parcel_count_differs")
    model = lines[0].stated
    lost = replace(model, sheet=sheets[-1] + 1, parcels=model.parcels + 7, area=round(model.area * 1.2, 1))
    return [*lines, SheetLine(lost, "sheet_missing")]


def _sheet_sum(plots: Sequence[Plot], sheet: int, with_ways: bool) -> SheetSum:
    counted = [plot for plot in plots if with_ways or plot.use != "way"]
    holders = {plot.owner for plot in counted}
    managers = {owner for owner in holders if owner.startswith("UBND")}
    area = round(sum(round(float(plot.polygon.area), 1) for plot in counted), 1)
    return SheetSum(sheet, len(counted), len(holders - managers), len(managers), area)


def sum_of(sums: Sequence[SheetSum]) -> SheetSum:
    """The last row of a table without faults; owners of several sheets are counted on each."""
    values = np.array([astuple(one) for one in sums], np.float64).sum(axis=0)
    return SheetSum(0, int(values[1]), int(values[2]), int(values[3]), round(float(values[4]), 1))


def _line(number: int, one: SheetSum, style: TotalsStyle) -> list[str]:
    sheet = f"{one.sheet:02d}" if style.two_digits else str(one.sheet)
    counts = (_figure(count, 0, style) for count in (one.parcels, one.owners, one.managers))
    return [str(number), sheet, *counts, _figure(one.area, 1, style), ""]


def _figure(value: float, digits: int, style: TotalsStyle) -> str:
    mark = style.table.decimal_mark
    thousands = "." if mark == "," else ","
    text = f"{value:,.{digits}f}" if style.grouped else f"{value:.{digits}f}"
    return text.translate(str.maketrans(",.", thousands + mark))


def _page(lines: list[list[str]], style: RegisterStyle, heading: Heading, dpi: float, page: int) -> Pixels:
    canvas = Canvas(style.page_mm, (0, 0), dpi)
    table = replace(style, rows=max(len(lines), 2))
    if page == 0:
        _title(canvas, table, heading)
    draw_rules(canvas, table)
    for row, line in enumerate(lines):
        write_row(canvas, table, row, line)
    _signers(canvas, table)
    return canvas.flatten()


def _title(canvas: Canvas, style: RegisterStyle, heading: Heading) -> None:
    middle = style.page_mm[0] / 2
    for row, line in enumerate(_TITLE):
        canvas.text(line, (middle, 18 + 7 * row), text_of(style, 3.0, bold=True), "mb")
    units = (heading.commune, heading.district, heading.province)
    for row, unit in enumerate(units):
        canvas.text(_with_colon(unit), (26, 42 + 6.5 * row), text_of(style, 2.4))


def _with_colon(unit: str) -> str:
    """``Xã Nghĩa Trung`` as the form has it, ``Xã: Nghĩa Trung``."""
    kinds = ("Thị trấn", "Thị xã", "Thành phố")
    kind = next((kind for kind in kinds if unit.startswith(kind)), unit.split(" ", 1)[0])
    return f"{kind}:{unit[len(kind) :]}"


def _signers(canvas: Canvas, style: RegisterStyle) -> None:
    bottom = style.frame[2] + style.head_mm + (style.rows + 1) * style.row_mm
    for place, signer in enumerate(_SIGNERS):
        x = 32 + 49 * place
        canvas.text("Ngày… tháng… năm…", (x, bottom + 8), text_of(style, 1.9), "mb")
        canvas.text(signer, (x, bottom + 13), text_of(style, 1.9, bold=True), "mb")
        canvas.text("(Ký, ghi rõ họ và tên)", (x, bottom + 18), text_of(style, 1.9), "mb")
