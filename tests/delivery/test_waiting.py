from __future__ import annotations

from dataclasses import replace

from pipeline.delivery.waiting import queue
from pipeline.model import Commune, CommuneRecord, Reading


def of_holder(record: CommuneRecord, holder: str) -> CommuneRecord:
    return replace(record, record=replace(record.record, owner=Reading(holder)))


def test_every_waiting_parcel_stands_in_the_queue_by_sheet_and_number(commune: Commune) -> None:
    many = tuple(
        replace(parcel, status="can_kiem_tra", number=parcel.number) for parcel in commune.parcels * 30
    )
    found = queue(replace(commune, parcels=many), {})
    assert len(found.lines) == len(many) == 960
    keys = [(line.parcel.sheet, line.parcel.number) for line in found.lines]
    assert keys == sorted(keys)
    assert found.sheets == (("07321", 1), ("07321", 2))
    assert {found.sheets[line.sheet][1] == line.parcel.sheet for line in found.lines} == {True}


def test_each_is_told_by_the_kinds_of_what_was_found_and_what_differs(commune: Commune) -> None:
    lines = {(line.parcel.sheet, line.parcel.number): line for line in queue(commune, {}).lines}
    assert lines[1, 3].kinds == ("area_mismatch",) and lines[1, 3].area_differs
    assert lines[1, 7].kinds == ("land_use_mismatch",) and lines[1, 7].code_differs
    assert not lines[1, 3].code_differs


def test_a_place_of_one_holder_alone_is_never_named(commune: Commune) -> None:
    assert queue(commune, {}).hamlets == ()
    first, *rest = commune.records
    shared = queue(replace(commune, records=(of_holder(first, "Lê Thị Khác"), *rest)), {})
    assert shared.hamlets == ("Xứ Đồng Kín",)
    assert {line.hamlet for line in shared.lines} == {0}
