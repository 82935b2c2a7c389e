from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from pipeline.delivery.tables import tables
from pipeline.handin.dossiers import Dossier, dossiers
from pipeline.handin.mapping import register_form
from pipeline.handin.register import Section, sections
from pipeline.handin.register_pages import write_register_book
from pipeline.handin.register_sheets import write_register
from pipeline.handin.statistics import statistics
from pipeline.model import Commune

FORM = register_form()


@pytest.fixture
def made(held: list[Dossier]) -> list[Section]:
    return sections(held, FORM)


def test_sheets_follow_each_other_and_parcels_in_them(made: list[Section]) -> None:
    assert [(section.sheet, section.parcels) for section in made] == [(1, 16), (2, 16), (None, 0)]
    assert [line.cells[1] for line in made[0].lines] == list(range(1, 17))
    assert made[0].area_m2 == pytest.approx(16 * 484)


def test_land_and_papers_stand_side_by_side_and_differences_are_marked(made: list[Section]) -> None:
    lines = made[0].lines
    assert lines[0].cells[4:8] == ("LUC", 484, "LUC", 484) and lines[0].differing == ()
    assert lines[2].cells[5] == 484 and lines[2].cells[7] == 448 and lines[2].differing == (5, 7)
    assert lines[6].cells[6] == "ONT+CLN" and lines[6].differing == (4, 6)
    assert lines[10].cells[6:8] == (None, None) and lines[10].differing == ()


def test_what_waits_says_so(made: list[Section]) -> None:
    waiting = [line.cells[1] for line in made[0].lines if "Chưa kiểm tra" in (line.cells[8] or "")]
    assert waiting == [3, 7]


def test_each_further_holder_has_a_line_without_the_land(commune: Commune) -> None:
    both = replace(commune, records=(*commune.records, commune.records[0]))
    first, second = sections(dossiers(tables(both)), FORM)[0].lines[:2]
    assert second.cells[2] == first.cells[2] and second.cells[:2] == (None, None)


def test_the_spreadsheet_has_all_lines_and_sums(
    made: list[Section], held: list[Dossier], tmp_path: Path
) -> None:
    path = tmp_path / "so.xlsx"
    write_register(path, FORM, made, statistics(held, []))
    book = load_workbook(path)
    rows = [*book["So_muc_ke"].iter_rows(min_row=3, values_only=True)]
    assert len(rows) == 33 + 3
    assert rows[16][5] == 16 * 484
    assert book["So_muc_ke"]["F5"].fill.fgColor.rgb == "FFFFF2A8"
    last = [*book["Thong_ke"].iter_rows(values_only=True)][-1]
    assert last[3] == 32 * 484


def test_the_book_has_a_cover_and_a_page_for_each_sheet(
    made: list[Section], commune: Commune, tmp_path: Path
) -> None:
    write_register_book(tmp_path / "so.pdf", FORM, made, commune)
    with PdfDocument(tmp_path / "so.pdf") as book:
        texts = [page.get_textpage().get_text_bounded() for page in book]
        assert [round(x) for x in book[1].get_size()] == [1191, 842]
    assert len(texts) == 4 and "SỔ MỤC KÊ ĐẤT ĐAI" in texts[0]
    assert all(word in texts[0] for word in ("Tỉnh Bắc Ninh", "Quyển số:", "GIÁM ĐỐC"))
    assert " ".join(commune.code) in " ".join(texts[0].split())
    assert "Tờ bản đồ số 1" in texts[1] and "Cộng tờ 1: 16 thửa" in texts[1] and "7744,0" in texts[1]
    assert "Tờ bản đồ số 2" in texts[2]


def test_many_lines_take_many_pages_and_none_is_lost(
    made: list[Section], commune: Commune, tmp_path: Path
) -> None:
    long = replace(made[0], lines=made[0].lines * 10)
    write_register_book(tmp_path / "so.pdf", FORM, [long], commune)
    with PdfDocument(tmp_path / "so.pdf") as book:
        texts = "\n".join(page.get_textpage().get_text_bounded() for page in book)
        assert len(book) > 3
    assert texts.count("Nguyễn Văn Thử") == 150
