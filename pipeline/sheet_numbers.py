"""The office's table of old and new numbers (``tham_chieu_to.csv`` or ``.xlsx``): read whole, or refused.

Sheets got new numbers when communes were merged. A row says that an old commune's sheet is a sheet of
today's; with ``thua_cu`` and ``thua_moi`` it says what an older map called one of today's parcels.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ScanError
from pipeline.model import Known, Reason, SheetNumbers, Unit
from pipeline.spreadsheets import read_rows
from pipeline.text import fold
from pipeline.values import number, told_number

COLUMNS = {
    "ma_xa_cu": ("ma_xa_cu", "xa_cu"),
    "to_cu": ("to_cu", "so_hieu_to_cu"),
    "to_moi": ("to_moi", "so_hieu_to_moi", "so_hieu_to_ban_do"),
    "thua_cu": ("thua_cu", "so_thua_cu"),
    "thua_moi": ("thua_moi", "so_thua_moi", "so_thu_tu_thua"),
}
_NEEDED = ("ma_xa_cu", "to_cu", "to_moi")
_OLD = re.compile(r"[^\W_][\w./()-]{0,19}")  # the national model gives old sheet numbers 50 characters
_MOST_TOLD = 10


class TableRefusedError(ScanError):
    """The table cannot be used; the reason holds every fault, or the first ten."""


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    unit: str
    sheet: str
    today: int
    parcel: str
    parcel_today: int | None


def read_sheet_numbers(path: Path, units: Sequence[Unit]) -> SheetNumbers:
    """Read the table for a commune made of ``units``.

    Raises TableRefusedError for rows that cannot be, collisions and gaps, ScanError for what is no table,
    ScanInaccessibleError where the file cannot be reached.
    """
    rows = read_rows(path)
    places = _columns(rows[0] if rows else [])
    missing = [name for name in _NEEDED if name not in places]
    if missing:
        raise _refused([Reason("columns_missing", {"columns": Known(", ".join(missing))})])
    faults: list[Reason] = []
    read: list[_Row] = []
    known = _unit_codes(units)
    for line, cells in enumerate(rows[1:], 2):
        values = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        if any(values.values()):
            _take(_row(line, values, known), read, faults)
    faults += [*_twice(read), *_gaps(read)]
    if faults or not read:
        raise _refused(faults or [Reason("table_empty")])
    return _numbers(read)


def old_text(text: str) -> str:
    """An old number in one form: ``05`` is ``5``, ``164e`` is ``164E``."""
    return str(int(text)) if text.isascii() and text.isdigit() else text.upper()


def _take(found: _Row | Reason, read: list[_Row], faults: list[Reason]) -> None:
    if isinstance(found, _Row):
        read.append(found)
    else:
        faults.append(found)


def _columns(heads: Sequence[str]) -> dict[str, int]:
    places = {fold(head).replace(" ", "_"): place for place, head in reversed(list(enumerate(heads)))}
    found = ((name, next((places[s] for s in names if s in places), None)) for name, names in COLUMNS.items())
    return {name: place for name, place in found if place is not None}


def _unit_codes(units: Iterable[Unit]) -> dict[str, str]:
    """Codes of old communes by code, and by name where one name means one code."""
    names: dict[str, set[str]] = {}
    for unit in units:
        for text in (unit.code, unit.name, f"{unit.kind} {unit.name}"):
            names.setdefault(fold(text), set()).add(unit.code)
    return {name: codes.pop() for name, codes in names.items() if len(codes) == 1}


def _row(line: int, values: Mapping[str, str], known: Mapping[str, str]) -> _Row | Reason:
    unit = known.get(fold(values["ma_xa_cu"])) or known.get(values["ma_xa_cu"].zfill(5))
    sheet, today = values["to_cu"], number(values["to_moi"])
    parcel, parcel_today = values.get("thua_cu", ""), values.get("thua_moi", "")
    wrong = None
    if unit is None:
        wrong = "ma_xa_cu"
    elif not _OLD.fullmatch(sheet):
        wrong = "to_cu"
    elif today is None:
        wrong = "to_moi"
    elif bool(parcel) != bool(parcel_today) or (parcel and not _OLD.fullmatch(parcel)):
        wrong = "thua_cu"
    elif parcel_today and number(parcel_today) is None:
        wrong = "thua_moi"
    if wrong or unit is None or today is None:
        return Reason(
            "at_line", {"line": line, "reason": Reason("cell_cannot_be", {"column": Known(wrong or "")})}
        )
    return _Row(line, unit, old_text(sheet), today, parcel.upper(), number(parcel_today))


def _twice(rows: Sequence[_Row]) -> Iterator[Reason]:
    """Two old sheets of one new number, an old sheet of two, a parcel of today with two older ones."""
    sheets = {(row.unit, row.sheet, row.today) for row in rows if not row.parcel}
    for today, count in sorted(Counter(today for _, _, today in sheets).items()):
        if count > 1:
            yield Reason("sheet_number_given_twice", {"sheet": today, "count": count})
    for (unit, sheet), count in sorted(Counter((unit, sheet) for unit, sheet, _ in sheets).items()):
        if count > 1:
            yield Reason("sheet_has_two_numbers", {"unit": Known(unit), "sheet": told_number(sheet)})
    parcels = Counter((row.today, row.parcel_today) for row in rows if row.parcel)
    for (today, parcel), count in sorted(parcels.items()):
        if count > 1:
            yield Reason("parcel_given_twice", {"sheet": today, "number": parcel})


def _gaps(rows: Sequence[_Row]) -> Iterator[Reason]:
    """Numbers that the new series leaves out: sheets of a commune are numbered from 1 without a gap."""
    there = {row.today for row in rows if not row.parcel}
    missing = sorted(set(range(1, max(there, default=0) + 1)) - there)
    if missing:
        yield Reason("sheet_numbers_left_out", {"sheets": Known(_shortened(missing))})


def _shortened(numbers: Sequence[int]) -> str:
    told = ", ".join(map(str, numbers[:_MOST_TOLD]))
    return told if len(numbers) <= _MOST_TOLD else f"{told}, … ({len(numbers)})"


def _numbers(rows: Sequence[_Row]) -> SheetNumbers:
    sheets = {(row.unit, row.sheet, row.today): None for row in rows if not row.parcel}
    parcels = [
        (row.today, row.parcel_today, row.sheet, row.parcel) for row in rows if row.parcel_today is not None
    ]
    return SheetNumbers(tuple(sheets), tuple(parcels))


def _refused(faults: Sequence[Reason]) -> TableRefusedError:
    return TableRefusedError("table_refused", {"faults": tuple(faults[:_MOST_TOLD])})
