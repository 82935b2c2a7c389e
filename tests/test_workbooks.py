"""Rows of workbooks that strangers made: as every writer has them; none holds the reader up."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook

from pipeline.errors import ScanError
from pipeline.spreadsheets import MAX_ROWS, read_rows

SHEET, TEXTS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FOOT = "</sheetData></worksheet>"
RUNS = "<r><t>two </t></r><r><t>runs</t></r><rPh><t>spoken</t></rPh>"
TWO_RUNS = f'<c t="inlineStr"><is>{RUNS}</is></c>'


def written(folder: Path, parts: Mapping[str, str | bytes], *rows: list[Any]) -> Path:
    """A workbook of these rows, its texts shared, with some parts replaced."""
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row, book.add_format({"num_format": "0.0"}))
    path = folder / "a.xlsx"
    with zipfile.ZipFile(whole) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in made.namelist():
            packed.writestr(name, parts.get(name, made.read(name)))
    return path


def of_cells(folder: Path, cells: str) -> list[list[str]]:
    return read_rows(written(folder, {SHEET: f"{HEAD}{cells}{FOOT}"}, ["shared"]))


def test_values_are_texts_as_a_person_typed_them(tmp_path: Path) -> None:
    path = written(tmp_path, {}, ["Tờ số", 12, 12.0, 0.5, None, " x ", "a&<b"], [], [None, "B3"])
    assert read_rows(path) == [["Tờ số", "12", "12", "0.5", "", "x", "a&<b"], [], ["", "B3"]]


def test_texts_that_stand_in_cells_are_read_and_a_date_is_its_number(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["Tờ số", 12, date(2020, 1, 1)])
    book.save(tmp_path / "a.xlsx")
    assert read_rows(tmp_path / "a.xlsx") == [["Tờ số", "12", "43831"]]


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        ('<row><c t="inlineStr"><is><t>a</t></is></c><c><v>1.2E1</v></c></row>', [["a", "12"]]),
        ('<row><c t="str"><f>A&amp;B</f><v>made</v></c></row>', [["made"]]),
        ('<row><c r="C1" t="s"><v>0</v></c></row>', [["", "", "shared"]]),
        ('<row r="3"><c r="A3"><v>1</v></c></row>', [[], [], ["1"]]),
        (f"<row>{TWO_RUNS}</row>", [["two runs"]]),
        ("<row/><row><c/><c><v>2</v></c></row>", [[], ["", "2"]]),
    ],
)
def test_every_way_to_write_a_cell_is_read(tmp_path: Path, cells: str, rows: list[list[str]]) -> None:
    assert of_cells(tmp_path, cells) == rows


@pytest.mark.parametrize("code", ["[" * 1_000_000, "[h" * 500_000, "&quot;" * 1_000_000])
def test_how_cells_look_cannot_hold_the_reader_up(tmp_path: Path, code: str) -> None:
    """Number formats are searched by patterns elsewhere, which take hours for such ones."""
    styles = f'<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts></styleSheet>'
    assert read_rows(written(tmp_path, {STYLES: styles}, ["a", 1])) == [["a", "1"]]


@pytest.mark.parametrize("titles", ["$A:$A," * 200_000, "'" * 1_000_000])
def test_how_sheets_are_printed_cannot_hold_the_reader_up(tmp_path: Path, titles: str) -> None:
    """Print titles are searched by patterns elsewhere: 8 s for 24 kB, 32 s for 48 kB."""
    named = f'<definedName name="_xlnm.Print_Titles" localSheetId="0">{titles}x</definedName>'
    with zipfile.ZipFile(written(tmp_path, {}, ["a", 1])) as packed:
        book = packed.read("xl/workbook.xml").decode()
    whole = book.replace("</sheets>", f"</sheets><definedNames>{named}</definedNames>")
    assert read_rows(written(tmp_path, {"xl/workbook.xml": whole}, ["a", 1])) == [["a", "1"]]


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", TEXTS])
def test_a_document_type_is_refused_in_every_part(tmp_path: Path, part: str) -> None:
    """Entities multiply what a file holds, or name other files."""
    path = written(tmp_path, {}, ["a", 1])
    with zipfile.ZipFile(path) as packed:
        content = packed.read(part)
    declared = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    start = content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0
    path = written(tmp_path, {part: content[:start] + declared + content[start:]}, ["a", 1])
    with pytest.raises(ScanError) as refused:
        read_rows(path)
    assert refused.value.reason.code == "no_table_of_rows"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="99999999999"/>',
        f'<row r="{MAX_ROWS + 1}"/>',
        "".join(f'<row r="{MAX_ROWS * k}"/>' for k in range(1, 3000)),
        "<row/>" * (MAX_ROWS + 1),
    ],
)
def test_rows_that_a_file_only_numbers_are_as_many_as_others(tmp_path: Path, cells: str) -> None:
    with pytest.raises(ScanError) as refused:
        of_cells(tmp_path, cells)
    assert refused.value.reason.code == "table_too_large"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="2"/><row r="1"/>',
        '<row r="1"/><row r="1"/>',
        '<row><c t="s"><v>1</v></c></row>',
        '<row><c r="7"/></row>',
        "<row><c><v>x</v></c></row>",
        "<row>",
    ],
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, cells: str) -> None:
    with pytest.raises(ScanError) as refused:
        of_cells(tmp_path, cells)
    assert refused.value.reason.code == "no_table_of_rows"
