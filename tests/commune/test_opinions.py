"""What readers said stays beside what was decided, with its place; what was decided cannot lose it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from commune_inputs import EPSG, UNIT, grid, page, piece, records_of, sheet_of, sure, sure_label

from pipeline.commune import opinions
from pipeline.commune.merge import merge_commune
from pipeline.model import Opinion, Reading, Source

PLOTS = grid(2, 2)
PAGE = Source("records/so.pdf", 2, (10, 20, 300, 40))


def told(readings: dict[str, Reading[Any]]) -> list[tuple[str, Any, float | None]]:
    """Reader, value and probability of what a row's ``number`` is said to be."""
    row = replace(records_of(PLOTS)[0], source=PAGE, **readings)
    return [
        (each.reader, each.value, each.probability)
        for each in opinions.of_record(row)
        if each.field == "number"
    ]


def test_each_reader_and_each_other_value_is_told_once() -> None:
    said = (("pp_ocr", 12), ("tesseract", 72))
    reading = Reading(12, "12", 0.5, PAGE, ((72, 0.4), (42, 0.1)), said=said)  # type: ignore[arg-type]
    readers = [(reader, value) for reader, value, _ in told({"number": reading})]
    assert readers == [("pp_ocr", 12), ("tesseract", 72), ("pp_ocr", 42)]
    chances = [chance or 0.0 for _, _, chance in told({"number": reading})]
    assert chances == sorted(chances, reverse=True) and sum(chances) <= 1


def test_a_reader_that_made_nothing_of_it_is_told_too() -> None:
    reading = Reading(12, "12", 0.5, PAGE, said=(("pp_ocr", 12), ("tesseract", None)))
    assert ("tesseract", None, 0.0) in told({"number": reading})


def test_a_value_that_was_reasoned_is_no_readers() -> None:
    said = (("label_head", 1234.0), ("pp_ocr", 1234.0))
    reading = Reading(123.4, "1234", 0.6, PAGE, ((1234.0, 0.3),), said=said)  # type: ignore[arg-type]
    assert [reader for reader, *_ in told({"number": reading})] == ["machine", "label_head", "pp_ocr"]


def test_a_person_and_a_file_are_named_and_a_blank_cell_says_nothing() -> None:
    assert told({"number": Reading(12, "12", 1.0, PAGE, by="person")})[0][0] == "person"
    assert told({"number": Reading(12, "12", 1.0, PAGE, by="file")})[0][0] == "file"
    assert told({"number": Reading(None)}) == []


def test_a_place_is_that_of_the_cell_else_of_the_row() -> None:
    cell = replace(PAGE, box=(10, 20, 60, 40))
    row = replace(
        records_of(PLOTS)[0], source=PAGE, number=Reading(1, "1", 0.9, cell), area_m2=Reading(1.5, "1,5", 0.9)
    )
    places = {each.field: each.source for each in opinions.of_record(row)}
    assert (places["number"], places["area"]) == (cell, PAGE)


def test_a_parcel_carries_what_sheet_drawing_and_register_say_wherever_it_ends() -> None:
    records = records_of(PLOTS)
    records[1] = replace(records[1], area_m2=sure(9999.0))  # contradicts: the parcel waits for a person
    commune = merge_commune("09208", EPSG, [sheet_of(PLOTS)], [page(records)], [UNIT])
    waiting = next(parcel for parcel in commune.parcels if parcel.number == 2)
    assert waiting.status == "can_kiem_tra"
    for parcel in commune.parcels:
        assert _seen(parcel.opinions) == {
            ("map", "number"), ("map", "area"), ("map", "code"),
            ("register", "number"), ("register", "area"), ("register", "code"),
        }  # fmt: skip
        (drawn,) = [each.value for each in parcel.opinions if each.reader == "drawing"]
        assert drawn == pytest.approx(parcel.area_m2, abs=0.5)
    areas = [each.value for each in waiting.opinions if (each.document, each.field) == ("register", "area")]
    assert set(areas) == {9999.0}
    assert all(record.opinions == opinions.of_record(record.record) for record in commune.records)
    assert len({parcel.key for parcel in commune.parcels}) == len(PLOTS)


def _seen(told: tuple[Opinion, ...]) -> set[tuple[str, str]]:
    return {(each.document, each.field) for each in told}


def test_a_label_on_paper_has_its_box() -> None:
    label = sure_label(1, PLOTS[0])
    for opinion in opinions.of_piece(piece(PLOTS[0], label)):
        if opinion.reader != "drawing":
            assert opinion.source is not None and opinion.source.box == label.box_px
