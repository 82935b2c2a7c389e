"""Pages that a register lacks: long stretches of numbers that the sheet has and no row."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.commune import beliefs
from pipeline.commune.entries import Entry
from pipeline.commune.pieces import Piece
from pipeline.commune.successors import MOST_PARTS
from pipeline.model import Finding

# A register page has 27 rows (App. 15): so many numbers in a row without any are a page that is missing.
MISSING_PAGE = 15


def stretches(pieces: Sequence[Piece], given: Sequence[Entry], without_parcel: int) -> list[range]:
    """Stretches of numbers that the sheet has and the register lacks altogether.

    Not those of a map that is newer than the book: parcels that were split leave rows ``without_parcel``, and
    their parts have numbers behind the last.
    """
    stated = sorted({entry.number.value for entry in given if entry.number.value is not None})
    on_map = {piece.number for piece in pieces if beliefs.sure(piece.number_reading)}
    if not stated or not on_map:
        return []
    ends = [0, *stated, max(number for number in on_map if number is not None) + 1]
    between = [range(low + 1, high) for low, high in itertools.pairwise(ends) if high - low > MISSING_PAGE]
    missing = [numbers for numbers in between if len(on_map & set(numbers)) >= MISSING_PAGE]
    if missing and missing[-1].start > stated[-1] and len(missing[-1]) <= without_parcel * MOST_PARTS:
        missing.pop()
    return missing


def finding(key: tuple[str, int], numbers: range) -> Finding:
    """What is told of such numbers of a sheet (unit, number)."""
    values = {"first": numbers.start, "last": numbers.stop - 1}
    return Finding("register_page_missing", *key, None, values)
