"""A page is read for what it is, whichever reader is for it."""

from __future__ import annotations

import numpy as np
from drawn_pages import image_of, of_form

from pipeline.model import ParcelPage
from pipeline.records.papers import read_paper


def test_a_page_of_words_is_read_only_where_that_is_wanted() -> None:
    page = of_form("app13")
    found = read_paper(page)
    assert isinstance(found, tuple) and isinstance(found[0], ParcelPage)
    assert read_paper(page, by_words=False) is None


def test_a_blank_page_is_nothing() -> None:
    assert read_paper(image_of(np.full((900, 700), 250, np.uint8))) is None
