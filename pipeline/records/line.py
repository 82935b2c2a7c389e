"""A text that stands outside the tables of a page."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Box


@dataclass(frozen=True, slots=True)
class Line:
    """A text outside the table as both readers have it, and its box in page pixels.

    ``dotted``: it stands on a leader, where both readers may lose a dot beneath a letter.
    """

    first: str
    second: str
    box: Box
    dotted: bool = False
