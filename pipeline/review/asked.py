"""A question as it is asked: what it is about, its fields with what was read, its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.decisions import About, Value
from pipeline.model import Box

Shown = Value | None
PageKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Option:
    """A value that somebody read, that a document states, or that can be; ``by``: readers and documents.

    ``title``: what it is called, in both languages, where the value is a code of ours.
    """

    value: Shown
    by: tuple[str, ...] = ()
    probability: float | None = None
    title: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the thing as it stands now, with what else it may be; ``doubtful``: they differ."""

    name: str
    value: Shown
    options: tuple[Option, ...]

    @property
    def doubtful(self) -> bool:
        """Whether nothing was read, or somebody read something else."""
        return self.value is None or any(option.by and option.value != self.value for option in self.options)


@dataclass(frozen=True, slots=True)
class Picture:
    """A piece of a page: ``box`` in its pixels, quarter turns clockwise, rings and boxes to draw over it."""

    kind: Literal["place", "label", "row", "page"]
    scan: str
    page: int
    box: Box
    turned: int = 0
    outline: tuple[tuple[tuple[float, float], ...], ...] = ()
    marked: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A thing that waits. ``row``: key of the register row beside a parcel, or nothing.

    ``number`` of a parcel, or of a page in its scan; ``reasons`` in Vietnamese and English; ``alike``: what
    questions that are the same task have in common.
    """

    about: About
    key: str
    unit: str
    sheet: int | None
    number: int | None
    fields: tuple[Field, ...]
    pictures: tuple[Picture, ...]
    reasons: tuple[tuple[str, str], ...]
    alike: str
    drawn_m2: float | None = None
    row: str = ""

    @property
    def id(self) -> str:
        """What names it while it is open."""
        return f"{self.about}:{self.key}"
