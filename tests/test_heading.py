from __future__ import annotations

import pytest

from pipeline.heading import Heading, parse_heading, parse_sheet_number, split_kind


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["TP. HÀ NỘI - HUYỆN ĐAN PHƯỢNG", "XÃ TRUNG CHÂU", "340 564-8-C TỜ SỐ 20"],
            Heading("Xã TRUNG CHÂU", "Huyện ĐAN PHƯỢNG", "Thành phố HÀ NỘI", 20),
        ),
        (
            [
                "BẢN ĐỒ ĐỊA CHÍNH",
                "Xã Thụy Hòa - Huyện Yên Phong - Tỉnh Bắc Ninh",
                "Tờ bản đồ số: 14 (346551-3-c)",
            ],
            Heading("Xã Thụy Hòa", "Huyện Yên Phong", "Tỉnh Bắc Ninh", 14),
        ),
        (
            ["Xã Thụy Hòa Huyện Yên Phong Tỉnh Bắc Ninh tờ số 7"],
            Heading("Xã Thụy Hòa", "Huyện Yên Phong", "Tỉnh Bắc Ninh", 7),
        ),
        (
            ["TỈNH BẮC GIANG", "HUYỆN YÊN THẾ", "THỊ TRẤN PHỒN XƯƠNG"],
            Heading("Thị trấn PHỒN XƯƠNG", "Huyện YÊN THẾ", "Tỉnh BẮC GIANG", None),
        ),
        (
            ["phường Suối Hoa, thành phố Bắc Ninh, tỉnh Bắc Ninh"],
            Heading("Phường Suối Hoa", "Thành phố Bắc Ninh", "Tỉnh Bắc Ninh", None),
        ),
        (["P. Suối Hoa - TP.Bắc Ninh"], Heading("Phường Suối Hoa", "Thành phố Bắc Ninh", "", None)),
        (["T.P Bắc Ninh - T. Bắc Ninh"], Heading("", "Thành phố Bắc Ninh", "Tỉnh Bắc Ninh", None)),
        (
            ["TT. Chờ, H. Yên Phong", "Số tờ: 3"],
            Heading("Thị trấn Chờ", "Huyện Yên Phong", "", 3),
        ),
        (
            ["Xã (phường, thị trấn): ....Đại Bái....", "Huyện (quận, thị xã): Gia Bình   Tỉnh: Bắc Ninh"],
            Heading("Đại Bái", "Gia Bình", "Tỉnh Bắc Ninh", None),
        ),
        (["Xã Đại Bái Mã: 09490"], Heading("Xã Đại Bái", "", "", None)),
        (["XÃ PHƯỢNG MAO - THỊ XÃ QUẾ VÕ"], Heading("Xã PHƯỢNG MAO", "Thị xã QUẾ VÕ", "", None)),
        (["Xã Phương Sơn, Huyen Luc Nam"], Heading("Xã Phương Sơn", "Huyện Luc Nam", "", None)),
        (
            ["TỈNH: Bắc Ninh", "THỊ: xã Thuận Thành", "XÃ: Mão Điền", "Quyển số: 01"],
            Heading("Xã Mão Điền", "Thị xã Thuận Thành", "Tỉnh Bắc Ninh", None),
        ),
        (["Tên người sử dụng, quản lý đất", "Quyển số 2"], Heading("", "", "", None)),
        (["UBND xã Đại Bái"], Heading("Xã Đại Bái", "", "", None)),
        (
            ["Phường 12 - Quận 3 - TP. Hồ Chí Minh"],
            Heading("Phường 12", "Quận 3", "Thành phố Hồ Chí Minh", None),
        ),
        (["BẢN ĐỒ ĐỊA CHÍNH", "Đơn vị đo đạc", "(Ký, ghi rõ họ tên)"], Heading("", "", "", None)),
    ],
)
def test_headings(lines: list[str], expected: Heading) -> None:
    assert parse_heading(lines) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TỜ SỐ 20", 20),
        ("Tờ số: 05", 5),
        ("TO SO 7", 7),
        ("Tờ bản đồ số : 128", 128),
        ("Tờ bản đồ địa chính số 5", 5),
        ("Số hiệu tờ bản đồ: 14", 14),
        ("Số thứ tự tờ: 9", 9),
        ("340 564-8-C TỜ SỐ 20", 20),
        ("XÃ TRUNG CHÂU - TỜ SỐ 20", 20),
        ("Tờ bản đồ số: 14 (346551-3-c)", 14),
        ("Tờ bản đồ số: 346551-3-c", None),
        ("Tờ bản đồ số: 346 551-3-c", None),
        ("TỜ SỐ 101 (343 545-9-(13))", 101),
        ("TỜ SỐ 101 (343545-9-(13))", 101),
        ("THÀNH 30 TỜ", None),
        ("TỜ SỐ 2O", None),
        ("TỜ SỐ 20 TỜ SỐ 21", None),
        ("Thửa đất số 12", None),
        ("Tờ số", None),
        ("Tờ số 0", None),
    ],
)
def test_sheet_numbers(text: str, expected: int | None) -> None:
    assert parse_sheet_number(text) == expected


def test_two_lines_with_different_sheets_give_none() -> None:
    assert parse_heading(["TỜ SỐ 20", "TỜ SỐ 21"]).sheet is None
    assert parse_heading(["TỜ SỐ 20", "Tờ số 20"]).sheet == 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("XÃ ĐẠI BÁI", ("Xã", "ĐẠI BÁI")),
        ("TT. Gia Bình", ("Thị trấn", "Gia Bình")),
        ("thị xã Từ Sơn", ("Thị xã", "Từ Sơn")),
        ("Đại Bái", ("", "Đại Bái")),
        ("Hoà Long", ("", "Hoà Long")),
        ("", ("", "")),
    ],
)
def test_split_kind(text: str, expected: tuple[str, str]) -> None:
    assert split_kind(text) == expected


@pytest.mark.parametrize(
    "line", ["QUYỀN SỬ DỤNG ĐẤT", "Quyển thứ nhất", "Chuyển mục đích sử dụng đất", "Duyên Thái"]
)
def test_words_one_letter_from_a_kind_name_no_unit(line: str) -> None:
    assert parse_heading([line]) == Heading("", "", "", None)


@pytest.mark.parametrize("line", ["Huyên Yên Phong", "HUYEN Yên Phong", "Huyộn Yên Phong"])
def test_a_kind_with_a_letter_misread_is_still_one(line: str) -> None:
    assert parse_heading([line]).district == "Huyện Yên Phong"


def test_a_kind_that_label_and_value_both_say_is_said_once() -> None:
    heading = parse_heading(["Xã Xã Đại Lai", "Huyện: Huyện Gia Bình"])
    assert (heading.commune, heading.district) == ("Xã Đại Lai", "Huyện Gia Bình")
