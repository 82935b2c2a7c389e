"""The forms of registers that are drawn, one description each.

Sources: App. 15 of Circular 25/2014; Art. 21 of Circular 26/2024; form 02/ĐK of Circulars 29/2004 and
09/2007; the books of Decision 499/1995; plain tables that offices make.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.random import Generator

from synthetic.fonts import SANS, SERIF, Face, families
from synthetic.handwriting import Hand

Align = Literal["l", "m", "r"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: key of its content, heading, width (share of the table), alignment, heading above it."""

    key: str
    title: str
    width: float
    align: Align = "m"
    group: str = ""


@dataclass(frozen=True, slots=True)
class RegisterStyle:
    """One way of printing a register; lengths in mm; ``history`` is the share of rows struck out.

    ``frame``: left, right and top edge of the table. ``shared``: share of parcels whose second holder has a
    line below; ``ditto``: marks for a value that stands above; ``totals``: sums at the foot of a page;
    ``closings``: a row that sums up each sheet behind its last; ``spread``: two pages lie side by side on one
    scan; ``by_owner``: a page for each holder; ``hand``: who filled in the printed form with a pen, None
    where it was printed from data.
    """

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
    frame: tuple[float, float, float]
    head_mm: float
    head_text_mm: float = 2.0
    title: str = ""
    number_row: bool = False
    cover: bool = False
    history: float = 0.0
    shared: float = 0.0
    ditto: bool = False
    totals: bool = False
    closings: bool = False
    spread: bool = False
    by_owner: bool = False
    hand: Hand | None = None


_NOW, _PAPERS = "Hiện trạng sử dụng đất", "Giấy tờ pháp lý về QSDĐ"
_APP15 = (
    Column("sheet", "Tờ bản đồ số", 14),
    Column("number", "Thửa đất số", 14),
    Column("owner", "Tên người sử dụng, quản lý đất", 58, "l"),
    Column("kind", "Mã đối tượng sử dụng, quản lý đất", 16),
    Column("area", "Diện tích (m²)", 19, "r", _NOW),
    Column("code", "Loại đất", 17, "m", _NOW),
    Column("blank", "Diện tích (m²)", 17, "r", _PAPERS),
    Column("blank", "Loại đất", 15, "m", _PAPERS),
    Column("note", "Ghi chú", 22, "l"),
)
_NOW_2024 = "Theo hiện trạng sử dụng đất"
_PAPERS_2024 = "Theo giấy tờ pháp lý về quyền sử dụng đất"
_CURRENT = (
    Column("sheet", "Tờ bản đồ số", 16),
    Column("number", "Thửa đất số", 16),
    Column("owner", "Tên người sử dụng, quản lý đất", 74, "l"),
    Column("kind", "Mã đối tượng sử dụng, đối tượng được giao quản lý đất", 26),
    Column("code", "Loại đất", 20, "m", _NOW_2024),
    Column("area", "Diện tích (m²)", 24, "r", _NOW_2024),
    Column("code_paper", "Loại đất", 20, "m", _PAPERS_2024),
    Column("area_paper", "Diện tích (m²)", 24, "r", _PAPERS_2024),
    Column("note", "Ghi chú", 40, "l"),
)
_USE = "Mục đích sử dụng"
_BOOK_2004 = (
    Column("number", "Số thứ tự thửa đất", 15),
    Column("owner", "Tên người sử dụng, quản lý", 54, "l"),
    Column("kind", "Loại đối tượng", 14),
    Column("area", "Diện tích (m²)", 20, "r"),
    Column("code_paper", "Cấp GCN", 15, "m", _USE),
    Column("blank", "Quy hoạch", 14, "m", _USE),
    Column("code", "Kiểm kê", 15, "m", _USE),
    Column("blank", "Số thứ tự thửa", 13, "m", "Ghi chú"),
    Column("note", "Nội dung thay đổi", 24, "l", "Ghi chú"),
)
_BOOK_1995 = (
    Column("number", "Số thứ tự thửa", 15),
    Column("owner", "Tên chủ sử dụng đất", 60, "l"),
    Column("area", "Diện tích (m²)", 22, "r"),
    Column("code", "Loại đất", 18),
    Column("place", "Xứ đồng", 36, "l"),
    Column("note", "Ghi chú", 28, "l"),
)
_USED = "Diện tích sử dụng (m²)"
_OWNERS = (
    Column("date", "Ngày tháng năm vào sổ", 20),
    Column("number", "Số thứ tự thửa đất", 16),
    Column("sheet", "Số thứ tự tờ bản đồ", 16),
    Column("place", "Địa danh", 34, "l"),
    Column("area", "Riêng", 20, "r", _USED),
    Column("blank", "Chung", 18, "r", _USED),
    Column("code", "Mục đích sử dụng", 20),
    Column("term", "Thời hạn sử dụng", 20),
    Column("blank", "Số phát hành GCN", 26),
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
_ALIGN: dict[str, Align] = {"owner": "l", "place": "l", "area": "r"}


def app15(face: Face, rng: Generator) -> RegisterStyle:
    """App. 15 of Circular 25/2014 (p. 81): two-storey head, column numbers, 27 rows divided by dots."""
    return RegisterStyle(
        "app15",
        _APP15,
        (210, 297),
        face,
        text_mm=2.3,
        rows=27,
        row_mm=8.6,
        rule_mm=0.15,
        dotted=True,
        decimal_mark=",",
        sheet_in_heading=False,
        frame=(14.0, 198.0, 20.0),
        head_mm=20.0,
        head_text_mm=1.8,
        number_row=True,
        cover=bool(rng.random() < 0.5),
        history=float(rng.choice([0.0, 0.0, 0.02])),
    )


def plain(face: Face, rng: Generator) -> RegisterStyle:
    """A table of an office's own: columns in any order, solid or dotted rules."""
    wide = bool(rng.random() < 0.6)
    in_heading = bool(rng.random() < 0.6)
    return RegisterStyle(
        form="plain",
        columns=_plain_columns(in_heading, rng),
        page_mm=(297, 210) if wide else (210, 297),
        face=face,
        text_mm=float(rng.choice([2.1, 2.3, 2.5])),
        rows=24 if wide else 33,
        row_mm=6.3 if wide else 7.2,
        rule_mm=float(rng.choice([0.12, 0.2, 0.3])),
        dotted=bool(rng.random() < 0.3),
        decimal_mark=str(rng.choice([",", "."])),
        sheet_in_heading=in_heading,
        frame=(15.0, 283.0 if wide else 196.0, 30.0),
        head_mm=11.0,
        title="SỔ MỤC KÊ ĐẤT ĐAI",
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
    return tuple(
        Column(key, str(rng.choice(_PLAIN[key])), _WIDTHS[key], _ALIGN.get(key, "m")) for key in keys
    )


def current(face: Face, rng: Generator) -> RegisterStyle:
    """Art. 21 of Circular 26/2024: A3 on its side, code before area, one line a holder."""
    return RegisterStyle(
        "current",
        _CURRENT,
        (420, 297),
        face,
        text_mm=float(rng.choice([2.3, 2.6])),
        rows=25,
        row_mm=8.4,
        rule_mm=float(rng.choice([0.15, 0.25])),
        dotted=bool(rng.random() < 0.5),
        decimal_mark=str(rng.choice([",", "."])),
        sheet_in_heading=False,
        frame=(20.0, 404.0, 34.0),
        head_mm=22.0,
        head_text_mm=2.3,
        title="SỔ MỤC KÊ ĐẤT ĐAI",
        number_row=True,
        shared=0.08,
    )


def book2004(face: Face, rng: Generator) -> RegisterStyle:
    """Form 02/ĐK of Circulars 29/2004 and 09/2007: a book by sheets, three uses a parcel, page totals."""
    return RegisterStyle(
        "book2004",
        _BOOK_2004,
        (210, 297),
        face,
        text_mm=float(rng.choice([2.1, 2.3])),
        rows=28,
        row_mm=7.8,
        rule_mm=float(rng.choice([0.12, 0.2, 0.25])),
        dotted=bool(rng.random() < 0.4),
        decimal_mark=str(rng.choice([",", "."])),
        sheet_in_heading=True,
        frame=(14.0, 199.0, 30.0),
        head_mm=18.0,
        head_text_mm=1.8,
        title="SỔ MỤC KÊ ĐẤT ĐAI",
        history=0.015,
        totals=bool(rng.random() < 0.7),
    )


def book1995(face: Face, rng: Generator) -> RegisterStyle:
    """Decision 499/1995: a book by sheets with ditto marks, often scanned two pages at a time."""
    return RegisterStyle(
        "book1995",
        _BOOK_1995,
        (210, 297),
        face,
        text_mm=float(rng.choice([2.3, 2.5])),
        rows=30,
        row_mm=7.6,
        rule_mm=float(rng.choice([0.15, 0.25])),
        dotted=bool(rng.random() < 0.3),
        decimal_mark=str(rng.choice([",", "."])),
        sheet_in_heading=True,
        frame=(16.0, 194.0, 30.0),
        head_mm=11.0,
        title="SỔ MỤC KÊ",
        ditto=True,
        totals=bool(rng.random() < 0.5),
        spread=bool(rng.random() < 0.5),
    )


def owners(face: Face, rng: Generator) -> RegisterStyle:
    """Sổ địa chính (form 01/ĐK of Circular 09/2007): a page for each land user, named above the table."""
    return RegisterStyle(
        "owners",
        _OWNERS,
        (210, 297),
        face,
        text_mm=float(rng.choice([2.2, 2.4])),
        rows=20,
        row_mm=8.4,
        rule_mm=float(rng.choice([0.15, 0.25])),
        dotted=bool(rng.random() < 0.4),
        decimal_mark=str(rng.choice([",", "."])),
        sheet_in_heading=False,
        frame=(14.0, 198.0, 52.0),
        head_mm=18.0,
        head_text_mm=1.8,
        title="SỔ ĐỊA CHÍNH",
        number_row=bool(rng.random() < 0.5),
        by_owner=True,
    )


_MAKERS = {
    "app15": app15,
    "plain": plain,
    "current": current,
    "book2004": book2004,
    "book1995": book1995,
    "owners": owners,
}
FORMS = tuple(_MAKERS)


def random_register_style(seed: int, form: str) -> RegisterStyle:
    """A register style; the same seed gives the same style. Raises ValueError for an unknown form."""
    if form not in FORMS:
        raise ValueError(f"register form {form!r} is none of {', '.join(FORMS)}")
    rng = np.random.default_rng([seed, 77, FORMS.index(form)])
    serif = rng.random() < 0.5
    face = Face(str(rng.choice(families(SERIF if serif else SANS[:6]))))
    return _MAKERS[form](face, rng)
