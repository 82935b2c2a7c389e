"""Walls on land and boundaries through it, both drawn with a thin pen."""

import numpy as np

from pipeline.parcels.divisions import evidence
from pipeline.parcels.faces import Borders

NEVER = 10.0  # px: no piece is smaller


def borders(pairs: list[tuple[int, int]], inked: list[int]) -> Borders:
    open_px = 100 - np.array(inked)
    return Borders(np.array(pairs), np.full(len(pairs), 100), np.array(inked), open_px**2)


def counted(sizes: list[int], whole: list[int]) -> list[int]:
    """The ink that counts at the borders between the first piece and each of the others.

    Thin lines close every piece; bold ones close ``whole``.
    """
    pairs = [(1, piece) for piece in range(2, len(sizes) + 1)]
    bold = borders(pairs, [0 if whole[0] == whole[piece - 1] else 100 for _, piece in pairs])
    thin = borders(pairs, [95] * len(pairs))
    levels = np.array([0, *whole], np.int32), np.arange(len(sizes) + 1, dtype=np.int32)
    return evidence(bold, thin, levels, (np.array([0, *sizes]), NEVER)).inked.tolist()


def test_houses_on_land_are_not_parted_from_it():
    assert counted([900, 200, 300, 150], [1, 1, 1, 1]) == [0, 0, 0]


def test_land_in_many_pieces_is_divided_by_its_thin_lines():
    assert counted([400, 300, 300, 350], [1, 1, 1, 1]) == [95, 95, 95]


def test_two_pieces_are_a_house_and_its_yard():
    assert counted([500, 500], [1, 1]) == [0]


def test_the_largest_piece_decides_at_half_of_the_land():
    assert counted([500, 250, 250], [1, 1, 1]) == [0, 0]
    assert counted([499, 251, 250], [1, 1, 1]) == [95, 95]


def test_crumbs_divide_nothing():
    assert counted([500, 400, 9, 9, 9], [1, 1, 1, 1, 1]) == [0, 0, 0, 0]


def test_bold_lines_count_as_they_are():
    assert counted([500, 400, 300], [1, 2, 3]) == [100, 100]


def test_sheet_that_is_divided_for_the_most_part_is_divided_all_over():
    sizes, whole = [700, 300, 400, 500, 450, 420], [1, 1, 2, 2, 2, 2]
    levels = np.array([0, *whole], np.int32), np.arange(7, dtype=np.int32)
    pairs = [(1, 2), (3, 4), (4, 5)]
    bold, thin = borders(pairs, [0, 0, 0]), borders(pairs, [90, 90, 90])
    assert evidence(bold, thin, levels, (np.array([0, *sizes]), NEVER)).inked.tolist() == [90, 90, 90]
    few = (np.array([0, 7000, *sizes[1:]]), NEVER)
    assert evidence(bold, thin, levels, few).inked.tolist() == [0, 90, 90]


def test_land_off_the_sheet_is_no_land_of_it():
    bold, thin = borders([(1, 2), (2, 3)], [0, 0]), borders([(1, 2), (2, 3)], [95, 95])
    levels = np.zeros(4, np.int32), np.arange(4, dtype=np.int32)
    assert evidence(bold, thin, levels, (np.array([0, 300, 300, 300]), NEVER)).inked.tolist() == [0, 0]
