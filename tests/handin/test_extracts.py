from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pypdfium2 import PdfDocument
from shapely.geometry import Point, Polygon, box

from pipeline.handin.dossiers import Dossier
from pipeline.handin.extracts import atlas, corners_of, edges_m, scale_of, write_extract
from pipeline.handin.mapping import extract_form
from pipeline.model import Commune

FORM = extract_form()


def text_of(path: Path) -> list[str]:
    with PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def drawn(folder: Path, commune: Commune, held: list[Dossier], dossier: Dossier) -> list[str]:
    write_extract(folder / "a.pdf", FORM, dossier, atlas(commune, held))
    return text_of(folder / "a.pdf")


def test_it_says_what_the_delivery_says(
    tmp_path: Path, commune: Commune, held: list[Dossier], personal: tuple[str, ...]
) -> None:
    (page,) = drawn(tmp_path, commune, held, held[5])
    assert "Số thứ tự thửa đất: 6; Tờ bản đồ số: 1" in page and "484,0 m²" in page and personal[0] in page
    assert "2369973,00" in page and "412049,00" in page and page.count("22,00") >= 4
    assert "107°00′" in page and "CHƯA KIỂM TRA" not in page


def test_its_area_is_the_one_that_the_map_prints(
    tmp_path: Path, commune: Commune, held: list[Dossier]
) -> None:
    land = {**(held[5].land or {}), "dien_tich": 483.9, "dien_tich_ban_do": 484.0, "dien_tich_phap_ly": 484.0}
    (page,) = drawn(tmp_path, commune, held, Dossier(land, held[5].records))
    assert page.count("484,0") == 2 and "483,9" not in page  # in the text and in the sketch, no change told


def test_it_names_where_the_sheet_was_drawn_and_the_address_of_a_sure_certificate(
    tmp_path: Path, commune: Commune, held: list[Dossier]
) -> None:
    sure = {"dia_chi_chu": "Thôn Thử Một", "trang_thai": "khop"}
    for certificate, told in ((None, False), (sure, True), ({**sure, "trang_thai": "can_kiem_tra"}, False)):
        dossier = replace(held[5], certificate=certificate)
        page = " ".join("".join(drawn(tmp_path, commune, held, dossier)).split())
        assert "lập tại: xã Thử Nghiệm, Yên Thế, tỉnh Bắc Giang" in page
        assert ("trú: Thôn Thử Một" in page) == told


def test_what_nobody_accepted_says_so_and_tells_the_papers(
    tmp_path: Path, commune: Commune, held: list[Dossier]
) -> None:
    (page,) = drawn(tmp_path, commune, held, held[2])
    assert "CHƯA KIỂM TRA" in page and "448,0 m²" in page


def test_neighbours_on_all_sides_are_named(tmp_path: Path, commune: Commune, held: list[Dossier]) -> None:
    (page,) = drawn(tmp_path, commune, held, held[5])
    words = page.split()
    assert all(number in words for number in ("2", "5", "7", "10"))


def test_corners_begin_in_the_north_west_and_go_round_clockwise() -> None:
    """Not at the northernmost, the second here: so begins the extract of QGIS, too."""
    corners = corners_of(Polygon([(0, 0), (10, 0), (10, 21), (0, 20)]))
    assert corners.tolist() == [[0, 20], [10, 21], [10, 0], [0, 0]]
    assert edges_m(corners).tolist() == pytest.approx([101**0.5, 21, 10, 20])


@pytest.mark.parametrize(
    ("side_m", "scale"), [(14.2, 200), (14.3, 500), (71, 1000), (700, 10_000), (900, 13_000)]
)
def test_the_scale_is_the_largest_that_fits(side_m: float, scale: int) -> None:
    assert scale_of(corners_of(box(0, 0, side_m, side_m / 2))) == scale


def test_many_corners_go_on_on_further_pages(tmp_path: Path, commune: Commune, held: list[Dossier]) -> None:
    around = Point(412060, 2369900).buffer(10, quad_segs=20)
    dossier = Dossier({**(held[0].land or {}), "geom": around}, held[0].records)
    pages = drawn(tmp_path, commune, held, dossier)
    count = len(around.exterior.coords) - 1
    assert len(pages) == 1 + int(np.ceil((count - 20) / 55))
    assert str(count) in pages[-1].split()
