from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from pipeline.delivery.national import _formers
from pipeline.delivery.numbering import settled
from pipeline.delivery.tables import tables
from pipeline.model import Commune, SheetNumbers

NUMBERS = SheetNumbers(
    (("07321", "1", 12), ("07321", "2", 11), ("07321", "9", 13)),
    ((11, 7, "164E", "3A"),),
    "tham_chieu_to.csv",
)


@pytest.fixture
def frames(commune: Commune) -> dict[str, pd.DataFrame]:
    return tables(replace(commune, numbers=NUMBERS))


def test_every_layer_has_todays_number_and_the_old_one_beside_it(
    commune: Commune, frames: dict[str, pd.DataFrame]
) -> None:
    before = tables(commune)
    today = {1: 12, 2: 11, 9: 13}
    assert {name for name, frame in before.items() if "so_hieu_to_ban_do" not in frame} <= {"anh"}
    for name in frames.keys() - {"anh"}:  # pictures are found by the key of what they show
        frame, old = frames[name], before[name]["so_hieu_to_ban_do"]
        assert frame["so_hieu_to_ban_do"].equals(old.map(today, na_action="ignore").astype("Int64")), name
        kept = frame["so_hieu_to_cu"] == old.astype("string")
        assert (kept | old.isna() | (frame["so_hieu_to_cu"] == "164E")).all(), name


def test_an_older_map_says_both_old_numbers_of_its_parcel(frames: dict[str, pd.DataFrame]) -> None:
    parcels = frames["thua_dat"].set_index(["so_hieu_to_ban_do", "so_thu_tu_thua"])
    assert tuple(parcels.loc[(11, 7), ["so_hieu_to_cu", "so_thua_cu"]]) == ("164E", "3A")
    assert tuple(parcels.loc[(11, 8), ["so_hieu_to_cu", "so_thua_cu"]]) == ("2", "8")


def test_without_a_table_nothing_is_old(commune: Commune) -> None:
    assert tables(commune)["thua_dat"][["so_hieu_to_cu", "so_thua_cu"]].isna().all(axis=None)


def test_the_former_code_of_a_parcel_keeps_the_old_numbers(
    commune: Commune, frames: dict[str, pd.DataFrame]
) -> None:
    assert _formers(frames["thua_dat"])[0] == _formers(tables(commune)["thua_dat"])[0] == "07321.1.1"


def test_a_sheet_that_the_table_leaves_out_refuses_it_whole(commune: Commune) -> None:
    assert settled(commune, NUMBERS) == (NUMBERS, ())
    numbers, (told,) = settled(commune, replace(NUMBERS, sheets=NUMBERS.sheets[:1]))
    assert (numbers, told.code) == (SheetNumbers(), "renumbering_refused")
    assert settled(commune, SheetNumbers()) == (SheetNumbers(), ())
