"""What documents state of whole sheets: a sheet's own margin, and the table of a commune's sheets.

The table (App. 16 of Circular 25/2014) may run over several pages; its last row settles what readers dispute.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline import printed_sums
from pipeline.commune import beliefs, belonging
from pipeline.commune.pieces import Piece
from pipeline.commune.rows import Row
from pipeline.model import Finding, Reading, Reason, RegisterPage, Sheet, SheetTotal, Unit, Values

Key = tuple[str, int]
_COLUMNS = {
    "parcels": "parcels_of_sheet",
    "area_m2": "area_of_sheet",
    "users": "users_of_sheet",
    "managers": "managers_of_sheet",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a document says of a sheet of an old commune; ``unit_code`` is empty where it is not known."""

    unit_code: str
    total: SheetTotal

    @property
    def key(self) -> Key | None:
        """The sheet, where both its unit and its number are sure."""
        number = self.total.sheet
        known = self.unit_code and number.value and beliefs.sure(number)
        return (self.unit_code, number.value) if known and number.value else None


@dataclass(frozen=True, slots=True)
class Tables:
    """What a commune's tables of sheets say; ``agreed`` and ``differing`` count sums that were compared."""

    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    agreed: int
    differing: int

    @property
    def counts(self) -> dict[str, int]:
        """The sums that were compared, for the manifest."""
        return {"table_totals_agreed": self.agreed, "table_totals_differing": self.differing}


def of_margins(sheets: Iterable[Sheet]) -> list[Claim]:
    """What sheets state in their margins; one without unit or number has nothing to be called by."""
    return [
        Claim(sheet.unit.code, SheetTotal("sheet", sheet.source, _certain(sheet.number), count))
        for sheet in sheets
        if (count := sheet.title.parcel_count).value is not None and sheet.unit and sheet.number
    ]


def of_tables(
    pages: Sequence[RegisterPage], code: str, units: Sequence[Unit], pieces: Sequence[Piece]
) -> Tables:
    """The rows of all tables of sheets in the order of the pages, settled by their last rows."""
    stated: list[Claim] = []
    findings: list[Finding] = []
    pages = [page for page in belonging.under_covers(pages) if _of_table(page)]
    homes = belonging.of_pages(pages, belonging.here(code, units, pieces), lambda _: None)
    for page, home in zip(pages, homes, strict=True):
        of_sheets = _of_table(page)
        if page.commune.value is None and stated and _goes_on(stated[-1], Claim("", of_sheets[0])):
            unit = stated[-1].unit_code  # only the first page of a table has a heading
        else:
            unit = home.unit_code
            findings += home.findings
        stated += [Claim(unit, total) for total in of_sheets]
    settled = [_settled(table) for table in _tables(stated)]
    claims = [claim for table, _, _ in settled for claim in table]
    findings += [finding for _, told, _ in settled for finding in told]
    findings += [finding for claim in claims for finding in _unread(claim)]
    agreed = sum(count for _, _, count in settled)
    differing = sum(len(told) for _, told, _ in settled)
    return Tables(tuple(claims), tuple(findings), agreed, differing)


def _of_table(page: RegisterPage) -> list[SheetTotal]:
    return [total for total in page.sheet_totals if total.document == "table"]


def of_books(pages: Sequence[RegisterPage], placed: Sequence[Row]) -> list[Claim]:
    """What registers state behind a sheet's last row: of the one named, or of the page's only one."""
    keys: dict[tuple[str, int], set[tuple[str, int | None]]] = {}
    for row in placed:
        keys.setdefault(row.record.source.of_page, set()).add(row.key)
    claims: list[Claim] = []
    for page in pages:
        sheets = keys.get(page.source.of_page, set())
        units, only = {unit for unit, _ in sheets}, min(sheets)[1] if len(sheets) == 1 else None
        sums = [total for total in page.sheet_totals if total.document == "book"]
        for total in sums if len(units) == 1 else ():
            unnamed = total.sheet.value is None and only is not None
            claims.append(Claim(min(units), replace(total, sheet=_certain(only)) if unnamed else total))
    return claims


def _certain(number: int | None) -> Reading[int]:
    return Reading(number, str(number), 1.0, agreed=True)


def _tables(stated: Sequence[Claim]) -> list[list[Claim]]:
    """Rows of one table each: it ends with the row that sums it up, or where another scan begins anew."""
    tables: list[list[Claim]] = []
    for claim in stated:
        if tables and _goes_on(tables[-1][-1], claim):
            tables[-1].append(claim)
        else:
            tables.append([claim])
    return tables


def _goes_on(before: Claim, claim: Claim) -> bool:
    if before.total.whole:
        return False
    rises = (claim.total.sheet.value or 0) > (before.total.sheet.value or 0)
    return before.total.source.scan == claim.total.source.scan or claim.total.whole or rises


def _settled(table: Sequence[Claim]) -> tuple[list[Claim], list[Finding], int]:
    """The table's rows without its last, a finding for each sum that differs, and how many sums agree."""
    claims = [claim for claim in table if not claim.total.whole]
    whole = table[-1].total
    findings, agreed = [], 0
    for column, name in _COLUMNS.items() if whole.whole else ():
        readings: list[Reading[Any]] = [getattr(claim.total, column) for claim in claims]
        stated: Reading[Any] = getattr(whole, column)
        lost = any(reading.is_lost for reading in readings)
        if not readings or lost or stated.value is None or not stated.agreed:
            continue
        checked = printed_sums.check(readings, stated.value)
        claims = [_with(claim, {column: new}) for claim, new in zip(claims, checked.readings, strict=True)]
        agreed += checked.outcome == "agrees"
        if checked.outcome == "differs":
            findings.append(_differs(table[-1], name, stated.value, checked.found))
    return claims, findings, agreed


def _with(claim: Claim, readings: dict[str, Any]) -> Claim:
    return replace(claim, total=replace(claim.total, **readings))


def _differs(whole: Claim, name: str, stated: float, found: float) -> Finding:
    values: Values = {"what": Reason(name), "stated": _figure(stated), "found": _figure(found)}
    return Finding("table_total_differs", whole.unit_code, values=values, source=whole.total.source)


def _figure(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(value, 1)


def _unread(claim: Claim) -> list[Finding]:
    """What a person must look up: figures of a row that stand there and were not read, a number in doubt."""
    total = claim.total
    missing = [
        name for column, name in itertools.islice(_COLUMNS.items(), 2) if getattr(total, column).is_lost
    ]
    if not beliefs.sure(total.sheet):
        missing.append("sheet_number")
    sheet = claim.key[1] if claim.key else None
    return [
        Finding("value_unread", claim.unit_code, sheet, None, {"what": what}, None, total.source)
        for what in (Reason("in_table_of_sheets", {"what": Reason(name)}) for name in missing)
    ]
