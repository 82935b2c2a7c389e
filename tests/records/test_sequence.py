from __future__ import annotations

from pipeline.model import Reading, Record, Source
from pipeline.records.sequence import fill_numbers

NOTHING: Reading[str] = Reading(None)
AREA: Reading[float] = Reading(70.5, "70,5", 0.99, None, (), True)


def _row(number: int | None, sure: bool = True, continues: bool = False) -> Record:
    text = "" if number is None else str(number)
    read = Reading(number, text, 0.99, Source("so.pdf"), (), sure and number is not None)
    return Record(
        Source("so.pdf"), Reading(None), read, NOTHING, NOTHING, AREA, NOTHING, NOTHING, NOTHING,
        continues=continues,
    )  # fmt: skip


def _numbers(*rows: Record) -> list[int | None]:
    return [row.number.value for row in fill_numbers(rows)]


def test_numbers_that_only_one_order_leaves_are_guessed_and_never_sure() -> None:
    rows = [_row(76), _row(None, continues=True), _row(1, sure=False), _row(79)]
    filled = fill_numbers(rows)
    assert [row.number.value for row in filled] == [76, 77, 78, 79]
    assert not any(row.number.agreed or row.continues or row.number.confidence > 0.5 for row in filled[1:3])
    assert filled[2].number.alternatives == ((1, 0.5),) and filled[2].number.text == "1"
    assert filled[1].number.source == rows[1].number.source
    assert (filled[0], filled[3]) == (rows[0], rows[3])


def test_where_rows_and_numbers_do_not_fit_nothing_is_guessed() -> None:
    more = _row(None, sure=False, continues=True)
    assert _numbers(_row(76), more, _row(77)) == [76, None, 77]  # a parcel in two lines
    assert _numbers(_row(76), more, _row(80)) == [76, None, 80]
    assert _numbers(_row(76), more) == [76, None] and _numbers(more, _row(2)) == [None, 2]


def test_sure_numbers_stand_whatever_their_order() -> None:
    rows = (_row(76), _row(3), _row(78), _row(79))
    assert fill_numbers(rows) == rows
