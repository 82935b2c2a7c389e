from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import values
from pipeline.model import Known


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("421,1", 421.1),
        ("421.1", 421.1),
        ("150,0", 150.0),
        ("1.234,5", 1234.5),
        ("1 234,5 m²", 1234.5),
        ("12.345", 12345.0),
        ("1.234.567", 1234567.0),
        ("421", 421.0),
        ("84,55", 84.55),
        ("36 m2", 36.0),
    ],
)
def test_area_in_its_printed_forms(text: str, area: float) -> None:
    assert values.area_m2(text) == pytest.approx(area)


@pytest.mark.parametrize(
    "text", ["", "0", "abc", "12,3,4", "1,2345", "-5", "99999999", "4²", "٣", "1.234.5", "1,234.567"]
)
def test_area_that_is_none_is_refused(text: str) -> None:
    assert values.area_m2(text) is None


@pytest.mark.parametrize(
    ("text", "count"), [("0", 0), ("421", 421), ("1.153", 1153), ("1,153", 1153), ("12 037", 12037)]
)
def test_counts(text: str, count: int) -> None:
    assert values.count(text) == count


@pytest.mark.parametrize("text", ["", "-", "1.15", "12.34.567", "1.153,204", "4²", "99999999"])
def test_what_counts_nothing_is_refused(text: str) -> None:
    assert values.count(text) is None


@given(st.text(max_size=12))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    area, number, code = values.area_m2(text), values.number(text), values.land_use(text)
    assert area is None or 0 < area <= values.MAX_AREA_M2
    assert number is None or 1 <= number <= values.MAX_NUMBER
    assert code is None or code.isupper()


@given(st.integers(1, 9_999_999))
def test_area_survives_being_printed(tenths: int) -> None:
    printed = f"{tenths / 10:.1f}"
    assert values.area_m2(printed) == values.area_m2(printed.replace(".", ",")) == pytest.approx(tenths / 10)


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("007", 7), (" 213 ", 213), ("12a", None), ("0", None), ("123456", None)]
)
def test_number(text: str, number: int | None) -> None:
    assert values.number(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LUC", "LUC"),
        ("ONT + CLN", "ONT+CLN"),
        ("luc (nts)", "LUC(NTS)"),
        ("XYZ", None),
        ("ONT+", None),
        ("ONT+XYZ", None),
    ],
)
def test_land_use(text: str, code: str | None) -> None:
    assert values.land_use(text) == code


@pytest.mark.parametrize(
    ("number", "code", "told"),
    [
        (12, "ONT+CLN", Known("12 ONT+CLN")),
        (12, None, Known("12")),
        (None, "DGT", Known("DGT")),
        (None, None, Known("?")),
        (12, "ông Bảy", "12 ông Bảy"),
    ],
)
def test_a_label_is_known_text_where_its_code_is_the_laws(number, code, told):
    assert values.told_label(number, code) == told


@pytest.mark.parametrize("text", ["5", "164E", "12Đ", "1-25", "07/3a"])
def test_an_old_number_is_known_text(text: str) -> None:
    assert values.told_number(text) == Known(text)


@pytest.mark.parametrize("text", ["NguyenVanAn", "12AnH", "1.An", "123456", "", "5 An"])
def test_what_may_be_a_word_is_no_known_number(text: str) -> None:
    assert values.told_number(text) == text
