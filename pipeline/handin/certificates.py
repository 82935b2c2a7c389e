"""What a delivered certificate tells of its parcel and of one holder, as mapping files name it."""

from __future__ import annotations

from typing import Any

from pipeline.handin.dossiers import Row
from pipeline.text import fold

_BETWEEN = ";"
# Facts by the column of ``giay_chung_nhan`` that tells them.
_FACTS = {
    "so_phat_hanh": "so_phat_hanh",
    "so_vao_so": "so_vao_so",
    "ngay_cap": "ngay_cap",
    "mau_giay": "mau",
    "so_to_giay": "so_hieu_to_ban_do",
    "so_thua_giay": "so_thu_tu_thua",
    "hinh_thuc": "hinh_thuc",
    "thoi_han": "thoi_han",
    "nguon_goc": "nguon_goc",
    "nha_o": "nha_o",
}
_OF_HOLDER = ("nam_sinh", "so_giay_to", "dia_chi_chu")


def of_certificate(certificate: Row, holder: str | None) -> dict[str, Any]:
    """Facts of a certificate; those of a person only of the ``holder`` whom it names as the register does."""
    told = {fact: certificate[column] for fact, column in _FACTS.items() if column in certificate}
    place = _place_of(fold(holder or ""), certificate.get("ten_chu", ""))
    if place is not None:
        for column in _OF_HOLDER:
            values = certificate.get(column, "").split(_BETWEEN)
            if place < len(values) and values[place].strip():
                told[column] = values[place].strip()
    return told


def _place_of(holder: str, names: str) -> int | None:
    """Which of the names on the certificate is the holder's, titles aside; None for none or several."""
    called = [fold(name) for name in names.split(_BETWEEN)]
    found = [place for place, name in enumerate(called) if holder and _is_same(name, holder)]
    return found[0] if len(found) == 1 else None


def _is_same(name: str, holder: str) -> bool:
    """Whether one is the other, or the other behind a title."""
    return f" {name}".endswith(f" {holder}") or bool(name and f" {holder}".endswith(f" {name}"))
