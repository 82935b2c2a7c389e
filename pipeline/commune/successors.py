"""Rows of a book whose parcel was split since: its land is several newer parcels, which no row names.

Parts of a parcel get the next numbers of the sheet, and the number of the whole is given up (Circular
25/2014, Art. 17(1.5)). So they are told by three witnesses: numbers above all of the book, one ground, and
areas that add up to what the row states.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.commune import beliefs, witnesses
from pipeline.commune.entries import Entry
from pipeline.commune.pieces import Piece, area_error_m2
from pipeline.model import Finding, Known

# A parcel of more parts is not looked for: sums of many areas meet any area by chance.
MOST_PARTS = 4


def splits(
    pieces: Sequence[Piece],
    given: Sequence[Entry],
    left: tuple[Sequence[int], Sequence[int]],
    around: Sequence[Sequence[int]],
) -> dict[int, frozenset[int]]:
    """The parts of each entry that was split, where only one way fits.

    Places in ``pieces`` by places in ``given``. ``left``: places of entries without a parcel, and of pieces
    without an entry; ``around``: places of the neighbours of each piece.
    """
    entries, alone = left
    if not entries:
        return {}
    stated = [entry.number.value for entry in given if entry.number.value is not None]
    new = {place for place in alone if _is_newer(pieces[place], max(stated, default=0))}
    groups = list(_groups(new, around))
    fitting = {
        place: [group for group in groups if _adds_up(given[place], [pieces[k] for k in group])]
        for place in entries
        if beliefs.sure(given[place].areas[0])
    }
    found = {place: ways[0] for place, ways in fitting.items() if len(ways) == 1}
    claims = Counter(piece for ways in fitting.values() for group in ways for piece in group)
    return {place: group for place, group in found.items() if all(claims[piece] == 1 for piece in group)}


def shown_by_scan(
    pieces: Sequence[Piece],
    given: Sequence[Entry],
    left: tuple[Sequence[int], Sequence[int]],
    seen: Mapping[int, frozenset[int]],
) -> dict[int, frozenset[int]]:
    """The parts of each entry whose parcel a scan shows whole, where their areas make the stated one.

    ``seen``: numbers of the parts by the number of the whole. One ground is proven by the scan, so areas may
    differ by what the lines of the survey are exact to; ``left`` as of ``splits``.
    """
    entries, alone = left
    places = {pieces[place].number: place for place in alone}
    found = {}
    for place in entries:
        numbers = seen.get(given[place].number.value or 0, frozenset())
        if numbers and numbers <= places.keys() and beliefs.sure(given[place].areas[0]):
            group = frozenset(places[number] for number in numbers)
            parts = [pieces[k] for k in group]
            errors_m2 = [area_error_m2(part.polygon, part.exactness_m or 0.0) for part in parts]
            if _adds_up(given[place], parts, math.hypot(*errors_m2)):
                found[place] = group
    return found


def findings(
    key: tuple[str, int],
    pieces: Sequence[Piece],
    given: Sequence[Entry],
    found: Mapping[int, frozenset[int]],
) -> list[Finding]:
    """What is told of entries of a sheet (unit, number) that were split."""
    told = []
    for place, group in found.items():
        numbers = ", ".join(str(number) for number in sorted(pieces[k].number or 0 for k in group))
        source = given[place].row.record.source
        values = {"numbers": Known(numbers)}
        told.append(Finding("parcel_superseded", *key, given[place].number.value, values, None, source))
    return told


def _is_newer(piece: Piece, highest: int) -> bool:
    """Whether its number, or each of the numbers that a digital map gives it, is above all of the book."""
    reading = piece.number_reading
    stands = reading.by == "file" and piece.label_is_plausible
    meant = [value for value, _ in reading.alternatives] if stands else []
    known = bool(beliefs.sure(reading) or meant) and piece.printed_area_m2 is not None
    return known and min([piece.number or 0, *meant]) > highest


def _groups(new: set[int], around: Sequence[Sequence[int]]) -> Iterator[frozenset[int]]:
    """Every two to ``MOST_PARTS`` pieces that hang together, once."""
    seen = {frozenset([place]) for place in new}
    for _ in range(MOST_PARTS - 1):
        seen = {
            group | {near}
            for group in seen
            for place in group
            for near in around[place]
            if near in new - group
        }
        yield from sorted(seen, key=sorted)


def _adds_up(entry: Entry, parts: Sequence[Piece], slack_m2: float = 0.0) -> bool:
    """Whether printed areas make the stated one: each is rounded, and no more than ``slack_m2`` off."""
    stated = entry.areas[0].value or 0.0
    together = sum(part.printed_area_m2 or 0.0 for part in parts)
    return abs(together - stated) <= witnesses.ROUNDING_M2 * (len(parts) + 1) + slack_m2 + 1e-6
