import json
from dataclasses import replace

import numpy as np

from synthetic.commune import Order, make_land, render_commune
from synthetic.margins import Heading
from synthetic.totals import SheetSum, draw_totals, keep_totals, random_totals_style, sum_of

HEADING = Heading("Xã Hợp Đức", "Huyện Tân Yên", "Tỉnh Bắc Giang", 9214, 3, (0,) * 9, 20, 60, 2015, "X")
SUMS = [SheetSum(number, 400 + number, 100, 2, 5000.1) for number in range(1, 31)]


def test_a_long_table_runs_on_and_ends_with_its_sum():
    style = random_totals_style(1)
    drawn = draw_totals(SUMS, sum_of(SUMS), style, HEADING, 60)
    assert len(drawn) == 2
    assert all(page.shape == (round(297 / 25.4 * 60), round(210 / 25.4 * 60)) for page in drawn)
    assert sum_of(SUMS) == SheetSum(0, 12465, 3000, 60, 150003.0)


def test_a_last_row_that_lies_is_drawn_as_it_is_given():
    style = random_totals_style(1)
    honest, lying = (
        draw_totals(SUMS[:3], total, style, HEADING, 100)[0]
        for total in (sum_of(SUMS[:3]), replace(sum_of(SUMS[:3]), parcels=7))
    )
    rows = np.flatnonzero((honest != lying).any(axis=1))
    table = style.table
    top = table.frame[2] + table.head_mm + 5.5 * table.number_row + 3 * table.row_mm
    assert rows.min() > (top - 1) / 25.4 * 100


def test_a_lost_sheet_and_a_wrong_count_are_planted():
    plots = make_land(Order("07330", seed=2, plots=0.3, sheets=2)).fabric.plots
    lines = keep_totals(plots, np.random.default_rng(1))
    true = {
        number: sum(plot.sheet == number and plot.use != "way" for plot in plots)
        for number in {p.sheet for p in plots}
    }
    planted = {line.planted: line.stated for line in lines if line.planted}
    assert set(planted) == {"sheet_missing", "parcel_count_differs"}
    assert planted["sheet_missing"].sheet not in true
    odd = planted["parcel_count_differs"]
    assert odd.parcels > true[odd.sheet]
    assert [line.stated.sheet for line in lines if not line.planted] == [
        n for n in sorted(true) if n != odd.sheet
    ]


def test_the_table_lies_beside_the_register_and_changes_nothing_else(tmp_path):
    order = Order("07330", seed=2, dpi=60, wear_level=0, sheets=1, frame_mm=200, plots=0.3)
    for name, totals in (("without", False), ("with", True)):
        render_commune(replace(order, totals=totals), tmp_path / name, tmp_path / name / "truth")
    files = {
        name: {
            p.relative_to(tmp_path / name).as_posix(): p.read_bytes()
            for p in (tmp_path / name).rglob("*")
            if p.is_file()
        }
        for name in ("without", "with")
    }
    more = set(files["with"]) - set(files["without"])
    assert more == {"07330/records/bang_tong_hop.pdf", "truth/sheet_totals.json"}
    assert all(
        files["with"][path] == content
        for path, content in files["without"].items()
        if path.endswith(("tif", "pdf"))
    )
    lines = json.loads((tmp_path / "with/truth/sheet_totals.json").read_text())
    assert [line["planted"] for line in lines] == ["", "sheet_missing"]
