"""Sums printed on a register page (``Cộng``), held against the areas of its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline import printed_sums
from pipeline.model import Finding, Record
from pipeline.text import fold

_TOTAL = re.compile(r"(tong|cong)\b( cong| so| dien tich| trang| to| ca)*( nay)?( \d+)?$")
_OF_SHEET = re.compile(r"\bto\b")  # what the whole sheet adds up to stands on its last page


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows after the check; ``agreed`` and ``differing`` count the sums that were compared."""

    rows: tuple[Record, ...]
    findings: tuple[Finding, ...] = ()
    agreed: int = 0
    differing: int = 0


def is_total(record: Record) -> bool:
    """A row that sums up a page or a sheet: ``Cộng``, ``Tổng cộng`` where a holder's name would stand."""
    return record.number.value is None and names_total(record.owner.value or "")


def names_total(text: str) -> bool:
    """Whether a text names what others add up to: ``Cộng``, ``Tổng số``, ``Cộng trang này``."""
    return _TOTAL.match(fold(text)) is not None


def check_total(rows: tuple[Record, ...], totals: Sequence[Record]) -> Checked:
    """Hold the one sum of a page, where both readers give it alike, against the areas in m² of its rows."""
    stated_m2 = _stated_m2(totals)
    if stated_m2 is None or any(row.area_m2.value is None and row.area_m2.text for row in rows):
        return Checked(rows)
    checked = printed_sums.check([row.area_m2 for row in rows], stated_m2, [row.struck for row in rows])
    settled = tuple(replace(row, area_m2=area) for row, area in zip(rows, checked.readings, strict=True))
    if checked.outcome == "agrees":
        return Checked(settled, agreed=1)
    values = {"stated": f"{stated_m2:.1f}", "found": f"{checked.found:.1f}"}
    finding = Finding("page_total_differs", values=values, source=totals[0].source)
    return Checked(settled, (finding,), differing=1)


def _stated_m2(totals: Sequence[Record]) -> float | None:
    if (
        len(totals) != 1
        or not totals[0].area_m2.agreed
        or _OF_SHEET.search(fold(totals[0].owner.value or ""))
    ):
        return None
    return totals[0].area_m2.value
