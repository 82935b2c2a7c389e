"""What a register's rows say of one parcel each: the row that names it, and the lines that continue it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.commune import beliefs
from pipeline.commune.rows import Row
from pipeline.model import Reading

# How often the open place between two neighbours is the number of the row between them.
IN_SEQUENCE = 0.95


@dataclass(frozen=True, slots=True)
class Entry:
    """One parcel's rows: the row that names it and those that continue it, by places in all rows.

    A holder's line may state the whole area or a share, and each use has a line of its own (Circular
    25/2014, App. 15): ``areas`` and ``codes`` are the readings that may stand for the whole parcel.
    ``number`` is the row's own, or the one that the rows before and after leave open; ``in_sequence`` says
    that one of them is its neighbour.
    """

    place: int
    row: Row
    number: Reading[int]
    continued: tuple[int, ...]
    areas: tuple[Reading[float], ...]
    codes: tuple[Reading[str], ...]
    in_sequence: bool

    @property
    def number_is_sure(self) -> bool:
        """Read surely, or just the number that the rows around leave open."""
        return beliefs.sure(self.number) or (self.in_sequence and self.number.value is not None)


def entries_of(rows: Sequence[Row], places: Sequence[int]) -> list[Entry]:
    """The parcels that the rows at ``places`` (one sheet, in order) speak of; struck rows are history."""
    heads = [place for place in places if rows[place].head is None and not rows[place].record.struck]
    continued: dict[int, list[int]] = {}
    for place in places:
        head = rows[place].head
        if head is not None and not rows[place].record.struck:
            continued.setdefault(head, []).append(place)
    result = []
    for order, place in enumerate(heads):
        before = rows[heads[order - 1]].number if order else None
        after = rows[heads[order + 1]].number if order + 1 < len(heads) else None
        number = _number(rows[place].record.number, before, after)
        steps = [abs(other - (number.value or -1)) == 1 for other in (before, after) if other is not None]
        more = tuple(continued.get(place, ()))
        lines = [rows[place].record, *(rows[k].record for k in more)]
        areas, codes = _areas([line.area_m2 for line in lines]), _codes([line.code for line in lines])
        result.append(Entry(place, rows[place], number, more, areas, codes, any(steps)))
    return result


def _number(reading: Reading[int], before: int | None, after: int | None) -> Reading[int]:
    """The row's number; where it is in doubt and its neighbours leave just one open, that one."""
    if before is None or after is None or after - before != 2 or beliefs.sure(reading):
        return reading
    if reading.value == before + 1:
        return reading
    own = () if reading.value is None else ((reading.value, 1.0 - IN_SEQUENCE),)
    return Reading(before + 1, reading.text, IN_SEQUENCE, reading.source, own, False, reading.by)


def _areas(readings: Sequence[Reading[float]]) -> tuple[Reading[float], ...]:
    known = [reading for reading in readings if reading.value is not None]
    if len(known) < 2:
        return (known[0] if known else readings[0],)
    total = round(sum(reading.value or 0.0 for reading in known), 1)
    weakest = min(known, key=beliefs.certainty)
    together = Reading(total, "", weakest.confidence, weakest.source, (), all(r.agreed for r in known))
    return (readings[0], together)


def _codes(readings: Sequence[Reading[str]]) -> tuple[Reading[str], ...]:
    known = [reading for reading in readings if reading.value is not None]
    different = list(dict.fromkeys(reading.value or "" for reading in known))
    if len(different) < 2:
        return (known[0] if known else readings[0],)
    weakest = min(known, key=beliefs.certainty)
    joined = "+".join(different)
    together = Reading(joined, "", weakest.confidence, weakest.source, (), all(r.agreed for r in known))
    return (readings[0], together)
