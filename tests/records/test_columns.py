"""Columns of numbers are what all readers together say they are."""

from __future__ import annotations

from pipeline.records.columns import number_columns
from pipeline.records.line import Line


def test_a_first_figure_that_one_reader_takes_for_a_letter_is_counted_by_the_other() -> None:
    rows = ["553 285.11", "553 291.53", "553 293.33", "553 294.96"]
    texts = [
        Line((f"B{row[1:]}" if place else row, row, row), (100.0, 40.0 * place, 220.0, 40.0 * place + 18))
        for place, row in enumerate(rows)
    ]
    (column,) = number_columns(texts)
    assert (column.figures, len(column.boxes)) == (6, 4)


def test_a_number_that_no_reader_sees_is_none_of_a_column() -> None:
    texts = [Line(("Thôn",) * 3, (100.0, 40.0 * row, 220.0, 40.0 * row + 18)) for row in range(3)]
    assert number_columns(texts) == []


def test_a_blank_for_the_mark_is_one_of_a_coordinate_alone() -> None:
    def column(*rows: str) -> list[tuple[int, int]]:
        texts = [
            Line((row,) * 3, (100.0, 40.0 * place, 220.0, 40.0 * place + 18))
            for place, row in enumerate(rows)
        ]
        return [(found.figures, len(found.boxes)) for found in number_columns(texts)]

    assert column("2344939 340", "2344940 200") == [(7, 2)]
    assert column("553559 98", "553569 21") == [(6, 2)]
    assert column("45 21", "63 08") == []


def test_a_coordinate_that_lost_a_figure_is_one_of_its_column() -> None:
    rows = ["234786 90", "2347857.51", "2347821.86", "2347824.72"]
    texts = [
        Line((row,) * 3, (100.0, 40.0 * place, 200.0, 40.0 * place + 18)) for place, row in enumerate(rows)
    ]
    (column,) = number_columns(texts)
    assert (column.figures, len(column.of_its_kind().boxes)) == (7, 4)


def test_an_area_above_a_column_of_coordinates_is_none_of_them() -> None:
    rows = ["364.9", "2354435.05", "2354441.10", "2354434.35"]
    heights = [100.0, 300.0, 340.0, 380.0]
    texts = [Line((row,) * 3, (100.0, y, 200.0, y + 18)) for row, y in zip(rows, heights, strict=True)]
    (column,) = number_columns(texts)
    assert (len(column.boxes), len(column.of_its_kind().boxes)) == (4, 3)
    assert column.of_its_kind().boxes[0][1] == 300.0
