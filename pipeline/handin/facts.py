"""What can be said of one holder of one piece of land: the names that mapping files may ask for.

Nothing is made up: a fact that the archive does not tell is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline import crs, geohash
from pipeline.delivery.layers import GEOMETRY_COLUMN
from pipeline.handin.certificates import of_certificate
from pipeline.handin.dossiers import Dossier, Row

USES = 3  # places for land uses of one parcel in the known forms
NAMES = frozenset(
    {
        "ma_xa", "ma_xa_cu", "so_hieu_to_ban_do", "so_thu_tu_thua", "so_hieu_to_cu", "so_thua_cu",
        "dien_tich", "dien_tich_hinh", "dien_tich_ban_do", "dien_tich_phap_ly", "dia_chi", "ma_dinh_danh",
        "so_phat_hanh", "so_vao_so", "ngay_cap", "mau_giay", "so_to_giay", "so_thua_giay", "hinh_thuc",
        "thoi_han", "nguon_goc", "nha_o", "nam_sinh", "so_giay_to", "dia_chi_chu",
        "khoa", "ten_ca_nhan", "ten_to_chuc", "doi_tuong", "nhom", "toa_do_wgs84", "tep_quet", "co_tep_quet",
        *(f"{name}_{place}" for name in ("loai_dat", "dien_tich_loai") for place in range(1, USES + 1)),
    }
)  # fmt: skip
_OF_LAND = (
    "ma_xa", "ma_xa_cu", "so_hieu_to_ban_do", "so_thu_tu_thua", "so_hieu_to_cu", "so_thua_cu",
    "dien_tich_ban_do", "dien_tich_phap_ly", "dia_chi", "ma_dinh_danh", "khoa",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a whole table: zone of the shapes, codes of persons.

    ``scans``: names of files by the key of the land; ``signed``: land that a signed file speaks of.
    """

    epsg: int
    persons: Collection[str]
    scans: Mapping[tuple[Any, ...], tuple[str, ...]]
    signed: Collection[tuple[Any, ...]] = ()


def facts(dossier: Dossier, record: Row | None, setting: Setting) -> dict[str, Any]:
    """The facts of one row: one holder (``record``; None: nobody is named) of one piece of land."""
    land = dossier.land or {}
    told = {name: value for name in _OF_LAND if (value := _of(name, land, record)) is not None}
    area = _first(land.get("dien_tich_phap_ly"), land.get("dien_tich_ban_do"), land.get("dien_tich"))
    if dossier.land is None and record is not None:
        area = record.get("dien_tich")
    told |= _present(dien_tich=area, dien_tich_hinh=land.get("dien_tich"), nhom=land.get("nhom"))
    told |= _uses(_first(land.get("loai_dat"), (record or {}).get("loai_dat")), area)
    told |= _holder(record or {}, setting.persons)
    told |= of_certificate(dossier.certificate or {}, (record or {}).get("ten_chu"))
    if dossier.land is not None:
        told["toa_do_wgs84"] = _point(land, setting.epsg)
    if names := setting.scans.get(dossier.key):
        told |= {"tep_quet": "; ".join(names), "co_tep_quet": 1}
    return told


def _of(name: str, land: Row, record: Row | None) -> Any:
    value = land.get(name)
    if value is None and record is not None and name != "khoa":
        return record.get(name)
    return value


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _present(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _uses(code: str | None, area: float | None) -> dict[str, Any]:
    """Land uses one by one; the area of a use is known where it is the only one."""
    codes = code.split("+")[:USES] if code else []
    told: dict[str, Any] = {f"loai_dat_{place}": each for place, each in enumerate(codes, 1)}
    if len(codes) == 1 and area is not None:
        told["dien_tich_loai_1"] = area
    return told


def _holder(record: Row, persons: Collection[str]) -> dict[str, Any]:
    """The holder's name, as a person's unless the register says that it is another kind of holder."""
    name, kind = record.get("ten_chu"), record.get("doi_tuong")
    if name is None:
        return _present(doi_tuong=kind)
    is_person = kind is None or kind in persons
    return _present(doi_tuong=kind, **{"ten_ca_nhan" if is_person else "ten_to_chuc": name})


def _point(land: Row, epsg: int) -> str:
    """Latitude and longitude in degrees: of the identifier where there is one, else of a point inside."""
    if identifier := land.get("ma_dinh_danh"):
        longitude, latitude = geohash.decode(identifier)
    else:
        inside = land[GEOMETRY_COLUMN].representative_point()
        ((longitude, latitude),) = crs.to_wgs84(epsg, [[inside.x, inside.y]])  # type: ignore[arg-type]
    return f"{latitude:.8f}, {longitude:.8f}"
