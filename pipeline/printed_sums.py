"""Sums printed below a column of figures, held against what was read above them.

A sum is a witness of its own: where exactly one choice among the values that the readers offer adds up to it,
that choice is proven; where none does, a figure was misread or the paper is wrong, and no figure is sure.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal, TypeVar

from pipeline.model import Reading

N = TypeVar("N", bound=float)
_SAME = 0.05  # areas are printed to 0.1 m² (Art. 3(4) of Circular 25/2014), counts whole
_MOST_DOUBTFUL = 3  # a sum cannot tell apart what was misread in more rows
_OFFERED = 0.01  # an alternative below this is no opinion of a reader
_PROVEN, _DOUBTED = 0.97, 0.5


@dataclass(frozen=True, slots=True)
class Checked(Generic[N]):
    """The figures after the check, in the order given; ``found`` is what they add up to."""

    readings: tuple[Reading[N], ...]
    outcome: Literal["agrees", "differs"]
    found: float


def check(readings: Sequence[Reading[N]], stated: float, struck: Sequence[bool] = ()) -> Checked[N]:
    """Hold figures against their printed sum; ``struck`` ones may be in the sum or not."""
    live = [not gone for gone in struck] or [True] * len(readings)
    proven = _proven(readings, stated, live)
    if proven is not None:
        return Checked(proven, "agrees", stated)
    found = _sum(itertools.compress(readings, live))
    if _same(stated, found) or _same(stated, _sum(readings)):  # summed after or before the change
        return Checked(tuple(readings), "agrees", stated)
    return Checked(tuple(reading.doubted(_DOUBTED) for reading in readings), "differs", found)


def _proven(
    readings: Sequence[Reading[N]], stated: float, live: Sequence[bool]
) -> tuple[Reading[N], ...] | None:
    """The figures with the only choice of offered values that adds up; None where none or several do."""
    counted = [i for i, reading in enumerate(readings) if live[i] and reading.value is not None]
    doubtful = [i for i in counted if not readings[i].agreed]
    if len(doubtful) > _MOST_DOUBTFUL:
        return None
    known = _sum(readings[i] for i in counted if i not in doubtful)
    choices = itertools.product(*(_offers(readings[i]) for i in doubtful))
    fitting = [choice for choice in choices if _same(known + sum(choice), stated)]
    if len(fitting) != 1:
        return None
    settled = list(readings)
    for i, value in zip(doubtful, fitting[0], strict=True):
        settled[i] = _with_value(readings[i], value)
    return tuple(settled)


def _offers(reading: Reading[N]) -> list[N]:
    others = [value for value, weight in reading.alternatives if weight >= _OFFERED]
    return others if reading.value is None else [reading.value, *others]


def _with_value(reading: Reading[N], value: N) -> Reading[N]:
    rest = tuple(item for item in reading.alternatives if item[0] != value)
    if reading.value is not None and reading.value != value:
        rest = ((reading.value, reading.confidence), *rest)
    return replace(reading, value=value, confidence=_PROVEN, alternatives=rest, agreed=True)


def _sum(readings: Iterable[Reading[N]]) -> float:
    return sum(reading.value or 0.0 for reading in readings)


def _same(one: float, other: float) -> bool:
    return abs(one - other) < _SAME
