from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from openpyxl import load_workbook

from pipeline.catalogue import FINDINGS
from pipeline.delivery import layers
from pipeline.handin.acceptance import Checked, Outcome, outcomes
from pipeline.handin.acceptance_files import write_error_lists, write_record
from pipeline.handin.dossiers import filled
from pipeline.handin.mapping import acceptance_form
from pipeline.model import Commune, PageLook, ScannedPage, Source

FORM = acceptance_form()


@pytest.fixture
def found(frames: dict[str, pd.DataFrame], commune: Commune) -> list[Outcome]:
    rows = {layer.name: list(filled(frames[layer.name])) for layer in layers.LAYERS if layer.name in frames}
    loose = [ScannedPage(Source("records/bia.png"), "register", "0")]
    return outcomes(FORM, Checked(rows, commune, loose, 4))


def of(found: list[Outcome], words: str) -> Outcome:
    return next(outcome for outcome in found if words in outcome.item.title)


def test_every_code_and_column_of_the_form_is_one_of_the_delivery() -> None:
    columns = {column.name for column in layers.PARCELS.columns}
    assert {code for item in FORM.items for code in item.findings} <= FINDINGS.keys()
    assert {item.lacks for item in FORM.items if item.lacks} <= columns


def test_errors_are_counted_and_listed_with_their_parcel(found: list[Outcome]) -> None:
    areas, loose = of(found, "diện tích"), of(found, "PDF/A")
    assert areas.count == 32 and [error[:3] for error in areas.errors] == [("07321", 1, 3)]
    assert loose.count == 4 and loose.errors[0][3] == "records/bia.png#1"
    lacking = of(found, "diện tích theo giấy tờ").errors
    assert [error[1:3] for error in lacking] == [(1, 11), (2, 11)]


def test_what_nobody_can_check_here_says_so(found: list[Outcome]) -> None:
    assert {outcome.item.title for outcome in found if outcome.count is None} == {
        "Tiếp biên giữa các đơn vị hành chính", "Ký số tệp quét và sổ", "Siêu dữ liệu của xã",
    }  # fmt: skip


def test_the_record_has_all_items_and_empty_lines_to_sign(
    found: list[Outcome], commune: Commune, tmp_path: Path
) -> None:
    for name in ("a.docx", "b.docx"):
        write_record(tmp_path / name, FORM, found, commune, "ds.xlsx")
    items, signatures = Document(str(tmp_path / "a.docx")).tables
    assert [row.cells[1].text for row in items.rows[1:]] == [item.title for item in FORM.items]
    assert len(signatures.rows[0].cells) == 3
    assert items.columns[1].width > 2 * items.columns[0].width, "room for the text, in LibreOffice too"
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_each_item_with_errors_has_its_list(found: list[Outcome], tmp_path: Path) -> None:
    look = PageLook((10, 10), 300.0, 280.0, 0.5)
    write_error_lists(
        tmp_path / "ds.xlsx", FORM, found, [ScannedPage(Source("maps/1.tif"), "sheet", "0", look)]
    )
    book = load_workbook(tmp_path / "ds.xlsx")
    expected = [f"Muc_{number}" for number, outcome in enumerate(found, 1) if outcome.errors]
    assert book.sheetnames == ["Muc", *expected, FORM.pages_sheet]
    (page,) = book[FORM.pages_sheet].iter_rows(min_row=2, values_only=True)
    assert page == ("maps/1.tif", 1, "sheet", 300, 280, 0.5)
    cover = {row[1]: row[4] for row in book["Muc"].iter_rows(min_row=2, values_only=True)}
    assert cover["Giấy tờ pháp lý với bản đồ: giấy không khớp, không thấy thửa"] == FORM.nothing
    assert cover["Chất lượng ảnh quét từng trang: độ nét, độ rõ"] == FORM.nothing
