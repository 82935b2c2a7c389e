from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest
from drawn_pages import PLACE, image_of
from drawn_tables import as_page, draw_table, sample_rows
from numpy.random import default_rng

from pipeline.model import CertificatePage, ParcelPage, RegisterPage
from pipeline.records.ruled import read_ruled
from pipeline.records.sides import stand_up
from synthetic.certificate_table import ListStyle, StatedParcel, draw_list, random_list_style
from synthetic.fonts import Face
from synthetic.margins import Heading
from synthetic.papers.desk import random_look
from synthetic.papers.forms import draw_paper
from synthetic.papers.taking import take
from synthetic.planted import Row
from synthetic.register import draw_register, random_register_style

PARCELS = [
    StatedParcel(7, 241, 1190.1, "ONT+CLN"),
    StatedParcel(7, 95, 360.0, "LUC"),
    StatedParcel(12, 318, 72.4, "BHK"),
]


def style(**changes: object) -> ListStyle:
    drawn = random_list_style(default_rng(2))
    table = dataclasses.replace(drawn.table, face=Face("tinos"), decimal_mark=",", rule_mm=0.2)
    return dataclasses.replace(ListStyle(table, in_words=False, title="", total=False), **changes)


def read(parcels: list[StatedParcel], **changes: object) -> tuple[ParcelPage, ...]:
    found = read_ruled(
        stand_up(image_of(draw_list(parcels, "Nguyễn Văn Bình", PLACE, style(**changes), 200)))
    )
    assert isinstance(found, tuple)
    *parcels_on, certificate = found
    assert isinstance(certificate, CertificatePage) and "parcel" in certificate.parts
    return tuple(page for page in parcels_on if isinstance(page, ParcelPage))


def values(found: tuple[ParcelPage, ...]) -> list[tuple[int | None, int | None, float | None, str | None]]:
    return [(one.sheet.value, one.number.value, one.area_m2.value, one.code.value) for one in found]


@pytest.mark.parametrize("in_words", [False, True])
@pytest.mark.parametrize("title", ["", "II. NHỮNG THỬA ĐẤT ĐƯỢC QUYỀN SỬ DỤNG"])
def test_a_certificate_says_something_of_each_parcel_it_lists(in_words: bool, title: str) -> None:
    found = read(PARCELS, in_words=in_words, title=title)
    assert values(found) == [(one.sheet, one.number, one.area, one.code) for one in PARCELS]
    assert {one.form for one in found} == {"certificate"}
    boxes = [one.source.box for one in found]
    assert None not in boxes and len(set(boxes)) == 3


def test_the_parcel_lies_where_the_page_says_and_not_where_its_holder_lives() -> None:
    assert {one.commune.value for one in read(PARCELS)} == {"Xã Thụy Hòa"}
    later = read(PARCELS, title="II. THỬA ĐẤT ĐƯỢC QUYỀN SỬ DỤNG")
    assert {one.commune.value for one in later} == {None}


def test_the_sum_is_no_parcel() -> None:
    found = read(PARCELS, total=True)
    assert [one.number.value for one in found] == [241, 95, 318]
    assert all(one.area_m2.agreed for one in found)


def test_a_second_use_below_leaves_area_and_use_of_its_parcel_in_doubt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("synthetic.certificate_table.sum", lambda areas: 55.5, raising=False)
    *others, last = read(PARCELS, total=True)
    assert all(one.area_m2.agreed and one.code.agreed for one in others)
    assert (last.number.value, last.area_m2.agreed, last.code.agreed) == (318, False, False)


def test_a_register_gives_its_rows() -> None:
    heading = Heading("Xã Đại Bái", "Huyện Gia Bình", "Tỉnh Bắc Ninh", 9209, 7, (), 1, 4, 2015, "X")
    row = Row(7, 241, "Nguyễn Văn Bình", "GDC", 1190.1, "LUC", "Thôn Đông")
    book = dataclasses.replace(random_register_style(3, "plain"), cover=False, history=0.0, shared=0.0)
    page = read_ruled(stand_up(image_of(draw_register([row] * 5, book, heading, 200, default_rng(1))[0])))
    assert isinstance(page, RegisterPage) and len(page.rows) == 5


@pytest.mark.parametrize(
    ("title", "is_register"), [("SO MUC KE DAT DAI", True), ("TRICH LUC THUA DAT", False)]
)
def test_a_table_under_the_title_of_a_page_about_one_parcel_is_no_register(
    title: str, is_register: bool
) -> None:
    drawn = draw_table(sample_rows())
    cv2.putText(drawn, title, (300, 100), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 30, 2, cv2.LINE_AA)
    assert isinstance(read_ruled(stand_up(as_page(drawn))), RegisterPage) == is_register
    assert isinstance(read_ruled(stand_up(as_page(drawn)), stated=True), RegisterPage)


def test_a_page_without_a_table_is_none() -> None:
    assert read_ruled(stand_up(image_of(np.full((900, 700), 250, np.uint8)))) is None


def test_a_certificate_in_a_frame_with_what_is_filled_in_on_leaders() -> None:
    """Its title and what stands on dots of leaders tell that its table is none of a register."""
    rng = default_rng(8640)
    paper = draw_paper("certificate 1993", rng, 200, dataclasses.replace(random_look(rng), frame="double"))
    found = read_ruled(stand_up(image_of(take(paper, "scan", rng).pixels)))
    assert isinstance(found, tuple) and isinstance(found[0], ParcelPage)
    stated = paper.stated
    assert str(found[0].number.value) == stated["number"] and str(found[0].sheet.value) == stated["sheet"]
    assert (found[0].code.value, str(found[0].area_m2.value)) == (stated["code"], stated["area_m2"])
