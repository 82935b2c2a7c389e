"""Lines read in ever longer windows."""

from __future__ import annotations

import pytest

from pipeline.parcels.labels import line_ends
from pipeline.parcels.labels.bars import Bar

LINE = Bar(100.0, 50.0, 0.0, 40.0, 7.0, 7.0, 0.0)


def _read(texts: list[str | None]) -> tuple[str, int]:
    """What is kept of readings that are ever longer."""
    return line_ends.to_an_end("67.4", lambda step: texts[step - 1], line_ends.is_longer)


def test_the_longest_reading_that_holds_the_others_is_kept() -> None:
    assert _read(["67.4", "267.4", "267.4", "1", "1", "1"]) == ("267.4", 2)


def test_two_steps_without_more_are_the_end() -> None:
    assert _read(["67.4", None, "267.4", "267.4", "267.4", "267.4"]) == ("67.4", 0)


def test_what_stands_beside_is_no_part_of_it() -> None:
    assert _read(["674", "99", "99", "99", "99", "99"]) == ("67.4", 0)


@pytest.mark.parametrize(("side", "middle"), [(-1.0, 94.4), (1.0, 105.6)])
def test_a_line_grows_at_one_side(side: float, middle: float) -> None:
    grown = line_ends.longer(LINE, side, 1)
    assert grown.length == pytest.approx(51.2) and grown.x == pytest.approx(middle)
