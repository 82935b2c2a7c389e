"""Every opinion is delivered with its place; the public edition has none of what names a person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from pipeline.delivery import layers
from pipeline.delivery.deliver import deliver
from pipeline.delivery.tables import tables
from pipeline.model import Commune
from pipeline.sheets.control import to_world

NAME = layers.ORIGINS.name


@pytest.fixture
def origins(commune: Commune) -> gpd.GeoDataFrame:
    return tables(commune)[NAME]


def test_every_opinion_is_a_row_that_hangs_on_its_parcel_or_row(commune: Commune) -> None:
    frames = tables(commune)
    told = frames[NAME]
    things = [*commune.parcels, *commune.records]
    shared = {replace(opinion, reader="machine") for opinion in things[0].opinions}
    assert len(shared) < len(things[0].opinions)
    assert len(told) == sum(len({replace(o, reader="machine") for o in thing.opinions}) for thing in things)
    assert len(told) > 100
    for layer in ("thua_dat", "ho_so"):
        assert set(told.khoa[told.lop == layer]) <= set(frames[layer].khoa)


def test_codes_of_opinions_have_names_for_people(origins: gpd.GeoDataFrame) -> None:
    for column in layers.ORIGINS.columns:
        if column.values:
            assert set(origins[column.name].dropna()) <= {code for code, _ in column.values}


def test_a_box_lies_on_the_ground_where_its_sheet_is_placed(
    commune: Commune, origins: gpd.GeoDataFrame
) -> None:
    row = origins[(origins.truong == "number") & (origins.so_hieu_to_ban_do == 2)].iloc[0]
    assert (row.tep, row.trang, row.x0_px, row.y1_px) == ("maps/to_2.tif", 1, 300.0, 430.0)
    fit = next(sheet.fit for sheet in commune.sheets if sheet.number == 2)
    west, south, east, north = row.geom.bounds
    corners = to_world(fit, np.array([[300.0, 430.0], [360.0, 400.0]]))
    assert np.allclose([west, south, east, north], corners.ravel(), atol=0.05)
    elsewhere = origins[(origins.tai_lieu == "register") | (origins.nguoi_doc == "Hình vẽ")]
    assert elsewhere.geom.isna().all()


def test_values_are_told_as_text_and_measures_without_a_probability(origins: gpd.GeoDataFrame) -> None:
    drawn = origins[origins.nguoi_doc == "Hình vẽ"].iloc[0]
    assert (drawn.gia_tri, np.isnan(drawn.xac_suat)) == ("484", True)
    silent = origins[origins.nguoi_doc == "Tesseract"].iloc[0]
    assert silent.gia_tri is None or silent.isna().gia_tri


def test_the_public_edition_keeps_figures_and_codes_and_no_name(commune: Commune, folder: Path) -> None:
    public = gpd.read_file(deliver(commune, folder, {}).public_gpkg, layer=NAME)
    of_rows = public[public.lop == "ho_so"]
    assert of_rows.khoa.isna().all()
    assert set(of_rows.truong[of_rows.gia_tri.notna()]) == {"owner_kind"}
    of_parcels = public[public.lop == "thua_dat"]
    assert of_parcels.khoa.notna().all() and set(of_parcels.gia_tri.dropna()) >= {"484", "LUC", "1"}
    assert not any("/" in str(name) for name in public.tep)


def test_a_commune_without_opinions_has_the_empty_table(empty_commune: Commune) -> None:
    assert list(tables(empty_commune)[NAME].columns) == [*(c.name for c in layers.ORIGINS.columns), "geom"]


def test_readers_that_give_one_value_are_one_opinion(origins: gpd.GeoDataFrame) -> None:
    codes = origins[(origins.truong == "code") & (origins.lop == "thua_dat")]
    assert set(codes.nguoi_doc) == {"Bộ đọc nhãn thửa, PP-OCRv6"}
