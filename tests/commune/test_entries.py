"""Rows and the lines that continue them: what the register says of one parcel."""

from __future__ import annotations

from dataclasses import replace

import pytest
from commune_inputs import entries_in, grid, record, records_of, unsure

from pipeline.commune.entries import IN_SEQUENCE
from pipeline.model import Reading

PLOTS = grid()


def test_lines_of_one_parcel_add_up() -> None:
    head = record(1, 100.0, "ONT")
    more = replace(record(1, 250.5, "CLN"), number=Reading(None), continues=True)
    entry = entries_in([head, more])[0]
    assert [reading.value for reading in entry.areas] == [100.0, 350.5]
    assert [reading.value for reading in entry.codes] == ["ONT", "ONT+CLN"]
    assert entry.continued == (1,)


def test_struck_rows_are_history() -> None:
    assert entries_in([replace(record(1, 100.0, "LUC"), struck=True)]) == []


@pytest.mark.parametrize("read", [Reading(None), unsure(19), unsure(12)])
def test_the_number_that_the_rows_around_leave_open(read: Reading[int]) -> None:
    records = [record(k, 100.0 + k, "LUC") for k in range(10, 16)]
    records[2] = replace(records[2], number=read)
    entry = entries_in(records)[2]
    assert entry.number.value == 12
    assert entry.in_sequence


@pytest.mark.parametrize("number", [228, 11])
def test_a_sure_number_stays_also_where_the_rows_around_leave_another_open(number: int) -> None:
    """A second row of parcel 11 may stand where the row of parcel 12 is missing."""
    records = [record(k, 100.0 + k, "LUC") for k in range(10, 16)]
    records[2] = record(number, 112.0, "LUC")
    assert entries_in(records)[2].number.value == number


def test_the_open_place_between_two_rows_is_believed_as_often_as_it_is_right() -> None:
    records = records_of(PLOTS)
    records[4] = replace(records[4], number=unsure(72))
    number = entries_in(records)[4].number
    assert (number.value, number.confidence) == (5, IN_SEQUENCE)
    assert pytest.approx(0.95) == IN_SEQUENCE
