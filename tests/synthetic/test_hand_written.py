from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from synthetic.handwriting import Hand

FACE = Path("/usr/share/fonts/truetype/croscore/Arimo-Regular.ttf")
HAND = Hand(FACE, FACE, unrest=0.03)


def ink(hand: Hand, text: str, seed: int = 1) -> np.ndarray:
    return hand.write(text, 24.0, np.random.default_rng(seed))[0]


def test_the_same_chance_writes_the_same_and_another_does_not() -> None:
    assert (ink(HAND, "Đồng Sau") == ink(HAND, "Đồng Sau")).all()
    other = ink(HAND, "Đồng Sau", 2)
    assert other.shape != ink(HAND, "Đồng Sau").shape or (other != ink(HAND, "Đồng Sau")).any()


def test_letters_stand_on_the_baseline_as_high_as_asked() -> None:
    calm = replace(HAND, unrest=0.001)
    written, (start, base) = calm.write("HHH", 24.0, np.random.default_rng(1))
    rows, columns = np.flatnonzero(written.max(axis=1) > 127), np.flatnonzero(written.max(axis=0) > 127)
    assert abs(rows[-1] - base) <= 2 and abs(rows[-1] - rows[0] - 24) <= 3
    assert abs(columns[0] - start) <= 5


def test_written_digits_take_the_place_of_the_face_s() -> None:
    bar = np.zeros((1, 28, 28), np.uint8)
    bar[:, 4:24, 12:16] = 255
    hand = replace(HAND, digits=(bar,) * 10)
    assert ink(hand, "88").sum() < 0.8 * ink(HAND, "88").sum()
    assert (ink(hand, "LUC") == ink(HAND, "LUC")).all()
