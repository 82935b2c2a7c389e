from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.commune.beliefs import sure
from pipeline.model import CertificateFacts, Source
from pipeline.records import certificate_fields as fields
from pipeline.records.line import Line

PINK = (
    "I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất",
    "Ông Nguyễn Văn Mẫu|Năm sinh: 1960",
    "CMND số: 123456789",
    "Địa chỉ thường trú: Thôn Đông,",
    "xã Thử Nghiệm",
    "và vợ: Bà Trần Thị Thử",
    "II. Thửa đất, nhà ở và tài sản khác gắn liền với đất",
    "a) Thửa đất số: 241; tờ bản đồ số: 7",
    "b) Địa chỉ: Xứ Đồng Kín, xã Thụy Hòa, huyện Yên Phong",
    "c) Diện tích: 350,6 m², (bằng chữ: Ba trăm năm mươi phẩy sáu mét vuông)",
    "d) Hình thức sử dụng: riêng: 350,6 m²; chung: Không m²",
    "đ) Mục đích sử dụng đất: Đất ở tại nông thôn",
    "e) Thời hạn sử dụng đất: Lâu dài",
    "g) Nguồn gốc sử dụng đất: Công nhận QSDĐ như giao đất",
    "có thu tiền sử dụng đất",
    "2. Nhà ở: -/-",
    "Thử, ngày 05 tháng 10 năm 2012",
    "ỦY BAN NHÂN DÂN HUYỆN THỬ",
    "Số vào sổ cấp GCN: CH 00123",
    "BK 123456",
)


def lines(*texts: str | tuple[str, str]) -> list[Line]:
    """Rows of texts, those of one row parted by a stroke; all readers alike, or Tesseract and networks."""
    found = []
    for row, text in enumerate(texts):
        first, second = (text, text) if isinstance(text, str) else text
        for place, (one, two) in enumerate(zip(first.split("|"), second.split("|"), strict=True)):
            found.append(
                Line((one, two, two), (300.0 * place, 30.0 * row, 300.0 * place + 200, 30.0 * row + 20))
            )
    return found


def facts(*texts: str | tuple[str, str], qr: str = "") -> CertificateFacts:
    return fields.facts_of(fields.said_on(lines(*texts), Source("x"), qr))


def test_every_fact_of_a_form_by_its_label() -> None:
    found = facts(*PINK)
    told = (
        found.serial, found.book_number, found.issued_on, found.office, found.area_words_m2, found.use_form,
        found.purpose, found.term, found.origin, found.place,
    )  # fmt: skip
    assert [reading.value for reading in told] == [
        "BK 123456", "CH 00123", "2012-10-05", "ỦY BAN NHÂN DÂN HUYỆN THỬ", 350.6, "riêng",
        "Đất ở tại nông thôn", "Lâu dài", "Công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
        "Xứ Đồng Kín, xã Thụy Hòa, huyện Yên Phong",
    ]  # fmt: skip
    assert all(sure(reading) for reading in told)
    assert found.house.text == "" and found.changes.text == ""


@pytest.mark.parametrize(
    ("row", "name", "believed"),
    [
        (
            "Nguồn gốc sử dụng đất: Nhân thừa kế đất ở",
            "origin",
            False,
        ),  # ``Nhận``, its dot lost to the leader
        ("Nguồn gốc sử dụng đất: Nhà nước giao đất có thu tiền sử dụng đất", "origin", True),
        ("Mục đích sử dụng đất: Đất ở tại nông thôn", "purpose", True),
        ("Mục đích sử dụng đất: Đất ở và vườn", "purpose", False),
        ("Thời hạn sử dụng đất: Lâu dài", "term", True),
        ("Thời hạn sử dụng đất: Theo quyết định giao đất", "term", False),
    ],
)
def test_on_a_leader_words_of_the_law_are_believed_and_others_are_not(
    row: str, name: str, believed: bool
) -> None:
    plain = lines(*PINK[:6], row)
    on_leader = [*plain[:-1], replace(plain[-1], dotted=True)]
    for page, sure_of in ((plain, True), (on_leader, believed)):
        reading = getattr(fields.facts_of(fields.said_on(page, Source("x"))), name)
        assert reading.value and sure(reading) == sure_of


def test_words_that_nobody_writes_are_not_believed() -> None:
    given = "Nguồn gốc sử dụng đất: Nhận chuyển nhượng đất được Nhà nước giao {} không thu tiền"
    assert sure(facts(*PINK[:6], given.format("đất")).origin)
    assert not sure(facts(*PINK[:6], given.format("đat")).origin)
    assert sure(facts("Họ tên: Ông Nguyễn Văn Mẫu").holders[0].name)
    assert not sure(facts("Họ tên: Ông Nguyễn Văn Mẩuu").holders[0].name)


def test_holders_have_their_own_facts() -> None:
    man, wife = facts(*PINK).holders
    assert (man.title.value, man.name.value, man.birth_year.value) == ("Ông", "Nguyễn Văn Mẫu", 1960)
    assert (man.id_number.value, man.home.value) == ("123456789", "Thôn Đông, xã Thử Nghiệm")
    assert (wife.name.value, wife.birth_year.text, wife.home.text) == ("Trần Thị Thử", "", "")


def test_what_readers_differ_on_is_not_sure() -> None:
    found = facts(
        ("BK 123456", "BK 128456"), ("Thời hạn sử dụng đất: Lâu đài", "Thời hạn sử dụng đất: Lâu dài")
    )
    assert (found.serial.value, sure(found.serial)) == ("BK 128456", False)
    assert (found.term.value, sure(found.term)) == ("Lâu dài", True)  # a word of the form, one letter off


@pytest.mark.parametrize(
    ("row", "filled_in"),
    [
        ("Năm sinh: 1960", True),
        ("Năm sinh:", False),
        (("CMND số:", "CMND số"), False),  # a reader lost the colon
        (("CMND số: 123456789", "CMND số"), True),
        ("Số phát hành: BK 123456", False),  # blank forms bear it too
        ("b. Diện tích: m", False),
    ],
)
def test_a_form_is_filled_in_where_something_is_said_of_a_holder(row: str, filled_in: bool) -> None:
    blank = ("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT", PINK[0], "Địa chỉ thường trú:", "BK 123456")
    assert fields.said_on(lines(*blank, row), Source("x")).filled_in == filled_in


def test_changes_are_kept_and_name_no_holder() -> None:
    found = facts(
        *PINK[:6],
        "IV. Những thay đổi sau khi cấp Giấy chứng nhận",
        "Nội dung thay đổi và cơ sở pháp lý|Xác nhận của cơ quan có thẩm quyền",
        "Chuyển nhượng cho",
        "ông Lê Văn Khác, năm sinh: 1971",
    )
    assert found.changes.value == "Chuyển nhượng cho ông Lê Văn Khác, năm sinh: 1971"
    assert [holder.name.value for holder in found.holders] == ["Nguyễn Văn Mẫu", "Trần Thị Thử"]


@pytest.mark.parametrize(
    ("text", "serial"),
    [
        ("BK 123456", "BK 123456"),
        ("AA 01234567", "AA 01234567"),
        ("P123456", "P 123456"),
        ("ŒĐ 482885", None),
        ("BK 1234567", None),
        ("BK 123456, BK 123457", None),
    ],
)
def test_serial_numbers(text: str, serial: str | None) -> None:
    assert fields.as_serial(text) == serial


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("CH.03842", "CH 03842"),
        ("H 00123", "H 00123"),
        ("00123 QSDĐ/45", "00123 QSDĐ/45"),
        ("0", None),
        ("ngày 12", None),
    ],
)
def test_book_numbers(text: str, number: str | None) -> None:
    assert fields.as_book_number(text) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Thử, ngày 05 tháng 10 năm 2012", "2012-10-05"),
        ("Thử, ngày 31 tháng 02 năm 2012", None),
        ("Căn cứ Quyết định số 12/QĐ-UBND của Ủy ban nhân dân huyện, ngày 5 tháng 10 năm 2012", None),
    ],
)
def test_days(text: str, day: str | None) -> None:
    assert fields.as_date(text) == day


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("riêng: 350 m² chung: Không m²", "riêng"),
        ("riêng: .kKhông, chung: 485,3 m²", "chung"),
        ("Sử dụng riêng 100 m2; sử dụng chung 20 m2", "riêng, chung"),
        ("350 m²", None),
    ],
)
def test_forms_of_use(text: str, form: str | None) -> None:
    assert fields.as_use_form(text) == form


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Lâu đài", "Lâu dài"),
        ("Đến ngày 15/10/2063", "2063-10-15"),
        ("Đất ở: Lâu dài; đất vườn: đến ngày 15/10/2063", "Đất ở: Lâu dài; đất vườn: đến ngày 15/10/2063"),
    ],
)
def test_terms(text: str, term: str | None) -> None:
    assert fields.as_term(text) == term


def test_origins_of_the_law_differ_by_more_than_a_misread_letter() -> None:
    paid, unpaid = (f"Nhà nước giao đất {how} thu tiền sử dụng đất" for how in ("có", "không"))
    assert fields.as_origin(paid.replace("Nhà nước", "Nhà nưóc")) == paid
    assert fields.as_origin(unpaid) == unpaid
    assert fields.as_origin("Nhận thừa kế đất ở") == "Nhận thừa kế đất ở"


@pytest.mark.parametrize(
    ("text", "name", "agreed"),
    [
        ("Ông: Ong Thúy Lụa", "Thúy Lụa", False),
        ("Ong Thúy Lụa", "Thúy Lụa", False),
        ("Ông: Lê Thúy Lụa", "Lê Thúy Lụa", True),
    ],
)
def test_a_title_without_its_accent_may_be_the_first_word_of_a_name(
    text: str, name: str, agreed: bool
) -> None:
    (holder,) = facts(f"Người sử dụng đất: {text}").holders
    assert (holder.name.value, holder.name.agreed) == (name, agreed)


def test_what_shines_through_beside_a_value_does_not_end_it() -> None:
    told = lines(
        "1. Thửa đất:",
        "b) Địa chỉ thửa đất: Đồng Mía, phường Thọ Xương, thành phố Bắc Giang, tỉnh",
        "Bắc Giang",
        "e) Thời hạn sử dụng đất: Lâu dài",
    )
    shining = Line(("DnnB1a oB", "8n oB g", "n6t0"), (250.0, 52.0, 300.0, 66.0))  # between the two lines
    found = fields.facts_of(fields.said_on([*told[:2], shining, *told[2:]], Source("x"), ""))
    assert found.place.value == "Đồng Mía, phường Thọ Xương, thành phố Bắc Giang, tỉnh Bắc Giang"
    ended = facts("b) Địa chỉ thửa đất: Đồng Mía, tỉnh", "e) Thời hạn sử dụng đất: Lâu dài", "Bắc Giang")
    assert ended.place.value == "Đồng Mía, tỉnh"
