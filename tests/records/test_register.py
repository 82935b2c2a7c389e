from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest
from drawn_tables import LEFT, ROW, TOP, WIDTHS, as_page, draw_table, sample_rows
from numpy.random import default_rng

from pipeline.model import PageImage, Reason, RegisterPage, Source
from pipeline.records.layout import find_tables
from pipeline.records.register import read_register, register_of
from pipeline.records.sides import stand_up
from synthetic.fonts import Face
from synthetic.margins import Heading
from synthetic.planted import Row
from synthetic.register import draw_register, random_register_style

ROWS = [
    Row(7, 41 + i, owner, kind, area, code, "Đồng Sau")
    for i, (owner, kind, area, code) in enumerate(
        [
            ("Nguyễn Văn Bình", "GDC", 432.5, "LUC"),
            ("Trần Thị Hoa", "GDC", 1250.0, "ONT+CLN"),
            ("UBND xã", "UBS", 98.7, "DGT"),
            ("Lê Minh Tâm", "GDC", 305.2, "NTS"),
        ]
    )
]
HEADING = Heading("Xã Đại Bái", "Huyện Gia Bình", "Tỉnh Bắc Ninh", 9209, 7, (), 1, 4, 2015, "X")


def page_of(form: str, turns: int = 0, cover: bool = False) -> PageImage:
    style = random_register_style(3, form)
    style = dataclasses.replace(
        style,
        rows=6,
        face=Face("tinos"),
        rule_mm=0.2,
        history=0.0,
        cover=cover,
        sheet_in_heading=form == "plain",
    )
    drawn = draw_register(ROWS, style, HEADING, 200, default_rng(1))[0]
    return PageImage(Source("records/so.pdf", 1), np.ascontiguousarray(np.rot90(drawn, turns)), 200.0)


def read(page: PageImage) -> RegisterPage:
    found = read_register(page)
    assert found is not None
    return found


@pytest.fixture(scope="module", params=[("app15", 0), ("plain", 0), ("plain", 2)])
def result(request: pytest.FixtureRequest) -> tuple[PageImage, RegisterPage, str]:
    form, turns = request.param
    page = page_of(form, turns)
    return page, read(page), form


def test_every_row_is_read_and_counted(result) -> None:
    _, found, _ = result
    keys = [(row.number.value, row.area_m2.value, row.code.value, row.owner_kind.value) for row in found.rows]
    assert keys == [(row.number, row.area, row.code, row.kind) for row in ROWS]
    assert [row.owner.value for row in found.rows] == [row.owner for row in ROWS]
    assert found.counts["rows_found"] == 6
    assert found.counts["rows_empty"] == 2
    assert found.counts["rows_read"] == 4
    assert found.counts["rows_refused"] == 0
    assert found.findings == ()


def test_sheet_and_units_come_from_heading_or_column(result) -> None:
    _, found, form = result
    if form == "plain":
        assert (found.commune.value, found.province.value) == ("Xã Đại Bái", "Tỉnh Bắc Ninh")
        assert (found.sheet.value, found.sheet.agreed) == (7, True)
    else:
        assert [row.sheet.value for row in found.rows] == [7] * 4


def test_boxes_show_the_value_on_the_page_as_given(result) -> None:
    page, found, _ = result
    for row in found.rows:
        assert row.area_m2.source is not None
        assert row.area_m2.source.box is not None
        x0, y0, x1, y1 = (round(value) for value in row.area_m2.source.box)
        inside = page.pixels[y0 + 4 : y1 - 4, x0 + 4 : x1 - 4]
        assert inside.size > 0
        assert inside.min() < 128


def test_a_page_without_a_head_is_known_by_its_content() -> None:
    found = read(as_page(draw_table(sample_rows(10))))
    assert found.form == "content"
    assert [row.number.value for row in found.rows] == list(range(41, 51))
    assert [row.sheet.value for row in found.rows] == [7] * 10
    assert [row.code.value for row in found.rows] == [row[4] for row in sample_rows(10)]


def test_struck_and_unreadable_rows_are_kept_and_said() -> None:
    rows = sample_rows(10)
    rows[6] = ("7", "XX", *rows[6][2:])
    page = draw_table(rows)
    y = TOP + 2 * ROW + 32
    cv2.line(page, (LEFT, y), (LEFT + sum(WIDTHS), y), 50, 2)
    found = read(as_page(page))
    assert len(found.rows) == 10
    assert [i for i, row in enumerate(found.rows) if row.struck] == [2]
    unread = found.rows[6]
    assert unread.number.value is None or not unread.number.agreed
    if unread.number.value is None:
        assert found.counts["rows_refused"] == 1
        assert [finding.code for finding in found.findings] == ["value_unread"]


def test_a_cover_has_no_table() -> None:
    assert read_register(page_of("app15", cover=True)) is None


def test_a_column_with_nothing_in_it_is_said() -> None:
    rows = [(*row[:4], "") for row in sample_rows(6)]
    found = read(as_page(draw_table(rows)))
    assert [finding.values["what"] for finding in found.findings] == [Reason("column_of_land_uses")]


@pytest.mark.parametrize("taken_for", ["", "rank"])
def test_the_name_of_land_uses_read_over_another_column_costs_no_page(taken_for: str) -> None:
    page = page_of("plain")
    (table,) = find_tables(stand_up(page))
    misread = {"code": taken_for, "place": "code"}
    table = dataclasses.replace(table, roles=tuple(misread.get(role, role) for role in table.roles))
    found = register_of([table], page.source)
    assert found is not None
    assert [row.code.value for row in found.rows] == [row.code for row in ROWS]


def test_a_blank_column_without_a_name_is_not_that_of_land_uses() -> None:
    page = page_of("plain")
    (table,) = find_tables(stand_up(page))
    misread = {"code": "owner_address", "place": "code", "note": ""}
    table = dataclasses.replace(table, roles=tuple(misread.get(role, role) for role in table.roles))
    assert register_of([table], page.source) is None


@pytest.mark.parametrize(
    ("beside", "doubted"), [(set(), set()), ({3}, {3}), ({1, 3, 7, 9}, {1, 3, 7, 9}), (set(range(9)), set())]
)
def test_a_value_beside_print_in_a_column_without_a_name_is_doubted(
    beside: set[int], doubted: set[int]
) -> None:
    """A fold may part a holder's last name from him; a column of a list's own has something in most rows."""
    heads = ("Thua so", "Ten chu", "", "Dien tich (m2)", "Loai dat")
    rows = [
        (str(41 + i), "AN BINH", "CHI" if i in beside else "", f"{300 + 17 * i}.{i % 10}", "LUC")
        for i in range(16)
    ]
    page = read_register(as_page(draw_table([heads, *rows])))
    assert page is not None and len(page.rows) == 16
    assert {i for i, row in enumerate(page.rows) if not row.owner.agreed} == doubted
    assert {i for i, row in enumerate(page.rows) if not row.area_m2.agreed} == doubted
    assert all(row.number.agreed for row in page.rows)
