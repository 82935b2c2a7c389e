"""Proposed numbers of sheets: the rule, what keeps its number, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely

from pipeline.communes import former_units
from pipeline.delivery.numbering import settled
from pipeline.errors import MissingInputError
from pipeline.handin.renumbering import Proposed, proposed, write_proposal
from pipeline.model import Commune, Reason, SheetNumbers
from pipeline.sheet_numbers import read_sheet_numbers

UNITS = former_units("07330")
FIRST, SECOND = sorted({unit.code for unit in UNITS})[:2]


def row(unit: str | None, sheet: int | None, scale: int, west: float, north: float) -> dict[str, Any]:
    """A sheet of its scale's size; kilometres."""
    side = scale / 2
    frame = shapely.box(1000 * west, 1000 * north - side, 1000 * west + side, 1000 * north)
    return {"ma_xa_cu": unit, "so_hieu_to_ban_do": sheet, "ty_le": scale, "geom": frame, "ten_xa_cu": "A"}


ROWS = [
    row(FIRST, 1, 1000, 1.0, 9.0),
    row(FIRST, 2, 1000, 0.5, 8.5),
    row(SECOND, 1, 1000, 0.5, 9.2),  # of another division: less than half a sheet further north
    row(SECOND, 2, 2000, 5.0, 1.0),
]


@pytest.fixture
def archive(commune: Commune, monkeypatch: pytest.MonkeyPatch) -> Commune:
    """Its sheets are those of ``ROWS`` and one that only the register names."""
    named = [(each["ma_xa_cu"], each["so_hieu_to_ban_do"]) for each in ROWS] + [(SECOND, 30), (SECOND, 4)]
    for module in ("handin.renumbering", "delivery.numbering"):
        monkeypatch.setattr(f"pipeline.{module}.archive_sheets", lambda _: iter(named))
    return commune


def numbers(made: list[Proposed]) -> dict[tuple[str, str], int]:
    return {each.key: each.today for each in made}


def test_small_scales_come_first_then_rows_from_the_north_each_from_the_west(archive: Commune) -> None:
    assert numbers(proposed(archive, ROWS)) == {
        (SECOND, "2"): 1,
        (SECOND, "1"): 2,
        (FIRST, "1"): 3,
        (FIRST, "2"): 4,
        (SECOND, "4"): 5,
        (SECOND, "30"): 6,
    }


def test_sheets_half_a_sheet_apart_are_two_rows(archive: Commune) -> None:
    lower = row(FIRST, 1, 1000, 0.0, 8.95)
    for north, first in ((9.199, (FIRST, "1")), (9.201, (SECOND, "1"))):
        rows = [lower, row(SECOND, 1, 1000, 0.5, north)]
        order = sorted((key for key in numbers(proposed(archive, rows)).items()), key=lambda each: each[1])
        assert order[0][0] == first


def test_numbers_of_the_office_stay_and_new_sheets_take_the_next_free_ones(archive: Commune) -> None:
    office = SheetNumbers(((FIRST, "2", 1), (SECOND, "9", 3)))
    made = proposed(archive, ROWS, office)
    assert [each.today for each in made] == list(range(1, 8))
    assert numbers(made)[FIRST, "2"] == 1 and numbers(made)[SECOND, "9"] == 3
    assert numbers(made)[SECOND, "2"] == 2
    assert [each.key for each in made if each.by_office] == [(FIRST, "2"), (SECOND, "9")]


def test_what_is_written_is_a_table_that_a_run_takes(archive: Commune, tmp_path: Path) -> None:
    office = SheetNumbers(((FIRST, "2", 1),), ((1, 7, "164E", "3A"),))
    made = proposed(archive, ROWS, office)
    write_proposal(tmp_path / "t.xlsx", made, ROWS, office)
    read = read_sheet_numbers(tmp_path / "t.xlsx", UNITS)
    assert {(unit, sheet): today for unit, sheet, today in read.sheets} == numbers(made)
    assert read.parcels == office.parcels
    assert settled(archive, read) == (read, ())


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (row(None, 7, 1000, 3.0, 3.0), "sheets_without_number"),
        (row(FIRST, None, 1000, 3.0, 3.0), "sheets_without_number"),
        (row(FIRST, 1, 1000, 3.0, 3.0), "sheet_lies_twice"),
    ],
)
def test_what_no_table_could_name_is_refused_with_the_reason(
    archive: Commune, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(MissingInputError) as refused:
        proposed(archive, [*ROWS, more])
    faults = refused.value.reason.values["faults"]
    assert isinstance(faults, tuple) and [each.code for each in faults if isinstance(each, Reason)] == [code]


def test_two_scans_of_one_sheet_are_one(archive: Commune) -> None:
    again = row(FIRST, 1, 1000, 1.001, 9.0)
    assert numbers(proposed(archive, [*ROWS, again])) == numbers(proposed(archive, ROWS))


def test_where_the_office_has_numbered_all_there_is_nothing_to_propose(archive: Commune) -> None:
    office = SheetNumbers(tuple((*each.key, each.today) for each in proposed(archive, ROWS)))
    with pytest.raises(MissingInputError, match="tham_chieu_to"):
        proposed(archive, ROWS, office)
