from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from pipeline.handin.dossiers import Dossier
from pipeline.handin.exchange import can_be_told, file_name, write_exchange


def written(folder: Path, dossier: Dossier, scans: tuple[str, ...] = ()) -> etree._Element:
    path = folder / file_name("07330", dossier)
    write_exchange(path, dossier, scans, (None, "GDC").__contains__)
    return etree.parse(str(path)).getroot()


def test_a_dossier_holds_what_is_known_and_fits_the_schema(
    tmp_path: Path, held: list[Dossier], personal: tuple[str, ...]
) -> None:
    root = written(tmp_path, held[0], ("07330_GT_07321_1-1.pdf",))
    told = {each.tag: each.text for each in root.iter() if each.text and each.text.strip()}
    assert (told["maDVHCXa"], told["soHieuToBanDo"], told["dienTich"]) == ("07330", "1", "484.0")
    assert told["hoTen"] == personal[0] and told["url"] == "ho-so-quet/07330_GT_07321_1-1.pdf"
    assert (tmp_path / "DD-07330-1-1-07321.xml").exists()


def test_what_is_not_known_is_not_there(tmp_path: Path, held: list[Dossier]) -> None:
    root = written(tmp_path, held[10])
    assert root.find(".//dienTichPhapLy") is None and root.find("CaNhanCollection") is None
    assert root.find("HoSoDangKyDatDaiCollection") is None


def test_an_organisation_is_no_person(tmp_path: Path, held: list[Dossier]) -> None:
    row = {**held[0].records[0], "doi_tuong": "TKT"}
    assert written(tmp_path, Dossier(held[0].land, (row,))).find("CaNhanCollection") is None


def test_what_nobody_accepted_is_not_told(held: list[Dossier]) -> None:
    assert [each.key[1:] for each in held if not can_be_told(each)] == [
        (1, 3), (1, 7), (2, 3), (2, 7), (None, None),
    ]  # fmt: skip


def test_what_does_not_fit_the_schema_is_never_written(tmp_path: Path, held: list[Dossier]) -> None:
    odd = Dossier({**(held[0].land or {}), "ma_xa": "xa"}, ())
    with pytest.raises(etree.DocumentInvalid):
        written(tmp_path, odd)
    assert not list(tmp_path.iterdir())
