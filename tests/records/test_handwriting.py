"""Print repeats its letters, a hand never does: one register printed, filled in by hand, and both mixed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawn_tables import as_page, draw_table, sample_rows
from numpy.random import default_rng

from pipeline.model import PageImage, Pixels, RegisterPage, Source
from pipeline.records import handwriting
from pipeline.records.cells import Cell
from pipeline.records.handwriting import find_handwriting
from pipeline.records.register import read_register
from synthetic.fonts import Face
from synthetic.forms import RegisterStyle
from synthetic.handwriting import Hand
from synthetic.margins import Heading
from synthetic.planted import Row
from synthetic.register import draw_register, random_register_style

FACE = Path("/usr/share/fonts/truetype/croscore/Arimo-Regular.ttf")
# A face of print, so that only the unrest of the hand tells it from print.
READERS = ["hand_head", "pp_ocr", "tesseract"]
HAND = Hand(FACE, FACE, slant=0.1, size=1.1, unrest=0.035)
HEADING = Heading("Xã Đại Bái", "Huyện Gia Bình", "Tỉnh Bắc Ninh", 9209, 7, (), 1, 4, 2015, "X")
NAMES = ("Nguyễn Văn Bình", "Trần Thị Hoa", "Hộ ông Lê Minh Tâm", "Bà Phạm Thị Hạnh")
ROWS = [
    Row(7, 41 + i, NAMES[i % 4], "GDC", round(187.3 + 57.9 * i, 1), ("LUC", "CLN", "ONT")[i % 3], "Đồng Sau")
    for i in range(14)
]
DPI = 200.0


def style(hand: Hand | None = None) -> RegisterStyle:
    plain = random_register_style(3, "book2004")
    return replace(
        plain, rows=14, face=Face("tinos"), rule_mm=0.2, dotted=False, history=0.0, totals=False, hand=hand
    )


def drawn(hand: Hand | None = None, rows: list[Row] | None = None) -> Pixels:
    clean = draw_register(rows or ROWS, style(hand), HEADING, DPI, default_rng(1))[0]
    return np.clip(clean + default_rng(2).normal(0, 4, clean.shape), 0, 255).astype(np.uint8)


def read(pixels: Pixels) -> RegisterPage:
    found = read_register(PageImage(Source("records/so.pdf"), pixels, DPI))
    assert found is not None
    return found


def codes(page: RegisterPage) -> list[str]:
    return [finding.code for finding in page.findings if finding.code.endswith("_by_hand")]


def test_a_printed_page_is_print() -> None:
    page = read(drawn())
    assert codes(page) == [] and page.counts["rows_by_hand"] == 0
    assert sum(row.area_m2.agreed and row.number.agreed and row.owner.agreed for row in page.rows) >= 13


def test_of_a_page_filled_in_by_hand_figures_and_codes_are_read_and_names_only_looked_at() -> None:
    page = read(drawn(HAND))
    assert len(page.rows) == page.counts["rows_by_hand"] == 14
    assert codes(page) == ["page_by_hand"]
    assert next(f.values for f in page.findings if f.code == "page_by_hand") == {"rows": 14}
    for row in page.rows:
        assert not row.owner.agreed and row.owner.confidence <= 0.5
        assert row.owner.value and row.owner.source is not None and row.owner.source.box is not None
    pairs = list(zip(page.rows, ROWS, strict=True))
    assert sum(row.number.value == true.number for row, true in pairs) >= 13
    assert sum(row.area_m2.value == true.area for row, true in pairs) >= 12
    assert all(row.code.value == true.code and row.owner_kind.value == true.kind for row, true in pairs)
    assert all(row.number.value == true.number for row, true in pairs if row.number.agreed)
    assert all(row.area_m2.value == true.area for row, true in pairs if row.area_m2.agreed)
    assert sum([reader for reader, _ in row.area_m2.said] == READERS for row in page.rows) >= 12
    assert not (page.sheet.agreed or page.commune.agreed)


def with_names_written(first: int, last: int) -> Pixels:
    """The printed page with the holders' names in rows [first, last) written by hand."""
    page, written = drawn(), drawn(HAND)
    px, form = DPI / 25.4, style()
    left, right = form.frame[:2]
    widths = np.cumsum([0.0, *(column.width for column in form.columns)])
    edges = left + (right - left) * widths / widths[-1]
    columns = slice(round((edges[1] + 0.6) * px), round((edges[2] - 0.6) * px))
    for row in range(first, last):
        top = form.frame[2] + form.head_mm + row * form.row_mm
        rows = slice(round((top + 0.6) * px), round((top + form.row_mm - 0.6) * px))
        page[rows, columns] = written[rows, columns]
    return page


def test_one_cell_written_on_a_printed_page_makes_its_row_wait() -> None:
    found = read(with_names_written(4, 5))
    assert [row.by_hand for row in found.rows] == [place == 4 for place in range(14)]
    assert codes(found) == ["row_by_hand"]
    assert not found.rows[4].owner.agreed
    assert found.rows[4].area_m2.agreed and found.rows[5].owner.agreed


def test_a_column_written_on_a_printed_page_is_told_as_the_page() -> None:
    found = read(with_names_written(0, 14))
    assert codes(found) == ["page_by_hand"]
    assert not any(row.owner.agreed for row in found.rows)


def test_too_little_ink_is_no_handwriting() -> None:
    assert codes(read(drawn(rows=ROWS[:1]))) == []
    assert find_handwriting({"number": [Cell((0.0, 0.0, 1.0, 1.0), ())]}) == handwriting.ByHand(
        False, frozenset()
    )


@pytest.mark.parametrize("rows", [2, 5])
def test_a_page_with_few_rows_is_still_told(rows: int) -> None:
    assert codes(read(drawn(HAND, ROWS[:rows]))) == ["page_by_hand"]
    assert codes(read(drawn(rows=ROWS[:rows]))) == []


def test_plotter_letters_are_print() -> None:
    found = read_register(as_page(draw_table(sample_rows(10))))
    assert found is not None and codes(found) == []


def test_a_cell_is_told_by_all_of_its_pieces() -> None:
    print_ = np.full(300, 0.0005)

    def stands_out(*pieces: float, page: np.ndarray = print_) -> bool:
        return handwriting._stands_out(pieces, np.sort([*page, *pieces]))

    assert stands_out(0.02, 0.05, 0.1)
    assert not stands_out(0.0005, 0.05, 0.1)  # a fold through two figures of print
    assert not stands_out(0.3)
    assert stands_out(0.001, *[0.03] * 9)
    assert not stands_out(*[0.0035] * 9) and stands_out(*[0.0037] * 9)
    worn = np.concatenate([print_[:270], np.full(30, 0.06)])
    assert not stands_out(0.02, 0.05, 0.1, page=worn)  # every tenth piece of its page is as unlike
    assert stands_out(*[0.05] * 8, page=worn)
