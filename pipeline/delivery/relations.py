"""What hangs on what in the QGIS project: rows, certificates, findings, opinions on parcels and rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.delivery.layers import CERTIFICATES, FINDINGS, ORIGINS, PAPER_OUTLINES, PARCELS, RECORDS, Layer

_KEY = ("ma_xa_cu", "so_hieu_to_ban_do", "so_thu_tu_thua")


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of ``listed`` hang on the row of ``of`` that has the same values in the columns ``key``."""

    id: str
    title: str
    listed: Layer
    of: Layer
    key: tuple[str, ...]


_RELATIONS = (
    Relation("ho_so_cua_thua", "Hồ sơ của thửa", RECORDS, PARCELS, _KEY),
    Relation("giay_cua_thua", "Giấy chứng nhận của thửa", CERTIFICATES, PARCELS, _KEY),
    Relation("hinh_cua_thua", "Hình trên giấy của thửa", PAPER_OUTLINES, PARCELS, _KEY),
    Relation("phat_hien_cua_thua", "Phát hiện của thửa", FINDINGS, PARCELS, _KEY),
    Relation("nguon_goc_cua_thua", "Nguồn gốc của thửa", ORIGINS, PARCELS, ("khoa",)),
    Relation("nguon_goc_cua_dong", "Nguồn gốc của dòng sổ", ORIGINS, RECORDS, ("khoa",)),
)


def relations_of(frames: Mapping[str, pd.DataFrame]) -> tuple[Relation, ...]:
    """The relations that hold in an edition: both its layers are in it, with the columns of the key."""
    return tuple(
        each
        for each in _RELATIONS
        if each.listed.name in frames and set(each.key) <= set(frames[each.of.name])
    )
