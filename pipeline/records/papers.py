"""A page from the folder of documents: turned upright once, then read for whichever kind it is."""

from __future__ import annotations

from pipeline.model import CertificatePage, PageImage, ParcelPage, RegisterPage
from pipeline.records.ruled import read_ruled
from pipeline.records.sides import stand_up
from pipeline.records.untabled import read_untabled


def read_paper(
    image: PageImage, *, by_words: bool = True, stated: bool = False
) -> RegisterPage | tuple[ParcelPage | CertificatePage, ...] | None:
    """What a page is and says; None for any other page.

    A ruled table of parcels comes first; without one a page is known ``by_words`` where that is wanted.
    ``stated``: a person says that it is a register, so that its table need not look like one.
    """
    page = stand_up(image)
    return read_ruled(page, stated=stated) or (read_untabled(page) if by_words else None)
