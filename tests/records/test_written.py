"""Cells by hand: what readers make of a line becomes values with their probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from pipeline import ocr
from pipeline.model import Reading, Source
from pipeline.records import reading, written
from pipeline.records.cells import Cell

SOURCE = Source("records/so.pdf")
BOX = (1.0, 2.0, 3.0, 4.0)
LINE = np.full((20, 40), 255, np.uint8)


def scores(letters: str, *texts: tuple[str, float]) -> ocr.Scores:
    """What a head would say that takes a line for the texts, all as long, with these shares."""
    steps = 2 * len(texts[0][0]) + 1
    shares = np.full((steps, len(letters) + 1), 1e-7)
    shares[::2, 0] = 1.0
    for text, share in texts:
        for place, letter in enumerate(text):
            shares[2 * place + 1, letters.index(letter) + 1] += share
    return np.asarray(np.log(shares / shares.sum(axis=1, keepdims=True)), np.float32)


def let_read(
    patch: pytest.MonkeyPatch, hand: ocr.Scores, other: ocr.Scores, tesseract: Sequence[str]
) -> None:
    """Let readers make the same of all lines, but for Tesseract."""
    third = iter(tesseract)
    patch.setattr(ocr, "score_written", lambda images, _: [(hand, other) for _ in images])
    patch.setattr(ocr, "read_tesseract", lambda images, *_: [ocr.Text(next(third), 0.9) for _ in images])


def read(
    patch: pytest.MonkeyPatch,
    hand: list[tuple[str, float]],
    other: str,
    tesseract: str = "",
    lines: int = 1,
) -> Reading[int]:
    """The number in a cell of so many lines."""
    let_read(patch, scores(ocr.HAND_LETTERS, *hand), scores(ocr.DIGITS, (other, 1.0)), [tesseract] * lines)
    return written.read_numbers([Cell(BOX, (LINE,) * lines)], SOURCE)[0]


def read_area(patch: pytest.MonkeyPatch, text: str) -> Reading[float]:
    """An area that all readers read clearly, but for its unit."""
    figures = text.removesuffix("m²")
    clear = scores(ocr.HAND_LETTERS, (text, 1.0)), scores(ocr.AREA_LETTERS, (figures, 1.0))
    let_read(patch, *clear, [figures])
    return written.read_areas([Cell(BOX, (LINE,))], SOURCE)[0]


def test_what_three_readers_read_clearly_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, [("4215", 1.0)], "4215", "4215")
    assert (found.value, found.text, found.agreed) == (4215, "4215", True)
    assert found.source is not None and found.source.box == BOX


@pytest.mark.parametrize("share, third, agreed", [(1.0, "", True), (0.985, "", False), (0.985, "4215", True)])
def test_the_less_clear_a_value_is_the_more_readers_it_needs(
    monkeypatch: pytest.MonkeyPatch, share: float, third: str, agreed: bool
) -> None:
    found = read(monkeypatch, [("4215", share), ("4275", 1 - share)], "4215", third)
    assert (found.value, found.agreed) == (4215, agreed)


def test_an_area_is_read_but_never_sure_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read_area(monkeypatch, "421,5")
    assert (found.value, found.agreed) == (421.5, False) and found.confidence > 0.99


def test_what_runs_on_beyond_its_cell_is_not_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    clear = [scores(letters, ("421", 1.0)) for letters in (ocr.HAND_LETTERS, ocr.DIGITS)]
    let_read(monkeypatch, clear[0], clear[1], ["421"] * 2)
    cells = [Cell(BOX, (LINE,)), Cell(BOX, (LINE,), cut=True)]
    assert [number.agreed for number in written.read_numbers(cells, SOURCE)] == [True, False]


def test_what_the_other_head_reads_differently_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, [("4215", 0.8), ("4275", 0.2)], "4275", "4215")
    assert not found.agreed
    assert {found.value, found.alternatives[0][0]} == {4215, 4275}


def test_what_the_head_for_handwriting_doubts_is_offered_with_its_rivals(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = read(monkeypatch, [("4215", 0.7), ("4275", 0.3)], "4215", "4215")
    assert (found.value, found.agreed) == (4215, False)
    assert found.alternatives[0][0] == 4275 and 0.6 < found.confidence < 1.0


def test_a_unit_behind_an_area_is_none_of_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_area(monkeypatch, "421,5m²").value == 421.5


@pytest.mark.parametrize("text", ["-nt-", '"'])
def test_marks_that_say_as_above_are_no_figures(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    found = read(monkeypatch, [(text, 1.0)], "11")
    assert (found.value, found.text) == (None, reading.DITTO)


def test_two_values_in_one_cell_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, [("421", 1.0)], "421", "421", lines=2)
    assert (found.value, found.text) == (None, "421 421")


def test_a_blank_cell_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, [("421", 1.0)], "421", lines=0)
    assert (found.value, found.text) == (None, "")


def test_a_mark_that_was_lost_is_known_by_the_column(monkeypatch: pytest.MonkeyPatch) -> None:
    marked = [scores(letters, ("421,5", 1.0)) for letters in (ocr.HAND_LETTERS, ocr.AREA_LETTERS)]
    bare = [scores(letters, ("4215", 1.0)) for letters in (ocr.HAND_LETTERS, ocr.AREA_LETTERS)]
    lines = iter([marked] * 7 + [bare])
    let_read(monkeypatch, marked[0], marked[1], ["421,5"] * 7 + ["4215"])
    monkeypatch.setattr(ocr, "score_written", lambda images, _: [next(lines) for _ in images])
    last = written.read_areas([Cell(BOX, (LINE,))] * 8, SOURCE)[-1]
    assert last.value == 421.5
    assert last.alternatives[0][0] == 4215.0


def test_a_code_is_the_likeliest_of_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    hand = scores(ocr.HAND_LETTERS, ("LUG", 0.6), ("LUC", 0.4))
    let_read(monkeypatch, hand, scores(reading.CODE_ALPHABET, ("LUC", 1.0)), [""])
    assert written.read_codes([Cell(BOX, (LINE,))], SOURCE)[0].value == "LUC"


def test_codes_near_a_text_are_in_letters_that_can_be_read() -> None:
    assert all(set(code) <= set(reading.CODE_ALPHABET) for code in reading.nearest_codes("KDD"))
