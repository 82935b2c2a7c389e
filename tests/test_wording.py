from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.model import InputFile, Known, Reason, Source, Value
from pipeline.wording import fill, one_line, say


def test_a_decimal_point_is_a_comma_in_vietnamese() -> None:
    assert fill("{area:.1f} m²", {"area": 1234.56}) == "1234,6 m²"
    assert fill("{area:.1f} m²", {"area": 1234.56}, english=True) == "1234.6 m²"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (7, "7"),
        (np.float64(0.5), "0,5"),
        (None, "?"),
        (Known("LUC 1.5"), "LUC 1.5"),
        (InputFile("maps/ong A.tif"), "một tệp"),
        (Source("maps/ong A.tif", 2, (1.0, 2.0, 3.0, 4.0)), "một tệp"),
        (Path("/a/b.c"), "/a/b.c"),
        ("1.5", "1.5"),
        (Reason("empty_file"), "tệp rỗng"),
        ((Reason("empty_file"), Reason("pdf_damaged")), "tệp rỗng, PDF hỏng"),
    ],
)
def test_values_in_words(value: Value, words: str) -> None:
    assert fill("«{it}»", {"it": value}) == f"«{words}»"


def test_a_missing_value_shows_as_a_question_mark_whatever_its_format() -> None:
    assert fill("{area:.1f} m², {count}", {"area": None}) == "? m², ?"


def test_a_reason_carries_its_own_values_and_reasons_in_one_language() -> None:
    reason = Reason("on_page", {"page": 3, "reason": Reason("pdf_pages", {"pages": 0})})
    assert say(reason) == "trang 3: PDF có 0 trang"
    assert say(reason, english=True) == "page 3: it is a PDF of 0 pages"


def test_what_others_wrote_stays_on_one_line_and_fills_nothing_else() -> None:
    told = fill("«{text}»", {"text": "records/a\n{pages}\x1b[2J\udcff"})
    assert told == "«records/a {pages} [2J?»"
    assert one_line("a\u202eb\r\nc") == "a b  c"
