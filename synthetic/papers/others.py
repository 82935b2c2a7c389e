"""Papers of an office that are about no parcel to be taken up: letters, invoices, lists, blank forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.random import Generator

from synthetic import names
from synthetic.canvas import Canvas
from synthetic.papers.desk import Desk, Item, Look, draw_frame, random_look
from synthetic.papers.dossier import random_dossier
from synthetic.papers.forms import A4, FORMS, Paper
from synthetic.papers.pieces import nation

_CODES = (
    ("LUC", "Đất chuyên trồng lúa nước"),
    ("BHK", "Đất bằng trồng cây hàng năm khác"),
    ("CLN", "Đất trồng cây lâu năm"),
    ("RSX", "Đất rừng sản xuất"),
    ("NTS", "Đất nuôi trồng thủy sản"),
    ("ONT", "Đất ở tại nông thôn"),
    ("ODT", "Đất ở tại đô thị"),
    ("DGT", "Đất giao thông"),
    ("DTL", "Đất thủy lợi"),
    ("NTD", "Đất làm nghĩa trang"),
)
_SENTENCES = (
    "Căn cứ Luật Đất đai và các văn bản hướng dẫn thi hành, Ủy ban nhân dân xã kính gửi quý cơ quan",
    "Ngày hôm trước gia đình tôi có đơn đề nghị xem xét ranh giới thửa đất số {a}, tờ bản đồ số {b}",
    "Diện tích khoảng {c} m² hiện đang sử dụng ổn định, không có tranh chấp với các hộ liền kề",
    "Đề nghị các hộ có thửa đất từ số {a} đến số {d} trên tờ bản đồ số {b} đến họp tại nhà văn hóa thôn",
    "Kính mong quý cơ quan xem xét, giải quyết theo quy định của pháp luật. Xin trân trọng cảm ơn",
    "Tổng diện tích thu hồi là {c} m² thuộc các thửa đất số {a}, {d} và nhiều thửa khác",
)


def draw_other(kind: str, rng: Generator, dpi: float) -> Paper:
    """A page of another kind."""
    if kind == "blank form":
        return _blank_form(rng, dpi)
    look = random_look(rng)
    canvas = Canvas(A4, (0.0, 0.0), dpi)
    draw_frame(canvas, look, A4)
    edge = look.frame_mm + max(look.inset_mm, 3.0)
    desk = Desk(canvas, look, rng, edge, A4[0] - edge, edge + 8)
    OTHERS[kind](desk)
    return Paper(kind, canvas, random_dossier(rng, 2015), {}, stamps=tuple(desk.stamps))


def _letter(desk: Desk) -> None:
    nation(desk)
    desk.print_line(
        str(desk.rng.choice(["CÔNG VĂN", "ĐƠN ĐỀ NGHỊ", "GIẤY MỜI", "BIÊN BẢN LÀM VIỆC", "TỜ TRÌNH"])),
        "m",
        bold=True,
    )
    numbers = desk.rng.integers(1, 400, 4)
    for place in desk.rng.permutation(len(_SENTENCES)):
        text = _SENTENCES[place].format(a=numbers[0], b=numbers[1] % 60, c=numbers[2], d=numbers[3])
        desk.row(Item("", f"{text}."))
    desk.row(Item("Người viết đơn: ", names.person(desk.rng)[0]))
    desk.stamps.append((150, desk.y_mm + 10))


def _invoice(desk: Desk) -> None:
    desk.print_line("HÓA ĐƠN GIÁ TRỊ GIA TĂNG", "m", bold=True, grow=1.3)
    desk.print_line(
        f"Ký hiệu: AA/{desk.rng.integers(10, 25)}P    Số: {desk.rng.integers(1000000, 9999999)}", "r"
    )
    desk.row(Item("Đơn vị bán hàng: ", "Công ty TNHH Vật tư Đo đạc"))
    desk.row(Item("Mã số thuế: ", "".join(str(v) for v in desk.rng.integers(0, 10, 10))))
    desk.row(Item("Địa chỉ: ", names.hamlet(desk.rng)))
    _table(desk, ("STT", "Tên hàng hóa", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền"), _goods(desk.rng))
    desk.row(Item("Cộng tiền hàng: ", f"{desk.rng.integers(100, 9999)}.000"))


def _goods(rng: Generator) -> Sequence[tuple[str, ...]]:
    goods = ("Mốc bê tông", "Sơn đỏ", "Giấy in A0", "Mực in", "Thước dây 50 m", "Đinh sắt")
    rows: list[tuple[str, ...]] = []
    for place in range(int(rng.integers(4, 12))):
        count, price = int(rng.integers(1, 40)), int(rng.integers(5, 900))
        rows.append(
            (
                str(place + 1),
                str(rng.choice(goods)),
                "cái",
                str(count),
                f"{price}.000",
                f"{count * price}.000",
            )
        )
    return rows


def _code_table(desk: Desk) -> None:
    desk.print_line("BẢNG KÝ HIỆU CÁC LOẠI ĐẤT", "m", bold=True, grow=1.2)
    rows = [(str(k + 1), name, code, str(desk.rng.integers(1, 90))) for k, (code, name) in enumerate(_CODES)]
    _table(desk, ("STT", "Loại đất", "Mã", "Mã màu"), rows)


def _staff_list(desk: Desk) -> None:
    desk.print_line("DANH SÁCH CÁN BỘ THAM GIA", "m", bold=True, grow=1.2)
    rows = [
        (
            str(k + 1),
            names.person(desk.rng)[0],
            str(desk.rng.integers(1950, 2000)),
            f"09{desk.rng.integers(10**7, 10**8)}",
        )
        for k in range(int(desk.rng.integers(6, 16)))
    ]
    _table(desk, ("TT", "Họ và tên", "Năm sinh", "Điện thoại"), rows)


def _control_points(desk: Desk) -> None:
    """Coordinates of survey points: figures like a parcel's corners, but no parcel."""
    desk.print_line("BẢNG THÀNH QUẢ TỌA ĐỘ ĐIỂM ĐỊA CHÍNH", "m", bold=True, grow=1.2)
    middle = np.array([2_345_000.0, 553_000.0]) + desk.rng.uniform(-3000, 3000, 2)
    rows = []
    for place in range(int(desk.rng.integers(6, 18))):
        north, east = middle + desk.rng.uniform(-2500, 2500, 2)
        rows.append((f"YP-{place + 11}", f"{north:.3f}", f"{east:.3f}", f"{desk.rng.uniform(3, 12):.3f}"))
    _table(desk, ("Số hiệu", "X (m)", "Y (m)", "H (m)"), rows)


def _table(desk: Desk, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    edges = desk.left_mm + (desk.right_mm - desk.left_mm) * np.linspace(0, 1, len(heads) + 1)
    high = desk.look.step_mm
    top = desk.y_mm - 0.6 * high
    for row, values in enumerate([heads, *rows]):
        desk.y_mm = top + (row + 0.7) * high
        for value, left, right in zip(values, edges, edges[1:], strict=False):
            width = desk.filling_width(value)
            if width < right - left:
                desk.fill(value, left + (right - left - width) / 2)
            else:
                desk.fill(value[: int(len(value) * (right - left) / width)], left)
        desk.canvas.line([(edges[0], top + row * high), (edges[-1], top + row * high)], 0.2)
    bottom = top + (len(rows) + 1) * high
    desk.canvas.line([(edges[0], bottom), (edges[-1], bottom)], 0.2)
    for x in edges:
        desk.canvas.line([(x, top), (x, bottom)], 0.2)
    desk.y_mm = bottom + high


def _blank_form(rng: Generator, dpi: float) -> Paper:
    """One of the forms before anything was filled in: labels, leaders, boxes."""
    form = str(rng.choice(["certificate 2003", "certificate 2009", "certificate 2024", "certificate front"]))
    _, size, draw = FORMS[form]
    look = random_look(rng)
    canvas = Canvas(size, (0.0, 0.0), dpi)
    draw_frame(canvas, look, size)
    desk = _Empty(canvas, _with_leaders(look), rng, 24.0, size[0] - 24.0, 32.0)
    draw(desk, random_dossier(rng, 2012))
    return Paper("blank form", canvas, random_dossier(rng, 2012), {})


class _Empty(Desk):
    """A desk at which nobody fills anything in."""

    def fill(self, text: str, x_mm: float, ink: str | None = None) -> float:
        """Nothing is written."""
        return 0.0


def _with_leaders(look: Look) -> Look:
    return look if look.leader != "none" else replace(look, leader="dots")


OTHERS: dict[str, Callable[[Desk], None]] = {
    "letter": _letter,
    "invoice": _invoice,
    "codes": _code_table,
    "staff": _staff_list,
    "control points": _control_points,
}
OTHER_KINDS = (*OTHERS, "blank form")
