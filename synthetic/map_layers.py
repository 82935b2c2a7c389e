"""How offices name the layers of a drawing: levels of the circular, other levels, numbers or words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Layering = Literal["circular", "odd", "named_levels", "words"]
_LEVELS = (2, 4, 10, 13, 14, 15, 22, 23, 28, 32, 48, 53, 63)
_WORDS = {
    2: "LOAI_DAT", 4: "DIEN_TICH", 10: "RANH_THUA", 13: "SO_THUA", 14: "NHA", 15: "GHICHU_NHA",
    22: "LONG_DUONG",
    23: "CHI_GIOI_DUONG", 28: "TEN_DUONG", 32: "MUONG", 48: "DIA_DANH", 53: "VUNG_THUA", 63: "KHUNG",
}  # fmt: skip
_ODD = {2: 21, 4: 22, 10: 1, 13: 20, 14: 5, 15: 6, 22: 7, 23: 2, 28: 8, 32: 3, 48: 9, 53: 40, 63: 62}
LAYERINGS: Mapping[Layering, Mapping[int, str]] = {
    "circular": {level: str(level) for level in _LEVELS},
    "odd": {level: str(other) for level, other in _ODD.items()},
    "named_levels": {level: f"Level {level}" for level in _LEVELS},
    "words": _WORDS,
}
