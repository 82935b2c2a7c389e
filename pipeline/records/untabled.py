"""Pages without a register's table: covers of books, and pages about one parcel."""

from __future__ import annotations

from pipeline.model import PageImage, ParcelPage, RegisterPage
from pipeline.records.certificates import parcel_page_by_corners, parcel_page_of
from pipeline.records.register import cover_of
from pipeline.records.sides import Side, sides_of


def read_untabled(image: PageImage) -> RegisterPage | tuple[ParcelPage, ...] | None:
    """What the page is in the first orientation that makes sense of it; None for any other page.

    A page is known by its words; only where they say nothing in any orientation, by a table of corners.
    """
    seen: list[Side] = []
    for side in sides_of(image):
        if (cover := cover_of(side)) is not None:
            return cover
        if (parcel := parcel_page_of(side)) is not None:
            return (parcel,)
        seen.append(side)
    pages = (parcel_page_by_corners(side) for side in seen)
    return next(((page,) for page in pages if page is not None), None)
