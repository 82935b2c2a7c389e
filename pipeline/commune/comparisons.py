"""What a parcel and a register entry say of one another, comparison by comparison.

Each weighs in nats of a log-likelihood ratio: how much likelier the readings are if the two are the same land
than if they met by chance. So an area that thirty equal plots share is worth little by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from pipeline.commune import beliefs
from pipeline.commune.entries import Entry
from pipeline.commune.pieces import Piece
from pipeline.model import Reading

# Share of pairs in which map and register state different areas or codes although both were read right.
CONTRADICTION = 0.03
# Share of a reader's doubt that goes to numbers one slip away from what was read.
SLIP_SHARE = 0.02
# A pair is worth a look when the drawn area is within this many standard errors of the register's.
DRAWN_SIGMAS = 3.0


class Chance:
    """How common numbers, areas and codes are among a sheet's entries."""

    def __init__(self, given: Sequence[Entry]) -> None:
        self.size = len(given)
        self._areas = np.sort([a.value for entry in given for a in entry.areas if a.value is not None])
        self._codes = Counter(entry.codes[0].value for entry in given)

    def of_area(self, area_m2: float) -> float:
        """Chance that another entry states the same area."""
        return max((self._within(area_m2, beliefs.SAME_AREA_M2) - 0.9) / self.size, 1e-4)

    def near_area(self, area_m2: float, width_m2: float) -> float:
        """Chance that an entry's area lies within ``width_m2``."""
        return max(self._within(area_m2, width_m2), 1.0) / self.size

    def of_code(self, code: str) -> float:
        """Share of entries with the code."""
        return (self._codes[code] + 0.5) / (self.size + 1.0)

    def _within(self, area_m2: float, width_m2: float) -> float:
        ends = np.searchsorted(self._areas, [area_m2 - width_m2, area_m2 + width_m2])
        return float(ends[1] - ends[0])


def number_weight(piece: Piece, entry: Entry, chance: Chance) -> float:
    """That both have the number, or one of them a slip of it."""
    number = piece.number_reading
    on_map, in_book = beliefs.beliefs(number), beliefs.beliefs(entry.number)
    if not on_map or not in_book:
        return 0.0
    same = sum(share * in_book.get(value, 0.0) for value, share in on_map.items())
    doubt = max(2.0 - sum(on_map.values()) - sum(in_book.values()), 0.002)
    if any(beliefs.may_be_misread(a, b) for a in on_map for b in in_book if a != b):
        same += SLIP_SHARE * doubt
    return beliefs.log(same + min(doubt, 1.0) / chance.size) + float(np.log(chance.size))


def area_weight(piece: Piece, entry: Entry, chance: Chance) -> float:
    """That both state the area; what the label does not tell the drawing shows."""
    label = piece.parcel.label
    printed = {} if label is None else beliefs.beliefs(label.area_m2)
    return max(_one_area_weight(piece, printed, reading, chance) for reading in entry.areas)


def _one_area_weight(
    piece: Piece, printed: dict[float, float], reading: Reading[float], chance: Chance
) -> float:
    stated = beliefs.beliefs(reading)
    if not stated:
        return 0.0
    ratio = CONTRADICTION
    for area, share in stated.items():
        same = sum(weight for value, weight in printed.items() if beliefs.same_area(value, area))
        ratio += 0.95 * same * share / chance.of_area(area)
        ratio += (1.0 - sum(printed.values())) * share * _drawn_ratio(piece, area, chance)
    return beliefs.log(ratio) if ratio < 1 else float(np.log(ratio))


def _drawn_ratio(piece: Piece, area_m2: float, chance: Chance) -> float:
    error = piece.area_error_m2
    distance = abs(piece.drawn_area_m2 - area_m2) / max(error, 1e-6)
    if distance > DRAWN_SIGMAS:
        return 0.0
    return float(np.exp(-(distance**2) / 2)) / chance.near_area(area_m2, 2 * error)


def code_weight(piece: Piece, entry: Entry, chance: Chance) -> float:
    """That both state the land use."""
    label = piece.parcel.label
    printed = {} if label is None else beliefs.beliefs(label.code)
    best = 0.0
    for reading in entry.codes:
        stated = beliefs.beliefs(reading)
        if not printed or not stated:
            return 0.0
        known = sum(printed.values()) * sum(stated.values())
        ratio = 1.0 - known
        for value, share in printed.items():
            same = share * stated.get(value, 0.0)
            ratio += same * 0.95 / chance.of_code(value)
            known -= same
        ratio += max(known, 0.0) * CONTRADICTION
        best = max(best, ratio)
    return beliefs.log(best) if best < 1 else float(np.log(best))


COMPARISONS: Mapping[str, Callable[[Piece, Entry, Chance], float]] = {
    "number": number_weight,
    "area": area_weight,
    "code": code_weight,
}


def compared(piece: Piece, entry: Entry, chance: Chance) -> dict[str, float]:
    """The weight of every comparison, by its name."""
    return {name: compare(piece, entry, chance) for name, compare in COMPARISONS.items()}
