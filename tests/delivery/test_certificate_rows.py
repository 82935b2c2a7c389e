from __future__ import annotations

from delivery.conftest import CHANGE, HOME, ID_NUMBER, OWNER, SERIAL

from pipeline.delivery.tables import tables
from pipeline.model import Commune


def test_a_row_holds_every_fact_those_of_holders_in_the_order_of_their_names(commune: Commune) -> None:
    (row,) = tables(commune)["giay_chung_nhan"].to_dict("records")
    assert (row["ma_xa_cu"], row["so_hieu_to_ban_do"], row["so_thu_tu_thua"]) == ("07321", 2, 5)
    assert (row["so_phat_hanh"], row["ngay_cap"], row["mau"]) == (SERIAL, "2012-10-05", "2009")
    assert row["ten_chu"] == f"Ông {OWNER}; Bà Lê Thị Cùng"
    assert (row["nam_sinh"], row["so_giay_to"], row["dia_chi_chu"]) == (
        "1960;",
        f"{ID_NUMBER};",
        f"{HOME};",
    )
    assert (row["thoi_han"], row["thay_doi"], row["dien_tich"]) == ("Lâu dài", CHANGE, 484.0)


def test_it_tells_why_it_waits_and_where_its_pages_are(commune: Commune) -> None:
    (row,) = tables(commune)["giay_chung_nhan"].to_dict("records")
    assert (row["trang_thai"], row["chua_chac"]) == ("can_kiem_tra", "số vào sổ")
    assert row["ly_do"] == "đọc chưa chắc: số vào sổ"
    assert (row["tep"], row["trang"]) == ("records/GCN Lê Thị Giấu.pdf", "1; 2")
