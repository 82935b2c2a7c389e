"""Pages with a ruled table of parcels: those of a register, and certificates that list their parcels."""

from __future__ import annotations

from pipeline.model import CertificatePage, ParcelPage, RegisterPage
from pipeline.records.certificate_pages import certificate_page_of
from pipeline.records.certificate_table import parcels_of
from pipeline.records.layout import find_tables
from pipeline.records.legibility import as_legible
from pipeline.records.qr import read_qr
from pipeline.records.register import register_of
from pipeline.records.sides import Standing, upright
from pipeline.records.titles import heads_certificate


def read_ruled(
    page: Standing, *, stated: bool = False
) -> RegisterPage | tuple[ParcelPage | CertificatePage, ...] | None:
    """The register's page, or what a certificate says of each of its parcels; None for any other page.

    ``stated``: a person says that it is a register.
    """
    image = page.image
    tables = find_tables(page)
    listed = [
        parcel
        for table in tables
        if heads_certificate(table.lines)
        for parcel in parcels_of(table, image.source)
    ]
    if listed:
        side = upright(page)
        told = certificate_page_of(side, has_parcel=True, qr=read_qr(image.pixels, page.dpi))
        return (*listed, *(() if told is None else (told,)))
    register = register_of(tables, image.source, stated=stated)
    return None if register is None else as_legible(register, image, tables)
