from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.crs import from_wgs84
from pipeline.delivery.tables import tables
from pipeline.handin.dossiers import dossiers
from pipeline.handin.facts import Setting
from pipeline.handin.import_table import write_import_table
from pipeline.handin.mapping import Form, forms, place_of
from pipeline.model import Commune

FORM = forms()[0]
SCANS = {("07321", 1, 1): ("07330_PT_1-1.pdf",)}
Table = dict[str, list[tuple[Any, ...]]]


def written(commune: Commune, folder: Path, form: Form = FORM) -> Table:
    frames = tables(commune)
    path = folder / "bieu_01.xlsx"
    write_import_table(path, form, dossiers(frames), Setting(commune.epsg, form.persons, SCANS))
    book = load_workbook(path)
    return {name: [*book[name].iter_rows(min_row=2, values_only=True)] for name in book.sheetnames}


@pytest.fixture
def table(commune: Commune, tmp_path: Path) -> Table:
    return written(commune, tmp_path)


def cell(row: tuple[Any, ...], letter: str) -> Any:
    return row[place_of(letter)]


def test_the_known_form_has_its_61_columns() -> None:
    assert len(FORM.columns) == 61 and FORM.columns[-1].letter == "BI"


def test_a_row_holds_what_the_archive_tells_and_nothing_else(
    table: Table, commune: Commune, personal: tuple[str, ...]
) -> None:
    row = table["Bieu01"][0]
    told = {column.letter: cell(row, column.letter) for column in FORM.columns}
    filled = {letter for letter, value in told.items() if value is not None}
    assert filled == {"A", "B", "C", "H", "M", "S", "V", "W", "X", "Y", "Z", "AA", "AX", "AY", "BF", "BH"}
    assert (told["B"], told["C"]) == ("07330", "CHUACOGIAY_07330_1_1")
    assert (told["H"], told["M"], told["X"]) == (personal[0], "GDC", personal[1])
    assert (told["V"], told["W"], told["Y"], told["Z"], told["AA"]) == (1, 1, 484, "LUC", 484)
    assert (told["S"], told["AX"], told["AY"]) == (
        commune.parcels[0].identifier,
        SCANS[("07321", 1, 1)][0],
        1,
    )


def test_an_organisation_stands_in_its_own_columns(commune: Commune, tmp_path: Path) -> None:
    first = commune.records[0]
    kind = replace(first.record.owner_kind, value="TKT")
    record = replace(first, record=replace(first.record, owner_kind=kind))
    row = written(replace(commune, records=(record,)), tmp_path)["Bieu01"][0]
    assert cell(row, "F") == first.record.owner.value and cell(row, "H") is None


def test_two_uses_stand_apart_without_areas_that_nobody_told(table: Table) -> None:
    row = table["Bieu01"][11]
    assert [cell(row, letter) for letter in ("Z", "AA", "AE", "AF")] == ["ONT", None, "CLN", None]


def test_a_name_that_lacks_a_part_is_no_name(table: Table) -> None:
    assert [cell(row, "C") for row in table["Bieu01"]][-2:] == ["CHUACOGIAY_07330_2_16", None]


def test_one_row_a_holder_and_a_row_for_land_of_nobody(commune: Commune, tmp_path: Path) -> None:
    both = replace(commune, records=(*commune.records, commune.records[0]))
    rows = written(both, tmp_path)["Bieu01"]
    keys = [(cell(row, "V"), cell(row, "W")) for row in rows]
    assert keys.count((1, 1)) == 2 and keys.count((1, 11)) == 1
    assert len(rows) == 34


def test_the_point_lies_where_the_identifier_says(commune: Commune, tmp_path: Path) -> None:
    from pipeline.commune.identifiers import identify  # noqa: PLC0415

    shapes = [parcel.geometry for parcel in commune.parcels]
    named = zip(commune.parcels, identify(shapes, commune.epsg), strict=True)
    placed = replace(commune, parcels=tuple(replace(p, identifier=code) for p, code in named))
    latitude, longitude = map(float, cell(written(placed, tmp_path)["Bieu01"][0], "BH").split(", "))
    ((east, north),) = from_wgs84(commune.epsg, [[longitude, latitude]])  # type: ignore[arg-type]
    middle = shapes[0].centroid
    assert (east, north) == (pytest.approx(middle.x, abs=0.05), pytest.approx(middle.y, abs=0.05))


def test_what_nobody_accepted_is_shaded_and_named(commune: Commune, tmp_path: Path) -> None:
    table = written(commune, tmp_path)
    failed = {row[1:3]: row[5].split("; ") for row in table["Kiem_tra"]}
    assert {key for key, codes in failed.items() if "CHUA_KIEM_TRA" in codes} == {
        (1, 3), (1, 7), (2, 3), (2, 7), (None, None),
    }  # fmt: skip
    assert "KHONG_CO_HINH" in failed[None, None] and "KHONG_CO_HINH" not in failed[1, 1]
    assert "NOLINK" in failed[1, 2] and "NOLINK" not in failed[1, 1]
    assert {"thoiHanSuDung", "soVaoSo", "NOSIGN"} <= set(failed[1, 1]) and "dienTich" not in failed[1, 1]
    sheet = load_workbook(tmp_path / "bieu_01.xlsx")["Bieu01"]
    shaded = [row[0].row for row in sheet.iter_rows(min_row=2) if row[0].fill.fill_type == "solid"]
    assert shaded == [4, 8, 20, 22, 24, 34]  # the fourth for its certificate alone


def test_sums_count_what_each_check_fails(table: Table) -> None:
    sums = {row[0]: row[2] for row in table["Tong_hop"]}
    assert sums["CHUA_KIEM_TRA"] == 5 and sums["NOLINK"] == 32 and sums["thoiHanSuDung"] == 32


def test_no_cell_is_run_by_a_spreadsheet(commune: Commune, tmp_path: Path) -> None:
    odd = [replace(commune.parcels[0], place="=HYPERLINK(1)"), *commune.parcels[1:]]
    written(replace(commune, parcels=tuple(odd)), tmp_path)
    sheet = load_workbook(tmp_path / "bieu_01.xlsx")["Bieu01"]
    assert sheet["X2"].data_type == "s" and sheet["X2"].quotePrefix
    assert not [each for row in sheet.iter_rows() for each in row if each.data_type == "f"]


def test_the_same_commune_gives_the_same_bytes(commune: Commune, tmp_path: Path) -> None:
    written(commune, tmp_path)
    first = (tmp_path / "bieu_01.xlsx").read_bytes()
    written(commune, tmp_path)
    assert (tmp_path / "bieu_01.xlsx").read_bytes() == first
