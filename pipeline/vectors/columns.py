"""Which field of a table of polygons says what: by its name, proven by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from pipeline import values
from pipeline.text import fold

# Names of ViLIS, of the national database, of offices: without case, accents, marks.
_NAMES: Mapping[str, str] = {
    "unit": "xaid maxa madvhcxa maxacu",
    "sheet": "shbando sohieutobando soto sodoto tobando tobd to sotobd tobandoso",
    "number": "shthua sothututhua sothuthuthua sothuthua sothua sohieuthua thuadat thua thuadatso",
    "area": "dientich dtich area aream2 dt",
    "legal_area": "dientichpl dientichphaply dtpl",
    "code": "khloaidat kyhieumucdichsudung maloaidat mloaidat loaidat mdsd mucdich mdsd2003",
    "owner": "tenchu chusudung chu hoten tenchusudung chusd",
    "place": "diachi diadanh xudong",
}
_DBF_LETTERS = 10  # of a field's name
_MOST = 0.9  # of the rows that say anything: a field that is what its name says
_NEAR_AREA = 0.01  # of the geometry: what was computed of it, not what a paper states


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of the table's fields by what they say; None where none does, or several that differ."""

    unit: str | None = None
    sheet: str | None = None
    number: str | None = None
    area: str | None = None
    legal_area: str | None = None
    code: str | None = None
    owner: str | None = None
    place: str | None = None


def find_fields(table: Mapping[str, Sequence[Any]], geometries: Sequence[Any]) -> Fields:
    """The fields that hold what their names say."""
    areas = shapely.area(np.asarray(geometries, dtype=object))
    found: dict[str, str | None] = {}
    for role, names in _NAMES.items():
        named = [field for name in names.split() for field in table if _is_called(field, name)]
        proven = [field for field in named if _holds(role, table[field], areas)]
        found[role] = proven[0] if proven else None
    return Fields(**found)


def _is_called(field: str, name: str) -> bool:
    """By its whole name, or by what DBF leaves of it."""
    plain = _plain(field)
    return plain == name or (len(field) == _DBF_LETTERS and name.startswith(plain))


def _plain(field: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(field))


def _holds(role: str, column: Sequence[Any], areas: Any) -> bool:
    stated = [(value, area) for value, area in zip(column, areas, strict=True) if text_of(value)]
    if not stated:
        return False
    return sum(_fits(role, text_of(value), float(area)) for value, area in stated) >= _MOST * len(stated)


def _fits(role: str, text: str, area: float) -> bool:
    if role == "unit":
        return text.isdigit() and len(text) <= 5
    if role in ("sheet", "number"):  # 0 stands for none, a letter for a number on a map of 299
        return re.fullmatch(r"\d{1,5}[A-Za-z]?", text) is not None
    if role == "area":
        value = number_of(text)
        return value is not None and abs(value - area) <= max(_NEAR_AREA * area, 1.0)
    if role == "legal_area":
        return number_of(text) is not None
    if role == "code":
        return values.land_use(text) is not None
    return True


def text_of(value: Any) -> str:
    """A value as text; blank for none. Whole numbers that came as 17.0 are 17."""
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return ""
    if isinstance(value, bytes):
        return value.decode("latin-1").strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def number_of(text: str) -> float | None:
    """A decimal number as tables write it; None for anything else, and for none above zero."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if np.isfinite(value) and value > 0 else None
