"""What a reading makes us believe: probabilities of values, and how sure a value is."""

from __future__ import annotations

import math
from typing import TypeVar

from pipeline import reliability
from pipeline.model import Reading

T = TypeVar("T")
# Readers are far too sure of themselves: only two that agree make a value sure.
SURE_TOGETHER = 0.6
FAIR_ALONE = 0.9
# A value that a reader offers with less than this is no opinion.
OFFERED = 0.01
# Areas are printed to 0.1 m² (Circular 25/2014, Art. 3(4)); half a digit decides whether two are the same.
SAME_AREA_M2 = 0.05 + 1e-6


def sure(reading: Reading[T]) -> bool:
    """Two readers agreed, or a person said so."""
    if reading.value is None:
        return False
    return reading.by == "person" or (reading.agreed and reading.confidence >= SURE_TOGETHER)


def fair(reading: Reading[T]) -> bool:
    """Good enough to say that two documents contradict each other."""
    return sure(reading) or (reading.value is not None and reading.confidence >= FAIR_ALONE)


def certainty(reading: Reading[T]) -> float:
    """Probability that the value is the one on the paper, as measured; text of a file stands as it stands."""
    if reading.value is None:
        return 0.0
    return reliability.probability(reading) if reading.by == "machine" else 1.0


def offers(reading: Reading[T]) -> dict[T, float]:
    """The other values that the reader seriously considered."""
    return {value: weight for value, weight in reading.alternatives if weight >= OFFERED}


def beliefs(reading: Reading[T]) -> dict[T, float]:
    """Values and their probabilities; the sum stays below 1, the rest is for values nobody read."""
    result: dict[T, float] = {}
    left = 1.0
    if reading.value is not None:
        result[reading.value] = certainty(reading)
        left -= result[reading.value]
    others = offers(reading)
    total, first = sum(others.values()), max(others.values(), default=0.0)
    for value, weight in others.items():
        share = min(1.0, 0.9 * left / total)
        if reading.value is not None:  # the reader's own value stays before all others
            share = min(share, result[reading.value] / first)
        result.setdefault(value, weight * share)
    return result


def same_area(first: float | None, second: float | None) -> bool:
    """Equal to the printed digit."""
    return first is not None and second is not None and abs(first - second) <= SAME_AREA_M2


def may_be_misread(first: float | int | str, second: float | int | str) -> bool:
    """One slip of a reader apart: one sign replaced, dropped or added, a decimal mark lost or moved."""
    one, other = _written(first), _written(second)
    return min(slips(one, other), slips(one.replace(".", ""), other.replace(".", ""))) <= 1


def _written(value: float | int | str) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def slips(first: str, second: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, 1):
        before, row[0] = row[0], i
        for j, right in enumerate(second, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return row[-1]


def log(probability: float) -> float:
    """Natural logarithm, floored: no single witness is worth more than 14 nats."""
    return math.log(max(probability, 1e-6))
