"""Sums printed on a register page (``Cộng``), held against the areas of its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline import printed_sums, values
from pipeline.model import Finding, Reading, Record, SheetTotal
from pipeline.text import fold

_TOTAL = re.compile(r"(tong|cong)\b( cong| so| dien tich| trang| to| ban do| ca)*( nay)?( \d+)?$")
_GRAND = re.compile(r"tong\b(?!.*\btrang\b)")  # may be the sum of all pages of a sheet, on its last one
_BEYOND = 1.5  # times a page's own sum: no misread figure of one row among many makes as much
_OF_SHEET = re.compile(r"\bto\b(?: ban do)?(?: so)?(?: (\d+)$)?")  # stands behind the sheet's last row


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows after the check; ``agreed`` and ``differing`` count the sums that were compared.

    ``of_sheets``: sums of whole sheets, which other pages have part in.
    """

    rows: tuple[Record, ...]
    of_sheets: tuple[SheetTotal, ...] = ()
    findings: tuple[Finding, ...] = ()
    agreed: int = 0
    differing: int = 0


def is_total(record: Record) -> bool:
    """A row that sums up a page or a sheet: ``Cộng``, ``Tổng cộng`` where a holder's name would stand."""
    return record.number.value is None and names_total(record.owner.value or "")


def names_total(text: str) -> bool:
    """Whether a text names what others add up to: ``Cộng``, ``Tổng số``, ``Cộng trang này``."""
    return _TOTAL.match(fold(text)) is not None


def _sheet_total(total: Record) -> SheetTotal:
    """The sum of the sheet that its words name, ``Cộng tờ bản đồ số 12``, or of an unnamed one."""
    return SheetTotal("book", total.source, sheet=_named_sheet(total.owner), area_m2=total.area_m2)


def _named_sheet(words: Reading[str]) -> Reading[int]:
    named = _OF_SHEET.search(fold(words.value or ""))
    number = values.number(named.group(1)) if named and named.group(1) else None
    return Reading(number, words.text, words.confidence, words.source, agreed=words.agreed)


def check_total(rows: tuple[Record, ...], totals: Sequence[Record]) -> Checked:
    """Hold the one sum of a page, where both readers give it alike, against the areas in m² of its rows.

    ``Tổng cộng`` of far more than the page has is the sum of all pages of its sheet and no witness of this.
    """
    of_sheets = tuple(_sheet_total(total) for total in totals if _is_of_sheet(total))
    total = _of_page(totals)
    stated_m2 = total.area_m2.value if total is not None and total.area_m2.agreed else None
    if total is None or stated_m2 is None or any(row.area_m2.is_lost for row in rows):
        return Checked(rows, of_sheets)
    checked = printed_sums.check([row.area_m2 for row in rows], stated_m2, [row.struck for row in rows])
    settled = tuple(replace(row, area_m2=area) for row, area in zip(rows, checked.readings, strict=True))
    if checked.outcome == "agrees":
        return Checked(settled, of_sheets, agreed=1)
    if stated_m2 > _BEYOND * checked.found and _GRAND.match(fold(total.owner.value or "")):
        return Checked(rows, (*of_sheets, _sheet_total(total)))
    both = {"stated": stated_m2, "found": checked.found}
    finding = Finding("page_total_differs", values=both, source=total.source)
    return Checked(settled, of_sheets, (finding,), differing=1)


def _of_page(totals: Sequence[Record]) -> Record | None:
    """The one sum that is not of a whole sheet."""
    of_page = [total for total in totals if not _is_of_sheet(total)]
    return of_page[0] if len(of_page) == 1 else None


def _is_of_sheet(total: Record) -> bool:
    return _OF_SHEET.search(fold(total.owner.value or "")) is not None
