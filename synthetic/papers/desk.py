"""A form on a desk: printed labels, leaders and frames, and what was typed or written in beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import numpy as np
from numpy.random import Generator

from synthetic.canvas import Canvas, Point, Text
from synthetic.fonts import SANS, SERIF, Face, families
from synthetic.handwriting import Hand

T = TypeVar("T")
Leader = Literal["none", "dots", "dotted", "rule"]
Frame = Literal["none", "single", "double", "ornament"]

_LEADERS: tuple[Leader, ...] = ("none", "none", "dots", "dotted", "rule")
_FRAMES: tuple[Frame, ...] = ("none", "none", "single", "double", "ornament")
_TYPEWRITER = ("cousine",)
_LEADER_WEIGHT_MM = 0.18


@dataclass(frozen=True, slots=True)
class Look:
    """How an office's forms look and how it fills them. Lengths in mm; capitals' heights for letters.

    ``gap_mm`` stands between a label and its filling, ``stop_mm`` is a column in which all fillings of single
    values begin, or 0; ``drop_mm`` is how far fillings lie below the line of the label.
    """

    form: Face
    filling: Face
    letter_mm: float
    step_mm: float
    gap_mm: float
    stop_mm: float
    drop_mm: float
    leader: Leader
    frame: Frame
    frame_mm: float
    inset_mm: float
    hand: Hand | None
    ink: str


def random_look(rng: Generator, hand: Hand | None = None) -> Look:
    """One office's form; with ``hand`` it is filled in by that writer."""
    kinds = SERIF if rng.random() < 0.7 else SANS
    form = str(rng.choice(families(kinds)))
    other = str(rng.choice(families((*SERIF, *SANS, *_TYPEWRITER))))
    letter = float(rng.uniform(1.9, 2.9))
    same = rng.random() < 0.45
    return Look(
        form=Face(form),
        filling=Face(
            form if same else other, bold=bool(rng.random() < 0.35), italic=bool(rng.random() < 0.15)
        ),
        letter_mm=letter,
        step_mm=letter * float(rng.uniform(2.5, 3.9)),
        gap_mm=float(rng.choice([0.8, 1.2, 2.0, 6.0, 14.0, 30.0])),
        stop_mm=float(rng.choice([0.0, 0.0, 0.0, 62.0, 75.0])),
        drop_mm=float(rng.normal(0, 0.5)) if not same or hand else 0.0,
        leader=_one(rng, _LEADERS),
        frame=_one(rng, _FRAMES),
        frame_mm=float(rng.uniform(6, 14)),
        inset_mm=float(rng.choice([1.5, 3.0, 6.0, 10.0])),
        hand=hand,
        ink=str(rng.choice(["black", "black", "black", "blue"]))
        if hand is None
        else str(rng.choice(["blue", "blue", "black"])),
    )


def _one(rng: Generator, choices: tuple[T, ...]) -> T:
    return choices[int(rng.integers(len(choices)))]


@dataclass(frozen=True, slots=True)
class Item:
    """A printed label, what is filled in, and the form's text after it."""

    label: str
    value: str
    after: str = ""
    bold: bool = False


@dataclass
class Desk:
    """A page being filled; (0, 0) is the paper's upper left corner, mm. ``y_mm`` is the next baseline."""

    canvas: Canvas
    look: Look
    rng: Generator
    left_mm: float
    right_mm: float
    y_mm: float = 0.0
    stamps: list[Point] = field(default_factory=list)

    def print_line(
        self, text: str, place: str = "l", bold: bool = False, italic: bool = False, grow: float = 1.0
    ) -> None:
        """A line of the form itself: at the left, in the middle or at the right of the column."""
        face = Face(self.look.form.family, bold=bold, italic=italic)
        look = Text(face, self.look.letter_mm * grow)
        width = self.canvas.text_size(text, look)[0]
        room = self.right_mm - self.left_mm
        look = Text(face, look.height_mm * min(1.0, room / width))
        x = {"l": self.left_mm, "m": (self.left_mm + self.right_mm) / 2, "r": self.right_mm}[place]
        self.canvas.text(text, (x, self.y_mm), look, f"{place}b")
        self.down(grow)

    def down(self, lines: float = 1.0) -> None:
        """Go down by lines."""
        self.y_mm += lines * self.look.step_mm

    def row(self, *items: Item) -> None:
        """A line with one or several values, each label followed by its filling; long values run on below."""
        if len(items) == 1:
            self._single(items[0])
            return
        wanted = np.array([self._wanted(item) for item in items])
        spare = self.right_mm - self.left_mm - wanted.sum()
        if spare < 0:
            for item in items:
                self._single(item)
            return
        x = self.left_mm
        for item, width in zip(items, wanted, strict=True):
            end = x + width + spare / len(items)
            self._filled(item, x, end, min(self.look.gap_mm, 0.8 + spare / len(items)))
            x = end
        self.down()

    def box(self, item: Item, ticked: bool) -> None:
        """A label with a small square, ticked or not."""
        width = self._label(item.label, self.left_mm)
        x = self.left_mm + width + 2
        side = 1.4 * self.look.letter_mm
        self.canvas.rectangle((x, self.y_mm - side + 0.3), (x + side, self.y_mm + 0.3), 0.2)
        if ticked:
            self.canvas.text("x", (x + side / 2, self.y_mm), self._fill_look(), "mb")
        self.down()

    def fill(self, text: str, x_mm: float, ink: str | None = None) -> float:
        """Type or write a value with its left end at ``x_mm``; gives its width, mm."""
        y = self.y_mm + self.look.drop_mm
        hand = self.look.hand
        if hand is None:
            look = self._fill_look(ink)
            self.canvas.text(text, (x_mm, y), look)
            return self.canvas.text_size(text, look)[0]
        mask, origin = hand.write(text, self.look.letter_mm * self.canvas.scale, self.rng)
        self.canvas.lay(mask, (x_mm, y), origin, ink or self.look.ink)
        return float((mask.shape[1] - 2 * origin[0]) / self.canvas.scale)

    def _fill_look(self, ink: str | None = None) -> Text:
        return Text(self.look.filling, self.look.letter_mm, ink or self.look.ink)

    def filling_width(self, text: str) -> float:
        """How much room a filling takes, mm; by hand about half as much again as print."""
        width = self.canvas.text_size(text, self._fill_look())[0]
        return 1.5 * width if self.look.hand else width

    def form_look(self, bold: bool = False) -> Text:
        """How the form's own words look."""
        return Text(Face(self.look.form.family, bold=bold), self.look.letter_mm)

    def _label(self, text: str, x_mm: float, bold: bool = False) -> float:
        self.canvas.text(text, (x_mm, self.y_mm), self.form_look(bold))
        return self.canvas.text_size(text, self.form_look(bold))[0]

    def _wanted(self, item: Item) -> float:
        size = self.canvas.text_size
        after = size(item.after, self.form_look())[0] if item.after else 0.0
        return size(item.label, self.form_look(item.bold))[0] + self.filling_width(item.value) + after + 4.0

    def _filled(self, item: Item, x: float, end: float, gap: float) -> None:
        """A label at x, its filling a gap later, leaders on to the end."""
        start = x + self._label(item.label, x, item.bold)
        after = self.canvas.text_size(item.after, self.form_look())[0] if item.after else 0.0
        stop = max(end - after - 2.0, start)
        if item.after:
            self._label(item.after, stop + 0.5)
        self._lead(start + 0.5, stop)
        room = stop - start - self.filling_width(item.value)
        self.fill(item.value, start + min(gap, max(room, 0.6)))

    def _single(self, item: Item) -> None:
        label = self.canvas.text_size(item.label, self.form_look(item.bold))[0]
        start = max(self.left_mm + label + self.look.gap_mm, self.left_mm + self.look.stop_mm)
        words = item.value.split(" ")
        first = self._fit(words, self.right_mm - start)
        if not first:
            start = self.left_mm + label + 0.8
            first = self._fit(words, self.right_mm - start) or 1
        part = Item(item.label, " ".join(words[:first]), item.after if first == len(words) else "", item.bold)
        self._filled(part, self.left_mm, self.right_mm, start - self.left_mm - label)
        self.down()
        words = words[first:]
        while words:
            count = self._fit(words, self.right_mm - self.left_mm) or 1
            self._lead(self.left_mm, self.right_mm)
            self.fill(" ".join(words[:count]), self.left_mm)
            self.down()
            words = words[count:]

    def _fit(self, words: list[str], room: float) -> int:
        """How many of the words fit in the room."""
        count = 0
        while count < len(words) and self.filling_width(" ".join(words[: count + 1])) <= room:
            count += 1
        return count

    def _lead(self, x0: float, x1: float) -> None:
        drawn: dict[str, Callable[[], None]] = {
            "none": lambda: None,
            "dots": lambda: self._typed_dots(x0, x1),
            "dotted": lambda: self.canvas.dots(
                (x0, self.y_mm + 0.5), (x1, self.y_mm + 0.5), 2 * _LEADER_WEIGHT_MM, 0.9
            ),
            "rule": lambda: self.canvas.line(
                [(x0, self.y_mm + 0.6), (x1, self.y_mm + 0.6)], _LEADER_WEIGHT_MM
            ),
        }
        if x1 > x0 + 1:
            drawn[self.look.leader]()

    def _typed_dots(self, x0: float, x1: float) -> None:
        """Full stops through the whole room, as in the printed specimens."""
        one = self.canvas.text_size("." * 20, self.form_look())[0] / 20
        self.canvas.text("." * int((x1 - x0) / one), (x0, self.y_mm), self.form_look())


def draw_frame(canvas: Canvas, look: Look, size_mm: Point) -> None:
    """The form's frame round the page: a line, two, or a band of ornament."""
    width, height = size_mm
    inner, outer = look.frame_mm, max(look.frame_mm - 3.0, 2.0)
    if look.frame == "none":
        return
    canvas.rectangle((inner, inner), (width - inner, height - inner), 0.3)
    if look.frame != "single":
        canvas.rectangle((outer, outer), (width - outer, height - outer), 0.9)
    if look.frame == "ornament":
        step, middle = 3.0, (inner + outer) / 2
        for x in np.arange(inner, width - inner, step):
            for y in (middle, height - middle):
                canvas.line([(x, y), (x + step / 2, y - 0.7), (x + step, y)], 0.25)
        for y in np.arange(inner, height - inner, step):
            for x in (middle, width - middle):
                canvas.line([(x, y), (x - 0.7, y + step / 2), (x, y + step)], 0.25)
