"""Parcel numbers that could not be read, by their place between those that were: a register counts on.

Where as many rows lie between two sure numbers as numbers do, each has its own. It stays a guess for a person
to confirm: a row may stand out of order.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Reading, Record

_GUESS = 0.5  # as sure as a value that two readers dispute


def fill_numbers(rows: Sequence[Record]) -> tuple[Record, ...]:
    """The rows, with the numbers that only one order of counting leaves to those whose own is not sure."""
    filled = list(rows)
    known = [place for place, row in enumerate(rows) if row.number.agreed and row.number.value is not None]
    for first, last in itertools.pairwise(known):
        start = rows[first].number.value or 0
        if (rows[last].number.value or 0) - start != last - first:
            continue
        for place in range(first + 1, last):
            filled[place] = _numbered(rows[place], start + place - first)
    return tuple(filled)


def _numbered(row: Record, number: int) -> Record:
    read = row.number
    if read.value == number:
        return row
    others = () if read.value is None else ((read.value, min(_GUESS, read.confidence)),)
    rest = tuple(each for each in read.alternatives if each[0] not in (number, read.value))
    guessed: Reading[int] = replace(read, value=number, confidence=_GUESS, agreed=False)
    return replace(row, number=replace(guessed, alternatives=(*others, *rest)), continues=False)
