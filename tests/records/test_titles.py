from __future__ import annotations

import pytest

from pipeline.model import Source
from pipeline.records.fields import find_fields
from pipeline.records.line import Line
from pipeline.records.titles import form_of, issued_by

FIELDS = ("1. Thửa đất số: 241; Tờ bản đồ số: 7", "2. Diện tích: 350,6 m²")


def lines(*texts: str) -> list[Line]:
    return [Line((text,) * 3, (0.0, 9.0 * i, 9.0, 9.0 * i + 5)) for i, text in enumerate(texts)]


def form(*texts: str) -> str | None:
    return form_of(lines(*texts), find_fields(lines(*texts), Source("x")))


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH", "extract"),
        ("TRÍCH LUC BẢN ĐỎ ĐỊA CHÍNH", "extract"),
        ("PHIẾU XÁC NHẬN KẾT QUẢ ĐO ĐẠC HIỆN TRẠNG THỬA ĐẤT", "survey"),
        ("GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT", "certificate"),
        ("II. Thửa đất, nhà ở và tài sản khác gắn liền với đất", "certificate"),
        ("HỢP ĐỒNG CHUYỂN NHƯỢNG QUYỀN SỬ DỤNG ĐẤT", None),
        ("BÁO CÁO TÌNH HÌNH", None),
    ],
)
def test_title_and_fields(title: str, wanted: str | None) -> None:
    assert form(title, *FIELDS) == wanted


def test_a_title_alone_or_fields_alone_are_too_little() -> None:
    assert form("TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH") is None
    assert form(*FIELDS) is None


def test_words_below_the_fields_are_no_title() -> None:
    assert form(*FIELDS, "Giấy chứng nhận đã cấp") is None
    assert form("TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH", *FIELDS, "Quyết định số 12 của UBND huyện") == "extract"


def test_an_inner_page_is_known_by_many_labels() -> None:
    more = ("3. Địa chỉ: Thôn Đông", "4. Mục đích sử dụng: ONT", "5. Thời hạn sử dụng: Lâu dài")
    assert form(*FIELDS, *more) == "certificate"


@pytest.mark.parametrize(
    ("texts", "qr", "issued"),
    [
        (("P 123456",), False, "1993"),
        (("AB 123456",), False, "2003"),
        (("BK 123456",), False, "2009"),
        (("AA 12345678",), False, "2024"),
        (("AA 123456",), True, "2024"),
        (("AB 123456", "P 123456"), False, ""),
        (("Trang 2",), False, ""),
        (("QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT",), False, "2009"),
    ],
)
def test_marks_of_the_forms(texts: tuple[str, ...], qr: bool, issued: str) -> None:
    assert issued_by(lines(*texts), qr) == issued
