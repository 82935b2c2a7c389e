from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from drawn_pages import EXTRACT, PLACE, image_of, of_form, style, with_corners
from numpy.random import default_rng

from pipeline.model import PageImage, RegisterPage, Source
from pipeline.records.sides import stand_up
from pipeline.records.untabled import read_untabled
from synthetic import certificate
from synthetic.margins import Heading
from synthetic.papers.desk import random_look
from synthetic.papers.forms import draw_paper
from synthetic.papers.others import draw_other
from synthetic.papers.taking import take
from synthetic.parcel_forms import FORMS
from synthetic.register import draw_register, random_register_style

HEADING = Heading("Xã Đại Bái", "Huyện Gia Bình", "Tỉnh Bắc Ninh", 9209, 7, (), 1, 4, 2015, "X")


def test_a_cover_names_its_units() -> None:
    book = dataclasses.replace(random_register_style(3, "app15"), cover=True)
    cover = read_untabled(stand_up(image_of(draw_register([], book, HEADING, 200, default_rng(1))[0])))
    assert isinstance(cover, RegisterPage)
    assert (cover.commune.value, cover.district.value) == ("Xã Đại Bái", "Huyện Gia Bình")


@pytest.mark.parametrize("turns", [1, 2])
def test_a_page_that_lies_on_its_side_or_head(turns: int) -> None:
    found = read_untabled(stand_up(of_form("app13", turns)))
    assert isinstance(found, tuple)
    assert [(parcel.sheet.value, parcel.number.value) for parcel in found] == [(7, 241)]


def test_a_page_of_corners_without_a_title_is_known_by_them() -> None:
    pixels = with_corners().pixels.copy()
    pixels[: round(100 / 25.4 * 200), :] = 250
    found = read_untabled(stand_up(image_of(pixels)))
    assert isinstance(found, tuple)
    (parcel,) = found
    assert (parcel.form, parcel.number.value) == ("corners", None)
    assert parcel.outline is not None and np.allclose(parcel.outline.points, EXTRACT.corners)


def test_a_table_of_control_points_is_none() -> None:
    rng = default_rng(8640)
    taken = take(draw_other("control points", rng, 200), "scan", rng)
    assert read_untabled(stand_up(PageImage(Source("records/diem.jpg"), taken.pixels, taken.dpi))) is None


@pytest.mark.parametrize("title", ["ĐƠN ĐĂNG KÝ BIẾN ĐỘNG ĐẤT ĐAI", "HỢP ĐỒNG CHUYỂN NHƯỢNG"])
def test_an_application_or_a_contract_is_no_evidence(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMS, "2003", dataclasses.replace(FORMS["2003"], title=title))
    drawn = certificate.draw_form("2003", EXTRACT, style(), 200, default_rng(4), PLACE)
    assert read_untabled(stand_up(image_of(drawn))) is None


def test_a_blank_page_is_none() -> None:
    assert read_untabled(stand_up(image_of(np.full((900, 700), 250, np.uint8)))) is None


@pytest.mark.parametrize("seed", [8646, 8650])
def test_a_border_of_ornaments_turns_no_page(seed: int) -> None:
    rng = default_rng(seed)
    look = dataclasses.replace(random_look(rng), frame="ornament")
    taken = take(draw_paper("survey sheet", rng, 127, look), "127 dpi", rng)
    assert stand_up(PageImage(Source("records/trich_do.jpg"), taken.pixels, taken.dpi)).turns[0] == 0
