from __future__ import annotations

import numpy as np
import pytest

from pipeline import ocr
from pipeline.model import Reading, Source
from pipeline.ocr import Text
from pipeline.records import names
from pipeline.records.cells import Cell

PLACE = Source("records/so.pdf", 2)
CELL = Cell((1.0, 2.0, 3.0, 4.0), (np.full((40, 90), 255, np.uint8),))


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch):
    """First and second looks of both readers, one text a cell."""

    def say(head: list[str], tesseract: list[str], narrow: list[str] = (), large: list[str] = ()) -> None:
        heads, others = iter([head, narrow]), iter([tesseract, large])
        monkeypatch.setattr(ocr, "read_vietnamese", lambda images: [Text(t, 0.8) for t in next(heads)])
        monkeypatch.setattr(
            ocr, "read_tesseract", lambda images, language: [Text(t, 0.9) for t in next(others)]
        )

    return say


def test_equal_texts_are_agreed(readers) -> None:
    readers(["Đỗ Thị  Ấm"], ["Ðỗ Thị Ấm"])
    (name,) = names.read_texts([CELL], PLACE)
    assert (name.value, name.agreed) == ("Đỗ Thị Ấm", True)


def test_disputed_words_are_voted_and_never_agreed(readers) -> None:
    readers(["Vỉ Văn Sơn"], ["Vị Văn Sơn"], ["Vi Văn Sơn"], ["Vi Văn Sơn"])
    (name,) = names.read_texts([CELL], PLACE)
    assert (name.value, name.agreed) == ("Vi Văn Sơn", False)
    assert name.said == (("name_head", "Vỉ Văn Sơn"), ("tesseract", "Vị Văn Sơn"))
    assert {text for text, _ in name.alternatives} == {"Vỉ Văn Sơn", "Vị Văn Sơn"}
    assert name.confidence <= 0.5


def test_words_agreed_elsewhere_in_the_column_tip_a_tie(readers) -> None:
    readers(["Đồng Chằm", "Đồng Chắm"], ["Đồng Chằm", "Đồng Chằm"], ["Đồng Chắm"], ["Đồng Chằm"])
    first, second = names.read_texts([CELL, CELL], PLACE)
    assert (first.value, first.agreed) == ("Đồng Chằm", True)
    assert (second.value, second.agreed) == ("Đồng Chằm", False)


def test_blank_cell_is_none(readers) -> None:
    readers([], [])
    (name,) = names.read_texts([Cell((1.0, 2.0, 3.0, 4.0), ())], PLACE)
    assert (name.value, name.text) == (None, "")


def test_ditto_marks_repeat_the_value_above() -> None:
    column = [Reading("Đồng Sau", "Đồng Sau", 0.9, agreed=True), Reading('"', '"', 0.9, agreed=True)]
    filled = names.fill_dittos(column)
    assert (filled[1].value, filled[1].text, filled[1].agreed) == ("Đồng Sau", '"', False)
    assert names.fill_dittos(column[1:])[0].value is None
