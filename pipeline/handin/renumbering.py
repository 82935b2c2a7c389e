"""New numbers of a commune's sheets, proposed where its office has no table of them; a person decides.

The rule is that of Circular 25/2014, Art. 5(6), within the commune of today: from 1 without a gap, small
scales first, in each scale from left to right, then from top to bottom. A number that the office's table
gives stays; sheets made later take the next free ones. What has no place on the ground comes last, by old
commune and number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from pipeline.delivery.layers import GEOMETRY_COLUMN
from pipeline.delivery.numbering import archive_sheets
from pipeline.errors import MissingInputError
from pipeline.geometries import common_share
from pipeline.handin.dossiers import Row
from pipeline.handin.sheets import book
from pipeline.model import NO_NUMBERS, Commune, Known, Reason, SheetNumbers, Values
from pipeline.values import told_number
from pipeline.wording import say

Key = tuple[str, str]  # old commune's code, old sheet as text
_HEAD = ("ma_xa_cu", "to_cu", "to_moi", "thua_cu", "thua_moi", "ten", "ty_le", "cach_danh_so")
_WIDTHS = (12, 10, 10, 10, 11, 28, 10, 64)
_MOST_TOLD = 10
# Sheets of one row begin on one line; of sheets cut freely those less than half a sheet apart do.
_ROW_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Proposed:
    """A sheet with its new number, and why it has that one; ``by_office``: it had it."""

    key: Key
    today: int
    why: Reason
    by_office: bool = False


@dataclass(frozen=True, slots=True)
class _Sheet:
    key: Key
    scale: int
    frame: BaseGeometry


def proposed(commune: Commune, sheets: Iterable[Row], office: SheetNumbers = NO_NUMBERS) -> list[Proposed]:
    """The new number of every sheet of the archive and of the office's table, by new number.

    ``sheets``: the rows of ``to_ban_do`` under the numbers of the archive. Raises MissingInputError where the
    office's table names every sheet, or with the reasons why nothing can be proposed.
    """
    rows = list(sheets)
    faults = [*_unknown(rows), *_in_two_places(rows)]
    if faults:
        raise _refused(faults)
    given = {(unit, sheet): today for unit, sheet, today in office.sheets}
    archive = {(unit, str(sheet)) for unit, sheet in archive_sheets(commune)}
    new = archive - given.keys()
    if not new:
        raise _refused([Reason("sheets_all_numbered" if archive else "sheets_none")])
    numbers = iter(number for number in range(1, len(given) + len(new) + 1) if number not in given.values())
    made = [Proposed(key, today, Reason("number_of_office"), True) for key, today in given.items()]
    made += [Proposed(key, next(numbers), why) for key, why in _in_order(new, rows)]
    return sorted(made, key=lambda each: each.today)


def write_proposal(path: Path, made: Sequence[Proposed], rows: Iterable[Row], office: SheetNumbers) -> None:
    """Write the table as an office would, with what a person needs to judge it. Raises OSError."""
    about = {_key(row): row for row in rows}
    with book(path) as written:
        sheet = written.sheet("tham_chieu_to")
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        written.write_head(sheet, 0, _HEAD)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for line, each in enumerate(made, 1):
            written.write_row(sheet, line, _cells(each, about), mark=each.why.code == "number_without_place")
        units = {each.today: each.key[0] for each in made}
        for line, (today, parcel, sheet_was, was) in enumerate(office.parcels, len(made) + 1):
            unit = units.get(today, made[0].key[0])  # of an older map's parcel the sheet of today counts
            written.write_row(sheet, line, (unit, sheet_was, today, was, parcel))


def _cells(each: Proposed, about: Mapping[Key, Row]) -> tuple[object, ...]:
    row = about.get(each.key, {})
    return (*each.key, each.today, None, None, row.get("ten_xa_cu"), row.get("ty_le"), say(each.why))


# --- the order ------------------------------------------------------------------------------------------


def _in_order(new: set[Key], rows: Iterable[Row]) -> Iterator[tuple[Key, Reason]]:
    """New sheets in the order of the rule, each with its reason."""
    placed: dict[Key, _Sheet] = {}
    for row in rows:
        frame, scale = row.get(GEOMETRY_COLUMN), row.get("ty_le")
        if _key(row) in new and frame is not None and scale is not None:
            placed.setdefault(_key(row), _Sheet(_key(row), scale, frame))
    for scale in sorted({sheet.scale for sheet in placed.values()}, reverse=True):
        own = [sheet for sheet in placed.values() if sheet.scale == scale]
        for line, sheets in enumerate(_rows_of_sheets(own), 1):
            for place, sheet in enumerate(sheets, 1):
                values: Values = {"scale": scale, "row": line, "place": place}
                yield sheet.key, Reason("number_by_place", values)
    for key in sorted(new - placed.keys(), key=_by_number):
        yield key, Reason("number_without_place")


def _rows_of_sheets(sheets: Sequence[_Sheet]) -> Iterator[list[_Sheet]]:
    """Sheets of one scale from north to south in rows, each from west to east."""
    left = sorted(sheets, key=lambda sheet: (-sheet.frame.bounds[3], sheet.frame.bounds[0], sheet.key))
    while left:
        _, south, _, north = left[0].frame.bounds
        line_m = north - _ROW_SHARE * (north - south)
        row = [sheet for sheet in left if sheet.frame.bounds[3] > line_m]
        left = [sheet for sheet in left if sheet.frame.bounds[3] <= line_m]
        yield sorted(row, key=lambda sheet: (sheet.frame.bounds[0], sheet.key))


def _by_number(key: Key) -> tuple[str, int, str]:
    unit, sheet = key
    return unit, int(sheet) if sheet.isdigit() else 0, sheet


# --- what cannot be numbered ------------------------------------------------------------------------------


def _unknown(rows: Sequence[Row]) -> Iterator[Reason]:
    """Sheets without unit or number: no row of a table could name them."""
    count = sum(row.get("ma_xa_cu") is None or row.get("so_hieu_to_ban_do") is None for row in rows)
    if count:
        yield Reason("sheets_without_number", {"count": count})


def _in_two_places(rows: Sequence[Row]) -> Iterator[Reason]:
    """Sheets of one number that do not lie on each other: one of them is another sheet."""
    frames: dict[Key, list[BaseGeometry]] = {}
    for row in rows:
        if row.get(GEOMETRY_COLUMN) is not None:
            frames.setdefault(_key(row), []).append(row[GEOMETRY_COLUMN])
    for (unit, sheet), own in sorted(frames.items()):
        if any(common_share(own[0], other) < _ROW_SHARE for other in own[1:]):
            yield Reason("sheet_lies_twice", {"unit": Known(unit), "sheet": told_number(sheet)})


def _key(row: Row) -> Key:
    return str(row.get("ma_xa_cu")), str(row.get("so_hieu_to_ban_do"))


def _refused(faults: Sequence[Reason]) -> MissingInputError:
    return MissingInputError("renumbering_not_proposed", {"faults": tuple(faults[:_MOST_TOLD])})
