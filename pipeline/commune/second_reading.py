"""Two scans of one paper: what their readings of one value say together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.commune import beliefs
from pipeline.model import Reading

T = TypeVar("T")
_DISPUTED = 0.5  # as where two readers of one scan dispute a value


@dataclass(frozen=True, slots=True)
class Tally:
    """How many values two scans both have, and give alike or not."""

    alike: int = 0
    differing: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.alike + other.alike, self.differing + other.differing)


def together(first: Reading[T], second: Reading[T]) -> Reading[T]:
    """One reading of both. Alike they gain; of two that differ the sure one stands.

    Where both are sure the value is ``disputed``, with the other's as its first alternative; a third scan
    settles nothing.
    """
    if first.disputed:
        return first
    if first.value is None or second.value is None:
        return second if first.value is None and second.value is not None else first
    if first.value == second.value:
        return _borne_out(first, second)
    if beliefs.sure(first) and beliefs.sure(second):
        return replace(_rather(first, second), agreed=False, confidence=_DISPUTED, disputed=True)
    if _how_sure(first) >= _how_sure(second):
        return _rather(first, second)
    return _rather(second, first)


def tally(first: Reading[T], second: Reading[T]) -> Tally:
    """Whether two scans give a value alike; nothing where one of them has none."""
    if first.value is None or second.value is None:
        return Tally()
    return Tally(alike=1) if first.value == second.value else Tally(differing=1)


def _borne_out(first: Reading[T], second: Reading[T]) -> Reading[T]:
    """The surer reading of a value; two pairs of readers that agree leave the doubts of both."""
    better = first if _how_sure(first) >= _how_sure(second) else second
    confidence = max(first.confidence, second.confidence)
    if first.agreed and second.agreed:
        confidence = 1.0 - (1.0 - first.confidence) * (1.0 - second.confidence)
    return replace(better, confidence=confidence, source=first.source or second.source)


def _how_sure(reading: Reading[T]) -> tuple[bool, float, float]:
    return beliefs.sure(reading), beliefs.certainty(reading), reading.confidence


def _rather(kept: Reading[T], other: Reading[T]) -> Reading[T]:
    """A reading with another scan's value as its first alternative."""
    rest = tuple(each for each in kept.alternatives if each[0] != other.value)
    if other.value is None:
        return kept
    return replace(kept, alternatives=((other.value, other.confidence), *rest))
