from __future__ import annotations

from dataclasses import replace

from delivery.conftest import record

from pipeline.delivery.tables import tables
from pipeline.handin.dossiers import Dossier, dossiers
from pipeline.model import Commune, Decided


def of(commune: Commune) -> list[Dossier]:
    return dossiers(tables(commune))


def test_every_parcel_is_a_dossier_with_the_rows_of_its_key(held: list[Dossier]) -> None:
    lands = [each for each in held if each.land is not None]
    assert [each.key[1:] for each in lands] == [(sheet, n) for sheet in (1, 2) for n in range(1, 17)]
    assert [len(each.records) for each in lands[:12]] == [1] * 10 + [0, 1]


def test_a_row_of_no_land_is_one_too_and_is_not_checked(held: list[Dossier]) -> None:
    (loose,) = [each for each in held if each.land is None]
    assert len(loose.records) == 1 and loose.key == ("07321", None, None) and not loose.is_checked


def test_what_waits_is_not_checked_whether_land_or_row(commune: Commune) -> None:
    waiting = {each.key[1:] for each in of(commune) if each.land and not each.is_checked}
    assert waiting == {(1, 3), (1, 7), (2, 3), (2, 7)}
    doubted = replace(commune, records=(record(1, 1, "can_kiem_tra"),))
    assert not of(doubted)[0].is_checked


def test_a_place_that_readers_differ_on_is_not_checked_until_a_person_decides(commune: Commune) -> None:
    row = commune.records[0]
    place = replace(row.record.place, agreed=False)
    doubted = replace(row, record=replace(row.record, place=place))
    decided = replace(doubted, decided=Decided("nguoi", "Lê Thị Duyệt", "2026-11-20"))
    told = [of(replace(commune, records=(each,)))[0].is_checked for each in (row, doubted, decided)]
    assert told == [True, False, True]


def test_rows_struck_out_count_for_nothing(commune: Commune) -> None:
    struck = replace(commune.records[0], record=replace(commune.records[0].record, struck=True))
    assert of(replace(commune, records=(struck,)))[0].records == ()


def test_a_numbered_road_is_a_dossier_where_a_register_lists_it(commune: Commune) -> None:
    road = replace(commune.objects[0], number=40)
    with_road = replace(commune, objects=(road,), records=(*commune.records, record(1, 40)))
    assert [each.key[2] for each in of(with_road)].count(40) == 1
    assert len(of(replace(commune, objects=(road,)))) == len(of(commune))
