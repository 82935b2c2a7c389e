from __future__ import annotations

import pytest

from pipeline.model import Source
from pipeline.records.fields import Fields, as_area, as_code, as_number, find_fields, read_area
from pipeline.records.line import Line

SOURCE = Source("records/gcn.pdf")


def fields_of(*texts: str | tuple[str, ...], qr: str = "") -> Fields:
    """Texts that all readers have alike, or Tesseract's, the networks', and the second network's."""
    said = [(text,) * 3 if isinstance(text, str) else (*text, text[1])[:3] for text in texts]
    lines = [Line(text, (0.0, 9.0 * i, 9.0, 9.0 * i + 5)) for i, text in enumerate(said)]
    return find_fields(lines, SOURCE, qr)


@pytest.mark.parametrize(
    "line",
    [
        "a) Thửa đất số: 241, tờ bản đồ số: 7",
        "1. Số thứ tự thửa đất: 241; Tờ bản đồ số: 7; xã Thụy Hòa",
        "Thửa đất số 241, tờ bản đồ số 7, tỷ lệ 1:500",
        "- Thửa số: 241; Tờ số: 07",
    ],
)
def test_number_and_sheet_on_one_line(line: str) -> None:
    fields = fields_of(line)
    number, sheet = fields.read("number", as_number), fields.read("sheet", as_number)
    assert (number.value, sheet.value) == (241, 7)
    assert number.agreed and sheet.agreed


@pytest.mark.parametrize(
    ("said", "value", "agreed"),
    [
        (("241", "241", "241"), 241, True),
        (("241", "241", ""), 241, True),
        (("241", "", "241"), 241, True),
        (("", "241", "241"), 241, False),  # the networks learnt from the same lines
        (("241", "241", "247"), 241, False),
        (("247", "241", "241"), 241, False),
        (("241", "247", "249"), 241, False),
        (("241", "", ""), 241, False),
    ],
)
def test_a_value_is_sure_where_tesseract_bears_out_a_network_and_nobody_reads_another(
    said: tuple[str, ...], value: int, agreed: bool
) -> None:
    found = fields_of(tuple(f"Thửa đất số: {text}" for text in said)).read("number", as_number)
    assert (found.value, found.agreed) == (value, agreed)


def test_readers_that_differ_are_not_agreed_until_the_code_decides() -> None:
    line = ("Thửa đất số: 241", "Thửa đất số: 247")
    assert not fields_of(line).read("number", as_number).agreed
    decided = fields_of(line, qr="AA 00000000\nSố thửa: 247\nHọ tên: Lê Mẫu").read("number", as_number)
    assert (decided.value, decided.agreed, decided.alternatives) == (247, True, ((241, 0.5),))
    assert decided.said == (("tesseract", 241), ("name_head", 247), ("line_reader", 247), ("qr_code", 247))


def test_a_code_that_contradicts_both_readers_leaves_nothing_agreed() -> None:
    found = fields_of("Thửa đất số: 241", qr="Số thửa: 18").read("number", as_number)
    assert (found.value, found.agreed, found.alternatives) == (241, False, ((18, 0.5),))


def test_the_code_alone_is_one_witness_and_values_without_labels_are_none() -> None:
    assert not fields_of("Diện tích: …", qr="Diện tích: 350,6 m2").read("area", as_area).agreed
    assert fields_of("Trang 2", qr="241|7|350.6").read("number", as_number).value is None


def test_a_field_that_is_stated_twice_differently_is_not_agreed() -> None:
    twice = fields_of("Thửa đất số: 241", "Thửa đất số: 242")
    assert not twice.read("number", as_number).agreed
    assert fields_of("Thửa đất số: 241", "Thửa đất số 241").read("number", as_number).agreed


@pytest.mark.parametrize(
    "line",
    [
        "Diện tích xây dựng: 60 m²",
        "Diện tích theo giấy tờ: 60 m²",
        "+ Sử dụng riêng: 60 m²",
        "Diện tích sàn: 60",
    ],
)
def test_areas_of_houses_papers_and_shares_are_not_the_parcels(line: str) -> None:
    assert fields_of(line).read("area", as_area).value is None


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("1.190,1 m²", 1190.1),
        ("1190.1m2, (bằng chữ: …)", 1190.1),
        ("1 190,1 m²", 1190.1),
        ("1190, 1 m²", None),
        ("350 m²", 350.0),
        ("không", None),
    ],
)
def test_areas(text: str, area: float | None) -> None:
    assert as_area(text) == area


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Mục đích sử dụng: Đất ở tại nông thôn", "ONT"),
        ("Loại đất: Đất ở tại nông thôn: 300,0 m²; đất trồng cây lâu năm: 890,1 m²", "ONT+CLN"),
        ("Mục đích sử dụng: Đất chuyên trồng lúa nước (LUC)", "LUC"),
        ("Mục đích sử dụng đất: ỌNT + CLN", "ONT+CLN"),
        ("Mục đích sử dụng: Đất vườn", None),
        ("Mục đích sử dụng: Đất ở tại nông thôn; đất vườn", None),
    ],
)
def test_land_use_by_code_or_in_words(line: str, code: str | None) -> None:
    assert fields_of(line).read("code", as_code).value == code


def test_a_number_that_runs_into_another_is_refused() -> None:
    assert as_number("24 1") == 24
    assert as_number("24.1") is None


WORDS = "Bằng chữ: Bốn trăm mười chín phẩy bốn mét vuông"


@pytest.mark.parametrize(
    ("lines", "area_m2", "agreed"),
    [
        (("Diện tích: 419,4 m²",), 419.4, True),
        (("Diện tích: 4194 m²",), 4194.0, False),
        (("Diện tích: 4194 m²", WORDS), 419.4, True),
        (("Diện tích: 419,4 m²", WORDS), 419.4, True),
        (("Diện tích: 479,4 m²", WORDS), 479.4, False),
        ((("Diện tích: 419,4 m²", "Diện tích: 419,1 m²"), WORDS), 419.4, True),
    ],
)
def test_an_area_is_held_against_its_words(
    lines: tuple[str | tuple[str, str], ...], area_m2: float, agreed: bool
) -> None:
    found = read_area(fields_of(*lines))
    assert (found.value, found.agreed) == (area_m2, agreed)


@pytest.mark.parametrize("metres", ["m2", "m²"])
def test_a_label_that_follows_figures_parts_two_fields_whatever_a_semicolon_was_taken_for(
    metres: str,
) -> None:
    for mark in (";", ":", "?", ""):
        fields = fields_of(f"5. Diện tích: 413,6 {metres}{mark} Mục đích sử dụng đất: NTS")
        assert (fields.read("area", as_area).value, fields.read("code", as_code).value) == (413.6, "NTS")


@pytest.mark.parametrize("heading", ["12. Tọa độ và chiều dài cạnh", "12) Chiều dài cạnh thửa"])
def test_the_number_of_the_next_heading_is_no_value(heading: str) -> None:
    assert fields_of(f"Thửa đất số: {heading}").read("number", as_number).value is None
    assert fields_of("Thửa đất số: 12.", "Tờ bản đồ số: 31").read("number", as_number).value == 12


def test_the_number_of_a_survey_is_no_sheet_of_the_commune() -> None:
    title, line = "MẢNH TRÍCH ĐO ĐỊA CHÍNH SỐ 61-2014", "Tờ bản đồ số: 40"
    assert not fields_of(title).has("sheet") and not fields_of(title.replace("-2014", "")).has("sheet")
    read = fields_of(title, line).read("sheet", as_number)
    assert (read.value, read.agreed) == (40, True)


@pytest.mark.parametrize("text", ["61-2014", "61 – 2014", "61/2014"])
def test_a_number_with_a_year_is_no_whole_number(text: str) -> None:
    assert as_number(text) is None and as_number("61") == 61


def test_the_heading_of_a_plan_is_no_label_of_a_parcel() -> None:
    assert not fields_of("11. Sơ đồ thửa đất: 12").has("number")


def test_what_a_pen_wrote_is_read_and_not_agreed() -> None:
    line = Line(("Thửa đất số: 241",) * 3, (0.0, 0.0, 9.0, 5.0))
    printed, written = (
        find_fields([line], SOURCE, by_hand=pen).read("number", as_number) for pen in (False, True)
    )
    assert (printed.value, printed.agreed) == (241, True)
    assert (written.value, written.agreed) == (241, False)


@pytest.mark.parametrize(("line", "agreed"), [("Thửa đất số: 20", True), ("Thửa đất số: ›20", False)])
def test_a_sign_that_no_form_has_is_a_letter_that_was_lost(line: str, agreed: bool) -> None:
    for pair in ((line, line), ("Thửa đất số: 20", line), (line, "Thửa đất số: 20")):
        number = fields_of(pair).read("number", as_number)
        assert (number.value, number.agreed) == (20, agreed)
    assert fields_of("Thửa đất số: ›20", qr="Số thửa: 20").read("number", as_number).agreed
