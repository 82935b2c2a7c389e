"""Hatched houses."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from pipeline.model import Label, Reading
from pipeline.parcels import hatching
from pipeline.parcels.faces import Merger, find_borders
from pipeline.parcels.pieces import Pieces

PER_MM = 10.0
LABEL = Label((0.0, 0.0), (0.0, 0.0, 1.0, 1.0), 0.0, "number", Reading(7), Reading(None), Reading(None))


def strips(*widths_mm: float) -> Pieces:
    """A parcel (1) in which strips of land 8 mm long stand side by side (2, 3, ...)."""
    faces = np.ones((160, 400), np.int32)
    edges = 40 + np.round(np.cumsum([0.0, *widths_mm]) * PER_MM).astype(int)
    for number, (left, right) in enumerate(itertools.pairwise(edges), 2):
        faces[40:120, left:right] = number
    ink = np.ones(faces.shape, np.bool_)
    merger = Merger(find_borders(faces, ink), np.bincount(faces.ravel()))
    return Pieces(faces, 1, merger, ink, ink, (), frozenset(), None)


@pytest.mark.parametrize(
    ("widths_mm", "left"),
    [
        ((1.4,) * 6, 1),
        ((0.7, 1.4, 1.4, 1.4, 0.6), 1),  # the corners are cut off
        ((1.4,) * 3, 3),  # chance
        ((1.6, 0.7, 1.1, 0.4, 1.5), 5),  # no two alike
        ((2.2,) * 6, 6),  # room for figures
    ],
)
def test_even_strips_too_narrow_for_figures_are_one_house(widths_mm: tuple[float, ...], left: int):
    pieces = strips(*widths_mm)
    hatching.join(pieces, (), PER_MM)
    assert len(pieces.merger.standing()) == 1 + left


def test_slices_that_the_ball_cut_without_a_line_are_no_house():
    """Slices of one parcel lie beside those of the next across its boundary, which alone is drawn."""
    drawn = strips(*(1.4,) * 8)
    ink = np.zeros_like(drawn.ink)
    ink[:, 95:99] = True  # between the fourth slice and the fifth
    merger = Merger(find_borders(drawn.faces, ink), np.bincount(drawn.faces.ravel()))
    pieces = replace(drawn, merger=merger, ink=ink)
    hatching.join(pieces, (), PER_MM)
    assert len(pieces.merger.standing()) == 9


def test_a_strip_with_a_label_of_its_own_is_no_part_of_a_house():
    pieces = strips(*(1.4,) * 6)
    hatching.join(pieces, [replace(LABEL, inside_px=(47.0, 80.0))], PER_MM)
    assert pieces.merger.find(2) == 2 and pieces.merger.find(3) == pieces.merger.find(7)


def test_no_strips_change_nothing():
    pieces = strips()
    hatching.join(pieces, (), PER_MM)
    assert pieces.merger.standing() == [1]
