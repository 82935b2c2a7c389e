"""The forms of QGIS: how each column is edited, in which tab it stands, what can be done from a row.

Help stands in the titles of the groups, because QGIS 3.22 has no other place for it in a form of tabs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.delivery import layers
from pipeline.delivery.actions import LAYER_PREFIX
from pipeline.delivery.layers import Column, Layer
from pipeline.delivery.palette import land_use_name, land_use_names
from pipeline.delivery.relations import relations_of

_LIST_LETTERS = 32  # of an entry in a list: with 32 the form of QGIS 3.22 is 800 pixels wide, with all 1,280
_COUNTED = ("number", "sheet", "area_m2")  # what people state there is more than nothing


@dataclass(frozen=True, slots=True)
class Field:
    """How a column is shown and edited."""

    name: str
    title: str
    widget: str
    choices: tuple[tuple[str, str], ...]
    required: bool
    protected: bool
    saved: str
    rule: str
    long: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Columns under a title that says what they are for."""

    title: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a form: groups of columns, then lists of what hangs on the row, by the relations' names.

    ``shown``: an expression of QGIS that gives HTML to be shown.
    """

    title: str
    groups: tuple[Group, ...] = ()
    relations: tuple[str, ...] = ()
    shown: str = ""


_WHICH = ("ma_xa_cu", "so_hieu_to_ban_do", "so_thu_tu_thua", "so_hieu_to_cu", "so_thua_cu")
_VALUES = (
    "dien_tich_ban_do",
    "loai_dat_ban_do",
    "loai_dat",
    "dien_tich_phap_ly",
    "loai_dat_ho_so",
    "dien_tich",
)
_WRITTEN = ("ten_chu", "doi_tuong", "dien_tich", "loai_dat", "dia_chi", "dia_chi_chac", "ghi_chu", "gach_bo")
# The pictures of a row by its key. All of it is the program's own: nothing that was read is markup.
_PICTURES = (
    f"coalesce(nullif(aggregate('{LAYER_PREFIX}{layers.PICTURES.name}','concatenate',"
    "'<div style=height:'||if(\"loai\"='cho_tren_to',380,90)||'px>'||represent_value(\"loai\")"
    "||'<br><img style=max-width:100% src=\\''||\"du_lieu\"||'\\'></div>',"
    "\"khoa\"=attribute(@parent,'khoa')),''),'Không có ảnh: chỉ những gì đang chờ người quyết định mới có.')"
)
_OF_PARCEL = (
    Tab(
        "Thửa",
        (
            Group("Thửa nào", _WHICH),
            Group("Giá trị: sửa được diện tích, loại đất trên tờ, loại đất", _VALUES),
            Group(
                "Trạng thái: lưu lại là đã chấp nhận, kèm tên người sửa",
                ("trang_thai", "xac_nhan", "nguoi_xac_nhan", "ngay_xac_nhan", "do_tin_cay", "nhom"),
            ),
            Group("Nơi đọc và mã", ("dia_chi", "nguon", "ma_dinh_danh", "khoa")),
        ),
    ),
    Tab("Sổ", relations=("ho_so_cua_thua",)),
    Tab("Giấy tờ", relations=("giay_cua_thua", "hinh_cua_thua")),
    Tab("Phát hiện", relations=("phat_hien_cua_thua",)),
    Tab("Ảnh", shown=_PICTURES),
    Tab("Nguồn gốc", relations=("nguon_goc_cua_thua",)),
)
_OF_ROW = (
    Tab(
        "Dòng sổ",
        (
            Group("Thửa nào", _WHICH),
            Group("Như sổ ghi", _WRITTEN),
            Group(
                "Trạng thái: lưu lại là đã chấp nhận, kèm tên người sửa",
                ("trang_thai", "xac_nhan", "nguoi_xac_nhan", "ngay_xac_nhan"),
            ),
            Group("Nơi đọc", ("nguon", "khoa")),
        ),
    ),
    Tab("Ảnh", shown=_PICTURES),
    Tab("Nguồn gốc", relations=("nguon_goc_cua_dong",)),
)
_TABS = {layers.PARCELS: _OF_PARCEL, layers.RECORDS: _OF_ROW}


def fields_of(layer: Layer, frame: pd.DataFrame) -> list[Field]:
    """The columns that an edition has, as its forms show them."""
    return [_field(column, frame[column.name]) for column in layer.columns if column.name in frame]


def tabs_of(layer: Layer, frames: Mapping[str, pd.DataFrame]) -> list[Tab]:
    """The tabs of a layer's form in an edition; none for a plain form."""
    held = {each.id for each in relations_of(frames)}
    tabs = []
    for tab in _TABS.get(layer, ()):
        groups = tuple(
            Group(group.title, tuple(name for name in group.columns if name in frames[layer.name]))
            for group in tab.groups
        )
        relations = tuple(name for name in tab.relations if name in held)
        shown = tab.shown if layers.PICTURES.name in frames else ""
        if groups or relations or shown:
            tabs.append(Tab(tab.title, groups, relations, shown))
    return tabs


def _short(title: str) -> str:
    """A title that fits a form: the longest entry of a list makes the whole form as wide."""
    return title if len(title) <= _LIST_LETTERS else f"{title[: _LIST_LETTERS - 1].rstrip()}…"


def _field(column: Column, cells: pd.Series[Any]) -> Field:
    choices = column.values
    if column.land_use:
        codes = [*land_use_names(), *sorted(set(cells.dropna()) - set(land_use_names()))]
        choices = tuple((code, _short(f"{code} – {land_use_name(code)}")) for code in codes)
    widget = "ValueMap" if choices else "CheckBox" if column.kind == "flag" else "TextEdit"
    rule = f'"{column.name}" is null or "{column.name}" > 0' if column.decides in _COUNTED else ""
    protected = not column.decides
    return Field(
        column.name,
        column.title,
        widget,
        choices,
        column.required,
        protected,
        column.saved,
        rule,
        column.long,
    )
