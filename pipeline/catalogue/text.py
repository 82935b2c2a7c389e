"""One entry of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages; ``{name}``, ``{name:.1f}`` are filled from the values given with its code."""

    vietnamese: str
    english: str
