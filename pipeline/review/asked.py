"""A question as it is asked: what it is about, its fields with what was read, its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shapely.geometry import MultiPolygon, Polygon

from pipeline.decisions import About, Value
from pipeline.model import Box, Fit

Shown = Value | None
PageKey = tuple[str, int]
DRAWING = "map drawing"  # document and reader


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
        """Whether nothing was read, or somebody read something else; what is drawn was not read."""
        others = (option for option in self.options if option.value != self.value)
        return self.value is None or any(set(option.by) - {DRAWING} for option in others)


@dataclass(frozen=True, slots=True)
class Picture:
    """A piece of a page: ``box`` in its pixels, quarter turns clockwise, rings and boxes to draw over it.

    ``seen`` is what lay before a person whose decision does not hold any more.
    """

    kind: Literal["place", "label", "row", "page", "seen"]
    scan: str
    page: int
    box: Box
    turned: int = 0
    outline: tuple[tuple[tuple[float, float], ...], ...] = ()
    marked: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """Land as it lies there: its ``shape`` in the commune's zone, and how its outline is decided.

    ``name``: the field of the decision, ``seen`` what is traced there; ``number`` None where none is known.
    ``accepted``: nobody is asked about it.
    """

    key: str
    number: int | None
    shape: Polygon | MultiPolygon
    name: str
    seen: Mapping[str, Shown]
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """The land of a question (None: nothing covers it) with its neighbours, and how the scan shows it.

    ``fit`` leads from pixels to its own zone, ``epsg`` is the commune's; ``beside`` is what is traced next to
    uncovered ground; ``reach_m`` as far as another trace may move a line.
    """

    fit: Fit
    epsg: int
    reach_m: float
    shape: Polygon | MultiPolygon
    site: Site | None
    near: tuple[Site, ...]
    beside: Mapping[str, Shown] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placing:
    """A sheet that is not placed: (width, height) of its page, its zone, and the land around as it is placed.

    ``scale`` and ``dpi`` as the sheet shows them. ``land``: outlines in the commune's zone ``land_epsg``.
    """

    size_px: tuple[int, int]
    epsg: int
    scale: int | None
    dpi: float
    land: tuple[Polygon | MultiPolygon, ...] = ()
    land_epsg: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A thing that waits. ``row``: key of the register row beside a parcel, or nothing.

    ``number`` of a parcel, or of a page in its scan; ``reasons`` in Vietnamese and English; ``alike``: what
    questions that are the same task have in common. ``parcels``: keys by ``sheet/number`` of those of its
    old commune. ``is_object``: a road, water or the like. ``placing``: of a sheet without a place.
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
    ground: Ground | None = None
    parcels: Mapping[str, str] = field(default_factory=dict)
    is_object: bool = False
    placing: Placing | None = None

    @property
    def id(self) -> str:
        """What names it while it is open."""
        return f"{self.about}:{self.key}"

    def has_other(self, number: Shown) -> bool:
        """Whether another parcel of the sheet has this number."""
        return self.parcels.get(f"{self.sheet}/{number}", self.key) != self.key
