"""A ruled table on a page: outer rules, a head of one or two storeys, rows, and a text in each cell."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import cv2
import numpy as np

from synthetic.canvas import Canvas, Text
from synthetic.fonts import Face
from synthetic.forms import Column, RegisterStyle
from synthetic.handwriting import Hand

_NUMBER_ROW_MM = 5.5


def body_top_mm(style: RegisterStyle) -> float:
    """Where the rows of data begin, below the head and the numbers of the columns."""
    return style.frame[2] + style.head_mm + (_NUMBER_ROW_MM if style.number_row else 0.0)


def row_middle_mm(style: RegisterStyle, row: int) -> float:
    """The height of the middle of a row, from 0."""
    return body_top_mm(style) + (row + 0.5) * style.row_mm


def draw_rules(canvas: Canvas, style: RegisterStyle) -> None:
    """The empty table: rules, names of the columns and their numbers."""
    left, right, top = style.frame
    edges = column_edges_mm(style)
    head, body = top + style.head_mm, body_top_mm(style)
    bottom = body + style.rows * style.row_mm
    for index, edge in enumerate(edges):
        inner = 0 < index < len(style.columns) and _joined(style.columns[index - 1], style.columns[index])
        canvas.line([(edge, top + style.head_mm / 2 if inner else top), (edge, bottom)], style.rule_mm)
    for y in dict.fromkeys((top, head, body, bottom)):
        canvas.line([(left, y), (right, y)], style.rule_mm)
    _column_heads(canvas, style, edges)
    _row_rules(canvas, style, edges, body)


def write_row(canvas: Canvas, style: RegisterStyle, row: int, texts: Sequence[str]) -> None:
    """A text in each cell of a row, from 0."""
    base = row_middle_mm(style, row)
    cells = itertools.pairwise(column_edges_mm(style))
    for column, text, (left, right) in zip(style.columns, texts, cells, strict=True):
        at = {"l": left + 1.2, "m": (left + right) / 2, "r": right - 1.2}[column.align]
        if style.hand is not None and text:
            fit = (column.align, style.text_mm, right - left - 2.0)
            write_by_hand(canvas, text, (at, base + style.text_mm / 2), style.hand, fit)
            continue
        canvas.text(text, (at, base), _fitted(canvas, text, style, right - left - 2.0), f"{column.align}m")


def write_by_hand(
    canvas: Canvas, text: str, at: tuple[float, float], hand: Hand, fit: tuple[str, float, float]
) -> None:
    """A text as someone writes it; ``fit`` has the alignment, the height of capitals and the room, mm."""
    align, capital_mm, room_mm = fit
    rng = np.random.default_rng([round(10 * at[0]), round(10 * at[1]), *text.encode()])
    mask, (start_px, base_px) = hand.write(text, capital_mm * canvas.scale, rng)
    length_px = mask.shape[1] - 2 * start_px
    squeeze = min(1.0, room_mm * canvas.scale / max(1.0, length_px))
    if squeeze < 1.0:
        mask = np.asarray(cv2.resize(mask, None, fx=squeeze, fy=1.0, interpolation=cv2.INTER_AREA), np.uint8)
    along = {"l": 0.0, "m": 0.5, "r": 1.0}[align] * length_px
    canvas.lay(mask, at, ((start_px + along) * squeeze, base_px), hand.ink)


def column_edges_mm(style: RegisterStyle) -> list[float]:
    """Places of the column rules."""
    left, right, _ = style.frame
    widths = np.array([column.width for column in style.columns], np.float64)
    shares = np.concatenate([[0.0], np.cumsum(widths) / widths.sum()])
    return [float(edge) for edge in left + (right - left) * shares]


def text_of(style: RegisterStyle, height_mm: float, bold: bool = False) -> Text:
    """A text in the face of the page."""
    return Text(Face(style.face.family, style.face.italic, bold), height_mm)


def _joined(first: Column, second: Column) -> bool:
    return first.group != "" and first.group == second.group


def _column_heads(canvas: Canvas, style: RegisterStyle, edges: list[float]) -> None:
    """Names of columns, common names above groups of them, and their numbers."""
    top, head = style.frame[2], style.frame[2] + style.head_mm
    split = top + style.head_mm / 2
    look = text_of(style, style.head_text_mm, bold=True)
    places = list(enumerate(style.columns))
    for group, members in itertools.groupby(places, key=lambda place: place[1].group):
        if group:
            first, *_, last = (index for index, _ in members)
            canvas.line([(edges[first], split), (edges[last + 1], split)], style.rule_mm)
            _wrapped(canvas, group, (edges[first], edges[last + 1], top, split), look)
    for index, column in places:
        upper = split if column.group else top
        _wrapped(canvas, column.title, (edges[index], edges[index + 1], upper, head), look)
        if style.number_row:
            at = ((edges[index] + edges[index + 1]) / 2, head + _NUMBER_ROW_MM / 2)
            canvas.text(f"({index + 1})", at, text_of(style, 1.7), "mm")


def _row_rules(canvas: Canvas, style: RegisterStyle, edges: list[float], top: float) -> None:
    for index in range(1, style.rows):
        y = top + index * style.row_mm
        if style.dotted:
            canvas.dots((edges[0], y), (edges[-1], y), 0.2, 0.9)
        else:
            canvas.line([(edges[0], y), (edges[-1], y)], style.rule_mm)


def _fitted(canvas: Canvas, text: str, style: RegisterStyle, room: float) -> Text:
    """The row's text, squeezed where the cell is too narrow."""
    look = text_of(style, style.text_mm)
    width = canvas.text_size(text, look)[0]
    return look if width <= room else Text(look.face, look.height_mm, look.ink, room / width)


def _wrapped(canvas: Canvas, title: str, box: tuple[float, float, float, float], look: Text) -> None:
    """A heading broken into lines and centred in its cell."""
    left, right, top, bottom = box
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and canvas.text_size(longer, look)[0] <= right - left - 1.5:
            lines[-1] = longer
        else:
            lines.append(word)
    step = look.height_mm * 1.75
    first = (top + bottom) / 2 - step * (len(lines) - 1) / 2
    for index, line in enumerate(lines):
        canvas.text(line, ((left + right) / 2, first + index * step), look, "mm")
