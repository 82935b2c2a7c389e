"""Everything in which drawn sheets differ, and looks from which a seed draws one style."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.random import Generator

from synthetic.canvas import Text
from synthetic.fonts import SANS, SERIF, Face, families

T = TypeVar("T")
LOOKS = ("circular2014", "centred", "left", "boxed", "plain", "extract")
Title = Literal["circular", "centred", "left", "boxed", "bottom", "extract"]
Coordinates = Literal["circular", "km", "metres", "raised"]
Ticks = Literal["across", "outward", "inward"]
Houses = Literal["dashed", "thin", "none"]
Edge = Literal["cut", "over", "extended"]
Arrangement = Literal["left", "right", "stack", "line", "number"]


@dataclass(frozen=True, slots=True)
class SheetStyle:
    """One way of drawing a sheet; lengths and heights in mm on paper.

    ``strip_mm`` is the distance from the inner to the outer frame (0: no outer frame); ``wobble_mm`` is how
    far lines drawn by hand stray; ``ticks`` says where grid ticks run; ``forms`` are the label forms in the
    order in which they are tried; ``edge`` is what becomes of parcels across the frame: cut there, drawn
    whole over it, or held by an extended frame.
    """

    look: str
    title: Title
    coordinates: Coordinates
    arrangement: Arrangement
    label_face: Face
    text_face: Face
    title_face: Face
    label_mm: float
    small_label_mm: float
    label_stretch: float
    forms: tuple[str, ...]
    decimal_mark: str
    decimals: int
    plus: str
    strip_mm: float
    outer_mm: float
    inner_mm: float
    line_mm: float
    wobble_mm: float
    ticks: Ticks
    turned_sides: bool
    cross_mm: float
    edge: Edge
    small_table: bool
    houses: Houses
    house_marks: bool
    way_codes: bool
    way_names: bool
    numbered_ways: bool
    papers: bool
    stamps: bool
    colour: bool
    paper: tuple[int, int, int]
    corrections: bool = False

    def area_text(self, area_m2: float) -> str:
        """An area as this sheet prints it."""
        return f"{area_m2:.{self.decimals}f}".replace(".", self.decimal_mark)

    def printed_area(self, polygon_m2: float) -> float:
        """The value that stands on the sheet for a polygon of this area."""
        return round(polygon_m2, self.decimals)

    def code_text(self, code: str) -> str:
        """A land-use code as this sheet prints it."""
        return code.replace("+", self.plus).replace("(", " (" if self.plus != "+" else "(")

    def label(self, small: bool = False) -> Text:
        """Text of parcel labels."""
        return Text(
            self.label_face, self.small_label_mm if small else self.label_mm, "black", self.label_stretch
        )

    def note(self, height_mm: float, bold: bool = False, italic: bool = False) -> Text:
        """Text of notes round the frame and on roads."""
        return Text(Face(self.text_face.family, italic, bold), height_mm)

    def heading(self, height_mm: float) -> Text:
        """Text of titles."""
        return Text(self.title_face, height_mm)


def random_style(seed: int, look: str = "circular2014") -> SheetStyle:
    """A style of the look; the same seed gives the same style. Raises ValueError for an unknown look."""
    if look not in LOOKS:
        raise ValueError(f"look {look!r} is none of {', '.join(LOOKS)}")
    rng = np.random.default_rng([seed, LOOKS.index(look)])
    return _circular(rng) if look == "circular2014" else _older(look, rng)


def _circular(rng: Generator) -> SheetStyle:
    """App. 01.III.1: Arial, labels italic 2.0, decimals with a comma; only small liberties are taken."""
    family = str(rng.choice(families(SANS[:5])))
    return SheetStyle(
        look="circular2014",
        title="circular",
        coordinates="circular",
        arrangement="left",
        label_face=Face(family, italic=bool(rng.random() < 0.8)),
        text_face=Face(family),
        title_face=Face(family, bold=True),
        label_mm=2.0,
        small_label_mm=1.5,
        label_stretch=float(rng.choice([1.0, 1.0, 0.9])),
        forms=_pick(rng, _FORMS),
        decimal_mark=",",
        decimals=1,
        plus=str(rng.choice(["+", " + "])),
        strip_mm=10.0,
        outer_mm=1.0,
        inner_mm=0.15,
        line_mm=float(rng.choice([0.15, 0.15, 0.18, 0.2])),
        wobble_mm=0.0,
        ticks="across",
        turned_sides=False,
        cross_mm=6.0,
        edge=_pick(rng, _CIRCULAR_EDGES),
        small_table=True,
        houses="dashed",
        house_marks=bool(rng.random() < 0.5),
        way_codes=True,
        way_names=True,
        numbered_ways=bool(rng.random() < 0.25),
        papers=bool(rng.random() < 0.4),
        stamps=bool(rng.random() < 0.5),
        colour=bool(rng.random() < 0.25),
        paper=(250, 249, 245),
    )


_FORMS = (
    ("full", "small", "fraction", "line", "outside", "table"),
    ("full", "small", "fraction", "line", "table", "outside"),
    ("full", "fraction", "line", "table", "outside"),
)
_CIRCULAR_EDGES: tuple[Edge, ...] = ("cut", "cut", "extended")
_EDGES: tuple[Edge, ...] = ("cut", "over", "over")
_TITLES: dict[str, Title] = {
    "centred": "centred",
    "left": "left",
    "boxed": "boxed",
    "plain": "bottom",
    "extract": "extract",
}
_COORDINATES: dict[str, tuple[Coordinates, ...]] = {
    "centred": ("km",),
    "left": ("metres",),
    "boxed": ("raised", "km"),
    "plain": ("metres", "km"),
    "extract": ("circular", "metres"),
}
_STRIPS_MM = {"centred": (6, 10), "left": (4, 8), "boxed": (10, 13), "plain": (0, 0), "extract": (10, 10)}
_ARRANGEMENTS: tuple[Arrangement, ...] = ("left", "left", "right", "stack", "line")
_PLAIN_ARRANGEMENTS: tuple[Arrangement, ...] = ("number", "stack")
_ALL_TICKS: tuple[Ticks, ...] = ("across", "outward", "inward")
_HOUSES: tuple[Houses, ...] = ("dashed", "thin", "none")


def _older(look: str, rng: Generator) -> SheetStyle:
    """Looks of sheets drawn before the circular, or by firms with habits of their own."""
    serif, sans = str(rng.choice(families(SERIF))), str(rng.choice(families(SANS)))
    arrangement = _pick(rng, _PLAIN_ARRANGEMENTS if look == "plain" else _ARRANGEMENTS)
    strip = float(rng.uniform(*_STRIPS_MM[look]))
    whole = ("full", "small", "fraction", "line", "outside", "table", "number")
    return SheetStyle(
        look=look,
        title=_TITLES[look],
        coordinates=_pick(rng, _COORDINATES[look]),
        arrangement=arrangement,
        label_face=Face(sans if rng.random() < 0.65 else serif, italic=bool(rng.random() < 0.35)),
        text_face=Face(serif if rng.random() < 0.6 else sans),
        title_face=Face(serif if rng.random() < 0.6 else sans, bold=True),
        label_mm=float(rng.choice([1.8, 2.0, 2.2, 2.5])),
        small_label_mm=float(rng.choice([1.4, 1.5, 1.6])),
        label_stretch=float(rng.choice([1.0, 0.85, 0.92, 1.0, 1.1])),
        forms=("number",) if arrangement == "number" else whole,
        decimal_mark=str(rng.choice([",", "."])),
        decimals=int(rng.choice([1, 1, 1, 0])),
        plus="+",
        strip_mm=strip,
        outer_mm=float(rng.choice([0.5, 0.8, 1.0, 1.2])),
        inner_mm=float(rng.choice([0.15, 0.2, 0.3])),
        line_mm=float(rng.choice([0.13, 0.15, 0.2, 0.25])),
        wobble_mm=float(rng.choice([0.0, 0.0, 0.05, 0.08])),
        ticks=_pick(rng, _ALL_TICKS if strip else _ALL_TICKS[1:]),
        turned_sides=bool(rng.random() < 0.4),
        cross_mm=float(rng.choice([6.0, 8.0, 10.0])),
        edge=_pick(rng, _EDGES),
        small_table=look != "plain" and bool(rng.random() < 0.6),
        houses=_pick(rng, _HOUSES),
        house_marks=bool(rng.random() < 0.3),
        way_codes=bool(rng.random() < 0.5),
        way_names=bool(rng.random() < 0.8),
        numbered_ways=bool(rng.random() < 0.3),
        papers=False,
        stamps=False,
        colour=bool(rng.random() < 0.3),
        paper=(250, 249, 245) if rng.random() < 0.6 else (243, 238, 222),
    )


def _pick(rng: Generator, choices: tuple[T, ...]) -> T:
    return choices[int(rng.integers(len(choices)))]
