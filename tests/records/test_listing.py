"""Which ruled tables list parcels: registers of every form do, other papers of an office do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.random import default_rng

from pipeline.model import PageImage, Pixels, Reading, Record, RegisterPage, Source
from pipeline.records.layout import Table
from pipeline.records.listing import has_parcel_columns, lists_parcels
from pipeline.records.page import View
from pipeline.records.ruled import read_ruled
from pipeline.records.sides import stand_up
from pipeline.records.tables import Grid
from synthetic.foreign_tables import KINDS, draw_foreign

NAMED = frozenset({"number", "area"})
NOTHING: Reading[str] = Reading(None)


def is_register(pixels: Pixels) -> bool:
    return read_ruled(stand_up(PageImage(Source("records/bang.pdf"), pixels, 150.0))) is not None


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_of_another_paper_is_no_register(kind: str) -> None:
    assert not is_register(draw_foreign(kind, 8, 150, default_rng(5)))


@pytest.mark.parametrize("kind", ["land uses", "statistics", "staff", "compensation"])
def test_nor_is_one_that_goes_on_without_its_head(kind: str) -> None:
    assert not is_register(draw_foreign(kind, 8, 150, default_rng(5), titled=False))
    assert not is_register(draw_foreign(kind, 8, 150, default_rng(5), titled=False, first=27))


def test_a_person_knows_better_what_a_table_lists() -> None:
    drawn = draw_foreign("compensation", 8, 150, default_rng(5), titled=False)
    page = stand_up(PageImage(Source("records/bang.pdf"), drawn, 150.0))
    stated = read_ruled(page, stated=True)
    assert isinstance(stated, RegisterPage) and len(stated.rows) == 8


# --- the rule alone -----------------------------------------------------------------------------------


def table(
    named: frozenset[str] = NAMED, roles: tuple[str, ...] = ("number", "owner", "area", "code")
) -> Table:
    ink = np.zeros((1, 1), np.uint8)
    view, grid = View(ink, np.eye(3)), Grid(np.zeros((2, 2, 2)), (False,), ink, ink)
    return Table(ink, 200.0, view, grid, roles, 0, "head", named=named)


def read(value: object, text: str = "x") -> Reading[object]:
    return Reading(value, text if value is None else str(value))


def row(number: int | None = 7, area: float | None = 100.0, code: str | None = "LUC") -> Record:
    return Record(
        source=Source("records/so.pdf"),
        sheet=Reading(None),
        number=read(number),  # type: ignore[arg-type]
        owner=NOTHING,
        owner_kind=NOTHING,
        area_m2=read(area),  # type: ignore[arg-type]
        code=read(code),  # type: ignore[arg-type]
        place=NOTHING,
        note=NOTHING,
    )


def lists(table: Table, rows: Sequence[Record], sheet: int | None = None) -> bool:
    names = (NOTHING, NOTHING, NOTHING)
    page = RegisterPage(Source("records/so.pdf"), "head", *names, Reading(sheet), tuple(rows), (), {})
    return lists_parcels(table, page)


def test_numbers_and_areas_are_what_every_form_has() -> None:
    assert has_parcel_columns(table(roles=("number", "area")))
    assert not has_parcel_columns(table(roles=("number", "owner", "code")))
    assert not has_parcel_columns(table(roles=("ordinal", "owner", "area", "code")))


@pytest.mark.parametrize(("readable", "taken"), [(5, True), (4, False)])
@pytest.mark.parametrize("column", ["number", "area", "code"])
def test_half_of_what_stands_in_a_column_is_of_its_kind(column: str, readable: int, taken: bool) -> None:
    rows = [row() if k < readable else row(**{column: None}) for k in range(10)]
    assert lists(table(), rows) is taken


def test_struck_and_continued_rows_and_empty_cells_say_nothing() -> None:
    struck = [replace(row(number=None, area=None), struck=True)] * 9
    more = [replace(row(number=None), continues=True)] * 9
    blank = [replace(row(), code=NOTHING)] * 9
    assert lists(table(), [row(), *struck, *more, *blank])
    assert lists(table(), [])  # a form that nobody filled in


@pytest.mark.parametrize(
    ("codes", "taken"),
    [
        (["LUC"] * 3 + ["CLN", "BHK", "ONT"], True),  # half of the rows share their land use
        (["LUC"] * 2 + ["CLN", "BHK", "ONT", "NTS"], False),
        (["LUC", "CLN", "BHK"], True),  # too few to tell
        (["LUC", "CLN", "BHK", "NTS"], False),
    ],
)
def test_without_names_land_uses_repeat_where_rows_are_parcels(codes: list[str], taken: bool) -> None:
    rows = [row(number=k, code=code) for k, code in enumerate(codes, 41)]
    assert lists(table(named=frozenset({"area"})), rows) is taken
    assert lists(table(), rows)


def test_without_names_sheets_tell_too() -> None:
    rows = [replace(row(number=k, code=None), sheet=Reading(12, "12"), code=NOTHING) for k in range(1, 7)]
    assert lists(table(named=frozenset()), rows)  # though they are numbered from 1
    assert not lists(table(named=frozenset()), [replace(each, sheet=Reading(None)) for each in rows])


@pytest.mark.parametrize(("first", "sheet", "taken"), [(1, None, False), (2, None, True), (1, 12, True)])
def test_without_names_numbers_that_only_count_the_rows_are_ordinals(
    first: int, sheet: int | None, taken: bool
) -> None:
    rows = [row(number=k) for k in range(first, first + 6)]
    assert lists(table(named=frozenset({"area"})), rows, sheet) is taken
    assert lists(table(named=frozenset({"area"})), rows[::-1], sheet) is taken


def test_numbers_that_are_named_as_parcels_may_begin_a_sheet() -> None:
    rows = [row(number=k) for k in range(1, 7)]
    assert lists(table(named=frozenset({"number"})), rows)  # the name of the areas was not read
    alone = [
        row(number=k, code=code) for k, code in zip(range(1, 5), ("LUC", "ONT", "NTS", "CLN"), strict=True)
    ]
    assert not lists(table(named=frozenset({"number"})), alone)


@pytest.mark.parametrize(("named", "taken"), [(frozenset(), False), (frozenset({"area"}), True)])
def test_a_list_that_goes_on_without_any_name_counts_on(named: frozenset[str], taken: bool) -> None:
    rows = [row(number=k) for k in range(27, 33)]
    assert lists(table(named=named), rows) is taken
    assert lists(table(named=named), rows[::-1]) is taken
    assert lists(table(named=named), rows, sheet=12), "a book goes through the parcels of a sheet"
    assert lists(table(named=named), [row(number=k * k) for k in range(27, 33)])


@pytest.mark.parametrize(("misread", "taken"), [(3, False), (4, True)])
def test_ordinals_are_known_where_half_of_them_were_read(misread: int, taken: bool) -> None:
    rows = [row(number=None if k < misread else k + 1) for k in range(6)]
    rows = [replace(each, number=Reading(70 + k)) if k < misread else each for k, each in enumerate(rows)]
    assert lists(table(named=frozenset({"area"})), rows) is taken
