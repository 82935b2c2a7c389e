from __future__ import annotations

from dataclasses import replace

from commune_inputs import CODES, UNIT, grid, page, record, records_of, sheet_of

from pipeline.commune.untitled_sheets import named
from pipeline.model import Finding, Reading, RegisterPage, SheetParcels, Unit

OTHER = replace(UNIT, code="09229", name="Đông Phong")
HERE, THERE = grid(), grid(seed=1)
BOOKS = [page(records_of(HERE)), page(records_of(THERE), commune="Xã Đông Phong")]


def _without(sheet: SheetParcels, unit: Unit | None, number: int | None) -> SheetParcels:
    """A sheet of which only so much of its title could be read."""
    told = (Finding("unit_unknown", values={"text": "X"}),) if unit is None else ()
    parcels = [
        replace(each, unit_code="" if unit is None else unit.code, sheet=number or 0)
        for each in sheet.parcels
    ]
    scan = replace(sheet.sheet, unit=unit, number=number, findings=told)
    return replace(sheet, sheet=scan, parcels=tuple(parcels))


def _name(sheet: SheetParcels, books: list[RegisterPage]) -> tuple[str | None, int | None]:
    (found,) = named([sheet], books, "09208", [UNIT, OTHER])
    assert {(each.unit_code, each.sheet) for each in found.parcels} == {
        (found.sheet.unit.code if found.sheet.unit else "", found.sheet.number or 0)
    }
    return found.sheet.unit and found.sheet.unit.name, found.sheet.number


def test_the_book_that_lists_its_parcels_names_a_sheet() -> None:
    assert _name(_without(sheet_of(HERE), None, None), BOOKS) == ("Thụy Hòa", 14)
    assert _name(_without(sheet_of(THERE), None, 14), BOOKS) == ("Đông Phong", 14)
    assert _name(_without(sheet_of(THERE), OTHER, None), BOOKS) == ("Đông Phong", 14)


def test_what_names_it_is_told_in_place_of_what_could_not_be_read() -> None:
    (found,) = named([_without(sheet_of(HERE), None, 14)], BOOKS, "09208", [UNIT, OTHER])
    assert [(told.code, told.unit_code, told.values["count"]) for told in found.sheet.findings] == [
        ("sheet_known_by_register", UNIT.code, len(HERE))
    ]


def test_two_books_that_list_the_same_leave_the_question_open() -> None:
    books = [page(records_of(HERE)), page(records_of(HERE), commune="Xã Đông Phong")]
    assert _name(_without(sheet_of(HERE), None, 14), books) == (None, 14)
    assert _name(_without(sheet_of(HERE), UNIT, None), books) == ("Thụy Hòa", 14)


def test_what_the_title_says_stands_against_every_book() -> None:
    assert _name(_without(sheet_of(THERE), UNIT, None), BOOKS) == ("Thụy Hòa", None)
    assert _name(_without(sheet_of(HERE), None, 15), BOOKS) == (None, 15)
    assert _name(sheet_of(THERE), BOOKS) == ("Thụy Hòa", 14)


def test_a_few_pairs_that_meet_by_chance_name_nothing() -> None:
    some = [record(i, round(plot.area, 1), CODES[i % 4]) for i, plot in enumerate(HERE[:8], 1)]
    assert _name(_without(sheet_of(HERE), None, None), [page(some)]) == (None, None)


def test_a_page_that_does_not_tell_its_commune_names_no_sheet() -> None:
    nameless = page(records_of(HERE), commune=None)
    assert _name(_without(sheet_of(HERE), None, 14), [replace(nameless, district=Reading(None))]) == (
        None,
        14,
    )
