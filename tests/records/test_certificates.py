from __future__ import annotations

import numpy as np
import pytest
from drawn_pages import EXTRACT, image_of, of_form, with_corners

from pipeline.findings import describe
from pipeline.records.certificates import parcel_page_by_corners, parcel_page_of
from pipeline.records.sides import stand_up, upright


@pytest.mark.parametrize(("ruled", "closing"), [(True, True), (False, False)])
def test_fields_and_polygon(ruled: bool, closing: bool) -> None:
    found = parcel_page_of(upright(stand_up(with_corners(ruled, closing))))
    assert found is not None
    assert (found.form, found.sheet.value, found.number.value) == ("extract", 7, 241)
    assert (found.code.value, found.area_m2.value) == ("ONT+CLN", 1190.1)
    assert found.outline is not None and found.outline.proven
    assert np.allclose(found.outline.points, EXTRACT.corners)
    assert found.findings == ()


@pytest.mark.parametrize(
    ("name", "form", "issued"),
    [
        ("app13", "extract", ""),
        ("app12", "survey", ""),
        ("1993", "certificate", "1993"),
        ("2003", "certificate", "2003"),
        ("2009", "certificate", "2009"),
        ("2024", "certificate", "2024"),
    ],
)
def test_forms_without_corners(name: str, form: str, issued: str) -> None:
    found = parcel_page_of(upright(stand_up(of_form(name))))
    assert found is not None
    assert (found.form, found.issued, found.commune.value) == (form, issued, "Xã Thụy Hòa")
    read = (found.sheet, found.number, found.area_m2, found.code)
    assert [reading.value for reading in read] == [7, 241, 1190.1, "ONT+CLN"]
    assert all(reading.agreed for reading in read)
    assert found.outline is None
    lengths = np.hypot(*(np.roll(EXTRACT.corners, -1, axis=0) - EXTRACT.corners).T).round(2)
    wanted = lengths.tolist() if name.startswith("app") else []
    assert [edge.value for edge in found.edges_m] == wanted


def test_a_page_without_words_of_a_parcel_is_none() -> None:
    side = upright(stand_up(image_of(np.full((900, 700), 250, np.uint8))))
    assert parcel_page_of(side) is None
    assert parcel_page_by_corners(side) is None


def test_nothing_that_is_kept_or_told_names_the_holder() -> None:
    drawn = with_corners().pixels.copy()
    drawn[round(122 / 25.4 * 200) : round(134 / 25.4 * 200), round(155 / 25.4 * 200) :] = 250
    found = parcel_page_of(upright(stand_up(image_of(drawn))))
    assert found is not None
    (told,) = found.findings
    assert told.code == "certificate_doubtful"
    assert "Bình" not in describe(told) and "Bình" not in repr(found).replace("Bắc", "")
