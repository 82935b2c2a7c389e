from __future__ import annotations

import pytest

from synthetic.legacy_bytes import stored_text


@pytest.mark.parametrize(
    ("letters", "stored"),
    [("tcvn3", "Th«n §oµi"), ("vni", "Thoân Ñoaøi"), ("unicode", "Thôn Đoài")],
)
def test_text_is_stored_in_its_letters(letters: str, stored: str) -> None:
    assert stored_text("Thôn Đoài", letters) == stored  # type: ignore[arg-type]


def test_capitals_of_tcvn3_have_the_codes_of_small_letters() -> None:
    assert stored_text("XÃ HÒA", "tcvn3") == "x· hßa"
    assert stored_text("LUC 20", "tcvn3") == "LUC 20"
