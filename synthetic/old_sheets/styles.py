"""How old sheets are drawn: one record of everything in which they differ, and what a seed makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, get_args

import numpy as np
from numpy.random import Generator

from synthetic.canvas import Text
from synthetic.fonts import SANS, Face, families
from synthetic.old_sheets.layouts import LAYOUTS
from synthetic.old_sheets.lettering import Writer, random_writer
from synthetic.old_sheets.pen import Pen
from synthetic.style import Edge, SheetStyle, Ticks, random_style

T = TypeVar("T")
Name = Literal["hand_lettered", "blueprint", "fax", "hachured"]
NAMES: tuple[Name, ...] = get_args(Name)
Form = Literal["bar", "slash", "stack", "under", "circle", "bare"]
Boundary = Literal["solid", "pecked", "dotted"]
Front = Literal["same", "bold", "beside", "coloured"]
Houses = Literal["outline", "hatched", "crossed", "grey", "dashed"]
Scan = Literal["colour", "grey", "bilevel"]
Titles = Literal["above", "column", "box", "below"]


@dataclass(frozen=True, slots=True)
class OldStyle:
    """One way of drawing an old sheet; lengths in mm on paper.

    ``base`` says how areas and codes are printed, what becomes of parcels at the frame, how frame and grid
    look. ``form`` is how a label is laid out, ``number_mm`` and ``small_mm`` the heights of numbers and of
    the rest; ``number_only`` leaves areas of small parcels to the table beside the frame. ``front`` is how
    the sides of blocks along roads differ from boundaries; ``stones`` is the share of corners with a circle,
    ``symbols`` that of plots with trees or rice, ``red_lines`` that of boundaries. ``plot_size`` is a factor
    to the usual areas, ``rubbed`` counts things rubbed out, ``struck`` is the share of parcels with a former
    number struck through. ``corners_only``: coordinates stand at the corners of the frame alone; ``scan`` is
    a kind of ``scanning.save_scan``.
    """

    name: Name
    base: SheetStyle
    layout: str
    scale: int
    dpi: float
    scan: Scan
    pen: Pen
    writer: Writer | None
    form: Form
    number_mm: float
    small_mm: float
    number_only: bool
    line_mm: float
    boundary: Boundary
    front: Front
    front_mm: float
    stones: float
    houses: Houses
    water_lines: bool
    symbols: float
    titles: Titles
    index_strip: bool
    corners_only: bool
    plot_size: float
    red_lines: float = 0.0
    rubbed: int = 0
    struck: float = 0.0

    def number_text(self) -> Text:
        """Text of parcel numbers."""
        return Text(replace(self.base.label_face, bold=self.form in ("bare", "circle")), self.number_mm)

    def small_text(self) -> Text:
        """Text of areas and codes."""
        return Text(self.base.label_face, self.small_mm)


def old_style(name: Name, seed: int) -> OldStyle:
    """The style of a seed. Raises ValueError for an unknown name."""
    if name not in NAMES:
        raise ValueError(f"style {name!r} is none of {', '.join(NAMES)}")
    rng = np.random.default_rng([seed, NAMES.index(name)])
    usual = _usual(name, random_style(seed, "left"), rng)
    return {"hand_lettered": _hand, "blueprint": _blueprint, "fax": _fax, "hachured": _hachured}[name](
        usual, rng
    )


def _usual(name: Name, look: SheetStyle, rng: Generator) -> OldStyle:
    """What all styles draw in the same way."""
    edges: Sequence[Edge] = ("cut", "over")
    edge = _pick(rng, edges)
    strip = float(rng.choice([0.0, 5.0, 8.0])) if edge == "cut" else 0.0
    ticks: Sequence[Ticks] = ("outward", "inward")
    base = replace(
        look,
        edge=edge,
        strip_mm=strip,
        ticks="across" if strip and rng.random() < 0.5 else _pick(rng, ticks),
        coordinates="km" if rng.random() < 0.5 else "metres",
        small_table=False,
        house_marks=False,
        numbered_ways=False,
        colour=False,
        cross_mm=float(rng.uniform(5, 12)),
    )
    titles: Sequence[Titles] = get_args(Titles)
    return OldStyle(
        name=name,
        base=base,
        layout=_pick(rng, tuple(LAYOUTS)),
        scale=int(rng.choice([500, 1000, 1000, 2000])),
        dpi=300.0,
        scan="colour" if rng.random() < 0.7 else "grey",
        pen=Pen(),
        writer=None,
        form="bar",
        number_mm=2.4,
        small_mm=2.0,
        number_only=False,
        line_mm=0.2,
        boundary="solid",
        front="same",
        front_mm=0.35,
        stones=0.0,
        houses="outline",
        water_lines=False,
        symbols=0.0,
        titles=_pick(rng, titles),
        index_strip=bool(rng.random() < 0.5),
        corners_only=bool(rng.random() < 0.3),
        plot_size=float(rng.uniform(0.85, 1.8)),
    )


def _hand(usual: OldStyle, rng: Generator) -> OldStyle:
    """Pen on drawing paper: a hand's lines and letters, here and there red or blue, things rubbed out."""
    forms: Sequence[Form] = ("bar", "slash", "stack", "bar", "under")
    fronts: Sequence[Front] = ("same", "same", "bold", "coloured")
    houses: Sequence[Houses] = ("outline", "hatched", "crossed", "dashed")
    pen = Pen(
        wobble_mm=float(rng.uniform(0.03, 0.16)),
        vary=float(rng.uniform(0.12, 0.38)),
        over=float(rng.uniform(0.05, 0.5)),
        over_mm=float(rng.uniform(0.4, 1.3)),
        short=float(rng.uniform(0.0, 0.12)),
        short_mm=float(rng.uniform(0.1, 0.45)),
    )
    number = float(rng.uniform(2.0, 3.0))
    return replace(
        usual,
        base=replace(usual.base, colour=bool(rng.random() < 0.7)),
        dpi=float(rng.choice([250, 300, 300])),
        pen=pen,
        writer=random_writer(rng, by_hand=True),
        form=_pick(rng, forms),
        number_mm=number,
        small_mm=number * float(rng.uniform(0.75, 1.0)),
        line_mm=float(rng.uniform(0.14, 0.36)),
        front=_pick(rng, fronts),
        front_mm=float(rng.uniform(0.3, 0.5)),
        houses=_pick(rng, houses),
        symbols=float(rng.choice([0.0, 0.0, 0.4])),
        red_lines=float(rng.choice([0.0, 0.02, 0.05])),
        rubbed=int(rng.integers(3, 14)),
        struck=float(rng.choice([0.0, 0.0, 0.03, 0.08])),
    )


def _blueprint(usual: OldStyle, rng: Generator) -> OldStyle:
    """Tracing paper copied by light: lines of a ruling pen, letters along a template."""
    forms: Sequence[Form] = ("under", "under", "stack", "bare")
    return replace(
        usual,
        dpi=float(rng.choice([250, 300, 300])),
        pen=Pen(vary=0.08, over=float(rng.uniform(0, 0.4)), over_mm=float(rng.uniform(0.3, 0.9))),
        writer=random_writer(rng, by_hand=False),
        form=_pick(rng, forms),
        number_mm=float(rng.uniform(2.2, 2.8)),
        small_mm=float(rng.uniform(1.8, 2.1)),
        line_mm=float(rng.uniform(0.18, 0.3)),
        front="bold" if rng.random() < 0.5 else "same",
        front_mm=float(rng.uniform(0.35, 0.6)),
        stones=float(rng.choice([0.0, 0.0, 0.5])),
        houses="hatched" if rng.random() < 0.4 else "outline",
        water_lines=bool(rng.random() < 0.5),
    )


def _fax(usual: OldStyle, rng: Generator) -> OldStyle:
    """A copy of a copy in two tones: bold main lines, thin boundaries, coarse print."""
    fronts: Sequence[Front] = ("bold", "beside")
    face = Face(_pick(rng, families((*SANS, "cousine"))), bold=bool(rng.random() < 0.4))
    dpi = float(rng.choice([200, 240, 300]))
    return replace(
        usual,
        base=replace(usual.base, label_face=face, text_face=face, title_face=replace(face, bold=True)),
        dpi=dpi,
        scan="bilevel",
        form="circle" if rng.random() < 0.75 else "stack",
        number_mm=float(rng.uniform(2.3, 2.8)),
        small_mm=float(rng.uniform(2.0, 2.3)),
        number_only=bool(rng.random() < 0.7),
        line_mm=float(rng.uniform(0.18, 0.28)) * max(1.0, 240 / dpi),
        front=_pick(rng, fronts),
        front_mm=float(rng.uniform(0.55, 0.9)),
        houses="outline" if rng.random() < 0.6 else "dashed",
        plot_size=usual.plot_size * 1.15,
    )


def _hachured(usual: OldStyle, rng: Generator) -> OldStyle:
    """Town plans, field maps: hatched or grey houses, water in lines, stones, pecked or dotted boundaries."""
    forms: Sequence[Form] = ("bare", "bar", "stack")
    houses: Sequence[Houses] = ("hatched", "grey", "crossed")
    boundaries: Sequence[Boundary] = ("solid", "pecked", "dotted")
    writer = random_writer(rng, by_hand=False) if rng.random() < 0.4 else None
    return replace(
        usual,
        writer=writer,
        form=_pick(rng, forms),
        number_mm=float(rng.uniform(2.2, 3.0)),
        small_mm=float(rng.uniform(1.8, 2.1)),
        line_mm=float(rng.uniform(0.2, 0.35)),
        boundary=_pick(rng, boundaries),
        front="bold" if rng.random() < 0.6 else "same",
        front_mm=float(rng.uniform(0.4, 0.6)),
        stones=float(rng.choice([0.0, 0.6, 0.9])),
        houses=_pick(rng, houses),
        water_lines=True,
        symbols=float(rng.uniform(0.3, 0.8)),
        plot_size=usual.plot_size * 1.2,
    )


def _pick(rng: Generator, choices: Sequence[T]) -> T:
    return choices[int(rng.integers(len(choices)))]
