"""Register rows with their commune unit and sheet: a page's heading holds until another says otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from pipeline.commune import beliefs, belonging
from pipeline.commune.pieces import Piece
from pipeline.commune.votes import winner
from pipeline.model import Finding, Record, RegisterPage, Unit

# Numbers that run on from page to page may skip a few parcels.
LONGEST_SKIP = 30
Group = TypeVar("Group", str, int)


@dataclass(frozen=True, slots=True)
class Row:
    """One register row in its place. ``head`` is the place of the row that this one continues.

    ``sheet_read`` is False where the sheet number was only carried over from rows or pages before.
    """

    unit_code: str
    sheet: int | None
    sheet_read: bool
    record: Record
    head: int | None

    @property
    def key(self) -> tuple[str, int | None]:
        """The sheet that the row speaks of."""
        return self.unit_code, self.sheet

    @property
    def number(self) -> int | None:
        """The parcel number as read."""
        return self.record.number.value


@dataclass(frozen=True, slots=True)
class Placed:
    """All rows of this commune in the order of the pages, and the pages whose rows are of ``elsewhere``.

    ``repeated``: rows of digital tables that were left to the register's own pages.
    """

    rows: list[Row]
    elsewhere: list[RegisterPage]
    findings: list[Finding]
    repeated: int = 0


def place(pages: Sequence[RegisterPage], code: str, units: Sequence[Unit], pieces: Sequence[Piece]) -> Placed:
    """All rows, each with unit and sheet as far as they can be told."""
    rows: list[Row] = []
    in_order = sorted(pages, key=_is_table)
    read = [page for page in belonging.under_covers(in_order) if page.rows or not page.sheet_totals]
    homes = belonging.of_pages(read, belonging.here(code, units, pieces), partial(_fitting, pieces))
    ours = [(page, home) for page, home in zip(read, homes, strict=True) if not home.elsewhere]
    for page, home in ours:
        for record in page.rows:
            head = _head(rows) if record.continues and rows else None
            if head is not None:
                rows.append(replace(rows[head], record=record, head=head))
                continue
            sheet = record.sheet.value if record.sheet.value is not None else page.sheet.value
            rows.append(Row(home.unit_code, sheet, sheet is not None, record, None))
    on_map = {(piece.parcel.unit_code, piece.parcel.sheet) for piece in pieces}
    named = _filled(_smoothed(rows, on_map))
    elsewhere = [page for page, home in zip(read, homes, strict=True) if home.elsewhere]
    findings = [finding for home in homes for finding in home.findings]
    whole = _followed(_recognised(named, pieces))
    kept = _without_copies(whole)
    return Placed(kept, elsewhere, findings, len(whole) - len(kept))


def _is_table(page: RegisterPage) -> bool:
    return any(row.number.by == "file" for row in page.rows)


def _without_copies(rows: list[Row]) -> list[Row]:
    """A table of a digital map speaks only where no page of a register speaks of the sheet.

    Tables come behind all pages and continue no row, so that the places of heads stay.
    """
    on_paper = {row.key for row in rows if row.record.number.by != "file"}
    return [row for row in rows if row.record.number.by != "file" or row.key not in on_paper]


def _fitting(pieces: Sequence[Piece], page: RegisterPage) -> str | None:
    """The old commune on whose sheets the page's rows find their parcels."""
    return _voted(page.rows, pieces, lambda piece: piece.parcel.unit_code)


def _head(rows: Sequence[Row]) -> int:
    last = len(rows) - 1
    head = rows[last].head
    return last if head is None else head


def _runs_on(first: Row, second: Row) -> bool:
    """The second row's number is the next after the first's, or a few later."""
    if first.number is None or second.number is None or first.unit_code != second.unit_code:
        return False
    return 0 <= second.number - first.number <= LONGEST_SKIP


def _smoothed(rows: list[Row], on_map: set[tuple[str, int]]) -> list[Row]:
    """A sheet number that stands once among equal ones, in a row whose number runs on, is a slip."""
    result = list(rows)
    for here, row in enumerate(rows):
        around = [other for other in rows[max(0, here - 2) : here + 3] if other is not row and other.sheet]
        common, count = Counter(other.sheet for other in around).most_common(1)[0] if around else (None, 0)
        if count < 3 or row.sheet == common or any(other.sheet == row.sheet for other in around):
            continue
        runs_on = row.number is None or any(_runs_on(other, row) or _runs_on(row, other) for other in around)
        if runs_on and (not beliefs.sure(row.record.sheet) or (row.unit_code, row.sheet) not in on_map):
            result[here] = replace(row, sheet=common, sheet_read=False)
    return result


def _filled(rows: list[Row]) -> list[Row]:
    """Rows that name no sheet, nor their heading: that of the row whose numbers run on to theirs."""
    result = list(rows)
    for here, row in enumerate(result):
        if row.sheet is None and here and _runs_on(result[here - 1], row):
            result[here] = replace(row, sheet=result[here - 1].sheet)
    for here in range(len(result) - 2, -1, -1):
        if result[here].sheet is None and _runs_on(result[here], result[here + 1]):
            result[here] = replace(result[here], sheet=result[here + 1].sheet)
    for here in range(1, len(result) - 1):
        row, before, after = result[here], result[here - 1], result[here + 1]
        if row.sheet is None and before.key == after.key and before.sheet is not None:
            result[here] = replace(row, sheet=before.sheet)
    return result


def _recognised(rows: list[Row], pieces: Sequence[Piece]) -> list[Row]:
    """Runs of rows without any sheet number: the sheet whose parcels have their numbers and areas."""
    result = list(rows)
    heads = [here for here, row in enumerate(rows) if row.head is None]
    runs: list[list[int]] = []
    for before, here in zip([None, *heads], heads, strict=False):
        goes_on = before is not None and rows[before].sheet is None and _goes_up(rows[before], rows[here])
        if rows[here].sheet is None:
            runs.append([*runs.pop(), here] if goes_on and runs else [here])
    for run in runs:
        unit = rows[run[0]].unit_code
        here_only = [piece for piece in pieces if piece.parcel.unit_code == unit]
        sheet = _voted([rows[k].record for k in run], here_only, lambda piece: piece.parcel.sheet)
        for k in run:
            result[k] = replace(rows[k], sheet=sheet)
    return result


def _goes_up(first: Row, second: Row) -> bool:
    """Numbers rise within a sheet and start again on the next; an unread one breaks no run."""
    if first.unit_code != second.unit_code:
        return False
    return first.number is None or second.number is None or second.number >= first.number


def _followed(rows: list[Row]) -> list[Row]:
    """Rows that continue another stand where that one stands."""
    result = list(rows)
    for here, row in enumerate(rows):
        if row.head is not None:
            head = result[row.head]
            result[here] = replace(
                row, unit_code=head.unit_code, sheet=head.sheet, sheet_read=head.sheet_read
            )
    return result


def _voted(
    records: Sequence[Record], pieces: Sequence[Piece], group: Callable[[Piece], Group]
) -> Group | None:
    """The group of parcels in which most rows find one of their number and area, clearly before others."""
    seen: dict[tuple[int, float], set[Group]] = {}
    for piece in pieces:
        if piece.number is not None and piece.printed_area_m2 is not None:
            seen.setdefault((piece.number, piece.printed_area_m2), set()).add(group(piece))
    votes: Counter[Group] = Counter()
    asked = 0
    for record in records:
        number, area = record.number.value, record.area_m2.value
        if number is not None and area is not None:
            asked += 1
            votes.update(seen.get((number, area), ()))
    return winner(votes, asked)
