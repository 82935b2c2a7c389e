"""The faces of all sheets as one coverage, and which of them are parcels."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import Polygon

from pipeline.commune import calibration, coverage, edges, ledger, repairs
from pipeline.commune.pieces import Piece
from pipeline.commune.rings import polygonal
from pipeline.geometries import point_in
from pipeline.model import Finding, FloatArray, Reason

# Gap between two digitized outlines of one line: 0.3 mm error of each. Two lines that a surveyor drew as
# two are at least 0.2 mm apart and 0.5 m on the ground (Circular 25/2014, App. 01.I.6.2, Art. 16(9.4)).
GAP_MM = 0.6
# An unread face is a parcel if its size is like that of the others, and it is no strip.
SMALLEST_SHARE = 0.25
LARGEST_SHARE = 1.5
# 4 pi area / outline²: 0.785 for a square, 0.18 for a strip 1 : 15.
LEAST_ROUNDNESS = 0.2


@dataclass(frozen=True, slots=True)
class Land:
    """Parcels and other objects that overlap nowhere, the faces that are neither, and what was found."""

    parcels: list[Piece]
    objects: list[Piece]
    gone: ledger.Gone
    findings: list[Finding]


def sort_out(pieces: Sequence[Piece], contested: Collection[int] = ()) -> Land:
    """The pieces of all sheets, those of one parcel joined; every one ends in ``Land``.

    ``contested`` are the indices of sheets whose place another source contradicts: they change nothing of
    the others, and have what ground those leave.
    """
    settled = edges.settle([piece for piece in pieces if piece.sheet_index not in contested])
    covered = cover(settled.pieces)
    yielding = edges.settle([piece for piece in pieces if piece.sheet_index in contested])
    left, told = _left_by(covered.pieces, yielding.pieces)
    rest = cover(left)
    parcels, objects, slivers = _sorted_out([*covered.pieces, *rest.pieces])
    findings = [*settled.findings, *covered.findings, *yielding.findings, *told, *rest.findings]
    findings += [_unlabelled(piece) for piece in parcels if not piece.is_numbered]
    findings += [_set_aside(piece) for piece in objects if not _looks_like_a_road(piece)]
    gone = ledger.Gone(
        settled.parts_joined + yielding.parts_joined,
        len(settled.removed) + len(yielding.removed),
        covered.lost + rest.lost + len(yielding.pieces) - len(left),
        slivers,
    )
    return Land(calibration.calibrated(parcels), objects, gone, findings)


def _left_by(others: Sequence[Piece], pieces: Sequence[Piece]) -> tuple[list[Piece], list[Finding]]:
    """The pieces without the ground of others; a numbered one of which nothing is left is told."""
    taken = shapely.union_all([piece.polygon for piece in others]) if pieces else Polygon()
    left = [replace(piece, polygon=polygonal(piece.polygon.difference(taken))) for piece in pieces]
    gone = [piece for piece, rest in zip(pieces, left, strict=True) if rest.polygon.is_empty]
    told = [repairs.lost(piece) for piece in gone if piece.is_numbered]
    return [piece for piece in left if not piece.polygon.is_empty], told


@dataclass(frozen=True, slots=True)
class Covered:
    """Pieces that overlap nowhere, how many had no ground left, and what was repaired."""

    pieces: list[Piece]
    lost: int
    findings: list[Finding]


def cover(pieces: Sequence[Piece]) -> Covered:
    """The pieces as one coverage; numbered parcels win ground from unread faces, those from objects."""
    ranks = [rank(piece) for piece in pieces]
    gaps = [GAP_MM * piece.scale / 1000 for piece in pieces]
    cleaned = coverage.clean([piece.polygon for piece in pieces], ranks, gaps)
    kept = [
        replace(piece, polygon=polygon)
        for piece, polygon in zip(pieces, cleaned.polygons, strict=True)
        if polygon is not None
    ]
    return Covered(kept, len(pieces) - len(kept), repairs.findings(cleaned, pieces))


def rank(piece: Piece) -> int:
    """Who wins ground that two have: the lower one."""
    return 0 if piece.is_numbered else 2 if piece.parcel.kind == "object" else 1


def _sorted_out(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece], int]:
    """Parcels, objects, and how many unread slivers are neither."""
    sizes = np.array(
        [piece.polygon.area for piece in pieces if piece.is_numbered and piece.label_is_plausible]
    )
    parcels, objects, slivers = [], [], 0
    for piece in pieces:
        if _is_parcel(piece, sizes):
            parcels.append(piece)
        elif piece.parcel.kind == "unknown" and _is_sliver(piece):
            slivers += 1
        else:
            objects.append(piece)
    return parcels, objects, slivers


def _is_parcel(piece: Piece, sizes: FloatArray) -> bool:
    """A numbered face, unless it is a road into which somebody's label fell; an unread one by its looks."""
    area, compact = float(piece.polygon.area), _is_compact(piece)
    if piece.is_numbered:
        return piece.label_is_plausible or compact
    usual = not len(sizes) or SMALLEST_SHARE * sizes.min() <= area <= LARGEST_SHARE * sizes.max()
    return compact and (piece.parcel.kind == "part" or (piece.parcel.kind == "unknown" and usual))


def _is_compact(piece: Piece) -> bool:
    return bool(4 * np.pi * piece.polygon.area > LEAST_ROUNDNESS * piece.polygon.length**2)


def _looks_like_a_road(piece: Piece) -> bool:
    """A strip in which nothing is written, or what tracing found to be an object."""
    return piece.parcel.kind == "object" or (piece.parcel.kind == "unknown" and not _is_compact(piece))


def _is_sliver(piece: Piece) -> bool:
    """Narrower than the error of drawing allows to tell from nothing."""
    return 2 * piece.polygon.area < GAP_MM * piece.scale / 1000 * piece.polygon.length


def _unlabelled(piece: Piece) -> Finding:
    kind = "part_without_parcel" if piece.parcel.kind == "part" else "face_without_label"
    values = {"area": float(piece.polygon.area)}
    key = (piece.parcel.unit_code, piece.parcel.sheet, None)
    return Finding(kind, *key, values, point_in(piece.polygon), piece.parcel.source)


def _set_aside(piece: Piece) -> Finding:
    """A part, an unread or a labelled face that does not look like land of a parcel went to the objects."""
    if piece.parcel.kind != "parcel":
        return _unlabelled(piece)
    key = (piece.parcel.unit_code, piece.parcel.sheet, piece.number)
    values = {"what": Reason("label_on_strip")}
    return Finding("value_unread", *key, values, point_in(piece.polygon), piece.parcel.source)
