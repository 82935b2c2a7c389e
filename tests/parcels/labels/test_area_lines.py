from __future__ import annotations

import pytest

from pipeline.model import Reading
from pipeline.parcels.labels import area_lines


@pytest.mark.parametrize(
    ("number", "text", "same"),
    [
        (1156, "115.6", True),
        (1156, "115,6", True),
        (115, "115.6", True),
        (11, "115.6", False),
        (1, "", False),
    ],
)
def test_a_number_is_the_line_of_an_area_where_its_figures_are_all_or_those_before_the_mark(
    number: int, text: str, same: bool
) -> None:
    assert area_lines.is_figures_of(Reading(number), Reading(115.6, text)) == same


@pytest.mark.parametrize(
    ("number", "drawn_m2", "is_area"),
    [(254, 253.9, True), (2539, 245.5, True), (45, 253.9, False), (None, 1.0, False)],
)
def test_a_number_alone_may_be_the_area_of_its_face_without_its_mark(
    number: int | None, drawn_m2: float, is_area: bool
) -> None:
    assert area_lines.is_of_face(Reading(number), drawn_m2) == is_area


def test_an_area_fits_a_face_within_what_its_rough_outline_lacks() -> None:
    assert area_lines.fits(105.9, 100.0) and not area_lines.fits(106.1, 100.0)


def test_no_printed_area_is_that_of_a_face_without_land() -> None:
    assert not area_lines.fits(105.9, 0.0)
