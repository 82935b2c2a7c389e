from __future__ import annotations

import pytest

from pipeline.communes import former_units
from pipeline.places import (
    contradicts,
    districts_of,
    is_proper,
    provinces_of,
    provinces_of_country,
)

DISTRICTS = ("Yên Phong", "Quế Võ", "Hiệp Hòa", "Yên Dũng", "Chũ")
YEN_PHONG = ("Yên Phong",)


def test_documents_of_before_bear_names_of_before() -> None:
    by_name = {unit.name: unit for unit in former_units("09454")}
    assert districts_of(by_name["Đại Bái"]) == ("Gia Bình", "Gia Lương")
    assert provinces_of(by_name["Đại Bái"]) == ("Bắc Ninh", "Hà Bắc")
    van_duong = next(unit for unit in former_units("09169") if unit.district.startswith("Thành phố"))
    assert "Quế Võ" in districts_of(van_duong) and "Gia Bình" not in districts_of(van_duong)
    tan_yen = former_units("07330")[0]
    assert provinces_of(tan_yen) == ("Bắc Giang", "Bắc Ninh", "Hà Bắc")


def test_every_province_of_the_country_is_known() -> None:
    known = provinces_of_country()
    assert len(known) == 64 + 1  # Huế bore another name before 2025, Hà Tây was one until 2008
    assert {"Hà Nội", "Hồ Chí Minh", "Hà Tây", "Thừa Thiên Huế", "Huế"} <= set(known)


@pytest.mark.parametrize(
    ("read", "contradicted"),
    [
        ("Huyện Yên Phong", False),
        ("HUYỆN YÊN PHONG", False),
        ("Huyện Yón Fhong", False),  # two letters of eight misread
        ("Huyện Yên Phong Tinb Bắc Ninh", False),  # the next kind's word was lost
        ("Huyện Quế Võ", True),  # another district of the tables
        ("Huyện Phúc Thọ", True),  # a district of no table
        ("Huyện thứ nhất", False),  # no name of a place
        ("Huyện Yên Ph", False),  # cut short
        ("Huyện Ye", False),  # too little is left
        ("", False),
    ],
)
def test_a_district_of_elsewhere_and_a_worn_one_of_here(read: str, contradicted: bool) -> None:
    assert contradicts(read, YEN_PHONG, DISTRICTS, True) is contradicted


@pytest.mark.parametrize(
    ("read", "contradicted"),
    [
        ("Yên Phong", False),
        ("Yên Phxxg", False),  # 2 of 8 letters
        ("Yên Pxxxg", True),  # 3 of 8 letters: more than one in three, and no list knows it
    ],
)
def test_one_letter_in_three_may_be_misread(read: str, contradicted: bool) -> None:
    assert contradicts(read, YEN_PHONG, DISTRICTS, True) is contradicted


@pytest.mark.parametrize(
    ("read", "contradicted"),
    [
        ("Tỉnh Bắc Giang", False),
        ("Tỉnh Hà Bắc", False),
        ("Tỉnh Bắc Ninh", False),  # the province of today
        ("Tỉnh Hà Giang", True),  # two letters from ours, but just another one's name
        ("Tỉnh Ha Giang", True),
        ("Tỉnh Hac Giang", False),  # as near to ours as to the other
        ("Thành phố Hà Nội", True),
        ("Tỉnh Quảng Ninh", True),
    ],
)
def test_provinces_are_told_from_ours_by_a_whole_letter(read: str, contradicted: bool) -> None:
    own = ("Bắc Giang", "Bắc Ninh", "Hà Bắc")
    assert contradicts(read, own, provinces_of_country(), True) is contradicted


def test_a_name_of_no_list_says_nothing_where_it_is_in_doubt() -> None:
    assert not contradicts("Huyện Phúc Thọ", YEN_PHONG, DISTRICTS, False)
    assert contradicts("Huyện Quế Võ", YEN_PHONG, DISTRICTS, False)


def test_places_have_capitals() -> None:
    assert is_proper("Huyện Phúc Thọ") and is_proper("PHÚC THỌ") and is_proper("Quận 3")
    assert not is_proper("Huyện sử dụng đất") and not is_proper("Xã")
