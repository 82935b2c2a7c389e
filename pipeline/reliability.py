"""How often a reader is right, as it was measured: the probability behind a reading.

``resources/calibration.csv`` counts readings of rendered pages that nothing was tuned on, by the reader whose
value stands, the field, who else read the same, the kind of page and the reader's own confidence
(``python -m benchmarks.calibration``). Readers that share a trunk or a crop err together, so who bears a
value out is part of the level and no factor of its own.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from pipeline import resources
from pipeline.model import Reading

Kind = Literal["print", "faded", "bilevel", "pen"]
# From which confidence on the steps of the table begin; readers are seldom unsure, so the last are narrow.
BANDS = (0.0, 0.3, 0.6, 0.9, 0.95, 0.98, 0.998)
# Place in ``BANDS`` of the share of an outline with ink below which a boundary is partly guessed: of the
# outlines that were counted 13 of 27 with less are right, and 560 of 566 others.
_INKED = 4
_DOUBTED = "doubted"  # others read the same, and something else speaks against it: pages by hand, odd places
_PROOF = "proof"  # something else than a reader bore the value out: a sum, a column, a closed ring


class Level(NamedTuple):
    """What readings are told apart by; ``heard``: other readers of the same value, where it is agreed.

    ``band``: place in ``BANDS`` of the confidence. Of an outline, ``heard`` says whether its area is as
    printed, and the band how much of it has ink.
    """

    reader: str
    field: str
    heard: str
    band: int


class Count(NamedTuple):
    """How many readings there were, and how many were right."""

    readings: int = 0
    right: int = 0

    def plus(self, other: Count) -> Count:
        """Both together."""
        return Count(self.readings + other.readings, self.right + other.right)

    @property
    def share_right(self) -> float:
        """The share that will be right, as counts foretell it: by Jeffreys' prior, Beta(1/2, 1/2)."""
        return (self.right + 0.5) / (self.readings + 1.0)


def level_of(reading: Reading[Any]) -> Level | None:
    """The level of a reading by a machine that named its readers; None for any other, or without a value."""
    if reading.value is None or reading.by != "machine" or not reading.said:
        return None
    alike = [reader for reader, value in reading.said if value == reading.value]
    first, *others = alike or [reading.said[0][0]]
    heard = "+".join(sorted(others))
    if not reading.agreed:
        heard = _DOUBTED if heard else ""
    elif not heard:
        heard = _PROOF
    return Level(first, field_of(reading), heard, _band(reading.confidence))


def _band(confidence: float) -> int:
    return bisect.bisect_right(BANDS, min(max(confidence, 0.0), 1.0)) - 1


def field_of(reading: Reading[Any]) -> str:
    """The kind of value: "number", "area", "code", or "text" of a name, a place, a note."""
    if isinstance(reading.value, str):
        return "text" if any(reader == "name_head" for reader, _ in reading.said) else "code"
    return "area" if isinstance(reading.value, float) else "number"


def probability(reading: Reading[Any]) -> float:
    """How likely a machine's value is the one on the page; 0 without a value.

    A level that was never measured, or of readers that kept no record, counts as the worst of the readings of
    its field that were borne out, or not, and as sure.
    """
    if reading.value is None:
        return 0.0
    level = level_of(reading)
    if level is None:
        return _no_surer(field_of(reading), reading.agreed, _band(reading.confidence))
    return of_level(level)


def of_level(level: Level) -> float:
    """How likely a reading or an outline of a level is right."""
    agreed = level.heard not in ("", _DOUBTED)
    return _least_right(level) if level in _table() else _no_surer(level.field, agreed, level.band)


def of_shape(agrees: bool | None, support: float) -> float:
    """How likely an outline is the parcel's; ``agrees``: the area printed in it is drawn, None where none is.

    ``support``: share of the outline that has ink.
    """
    return of_level(shape_level(agrees, support))


def shape_level(agrees: bool | None, support: float) -> Level:
    """The level of an outline; only whether nearly all of it has ink is told apart."""
    heard = "" if agrees is None else "area" if agrees else "area_differs"
    return Level("drawing", "shape", heard, _INKED if support >= BANDS[_INKED] else 0)


@functools.cache
def _least_right(level: Level) -> float:
    """The share right on the kind of page on which readers do worst, with all kinds as one reading more.

    Pages by pen are told as such and mostly have levels of their own: where print has a level, print counts.
    """
    counts = _table()[level]
    kinds = [count for kind, count in counts.items() if kind != "pen"] or list(counts.values())
    whole = _total(kinds).share_right
    return min([whole, *((count.right + whole) / (count.readings + 1.0) for count in kinds)])


def _total(counts: Iterable[Count]) -> Count:
    """All counts together."""
    return functools.reduce(Count.plus, counts, Count())


@functools.cache
def _no_surer(field: str, agreed: bool, band: int) -> float:
    """The least share right of readings that were as sure or surer; of the surest where none was."""
    by_band: dict[int, Count] = {}
    for level, kinds in _table().items():
        if level.field == field and (level.heard not in ("", _DOUBTED)) == agreed:
            by_band[level.band] = by_band.get(level.band, Count()).plus(_total(kinds.values()))
    least = min(band, max(by_band, default=band))
    return min((count.share_right for other, count in by_band.items() if other >= least), default=0.5)


@functools.cache
def _table() -> Mapping[Level, Mapping[str, Count]]:
    """Counts by level and kind of page."""
    found: dict[Level, dict[str, Count]] = {}
    for row in resources.rows("calibration.csv"):
        level = Level(row["reader"], row["field"], row["heard"], BANDS.index(float(row["from"])))
        count = Count(int(row["readings"]), int(row["right"]))
        found.setdefault(level, {})[row["kind"]] = count
    return found
