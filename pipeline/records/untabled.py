"""Pages without a register's table: covers of books, pages about one parcel, pages of certificates."""

from __future__ import annotations

from pipeline.model import CertificatePage, PageImage, ParcelPage, RegisterPage
from pipeline.records.certificate_pages import certificate_page_of
from pipeline.records.certificates import parcel_page_by_corners, parcel_page_of
from pipeline.records.register import cover_of
from pipeline.records.sides import upright


def read_untabled(image: PageImage) -> RegisterPage | tuple[ParcelPage | CertificatePage, ...] | None:
    """What the page is; None for any other page.

    A page is known by its words; only where they say nothing, by a table of corners.
    """
    side = upright(image)
    if (cover := cover_of(side)) is not None:
        return cover
    parcel = parcel_page_of(side)
    is_certificate = parcel is not None and parcel.form == "certificate"
    certificate = certificate_page_of(side, has_parcel=is_certificate)
    parcel = parcel or parcel_page_by_corners(side)
    return tuple(page for page in (parcel, certificate) if page is not None) or None
