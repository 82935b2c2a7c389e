from __future__ import annotations

from dataclasses import replace

from commune_inputs import UNIT, page, piece, plot, record, sure, sure_label, unsure

from pipeline.commune import rows
from pipeline.commune.rows import Row
from pipeline.model import Reading, Record, RegisterPage, Source

OTHER = replace(UNIT, code="09211", name="Yên Phụ")
NONE: Reading[int] = Reading(None)


def _place(pages: list[RegisterPage], pieces: list[object] | None = None) -> list[Row]:
    return rows.place(pages, "09208", [UNIT], pieces or []).rows  # type: ignore[arg-type]


def _bare(number: int, sheet: Reading[int] = NONE) -> Record:
    return replace(record(number, 100.0 + number, "LUC"), sheet=sheet)


def test_a_row_names_its_sheet_else_its_page_does() -> None:
    placed = _place([page([record(1, 100.0, "LUC", 14), _bare(2)], sheet=15)])
    assert [row.sheet for row in placed] == [14, 15]


def test_numbers_that_run_on_carry_the_sheet_to_the_next_page() -> None:
    pages = [page([_bare(1), _bare(2)], sheet=14), page([_bare(3), _bare(4)]), page([_bare(1), _bare(2)])]
    assert [row.sheet for row in _place(pages)] == [14, 14, 14, 14, None, None]


def test_rows_before_the_first_named_sheet_are_filled_backwards() -> None:
    placed = _place([page([_bare(1), _bare(2), _bare(3, sure(15))])])
    assert [(row.sheet, row.sheet_read) for row in placed] == [(15, False), (15, False), (15, True)]


def test_a_lone_doubtful_sheet_number_is_a_slip() -> None:
    bare = [_bare(k, sure(14)) for k in range(1, 7)]
    bare[3] = _bare(4, unsure(74))
    assert [row.sheet for row in _place([page(bare)])] == [14] * 6


def test_a_lone_row_of_another_sheet_stays_where_its_number_does_not_run_on() -> None:
    bare = [_bare(k, sure(14)) for k in range(1, 7)]
    bare[3] = _bare(228, sure(15))
    on_15 = piece(plot(0, 0), sure_label(1, plot(0, 0)), sheet=15)
    assert [row.sheet for row in _place([page(bare)], [on_15])] == [14, 14, 14, 15, 14, 14]


def test_a_continuing_row_stands_with_its_head() -> None:
    more = replace(_bare(1), continues=True, number=NONE)
    placed = _place([page([_bare(7), more, replace(more)], sheet=14), page([more])])
    assert [(row.sheet, row.head) for row in placed] == [(14, None), (14, 0), (14, 0), (14, 0)]


def test_the_heading_names_the_unit() -> None:
    assert _place([page([_bare(1)], 14)])[0].unit_code == "09208"


def test_without_a_heading_the_only_unit_is_taken() -> None:
    assert _place([page([_bare(1)], 14, commune=None)])[0].unit_code == "09208"


def test_of_several_units_the_one_whose_sheets_fit() -> None:
    polygons = [plot(30 * k, 0, 20 + k) for k in range(4)]
    here = [piece(p, sure_label(i, p)) for i, p in enumerate(polygons, 1)]
    there = [
        replace(p, parcel=replace(p.parcel, unit_code="09211", label=sure_label(9, plot(0, 0)))) for p in here
    ]
    records = [record(i, round(p.area, 1), "LUC") for i, p in enumerate(polygons, 1)]
    found = rows.place([page(records, 14, commune=None)], "09208", [UNIT, OTHER], [*here, *there])
    assert {row.unit_code for row in found.rows} == {"09208"}


def test_an_unknown_unit_is_a_finding() -> None:
    found = rows.place([page([_bare(1)], 14, commune=None)], "09208", [UNIT, OTHER], [])
    assert found.rows[0].unit_code == ""
    assert [finding.code for finding in found.findings] == ["unit_unknown"]


def test_runs_without_a_sheet_number_find_it_by_their_content() -> None:
    polygons = [plot(30 * k, 0, 20 + k) for k in range(8)]
    pieces = [piece(p, sure_label(i, p), sheet=14) for i, p in enumerate(polygons[:4], 1)]
    pieces += [piece(p, sure_label(i, p), sheet=15) for i, p in enumerate(polygons[4:], 1)]
    listed = [*enumerate(polygons[:4], 1), *enumerate(polygons[4:], 1)]
    records = [replace(record(i, round(p.area, 1), "LUC"), sheet=NONE) for i, p in listed]
    assert [row.sheet for row in _place([page(records)], pieces)] == [14] * 4 + [15] * 4
    assert [row.sheet for row in _place([page(records)], pieces[:1])] == [None] * 8


def test_a_page_of_another_commune_gives_no_rows_whatever_they_fit() -> None:
    polygons = [plot(30 * k, 0, 20 + k) for k in range(6)]
    pieces = [piece(p, sure_label(i, p), sheet=14) for i, p in enumerate(polygons, 1)]
    records = [record(i, round(p.area, 1), "LUC") for i, p in enumerate(polygons, 1)]
    strange = replace(page(records, 14, "Xã Đại Bái"), district=Reading("Huyện Gia Bình"))
    found = rows.place([strange], "09208", [UNIT], pieces)
    assert (found.rows, found.elsewhere) == ([], [strange])
    assert [finding.code for finding in found.findings] == ["unit_elsewhere"]


def test_a_ward_of_another_province_is_not_given_to_the_only_commune_on_the_sheets() -> None:
    on_14 = piece(plot(0, 0), sure_label(1, plot(0, 0)), sheet=14)
    for name, province, told in (
        ("Phường Hàng Bạc", sure("Thành phố Hà Nội"), "unit_elsewhere"),
        ("Phường Hàng Bạc", Reading(None), "unit_unknown"),
    ):
        strange = replace(page([_bare(1)], 14, name), district=Reading(None), province=province)
        found = rows.place([strange], "09208", [UNIT, OTHER], [on_14])
        assert [finding.code for finding in found.findings] == [told]
        assert not any(row.unit_code for row in found.rows)


def test_a_worn_name_is_still_given_to_the_only_commune_on_the_sheets() -> None:
    for worn in (unsure("Xã Thgv Hbx"), sure("Xã viên hợp tác"), Reading(None)):
        read = replace(page([_bare(1)], 14), commune=worn)
        assert rows.place([read], "09208", [UNIT], []).rows[0].unit_code == "09208"


def test_pages_behind_one_of_elsewhere_that_name_no_commune_are_not_simply_ours() -> None:
    strange = replace(page([_bare(1)], 14, "Xã Đại Bái"), district=sure("Huyện Gia Bình"))
    nameless = replace(page([_bare(2)], 14, None), district=Reading(None), province=Reading(None))
    other_scan = replace(nameless, source=Source("records/so_2.pdf"))
    found = rows.place([strange, nameless, page([_bare(3)], 14), nameless, other_scan], "09208", [UNIT], [])
    assert [row.unit_code for row in found.rows] == ["", "09208", "09208", "09208"]
    assert [finding.code for finding in found.findings] == ["unit_elsewhere", "unit_unknown"]


def test_pages_take_the_unit_of_their_books_cover() -> None:
    heading = {"commune": sure("Xã Thụy Hòa"), "district": sure("Huyện Yên Phong")}
    cover = replace(page([]), form="cover", **heading)
    other = [UNIT, OTHER]
    placed = rows.place([cover, page([record(1, 100.0, "LUC", 14)])], "09208", other, [])
    assert [row.unit_code for row in placed.rows] == ["09208"] and not placed.findings


def test_a_table_of_a_digital_map_speaks_only_where_no_page_does() -> None:
    paper = page([_bare(1), _bare(2)], sheet=14)
    told = [replace(row, number=replace(row.number, by="file")) for row in (_bare(1), _bare(3))]
    table = replace(page(told, sheet=14), source=Source("vectors/dc14.txt"))
    alone = rows.place([table], "09208", [UNIT], [])
    assert [row.number for row in alone.rows] == [1, 3] and alone.repeated == 0
    both = rows.place([table, paper], "09208", [UNIT], [])
    assert [row.number for row in both.rows] == [1, 2] and both.repeated == 2


def test_a_page_between_two_of_one_commune_is_of_that_commune() -> None:
    here, nameless = page([_bare(1)], 14), replace(page([_bare(2)], 14, None), district=Reading(None))
    there = page([_bare(3)], 14, "Xã Đông Phong")
    units = [UNIT, replace(UNIT, code="09229", name="Đông Phong")]

    def homes(*pages: RegisterPage) -> list[str]:
        return [row.unit_code for row in rows.place(pages, "09208", units, []).rows]

    assert homes(here, nameless, nameless, here) == ["09208"] * 4
    assert homes(here, nameless) == ["09208"] * 2
    assert homes(here, nameless, there) == ["09208", "", "09229"]
    assert homes(here, replace(nameless, source=Source("records/so_2.pdf"))) == ["09208", ""]
