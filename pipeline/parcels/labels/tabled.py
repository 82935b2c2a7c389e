"""Completes labels that show their number only by the table of small parcels.

A parcel too small for its label bears its number, and its area and land-use code stand in the table below the
frame (Circular 25/2014, Art. 16(9.5)b): the number is the key.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Label, Reading
from pipeline.parcels.labels.small_table import TableEntry

_OFFERED = 0.02  # a reading less likely than this is no reading
_SURE = 0.9
_READ = 0.5  # an area read with more beside the number needs no table


def complete(labels: Sequence[Label], entries: Sequence[TableEntry]) -> tuple[Label, ...]:
    """The labels with area and code of the table where they show none; an entry serves one label only."""
    shown = {label.number.value for label in labels}
    alone = {label.number.value or 0 for label in labels if label.number.agreed and _lacks_area(label)}
    rows = _by_number(_in_order(entries, alone))
    keys = [_key(label, rows, shown) for label in labels]
    shared = Counter(key for key in keys if key is not None)
    return tuple(
        label if key is None or shared[key] > 1 else _completed(label, key, rows[key])
        for label, key in zip(labels, keys, strict=True)
    )


def unclaimed(labels: Sequence[Label], entries: Sequence[TableEntry]) -> list[TableEntry]:
    """Rows of the table that belong to none of the ``labels``, which were completed by it."""
    tabled = {label.number.value or 0 for label in labels if label.form == "table" or _lacks_area(label)}
    shown = {label.number.value for label in labels if label.number.value is not None}
    return [
        entry
        for entry in _in_order(entries, tabled)
        if entry.number.value not in shown or entry.number.confidence < _READ
    ]


def areas(entries: Sequence[TableEntry]) -> dict[int, float]:
    """The areas (m²) of the table by parcel number, where both were read surely."""
    return {
        number: entry.area_m2.value
        for number, entry in _by_number(entries).items()
        if entry.area_m2.value is not None and min(entry.number.confidence, entry.area_m2.confidence) >= _SURE
    }


def _by_number(entries: Sequence[TableEntry]) -> dict[int, TableEntry]:
    """Entries by number, without those whose number stands twice: one of the two was misread."""
    seen = Counter(entry.number.value for entry in entries)
    return {
        entry.number.value: entry
        for entry in entries
        if entry.number.value is not None and seen[entry.number.value] == 1
    }


def _in_order(entries: Sequence[TableEntry], alone: set[int]) -> list[TableEntry]:
    """The entries, those without a sure number with the one that their place among the others leaves.

    Rows follow each other by number: as many of the numbers that stand ``alone`` on the sheet as there are
    unread rows between two that were read are theirs.
    """
    read = [entry.number.value or 0 for entry in entries if entry.number.confidence >= _SURE]
    if read != sorted(read):
        return list(entries)
    filled, waiting, last = [], list[TableEntry](), 0
    for entry in (*entries, None):
        if entry is not None and entry.number.confidence < _SURE:
            waiting.append(entry)
            continue
        after = entry.number.value if entry and entry.number.value else math.inf
        between = sorted(number for number in alone if last < number < after)
        fit = len(between) == len(waiting)
        filled += [_numbered(*pair) for pair in zip(waiting, between, strict=True)] if fit else waiting
        waiting = []
        if entry is not None:
            filled.append(entry)
            last = entry.number.value or 0
    return filled


def _numbered(entry: TableEntry, number: int) -> TableEntry:
    """An entry with a number that was reasoned, not read."""
    return replace(entry, number=replace(entry.number, value=number, confidence=_READ, agreed=False))


def _lacks_area(label: Label) -> bool:
    return label.form != "code" and label.area_m2.confidence <= _READ


def _key(label: Label, rows: dict[int, TableEntry], shown: set[int | None]) -> int | None:
    """The table's number that a label without an area shows.

    Of several readings the likeliest one there that is not what another label shows.
    """
    if not _lacks_area(label):
        return None
    if label.number.value in rows:
        return label.number.value
    others = (value for value, chance in label.number.alternatives if chance >= _OFFERED)
    return next((value for value in others if value in rows and value not in shown), None)


def _completed(label: Label, key: int, entry: TableEntry) -> Label:
    code = label.code if label.code.confidence > entry.code.confidence else entry.code
    whole = replace(label, form="table", number=_as(label.number, key), area_m2=entry.area_m2, code=code)
    if key == label.number.value and entry.number.confidence > _READ:
        return whole
    return replace(
        whole, area_m2=replace(whole.area_m2, agreed=False), code=replace(whole.code, agreed=False)
    )


def _as(number: Reading[int], key: int) -> Reading[int]:
    """The reading with ``key`` as its value: what stands in no row of the table was misread."""
    if number.value == key:
        return number
    chances = dict(number.alternatives)
    others = [(value, chance) for value, chance in number.alternatives if value != key]
    if number.value is not None:
        others = [(number.value, number.confidence), *others]
    return replace(
        number, value=key, confidence=min(chances[key], 0.5), alternatives=tuple(others), agreed=False
    )
