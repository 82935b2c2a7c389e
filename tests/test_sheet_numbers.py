from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.communes import former_units
from pipeline.model import Reason, SheetNumbers
from pipeline.sheet_numbers import TableRefusedError, read_sheet_numbers
from pipeline.wording import say

UNITS = former_units("07330")
FIRST, SECOND = sorted({unit.code for unit in UNITS})[:2]
HEAD = "ma_xa_cu,to_cu,to_moi\n"


def read(tmp_path: Path, text: str) -> SheetNumbers:
    path = tmp_path / "tham_chieu_to.csv"
    path.write_text(text, encoding="utf-8-sig")
    return read_sheet_numbers(path, UNITS)


def faults(tmp_path: Path, text: str) -> list[Reason]:
    with pytest.raises(TableRefusedError) as refused:
        read(tmp_path, text)
    told = refused.value.reason.values["faults"]
    assert isinstance(told, tuple)
    return list(told)


def test_sheets_and_older_parcels_are_read(tmp_path: Path) -> None:
    rows = f"{FIRST};05;1;;\n{SECOND};5;2;;\n\n{SECOND};164E;2;12b;7\n"
    numbers = read(tmp_path, "Mã xã cũ;Tờ cũ;Tờ mới;Thửa cũ;Thửa mới\n" + rows)
    assert numbers.sheets == ((FIRST, "5", 1), (SECOND, "5", 2))
    assert numbers.parcels == ((2, 7, "164E", "12B"),)


def test_a_spreadsheet_says_the_same_as_text_with_units_by_name(tmp_path: Path) -> None:
    book = Workbook()
    unit = next(unit for unit in UNITS if unit.code == FIRST)
    for row in (["ma_xa_cu", "to_cu", "to_moi"], [f"{unit.kind} {unit.name}", 5, 1.0], [int(SECOND), "5", 2]):
        book.active.append(row)
    book.save(tmp_path / "tham_chieu_to.xlsx")
    numbers = read_sheet_numbers(tmp_path / "tham_chieu_to.xlsx", UNITS)
    assert numbers == read(tmp_path, f"{HEAD}{FIRST},5,1\n{SECOND},5,2\n")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (f"{FIRST},1,1\n{SECOND},1,1\n", "sheet_number_given_twice"),
        (f"{FIRST},1,1\n{FIRST},01,2\n", "sheet_has_two_numbers"),
        (f"{FIRST},1,1\n{FIRST},2,3\n", "sheet_numbers_left_out"),
        (f"{FIRST},1,1\n99999,2,2\n", "at_line"),
        (f"{FIRST},1,1\n{FIRST},,2\n", "at_line"),
        (f"{FIRST},1,1\n{FIRST},2,hai\n", "at_line"),
        ("", "table_empty"),
    ],
)
def test_collisions_gaps_and_cells_that_cannot_be_are_refused(tmp_path: Path, rows: str, code: str) -> None:
    assert [fault.code for fault in faults(tmp_path, HEAD + rows)] == [code]


def test_a_parcel_of_today_has_one_older_number(tmp_path: Path) -> None:
    rows = f"{FIRST},1,1,,\n{FIRST},9,1,4,7\n{FIRST},9,1,5,7\n"
    (fault,) = faults(tmp_path, "ma_xa_cu,to_cu,to_moi,thua_cu,thua_moi\n" + rows)
    assert fault == Reason("parcel_given_twice", {"sheet": 1, "number": 7})


def test_missing_columns_are_named(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "to_cu,to_moi\n1,1\n")
    assert say(fault) == "thiếu cột ma_xa_cu"


def test_a_long_list_of_faults_is_cut(tmp_path: Path) -> None:
    assert len(faults(tmp_path, HEAD + "99999,1,1\n" * 40)) == 10
