from __future__ import annotations

from dataclasses import replace

from pipeline.delivery.sums import balances
from pipeline.model import Commune

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
