"""Completes labels that show their number only by the table of small parcels.

A parcel too small for its label bears its number, and its area and land-use code stand in the table below the
frame (Circular 25/2014, Art. 16(9.5)b): the number is the key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Label, Reading
from pipeline.parcels.small_table import TableEntry

_OFFERED = 0.02  # a reading less likely than this is no reading
_SURE = 0.9
_READ = 0.5  # an area read with more beside the number needs no table


def complete(labels: Sequence[Label], entries: Sequence[TableEntry]) -> tuple[Label, ...]:
    """The labels with area and code of the table where they show none; an entry serves one label only."""
    rows = _by_number(entries)
    shown = {label.number.value for label in labels}
    keys = [_key(label, rows, shown) for label in labels]
    shared = Counter(key for key in keys if key is not None)
    return tuple(
        label if key is None or shared[key] > 1 else _completed(label, key, rows[key])
        for label, key in zip(labels, keys, strict=True)
    )


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


def _key(label: Label, rows: dict[int, TableEntry], shown: set[int | None]) -> int | None:
    """The table's number that a label without an area shows.

    Of several readings the likeliest one there that is not what another label shows.
    """
    if label.form == "code" or label.area_m2.confidence > _READ:
        return None
    if label.number.value in rows:
        return label.number.value
    others = (value for value, chance in label.number.alternatives if chance >= _OFFERED)
    return next((value for value in others if value in rows and value not in shown), None)


def _completed(label: Label, key: int, entry: TableEntry) -> Label:
    code = label.code if label.code.confidence > entry.code.confidence else entry.code
    whole = replace(label, form="table", number=_as(label.number, key), area_m2=entry.area_m2, code=code)
    if key == label.number.value:
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
