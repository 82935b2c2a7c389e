"""Whether the rows of a ruled table are parcels: by the names of its columns, or by what stands in them.

Every legal form of a register (record by record since 1995) has a column of parcel numbers and one of areas.
Where both are named, values of the right kind in most rows bear the names out. Where a name is missing, what
stands in the rows must tell: the sheets of a register, or land uses that repeat beside numbers that are named
as parcels' or do more than count the rows; where no column is named at all, they may count on from the page
before. Lists of land uses, prices or people have one or the other, never all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.model import Reading, RegisterPage
from pipeline.records.layout import Table

_NEEDED = frozenset({"number", "area"})
# On printed pages of all forms, new or worn (wear 3), nine in ten cells of each key column parse or more;
# words in a column that was taken for another hardly ever do (docs/registers.md).
_MOST = 0.5
# Of 49 pages of registers eight rows in ten or more share their land use with another row of the page; in a
# list of land uses none does. Fewer rows than these prove nothing.
_REPEATED = 0.5
_FEW_ROWS = 4


def has_parcel_columns(table: Table) -> bool:
    """Whether a table has the columns without which no row of it can be a parcel's."""
    return set(table.roles) >= _NEEDED


def lists_parcels(table: Table, page: RegisterPage) -> bool:
    """Whether the rows that were read from a table with ``has_parcel_columns`` are rows of parcels."""
    live = [row for row in page.rows if not row.struck and not row.continues]
    numbers, areas, codes = ([getattr(row, key) for row in live] for key in ("number", "area_m2", "code"))
    if not all(_parses(column) for column in (numbers, areas, codes)):
        return False
    if table.named >= _NEEDED:
        return True
    filled = all(_share(column) >= _MOST for column in (numbers, areas))
    of_sheet = page.sheet.value is not None or _share([row.sheet for row in live]) >= _MOST
    rows_only = "number" not in table.named and _counts(numbers, from_one=bool(table.named))
    return filled and (of_sheet or (_repeats(codes) and not rows_only))


def _counts(numbers: Sequence[Reading[int]], *, from_one: bool) -> bool:
    """Whether most numbers are but the ordinals of a list: the rows from 1 on, or from wherever it goes on.

    They run backwards on a page that was read upside down.
    """
    values = [number.value for number in numbers]
    ways = (values, values[::-1])
    starts = [Counter(n - k for k, n in enumerate(way) if n is not None) for way in ways]
    most = max((start[1] if from_one else max(start.values(), default=0)) for start in starts)
    return most >= _MOST * len(values)


def holds(column: Sequence[Reading[float] | Reading[int] | Reading[str]]) -> bool:
    """Whether anything stands in a column, and most of it is of its kind."""
    return _share(column) > 0 and _parses(column)


def _parses(column: Iterable[Reading[float] | Reading[int] | Reading[str]]) -> bool:
    """Whether most of what stands in a column is of its kind."""
    filled = [reading for reading in column if reading.text or reading.value is not None]
    return not filled or _share(filled) >= _MOST


def _share(column: Sequence[Reading[float] | Reading[int] | Reading[str]]) -> float:
    return sum(reading.value is not None for reading in column) / max(1, len(column))


def _repeats(codes: Sequence[Reading[str]]) -> bool:
    """Whether most rows have a land use, and not each its own."""
    count = Counter(code.value for code in codes if code.value is not None)
    shared = sum(times for times in count.values() if times > 1)
    return _share(codes) >= _MOST and (len(codes) < _FEW_ROWS or shared >= _REPEATED * len(codes))
