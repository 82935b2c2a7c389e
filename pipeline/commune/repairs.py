"""What was done to the coverage, as findings that a land officer can read through.

Repairs within the error of drawing are summed up by sheet; a larger one stands alone with its parcel.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.commune.coverage import Coverage, Repair
from pipeline.commune.pieces import Piece
from pipeline.geometries import point_in
from pipeline.model import Finding

_CODES = {"gap": "gap_repaired", "overlap": "overlap_repaired", "lost": "parcel_lost"}
_Group = tuple[str, int, int | None]


def findings(cleaned: Coverage, pieces: Sequence[Piece]) -> list[Finding]:
    """One finding a sheet and kind for all small repairs, one a parcel and kind for larger ones."""
    groups: dict[_Group, list[Repair]] = {}
    alone: list[Finding] = []
    error = {place: pieces[place].area_error_m2 for place in {repair.first for repair in cleaned.repairs}}
    for repair in cleaned.repairs:
        piece = pieces[repair.first]
        if repair.kind == "lost":
            alone += [_lost(repair, piece)] if piece.is_numbered or piece.parcel.label is not None else []
            continue
        small = repair.area_m2 <= error[repair.first]
        key = (repair.kind, piece.sheet_index, None if small else repair.first)
        groups.setdefault(key, []).append(repair)
    return alone + [_summed(key, group, cleaned, pieces) for key, group in groups.items()]


def lost(piece: Piece) -> Finding:
    """The finding of a parcel of which no ground is left."""
    place = point_in(piece.polygon)
    return _lost(Repair("lost", float(piece.polygon.area), place, 0), piece)


def _lost(repair: Repair, piece: Piece) -> Finding:
    key = (piece.parcel.unit_code, piece.parcel.sheet, piece.number)
    values = {"area": repair.area_m2}
    return Finding(_CODES[repair.kind], *key, values, repair.place, piece.parcel.source)


def _summed(key: _Group, group: Sequence[Repair], cleaned: Coverage, pieces: Sequence[Piece]) -> Finding:
    kind, _, alone = key
    places = {repair.first for repair in group} | {repair.second for repair in group} - {None}
    members = [place for place in places if place is not None]
    shapes = [cleaned.polygons[place] for place in members]
    largest = group[int(np.argmax([repair.area_m2 for repair in group]))]
    parcel = pieces[largest.first].parcel
    values = {
        "count": len(group),
        "area": sum(repair.area_m2 for repair in group),
        "parcels": len(members),
        "before": sum(float(pieces[place].polygon.area) for place in members),
        "after": sum(0.0 if shape is None else float(shape.area) for shape in shapes),
    }
    number = None if alone is None else pieces[largest.first].number
    return Finding(_CODES[kind], parcel.unit_code, parcel.sheet, number, values, largest.place, parcel.source)
