from __future__ import annotations

import numpy as np
import pytest

from pipeline.model import Reading
from pipeline.records.cells import Cell
from pipeline.records.pitch import doubt_wide

BOX = (0.0, 0.0, 9.0, 9.0)


def _cell(width_px: int) -> Cell:
    line = np.full((40, width_px + 6), 255, np.uint8)
    line[5:35, 3 : 3 + width_px] = 20
    return Cell(BOX, (line,))


def _read(text: str) -> Reading[int]:
    return Reading(int(text), text, 0.99, None, (), True)


NUMBERS = [(f"{number}", 38) for number in range(20, 28)]


@pytest.mark.parametrize(("width_px", "believed"), [(20, True), (26, True), (27, False), (32, False)])
def test_one_figure_in_the_ink_of_two_is_not_believed(width_px: int, believed: bool) -> None:
    column = [*NUMBERS, ("1", width_px)]
    cells, readings = [_cell(width) for _, width in column], [_read(text) for text, _ in column]
    found = doubt_wide(cells, readings)
    assert found[-1].agreed is believed and found[-1].value == 1
    assert found[:-1] == readings[:-1]


def test_a_few_readings_show_no_pitch() -> None:
    column = [*NUMBERS[:3], ("1", 33)]
    readings = [_read(text) for text, _ in column]
    assert doubt_wide([_cell(width) for _, width in column], readings) == readings


@pytest.mark.parametrize(("width_px", "believed"), [(33, True), (34, False), (90, False)])
def test_a_figure_that_is_wider_than_high_holds_another_even_alone(width_px: int, believed: bool) -> None:
    (found,) = doubt_wide([_cell(width_px)], [_read("3")])
    assert found.agreed is believed and found.value == 3


def test_what_was_not_read_or_stands_in_two_lines_is_left_alone() -> None:
    two = Cell(BOX, (_cell(90).lines[0], _cell(90).lines[0]))
    cells = [*(_cell(width) for _, width in NUMBERS), _cell(90), two]
    readings = [*(_read(text) for text, _ in NUMBERS), Reading(None, "7"), _read("7")]
    assert doubt_wide(cells, readings) == readings
