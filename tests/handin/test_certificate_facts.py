from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from delivery.conftest import HOME, ID_NUMBER, OWNER, SERIAL, certificate

from pipeline.delivery.tables import tables
from pipeline.handin.certificates import of_certificate
from pipeline.handin.dossiers import Dossier, dossiers
from pipeline.handin.facts import Setting
from pipeline.handin.import_table import failures, table_rows
from pipeline.handin.mapping import forms, place_of
from pipeline.model import Commune, Reading

FORM = forms()[0]
ROW = {"ten_chu": "Ông Nguyễn Văn Thử; Bà Lê Thị Cùng", "nam_sinh": "1960; ", "so_giay_to": "001; 002"}


def of_parcel(commune: Commune, number: int) -> Dossier:
    (own,) = [each for each in dossiers(tables(commune)) if each.key == ("07321", 2, number)]
    return own


def cells(commune: Commune, dossier: Dossier) -> dict[str, Any]:
    (row, *_) = table_rows(FORM, dossier, Setting(commune.epsg, FORM.persons, {}))
    return {column.letter: row[place_of(column.letter)] for column in FORM.columns}


def test_facts_of_the_certificate_stand_in_its_parcels_row(commune: Commune) -> None:
    told = cells(commune, of_parcel(commune, 5))
    assert (told["C"], told["D"], told["E"]) == (SERIAL, "2012-10-05", "CH 00123")
    assert (told["H"], told["I"], told["J"], told["L"]) == (OWNER, ID_NUMBER, "1960", HOME)
    assert (told["T"], told["U"], told["AD"], told["BG"]) == (2, 5, "Lâu dài", "2009")
    assert cells(commune, of_parcel(commune, 6))["C"] == "CHUACOGIAY_07330_2_6"


def test_a_certificate_that_waits_is_told(commune: Commune) -> None:
    sure = replace(commune, certificates=(certificate(reasons=(), unsure=()),))
    sure = replace(sure, certificates=tuple(replace(each, status="khop") for each in sure.certificates))
    told = [failures(FORM, of_parcel(each, 5), []) for each in (commune, sure)]
    assert [FORM.doubtful.code in codes for codes in told] == [True, False]


def test_of_several_the_last_is_the_parcels_and_none_where_no_day_tells(commune: Commune) -> None:
    facts = commune.certificates[0].facts
    later = replace(
        certificate(), facts=replace(facts, serial=Reading("CĐ 000001"), issued_on=Reading("2019-01-02"))
    )
    undated = replace(later, facts=replace(facts, issued_on=Reading(None)))
    for other, serial in ((later, "CĐ 000001"), (undated, "CHUACOGIAY_07330_2_5")):
        both = replace(commune, certificates=(commune.certificates[0], other))
        assert cells(both, of_parcel(both, 5))["C"] == serial


@pytest.mark.parametrize(
    ("holder", "year", "paper"),
    [
        ("Nguyễn Văn Thử", "1960", "001"),
        ("Lê Thị Cùng", None, "002"),
        ("Hộ ông Nguyễn Văn Thử", "1960", "001"),
        ("Văn Thử Nguyễn", None, None),
        (None, None, None),
    ],
)
def test_facts_of_a_person_go_to_whom_the_certificate_names(
    holder: str | None, year: str | None, paper: str | None
) -> None:
    told = of_certificate(ROW, holder)
    assert (told.get("nam_sinh"), told.get("so_giay_to")) == (year, paper)
