"""Entries of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Level


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages; ``{name}``, ``{name:.1f}`` are filled from the values given with its code."""

    vietnamese: str
    english: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of finding: its text as of ``Text``, and what a person should do about it."""

    level: Level
    vietnamese: str
    english: str
    remedy: str
    remedy_english: str
