"""Decisions go out as a table and come back as they were; what a person fills in becomes a decision."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.decisions import Decision, Offered, Seen
from pipeline.errors import UsageError
from pipeline.review.table import COLUMNS, read_table, write_table

NOW = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
KEY = "07321_4_412012.0_2370008.0"
HEAD = "who;about;key;field;value;note"


def made(number: int, **changes: object) -> Decision:
    values = {"id": f"{number:032x}", "at": NOW, "who": "Người Thử", "via": "page", "about": "row"}
    return Decision(**{**values, "key": "abc-1_2-3", "field": "holder", "value": "Hộ ông Thử", **changes})  # type: ignore[arg-type]


def table(folder: Path, *lines: str) -> Path:
    path = folder / "table.csv"
    path.write_text("\r\n".join((HEAD, *lines)), encoding="utf-8-sig")
    return path


def test_what_goes_out_comes_back(tmp_path: Path) -> None:
    seen = Seen(
        scan_sha256="ab", page=2, box=(1, 2, 3, 4), offered=(Offered(by="a", value=7, probability=0.5),)
    )
    given = [
        made(1, value="=HYPERLINK(1)", note="+dòng\nhai; ba", seen=seen),
        made(2, about="parcel", key=KEY, field="number", value=26, replaces=("a", "b")),
        made(3, about="parcel", key=KEY, field="area_m2", value=306.5),
        made(4, about="parcel", key=KEY, field="code", value="ONT+CLN"),
        made(5, field="undo", value=f"{1:032x}"),
    ]
    path = tmp_path / "table.csv"
    write_table(path, given)
    assert read_table(path) == given
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_rows_that_a_person_filled_in_are_new_decisions_and_the_same_twice(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        f"Bình;parcel;{KEY};area_m2;1.234,5;",
        f"Bình;parcel;{KEY};number;026;xem lại",
        f"Bình;parcel;{KEY};code;ont + cln;",
        f"Bình;parcel;{KEY};object;;",
    )
    found = read_table(path, NOW)
    assert [each.value for each in found] == [1234.5, 26, "ONT+CLN"]
    assert {each.via for each in found} == {"csv"} and {each.at for each in found} == {NOW}
    assert [each.id for each in read_table(path)] == [each.id for each in found]


@pytest.mark.parametrize(
    "line", [f"Bình;parcel;{KEY};number;x;", f";parcel;{KEY};number;1;", f"Bình;sky;{KEY};number;1;"]
)
def test_a_row_that_cannot_be_is_named_and_none_is_taken(tmp_path: Path, line: str) -> None:
    path = table(tmp_path, f"Bình;parcel;{KEY};number;1;", line)
    with pytest.raises(UsageError, match=r"table\.csv:3"):
        read_table(path)


def test_a_table_without_the_columns_or_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="about"):
        read_table(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="UTF-8"):
        read_table(path)
    with pytest.raises(UsageError):
        read_table(tmp_path / "none.csv")


def test_every_column_is_a_part_of_a_decision() -> None:
    assert set(COLUMNS) == set(Decision.model_fields) - {"version"}
