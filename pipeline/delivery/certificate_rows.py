"""Certificates as rows of ``giay_chung_nhan``; facts of several holders stand in the order of their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline import keys
from pipeline.model import Certificate, Holder, Known, Reason, Source
from pipeline.values import told_code

_BETWEEN = "; "


def certificate_row(certificate: Certificate) -> dict[str, Any]:
    """The row without the numbers of its parcel; facts as they were read, sure or not."""
    facts, holders = certificate.facts, certificate.facts.holders
    return {
        "so_phat_hanh": facts.serial.value,
        "so_vao_so": facts.book_number.value,
        "ngay_cap": facts.issued_on.value,
        "noi_cap": facts.office.value,
        "mau": Known(certificate.issued) if certificate.issued else None,
        "ten_chu": _listed(_called(holder) for holder in holders),
        "nam_sinh": _listed(holder.birth_year.value for holder in holders),
        "so_giay_to": _listed(holder.id_number.value for holder in holders),
        "dia_chi_chu": _listed(holder.home.value for holder in holders),
        "hinh_thuc": facts.use_form.value,
        "dien_tich": certificate.area_m2,
        "dien_tich_bang_chu": facts.area_words_m2.value,
        "loai_dat": told_code(certificate.code),
        "muc_dich": facts.purpose.value,
        "thoi_han": facts.term.value,
        "nguon_goc": facts.origin.value,
        "dia_chi": facts.place.value,
        "nha_o": facts.house.value,
        "thay_doi": facts.changes.value,
        "trang_thai": Known(certificate.status),
        "ly_do": _reasons(certificate.reasons),
        "chua_chac": _reasons(certificate.unsure),
        "tep": _listed(dict.fromkeys(page.scan for page in certificate.pages)),
        "trang": _pages(certificate.pages),
        "nguon": certificate.pages,
        "khoa": keys.of_certificate(certificate),
    }


def _called(holder: Holder) -> str:
    return " ".join(part for part in (holder.title.value, holder.name.value) if part)


def _listed(parts: Iterable[object]) -> str | None:
    """One after the other, empty places kept; None where all are."""
    told = ["" if part is None else str(part) for part in parts]
    return _BETWEEN.join(told) if any(told) else None


def _reasons(told: tuple[Reason, ...]) -> Reason | None:
    return Reason("listed", {"what": told}) if told else None


def _pages(pages: tuple[Source, ...]) -> str:
    return _BETWEEN.join(str(page.page) for page in pages)
