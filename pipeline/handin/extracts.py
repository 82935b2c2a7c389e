"""Extracts of the map (trích lục), a file a parcel: sketch, corners, lengths of edges, neighbours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from pipeline.crs import central_meridian_text
from pipeline.delivery.layers import GEOMETRY_COLUMN
from pipeline.geometries import as_array
from pipeline.handin.dossiers import Dossier, Row
from pipeline.handin.mapping import ExtractForm
from pipeline.handin.pages import BOLD, ITALIC, Page, width_mm, wrapped
from pipeline.model import Commune, FloatArray
from pipeline.sheet_code import SCALES

_A4_MM = (210.0, 297.0)
_LEFT_MM, _RIGHT_MM, _LINE_MM = 25.0, 190.0, 7.0
_BOX_MM = (95.0, 95.0)
_INSET_MM = 12.0  # of the sketch, for numbers of corners and neighbours
_TABLE_MM = (12.0, 21.0, 20.0, 16.0)
_ROW_MM, _SMALL_PT = 4.4, 8.5
_SAME_M = 0.05  # a line that lies so near to the land's own is the same
_FIRST_ROWS, _LATER_ROWS = 20, 55
_BESIDE_MM = 4.0  # a neighbour's number stands so far outside the edge
_STUB_MM = 7.0  # so far their boundaries are drawn, as on the specimen of the form
_CORNER_MM = 2.6  # from a corner to its number
_LABEL_PT, _BAR_PAST_MM, _CODE_GAP_MM = 9.0, 1.0, 1.2


@dataclass(frozen=True, slots=True)
class Atlas:
    """All land of a commune, to find neighbours by; ``names`` are numbers, or land uses of what has none."""

    commune: Commune
    tree: shapely.STRtree
    names: tuple[str, ...]


def atlas(commune: Commune, dossiers: Sequence[Dossier]) -> Atlas:
    """The land of all dossiers that have a shape."""
    lands = [each.land for each in dossiers if each.land is not None]
    names = tuple(str(land.get("so_thu_tu_thua", land.get("loai_dat", ""))) for land in lands)
    return Atlas(commune, shapely.STRtree(as_array(land[GEOMETRY_COLUMN] for land in lands)), names)


def write_extract(path: Path, form: ExtractForm, dossier: Dossier, around: Atlas) -> None:
    """Write the extract of a piece of land. Raises OSError, MissingToolError without fonts."""
    land = dossier.land or {}
    shape = max(shapely.get_parts(land[GEOMETRY_COLUMN]), key=shapely.area)
    corners = corners_of(shape)
    scale = scale_of(corners)
    page = Page(path, _A4_MM, form.title)
    if not dossier.is_checked:  # below everything else
        page.turned((105, 150), 35, form.unchecked, 54, grey=0.85)
    y = _write_lines(page, form, dossier, around.commune)
    page.text((_LEFT_MM, y), form.sketch.format(scale=scale), 11)
    page.text((_LEFT_MM + _BOX_MM[0] + 5, y), form.corners, 11)
    _surroundings(page, (_LEFT_MM, y + 3), (shape, corners, scale), around)
    _sketch(page, form, (_LEFT_MM, y + 3), (shape, corners, scale))
    _neighbours(page, (_LEFT_MM, y + 3), (shape, corners, scale), around)
    _label(page, (_LEFT_MM, y + 3), (shape, corners, scale), land)
    _table(page, form, (_LEFT_MM + _BOX_MM[0] + 5, y + 3), corners)
    meridian = central_meridian_text(around.commune.epsg)
    page.text((_LEFT_MM, y + _BOX_MM[1] + 8), form.system.format(meridian=meridian), 9, ITALIC)
    _signatures(page, form, y + _BOX_MM[1] + 22)
    _further_corners(page, form, corners)
    page.close()


def corners_of(shape: Polygon) -> FloatArray:
    """Corners (n, 2) of the outer ring, (easting, northing), clockwise from the farthest to the north-west.

    So are they numbered in the extract of QGIS (``CORNERS`` of ``delivery.styles``), too.
    """
    points = shapely.get_coordinates(shapely.orient_polygons(shape, exterior_cw=True).exterior)[:-1]
    first = int(np.argmin(points[:, 0] - points[:, 1]))
    return np.asarray(np.roll(points, -first, axis=0), np.float64)


def edges_m(corners: FloatArray) -> FloatArray:
    """Length of the edge from each corner to the next."""
    return np.asarray(np.hypot(*(np.roll(corners, -1, axis=0) - corners).T), np.float64)


def scale_of(corners: FloatArray) -> int:
    """The largest scale of the circular at which the land fits the sketch; beyond the last, in thousands."""
    width, height = np.ptp(corners, axis=0)
    room = (_BOX_MM[0] - 2 * _INSET_MM, _BOX_MM[1] - 2 * _INSET_MM)
    least = max(width * 1000 / room[0], height * 1000 / room[1])
    return next((scale for scale in SCALES if scale >= least), math.ceil(least / 1000) * 1000)


Drawn = tuple[Polygon, FloatArray, int]


def _on_paper(at_mm: tuple[float, float], drawn: Drawn, points: FloatArray) -> FloatArray:
    """Places (n, 2) on the page, mm, of points of the ground; the land lies in the middle of its box."""
    _, corners, scale = drawn
    middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    shifted = (points - middle) * (1000 / scale) * (1, -1)
    return np.asarray(shifted + np.array(at_mm) + np.array(_BOX_MM) / 2, np.float64)


def _write_lines(page: Page, form: ExtractForm, dossier: Dossier, commune: Commune) -> float:
    page.centred((page.size_mm[0] / 2, 25), form.title, 14, BOLD)
    facts = _facts(form, dossier, commune)
    y = 38.0
    for line in form.lines:
        for part in wrapped(line.format_map(facts), _RIGHT_MM - _LEFT_MM, 12):
            page.text((_LEFT_MM, y), part, 12)
            y += _LINE_MM
    return y


def _facts(form: ExtractForm, dossier: Dossier, commune: Commune) -> dict[str, Any]:
    land = dossier.land or {}
    holders = dict.fromkeys(row["ten_chu"] for row in dossier.records if "ten_chu" in row)
    area, legal = _area(land), land.get("dien_tich_phap_ly")
    use, legal_use = land.get("loai_dat"), land.get("loai_dat_ho_so")
    changes = []
    if legal is not None and area is not None and abs(area - legal) > 0.05:  # printed to 0.1 m²
        changes.append(form.changed_area.format(area=_number(legal, 1)))
    if None not in (use, legal_use) and use != legal_use:
        changes.append(form.changed_use.format(use=legal_use))
    told = {
        "so_thu_tu_thua": land.get("so_thu_tu_thua"),
        "so_hieu_to_ban_do": land.get("so_hieu_to_ban_do"),
        "dien_tich": None if area is None else _number(area, 1),
        "loai_dat": use,
        "ten_chu": "; ".join(holders) or None,
        "dia_chi_chu": _address(dossier),
        "noi_lap": _drawn_in(form, commune, land.get("ma_xa_cu")),
        "thay_doi": "; ".join(changes) or None,
    }
    return {"xa": commune.name} | {
        name: form.blank if value is None else value for name, value in told.items()
    }


def _area(land: Row) -> float | None:
    """As the map prints it, which is what the law goes by; as it is drawn where nothing is printed."""
    area: float | None = land.get("dien_tich_ban_do", land.get("dien_tich"))
    return area


def _address(dossier: Dossier) -> str | None:
    """The holder's, where an undisputed certificate states it."""
    certificate = None if dossier.has_doubtful_certificate else dossier.certificate
    return None if certificate is None else certificate.get("dia_chi_chu")


def _drawn_in(form: ExtractForm, commune: Commune, unit_code: str | None) -> str | None:
    """The unit of the sheet as it was called then: numbers of sheets begin anew in each."""
    units = (sheet.unit for sheet in commune.sheets)
    unit = next((unit for unit in units if unit is not None and unit.code == unit_code), None)
    if unit is None:
        return None
    return form.drawn_in.format(
        kind=unit.kind, name=unit.name, district=unit.district, province=unit.province
    )


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


def _sketch(page: Page, form: ExtractForm, at_mm: tuple[float, float], drawn: Drawn) -> None:
    _, corners, _ = drawn
    page.box(at_mm, _BOX_MM)
    places = _on_paper(at_mm, drawn, np.vstack([corners, corners[:1]]))
    page.line(*map(tuple, places.tolist()), width_pt=0.8)
    middle = places[:-1].mean(axis=0)
    written: list[FloatArray] = []
    for number, place in enumerate(places[:-1], 1):
        page.dot((float(place[0]), float(place[1])), 0.4)
        away = place - middle
        step = away / max(float(np.hypot(*away)), 1e-6) * _CORNER_MM
        text = place + step
        while any(float(np.hypot(*(text - other))) < _CORNER_MM for other in written):
            text = text + step  # corners lie close: numbers stand one behind the other
        written.append(text)
        page.centred((float(text[0]), float(text[1]) + 1), str(number), 7)
    east, top = at_mm[0] + _BOX_MM[0] - 6, at_mm[1] + 5
    page.line((east, top + 10), (east, top), width_pt=0.8)
    page.line((east - 1, top + 2.5), (east, top), (east + 1, top + 2.5), width_pt=0.8)
    page.centred((east + 3, top + 6), form.north, 10, BOLD)


def _surroundings(page: Page, at_mm: tuple[float, float], drawn: Drawn, around: Atlas) -> None:
    """The boundaries of neighbours as far as they are near, in thin lines."""
    shape, _, scale = drawn
    near = shape.buffer(_STUB_MM * scale / 1000)
    for place in around.tree.query(near, predicate="intersects").tolist():
        beside = shapely.boundary(around.tree.geometries[place])
        stubs = shapely.difference(shapely.intersection(beside, near), shapely.buffer(shape, _SAME_M))
        for part in shapely.get_parts(shapely.line_merge(stubs)):
            if isinstance(part, LineString):
                page.line(
                    *map(tuple, _on_paper(at_mm, drawn, shapely.get_coordinates(part)).tolist()), width_pt=0.3
                )


def _neighbours(page: Page, at_mm: tuple[float, float], drawn: Drawn, around: Atlas) -> None:
    """The number of what lies on the other side of each edge, once beside the longest edge it shares."""
    shape, corners, scale = drawn
    following = np.roll(corners, -1, axis=0)
    lengths = edges_m(corners)
    best: dict[int, tuple[float, FloatArray]] = {}
    reach_m = _BESIDE_MM * scale / 1000
    for start, end, length in zip(corners, following, lengths, strict=True):
        if length <= 0:
            continue
        outward = np.array([-(end - start)[1], (end - start)[0]]) / length  # clockwise: outside is left
        beside = (start + end) / 2 + outward * reach_m
        found = around.tree.query(shapely.points((start + end) / 2 + outward * 0.3), predicate="within")
        for place in found.tolist():
            if not shapely.contains_xy(shape, *beside) and length > best.get(place, (0.0, beside))[0]:
                best[place] = (float(length), beside)
    for place, (_, beside) in best.items():
        ((x, y),) = _on_paper(at_mm, drawn, beside[None]).tolist()
        page.centred((x, y + 1), around.names[place], 8, ITALIC)


def _label(page: Page, at_mm: tuple[float, float], drawn: Drawn, land: Row) -> None:
    """Land use, number over area; the middle of them all stands deep inside the land."""
    deep = shapely.get_coordinates(shapely.maximum_inscribed_circle(drawn[0]))[:1]
    ((x, y),) = _on_paper(at_mm, drawn, deep).tolist()
    number, area = str(land.get("so_thu_tu_thua", "")), _number(_area(land) or 0.0, 1)
    code = land.get("loai_dat", "")
    bar = max(width_mm(number, _LABEL_PT), width_mm(area, _LABEL_PT)) + 2 * _BAR_PAST_MM
    before = width_mm(code, _LABEL_PT) + _CODE_GAP_MM if code else 0.0
    west = x - (bar + before) / 2 + before
    page.line((west, y), (west + bar, y))
    page.centred((west + bar / 2, y - 1), number, _LABEL_PT)
    page.centred((west + bar / 2, y + 3.4), area, _LABEL_PT)
    page.right((west - _CODE_GAP_MM, y + 1), code, _LABEL_PT)


def _table(page: Page, form: ExtractForm, at_mm: tuple[float, float], corners: FloatArray) -> None:
    _rows(page, form, at_mm, _lines_of(corners)[:_FIRST_ROWS])


def _further_corners(page: Page, form: ExtractForm, corners: FloatArray) -> None:
    """What the table of the first page has no room for."""
    rest = _lines_of(corners)[_FIRST_ROWS:]
    while rest:
        page.next()
        page.text((_LEFT_MM, 20), form.corners, 11)
        _rows(page, form, (_LEFT_MM, 25), rest[:_LATER_ROWS])
        rest = rest[_LATER_ROWS:]


def _lines_of(corners: FloatArray) -> list[list[str]]:
    """Number, X (northing), Y (easting) and the edge to the next corner, rounded as printed."""
    rows = zip(corners, edges_m(corners), strict=True)
    return [
        [str(number), _number(north, 2), _number(east, 2), _number(edge, 2)]
        for number, ((east, north), edge) in enumerate(rows, 1)
    ]


def _rows(page: Page, form: ExtractForm, at_mm: tuple[float, float], lines: Sequence[Sequence[str]]) -> None:
    for place, cells in enumerate([form.corner_head, *lines]):
        x, y = at_mm[0], at_mm[1] + place * _ROW_MM
        for cell, width in zip(cells, _TABLE_MM, strict=True):
            page.box((x, y), (width, _ROW_MM))
            page.centred((x + width / 2, y + _ROW_MM - 1.2), cell, _SMALL_PT, BOLD if place == 0 else ITALIC)
            x += width


def _signatures(page: Page, form: ExtractForm, y: float) -> None:
    for x, lines in ((60.0, ("", *form.left_signature)), (148.0, form.right_signature)):
        for place, line in enumerate(lines):
            page.centred((x, y + place * 6), line, 11, BOLD if place == 1 else ITALIC)
