"""Pages without a register's table: covers of books, and pages about one parcel."""

from __future__ import annotations

from pipeline.model import PageImage, ParcelPage, RegisterPage
from pipeline.records.certificates import parcel_page_by_corners, parcel_page_of
from pipeline.records.register import cover_of
from pipeline.records.sides import upright


def read_untabled(image: PageImage) -> RegisterPage | tuple[ParcelPage, ...] | None:
    """What the page is; None for any other page.

    A page is known by its words; only where they say nothing, by a table of corners.
    """
    side = upright(image)
    if (cover := cover_of(side)) is not None:
        return cover
    page = parcel_page_of(side) or parcel_page_by_corners(side)
    return None if page is None else (page,)
