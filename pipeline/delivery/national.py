"""Parcels and objects under the field names of the national land database, for other systems.

As CSV with holders' names for the land office; as GeoParquet with shapes and without personal data.

Names are those seen in systems built on TT 75/2015 (a secondary source: the tables of TT 09/2024 were not
read); ``docs/delivery.md`` has them beside ours. Status and confidence stand at the end of each row, so that
nobody imports what still waits for a person without knowing it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from pipeline.delivery.layers import GEOMETRY_COLUMN, OBJECTS, PARCELS, RECORDS
from pipeline.delivery.spreadsheet import frame_cell

# The national name and our column.
FIELDS = {
    "MaThuaDat": "ma_dinh_danh",
    "MaXa": "ma_xa",
    "MaXaCu": "ma_xa_cu",
    "SoHieuToBanDo": "so_hieu_to_ban_do",
    "SoThuTuThua": "so_thu_tu_thua",
    "SoHieuToBanDoCu": "so_hieu_to_cu",
    "SoThuTuThuaCu": "so_thua_cu",
    "DienTich": "dien_tich",
    "DienTichPhapLy": "dien_tich_phap_ly",
    "KyHieuMucDichSuDung": "loai_dat",
    "DiaChi": "dia_chi",
    "TaiLieuDoDac": "nguon",
}
# Made here: former code MX.SB.ST (TT 24/2014), holders from the register, a point inside in metres.
MADE = ("LaDoiTuongChiemDat", "MaThuaDatCu", "TenChu", "DongM", "BacM")
CHECK = {"TrangThai": "trang_thai", "DoTinCay": "do_tin_cay"}
PERSONAL = ("DiaChi", "TenChu")
_NUMBERS = {
    **dict.fromkeys(("SoHieuToBanDo", "SoThuTuThua"), "Int64"),
    **dict.fromkeys(("DienTich", "DienTichPhapLy", "DongM", "BacM", "DoTinCay"), "Float64"),
    "LaDoiTuongChiemDat": "bool",
}
_KEY = ["ma_xa_cu", "so_hieu_to_ban_do", "so_thu_tu_thua"]
_OLD = ["so_hieu_to_cu", "so_thua_cu"]


def write_national(path: Path, frames: Mapping[str, pd.DataFrame]) -> None:
    """Write one row a parcel and one an object; holders' names are in it. Raises OSError."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*FIELDS, *MADE, *CHECK])
        holders = _holders(frames[RECORDS.name])
        for layer in (PARCELS, OBJECTS):
            for row in _rows(frames[layer.name], holders, is_object=layer is OBJECTS):
                writer.writerow([frame_cell(cell) for cell in row])


def write_national_shapes(path: Path, frames: Mapping[str, pd.DataFrame]) -> None:
    """Write the same rows with their shapes as GeoParquet 1.0, in the frames' zone of VN-2000.

    ``frames`` are those of the public edition, and personal fields are not in the file. Raises OSError.
    """
    names = [*FIELDS, *MADE, *CHECK]
    parts = [_shapes(frames[layer.name], layer is OBJECTS, names) for layer in (PARCELS, OBJECTS)]
    whole = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry")
    whole.to_parquet(path, index=False, compression="zstd", schema_version="1.0.0")


def _shapes(frame: pd.DataFrame, is_object: bool, names: list[str]) -> gpd.GeoDataFrame:
    table = pd.DataFrame([*_rows(frame, {}, is_object)], columns=names).drop(columns=list(PERSONAL))
    kinds = {name: _NUMBERS.get(name, "string") for name in table.columns}
    return gpd.GeoDataFrame(table.astype(kinds), geometry=frame[GEOMETRY_COLUMN].rename("geometry"))


def _holders(records: pd.DataFrame) -> dict[tuple[object, ...], str]:
    """Names by key, each once, in the order of the register; rows struck out name nobody."""
    told = records[~records["gach_bo"].fillna(False)].dropna(subset=[*_KEY, "ten_chu"])
    names: dict[tuple[object, ...], dict[str, None]] = {}
    for *key, name in told[[*_KEY, "ten_chu"]].itertuples(index=False, name=None):
        names.setdefault(tuple(key), {})[str(name)] = None
    return {key: "; ".join(each) for key, each in names.items()}


def _rows(
    frame: pd.DataFrame, holders: Mapping[tuple[object, ...], str], is_object: bool
) -> Iterator[list[object]]:
    whole = frame.reindex(columns=[*FIELDS.values(), *CHECK.values()])
    keys = whole[_KEY].itertuples(index=False, name=None)
    formers = _formers(frame)
    points = frame[GEOMETRY_COLUMN].representative_point()
    cells = whole.itertuples(index=False, name=None)
    for key, former, point, values in zip(keys, formers, points, cells, strict=True):
        split = len(FIELDS)
        place = (f"{point.x:.2f}", f"{point.y:.2f}")
        yield [
            *values[:split],
            int(is_object),
            former,
            holders.get(key) if former else None,
            *place,
            *values[split:],
        ]


def _formers(frame: pd.DataFrame) -> list[str | None]:
    """The former code of each row, by the numbers that stand on paper; None where a part is missing."""
    old = frame[_OLD].set_axis(_KEY[1:], axis="columns")
    parts = frame[_KEY].astype("string")
    parts[_KEY[1:]] = old.fillna(parts[_KEY[1:]])
    whole = parts.notna().all(axis="columns")
    return [
        ".".join(row) if known else None
        for row, known in zip(parts.itertuples(index=False, name=None), whole, strict=True)
    ]
