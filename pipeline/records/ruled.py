"""Pages with a ruled table of parcels: those of a register, and certificates that list their parcels."""

from __future__ import annotations

from pipeline.model import PageImage, ParcelPage, RegisterPage
from pipeline.records.certificate_table import parcels_of
from pipeline.records.layout import find_tables
from pipeline.records.legibility import as_legible
from pipeline.records.register import register_of
from pipeline.records.titles import heads_certificate


def read_ruled(image: PageImage) -> RegisterPage | tuple[ParcelPage, ...] | None:
    """The register's page, or what a certificate says of each of its parcels; None for any other page."""
    tables = find_tables(image)
    listed = [
        parcel
        for table in tables
        if heads_certificate(table.lines)
        for parcel in parcels_of(table, image.source)
    ]
    if listed:
        return tuple(listed)
    page = register_of(tables, image.source)
    return None if page is None else as_legible(page, image, tables)
