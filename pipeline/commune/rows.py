"""Register rows with their commune unit and sheet: a page's heading holds until another says otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline import communes
from pipeline.commune import beliefs
from pipeline.commune.pieces import Piece
from pipeline.model import Finding, Record, RegisterPage, Unit

# Numbers that run on from page to page may skip a few parcels.
LONGEST_SKIP = 30
# Share of a page's rows that must find their number and area on one unit's sheets.
UNIT_SUPPORT = 0.3


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


def place(
    pages: Sequence[RegisterPage], code: str, units: Sequence[Unit], pieces: Sequence[Piece]
) -> tuple[list[Row], list[Finding]]:
    """All rows in the order of the pages, each with unit and sheet as far as they can be told."""
    rows: list[Row] = []
    findings: list[Finding] = []
    sheet: int | None = None
    for page in pages:
        unit, unknown = _unit(page, code, units, pieces)
        findings += unknown
        sheet = _first_sheet(page, sheet, rows[-1] if rows else None)
        for record in page.rows:
            head = _head(rows) if record.continues and rows else None
            if head is not None:
                rows.append(replace(rows[head], record=record, head=head))
                continue
            read = record.sheet.value is not None
            sheet = record.sheet.value if read else sheet
            sheet_read = read or page.sheet.value is not None
            rows.append(Row(unit, sheet, sheet_read, record, None))
    return _smoothed(rows), findings


def _head(rows: Sequence[Row]) -> int:
    last = len(rows) - 1
    head = rows[last].head
    return last if head is None else head


def _first_sheet(page: RegisterPage, before: int | None, last: Row | None) -> int | None:
    """The heading's sheet, else the sheet before if the numbers run on, else unknown."""
    if page.sheet.value is not None:
        return page.sheet.value
    first = next((row.number.value for row in page.rows if row.number.value is not None), None)
    if last is None or last.number is None or first is None:
        return before
    return before if 0 <= first - last.number <= LONGEST_SKIP else None


def _smoothed(rows: list[Row]) -> list[Row]:
    """A sheet number read once between equal ones, by one unsure reader, is a slip of that reader."""
    result = list(rows)
    for place_, row in enumerate(rows):
        around = [other.sheet for other in rows[max(0, place_ - 2) : place_ + 3] if other is not row]
        common, count = Counter(around).most_common(1)[0] if around else (row.sheet, 0)
        alone = row.sheet not in around and count >= 3 and common is not None
        if alone and not beliefs.sure(row.record.sheet):
            result[place_] = replace(row, sheet=common, sheet_read=False)
    return result


def _unit(
    page: RegisterPage, code: str, units: Sequence[Unit], pieces: Sequence[Piece]
) -> tuple[str, list[Finding]]:
    """The old commune of a page: by its heading, else the only one, else the one whose sheets it fits."""
    commune, district, province = page.commune.value, page.district.value, page.province.value
    if commune:
        found = communes.recognise(commune, district or "", province or "", code).unit
        if found is not None:
            return found.code, []
    on_sheets = {piece.parcel.unit_code for piece in pieces if piece.parcel.unit_code}
    candidates = on_sheets or {unit.code for unit in units}
    if len(candidates) == 1:
        return candidates.pop(), []
    fitting = _unit_by_content(page.rows, pieces)
    if fitting is not None:
        return fitting, []
    return "", [Finding("unit_unknown", values={"text": commune or ""}, source=page.source)]


def _unit_by_content(records: Iterable[Record], pieces: Sequence[Piece]) -> str | None:
    """The unit on whose sheets most rows find a parcel of their number and area, clearly before others."""
    seen: dict[tuple[int, float], set[str]] = {}
    for piece in pieces:
        if piece.number is not None and piece.printed_area_m2 is not None:
            seen.setdefault((piece.number, piece.printed_area_m2), set()).add(piece.parcel.unit_code)
    votes: Counter[str] = Counter()
    asked = 0
    for record in records:
        if record.number.value is not None and record.area_m2.value is not None:
            asked += 1
            votes.update(seen.get((record.number.value, record.area_m2.value), ()))
    best = votes.most_common(2)
    if not best or best[0][1] < max(2, UNIT_SUPPORT * asked):
        return None
    clear = len(best) == 1 or best[0][1] >= 2 * best[1][1]
    return best[0][0] if clear else None
