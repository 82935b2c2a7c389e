from __future__ import annotations

import pytest

from pipeline.delivery.public import public_tables
from pipeline.delivery.references import references
from pipeline.delivery.search import with_search
from pipeline.delivery.tables import layer_rows, tables
from pipeline.model import Commune


def row(number: int | None, **names: str) -> dict[str, object]:
    return {"ma_xa_cu": "07321", "so_hieu_to_ban_do": 20, "so_thu_tu_thua": number, **names}


def test_a_parcel_is_found_by_the_holders_and_places_of_all_its_rows_with_and_without_accents() -> None:
    records = [
        row(34, ten_chu="Đặng Kim Buổi", dia_chi="Xứ Đồng Trên"),
        row(34, ten_chu="Lê Thị Khác", dia_chi="Xứ Đồng Trên"),
        row(35, ten_chu="Người Khác"),
    ]
    (parcel, lone), found = with_search([row(34, dia_chi="Xứ Đồng Trên"), row(36)], records)
    assert parcel["tim_kiem"] == (
        "Đặng Kim Buổi, Xứ Đồng Trên, Lê Thị Khác · dang kim buoi xu dong tren le thi khac"
    )
    assert lone["tim_kiem"] == ""
    assert [each["tim_kiem"] for each in found][2] == "Người Khác · nguoi khac"


@pytest.mark.parametrize("layer", ["thua_dat", "ho_so"])
def test_what_is_searched_by_is_in_the_protected_edition_alone(commune: Commune, layer: str) -> None:
    assert tables(commune)[layer].tim_kiem.str.contains("nguyen van thu").sum() >= 30
    rows, named = layer_rows(commune), references(commune)
    assert "tim_kiem" not in public_tables(rows, commune.epsg, named)[layer]
