from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline import spreadsheets
from pipeline.errors import ScanError
from pipeline.spreadsheets import read_rows


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a,b\n1, x \n", [["a", "b"], ["1", "x"]]),
        ("\ufeffa;b\n1,5;2\n".encode(), [["a", "b"], ["1,5", "2"]]),
        (b'a\tb\n"x, y"\t\n', [["a", "b"], ["x, y", ""]]),
        (b"", []),
    ],
)
def test_text_with_any_delimiter_gives_its_cells(
    tmp_path: Path, content: bytes, rows: list[list[str]]
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert read_rows(path) == rows


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", "Tờ".encode("utf-16"), "not_utf8"),
        ("a.xlsx", b"PK\x03\x04 broken", "no_table_of_rows"),
        ("a.xlsx", b"", "no_table_of_rows"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ScanError) as refused:
        read_rows(tmp_path / name)
    assert refused.value.reason.code == code


def test_a_packed_file_that_unpacks_to_too_much_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 1_000_000)
    monkeypatch.setattr(spreadsheets, "_MAX_UNPACKED_BYTES", 999_999)
    with pytest.raises(ScanError) as refused:
        read_rows(path)
    assert refused.value.reason.code == "table_too_large"


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_ROWS", 3)
    (tmp_path / "a.csv").write_text("a\n" * 4)
    with pytest.raises(ScanError):
        read_rows(tmp_path / "a.csv")


def test_rows_have_no_more_cells_than_a_form_has(tmp_path: Path) -> None:
    """A workbook may say that its rows are as wide as any can be, and name no cell."""
    book = Workbook()
    for row in (1, 2):
        book.worksheets[0].cell(row, 1, row)
        book.worksheets[0].cell(row, 5000, "beyond")
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.csv").write_text("1" + "," * 5000)
    for name in ("a.xlsx", "a.csv"):
        row = read_rows(tmp_path / name)[0]
        assert row[0] == "1" and set(row[1:]) <= {""} and len(row) <= spreadsheets.MAX_COLUMNS
