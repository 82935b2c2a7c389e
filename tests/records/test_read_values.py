from __future__ import annotations

import numpy as np
import pytest

from pipeline import ctc, ocr
from pipeline.model import Source
from pipeline.ocr import Text
from pipeline.records import reading
from pipeline.records.cells import Cell

PLACE = Source("records/so.pdf", 3)
CELL = Cell((10.0, 20.0, 30.0, 40.0), (np.full((40, 60), 255, np.uint8),))
BLANK = Cell((10.0, 40.0, 30.0, 60.0), ())


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch):
    """Let the readers say what the test wants: lists of (text, confidence); the third reads nothing."""

    def say(
        first: list[tuple[str, float]],
        second: list[tuple[str, float]],
        third: list[tuple[str, float]] | None = None,
    ) -> None:
        def blank(images: list[object], alphabet: str) -> list[np.ndarray]:
            return [np.zeros((1, 2), np.float32)] * len(images)

        networks = iter([first, third or [("", 0.0)] * len(first)])
        monkeypatch.setattr(ocr, "log_likelihoods", blank)
        monkeypatch.setattr(ocr, "score_lines", blank)
        monkeypatch.setattr(
            reading, "ocr_texts", lambda scores, alphabet: [Text(*item) for item in next(networks)]
        )
        monkeypatch.setattr(
            ocr, "read_tesseract", lambda images, language, letters: [Text(*item) for item in second]
        )
        liked = {text for text, _ in first}
        monkeypatch.setattr(
            ctc,
            "rank_words",
            lambda scores, alphabet, words: [
                (word, 0.5) for word in sorted(words, key=lambda w: w not in liked)
            ],
        )

    return say


def test_equal_values_are_agreed_even_if_written_differently(readers) -> None:
    readers([("1032,5", 0.9)], [("1032.5", 0.8)])
    (area,) = reading.read_areas([CELL], PLACE)
    assert (area.value, area.agreed) == (1032.5, True)
    assert area.confidence > 0.97
    assert area.source == Source("records/so.pdf", 3, CELL.box)


def test_disputed_value_is_not_agreed_and_keeps_the_other(readers) -> None:
    readers([("47", 0.9)], [("41", 0.8)])
    (number,) = reading.read_numbers([CELL], PLACE)
    assert (number.value, number.agreed) == (47, False)
    assert number.confidence <= 0.5
    assert number.alternatives[0][0] == 41
    assert number.said == (("pp_ocr", 47), ("tesseract", 41), ("line_reader", None))


@pytest.mark.parametrize(
    ("texts", "value", "agreed", "other"),
    [
        (("47", "41", "47"), 47, True, None),  # the reader of lines bears PP-OCRv6 out
        (("47", "", "47"), 47, True, None),
        (("47", "47", ""), 47, True, None),
        (("1", "1", "11"), 1, False, 11),  # and doubts what it reads otherwise
        (("47", "41", "41"), 41, False, 47),
        (("", "41", "41"), 41, False, None),
        (("47", "41", "17"), 47, False, 41),
    ],
)
def test_three_readers(readers, texts, value, agreed, other) -> None:
    readers(*([(text, 0.9)] for text in texts))
    (number,) = reading.read_numbers([CELL], PLACE)
    assert (number.value, number.agreed) == (value, agreed)
    assert [each for each, _ in number.alternatives][:1] == ([] if other is None else [other])
    assert agreed or number.confidence <= 0.6


def test_what_the_reader_of_lines_alone_reads_is_no_value(readers) -> None:
    readers([("", 0.0)], [("", 0.0)], [("47", 0.9)])
    assert reading.read_numbers([CELL], PLACE)[0].value is None


def test_nothing_that_parses_is_no_value_but_keeps_its_text(readers) -> None:
    readers([("4.7.1", 0.9)], [("", 0.0)])
    (area,) = reading.read_areas([CELL], PLACE)
    assert (area.value, area.text) == (None, "4.7.1")


def test_blank_cell_has_no_value_and_no_text(readers) -> None:
    readers([], [])
    (number,) = reading.read_numbers([BLANK], PLACE)
    assert (number.value, number.text, number.source) == (None, "", Source("records/so.pdf", 3, BLANK.box))


def test_two_values_in_one_cell_are_refused(readers) -> None:
    double = Cell(CELL.box, CELL.lines * 2)
    readers([("12", 0.9), ("13", 0.9)], [("12", 0.9), ("13", 0.9)])
    (number,) = reading.read_numbers([double], PLACE)
    assert (number.value, number.text, number.agreed) == (None, "12 13", False)


def test_area_without_the_decimals_of_its_column_is_doubted(readers) -> None:
    texts = [("421.1", 0.9), ("88.0", 0.9), ("93.4", 0.9), ("10325", 0.9)]
    readers(texts, texts)
    areas = reading.read_areas([CELL] * 4, PLACE)
    assert [area.agreed for area in areas] == [True, True, True, False]
    assert areas[3].value == 10325


COLUMN = [("421,1", 0.9), ("88,0", 0.9), ("93,4", 0.9), ("1032,5", 0.9), ("77,2", 0.9)]


@pytest.mark.parametrize("mark_seen_by", [0, 1])
def test_a_decimal_mark_that_one_reader_lost_is_known_by_its_column(readers, mark_seen_by: int) -> None:
    seen = [[("2979", 0.9)], [("2979", 0.9)]]
    seen[mark_seen_by] = [("297,9", 0.8)]
    readers(COLUMN + seen[0], COLUMN + seen[1])
    area = reading.read_areas([CELL] * 6, PLACE)[-1]
    assert (area.value, area.agreed) == (297.9, True)
    assert area.confidence > 0.9


@pytest.mark.parametrize(
    ("column", "first", "second"),
    [
        ([*COLUMN, ("510", 0.9)], "297,9", "2979"),  # a mixed column proves nothing
        (COLUMN[:4], "297,9", "2979"),  # nor do a few areas
        (COLUMN, "297,9", "2879"),
        (COLUMN, "1297,9", "12.979"),
        (COLUMN, "29,79", "2979"),
        (COLUMN, "2979", "2979"),
    ],
)
def test_a_lost_mark_is_never_guessed(readers, column, first: str, second: str) -> None:
    readers([*column, (first, 0.9)], [*column, (second, 0.9)])
    area = reading.read_areas([CELL] * (len(column) + 1), PLACE)[-1]
    assert not area.agreed
    assert area.confidence <= 0.5


def test_code_near_the_list_takes_the_likeliest_entry(readers) -> None:
    readers([("LU0", 0.6)], [("LUC", 0.9)])
    (code,) = reading.read_codes([CELL], PLACE)
    assert code.value in ("LUC", "LUA", "LUK", "LUN")
    assert not code.agreed or code.value == "LUC"


@pytest.mark.parametrize(("text", "value"), [("ONT-C", "ONT"), ("CLN*", "CLN"), ("ONT+CLN", "ONT+CLN")])
def test_marks_behind_a_code_stay_in_the_text(readers, text: str, value: str) -> None:
    readers([(text, 0.9)], [(text, 0.9)])
    (code,) = reading.read_codes([CELL], PLACE)
    assert (code.value, code.text, code.agreed) == (value, text, True)
