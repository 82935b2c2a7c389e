from __future__ import annotations

import pytest

from pipeline import legacy_text
from pipeline.legacy_text import Decoded, Tcvn3Text, decode_all, elected_encoding

NAMES = [
    "Nguyễn Văn Tuấn", "Đặng Thị Bưởi", "Giáp Đức Chín", "Thôn Đoài", "Đồng Mả", "Dương Hữu Quỳnh",
    "Xứ đồng Cửa Nghè", "Ngô Thị Yến", "Lê Huỳnh Khoái", "Trịnh Quốc Ước", "Đường tỉnh 295B", "Hoàng Khuyến",
]  # fmt: skip


def _tcvn3(text: str) -> bytes:
    return legacy_text.as_tcvn3(text).content


def _vni(text: str) -> bytes:
    table = {letter: signs for signs, letter in legacy_text._vni().items()}
    return "".join(table.get(letter, letter) for letter in text).encode("cp1252")


@pytest.mark.parametrize("encode", [_tcvn3, _vni, str.encode], ids=["tcvn3", "vni", "unicode"])
def test_names_come_back_whole_in_every_encoding(encode) -> None:
    texts = [encode(name) for name in NAMES]
    found = decode_all(texts)
    assert [found[text].text for text in texts] == NAMES
    assert all(decoded.sure for decoded in found.values())


@pytest.mark.parametrize("encode", [_tcvn3, _vni])
def test_most_texts_tell_the_encoding_of_those_that_could_be_either(encode) -> None:
    either = encode("Lô")
    assert elected_encoding([encode(name) for name in NAMES]) in ("tcvn3", "vni")
    assert decode_all([*(encode(name) for name in NAMES), either])[either].text == "Lô"


def test_figures_and_codes_need_no_encoding() -> None:
    assert elected_encoding([b"12", b"LUC", b"421,1"]) is None
    assert decode_all([b"LUC"])[b"LUC"] == legacy_text.Decoded("LUC", True)


def test_what_is_no_vietnamese_in_any_encoding_is_kept_and_told() -> None:
    strange = b"\xfe\xfe\xfe\x81"
    decoded = decode_all([strange])[strange]
    assert not decoded.sure and decoded.text


def test_letters_of_latin_1_are_what_the_other_texts_of_the_file_are() -> None:
    latin = "Thôn Làng Phú".encode("latin-1")
    unicode = [text.encode() for text in ("Đường Bưởi", "Xóm Đoài", "Nguyễn Thị Lượt")]
    assert decode_all([latin, *unicode])[latin] == Decoded("Thôn Làng Phú", True)
    assert decode_all([b"Th\xf4n", *unicode])[b"Th\xf4n"] == Decoded("Thôn", True)
    assert not decode_all([b"Th\xf4n"])[b"Th\xf4n"].sure


def test_capitals_that_abc_fonts_lack_are_set_in_their_font_of_capitals() -> None:
    assert legacy_text.as_tcvn3("Đồng Mả") == Tcvn3Text("§ång M¶".encode("latin-1"))
    assert legacy_text.as_tcvn3("Ấp Bắc") == Tcvn3Text("Êp b¾c".encode("latin-1"), capitals=True)


def test_a_letter_that_no_abc_font_has_is_refused() -> None:
    with pytest.raises(ValueError, match="TCVN3"):
        legacy_text.as_tcvn3("5 €")
