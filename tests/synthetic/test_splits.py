from __future__ import annotations

import numpy as np
import shapely

from synthetic.commune import Order, make_land
from synthetic.splits import planted_by, split_plots

LAND = make_land(Order("09208", seed=5, sheets=1, plots=0.15))
PLOTS = tuple(plot for plot in LAND.fabric.plots if plot.use != "way")
NEWER, SPLITS = split_plots(PLOTS, 0.2, np.random.default_rng(1))


def test_parts_take_the_place_of_their_parcel_with_the_next_numbers() -> None:
    by_number = {plot.number: plot for plot in NEWER}
    last = max(plot.number for plot in PLOTS)
    assert SPLITS
    for split in SPLITS:
        (old,) = [plot for plot in PLOTS if plot.number == split.number]
        parts = [by_number[number].polygon for number in split.parts]
        assert split.number not in by_number and min(split.parts) > last
        assert shapely.union_all(parts).symmetric_difference(old.polygon).area < 1.0


def test_no_part_gets_a_number_that_the_register_has() -> None:
    sheet, last = PLOTS[0].sheet, max(plot.number for plot in PLOTS)
    _, splits = split_plots(PLOTS, 0.2, np.random.default_rng(1), [(sheet, last + 3)])
    assert min(number for split in splits for number in split.parts) == last + 4


def test_neighbours_share_the_ends_of_new_boundaries() -> None:
    before = shapely.coverage_is_valid(np.array([plot.polygon for plot in PLOTS]))
    assert before == shapely.coverage_is_valid(np.array([plot.polygon for plot in NEWER]))


def test_an_older_register_lacks_the_parts_and_has_the_old_number() -> None:
    kinds = [error.kind for error in planted_by(SPLITS)]
    assert kinds.count("parcel_without_record") == 2 * kinds.count("record_without_parcel") == 2 * len(SPLITS)


def test_nothing_is_split_where_nothing_changed() -> None:
    newer, splits = split_plots(PLOTS, 0.0, np.random.default_rng(1))
    assert not splits and [plot.number for plot in newer] == [plot.number for plot in PLOTS]
