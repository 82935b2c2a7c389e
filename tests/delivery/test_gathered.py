from __future__ import annotations

from pipeline.delivery.gathered import gathered
from pipeline.findings import describe
from pipeline.model import Finding, Reason, Source

PAGE = Source("records/so.pdf", 3, (0.0, 0.0, 9.0, 9.0))


def _unread(
    what: str | tuple[str, ...], number: int | None, source: Source = PAGE, sheet: int = 7
) -> Finding:
    names = tuple(map(Reason, what)) if isinstance(what, tuple) else Reason(what)
    return Finding("value_unread", "07450", sheet, number, {"what": names}, (1.0, 2.0), source)


def test_one_cause_on_a_page_is_one_finding_with_its_list_in_the_order_of_answers() -> None:
    names = [_unread("holder_in_register", number) for number in (12, 3, 5)]
    (told,) = gathered([*names, _unread(("area", "parcel_number"), 4)])
    assert (told.code, told.unit_code, told.sheet, told.number) == ("value_unread", "07450", 7, None)
    assert (told.source, told.place) == (PAGE, (1.0, 2.0))
    assert describe(told) == (
        "Không đọc được số thửa của 1 thửa (4), diện tích của 1 thửa (4), "
        "tên người sử dụng đất trong sổ của 3 thửa (3, 5, 12)"
    )
    assert "the name of the land user in the register of 3 parcels (3, 5, 12)" in describe(told, english=True)


def test_what_stands_alone_is_told_as_it_is() -> None:
    alone = [
        _unread("area", 4),
        _unread("area", 4, Source("records/so.pdf", 4)),
        _unread("area", 4, sheet=8),
        _unread("column_of_areas", None),
        _unread("column_of_numbers", None),
        Finding("area_mismatch", "07450", 7, 4, {"map": 1.0}, None, PAGE),
        Finding("area_mismatch", "07450", 7, 5, {"map": 1.0}, None, PAGE),
    ]
    assert gathered(alone) == alone


def test_a_number_that_waits_twice_for_one_thing_counts_once() -> None:
    (told,) = gathered([_unread("area", 4), _unread("area", 4)])
    assert describe(told).endswith("của 1 thửa (4)")
