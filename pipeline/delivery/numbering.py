"""Today's numbers of sheets in the rows of a delivery, with the old ones beside them.

The archive's own numbers lead everywhere else: they stand on the paper that a person looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pipeline.model import (
    NO_NUMBERS,
    Commune,
    Finding,
    InputFile,
    Known,
    Reason,
    SheetNumbers,
    Source,
    Values,
    unit_code_of,
)
from pipeline.values import told_number

Row = Mapping[str, Any]
_MOST_TOLD = 10


def settled(commune: Commune, numbers: SheetNumbers) -> tuple[SheetNumbers, tuple[Finding, ...]]:
    """The numbers; or none, and a finding, where they leave out a sheet of the archive.

    Half a commune under new numbers would bring two sheets of one number beside each other.
    """
    named = {(unit, sheet) for unit, sheet, _ in numbers.sheets}
    left = sorted(key for key in set(archive_sheets(commune)) if named and (key[0], str(key[1])) not in named)
    if not left:
        return numbers, ()
    told = [f"{unit} {sheet}" for unit, sheet in left[:_MOST_TOLD]]
    sheets = ", ".join(told) if len(left) <= _MOST_TOLD else f"{', '.join(told)}, … ({len(left)})"
    reason = Reason("sheets_not_in_table", {"sheets": Known(sheets)})
    return NO_NUMBERS, (_refused(numbers.file, reason),)


def _refused(file: str, reason: Reason) -> Finding:
    values: Values = {"file": InputFile(file), "reason": reason}
    return Finding("renumbering_refused", values=values, source=Source(file))


def renumbering(numbers: SheetNumbers) -> Callable[[Row], dict[str, Any]]:
    """The function that brings a row with ``ma_xa_cu``, sheet and parcel to today's numbers."""
    today = {(unit, sheet): number for unit, sheet, number in numbers.sheets}
    older: dict[tuple[Any, Any], list[str]] = {
        (sheet, number): was for sheet, number, *was in numbers.parcels
    }

    def renumber(row: Row) -> dict[str, Any]:
        unit, sheet, parcel = row.get("ma_xa_cu"), row.get("so_hieu_to_ban_do"), row.get("so_thu_tu_thua")
        changed = dict(row)
        number = today.get((_plain(unit), str(sheet)))
        if number is not None:
            changed |= {"so_hieu_to_ban_do": number, "so_hieu_to_cu": Known(str(sheet))}
            changed |= {"so_thua_cu": None if parcel is None else Known(str(parcel))}
        if (was := older.get((changed.get("so_hieu_to_ban_do"), parcel))) is not None:
            changed |= {"so_hieu_to_cu": told_number(was[0]), "so_thua_cu": told_number(was[1])}
        return changed

    return renumber


def _plain(unit: Known | str | None) -> str:
    return unit.text if isinstance(unit, Known) else unit or ""


def archive_sheets(commune: Commune) -> Iterator[tuple[str, int]]:
    """Sheets of known units that anything in the commune bears the number of."""
    keys = [(unit_code_of(sheet.unit), sheet.number) for sheet in commune.sheets]
    keys += [(parcel.unit_code, parcel.sheet) for parcel in commune.parcels]
    keys += [(record.unit_code, record.sheet) for record in commune.records]
    yield from ((unit, sheet) for unit, sheet in keys if unit and sheet)
