from dataclasses import replace

import numpy as np

from synthetic.margins import Heading
from synthetic.planted import Row
from synthetic.register import draw_register, random_register_style

HEADING = Heading(
    "Xã Hợp Đức", "Huyện Tân Yên", "Tỉnh Bắc Giang", 9214, 3, (0,) * 9, 20, 60, 2015, "Thân Văn Định"
)
ROWS = [
    Row(3 + index // 40, index % 40 + 1, "Hộ ông Giáp Văn Đễ", "GDC", 421.1, "LUC", "Đồng Mả")
    for index in range(60)
]


def pages(style, rows=ROWS):
    return draw_register(rows, style, HEADING, 60, np.random.default_rng(1))


def test_app15_holds_27_rows_a_page():
    style = replace(random_register_style(1, "app15"), cover=False, history=0.0)
    drawn = pages(style)
    assert len(drawn) == 3
    assert drawn[0].shape == (round(297 / 25.4 * 60), round(210 / 25.4 * 60))
    assert len(pages(replace(style, cover=True))) == 4


def test_a_sheet_in_the_heading_starts_a_page():
    style = replace(random_register_style(1, "plain"), sheet_in_heading=True, rows=24)
    assert len(pages(style)) == 2 + 1


def test_struck_rows_are_red_and_come_on_top_of_the_others():
    style = replace(random_register_style(1, "app15"), cover=False, history=1.0)
    drawn = pages(style)
    assert len(drawn) == 5
    red = drawn[0].astype(int)
    assert ((red[..., 0] - red[..., 1]) > 60).any()
    assert pages(replace(style, history=0.0))[0].ndim == 2


def test_every_row_leaves_ink_on_its_line():
    style = replace(random_register_style(2, "app15"), cover=False, history=0.0)
    page = draw_register(ROWS[:27], style, HEADING, 100, np.random.default_rng(1))[0]
    scale = 100 / 25.4
    for index in range(27):
        middle = round((20 + 25.5 + (index + 0.5) * style.row_mm) * scale)
        assert (page[middle - 3 : middle + 4, 150:350] < 120).any()
