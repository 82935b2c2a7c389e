"""Pages of the older and newer forms, drawn small: what is special in each comes out right."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest

from pipeline.model import PageImage, RegisterPage, Source
from pipeline.records.register import read_register
from pipeline.text import fold
from synthetic.fonts import Face
from synthetic.forms import RegisterStyle, random_register_style
from synthetic.margins import Heading
from synthetic.planted import Row
from synthetic.register import draw_register

HEADING = Heading("Xã Đại Bái", "Huyện Gia Bình", "Tỉnh Bắc Ninh", 9209, 7, (), 1, 4, 2015, "X")
ROWS = [
    Row(7, 41, "Nguyễn Văn Bình", "GDC", 432.5, "LUC", "Đồng Sau"),
    Row(7, 42, "Trần Thị Hoa", "GDC", 1250.0, "ONT+CLN", "Đồng Sau"),
    Row(7, 43, "UBND xã", "UBS", 98.7, "CLN", "Đồng Gò"),
    Row(7, 44, "Lê Minh Tâm", "GDC", 305.2, "NTS", "Đồng Gò"),
    Row(7, 45, "Phan Kim Yên", "GDC", 77.7, "BHK", "Đồng Gò"),
    Row(7, 46, "Đỗ Đình Luân", "GDC", 510.4, "LUK", "Đồng Gò"),
]


def style_of(form: str, **changes: object) -> RegisterStyle:
    style = random_register_style(3, form)
    plain = {
        "page_mm": (style.page_mm[0], 175.0),
        "rows": 7,
        "face": Face("tinos"),
        "history": 0.0,
        "spread": False,
        "totals": False,
    }
    return dataclasses.replace(style, **{**plain, **changes})  # type: ignore[arg-type]


def read(style: RegisterStyle, rows: list[Row] = ROWS, scan: int = 0) -> RegisterPage:
    drawn = draw_register(rows, style, HEADING, 200, np.random.default_rng(1))[scan]
    found = read_register(PageImage(Source("records/so.pdf"), drawn, 200.0))
    assert found is not None
    return found


def keys(page: RegisterPage) -> list[tuple[int | None, float | None, str | None]]:
    return [(row.number.value, row.area_m2.value, row.code.value) for row in page.rows]


WANTED = [(row.number, row.area, row.code) for row in ROWS]


@pytest.mark.parametrize("form", ["current", "book2004"])
def test_the_columns_of_the_present_state_are_read(form: str) -> None:
    page = read(style_of(form, shared=0.0))
    assert keys(page) == WANTED
    assert [fold(row.owner.value or "") for row in page.rows] == [fold(row.owner) for row in ROWS]


@pytest.mark.parametrize("dotted", [False, True])
def test_two_pages_on_one_scan_follow_each_other(dotted: bool) -> None:
    page = read(style_of("book1995", spread=True, rows=5, ditto=False, dotted=dotted))
    assert keys(page) == WANTED
    assert [row.sheet.value for row in page.rows] == [7] * 6
    assert page.counts["rows_found"] == 10
    assert page.counts["rows_empty"] == 4


def test_ditto_strokes_repeat_what_stands_above_and_are_not_sure() -> None:
    page = read(style_of("book1995", ditto=True))
    assert [row.place.value for row in page.rows] == [row.place for row in ROWS]
    assert [row.place.agreed for row in page.rows][1:4] == [False, True, False]


def test_a_total_is_no_parcel_and_checks_the_page() -> None:
    page = read(style_of("book2004", totals=True))
    assert keys(page) == WANTED
    assert (page.counts["rows_totals"], page.counts["rows_read"]) == (1, 6)
    assert (page.counts["totals_agreed"], page.counts["totals_differing"]) == (1, 0)
    assert page.findings == ()


@pytest.mark.parametrize("totals", [False, True])
def test_a_sum_of_the_sheet_is_no_parcel_and_no_sum_of_the_page(totals: bool) -> None:
    page = read(style_of("book2004", closings=True, totals=totals, rows=9))
    assert keys(page) == WANTED
    assert [(one.sheet.value, one.area_m2.value) for one in page.sheet_totals] == [(7, 2674.5)]
    assert (page.counts["totals_agreed"], page.counts["totals_differing"]) == (int(totals), 0)
    assert page.findings == ()


@pytest.mark.parametrize("title", ["GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT", "SỔ CẤP GIẤY CHỨNG NHẬN"])
def test_a_table_of_a_certificate_gives_no_rows_and_a_book_of_certificates_does(title: str) -> None:
    drawn = draw_register(ROWS, style_of("plain", title=title), HEADING, 200, np.random.default_rng(1))
    pages = [read_register(PageImage(Source("records/so.pdf"), page, 200.0)) for page in drawn]
    assert any(pages) == title.startswith("SỔ")


def test_a_total_that_does_not_fit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synthetic.register.sum", lambda values: 2000.0, raising=False)
    page = read(style_of("book2004", totals=True))
    assert [finding.code for finding in page.findings] == ["page_total_differs"]
    assert page.findings[0].values == {"stated": 2000.0, "found": 2674.5}
    assert (page.counts["totals_agreed"], page.counts["totals_differing"]) == (0, 1)
    assert not any(row.area_m2.agreed for row in page.rows)


def test_a_parcel_that_was_split_is_history_struck_or_not() -> None:
    noted = dataclasses.replace(ROWS[2], note="Hợp thành thửa đất số 90")
    page = read(style_of("book2004"), [*ROWS[:2], noted, *ROWS[3:]])
    assert [row.struck for row in page.rows] == [False, False, True, False, False, False]


def test_a_row_struck_in_red_ink_is_history_and_a_stamp_strikes_none() -> None:
    drawn = draw_register(ROWS, style_of("book2004"), HEADING, 200, np.random.default_rng(1))[0]
    grey = read_register(PageImage(Source("records/so.pdf"), drawn, 200.0))
    assert grey is not None
    boxes = [row.source.box for row in grey.rows]
    page = np.repeat(drawn[..., None], 3, 2) if drawn.ndim == 2 else drawn.copy()
    (x0, y0, x1, y1), (left, top, _, foot) = boxes[3], boxes[1]
    middle = round((y0 + y1) / 2)
    cv2.line(page, (round(x0) + 8, middle + 2), (round(x1) - 8, middle - 2), (205, 30, 35), 2)
    cv2.circle(page, (round(left) + 200, round((top + foot) / 2)), 90, (205, 30, 35), 3)
    found = read_register(PageImage(Source("records/so.pdf"), page, 200.0))
    assert found is not None
    assert [row.struck for row in found.rows] == [False, False, False, True, False, False]
    assert [key for key, row in zip(keys(found), found.rows, strict=True) if not row.struck] == [
        *WANTED[:3],
        *WANTED[4:],
    ]


def test_a_second_holder_has_a_line_of_the_same_parcel() -> None:
    page = read(style_of("current", shared=1.0, rows=12))
    assert [row.continues for row in page.rows] == [False, True] * 6


def test_a_page_of_one_holder_names_him_above_its_table() -> None:
    rows = [dataclasses.replace(row, owner="Trần Thị Hoa") for row in ROWS]
    page = read(style_of("owners"), rows)
    assert keys(page) == WANTED
    assert {row.owner.value for row in page.rows} == {"Trần Thị Hoa"}
    assert [row.sheet.value for row in page.rows] == [7] * 6
