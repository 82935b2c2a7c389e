from __future__ import annotations

import numpy as np
import pytest
from drawn_tables import DPI, LEFT, ROW, TOP, WIDTHS, as_page, draw_table, sample_rows

from pipeline.model import Pixels
from pipeline.records.layout import Table, find_tables
from pipeline.records.sides import stand_up
from pipeline.records.speck_density import specks_per_mm2


def _table(page: Pixels) -> Table:
    (table,) = find_tables(stand_up(as_page(page)))
    return table


def _specked(page: Pixels, side_px: int, count: int) -> Pixels:
    rng, page = np.random.default_rng(5), page.copy()
    for y, x in zip(
        rng.integers(0, page.shape[0] - 4, count), rng.integers(0, page.shape[1] - 4, count), strict=True
    ):
        page[y : y + side_px, x : x + side_px] = 20
    return page


@pytest.mark.parametrize("dotted", [False, True])
def test_clean_paper_has_none_though_its_rules_be_dots(dotted: bool) -> None:
    page = draw_table(sample_rows(12))
    if dotted:
        for y in range(TOP + ROW, TOP + 12 * ROW, ROW):
            page[y - 3 : y + 4, :] = 245
            for x in range(LEFT, LEFT + sum(WIDTHS), 8):
                page[y - 1 : y + 2, x : x + 3] = 60
    assert specks_per_mm2(_table(page)) == 0.0


@pytest.mark.parametrize("count", [200, 600])
def test_specks_are_counted_by_the_free_paper(count: int) -> None:
    page = draw_table(sample_rows(12))
    strewn = count / (page.size / (DPI / 25.4) ** 2)
    assert specks_per_mm2(_table(_specked(page, 3, count))) == pytest.approx(strewn, rel=0.3)


def test_grain_smaller_than_any_mark_is_none() -> None:
    assert specks_per_mm2(_table(_specked(draw_table(sample_rows(12)), 1, 900))) < 1e-3
