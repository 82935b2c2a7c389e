"""The table of sheets (App. 16): told from a register, read with its last row, in any look."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest

from pipeline.model import PageImage, RegisterPage, Source
from pipeline.records.forms import ColumnHead, counts_parcels, roles_by_content, roles_by_head
from pipeline.records.register import read_register
from synthetic.fonts import Face
from synthetic.margins import Heading
from synthetic.totals import SheetSum, TotalsStyle, draw_totals, random_totals_style, sum_of

HEADING = Heading("Xã Đại Bái", "Huyện Gia Bình", "Tỉnh Bắc Ninh", 9209, 7, (), 1, 4, 2015, "X")
SUMS = [
    SheetSum(1, 412, 187, 2, 98765.4),
    SheetSum(2, 1153, 402, 3, 640210.0),
    SheetSum(4, 86, 51, 0, 43120.7),
    SheetSum(12, 734, 301, 1, 281004.9),
]
HEADS = ("STT", "Tờ bản đồ", "Tổng số thửa", "Tổng số chủ sử dụng đất", "Tổng số chủ quản lý đất")


def style_of(seed: int, **changes: object) -> TotalsStyle:
    style = random_totals_style(seed)
    table = dataclasses.replace(style.table, face=Face("tinos"), rule_mm=0.2)
    return dataclasses.replace(style, table=table, **changes)  # type: ignore[arg-type]


def page_of(style: TotalsStyle, turns: int = 0) -> PageImage:
    drawn = draw_totals(SUMS, sum_of(SUMS), style, HEADING, 200)[0]
    return PageImage(Source("records/bang.pdf", 1), np.ascontiguousarray(np.rot90(drawn, turns)), 200.0)


def read(page: PageImage) -> RegisterPage:
    found = read_register(page)
    assert found is not None
    return found


def values(page: RegisterPage) -> list[tuple[object, ...]]:
    return [
        (one.sheet.value, one.parcels.value, one.users.value, one.managers.value, one.area_m2.value)
        for one in page.sheet_totals
    ]


@pytest.mark.parametrize(
    ("total", "grouped", "turns"), [("Tổng", False, 0), ("Tổng cộng", True, 0), ("Cộng", True, 2)]
)
def test_every_sheet_and_the_sum_are_read_and_no_row_is_a_parcels(
    total: str, grouped: bool, turns: int
) -> None:
    page = read(page_of(style_of(3, total=total, grouped=grouped), turns))
    assert values(page) == [*(dataclasses.astuple(one) for one in SUMS), (None, 2385, 941, 6, 1063101.0)]
    assert [one.whole for one in page.sheet_totals] == [False] * 4 + [True]
    assert page.rows == () and page.findings == ()
    assert (page.counts["rows_of_sheets"], page.counts["rows_totals"], page.counts["rows_found"]) == (4, 1, 5)
    assert (page.commune.value, page.province.value) == ("Xã Đại Bái", "Tỉnh Bắc Ninh")


def test_a_fold_through_the_head_leaves_no_row_of_column_numbers() -> None:
    style = style_of(3)
    style = dataclasses.replace(style, table=dataclasses.replace(style.table, number_row=True))
    page = page_of(style)
    drawn = page.pixels.copy()
    y = round((style.table.frame[2] + 0.72 * style.table.head_mm) * 200 / 25.4)
    cv2.line(drawn, (0, y), (drawn.shape[1], y), 120, 2)
    found = read(dataclasses.replace(page, pixels=drawn))
    assert [one.sheet.value for one in found.sheet_totals] == [1, 2, 4, 12, None]


@pytest.mark.parametrize("x_mm", [(120.0,), (60.0, 208.0)])
def test_lines_along_the_whole_page_are_no_table(x_mm: tuple[float, ...]) -> None:
    page = page_of(style_of(3))
    drawn = page.pixels.copy()
    for x in x_mm:
        cv2.line(drawn, (round(x * 200 / 25.4), 0), (round(x * 200 / 25.4), drawn.shape[0]), 90, 2)
    assert len(values(read(dataclasses.replace(page, pixels=drawn)))) == 5


def test_where_the_head_is_lost_the_title_keeps_it_from_being_a_register() -> None:
    style = style_of(3)
    columns = [
        dataclasses.replace(column, title=title)
        for column, title in zip(
            style.table.columns,
            ("STT", "Tờ bản đồ", "Số thửa", "Tên chủ sử dụng đất", "Đối tượng", "Diện tích (m²)", "Ghi chú"),
            strict=True,
        )
    ]
    table = dataclasses.replace(style.table, columns=tuple(columns))
    assert read_register(page_of(dataclasses.replace(style, table=table))) is None


def test_columns_of_the_form() -> None:
    roles = roles_by_head([ColumnHead(text) for text in (*HEADS, "Diện tích (m2)", "Ghi chú")])
    assert roles == ("ordinal", "sheet", "parcel_count", "user_count", "manager_count", "area", "note")


def test_a_list_of_holders_with_their_number_of_parcels_has_no_parcels_number() -> None:
    roles = roles_by_head(
        [ColumnHead(text) for text in ("STT", "Họ và tên", "Tổng số thửa", "Diện tích (m²)")]
    )
    assert counts_parcels(roles) and "number" not in roles


def test_a_register_whose_holders_column_was_read_in_part_stays_a_register() -> None:
    heads = ("Tờ bản đồ số", "Thửa đất số", "quản lý đất", "Diện tích (m²)", "Loại đất")
    roles = roles_by_head([ColumnHead(text) for text in heads])
    assert roles == ("sheet", "number", "", "area", "code")  # the empty one is known by its content


def test_a_table_of_land_uses_is_no_register() -> None:
    roles = roles_by_head(
        [ColumnHead(text) for text in ("STT", "Loại đất", "Tổng số thửa", "Diện tích (m²)")]
    )
    assert counts_parcels(roles) and "number" not in roles


def counted(places: int, figures: str = "integer") -> list[list[str]]:
    texts = ["1.204", "1.377", "2.118"] if figures == "grouped" else ["204", "377", "118"]
    return [["1", "2", "3"], ["4", "5", "6"], *[texts] * (places - 2)]


@pytest.mark.parametrize("figures", ["integer", "grouped"])
def test_a_page_that_runs_on_without_a_head_is_known_by_its_columns(figures: str) -> None:
    columns = [*counted(5, figures), ["98765.4", "1202.1", "77.5"], ["X", "", ""]]
    roles = roles_by_content(columns, [1.0] * 7)
    assert roles == ("ordinal", "sheet", "parcel_count", "user_count", "manager_count", "area", "")
    four = roles_by_content([*counted(4, figures), ["98765.4", "1202.1", "77.5"], ["X", "Y", ""]], [1.0] * 6)
    assert set(four) == {""}
