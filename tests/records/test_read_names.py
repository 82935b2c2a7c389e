from __future__ import annotations

import numpy as np
import pytest

from pipeline import ocr
from pipeline.ctc import Scores
from pipeline.model import Reading, Source
from pipeline.ocr import Text
from pipeline.records import names
from pipeline.records.cells import Cell

PLACE = Source("records/so.pdf", 2)
PICTURE = np.full((40, 90), 255, np.uint8)
CELL = Cell((1.0, 2.0, 3.0, 4.0), (PICTURE,))
SURE = 0.999


def scores(*texts: str, sure: float = SURE) -> Scores:
    """A line in which a network sees the first text with that probability a letter, or the second."""
    letters = ocr.VIETNAMESE_LETTERS
    found = np.full((2 * len(texts[0]) + 1, 1 + len(letters)), 1e-6)
    found[::2, 0] = 1.0
    for place, signs in enumerate(zip(*texts, strict=True)):
        for sign, share in zip(signs, (sure, 1 - sure), strict=False):
            found[2 * place + 1, letters.index(sign) + 1] += share
    return np.log(found / found.sum(axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch):
    """What the head, the reader of lines and Tesseract make of each line."""

    def say(*lines: tuple[Scores, Scores, str]) -> None:
        heads, own, texts = zip(*lines, strict=True) if lines else ((), (), ())
        monkeypatch.setattr(ocr, "score_vietnamese", lambda images: list(heads))
        monkeypatch.setattr(ocr, "score_lines", lambda images: list(own))
        monkeypatch.setattr(ocr, "read_tesseract", lambda images, language: [Text(t, 0.9) for t in texts])

    return say


def test_what_all_say_is_agreed(readers) -> None:
    readers((scores("Đỗ Thị Ấm"), scores("Đỗ Thị Ấm"), "Ðỗ Thị  Ấm"))
    (name,) = names.read_texts([CELL], PLACE)
    assert (name.value, name.agreed, name.alternatives) == ("Đỗ Thị Ấm", True, ())
    assert name.confidence > 0.95


def test_tesseract_and_one_network_are_agreed_and_the_other_is_heard(readers) -> None:
    readers((scores("Vi Văn Sơn"), scores("Vị Văn Sơn", "Vi Văn Sơn", sure=0.6), "Vi Văn Sơn"))
    (name,) = names.read_texts([CELL], PLACE)
    assert (name.value, name.agreed) == ("Vi Văn Sơn", True)
    assert name.said == (
        ("name_head", "Vi Văn Sơn"), ("line_reader", "Vị Văn Sơn"), ("tesseract", "Vi Văn Sơn"),
    )  # fmt: skip


def test_two_networks_alone_are_not_agreed_for_they_learnt_from_the_same_lines(readers) -> None:
    readers((scores("Vi Văn Sơn"), scores("Vi Văn Sơn"), "Vị Văn Sơn"))
    (name,) = names.read_texts([CELL], PLACE)
    assert (name.value, name.agreed) == ("Vi Văn Sơn", False)
    assert name.confidence <= 0.5


def test_words_read_elsewhere_in_the_column_tip_a_tie(readers) -> None:
    sure = (scores("Đồng Chằm"), scores("Đồng Chằm"), "Đồng Chằm")
    tied = (scores("Đồng Chắm", "Đồng Chằm", sure=0.6), scores("Đồng Chắm", "Đồng Chằm", sure=0.6), "Đông")
    readers(sure, tied)
    assert [name.value for name in names.read_texts([CELL, CELL], PLACE)] == ["Đồng Chằm"] * 2
    readers(tied)
    assert names.read_texts([CELL], PLACE)[0].value == "Đồng Chắm"


def test_what_each_reads_otherwise_is_the_likeliest_and_not_agreed(readers) -> None:
    readers((scores("Vỉ", "Vi", sure=0.6), scores("Vị", "Vi", sure=0.6), "Vĩ"))
    (name,) = names.read_texts([CELL], PLACE)
    assert (name.value, name.agreed) == ("Vi", False)  # second to both networks, and nearly as likely
    assert name.confidence <= 0.5
    assert {"Vỉ", "Vị"} <= {text for text, _ in name.alternatives}


def test_the_spelling_decides_where_readers_are_in_two_minds(readers) -> None:
    readers((scores("Bẩv", "Bẩy", sure=0.6), scores("Bẩy", "Bẩv", sure=0.5), "Bẩ"))
    (name,) = names.read_texts([CELL], PLACE)
    assert name.value == "Bẩy"


def test_a_text_that_runs_on_beyond_its_cell_is_never_agreed(readers) -> None:
    readers((scores("Vi"), scores("Vi"), "Vi"))
    (name,) = names.read_texts([Cell(CELL.box, (PICTURE,), cut=True)], PLACE)
    assert (name.value, name.agreed) == ("Vi", False)


@pytest.mark.parametrize(("cut", "of", "agreed"), [(1, 4, True), (2, 20, True), (2, 19, False)])
def test_where_many_texts_run_on_beyond_their_column_none_of_it_is_agreed(
    readers, cut: int, of: int, agreed: bool
) -> None:
    readers(*[(scores("Vi"), scores("Vi"), "Vi")] * of)
    cells = [Cell(CELL.box, (PICTURE,), cut=True)] * cut + [CELL] * (of - cut)
    found = names.read_texts(cells, PLACE)
    assert [name.agreed for name in found] == [False] * cut + [agreed] * (of - cut)
    assert all((name.confidence > 0.5) is name.agreed for name in found)


def test_lines_of_a_cell_are_one_text_as_sure_as_the_least(readers) -> None:
    readers((scores("Vi"), scores("Vi"), "Vi"), (scores("Ty", "Tý", sure=0.6), scores("Tý"), "Ty"))
    (name,) = names.read_texts([Cell(CELL.box, (PICTURE, PICTURE))], PLACE)
    assert name.value == "Vi Tý" and name.said[2] == ("tesseract", "Vi Ty")
    assert name.alternatives[0][0] == "Vi Ty"


def test_print_that_no_reader_knows_is_told(readers) -> None:
    blank = scores("")
    readers((blank, blank, ""))
    (name,) = names.read_texts([CELL], PLACE)
    assert (name.value, name.text) == (None, "?")


def test_blank_cell_is_none(readers) -> None:
    readers()
    (name,) = names.read_texts([Cell((1.0, 2.0, 3.0, 4.0), ())], PLACE)
    assert (name.value, name.text) == (None, "")


def test_ditto_marks_repeat_the_value_above() -> None:
    column = [Reading("Đồng Sau", "Đồng Sau", 0.9, agreed=True), Reading('"', '"', 0.9, agreed=True)]
    filled = names.fill_dittos(column)
    assert (filled[1].value, filled[1].text, filled[1].agreed) == ("Đồng Sau", '"', False)
    assert names.fill_dittos(column[1:])[0].value is None
