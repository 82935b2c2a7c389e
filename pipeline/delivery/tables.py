"""The commune as rows of the delivery's layers, in an order that does not depend on the run.

Text in a row is typed by where it comes from: ``Known`` is out of our own tables and lists, bare text was
read and is in no public edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from pipeline import findings, keys, sheet_code
from pipeline.catalogue import FINDINGS
from pipeline.crs import between
from pipeline.delivery import layers
from pipeline.delivery.certificate_rows import certificate_row
from pipeline.delivery.frames import framed, multi
from pipeline.delivery.gathered import gathered
from pipeline.delivery.layers import Layer
from pipeline.delivery.numbering import renumbering
from pipeline.delivery.origins import origin_rows
from pipeline.delivery.outline_rows import outline_rows
from pipeline.delivery.references import places_of, references
from pipeline.delivery.search import with_search
from pipeline.model import (
    Certificate,
    Commune,
    CommuneObject,
    CommuneParcel,
    CommuneRecord,
    ControlPoint,
    DigitalSheet,
    Finding,
    Fit,
    Known,
    MapSheet,
    Opinion,
    Reason,
    Sheet,
    unit_code_of,
)
from pipeline.sheets.control import to_world
from pipeline.values import OWNER_KINDS, told_code

Row = dict[str, Any]
Rows = dict[Layer, list[Row]]
_GROUPS = {"usable": 1, "correct": 2, "redo": 3}
_LAST = 1 << 30  # rows without a number stand behind those with one
_POINT_KINDS = {
    "cross": "mat_luoi",
    "corner": "goc_khung",
    "tick": "vach_khung",
    "person": "nguoi_dat",
    "edge": "mep_chung",
}


def layer_rows(commune: Commune) -> Rows:
    """The rows of each layer; a text cell is a value that each edition puts into words in its own way."""
    sheets, outlines = sorted_sheets(commune), commune.paper_outlines
    rows: Rows = {
        layers.PARCELS: _in_shape([_parcel(parcel) for parcel in _sorted_parcels(commune)]),
        layers.OBJECTS: _in_shape([_object(thing) for thing in sorted(commune.objects, key=_object_order)]),
        layers.SHEETS: _in_shape([_sheet(sheet, commune.epsg) for sheet in sheets]),
        layers.POINTS: [
            _point(sheet, point, commune.epsg)
            for sheet in sheets
            if isinstance(sheet, MapSheet)
            for point in sheet.points
        ],
        layers.ORIGINS: _in_shape(origin_rows(commune, _things(commune))),
        layers.RECORDS: [_record(record) for record in commune.records],
        layers.CERTIFICATES: [
            {**_key(each.unit_code, each.sheet, each.number), **certificate_row(each)}
            for each in _sorted_certificates(commune)
        ],
        layers.PAPER_OUTLINES: _in_shape(
            [
                {**_key(each.unit_code, each.sheet, each.number), **row}
                for each, row in zip(outlines, outline_rows(outlines), strict=True)
            ]
        ),
        layers.PICTURES: [],  # cut where the sheets' pictures are
        layers.FINDINGS: _findings(commune),
    }
    own = {"ma_xa": _known(code(commune.code))}
    renumber = renumbering(commune.numbers)
    told = {layer: [{**own, **renumber(row)} for row in members] for layer, members in rows.items()}
    parcels, records = with_search(told[layers.PARCELS], told[layers.RECORDS])
    return {**told, layers.PARCELS: parcels, layers.RECORDS: records}


def _things(commune: Commune) -> Iterator[tuple[Row, Sequence[Opinion]]]:
    """What opinions speak of, named as in its own layer."""
    for parcel in _sorted_parcels(commune):
        named = {**_key(parcel.unit_code, parcel.sheet, parcel.number), "khoa": _known(parcel.key)}
        yield {**named, "lop": Known(layers.PARCELS.name)}, parcel.opinions
    for record in commune.records:
        named = {**_key(record.unit_code, record.sheet, record.number), "khoa": keys.of_row(record)}
        yield {**named, "lop": Known(layers.RECORDS.name)}, record.opinions


def tables(commune: Commune) -> dict[str, pd.DataFrame]:
    """The layers of the edition for authorised officers, by name."""
    return framed(layer_rows(commune), commune.epsg, references(commune).in_full)


def _in_shape(rows: list[Row]) -> list[Row]:
    """The rows with MultiPolygons for their shapes."""
    shapes = multi([row["geom"] for row in rows])
    return [{**row, "geom": shape} for row, shape in zip(rows, shapes, strict=True)]


def _known(text: str | None) -> Known | None:
    """Text out of our own tables and lists."""
    return Known(text) if text else None


def code(unit_code: str) -> str | None:
    """A unit's code with its five digits; None where the unit is not known."""
    return unit_code.zfill(5) if unit_code else None


def sheet_key(sheet: Sheet) -> tuple[str, int | None]:
    """Old commune and sheet number, by which parcels and findings name a sheet."""
    return (unit_code_of(sheet.unit), sheet.number)


def _key(unit_code: str, sheet: int | None, number: int | None) -> Row:
    return {"ma_xa_cu": _known(code(unit_code)), "so_hieu_to_ban_do": sheet, "so_thu_tu_thua": number}


# --- order --------------------------------------------------------------------------------------------


def _order(unit_code: str, sheet: int | None, number: int | None) -> tuple[str, int, int]:
    return (unit_code, _LAST if sheet is None else sheet, _LAST if number is None else number)


def _sorted_parcels(commune: Commune) -> list[CommuneParcel]:
    return sorted(commune.parcels, key=lambda parcel: _order(parcel.unit_code, parcel.sheet, parcel.number))


def _sorted_certificates(commune: Commune) -> list[Certificate]:
    return sorted(commune.certificates, key=lambda each: _order(each.unit_code, each.sheet, each.number))


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


def _parcel(parcel: CommuneParcel) -> Row:
    return {
        **_key(parcel.unit_code, parcel.sheet, parcel.number),
        "dien_tich": parcel.area_m2,
        "dien_tich_ban_do": parcel.label_area_m2,
        "dien_tich_phap_ly": parcel.record_area_m2,
        "loai_dat": told_code(parcel.code),
        "loai_dat_ban_do": told_code(parcel.label_code),
        "loai_dat_ho_so": told_code(parcel.record_code),
        "dia_chi": parcel.place,
        "trang_thai": Known(parcel.status),
        **_accepted(parcel),
        "do_tin_cay": round(parcel.confidence, 4),
        "nguon": parcel.sources,
        "ma_dinh_danh": _known(parcel.identifier),
        "khoa": _known(parcel.key),
        "nhom": _GROUPS[parcel.group],
        "geom": parcel.geometry,
    }


def _accepted(thing: CommuneParcel | CommuneRecord) -> Row:
    """Who accepted a parcel or row; nobody did while it waits."""
    if thing.decided is None:
        return {"xac_nhan": None if thing.status == "can_kiem_tra" else Known("may")}
    by, on = Known(thing.decided.by), Known(thing.decided.on)
    return {"xac_nhan": by, "nguoi_xac_nhan": thing.decided.who, "ngay_xac_nhan": on}


def _object(thing: CommuneObject) -> Row:
    return {
        **_key(thing.unit_code, thing.sheet, thing.number),
        "loai_dat": told_code(thing.code),
        "dien_tich": round(float(thing.geometry.area), 1),
        "nguon": thing.sources,
        "khoa": _known(thing.key),
        "geom": thing.geometry,
    }


def _sheet(sheet: Sheet, epsg: int) -> Row:
    unit_code, number = sheet_key(sheet)
    return {
        **_key(unit_code, number, None),
        "ten_xa_cu": Known(f"{sheet.unit.kind} {sheet.unit.name}") if sheet.unit else None,
        "ten_huyen_cu": Known(sheet.unit.district) if sheet.unit else None,
        "ten_tinh_cu": Known(sheet.unit.province) if sheet.unit else None,
        "ma_hieu_manh": _sheet_code(sheet.sheet_code),
        "ty_le": sheet.scale,
        "trang_thai": Known("da_dinh_vi" if sheet.epsg else "chua_dinh_vi"),
        "so_diem": sum(point.used for point in sheet.points),
        "nguon": (sheet.source,),
        "ly_do": sheet.unplaced_reason,
        "geom": sheet_frame(sheet, epsg),
        **(_survey(sheet) if isinstance(sheet, DigitalSheet) else _fit(sheet)),
    }


def _sheet_code(text: str) -> Known | str:
    """A sheet number in its own form; what has another was read."""
    code = sheet_code.parse(text)
    return Known(str(code)) if code else text


def _survey(sheet: DigitalSheet) -> Row:
    if sheet.epsg is None:
        return {}
    return {
        "he_toa_do": Known(f"EPSG:{sheet.epsg}"),
        "kieu_nan": Known("digital"),
        "he_khai_bao": _known(sheet.declared),
    }


def _fit(sheet: MapSheet) -> Row:
    if sheet.fit is None:
        return {}
    return {
        "he_toa_do": Known(f"EPSG:{sheet.fit.epsg}"),
        "kieu_nan": Known(sheet.fit.kind),
        "sai_so_m": _metres(sheet.fit.rms_m),
        "sai_so_kiem_tra_m": _metres(sheet.fit.error_m),
        "sai_so_kiem_tra_mm": _on_paper(sheet.fit.error_m, sheet.scale),
        "han_sai_m": sheet.tolerance_m or None,
        "trong_han_sai": sheet.fit.error_m <= sheet.tolerance_m if sheet.tolerance_m else None,
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
        "loai": Known(_POINT_KINDS[point.kind]),
        "x_px": round(point.x_px, 2),
        "y_px": round(point.y_px, 2),
        "sai_so_m": _metres(point.residual_m),
        "sai_so_mm": _on_paper(point.residual_m, sheet.scale),
        "su_dung": point.used,
        "nguon": (sheet.source,),
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
        "doi_tuong": _owner_kind(row.owner_kind.value),
        "dien_tich": row.area_m2.value,
        "loai_dat": told_code(row.code.value),
        "dia_chi": row.place.value,
        "dia_chi_chac": _is_sure(record),
        "ghi_chu": row.note.value,
        "gach_bo": row.struck,
        "trang_thai": Known(record.status),
        **_accepted(record),
        "nguon": (row.source,),
        "khoa": keys.of_row(record),
    }


def _is_sure(record: CommuneRecord) -> bool | None:
    """Of the place: two readers agreed, or other rows, or it was no machine; None where no place was read."""
    place = record.record.place
    if place.value is None:
        return None
    return place.agreed or place.by != "machine" or record.decided is not None


def _owner_kind(text: str | None) -> Known | str | None:
    return Known(text) if text in OWNER_KINDS else text


def _findings(commune: Commune) -> list[Row]:
    places = _places(commune.parcels)
    return [_finding(finding, places) for finding in sorted(gathered(commune.findings), key=_finding_order)]


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
        "ma": Known(finding.code),
        "muc": Known(findings.level(finding)),
        "mo_ta": Reason(finding.code, finding.values),
        "viec_can_lam": Known(FINDINGS[finding.code].remedy),
        "nguon": places_of(finding),
        "geom": place,
    }
