"""Dashed walls among letters."""

import numpy as np
from drawn_labels import MM, dashed_box, paper, place, text_image

from pipeline.parcels.dashes import find_dashes


def ink_of(page: np.ndarray) -> np.ndarray:
    return (page < 180).astype(np.uint8)


def test_walls_are_dashes_and_letters_are_not():
    walls, words = paper(60, 40), paper(60, 40)
    dashed_box(walls, (8, 8, 22, 30))
    place(words, text_image("ONT 2475", 2.2), (43, 20))
    ink = ink_of(walls) | ink_of(words)
    found = find_dashes(ink, MM)
    assert found[ink_of(walls) > 0].mean() > 0.9
    assert found[ink_of(words) > 0].mean() < 0.05


def test_a_dash_grown_into_a_letter_goes_and_the_letter_stays():
    walls, words = paper(60, 40), paper(60, 40)
    dashed_box(walls, (8, 8, 30, 30))
    place(words, text_image("8", 2.4), (30, 19))
    ink = ink_of(walls) | ink_of(words)
    found = find_dashes(ink, MM)
    only_wall = (ink_of(walls) > 0) & (ink_of(words) == 0)
    assert found[only_wall].mean() > 0.8
    assert found[ink_of(words) > 0].mean() < 0.5


def test_blank_paper_and_a_single_dash_are_left_alone():
    ink = np.zeros((300, 300), np.uint8)
    assert not find_dashes(ink, MM).any()
    ink[100:103, 100:118] = 1
    assert not find_dashes(ink, MM).any()
