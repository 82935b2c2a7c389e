"""The drawn parts of papers: the plan of a parcel in its box, tables of corners and of edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.random import Generator

from synthetic.canvas import Canvas, Point, Text
from synthetic.fonts import SANS, SERIF, Face, families
from synthetic.papers.dossier import Corners, Dossier

Rules = Literal["all", "dotted", "heads", "none"]

_POINT_HEADS = ("Số hiệu điểm", "Tên điểm", "Điểm", "STT", "Số thứ tự điểm")
_LENGTH_HEADS = ("S (m)", "Chiều dài cạnh (m)", "Khoảng cách (m)", "Cạnh (m)")


@dataclass(frozen=True, slots=True)
class TableLook:
    """How a table of corners looks. ``grouped``: thousands by blanks; ``between``: lengths between the rows;
    ``repeats`` the first corner at the end, ``fields`` decimals, ``swapped``: Y before X."""

    face: Face
    letter_mm: float
    row_mm: float
    column_mm: float
    rules: Rules
    comma: bool
    grouped: bool
    fields: int
    between: bool
    repeats: bool
    swapped: bool
    lengths: bool
    heads: tuple[str, str]


def random_table_look(rng: Generator) -> TableLook:
    """One surveyor's table."""
    letter = float(rng.uniform(1.6, 2.4))
    return TableLook(
        face=Face(str(rng.choice(families(SANS if rng.random() < 0.5 else SERIF)))),
        letter_mm=letter,
        row_mm=letter * float(rng.uniform(1.9, 3.0)),
        column_mm=letter * float(rng.uniform(10.5, 14.0)),
        rules=("all", "all", "dotted", "heads", "none")[int(rng.integers(5))],
        comma=bool(rng.random() < 0.3),
        grouped=bool(rng.random() < 0.2),
        fields=int(rng.choice([2, 2, 2, 3])),
        between=bool(rng.random() < 0.3),
        repeats=bool(rng.random() < 0.5),
        swapped=bool(rng.random() < 0.12),
        lengths=bool(rng.random() < 0.8),
        heads=(str(rng.choice(_POINT_HEADS)), str(rng.choice(_LENGTH_HEADS))),
    )


def draw_corner_table(canvas: Canvas, dossier: Dossier, at_mm: Point, look: TableLook) -> Point:
    """Point, X (northing), Y (easting) and length to the next point; gives the size, mm."""
    ring, edges = dossier.corners, dossier.edges_m
    count = len(ring) + look.repeats
    axes = ("Y (m)", "X (m)") if look.swapped else ("X (m)", "Y (m)")
    heads = [look.heads[0], *axes, *([look.heads[1]] if look.lengths else [])]
    rows = []
    for row in range(count):
        place = row % len(ring)
        east, north = (_shown(float(v), look) for v in ring[place])
        shown = [str(place + 1), *((east, north) if look.swapped else (north, east))]
        last = row == count - 1 and (look.repeats or look.between)
        rows.append(
            [*shown, *([("" if last else _shown(float(edges[place]), look, 2))] if look.lengths else [])]
        )
    widths = [
        0.62 * look.column_mm,
        look.column_mm,
        look.column_mm,
        *([0.8 * look.column_mm] if look.lengths else []),
    ]
    return _ruled(canvas, heads, rows, (at_mm, widths, look))


def draw_edge_table(canvas: Canvas, dossier: Dossier, at_mm: Point, look: TableLook) -> Point:
    """Edge and length, as appendices 12 and 13 print it; gives the size, mm."""
    count = len(dossier.corners)
    dash = "-" if look.comma else " - "
    rows = [
        [f"{place + 1}{dash}{(place + 1) % count + 1}", _shown(float(length), look, 2)]
        for place, length in enumerate(dossier.edges_m)
    ]
    heads = ["TT" if look.swapped else "Cạnh", "Chiều dài (m)"]
    return _ruled(canvas, heads, rows, (at_mm, [0.8 * look.column_mm, 1.1 * look.column_mm], look))


def _shown(value: float, look: TableLook, fields: int | None = None) -> str:
    shown = f"{value:,.{look.fields if fields is None else fields}f}"
    mark = "," if look.comma else "."
    whole, rest = shown.split(".")
    return whole.replace(",", " " if look.grouped else "") + mark + rest


def _ruled(
    canvas: Canvas, heads: list[str], rows: list[list[str]], where: tuple[Point, list[float], TableLook]
) -> Point:
    (x0, y0), widths, look = where
    text = Text(look.face, look.letter_mm)
    edges = x0 + np.concatenate([[0.0], np.cumsum(widths)])
    head_mm = 1.5 * look.row_mm
    bottom = y0 + head_mm + (len(rows) + (0.5 if look.between else 0)) * look.row_mm
    for head, left, right in zip(heads, edges, edges[1:], strict=False):
        narrow = min(1.0, 0.94 * (right - left) / canvas.text_size(head, text)[0])
        canvas.text(
            head,
            ((left + right) / 2, y0 + head_mm / 2),
            Text(Face(look.face.family, bold=True), look.letter_mm * narrow),
            "mm",
        )
    for place, row in enumerate(rows):
        y = y0 + head_mm + (place + 0.5) * look.row_mm
        for column, (value, left, right) in enumerate(zip(row, edges, edges[1:], strict=False)):
            lower = 0.5 * look.row_mm if look.between and column == 3 else 0.0
            canvas.text(value, ((left + right) / 2, y + lower), text, "mm")
    if look.rules in ("all", "dotted"):
        canvas.rectangle((x0, y0), (edges[-1], bottom), 0.25)
        for x in edges[1:-1]:
            canvas.line([(x, y0), (x, bottom)], 0.2)
        for place in range(len(rows)):
            y = y0 + head_mm + place * look.row_mm
            if look.rules == "all" or place == 0:
                canvas.line([(x0, y), (edges[-1], y)], 0.2)
            else:
                canvas.dots((x0, y), (edges[-1], y), 0.3, 0.9)
    elif look.rules == "heads":
        for y in (y0, y0 + head_mm, bottom):
            canvas.line([(x0, y), (edges[-1], y)], 0.3)
    return float(edges[-1] - x0), float(bottom - y0)


def fit(ring: Corners, corner_mm: Point, size_mm: Point) -> Corners:
    """The ring (n, 2) m as paper millimetres in a box, north up."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    factor = float((np.asarray(size_mm) / (high - low)).min())
    middle = np.asarray(corner_mm) + np.asarray(size_mm) / 2
    placed: Corners = middle + (ring - (low + high) / 2) * (factor, -factor)
    return placed


def draw_plan(canvas: Canvas, dossier: Dossier, corner_mm: Point, size_mm: Point, rng: Generator) -> None:
    """The parcel with corner numbers, lengths, its label, and neighbours (one with a sheet of its own)."""
    face = Face(str(rng.choice(families(SANS))))
    small, middle = Text(face, 1.7), Text(face, 2.1)
    x0, y0 = corner_mm
    inner = (0.62 * size_mm[0], 0.62 * size_mm[1])
    ring = fit(dossier.corners, (x0 + 0.19 * size_mm[0], y0 + 0.19 * size_mm[1]), inner)
    canvas.line(np.vstack([ring, ring[:1]]), 0.3)
    centre = ring.mean(axis=0)
    for place, corner in enumerate(ring):
        out = (corner - centre) / np.hypot(*(corner - centre))
        canvas.line([corner, corner + 7 * out], 0.15)
        canvas.text(str(place + 1), tuple(corner + 3.0 * out + (1.2, 0)), small, "mm")
    _lengths(canvas, dossier, ring, small)
    canvas.text(str(dossier.number), (centre[0], centre[1] - 0.6), middle, "mb")
    canvas.line([(centre[0] - 5, centre[1]), (centre[0] + 5, centre[1])], 0.15)
    canvas.text(f"{dossier.area_m2:.1f}", (centre[0], centre[1] + 0.6), middle, "mt")
    canvas.text(dossier.code, (centre[0] - 6, centre[1]), middle, "rm")
    for side in (-1, 1):
        other = f"{dossier.number + side}"
        if rng.random() < 0.3:
            other = f"{rng.integers(1, 300)} (tờ số {dossier.sheet + side})"
        canvas.text(other, (centre[0] + side * 0.42 * size_mm[0], centre[1] + 0.3 * size_mm[1]), small, "mm")
    north = (x0 + size_mm[0] - 5, y0 + 4)
    canvas.line([(north[0], north[1] + 12), north], 0.3)
    canvas.text("B", (north[0] + 2.5, north[1] + 3), middle, "mm")


def _lengths(canvas: Canvas, dossier: Dossier, ring: Corners, look: Text) -> None:
    for start, end, length in zip(ring, np.roll(ring, -1, axis=0), dossier.edges_m, strict=True):
        along = end - start
        angle = float(np.degrees(np.arctan2(-along[1], along[0])))
        angle = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
        out = np.array([along[1], -along[0]]) / np.hypot(*along)
        canvas.text(f"{length:.2f}", tuple((start + end) / 2 + 1.8 * out), look, "mm", angle)
