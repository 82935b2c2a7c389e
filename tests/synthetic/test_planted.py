from collections import Counter

import numpy as np
import pytest

from synthetic.fabric import Plan, make_fabric
from synthetic.frame import Frame
from synthetic.numbering import number_plots
from synthetic.planted import KINDS, keep_register
from synthetic.style import random_style


@pytest.fixture(scope="module")
def kept():
    fabric = make_fabric((0, 0, 300, 300), Plan(), np.random.default_rng(1))
    plots = number_plots(fabric.plots, {4: Frame(0, 300, 300, 300, 1000, "")})
    rows, planted = keep_register(plots, random_style(1), np.random.default_rng(2))
    return {plot.number: plot for plot in plots}, rows, planted


def test_every_planted_error_is_in_the_register(kept):
    plots, rows, planted = kept
    found = Counter(error.kind for error in planted)
    assert set(found) == set(KINDS)
    for error in planted:
        mine = [row for row in rows if row.number == error.number]
        if error.kind == "parcel_without_record":
            assert not mine
        elif error.kind == "record_without_parcel":
            assert mine and error.number not in plots
        elif error.kind == "duplicate_record":
            assert len(mine) == 2
        elif error.kind == "area_mismatch":
            assert abs(mine[0].area / plots[error.number].area_m2 - 1) > 0.1
        else:
            assert mine[0].code != plots[error.number].code


def test_all_other_rows_agree_with_the_land(kept):
    plots, rows, planted = kept
    spoiled = {error.number for error in planted}
    for row in rows:
        if row.number not in spoiled:
            plot = plots[row.number]
            assert (row.area, row.code, row.owner) == (plot.area_m2, plot.code, plot.owner)
    assert {row.number for row in rows} | spoiled >= set(plots)
