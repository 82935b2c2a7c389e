from __future__ import annotations

import numpy as np
from drawn_pages import EXTRACT, of_form

from pipeline.model import PageImage
from pipeline.records.lengths import read_lengths
from pipeline.records.sides import stand_up, upright

WANTED = np.hypot(*(np.roll(EXTRACT.corners, -1, axis=0) - EXTRACT.corners).T).round(2).tolist()


def read(image: PageImage) -> list[float | None]:
    return [edge.value for edge in read_lengths(upright(stand_up(image)))]


def test_ruled_or_not() -> None:
    assert read(of_form("app13")) == WANTED
    assert read(of_form("app12", ruled=False)) == WANTED


def test_a_ring_that_lacks_its_last_edge_gives_nothing() -> None:
    page = of_form("app13")
    cut = round((160.0 + 8.0 + 3 * 5.6 + 0.8) / 25.4 * 200)
    pixels = page.pixels.copy()
    pixels[cut : cut + 40, round(120 / 25.4 * 200) :] = 250
    assert read(PageImage(page.source, pixels, page.dpi)) == []
