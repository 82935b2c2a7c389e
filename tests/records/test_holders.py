from __future__ import annotations

import pytest

from pipeline.records.holders import as_id, as_name, as_year, is_holder, persons_of


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("Hộ ông (bà): Nguyễn Văn Mẫu", [("Hộ ông (bà)", "Nguyễn Văn Mẫu")]),
        ("Ông Nguyễn Văn Mẫu và vợ bà Trần Thị Thử", [("Ông", "Nguyễn Văn Mẫu"), ("bà", "Trần Thị Thử")]),
        ("và vợ: Bà Trần Thị Thử", [("Bà", "Trần Thị Thử")]),
        ("Hộ ông..Nguyễn. Văn.Mẫu..", [("Hộ ông", "Nguyễn Văn Mẫu")]),
        ("Công ty TNHH Mẫu", [("", "Công ty TNHH Mẫu")]),
        ("Hộ ông (bà): Đỗ Văn Mẫu", [("Hộ ông (bà)", "Đỗ Văn Mẫu")]),
        ("Bà Hồ Thị Thử", [("Bà", "Hồ Thị Thử")]),
        ("Ông Võ Văn Mẫu và vợ bà Lã Thị Thử", [("Ông", "Võ Văn Mẫu"), ("bà", "Lã Thị Thử")]),
        ("Hô ông Nguyễn Văn Mẫu", [("Hô ông", "Nguyễn Văn Mẫu")]),
        ("Ho ong Nguyễn Văn Mẫu", [("Ho ong", "Nguyễn Văn Mẫu")]),
        ("Ông Do Văn Mẫu", [("Ông", "Do Văn Mẫu")]),
    ],
)
def test_titles_and_names(text: str, persons: list[tuple[str, str]]) -> None:
    assert persons_of(text) == persons and is_holder(text)


@pytest.mark.parametrize("text", ["Ông", "Bản đồ số 7", "Hộ khẩu thường trú", "Không", "Bà."])
def test_other_texts_name_nobody(text: str) -> None:
    assert not is_holder(text)


def test_values_that_cannot_be_are_refused() -> None:
    assert (as_year("15/03/1960"), as_year("1960 hoặc 1961"), as_year("3021")) == (1960, None, None)
    assert (as_id("024 093 000 123"), as_id("123456789"), as_id("12345678")) == (
        "024093000123",
        "123456789",
        None,
    )
    assert (as_name("Nguyễn Văn Mẫu."), as_name("Mẫu"), as_name("Số 12 Trần Phú")) == (
        "Nguyễn Văn Mẫu",
        None,
        None,
    )
