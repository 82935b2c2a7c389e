"""Sums printed on a register page (``Cộng``), held against the areas of its rows.

A sum is a witness of its own: where exactly one choice among the values that the readers offer adds up to it,
that choice is proven; where none does, an area was misread or the book is wrong, and no area there is sure.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Finding, Reading, Record
from pipeline.text import fold

_TOTAL = re.compile(r"(tong|cong)\b( cong| so| dien tich| trang| to| ca)*( nay)?( \d+)?$")
_OF_SHEET = re.compile(r"\bto\b")  # what the whole sheet adds up to stands on its last page
_SAME_M2 = 0.05  # areas are printed to 0.1 m² (Art. 3(4) of Circular 25/2014)
_MOST_DOUBTFUL = 3  # a sum cannot tell apart what was misread in more rows
_OFFERED = 0.01  # an alternative below this is no opinion of a reader
_PROVEN, _DOUBTED = 0.97, 0.5


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows after the check; ``agreed`` and ``differing`` count the sums that were compared."""

    rows: tuple[Record, ...]
    findings: tuple[Finding, ...] = ()
    agreed: int = 0
    differing: int = 0


def is_total(record: Record) -> bool:
    """A row that sums up a page or a sheet: ``Cộng``, ``Tổng cộng`` where a holder's name would stand."""
    return record.number.value is None and _TOTAL.match(fold(record.owner.value or "")) is not None


def check_total(rows: tuple[Record, ...], totals: Sequence[Record]) -> Checked:
    """Hold the one sum of a page, where both readers give it alike, against the areas in m² of its rows."""
    stated_m2 = _stated_m2(totals)
    if stated_m2 is None or any(row.area_m2.value is None and row.area_m2.text for row in rows):
        return Checked(rows)
    proven = _proven(rows, stated_m2)
    if proven is not None:
        return Checked(proven, agreed=1)
    found_m2 = _sum_m2(row for row in rows if not row.struck)
    if _same(stated_m2, found_m2) or _same(stated_m2, _sum_m2(rows)):  # summed after or before the change
        return Checked(rows, agreed=1)
    values = {"stated": f"{stated_m2:.1f}", "found": f"{found_m2:.1f}"}
    finding = Finding("page_total_differs", values=values, source=totals[0].source)
    return Checked(
        tuple(replace(row, area_m2=_doubted(row.area_m2)) for row in rows), (finding,), differing=1
    )


def _stated_m2(totals: Sequence[Record]) -> float | None:
    if (
        len(totals) != 1
        or not totals[0].area_m2.agreed
        or _OF_SHEET.search(fold(totals[0].owner.value or ""))
    ):
        return None
    return totals[0].area_m2.value


def _proven(rows: tuple[Record, ...], stated_m2: float) -> tuple[Record, ...] | None:
    """The rows with the only choice of offered areas that adds up; None where none or several do."""
    live = [i for i, row in enumerate(rows) if not row.struck and row.area_m2.value is not None]
    doubtful = [i for i in live if not rows[i].area_m2.agreed]
    if len(doubtful) > _MOST_DOUBTFUL:
        return None
    known_m2 = _sum_m2(rows[i] for i in live if i not in doubtful)
    choices = itertools.product(*(_offers(rows[i].area_m2) for i in doubtful))
    fitting = [choice for choice in choices if _same(known_m2 + sum(choice), stated_m2)]
    if len(fitting) != 1:
        return None
    settled = list(rows)
    for i, area_m2 in zip(doubtful, fitting[0], strict=True):
        settled[i] = replace(rows[i], area_m2=_with_value(rows[i].area_m2, area_m2))
    return tuple(settled)


def _offers(reading: Reading[float]) -> list[float]:
    others = [value for value, weight in reading.alternatives if weight >= _OFFERED]
    return others if reading.value is None else [reading.value, *others]


def _with_value(reading: Reading[float], area_m2: float) -> Reading[float]:
    rest = tuple((value, weight) for value, weight in reading.alternatives if value != area_m2)
    if reading.value is not None and reading.value != area_m2:
        rest = ((reading.value, reading.confidence), *rest)
    return replace(reading, value=area_m2, confidence=_PROVEN, alternatives=rest, agreed=True)


def _doubted(reading: Reading[float]) -> Reading[float]:
    return replace(reading, agreed=False, confidence=min(reading.confidence, _DOUBTED))


def _sum_m2(rows: Iterable[Record]) -> float:
    return sum(row.area_m2.value or 0.0 for row in rows)


def _same(one_m2: float, other_m2: float) -> bool:
    return abs(one_m2 - other_m2) < _SAME_M2
