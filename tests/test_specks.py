from __future__ import annotations

import numpy as np
import pytest

from pipeline.specks import LETTER_MM, NEAR_MM, near_print, pieces_of, without_specks

PX_PER_MM = 10.0
LETTER_PX, NEAR_PX = round(LETTER_MM * PX_PER_MM), round(NEAR_MM * PX_PER_MM)


def _paper(letter_px: int, speck_at: int) -> np.ndarray:
    """A letter of that height at column 50, and a speck so far right of it."""
    ink = np.zeros((60, 200), np.bool_)
    ink[20 : 20 + letter_px, 50:54] = True
    ink[22:25, 54 + speck_at : 57 + speck_at] = True
    return ink


@pytest.mark.parametrize(("letter_px", "is_print"), [(LETTER_PX, True), (LETTER_PX - 1, False)])
def test_what_is_lower_and_narrower_than_a_letter_is_no_print(letter_px: int, is_print: bool) -> None:
    ink = _paper(letter_px, 100)
    assert near_print(pieces_of(ink), PX_PER_MM)[20, 50] == is_print


@pytest.mark.parametrize(("away", "kept"), [(NEAR_PX - 1, True), (NEAR_PX + 3, False)])
def test_only_marks_near_print_are_kept(away: int, kept: bool) -> None:
    ink = _paper(LETTER_PX, away)
    picture = np.where(ink, 30, 255).astype(np.uint8)
    clean = without_specks(picture, ink, PX_PER_MM)
    assert (clean[23, 54 + away] == 30) == kept
    assert (clean[20:25, 50:54] == 30).all()
