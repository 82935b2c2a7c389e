from __future__ import annotations

import random

import numpy as np
import pytest

from pipeline import crs
from pipeline.communes import all_communes, commune, former_units, full_name, recognise, recognise_heading
from pipeline.errors import UnknownCommuneError
from pipeline.heading import split_kind
from pipeline.model import Reading, RegisterPage, Source
from pipeline.text import fold

GIA_BINH = "09454"  # thị trấn Gia Bình, xã Xuân Lai, Đại Bái, Quỳnh Phú


def test_commune_of_today() -> None:
    info = commune(GIA_BINH)
    assert (info.name, info.kind, info.full_name) == ("Gia Bình", "Phường", "Phường Gia Bình")
    assert (info.epsg, info.former_province) == (9209, "Bắc Ninh")
    assert info.extent_m == (565_991, 2_324_486, 574_233, 2_332_486)


def test_all_communes() -> None:
    infos = all_communes()
    assert len(infos) == 99
    assert sum(info.kind == "Phường" for info in infos) == 45
    assert {info.epsg for info in infos} <= set(crs.zones())


def test_unknown_code_names_near_ones() -> None:
    with pytest.raises(UnknownCommuneError, match="09454 Phường Gia Bình") as caught:
        commune("09455")
    assert "Near codes" in caught.value.english


def test_old_code_names_the_commune_of_today() -> None:
    with pytest.raises(UnknownCommuneError, match="09454") as caught:
        commune("09490")
    assert "Đại Bái" in caught.value.vietnamese
    assert "now in Phường Gia Bình" in caught.value.english


@pytest.mark.parametrize("code", ["", "abc", "24", "0945", "094540", "../x"])
def test_nonsense_codes(code: str) -> None:
    with pytest.raises(UnknownCommuneError):
        commune(code)


def test_former_units_keep_every_name_and_district() -> None:
    assert {unit.name for unit in former_units(GIA_BINH)} == {"Gia Bình", "Xuân Lai", "Đại Bái", "Quỳnh Phú"}
    variants = {(unit.kind, unit.district) for unit in former_units("09301") if unit.code == "09301"}
    assert variants == {("Xã", "Huyện Quế Võ"), ("Xã", "Thị xã Quế Võ")}


def test_archive_zone_follows_the_old_province() -> None:
    for info in all_communes():
        units = former_units(info.code)
        assert units
        assert {unit.epsg for unit in units} == {info.epsg}
        assert {unit.epsg for unit in units} == {9209 if units[0].province == "Bắc Ninh" else 9214}


@pytest.mark.parametrize(
    "text",
    [
        "XÃ ĐẠI BÁI",
        "Xã Đại Bải",
        "xa dai bai",
        "Xã Đại Bái",
        "ĐẠI BÁI",
        "XÃ ĐẠIBÁI",
        "Xã Dai Bái",
        "X. Đại Bái",
    ],
)
def test_name_as_read(text: str) -> None:
    found = recognise(text, "Huyện Gia Bình", "Tỉnh Bắc Ninh", GIA_BINH)
    assert found.reason == "sure"
    assert found.unit is not None
    assert found.unit.code == "09490"
    assert found.score >= 0.8


@pytest.mark.parametrize("text", ["", "Xã", "Xã Trung Châu", "BẢN ĐỒ ĐỊA CHÍNH", "12", "Đ"])
def test_unknown(text: str) -> None:
    found = recognise(text, "", "", GIA_BINH)
    assert (found.unit, found.reason) == (None, "unknown")


def test_clear_name_of_another_commune_is_elsewhere() -> None:
    found = recognise("Xã Thụy Hòa", "Huyện Yên Phong", "Tỉnh Bắc Ninh", GIA_BINH)
    assert found.reason == "elsewhere"
    assert found.unit is not None
    assert found.unit.name == "Thụy Hòa"


def test_name_of_a_neighbour_is_never_taken_for_one_of_here() -> None:
    # Đại Bái lies here, Đại Lai in a neighbouring commune of the same district
    assert recognise("Xã Đại Lai", "Huyện Gia Bình", "", GIA_BINH).reason in ("elsewhere", "ambiguous")
    assert recognise("Xã Đại Bái", "Huyện Gia Bình", "", "09469").reason in ("elsewhere", "ambiguous")


@pytest.mark.parametrize(
    ("district", "home"), [("Huyện Yên Thế", "Huyện Yên Thế"), ("Huyện Hiệp Hòa", "Huyện Hiệp Hòa")]
)
def test_homonyms_are_told_apart_by_district(district: str, home: str) -> None:
    owner = {
        unit.district: info.code
        for info in all_communes()
        for unit in former_units(info.code)
        if unit.name == "Đồng Tiến"
    }
    assert set(owner) == {"Huyện Yên Thế", "Huyện Hiệp Hòa"}
    for at, code in owner.items():
        found = recognise("Xã Đồng Tiến", district, "Tỉnh Bắc Giang", code)
        assert found.unit is not None
        assert found.unit.district == home
        assert found.reason == ("sure" if at == home else "elsewhere")


def test_commune_of_today_and_old_unit_of_its_name() -> None:
    """Old phường Vũ Ninh (09163) and today's phường Vũ Ninh (09169) share a name."""
    old = recognise("PHƯỜNG VŨ NINH", "TP Bắc Ninh", "Tỉnh Bắc Ninh", "09169")
    assert old.unit is not None
    assert (old.reason, old.unit.code) == ("sure", "09163")
    assert recognise("PHƯỜNG VŨ NINH", "", "", "09169").reason == "ambiguous"
    assert recognise("PHƯỜNG VŨ NINH", "Thành phố Bắc Ninh", "", "09169").reason == "ambiguous"


def test_new_sheet_of_the_commune_of_today() -> None:
    # today's Đồng Nguyên has no old unit of another code with its name
    lone = next(
        info
        for info in all_communes()
        if not any(info.name == unit.name for other in all_communes() for unit in former_units(other.code))
    )
    found = recognise(lone.full_name, "", "Tỉnh Bắc Ninh", lone.code)
    assert found.unit is not None
    assert (found.reason, found.unit.code, found.unit.district) == ("sure", lone.code, "")


def test_town_and_village_of_one_name_are_told_apart_by_kind() -> None:
    town = recognise("Thị trấn An Châu", "Huyện Sơn Động", "Tỉnh Bắc Giang", "07615")
    village = recognise("Xã An Châu", "Huyện Sơn Động", "Tỉnh Bắc Giang", "07615")
    assert town.unit is not None
    assert village.unit is not None
    assert (town.unit.code, village.unit.code) == ("07615", "07657")
    assert recognise("An Châu", "Huyện Sơn Động", "Tỉnh Bắc Giang", "07615").reason == "ambiguous"


def test_merged_unit_took_over_name_and_archive() -> None:
    found = recognise("Xã Tân Hiệp", "Huyện Yên Thế", "Tỉnh Bắc Giang", "07288")
    assert found.reason == "sure"
    assert found.unit is not None
    assert found.unit.code == "07261"  # the code of June 2025


def test_moved_district_does_not_hide_a_unit() -> None:
    found = recognise("Xã Vạn An", "Huyện Yên Phong", "Tỉnh Bắc Ninh", successor_of("Vạn An"))
    assert found.reason == "sure"
    assert found.unit is not None
    assert found.unit.name == "Vạn An"


def test_province_of_before_1997_says_nothing() -> None:
    assert recognise("Xã Đại Bái", "Huyện Gia Lương", "Tỉnh Hà Bắc", GIA_BINH).reason == "sure"


def test_dissolved_unit_without_successor_belongs_to_communes_of_its_district() -> None:
    found = recognise("Xã Hán Quảng", "Huyện Quế Võ", "", "09301")
    assert found.reason == "sure"
    assert found.unit is not None
    assert (found.unit.code, found.unit.successor) == ("09316", "")
    assert recognise("Xã Hán Quảng", "Huyện Quế Võ", "", GIA_BINH).reason == "elsewhere"


def successor_of(name: str) -> str:
    return next(info.code for info in all_communes() if any(u.name == name for u in former_units(info.code)))


def test_every_unit_is_recognised_with_its_district() -> None:
    for info in all_communes():
        for unit in former_units(info.code):
            found = recognise(f"{unit.kind} {unit.name}", unit.district, unit.province, info.code)
            assert found.unit is not None, unit
            assert found.reason == "sure"
            assert (found.unit.name, found.unit.kind) == (unit.name, unit.kind)


def test_slips_never_turn_one_unit_of_a_commune_into_another() -> None:
    chance = random.Random(20)
    wrong, sure, total = [], 0, 0
    for info in all_communes():
        for unit in former_units(info.code):
            text = f"{unit.kind} {_slip(unit.name, chance)}"
            found = recognise(text.upper(), unit.district, unit.province, info.code)
            total += 1
            sure += found.reason == "sure"
            if found.unit is not None and found.unit.name != unit.name:
                wrong.append((text, unit, found))
    assert not wrong
    assert sure > 0.9 * total


def _slip(name: str, chance: random.Random) -> str:
    """One letter replaced, and the accents of one word lost."""
    words = name.split()
    place = chance.randrange(len(words))
    words[place] = fold(words[place])
    text = list(" ".join(words))
    text[chance.randrange(len(text))] = chance.choice("abcdeghiklmnopqrstuvxy")
    return "".join(text)


PHUC_HOA = "07330"  # xã Phúc Hòa, Hợp Đức, Tân Trung in huyện Tân Yên, Bắc Giang


@pytest.mark.parametrize(
    ("district", "province"),
    [
        ("huyện Phúc Thọ", "Hà Nội"),
        ("Huyện Phúc Thọ", ""),
        ("", "Thành phố Hà Nội"),
        ("Huyện Tân Yên", "Tỉnh Hà Giang"),
        ("Huyện Yên Thế", "Tỉnh Bắc Giang"),  # another district of the old province
    ],
)
def test_a_homonym_of_another_district_or_province_is_never_ours(district: str, province: str) -> None:
    found = recognise("Xã Phúc Hòa", district, province, PHUC_HOA)
    assert found.reason == "elsewhere" and found.unit is not None
    assert (found.unit.code, found.unit.name) == ("", "Phúc Hòa")
    assert full_name(found.unit) == ", ".join(part for part in ("Xã Phúc Hòa", district, province) if part)


@pytest.mark.parametrize("commune", ["Phường Hàng Bạc", "Xã Phúc Sơn", ""])
def test_whatever_the_name_another_province_is_elsewhere(commune: str) -> None:
    found = recognise(commune, "", "Thành phố Hà Nội", PHUC_HOA)
    assert found.reason == "elsewhere" and found.unit is not None and found.unit.code == ""


@pytest.mark.parametrize(
    ("district", "province"),
    [
        ("Huyện Tân Yên", "Tỉnh Bắc Giang"),
        ("Huyện Tân Yên", "Tỉnh Hà Bắc"),  # until 1996
        ("Huyện Tân Yên", "Tỉnh Bắc Ninh"),  # since 2025
        ("Huyện Tbn Yêm", "Tỉnh Bẵc Ciang"),  # worn
        ("Huyện Tân Yên Tinb Bắc Giang", ""),
        ("Huyện sử dụng đất", "Tỉnh lộ"),  # words of a form
    ],
)
def test_a_heading_of_ours_stays_ours(district: str, province: str) -> None:
    found = recognise("Xã Phúc Hòa", district, province, PHUC_HOA)
    assert found.reason == "sure" and found.unit is not None and found.unit.code == "07324"


def test_slips_never_make_a_heading_of_ours_one_of_elsewhere() -> None:
    chance = random.Random(7)
    for info in all_communes():
        for unit in former_units(info.code):
            kind, name = split_kind(unit.district)
            district, province = f"{kind} {_slip(name, chance)}", f"Tỉnh {_slip(unit.province, chance)}"
            found = recognise(f"{unit.kind} {unit.name}", district, province, info.code)
            assert found.reason != "elsewhere", (unit, district, province)


def heading(commune: Reading[str], district: Reading[str]) -> RegisterPage:
    sheet: Reading[int] = Reading(None)
    return RegisterPage(Source("so.pdf"), "head", commune, district, Reading(None), sheet, (), (), {})


def both(text: str) -> Reading[str]:
    return Reading(text, text, 0.97, agreed=True)


PHUC_THO, OURS, TORN = "Huyện Phúc Thọ", both("Xã Phúc Hòa"), "Huyện Rhvo Ib"


@pytest.mark.parametrize(
    ("district", "reason"),
    [
        (both(PHUC_THO), "elsewhere"),
        (Reading(PHUC_THO, alternatives=(("Huyện Phúc Thg", 0.5),)), "elsewhere"),
        (Reading("Huyện Yên Thế"), "elsewhere"),  # a name of the tables needs no second reader
        (Reading(TORN), "sure"),  # one reader made a name of what is worn
        (Reading(TORN, alternatives=(("Huyện Dan Yem", 0.5),)), "sure"),
        (Reading("Huyện Yên Thế", alternatives=(("Huyện Tân Yên", 0.5),)), "unknown"),  # disputed
    ],
)
def test_elsewhere_is_said_only_where_no_reader_speaks_against_it(
    district: Reading[str], reason: str
) -> None:
    assert recognise_heading(heading(OURS, district), PHUC_HOA).reason == reason


def test_points_are_so_far_outside_as_the_nearest_of_them() -> None:
    info = commune(PHUC_HOA)
    west, south, east, north = info.extent_m
    assert info.distance_m(np.array([[west + 1, south + 1], [east + 5e5, north]])) == 0.0
    assert info.distance_m(np.array([[east + 3000.0, north + 4000.0], [east, north + 9000.0]])) == 5000.0
