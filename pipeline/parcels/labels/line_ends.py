"""Letters at the ends of a line that have grown together with walls: no shape of ink shows them, but the head
for labels knows letters from walls. So a line is read in ever longer windows until nothing is added."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pipeline.model import Pixels
from pipeline.parcels.labels import label_reading
from pipeline.parcels.labels.bars import Bar, part_of

T = TypeVar("T")
STEPS = 6
_STEP = 0.8  # of a figure's height: more than a figure and less than two
_DARK = 128


def to_an_end(
    first: T,
    read: Callable[[int], T | None],
    tells_more: Callable[[T, T], bool],
    patience: Callable[[T, int], int] = lambda *_: 1,
) -> tuple[T, int]:
    """The reading that tells most of ever longer ones, and how many steps longer it is.

    ``read`` gives the reading that is so many steps longer, None where nothing is drawn there. ``patience``:
    how many steps may add nothing, by the best reading and how many steps longer that is.
    """
    best, grown = first, 0
    for step in range(1, STEPS + 1):
        longer = read(step)
        if longer is not None and tells_more(longer, best):
            best, grown = longer, step
        elif step > grown + patience(best, grown):
            break
    return best, grown


def longer(line: Bar, side: float, steps: int) -> Bar:
    """A line with some steps more at one ``side`` (-1 left, 1 right)."""
    half, more = line.length / 2, reach(line, steps)
    return part_of(line, -half - more, half) if side < 0 else part_of(line, -half, half + more)


def reach(line: Bar, steps: int) -> float:
    """So many steps along a line, in its pixels."""
    return steps * _STEP * 2 * line.height


def has_ink(line: Bar, side: float, window: Pixels) -> bool:
    """Whether anything is drawn in the last step of a line."""
    x0, _, x1, _ = label_reading.line_box(line)
    width = round(reach(line, 1) / (x1 - x0) * window.shape[1])
    return bool((window[:, :width] if side < 0 else window[:, -width:]).min() < _DARK)


def holds(text: str, part: str) -> bool:
    """Whether a text holds another; blanks and the kind of decimal mark do not matter."""
    return _plain(part) in _plain(text)


def is_longer(text: str, part: str) -> bool:
    """Whether a text holds another and more."""
    return holds(text, part) and _plain(text) != _plain(part)


def _plain(text: str) -> str:
    return text.replace(" ", "").replace(",", ".")
