"""Pages without a register's table: covers of books, pages about one parcel, pages of certificates."""

from __future__ import annotations

from pipeline.model import CertificatePage, ParcelPage, RegisterPage
from pipeline.records.certificate_pages import certificate_page_of
from pipeline.records.certificates import parcel_page_by_corners, parcel_page_of
from pipeline.records.qr import read_qr
from pipeline.records.register import cover_of
from pipeline.records.sides import Standing, upright


def read_untabled(page: Standing) -> RegisterPage | tuple[ParcelPage | CertificatePage, ...] | None:
    """What the page is; None for any other page.

    A page is known by its words; only where they say nothing, by a table of corners.
    """
    side = upright(page)
    if (cover := cover_of(side)) is not None:
        return cover
    qr = read_qr(page.image.pixels, page.dpi)
    parcel = parcel_page_of(side, qr)
    is_certificate = parcel is not None and parcel.form == "certificate"
    certificate = certificate_page_of(side, has_parcel=is_certificate, qr=qr)
    parcel = parcel or parcel_page_by_corners(side)
    return tuple(page for page in (parcel, certificate) if page is not None) or None
