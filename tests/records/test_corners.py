"""The columns of a table of corners, with what its cells say stood in for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace

import pytest

from pipeline.model import Reading
from pipeline.records import corners
from pipeline.records.columns import Column, ColumnReader
from pipeline.records.line import Line
from pipeline.records.outlines import CoordinateTable

NORTH = ("2354095.79", "2354103.09", "2354075.37", "2354070.64")


def table(monkeypatch: pytest.MonkeyPatch, east: Sequence[str]) -> CoordinateTable:
    cells = {7: NORTH, 6: tuple(east)}

    def read(
        _: ColumnReader, column: Column, rows: Sequence[float], parse: Callable[[str], float | None]
    ) -> list[Reading[float]]:
        said = [cells[column.figures][int(height // 40)] for height in rows]
        found = [(text, parse(text)) for text in said]
        assert len(found) == len(rows)
        return [Reading(value, text, 0.9, agreed=value is not None) for text, value in found]

    monkeypatch.setattr(ColumnReader, "read", read)
    texts = [
        Line((text,) * 3, (x, 40.0 * row, x + 100, 40.0 * row + 18))
        for x, column in ((100.0, NORTH), (300.0, east))
        for row, text in enumerate(column)
    ]
    found = corners.read_corners(SimpleNamespace(texts=texts), Reading(None))  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_coordinate_that_lost_its_last_decimal_is_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    found = table(monkeypatch, ("420376.80", "420385.81", "420399.93", "420390.3"))
    assert [reading.value for reading in found.eastings] == [420376.8, 420385.81, 420399.93, 420390.3]
    assert [reading.agreed for reading in found.eastings] == [True, True, True, False]
    assert found.eastings[3].text == "420390.30"
    assert all(reading.agreed for reading in found.northings)


def test_a_coordinate_that_lost_more_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    found = table(monkeypatch, ("420376.80", "420385.81", "420399.93", "42039.0"))
    assert found.eastings[3].value is None
