"""Lines for training come out of the program's own cutter, with tones that only their marks tell."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from pipeline import ocr
from pipeline.text import fold
from synthetic.handwriting import Hand
from training import phrases
from training.cells import draw_cells, draw_written_column

FACES = [Path("/usr/share/fonts/truetype/croscore/Arimo-Regular.ttf")]


def test_most_cells_give_one_line_of_their_text() -> None:
    chance, noise = random.Random(5), np.random.default_rng(5)
    drawn = [draw_cells(("Hộ bà Lan", "Hoàng Thị Gấm", "Ông Tý"), chance, noise, FACES)[1] for _ in range(12)]
    lines = [picture for picture in drawn if picture is not None]
    assert len(lines) >= 10
    read = [fold(text.text) for text in ocr.read_vietnamese(lines)]
    assert sum(text == "hoang thi gam" for text in read) >= 0.7 * len(lines)


def test_every_cell_of_a_column_filled_in_by_hand_is_cut_out() -> None:
    chance, noise = random.Random(6), np.random.default_rng(6)
    hand = Hand(FACES[0], FACES[0], unrest=0.01)
    columns = [draw_written_column(["217", "45", "9380"], hand, chance, noise) for _ in range(6)]
    assert all(len(column) == 3 for column in columns)
    cut = [
        (line, text) for column in columns for line, text in zip(column, ("217", "45", "9380"), strict=True)
    ]
    found = [(line, text) for line, text in cut if line is not None]
    assert len(found) >= 15
    read = ocr.read_limited([line for line, _ in found], ocr.DIGITS)
    assert sum(one.text == text for one, (_, text) in zip(read, found, strict=True)) >= 0.7 * len(found)


@pytest.mark.parametrize("seed", range(20))
def test_a_changed_tone_changes_nothing_else(seed: int) -> None:
    text = "Cẩm Tỵ ĐÌNH"
    changed = phrases._retoned(text, random.Random(seed))
    assert fold(changed) == fold(text)
    assert sum(a != b for a, b in zip(text, changed, strict=True)) <= 1


def test_every_letter_of_a_phrase_is_one_that_the_head_writes() -> None:
    chance = random.Random(1)
    texts = [phrases.phrase(chance) for _ in range(300)]
    known = [all(letter in ocr.VIETNAMESE_LETTERS for letter in text) for text in texts]
    assert np.mean(known) > 0.95
