from __future__ import annotations

import numpy as np
import pytest

from pipeline.findings import describe
from pipeline.model import PageImage, Source
from pipeline.records.certificates import certificate_page, read_certificate
from synthetic.certificate import Extract, ExtractStyle, draw_extract
from synthetic.fonts import Face

EXTRACT = Extract(
    7,
    241,
    1190.1,
    "ONT+CLN",
    "Nguyễn Văn Bình",
    "Thôn Đông",
    np.array(
        [[553210.45, 2345678.12], [553241.07, 2345671.93], [553249.88, 2345640.31], [553222.16, 2345629.7]]
    ),
    2,
)


def page_of(ruled: bool, closing: bool, turns: int = 0) -> PageImage:
    style = ExtractStyle(
        Face("tinos"), 2.4, 5.6, 0.2, ruled, closing, closing, ".", "TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH"
    )
    drawn = draw_extract(EXTRACT, style, 200)
    return PageImage(Source("records/trich_luc.pdf"), np.ascontiguousarray(np.rot90(drawn, turns)), 200.0)


@pytest.mark.parametrize(("ruled", "closing", "turns"), [(True, True, 0), (False, False, 2)])
def test_fields_and_polygon(ruled: bool, closing: bool, turns: int) -> None:
    found = read_certificate(page_of(ruled, closing, turns))
    assert found is not None
    assert (found.sheet.value, found.number.value, found.code.value) == (7, 241, "ONT+CLN")
    assert found.area_m2.value == 1190.1
    assert found.owner.value == "Nguyễn Văn Bình"
    assert found.outline is not None
    assert np.allclose(found.outline.points, EXTRACT.corners)
    assert found.outline.proven


def test_a_page_without_coordinates_is_none() -> None:
    assert read_certificate(PageImage(Source("x"), np.full((600, 500), 250, np.uint8), 100.0)) is None


def test_the_page_is_told_without_its_owner() -> None:
    page = certificate_page(page_of(True, True))
    assert page is not None
    (told,) = page.findings
    assert (told.code, told.sheet, told.number) == ("certificate_outline", 7, 241)
    assert told.values == {"area": "1190.1", "code": "ONT+CLN", "corners": "4"}
    assert "Bình" not in describe(told)
    assert page.rows == ()
