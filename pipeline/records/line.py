"""A text in one line outside the tables of a page, and what its readers together say of a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.model import Box, Reader
from pipeline.text import fold

T = TypeVar("T")
# The networks learnt from the same lines: a value is sure where Tesseract bears one of them out.
READERS: tuple[Reader, ...] = ("tesseract", "name_head", "line_reader")


@dataclass(frozen=True, slots=True)
class Line:
    """A text as each of ``READERS`` has it, and its box, in pixels of the view or of the page.

    ``dotted``: it stands on a leader, where readers may lose a dot beneath a letter.
    """

    said: tuple[str, ...]
    box: Box
    dotted: bool = False

    @property
    def folded(self) -> tuple[str, ...]:
        """The texts in small letters without marks."""
        return tuple(map(fold, self.said))


def settled(found: Sequence[T | None]) -> tuple[T | None, bool]:
    """The value that most of ``READERS`` give, of as many the earlier one's; and whether it is agreed.

    Agreed is what Tesseract and a network give, and no reader gives another value.
    """
    votes = Counter(value for value in found if value is not None)
    if not votes:
        return None, False
    value = max(votes, key=lambda each: votes[each])
    return value, len(votes) == 1 and found[0] == value and value in found[1:]
