from __future__ import annotations

import pytest

from pipeline.records.forms import (
    ColumnHead,
    is_head_row,
    is_number_row,
    kind_of_content,
    role_of_label,
    roles_by_content,
    roles_by_head,
    second_table,
)

CIRCULAR = (
    ColumnHead("Tờ bản đồ số"),
    ColumnHead("Thửa đất số"),
    ColumnHead("Tên người sử dụng, quản lý đất"),
    ColumnHead("Mã đối tượng sử dụng, quản lý đất"),
    ColumnHead("Diện tích (m²)", "Hiện trạng sử dụng đất"),
    ColumnHead("Loại đất", "Hiện trạng sử dụng đất"),
    ColumnHead("Diện tích (m²)", "Giấy tờ pháp lý về quyền sử dụng đất"),
    ColumnHead("Loại đất", "Giấy tờ pháp lý về quyền sử dụng đất"),
    ColumnHead("Ghi chú"),
)


def test_columns_of_appendix_15() -> None:
    assert roles_by_head(CIRCULAR) == (
        "sheet",
        "number",
        "owner",
        "owner_kind",
        "area",
        "code",
        "paper_area",
        "paper_code",
        "note",
    )


def test_current_state_wins_wherever_it_stands() -> None:
    order = (0, 1, 2, 7, 6, 5, 4, 3, 8)  # papers first, code before area
    roles = roles_by_head([CIRCULAR[i] for i in order])
    assert roles[3:7] == ("paper_code", "paper_area", "code", "area")


def test_slips_of_the_reader_do_not_matter() -> None:
    heads = ["Số thứ tư thừa đất", "Ho va tên chủ sử dung", "Diên tich m?", "Muc đích sử dụng", "Xứ đổng"]
    assert roles_by_head([ColumnHead(text) for text in heads]) == ("number", "owner", "area", "code", "place")


def test_columns_by_papers_stand_in_where_there_are_no_others() -> None:
    heads = [
        ColumnHead(text) for text in ("Thửa số", "Họ và tên", "Diện tích theo GCN", "Loại đất theo giấy tờ")
    ]
    assert roles_by_head(heads) == ("number", "owner", "area", "code")


def test_the_code_of_the_current_state_is_left_of_that_of_papers_however_the_head_over_it_was_read() -> None:
    heads = [
        ColumnHead("Thửa đất số"),
        ColumnHead("Têi ười sử d 111 đnt cn ngc"),
        ColumnHead("Mã đối tượng sử dụng, quản lý đất"),
        ColumnHead("Diện tích (m2)", "Hiện trạng sử dụng đất"),
        ColumnHead("Loại đất", "Hiện trạng sử dụng đất"),
        ColumnHead("Loại đất", "| Giấy từ pháp l0)"),
    ]
    assert roles_by_head(heads)[3:] == ("area", "code", "paper_code")


@pytest.mark.parametrize(("kind", "owned"), [("text", True), ("", True), ("code", False), ("decimal", False)])
def test_a_column_that_holds_no_names_is_no_owner_s_however_its_head_was_read(kind: str, owned: bool) -> None:
    heads = [ColumnHead("Số thửa"), ColumnHead("Người sử dụng đất"), ColumnHead("Diện tích (m2)")]
    assert ("owner" in roles_by_head(heads, ["integer", kind, "decimal"])) is owned


def test_foreign_columns_are_not_taken_for_ours() -> None:
    roles = roles_by_head(
        [ColumnHead(text) for text in ("Chữ ký", "Năm sinh", "Địa chỉ thường trú", "Hạng đất", "")]
    )
    assert not set(roles) & {"number", "owner", "area", "code", "place", "sheet"}


@pytest.mark.parametrize(
    "name",
    [
        *("Số thẻ", "Số tầng", "Số phòng", "Số công tơ", "Số hiệu", "Số trang"),
        *("Số thuế", "So thue", "Mã số thuế", "Số thuế phải nộp", "Thuế suất", "Số thuê bao", "Số gói thầu"),
        *("Số tổ", "Tổ dân phố số", "Số hộ", "Lô số", "Số ô", "Số mộ", "Số sổ", "Bản vẽ số", "Số chứng từ"),
    ],
)
def test_numbers_of_other_things_are_no_numbers_of_parcels(name: str) -> None:
    heads = [ColumnHead(text) for text in (name, "Họ và tên", "Diện tích (m2)", "Loại đất")]
    assert not {"number", "parcel_count", "sheet"} & set(roles_by_head(heads))


def test_a_number_of_another_thing_is_none_whatever_else_is_numbered() -> None:
    """A second such column does not fall to the next meaning, and ours stays beside it."""
    heads = [
        ColumnHead(text) for text in ("Số thuế", "Mã số thuế", "Số tổ", "Số tờ", "Số thửa", "Diện tích (m2)")
    ]
    roles = roles_by_head(heads)
    assert roles[3:] == ("sheet", "number", "area")
    assert not set(roles[:3]) & {"sheet", "number", "parcel_count", "owner", "area", "code"}


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Số thuế", ""),
        ("Tổ", ""),
        ("Thửa", "number"),
        ("Thừa dat so", "number"),
        ("Tò", "sheet"),
        ("Tờ số", "sheet"),
    ],
)
def test_so_before_a_colon(label: str, role: str) -> None:
    assert role_of_label(label) == role


@pytest.mark.parametrize(
    "name", ["Số thửa", "Sô thta", "S6 thứa", "Số lhửa", "STT thừ", "Sốthửa", "Thủa số", "Thửa đât so"]
)
def test_names_of_parcels_numbers_may_be_a_letter_off(name: str) -> None:
    heads = [ColumnHead(text) for text in (name, "Họ và tên", "Diện tích (m2)", "Loại đất")]
    assert roles_by_head(heads)[0] == "number"


@pytest.mark.parametrize(
    "name",
    ["Số tờ", "Sô tò", "Tờ số", "S6 tờ", "Tờ bản đồ số", "To bân đo", "Tở hán dồ số", "Số hiệu tờ bin dồ"],
)
def test_so_may_names_of_sheets(name: str) -> None:
    heads = [ColumnHead(text) for text in (name, "Số thửa", "Họ và tên", "Diện tích (m2)", "Loại đất")]
    assert roles_by_head(heads)[0] == "sheet"


def test_a_row_of_data_is_no_head() -> None:
    assert is_head_row(["Thửa đất số", "Tên chủ sử dụng đất", "Loại đất", "Ghi chú"])
    assert is_head_row(["Diện tích (m²)", "Loại đất"])
    assert not is_head_row(["301", "LUK", "Ngô Khắc Nhượng", "311.5", "Đồng Chùa", "GDC", "Đồng sử dụng đất"])
    assert not is_head_row(["", "", ""])


def test_row_of_column_numbers() -> None:
    assert is_number_row(["(1)", "(2)", "(3)", "(4", ""])
    assert is_number_row(["1", "2", "3", "4"])
    assert not is_number_row(["28", "1", "", "2932"])


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["LUC", "ONT+CLN", "NTS"], "code"),
        (["GDC", "GDC", "UBS"], "kind"),
        (["421.1", "1032,5", "88.0"], "decimal"),
        (["41", "42", "43"], "integer"),
        (["AN", "B", "CU"], "text"),
        (["", ""], ""),
    ],
)
def test_what_a_column_holds(texts: list[str], kind: str) -> None:
    assert kind_of_content(texts) == kind


def test_columns_without_names_are_known_by_content() -> None:
    columns = [
        ["7", "7", "7"],
        ["41", "42", "43"],
        ["X", "Y", "Z"],
        ["1.5", "2.5", "3.5"],
        ["LUC", "NTS", "ONT"],
    ]
    assert roles_by_content(columns, [1, 1, 4, 1, 1]) == ("sheet", "number", "owner", "area", "code")


def test_current_state_is_taken_when_the_head_over_the_papers_is_misread() -> None:
    heads = [
        *CIRCULAR[:4],
        ColumnHead("Diện tích (m?)", "Hiện trạng sử dụng đất"),
        ColumnHead("Loại đất", "Hiện trạng sử dụng đất"),
        ColumnHead("Diện tích (m?)", "yyền"),
        ColumnHead("g đất Loại đất", "yyền"),
        CIRCULAR[-1],
    ]
    assert roles_by_head(heads)[4:6] == ("area", "code")


def test_a_second_table_begins_where_number_and_owner_are_named_again() -> None:
    names = ["Số thứ tự thửa", "Tên chủ sử dụng đất", "Diện tích (m²)", "Ghi chú"]
    heads = [ColumnHead(name) for name in (*names, "", *names)]
    assert second_table(heads) == 5
    assert second_table(heads[:4]) is None
    # the note's own parcel number (form of 2004) begins no table
    assert second_table([*heads[:3], ColumnHead("Số thứ tự thửa", "Ghi chú")]) is None
