"""A dossier in the national exchange form, as far as it is known; every file fits the schema beside it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.handin.dossiers import Dossier

SCHEMA = "trao_doi.xsd"
FOLDER_OF_SCANS = "ho-so-quet"


def file_name(code: str, dossier: Dossier) -> str:
    """``DD-<unit>-<sheet>-<parcel>-<id>.xml``; the old commune is in it, whose sheets begin at 1 again."""
    old, sheet, number = dossier.key
    return f"DD-{code}-{sheet}-{number}-{old}.xml"


def can_be_told(dossier: Dossier) -> bool:
    """Whether what the form cannot do without is known: a parcel with its numbers, accepted."""
    return dossier.is_checked and None not in dossier.key and "ma_xa" in (dossier.land or {})


def write_exchange(path: Path, dossier: Dossier, scans: Sequence[str], is_person: Any) -> None:
    """Write one dossier. ``is_person`` tells a kind of holder. Raises OSError, etree.DocumentInvalid."""
    root = etree.Element("HoSo")
    land = dossier.land or {}
    identifier = land.get("khoa") or "-".join(map(str, dossier.key))
    parcel = etree.SubElement(etree.SubElement(root, "ThuaDatCollection"), "DC_ThuaDat")
    area = land.get("dien_tich_ban_do", land.get("dien_tich"))
    _add(parcel, thuaDatID=identifier, maDVHCXa=land["ma_xa"])
    _add(parcel, soHieuToBanDo=land.get("so_hieu_to_ban_do"), soThuTuThua=land.get("so_thu_tu_thua"))
    _add(parcel, soHieuToBanDoCu=land.get("so_hieu_to_cu"), soThuTuThuaCu=land.get("so_thua_cu"))
    _add(parcel, dienTich=area, dienTichPhapLy=land.get("dien_tich_phap_ly"))
    _holders(root, dossier, identifier, is_person)
    _scans(root, land["ma_xa"], identifier, scans)
    _schema().assertValid(root)
    path.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _holders(root: Any, dossier: Dossier, identifier: str, is_person: Any) -> None:
    named = [row for row in dossier.records if "ten_chu" in row and is_person(row.get("doi_tuong"))]
    if not named:
        return
    people = etree.SubElement(root, "CaNhanCollection")
    for number, row in enumerate(named, 1):
        _add(etree.SubElement(people, "CaNhan"), doiTuongID=f"{identifier}-{number}", hoTen=row["ten_chu"])
    for number, _ in enumerate(named, 1):
        right = etree.SubElement(root, "QuyenSuDungDat")
        _add(right, thuaDatID=identifier, doiTuongID=f"{identifier}-{number}")


def _scans(root: Any, code: str, identifier: str, scans: Sequence[str]) -> None:
    if not scans:
        return
    file = etree.SubElement(etree.SubElement(root, "HoSoDangKyDatDaiCollection"), "HoSoDangKyDatDai")
    _add(file, hoSoDangKySoID=identifier, maDVHCXa=code)
    parts = etree.SubElement(file, "ThanhPhanHoSoDangKyDatDaiCollection")
    for number, name in enumerate(scans, 1):
        part = etree.SubElement(parts, "ThanhPhanHoSoDangKyDatDai")
        _add(part, thanhPhanHoSoID=f"{identifier}-{number}", tepTin=name, url=f"{FOLDER_OF_SCANS}/{name}")


def _add(parent: Any, **values: Any) -> None:
    """Elements by name; what is not known is not there."""
    for name, value in values.items():
        if value is not None:
            etree.SubElement(parent, name).text = f"{value:.1f}" if isinstance(value, float) else str(value)


@functools.cache
def _schema() -> Any:
    content = (resources.files("pipeline.handin") / "mappings" / SCHEMA).read_bytes()
    return etree.XMLSchema(etree.fromstring(content))
