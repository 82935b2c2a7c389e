"""Pages about one parcel held against the parcel of their number: area, land use, corners, edges.

A page may be older than the map, so a difference is told with both values and nothing is corrected. Where
the page was read surely, the parcel waits for a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
import shapely
from shapely.geometry import Polygon

from pipeline import crs
from pipeline.commune import beliefs, belonging, opinions, witnesses
from pipeline.commune.belonging import Belonging
from pipeline.commune.edge_lengths import misfit_m
from pipeline.commune.pieces import Piece
from pipeline.commune.tolerance import edge_tolerance_m
from pipeline.communes import AROUND_M, CommuneInfo, commune
from pipeline.geometries import point_in
from pipeline.model import CommuneParcel, Finding, Known, ParcelPage, Reading, Reason, Unit, Value, Values
from pipeline.values import told_code

Verdict = Literal["agrees", "differs", "unread"]
Fate = Literal["accepted", "queued", "refused"]
FATES: tuple[Fate, ...] = ("accepted", "queued", "refused")
# Certificates often print whole square metres, rounded or cut off.
WHOLE_M2 = 1.0
# What is left of the probability that a parcel is right when a page that was read surely contradicts it.
CONTRADICTED = 0.5
AREA, LAND_USE = Reason("area"), Reason("land_use")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that page and parcel both show. It "differs" only where surely read."""

    what: Reason
    verdict: Verdict
    page: Value = None
    parcel: Reason | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What became of each page, the places of parcels that a sure page contradicts, and what is told.

    ``units`` and ``places``: old commune and parcel of each page, nothing where that is not known. ``pages``:
    the pages of each parcel by its place.
    """

    fates: tuple[Fate, ...]
    units: tuple[str, ...]
    places: tuple[int | None, ...]
    contradicted: frozenset[int]
    findings: tuple[Finding, ...]
    pages: Mapping[int, Sequence[ParcelPage]]


@dataclass(frozen=True, slots=True)
class _One:
    """What became of one page; ``place``: that of the parcel it was held against, which it may contradict."""

    fate: Fate
    findings: Sequence[Finding]
    place: int | None = None
    differs: bool = False


@dataclass(frozen=True, slots=True)
class _Map:
    """The parcels as judged, by the place of their piece, and where each number stands."""

    pieces: Sequence[Piece]
    parcels: Mapping[int, CommuneParcel]
    places: Mapping[tuple[str, int, int], list[int]]
    zones: Mapping[str, int]
    epsg: int
    commune: CommuneInfo

    def zone_of(self, unit: str) -> int:
        """The VN-2000 zone of a unit's archive, else the commune's."""
        return self.zones.get(unit, self.epsg)


def hold(
    pages: Sequence[ParcelPage],
    pieces: Sequence[Piece],
    parcels: Mapping[int, CommuneParcel],
    code: str,
    units: Sequence[Unit],
    epsg: int,
) -> Held:
    """Hold each page against its parcel. ``parcels`` are keyed by their place among the ``pieces``."""
    places: dict[tuple[str, int, int], list[int]] = {}
    for place, parcel in parcels.items():
        if parcel.number is not None:
            places.setdefault((parcel.unit_code, parcel.sheet, parcel.number), []).append(place)
    land = _Map(pieces, parcels, places, {unit.code: unit.epsg for unit in units}, epsg, commune(code))
    homes = belonging.of_pages(pages, belonging.here(code, units, pieces), partial(_fitting, land))
    held = [_hold_one(page, home, land) for page, home in zip(pages, homes, strict=True)]
    findings = [
        finding for home, one in zip(homes, held, strict=True) for finding in (*home.findings, *one.findings)
    ]
    of_parcels: dict[int, list[ParcelPage]] = {}
    for page, one in zip(pages, held, strict=True):
        if one.place is not None:
            of_parcels.setdefault(one.place, []).append(page)
    contradicted = frozenset(one.place for one in held if one.place is not None and one.differs)
    return Held(
        fates=tuple(one.fate for one in held),
        units=tuple(home.unit_code for home in homes),
        places=tuple(one.place for one in held),
        contradicted=contradicted,
        findings=tuple(findings),
        pages=of_parcels,
    )


def beside(parcels: Mapping[int, CommuneParcel], held: Held) -> dict[int, CommuneParcel]:
    """The parcels with what their pages say; those that a sure page contradicts wait for a person."""
    return {place: _with_pages(parcel, place, held) for place, parcel in parcels.items()}


def _with_pages(parcel: CommuneParcel, place: int, held: Held) -> CommuneParcel:
    told = [opinion for page in held.pages.get(place, ()) for opinion in opinions.of_page(page)]
    parcel = replace(parcel, opinions=(*parcel.opinions, *told))
    if place not in held.contradicted:
        return parcel
    return replace(parcel, status="can_kiem_tra", confidence=round(parcel.confidence * CONTRADICTED, 3))


def _fitting(land: _Map, page: ParcelPage) -> str | None:
    """The only unit in which sheet, number and area of the page are those of a parcel."""
    fit = {
        unit
        for (unit, sheet, number), places in land.places.items()
        if (sheet, number) == (page.sheet.value, page.number.value)
        and any(_area_is_known(page.area_m2, land.parcels[place]) for place in places)
    }
    return fit.pop() if len(fit) == 1 else None


def _own(page: ParcelPage, unit: str) -> list[Finding]:
    sheet, number = page.sheet.value, page.number.value
    return [replace(each, unit_code=unit, sheet=sheet, number=number) for each in page.findings]


def _hold_one(page: ParcelPage, home: Belonging, land: _Map) -> _One:
    """What becomes of a page, what is told, and the place of the parcel that it contradicts surely.

    A page of another place is refused, be it by its heading or, where that names no commune, by its corners.
    """
    outside = _outside(page, home.unit_code, land)
    if home.elsewhere or (outside and not home.named):
        return _One("refused", outside)
    if outside:
        page = replace(page, outline=None, findings=(*page.findings, *outside))
    if not home.unit_code:
        return _One("queued", _own(page, ""))
    return _hold_here(page, home.unit_code, land)


def _outside(page: ParcelPage, unit: str, land: _Map) -> tuple[Finding, ...]:
    """The finding of corners that lie nowhere near the commune."""
    if page.outline is None:
        return ()
    info = land.commune
    away_m = info.distance_m(crs.between(land.zone_of(unit), info.epsg, page.outline.points))
    if away_m <= AROUND_M:
        return ()
    values: Values = {"page": name_of(page), "distance": away_m / 1000}
    return (Finding("coordinates_outside", values=values, source=page.source),)


def _hold_here(page: ParcelPage, unit: str, land: _Map) -> _One:
    """A page of one of the old communes, against the parcel of its number."""
    sheet, number, own = page.sheet.value, page.number.value, _own(page, unit)
    if sheet is None or number is None:
        return _One("queued", [*own, _unread(page, unit, Reason("sheet_and_parcel_number"))])
    places = land.places.get((unit, sheet, number), [])
    known = beliefs.sure(page.sheet) and beliefs.sure(page.number)
    proven = len(places) == 1 and _area_is_known(page.area_m2, land.parcels[places[0]])
    if len(places) > 1 or not (known or proven):
        return _One("queued", [*own, _unread(page, unit, Reason("sheet_and_parcel_number"))])
    if not places:
        values: Values = {"page": name_of(page), "sheet": sheet}
        lost = Finding("certificate_without_parcel", unit, sheet, number, values, None, page.source)
        return _One("refused", [*own, lost])
    compared = _compare(page, unit, land, places[0])
    findings = [*own, *_told(page, unit, compared, land.pieces[places[0]])]
    differs = any(each.verdict == "differs" for each in compared)
    accepted = not own and _bears_out(compared) and all(each.verdict == "agrees" for each in compared)
    return _One("accepted" if accepted else "queued", findings, places[0], differs)


def _bears_out(compared: Sequence[Comparison]) -> bool:
    """More than the land use agrees, which many parcels share."""
    return any(each.verdict == "agrees" and each.what != LAND_USE for each in compared)


def _unread(page: ParcelPage, unit: str, *what: Reason) -> Finding:
    values = {"what": Reason("read_on", {"what": what, "page": name_of(page)})}
    return Finding("value_unread", unit, page.sheet.value, page.number.value, values, None, page.source)


def name_of(page: ParcelPage) -> Reason:
    """What the page is."""
    name = Reason("page_of_corners" if page.form == "corners" else page.form)
    return Reason("form_of_year", {"form": name, "year": Known(page.issued)}) if page.issued else name


def _told(page: ParcelPage, unit: str, compared: Sequence[Comparison], piece: Piece) -> list[Finding]:
    """One note of all that agrees, a warning for each thing that differs, and what could not be read."""
    place = point_in(piece.polygon)

    def finding(code: str, **values: Value) -> Finding:
        named = {"page": name_of(page), **values}
        return Finding(code, unit, page.sheet.value, page.number.value, named, place, page.source)

    agreed = tuple(each.what for each in compared if each.verdict == "agrees")
    found = [finding("certificate_agrees", what=agreed)] if agreed else []
    for each in compared:
        if each.verdict == "differs":
            found.append(finding("certificate_differs", what=each.what, stated=each.page, map=each.parcel))
    unread = [each.what for each in compared if each.verdict == "unread"]
    told = bool(unread) or _bears_out(compared) or any(each.verdict == "differs" for each in compared)
    unread += [] if told else [AREA]
    return [*found, _unread(page, unit, *unread)] if unread else found


# --- comparisons --------------------------------------------------------------------------------------


def _compare(page: ParcelPage, unit: str, land: _Map, place: int) -> list[Comparison]:
    piece, parcel = land.pieces[place], land.parcels[place]
    zone = land.zone_of(unit)
    found = (
        _compare_area(page, piece, parcel),
        _compare_code(page, parcel),
        _compare_outline(page, piece, (zone, land.epsg)),
        _compare_edges(page, piece),
    )
    return [each for each in found if each is not None]


def _compare_area(page: ParcelPage, piece: Piece, parcel: CommuneParcel) -> Comparison | None:
    """Against label and register to the printed digit; where neither has any, against the drawing."""
    what, stated = AREA, page.area_m2
    if stated.value is None:
        return Comparison(what, "unread") if stated.text else None
    if _area_is_known(stated, parcel):
        return Comparison(what, "agrees")
    if parcel.label_area_m2 is None and parcel.record_area_m2 is None:
        if witnesses.fits(piece, stated.value):
            return Comparison(what, "agrees")
        if (witnesses.scale_sigmas(piece, stated.value) or 0.0) <= witnesses.NEAR_SIGMAS:
            return None
    if not beliefs.sure(stated):
        return Comparison(what, "unread")
    known = {"label": parcel.label_area_m2, "record": parcel.record_area_m2, "drawn": piece.drawn_area_m2}
    on_page = Reason("square_metres", {"area": stated.value})
    return Comparison(what, "differs", on_page, Reason("areas_on_map", known))


def _area_is_known(stated: Reading[float], parcel: CommuneParcel) -> bool:
    """The page's area is the label's or the register's, to the digit that the page prints."""
    if stated.value is None:
        return False
    whole = stated.value.is_integer() and not any(mark in stated.text for mark in ",.")
    return any(
        beliefs.same_area(stated.value, known)
        or (whole and known is not None and abs(stated.value - known) < WHOLE_M2)
        for known in (parcel.label_area_m2, parcel.record_area_m2)
    )


def _compare_code(page: ParcelPage, parcel: CommuneParcel) -> Comparison | None:
    what, stated = LAND_USE, page.code
    known = [code for code in (parcel.label_code, parcel.record_code) if code is not None]
    if stated.value is None:
        return Comparison(what, "unread") if stated.text else None
    if not known:
        return None
    if any(_uses(code) == _uses(stated.value) for code in known):
        return Comparison(what, "agrees")
    if not beliefs.sure(stated):
        return Comparison(what, "unread")
    on_map = {"label": told_code(parcel.label_code), "record": told_code(parcel.record_code)}
    return Comparison(what, "differs", told_code(stated.value), Reason("land_uses_on_map", on_map))


def _uses(code: str) -> frozenset[str]:
    return frozenset(code.split("+"))


def _compare_outline(page: ParcelPage, piece: Piece, zones: tuple[int, int]) -> Comparison | None:
    """Overlap and greatest distance of the page's corners; ``zones`` are the page's and the commune's."""
    what = Reason("outline_by_corners")
    if page.outline is None:
        return None
    outline = Polygon(crs.between(*zones, page.outline.points))
    if not outline.is_valid:
        return Comparison(what, "unread")
    limit = edge_tolerance_m(piece.scale, piece.scale)
    distance = float(shapely.hausdorff_distance(outline.boundary, piece.polygon.boundary))
    if distance <= limit:
        return Comparison(what, "agrees")
    if not page.outline.proven:
        return Comparison(what, "unread")
    both = float(outline.union(piece.polygon).area)
    overlap = float(outline.intersection(piece.polygon).area) / both if both else 0.0
    on_map = Reason("outline_on_map", {"overlap": overlap, "distance": distance, "limit": limit})
    return Comparison(what, "differs", Reason("corners", {"count": len(page.outline.points)}), on_map)


def _compare_edges(page: ParcelPage, piece: Piece) -> Comparison | None:
    """Edges in their order against the traced corners; a contradiction only where all of them together are.

    Corners on a straight boundary are not always traced, so edges that find no corners prove nothing.
    """
    what, outline = Reason("lengths_of_edges"), piece.polygon
    if not page.edges_m or not isinstance(outline, Polygon):
        return None
    if not all(beliefs.sure(edge) for edge in page.edges_m):
        return Comparison(what, "unread")
    edges = np.array([edge.value for edge in page.edges_m], np.float64)
    limit = edge_tolerance_m(piece.scale, piece.scale)
    around, stated = float(outline.exterior.length), float(edges.sum())
    if abs(around - stated) > limit * np.sqrt(len(edges)):
        on_page, on_map = Reason("metres", {"length": stated}), Reason("perimeter", {"length": around})
        return Comparison(what, "differs", on_page, on_map)
    return Comparison(what, "agrees") if misfit_m(outline, edges) <= limit else None
