from __future__ import annotations

from dataclasses import replace
from typing import get_args, get_type_hints

import pandas as pd
import pytest
from shapely.geometry import Point, Polygon

from pipeline.crs import between
from pipeline.delivery.layers import POINT
from pipeline.delivery.tables import sheet_frame, tables
from pipeline.model import Commune, ControlPoint, Finding


def test_frames_lie_where_the_fit_puts_them(commune: Commune) -> None:
    frame = sheet_frame(commune.sheets[0], commune.epsg)
    assert frame is not None
    assert frame.bounds == pytest.approx((412_000, 2_369_898.4, 412_101.6, 2_370_000), abs=0.2)


def test_a_sheet_of_another_zone_is_brought_to_the_zone_of_the_commune(commune: Commune) -> None:
    own, other = sheet_frame(commune.sheets[0], 9214), sheet_frame(commune.sheets[0], 9209)
    assert own is not None and other is not None
    moved = between(9214, 9209, [[own.centroid.x, own.centroid.y]])[0]  # type: ignore[arg-type]
    assert other.centroid.distance(Point(moved)) < 0.01


def test_an_unplaced_sheet_is_there_without_a_shape_and_says_why(commune: Commune) -> None:
    sheets = tables(commune)["to_ban_do"]
    last = sheets.iloc[-1]
    assert last.geom is None and last.trang_thai == "chua_dinh_vi" and "lưới" in last.ly_do
    assert list(sheets.trang_thai) == ["da_dinh_vi", "da_dinh_vi", "chua_dinh_vi"]


def test_a_finding_lies_at_its_own_place_else_in_its_parcel_else_nowhere(commune: Commune) -> None:
    found = tables(commune)["phat_hien"].set_index("ma")
    parcel = next(p for p in commune.parcels if p.sheet == 1 and p.number == 3)
    assert found.geom["gap_repaired"] == Point(412_030, 2_369_970)
    assert parcel.geometry.contains(found.geom["area_mismatch"])
    assert found.geom["record_without_parcel"] is None


def test_findings_stand_worst_first_and_say_what_to_do(commune: Commune) -> None:
    found = tables(commune)["phat_hien"]
    levels = list(found.muc)
    assert levels == sorted(levels, key=["chan", "loi", "canh_bao", "ghi_chu"].index)
    assert found.viec_can_lam.notna().all() and len(found) == len(commune.findings)


def test_order_of_the_input_does_not_matter(commune: Commune) -> None:
    turned = replace(
        commune,
        parcels=commune.parcels[::-1],
        findings=commune.findings[::-1],
        sheets=commune.sheets[::-1],
    )
    for name in ("thua_dat", "phat_hien", "to_ban_do"):
        pd.testing.assert_frame_equal(tables(commune)[name], tables(turned)[name])


def test_every_kind_of_control_point_has_a_name_in_the_list(commune: Commune) -> None:
    kinds = get_args(get_type_hints(ControlPoint)["kind"])
    points = tuple(replace(commune.sheets[0].points[0], kind=kind) for kind in kinds)
    sheet = replace(commune.sheets[0], points=points)
    named = tables(replace(commune, sheets=(sheet,)))["diem_khong_che"].loai
    assert len(kinds) >= 5 and set(named) == set(POINT)


def test_a_point_with_one_known_coordinate_is_placed_by_the_fit(commune: Commune) -> None:
    points = tables(commune)["diem_khong_che"]
    tick = points[(points.loai == "vach_khung") & (points.so_hieu_to_ban_do == 1)].iloc[0]
    assert not tick.su_dung
    assert tick.geom.distance(Point(412_025.4, 2_370_000)) < 0.2


def test_points_of_an_unplaced_sheet_have_no_place(commune: Commune) -> None:
    lone = replace(commune.sheets[-1], points=(ControlPoint("person", 1, 2, 412_000.0, 2_370_000.0),))
    points = tables(replace(commune, sheets=(lone,)))["diem_khong_che"]
    assert len(points) == 1 and points.geom[0] is None


def test_text_that_no_file_can_carry_is_made_plain(commune: Commune) -> None:
    odd = Finding("scan_unreadable", values={"file": "records/\udcff\x07.pdf", "reason": "x"})
    text = tables(replace(commune, findings=(odd,)))["phat_hien"].mo_ta[0]
    assert text.encode("utf-8") and "\x07" not in text


def test_holes_stay_holes(commune: Commune) -> None:
    ring = Polygon(
        [(412_000, 2_370_000), (412_000, 2_370_010), (412_010, 2_370_010), (412_010, 2_370_000)],
        [[(412_003, 2_370_003), (412_006, 2_370_003), (412_006, 2_370_006)]],
    )
    parcels = (replace(commune.parcels[0], geometry=ring),)
    frame = tables(replace(commune, parcels=parcels))["thua_dat"]
    assert frame.geom[0].area == pytest.approx(ring.area) and len(frame.geom[0].geoms[0].interiors) == 1


def test_who_accepted_a_parcel_is_told_and_nobody_where_it_waits(commune: Commune) -> None:
    parcels = tables(commune)["thua_dat"].set_index(["so_hieu_to_ban_do", "so_thu_tu_thua"])
    columns = ["xac_nhan", "nguoi_xac_nhan", "ngay_xac_nhan"]
    assert list(parcels.loc[(1, 13), columns]) == ["nguoi", "Phạm Thị Duyệt", "2026-11-27"]
    assert parcels.loc[(1, 12), "xac_nhan"] == "may" and pd.isna(parcels.loc[(1, 3), "xac_nhan"])
