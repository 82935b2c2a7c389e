"""Parcel labels of old sheets: over a bar or a slash, under each other, the number in a circle."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import shapely
from shapely.geometry import Polygon

from synthetic.canvas import Canvas, Point, Text
from synthetic.labels import Block, Placed, Sketch, Words, beside_parcel, draw_arrow, inside_parcel, turned
from synthetic.old_sheets.styles import OldStyle

_BAR_MM = 0.16
_SMALLER = 0.85  # where a label finds no room at its size
Entry = tuple[str, Point, Text]  # text, its middle, look


@dataclass(frozen=True, slots=True)
class Label(Block):
    """A label of texts with looks of their own, and circles (centre, radius), mm about its middle."""

    texts: tuple[Entry, ...] = ()
    circles: tuple[tuple[Point, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A label and where it stands."""

    placed: Placed
    label: Label


@dataclass(frozen=True, slots=True)
class Looks:
    """How the number and the rest of a label are written."""

    number: Text
    small: Text


def place(
    canvas: Canvas, style: OldStyle, words: Words, polygon_mm: Polygon, sketch: Sketch
) -> Written | None:
    """Where and how a parcel is labelled; None where even its number finds no room."""
    usual = Looks(style.number_text(), style.small_text())
    smaller = Looks(_shrunk(usual.number), _shrunk(usual.small))
    lay_out, circled = _LAYOUTS[style.form], style.form == "circle"
    tries = [("full", lay_out(canvas, usual, words)), ("full", lay_out(canvas, smaller, words))]
    tries += [("fraction", tries[1][1])]
    number = (
        _circled(canvas, smaller, [words.number]) if circled else _stacked(canvas, smaller, [words.number])
    )
    tries += [("table", number)] if style.number_only else [("line", _line(canvas, smaller, words))]
    for form, label in tries:
        if (found := inside_parcel(form, label, polygon_mm, sketch)) is not None:
            return Written(found, label)
    if (found := beside_parcel(tries[1][1], polygon_mm, sketch)) is not None:
        return Written(found, tries[1][1])
    found = inside_parcel("number", number, polygon_mm, sketch)
    return Written(found, number) if found is not None else None


def _shrunk(look: Text) -> Text:
    return replace(look, height_mm=look.height_mm * _SMALLER)


def draw(canvas: Canvas, written: Written) -> None:
    """Write a placed label, with its arrow where it stands outside."""
    placed, label = written.placed, written.label
    for text, offset, look in label.texts:
        canvas.text(text, turned([offset], placed.centre, placed.angle_deg)[0], look, "mm", placed.angle_deg)
    for bar in label.bars:
        canvas.line(turned(bar, placed.centre, placed.angle_deg), _BAR_MM)
    for centre, radius in label.circles:
        at = turned([centre], placed.centre, placed.angle_deg)[0]
        canvas.line(shapely.get_coordinates(shapely.Point(at).buffer(radius).exterior), _BAR_MM)
    if placed.form == "outside":
        draw_arrow(canvas, placed)


def _bar(canvas: Canvas, looks: Looks, words: Words) -> Label:
    """Number over area with a bar between them, the code to the left of it."""
    number, area, code = (
        canvas.text_size(text, look)[0]
        for text, look in ((words.number, looks.number), (words.area, looks.small), (words.code, looks.small))
    )
    bar, up = max(number, area) + 0.6, 0.6
    width = code + 0.7 + bar
    middle, left = (width - bar) / 2, -width / 2 + code / 2
    high, low = looks.number.height_mm, looks.small.height_mm
    texts = (
        (words.number, (middle, -up - high / 2), looks.number),
        (words.area, (middle, up + low / 2), looks.small),
        (words.code, (left, 0.0), looks.small),
    )
    bars = (((middle - bar / 2, 0.0), (middle + bar / 2, 0.0)),)
    return Label(width, 2 * (up + high), looks.number, (), bars, texts)


def _slash(canvas: Canvas, looks: Looks, words: Words) -> Label:
    """Number, a slash and the area on a line, the code underneath."""
    return _lines(canvas, [(f"{words.number}/{words.area}", looks.number), (words.code, looks.small)])


def _stack(canvas: Canvas, looks: Looks, words: Words) -> Label:
    """Number, area and code under each other."""
    return _stacked(canvas, looks, [words.number, words.area, words.code])


def _under(canvas: Canvas, looks: Looks, words: Words) -> Label:
    """The code under the number, the area below."""
    return _stacked(canvas, looks, [words.number, words.code, words.area])


def _bare(canvas: Canvas, looks: Looks, words: Words) -> Label:
    """The number in bold, code and area on a line underneath."""
    return _lines(canvas, [(words.number, looks.number), (f"{words.code}  {words.area}", looks.small)])


def _circle(canvas: Canvas, looks: Looks, words: Words) -> Label:
    """The number in a circle, area and code under it."""
    return _circled(canvas, looks, [words.number, words.area, words.code])


def _stacked(canvas: Canvas, looks: Looks, texts: Sequence[str]) -> Label:
    return _lines(canvas, [(texts[0], looks.number), *((text, looks.small) for text in texts[1:])])


def _lines(canvas: Canvas, lines: Sequence[tuple[str, Text]]) -> Label:
    """Lines of text under each other."""
    gap = 0.4 * lines[-1][1].height_mm + 0.3
    height = sum(look.height_mm for _, look in lines) + gap * (len(lines) - 1)
    width = max(canvas.text_size(text, look)[0] for text, look in lines)
    texts, at = [], -height / 2
    for text, look in lines:
        texts.append((text, (0.0, at + look.height_mm / 2), look))
        at += look.height_mm + gap
    return Label(width, height, lines[0][1], (), (), tuple(texts))


def _circled(canvas: Canvas, looks: Looks, texts: Sequence[str]) -> Label:
    """The first text in a circle, the others under it."""
    radius = math.hypot(canvas.text_size(texts[0], looks.number)[0], looks.number.height_mm) / 2 + 0.35
    below = _lines(canvas, [(text, looks.small) for text in texts[1:]]) if len(texts) > 1 else None
    rest = below.height + 0.5 if below else 0.0
    width = max(2 * radius, below.width if below else 0.0)
    centre = (0.0, -rest / 2)
    entries = [(texts[0], centre, looks.number)]
    if below:
        entries += [(text, (x, y + radius + 0.25), look) for text, (x, y), look in below.texts]
    return Label(width, 2 * radius + rest, looks.number, (), (), tuple(entries), ((centre, radius),))


def _line(canvas: Canvas, looks: Looks, words: Words) -> Label:
    """All in one line, for narrow parcels."""
    return _lines(canvas, [(f"{words.code} {words.number}/{words.area}", looks.small)])


_LAYOUTS: dict[str, Callable[[Canvas, Looks, Words], Label]] = {
    "bar": _bar,
    "slash": _slash,
    "stack": _stack,
    "under": _under,
    "circle": _circle,
    "bare": _bare,
}
