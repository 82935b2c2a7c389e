from __future__ import annotations

from dataclasses import replace

from pipeline.delivery.sums import balances
from pipeline.model import Commune
from workflows.inventory import Inventory
from workflows.tally import tally

FACES = {"faces": 40, "parcels": 32, "objects": 1, "faces_parts_joined": 5, "faces_drawn_twice": 2}


def test_sums_add_up_and_one_that_does_not_says_so(commune: Commune) -> None:
    assert all(balance.holds for balance in balances(commune))
    assert {balance.total for balance in balances(commune)} == {5, 6, 3, 32, 31}
    lost = replace(commune, counts={**commune.counts, "pages": 7})
    assert [balance.name.english for balance in balances(lost) if not balance.holds] == ["Pages"]


def test_faces_are_followed_to_where_they_went(commune: Commune) -> None:
    counted = replace(commune, counts=FACES)
    (faces,) = (balance for balance in balances(counted) if balance.name.english == "Closed faces")
    assert faces.holds and faces.total == 40
    later = replace(commune, counts={**FACES, "faces": 43, "faces_of_a_new_kind": 3})
    (faces,) = (balance for balance in balances(later) if balance.name.english == "Closed faces")
    assert faces.holds and faces.parts[-1].name.english == "faces_of_a_new_kind"


def test_a_run_that_counted_nothing_has_only_the_sums_of_what_is_there(commune: Commune) -> None:
    assert len(balances(replace(commune, counts={}))) == 3


def test_ground_and_labels_are_followed_to_where_they_went(commune: Commune) -> None:
    land = {
        "land_m2": 100,
        "land_parcels_m2": 60,
        "land_objects_m2": 10,
        "land_uncovered_m2": 5,
        "land_of_others_m2": 24,
        "land_between_m2": 1,
        "land_m2 09208/14": 50,
    }
    labels = {"labels": 9, "labels_placed": 6, "labels_of_frame": 2, "labels_without_face": 1}
    found = {balance.name.english: balance for balance in balances(replace(commune, counts=land | labels))}
    assert found["Ground of the sheets, m²"].holds and len(found["Ground of the sheets, m²"].parts) == 5
    assert found["Labels on sheets"].holds
    lost = replace(commune, counts=land | {"land_parcels_m2": 50})
    assert [each.name.english for each in balances(lost) if not each.holds] == ["Ground of the sheets, m²"]


def test_what_people_accepted_stands_apart_from_what_the_machine_did(commune: Commune) -> None:
    balance = next(each for each in balances(commune) if each.name.english == "Parcels")
    counted = {part.name.english: part.count for part in balance.parts}
    assert balance.holds and counted["accepted by a person"] == 2 and counted["Accepted"] == 2


def test_decisions_add_up(commune: Commune) -> None:
    counts = {"decisions": 3, "decisions_applied": 2, "decisions_stale": 1}
    balance = next(
        each
        for each in balances(replace(commune, counts=counts))
        if each.name.english == "Decisions of people"
    )
    assert balance.holds and [part.count for part in balance.parts] == [2, 1]


def test_every_count_of_a_run_has_a_name(commune: Commune) -> None:
    counts = tally(Inventory(()), (), (), ())
    names = [part.name for whole in balances(replace(commune, counts=counts)) for part in whole.parts]
    assert len(names) > 20 and not [name for name in names if "_" in name.vietnamese + name.english]
