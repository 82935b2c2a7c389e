"""What is wrong with lines drawn by hand on a screen: short, long, parted, twice, stray, missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import shapely
from numpy.random import Generator

from synthetic.boundary_lines import BoundaryLine, Edge, edges_of
from synthetic.dgn import Points
from synthetic.fabric import Plot

Care = Literal["clean", "light", "heavy"]


class Flaw(NamedTuple):
    """One flaw: its kind, where it lies (m) and how large it is (m)."""

    flaw: str
    x: float
    y: float
    size_m: float


@dataclass(frozen=True, slots=True)
class Shares:
    """How often each flaw is made: of all ends, of all lines, and pairs of plots per hundred."""

    short: float
    long: float
    parted: float
    twice: float
    stray: float
    missing: float


SHARES: dict[Care, Shares] = {
    "clean": Shares(0, 0, 0, 0, 0, 0),
    "light": Shares(0.03, 0.06, 0.04, 0.04, 0.01, 0.3),
    "heavy": Shares(0.10, 0.16, 0.14, 0.12, 0.03, 0.8),
}
_SHORT_MM, _LONG_MM = (0.03, 0.26), (0.02, 0.36)  # on the map: what an eye at a screen passes over
_PARTED_M, _NEAR_M = (0.01, 0.05), (0.005, 0.02)


def missing_edges(
    plots: tuple[Plot, ...], care: Care, rng: Generator
) -> tuple[set[Edge], list[tuple[Plot, Plot]]]:
    """Edges that nobody drew, and the pairs of plots that lie in one face for it."""
    wanted = round(SHARES[care].missing * len(plots) / 100)
    shapes = [plot.polygon for plot in plots]
    tree, used = shapely.STRtree(shapes), set[int]()
    edges: set[Edge] = set()
    pairs: list[tuple[Plot, Plot]] = []
    for mine in rng.permutation(len(plots)):
        if len(pairs) == wanted:
            break
        around = {int(i) for i in tree.query(shapes[mine], predicate="touches")}
        free = sorted(around - used) if int(mine) not in used else []
        near = [i for i in free if shapely.intersection(shapes[mine], shapes[i]).length > 3]
        if near:
            other = near[int(rng.integers(len(near)))]
            edges |= edges_of([plots[mine]]).keys() & edges_of([plots[other]]).keys()
            pairs.append((plots[mine], plots[other]))
            used |= {int(mine), other} | around
    return edges, pairs


def flawed(
    lines: Iterable[BoundaryLine], care: Care, scale: int, rng: Generator
) -> tuple[list[BoundaryLine], list[Flaw]]:
    """The lines with their flaws, in another order."""
    shares = SHARES[care]
    made: list[Flaw] = []
    drawn: list[BoundaryLine] = []
    for line in lines:
        points = line.points
        for end in (0, -1):
            if line.meets[end]:
                points, flaw = _with_end(points, end, shares, scale, rng)
                made += flaw
        for part in _parted(points, shares, made, rng):
            drawn.append(line._replace(points=part))
            drawn += [line._replace(points=more) for more in _more(part, shares, made, rng)]
    if care != "clean":
        rng.shuffle(drawn)
    return drawn, made


def _with_end(
    points: Points, end: int, shares: Shares, scale: int, rng: Generator
) -> tuple[Points, list[Flaw]]:
    roll = rng.random()
    if roll >= shares.short + shares.long:
        return points, []
    kind, limits = ("undershoot", _SHORT_MM) if roll < shares.short else ("overshoot", _LONG_MM)
    last, before = points[end], points[1 if end == 0 else -2]
    length = float(np.hypot(*(last - before)))
    size = min(rng.uniform(*limits) * scale / 1000, 0.3 * length)
    along = (last - before) / length
    moved = points.copy()
    moved[end] = last + along * (size if kind == "overshoot" else -size)
    return moved, [Flaw(kind, round(float(last[0]), 3), round(float(last[1]), 3), round(size, 3))]


def _parted(points: Points, shares: Shares, made: list[Flaw], rng: Generator) -> Iterator[Points]:
    """The line, or two lines that do not quite meet at a vertex of it."""
    if len(points) < 4 or rng.random() >= shares.parted:
        yield points
        return
    at = int(rng.integers(1, len(points) - 1))
    step = points[at - 1] - points[at]
    size = min(rng.uniform(*_PARTED_M), 0.2 * float(np.hypot(*step)))
    short = points[: at + 1].copy()
    short[-1] += step / np.hypot(*step) * size
    made.append(Flaw("gap", float(points[at][0]), float(points[at][1]), round(size, 3)))
    yield short
    yield points[at:]


def _more(points: Points, shares: Shares, made: list[Flaw], rng: Generator) -> Iterator[Points]:
    """What is drawn besides: the line again, nearly again, a part of it, a point, a stray stroke."""
    x, y = (round(float(v), 3) for v in points[0])
    if rng.random() < shares.twice:
        kind = str(rng.choice(["duplicate", "near_duplicate", "part_duplicate", "zero"]))
        made.append(Flaw(kind, x, y, 0.0))
        shift = rng.uniform(*_NEAR_M) * np.array([[0.7, 0.7]])
        copies = {
            "duplicate": points[::-1],
            "near_duplicate": points + shift,
            "part_duplicate": points[:2],
            "zero": np.vstack([points[0], points[0]]),
        }
        yield copies[kind]
    if rng.random() < shares.stray:
        size = float(rng.uniform(0.5, 1.8))
        turn = rng.uniform(0, 2 * np.pi)
        middle = points[:2].mean(axis=0)
        made.append(Flaw("stray", float(middle[0]), float(middle[1]), round(size, 3)))
        yield np.vstack([middle, middle + size * np.array([np.cos(turn), np.sin(turn)])])
