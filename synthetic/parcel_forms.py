"""Forms about one parcel as lines of text: App. 12 and 13 of Circular 25/2014, certificates since 1993."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from synthetic.canvas import Canvas, Pixels

# Names of the uses as certificates print them (Circular 25/2014, App. 01.III.13).
USES = {
    "LUC": "Đất chuyên trồng lúa nước",
    "BHK": "Đất bằng trồng cây hàng năm khác",
    "CLN": "Đất trồng cây lâu năm",
    "ONT": "Đất ở tại nông thôn",
    "NTS": "Đất nuôi trồng thủy sản",
}
QR_MM = 24.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page states; ``area`` as printed, ``lived_at``: where the holder lives, ``serial`` or ""."""

    sheet: int
    number: int
    area: str
    code: str
    owner: str
    place: str
    lived_at: str
    serial: str


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of page: title, lines, look of its serial number, head of its table of edges, QR code or not."""

    title: str
    lines: Callable[[Facts], tuple[str, ...]]
    serial: str = ""
    edges: str = ""
    qr: bool = False


def _app13(facts: Facts) -> tuple[str, ...]:
    return (
        f"1. Số thứ tự thửa đất: {facts.number}; Tờ bản đồ số: {facts.sheet}; {facts.place}",
        f"2. Diện tích: {facts.area} m²;",
        f"3. Mục đích sử dụng đất: {facts.code};",
        f"4. Tên người sử dụng đất: {facts.owner};",
        f"Địa chỉ thường trú: {facts.lived_at};",
        "5. Các thay đổi của thửa đất so với giấy tờ pháp lý về quyền sử dụng đất: không;",
        "6. Bản vẽ thửa đất:",
    )


def _app12(facts: Facts) -> tuple[str, ...]:
    return (
        f"1. Thửa đất số: {facts.number}; Tờ bản đồ địa chính số: {facts.sheet};",
        "2. Đo đạc theo dự án (công trình): đo đạc lập bản đồ địa chính;",
        f"4. Địa chỉ thửa đất: {facts.place};",
        f"5. Diện tích: {facts.area} m²; Mục đích sử dụng đất: {facts.code};",
        f"6. Tên người sử dụng đất: {facts.owner};",
        f"7. Địa chỉ thường trú: {facts.lived_at};",
        "8. Hình thức sử dụng: riêng;",
        "9. Giấy tờ pháp lý về quyền sử dụng đất: Loại giấy tờ: không có; Diện tích trên giấy tờ: 0 m²;",
        "10. Tình hình tranh chấp, khiếu nại: không;",
    )


def _by_letters(facts: Facts) -> tuple[str, ...]:
    return (
        "1. Thửa đất:",
        f"a) Thửa đất số: {facts.number}, tờ bản đồ số: {facts.sheet}",
        f"b) Địa chỉ: {facts.place}",
        f"c) Diện tích: {facts.area} m², (bằng chữ: như số trên)",
        f"d) Hình thức sử dụng: riêng: {facts.area} m²; chung: không m²",
        f"đ) Mục đích sử dụng: {in_words(facts.code)}",
        "e) Thời hạn sử dụng: Lâu dài",
        "g) Nguồn gốc sử dụng: Công nhận QSDĐ như giao đất không thu tiền sử dụng đất",
        "2. Nhà ở: -/-",
        "3. Công trình xây dựng khác: -/-",
    )


def _by_numbers(facts: Facts) -> tuple[str, ...]:
    return (
        f"1. Thửa đất số: {facts.number}",
        f"2. Tờ bản đồ số: {facts.sheet}",
        f"3. Địa chỉ thửa đất: {facts.place}",
        f"4. Diện tích: {facts.area} m²",
        f"5. Hình thức sử dụng: + Sử dụng riêng: {facts.area} m² + Sử dụng chung: không m²",
        f"6. Mục đích sử dụng đất: {in_words(facts.code)}",
        "7. Thời hạn sử dụng đất: Lâu dài",
        "8. Nguồn gốc sử dụng đất: Nhà nước giao đất không thu tiền sử dụng đất",
    )


def _of_1993(facts: Facts) -> tuple[str, ...]:
    return (
        f"Ông (bà): {facts.owner}",
        f"Được quyền sử dụng {facts.area} m² đất tại {facts.place}",
        f"Thửa số: {facts.number}; Tờ bản đồ số: {facts.sheet}",
        f"Diện tích: {facts.area} m²",
        f"Mục đích sử dụng: {facts.code}",
        "Thời hạn sử dụng: Lâu dài",
    )


def _of_2024(facts: Facts) -> tuple[str, ...]:
    return (
        f"1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất: {facts.owner}",
        "2. Thông tin thửa đất:",
        f"a) Thửa đất số: {facts.number}; tờ bản đồ số: {facts.sheet}",
        f"b) Diện tích: {facts.area} m²",
        f"c) Loại đất: {in_words(facts.code)}",
        "d) Thời hạn sử dụng đất: Lâu dài",
        "đ) Hình thức sử dụng đất: Sử dụng riêng",
        f"e) Địa chỉ: {facts.place}",
        "3. Thông tin tài sản gắn liền với đất: -/-",
    )


def in_words(code: str) -> str:
    """The uses of a code by their names."""
    return "; ".join(USES[use] for use in code.split("+"))


_RIGHT = "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT"
FORMS = {
    "app13": Form("TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH", _app13, edges="Cạnh"),
    "app12": Form("PHIẾU XÁC NHẬN KẾT QUẢ ĐO ĐẠC HIỆN TRẠNG THỬA ĐẤT", _app12, edges="TT"),
    "1993": Form(_RIGHT, _of_1993, "L DDDDDD"),
    "2003": Form("II. THỬA ĐẤT ĐƯỢC QUYỀN SỬ DỤNG", _by_numbers, "AL DDDDDD"),
    "2009": Form("II. Thửa đất, nhà ở và tài sản khác gắn liền với đất", _by_letters, "BL DDDDDD"),
    "2024": Form(f"{_RIGHT}, QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT", _of_2024, "AL DDDDDDDD", qr=True),
}


def random_serial(rng: Generator, pattern: str) -> str:
    """A serial number: L a letter, D a figure."""
    letters, digits = "ABCDEGHKLMNPRSTUVX", "0123456789"
    choices = {"L": letters, "D": digits}
    return "".join(str(rng.choice(list(choices[sign]))) if sign in choices else sign for sign in pattern)


def qr_text(facts: Facts, labelled: bool) -> str:
    """What an invented code holds: fields with labels, or a run of values whose meaning is not told."""
    if labelled:
        fields = (f"Số thửa: {facts.number}", f"Tờ bản đồ số: {facts.sheet}", f"Diện tích: {facts.area} m2")
        return "\n".join((facts.serial, *fields, facts.owner))
    return "|".join((facts.serial, "T1" + facts.serial[-6:], facts.owner, facts.place))


def draw_qr(canvas: Canvas, text: str, corner_mm: tuple[float, float]) -> None:
    """The code of a text, ``QR_MM`` wide, with its upper left corner at a place."""
    cells: Pixels = np.asarray(cv2.QRCodeEncoder.create().encode(text), np.uint8)
    side = QR_MM / len(cells)
    for row, column in np.argwhere(cells < 128):
        x, y = corner_mm[0] + column * side, corner_mm[1] + row * side
        canvas.fill([(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
