"""Addresses that were cut short, or name a unit that is nearly one there is, are in doubt."""

from __future__ import annotations

import pytest

from pipeline.model import Reading
from pipeline.records.addresses import judged


@pytest.mark.parametrize(
    ("text", "agreed"),
    [
        ("Đồng Dộc, xã Canh Nậu, huyện Yên Thế, tỉnh Bắc Giang", True),
        ("Đồng Dộc, xã Canh Nậu, huyện Yên The, tỉnh Bắc Giang", False),  # Yên Thế
        ("Đồng Dộc, xã Canh Nâu, huyện Yên Thế, tỉnh Bắc Giang", False),  # Canh Nậu
        (
            "xóm Bến, xã Phú Lâm, huyện Phú Bình, tỉnh Thái Nguyên",
            True,
        ),  # elsewhere, near to none of ours
        ("Đồng Dộc, xã Canh Nậu huyện Yên Thế, tỉnh Bắc Giang", False),  # the readers lost a comma
        ("Làng Hòa Hạ", False),  # cut short
        ("Làng Hòa Hạ, phường Dĩnh Trì, thành phố Bắc Giang, tỉnh", False),
        ("Làng Hòa Hạ, phường Dĩnh Trì, TP. Bắc Giang, tỉnh Bắc Giang", True),
    ],
)
def test_addresses(text: str, agreed: bool) -> None:
    read = judged(Reading(text, text, 0.97, agreed=True))
    assert (read.value, read.agreed) == (text, agreed)


def test_nothing_is_made_sure() -> None:
    doubted = Reading("Làng", "Làng", 0.5)
    assert judged(doubted) == doubted and judged(Reading(None)) == Reading(None)
