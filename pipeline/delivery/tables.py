"""The commune as rows of the delivery's layers, in an order that does not depend on the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from pipeline import findings, keys
from pipeline.catalogue import FINDINGS
from pipeline.crs import between
from pipeline.delivery import layers
from pipeline.delivery.layers import Layer
from pipeline.model import (
    Commune,
    CommuneObject,
    CommuneParcel,
    CommuneRecord,
    ControlPoint,
    DigitalSheet,
    Finding,
    Fit,
    MapSheet,
    Sheet,
    Source,
    unit_code_of,
)
from pipeline.sheets.control import to_world
from pipeline.wording import say

Row = dict[str, Any]
_LAST = 1 << 30  # rows without a number stand behind those with one
_DTYPES = {"text": "string", "integer": "Int64", "real": "float64", "flag": "boolean"}
_POINT_KINDS = {
    "cross": "mat_luoi",
    "corner": "goc_khung",
    "tick": "vach_khung",
    "person": "nguoi_dat",
    "edge": "mep_chung",
}


def tables(commune: Commune) -> dict[str, pd.DataFrame]:
    """One frame a layer, with exactly the columns of ``layers`` and ``geom`` where the layer has shapes."""
    rows = {
        layers.PARCELS: [_parcel(parcel) for parcel in _sorted_parcels(commune)],
        layers.OBJECTS: [_object(thing) for thing in sorted(commune.objects, key=_object_order)],
        layers.SHEETS: [_sheet(sheet, commune.epsg) for sheet in sorted_sheets(commune)],
        layers.POINTS: [
            _point(sheet, point, commune.epsg)
            for sheet in sorted_sheets(commune)
            if isinstance(sheet, MapSheet)
            for point in sheet.points
        ],
        layers.RECORDS: [_record(record) for record in commune.records],
    }
    frames = {layer.name: _frame(layer, own, commune) for layer, own in rows.items()}
    return {**frames, layers.FINDINGS.name: findings_table(commune)}


def findings_table(commune: Commune) -> pd.DataFrame:
    """The layer of findings alone, each at its own place or at that of its parcel."""
    return _frame(layers.FINDINGS, _findings(commune), commune)


def _frame(layer: Layer, rows: list[Row], commune: Commune) -> pd.DataFrame:
    columns = {
        column.name: pd.Series(
            [_clean(row.get(column.name)) for row in rows],
            dtype=_DTYPES[column.kind],
        )
        for column in layer.columns
    }
    columns["ma_xa"] = pd.Series([code(commune.code)] * len(rows), dtype="string")
    if layer.geometry is None:
        return pd.DataFrame(columns)
    places = [row["geom"] for row in rows]
    if layer.geometry == "MultiPolygon":
        places = _multi(places)
    shapes = gpd.GeoSeries(places, dtype="geometry", crs=commune.epsg)
    columns[layers.GEOMETRY_COLUMN] = shapes
    frame: pd.DataFrame = gpd.GeoDataFrame(columns, geometry=layers.GEOMETRY_COLUMN, crs=commune.epsg)
    return frame


def _clean(value: Any) -> Any:
    """Text that any reader can take: no stray bytes of a file name, no control characters, blank is null."""
    if not isinstance(value, str):
        return value
    if not value.isprintable():
        plain = value.encode("utf-8", "replace").decode("utf-8")
        value = "".join(letter if letter.isprintable() else " " for letter in plain)
    return value.strip() or None


def code(unit_code: str) -> str | None:
    """A unit's code with its five digits; None where the unit is not known."""
    return unit_code.zfill(5) if unit_code else None


def sheet_key(sheet: Sheet) -> tuple[str, int | None]:
    """Old commune and sheet number, by which parcels and findings name a sheet."""
    return (unit_code_of(sheet.unit), sheet.number)


def _key(unit_code: str, sheet: int | None, number: int | None) -> Row:
    return {"ma_xa_cu": code(unit_code), "so_hieu_to_ban_do": sheet, "so_thu_tu_thua": number}


# --- order --------------------------------------------------------------------------------------------


def _order(unit_code: str, sheet: int | None, number: int | None) -> tuple[str, int, int]:
    return (unit_code, _LAST if sheet is None else sheet, _LAST if number is None else number)


def _sorted_parcels(commune: Commune) -> list[CommuneParcel]:
    return sorted(commune.parcels, key=lambda parcel: _order(parcel.unit_code, parcel.sheet, parcel.number))


def _object_order(thing: CommuneObject) -> tuple[str, int, int]:
    return _order(thing.unit_code, thing.sheet, thing.number)


def sorted_sheets(commune: Commune) -> list[Sheet]:
    """Sheets by old commune and number; those without a number last."""
    return sorted(commune.sheets, key=lambda sheet: (_order(*sheet_key(sheet), None), str(sheet.source)))


def _finding_order(finding: Finding) -> tuple[int, tuple[str, int, int], str, str]:
    level = list(layers.LEVEL).index(findings.level(finding))
    place = _order(finding.unit_code, finding.sheet, finding.number)
    return (level, place, finding.code, findings.describe(finding))


# --- rows ---------------------------------------------------------------------------------------------


def _multi(shapes: Sequence[BaseGeometry | None]) -> list[BaseGeometry | None]:
    """MultiPolygons with rings the way the standard wants them: shells counter-clockwise; None stays."""
    there = [position for position, shape in enumerate(shapes) if shape is not None]
    parts, owner = shapely.get_parts([shapes[position] for position in there], return_index=True)
    whole = list(shapes)
    if len(parts):
        turned = shapely.orient_polygons(parts, exterior_cw=False)
        made = np.empty(len(there), object)
        shapely.multipolygons(turned, indices=owner, out=made)
        for position, shape in zip(there, made, strict=True):
            whole[position] = shape
    return whole


def _parcel(parcel: CommuneParcel) -> Row:
    return {
        **_key(parcel.unit_code, parcel.sheet, parcel.number),
        "dien_tich": parcel.area_m2,
        "dien_tich_ban_do": parcel.label_area_m2,
        "dien_tich_phap_ly": parcel.record_area_m2,
        "loai_dat": parcel.code,
        "loai_dat_ban_do": parcel.label_code,
        "loai_dat_ho_so": parcel.record_code,
        "dia_chi": parcel.place,
        "trang_thai": parcel.status,
        "do_tin_cay": round(parcel.confidence, 4),
        "nguon": parcel.source,
        "ma_dinh_danh": parcel.identifier,
        "khoa": parcel.key,
        "geom": parcel.geometry,
    }


def _object(thing: CommuneObject) -> Row:
    return {
        **_key(thing.unit_code, thing.sheet, thing.number),
        "loai_dat": thing.code,
        "dien_tich": round(float(thing.geometry.area), 1),
        "nguon": thing.source,
        "khoa": thing.key,
        "geom": thing.geometry,
    }


def _sheet(sheet: Sheet, epsg: int) -> Row:
    unit_code, number = sheet_key(sheet)
    return {
        **_key(unit_code, number, None),
        "ten_xa_cu": f"{sheet.unit.kind} {sheet.unit.name}" if sheet.unit else None,
        "ma_hieu_manh": sheet.sheet_code,
        "ty_le": sheet.scale,
        "trang_thai": "da_dinh_vi" if sheet.epsg else "chua_dinh_vi",
        "so_diem": sum(point.used for point in sheet.points),
        "nguon": str(sheet.source),
        "ly_do": say(sheet.unplaced_reason) if sheet.unplaced_reason else None,
        "geom": sheet_frame(sheet, epsg),
        **(_survey(sheet) if isinstance(sheet, DigitalSheet) else _fit(sheet)),
    }


def _survey(sheet: DigitalSheet) -> Row:
    if sheet.epsg is None:
        return {}
    return {"he_toa_do": f"EPSG:{sheet.epsg}", "kieu_nan": "digital", "he_khai_bao": sheet.declared or None}


def _fit(sheet: MapSheet) -> Row:
    if sheet.fit is None:
        return {}
    return {
        "he_toa_do": f"EPSG:{sheet.fit.epsg}",
        "kieu_nan": sheet.fit.kind,
        "sai_so_m": _metres(sheet.fit.rms_m),
        "sai_so_kiem_tra_m": _metres(sheet.fit.leave_one_out_m),
        "sai_so_kiem_tra_mm": _on_paper(sheet.fit.leave_one_out_m, sheet.scale),
        "han_sai_m": sheet.tolerance_m or None,
        "trong_han_sai": sheet.fit.leave_one_out_m <= sheet.tolerance_m if sheet.tolerance_m else None,
    }


def _metres(value: float | None) -> float | None:
    """Millimetres are as fine as a residual means anything."""
    return None if value is None else round(value, 3)


def _on_paper(metres: float | None, scale: int | None) -> float | None:
    """Metres on the ground as millimetres on the sheet."""
    return None if metres is None or not scale else round(metres * 1000 / scale, 3)


def sheet_frame(sheet: Sheet, epsg: int) -> Polygon | None:
    """The inner frame in the zone ``epsg``, metres (easting, northing); None where it is not placed."""
    if isinstance(sheet, DigitalSheet):
        return _drawn_frame(sheet, epsg)
    if sheet.fit is None:
        return None
    return Polygon(between(sheet.fit.epsg, epsg, to_world(sheet.fit, sheet.frame_px)))


def _drawn_frame(sheet: DigitalSheet, epsg: int) -> Polygon | None:
    source, frame = sheet.epsg, sheet.frame
    if source is None or frame is None:
        return None
    return shapely.transform(frame, lambda points: between(source, epsg, points))


def _point(sheet: MapSheet, point: ControlPoint, epsg: int) -> Row:
    unit_code, number = sheet_key(sheet)
    return {
        **_key(unit_code, number, None),
        "loai": _POINT_KINDS[point.kind],
        "x_px": round(point.x_px, 2),
        "y_px": round(point.y_px, 2),
        "sai_so_m": _metres(point.residual_m),
        "sai_so_mm": _on_paper(point.residual_m, sheet.scale),
        "su_dung": point.used,
        "nguon": str(sheet.source),
        "geom": _point_place(sheet.fit, point, epsg),
    }


def _point_place(fit: Fit | None, point: ControlPoint, epsg: int) -> Point | None:
    """Where the point should be; by the fit where a coordinate is unknown. Without a fit no zone is sure."""
    if fit is None:
        return None
    place = to_world(fit, [[point.x_px, point.y_px]])
    if point.easting_m is not None and point.northing_m is not None:
        place = np.array([[point.easting_m, point.northing_m]])
    return Point(between(fit.epsg, epsg, place)[0])


def _record(record: CommuneRecord) -> Row:
    row = record.record
    return {
        **_key(record.unit_code, record.sheet, record.number),
        "ten_chu": row.owner.value,
        "doi_tuong": row.owner_kind.value,
        "dien_tich": row.area_m2.value,
        "loai_dat": row.code.value,
        "dia_chi": row.place.value,
        "ghi_chu": row.note.value,
        "gach_bo": row.struck,
        "trang_thai": record.status,
        "nguon": str(row.source),
        "khoa": keys.of_row(record),
    }


def _findings(commune: Commune) -> list[Row]:
    places = _places(commune.parcels)
    return [_finding(finding, places) for finding in sorted(commune.findings, key=_finding_order)]


def _places(parcels: Iterable[CommuneParcel]) -> dict[tuple[str, int | None, int], Point]:
    """A point in each numbered parcel; of several with one number, in the first."""
    places: dict[tuple[str, int | None, int], Point] = {}
    for parcel in parcels:
        if parcel.number is not None:
            key = (parcel.unit_code, parcel.sheet, parcel.number)
            places.setdefault(key, parcel.geometry.representative_point())
    return places


def _finding(finding: Finding, places: Mapping[tuple[str, int | None, int], Point]) -> Row:
    place: BaseGeometry | None = Point(finding.place) if finding.place else None
    if place is None and finding.number is not None:
        place = places.get((finding.unit_code, finding.sheet, finding.number))
    return {
        **_key(finding.unit_code, finding.sheet, finding.number),
        "ma": finding.code,
        "muc": findings.level(finding),
        "mo_ta": findings.describe(finding),
        "viec_can_lam": FINDINGS[finding.code].remedy,
        "nguon": _source_text(finding.source),
        "geom": place,
    }


def _source_text(source: Source | None) -> str | None:
    return None if source is None else str(source)
