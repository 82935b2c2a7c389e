from __future__ import annotations

from dataclasses import replace

from delivery.conftest import paper_outline

from pipeline.delivery.outline_rows import drawing_name, is_of_paper
from pipeline.delivery.project import _papers, _scans
from pipeline.delivery.tables import tables
from pipeline.model import Commune, Source


def test_a_row_says_what_the_paper_says_and_how_well_its_drawing_lies(commune: Commune) -> None:
    (row,) = tables(commune)["hinh_tren_giay"].to_dict("records")
    assert (row["ma_xa_cu"], row["so_hieu_to_ban_do"], row["so_thu_tu_thua"]) == ("07321", 2, 5)
    assert (row["loai_giay"], row["trang_thai"], row["toa_do_chac"]) == ("trich_luc", "can_kiem_tra", True)
    assert (row["so_dinh"], row["dien_tich_giay"]) == (4, 484.0)
    assert row["dien_tich"] == round(row["geom"].area, 1)
    assert (row["anh"], row["so_diem"], row["so_mat_luoi"]) == ("giay_1.tif", 5, 1)
    assert row["kieu_nan"] == "helmert" and row["sai_so_m"] < 0.001
    assert "trich luc" in row["nguon"]


def test_pictures_are_numbered_by_the_pages_that_have_one(commune: Commune) -> None:
    pages = [
        paper_outline(source=Source("records/a.pdf", 1), drawing=None),
        paper_outline(source=Source("records/a.pdf", 2)),
        paper_outline(source=Source("records/b.pdf", 1)),
    ]
    rows = tables(replace(commune, paper_outlines=tuple(pages)))["hinh_tren_giay"]
    assert list(rows["anh"].fillna("")) == ["", "giay_1.tif", "giay_2.tif"]
    assert drawing_name(2) == "giay_2.tif"


def test_pictures_of_papers_are_no_sheets() -> None:
    pictures = ["07321_1.tif", "giay_10.tif", "giay_2.tif", "chuaro_1.tif"]
    assert [each for each in pictures if is_of_paper(each)] == ["giay_10.tif", "giay_2.tif"]
    assert [scan.file for scan in _scans(pictures)] == ["07321_1.tif", "chuaro_1.tif"]
    assert [scan.file for scan in _papers(pictures)] == ["giay_2.tif", "giay_10.tif"]
