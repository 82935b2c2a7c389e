"""Parcels that the sheet's edge cuts in two, put together again.

Circular 25/2014, Art. 16(4): a parcel that the extended frame cannot hold carries number, area and code
on the sheet with the larger part; the smaller part carries the code alone, or nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPolygon, Polygon

from pipeline.commune import beliefs, rings
from pipeline.commune.pieces import Piece
from pipeline.commune.tolerance import edge_tolerance_m
from pipeline.geometries import as_array, point_in
from pipeline.model import Finding, Values

# Share of the two cut sides that must lie along each other.
FACING = 0.4
FACING_WHERE_SHORT = 0.2
FACING_WITHOUT_AREA = 0.85
# Standard errors of the drawn area within which a union explains the printed area.
AREA_SIGMAS = 4.0


@dataclass(frozen=True, slots=True)
class _Bond:
    """A part that may belong to a target; ``share`` of the cut sides lies along each other."""

    part: int
    target: int
    share: float
    area_gain: float

    @property
    def gain(self) -> float:
        """Orders the bonds, larger first."""
        return self.share + self.area_gain


def rejoined(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Finding]]:
    """The pieces with parts joined to the numbered parcels that they were cut from; each joint is told.

    In rounds: at a corner of four sheets a part may touch another part of its parcel alone. Parts that the
    fit of the sides does not place, as of a ditch along the edge, go where no other parcel can be meant.
    """
    findings: list[Finding] = []
    result = list(pieces)
    while True:
        shapes = rings.mended(as_array(piece.polygon for piece in result))
        bonds = _bonds(result, shapes)
        joined = _chosen(result, shapes, _fitting(result, bonds))
        joined = joined or _chosen(result, shapes, _only_ones(result, bonds))
        if not joined:
            return result, findings
        result, told = _joined(result, shapes, joined)
        findings += told


def _chosen(
    pieces: Sequence[Piece], shapes: npt.NDArray[np.object_], bonds: Sequence[_Bond]
) -> dict[int, list[int]]:
    """The parts that each target takes, best bonds first, as long as its printed area has room."""
    joined: dict[int, list[int]] = {}
    taken: set[int] = set()
    for bond in sorted(bonds, key=lambda bond: -bond.gain):
        if bond.part in taken or bond.target in taken or bond.part in joined:
            continue
        so_far = [bond.target, *joined.get(bond.target, [])]
        if _helps(pieces[bond.target], float(shapely.area(shapes[so_far]).sum()), pieces[bond.part]):
            joined.setdefault(bond.target, []).append(bond.part)
            taken.add(bond.part)
    return joined


def _joined(
    pieces: Sequence[Piece], shapes: npt.NDArray[np.object_], joined: dict[int, list[int]]
) -> tuple[list[Piece], list[Finding]]:
    taken = {part for parts in joined.values() for part in parts}
    result, findings = [], []
    for place, piece in enumerate(pieces):
        if place in joined:
            whole = _welded(piece, [pieces[k] for k in joined[place]], shapes[[place, *joined[place]]])
            for k in joined[place]:
                findings += [_told(piece, pieces[k], whole), *_offsets(piece, pieces[k])]
            result.append(whole)
        elif place not in taken:
            result.append(piece)
    return result, findings


def _bonds(pieces: Sequence[Piece], shapes: npt.NDArray[np.object_]) -> list[_Bond]:
    """Pairs whose cut sides lie along each other and whose labels allow it."""
    reach = max((edge_tolerance_m(piece.scale, piece.scale) for piece in pieces), default=0.0)
    parts = _parts(pieces)
    if len(parts) == 0:
        return []
    near, other = shapely.STRtree(shapes).query(shapes[parts], "dwithin", reach)
    facing = _Facing(pieces, shapes)
    bonds = []
    for part, target in zip(parts[near], other, strict=True):
        if part == target or not _may_join(pieces[part], pieces[target]):
            continue
        share = facing.share(int(part), int(target))
        if share > 0:
            gain = _area_gain(pieces[part], pieces[target])
            bonds.append(_Bond(int(part), int(target), share, gain))
    return bonds


def _fitting(pieces: Sequence[Piece], bonds: Sequence[_Bond]) -> list[_Bond]:
    """Those whose sides fit each other."""
    return [bond for bond in bonds if bond.share >= _facing_needed(pieces[bond.part], pieces[bond.target])]


def _only_ones(pieces: Sequence[Piece], bonds: Sequence[_Bond]) -> list[_Bond]:
    """Of each part the one bond to a parcel of its land use, or to one of them that lacks ground."""
    by_part: dict[int, list[_Bond]] = {}
    for bond in bonds:
        code = pieces[bond.part].code
        if code is not None and code == pieces[bond.target].code:
            by_part.setdefault(bond.part, []).append(bond)
    meant = [
        [bond for bond in same if _lacks(pieces[bond.target], pieces[bond.part])] or same
        for same in by_part.values()
    ]
    return [bonds[0] for bonds in meant if len(bonds) == 1]


def _lacks(target: Piece, part: Piece) -> bool:
    """The printed area says that ground is missing, and the part is no more than that."""
    return _shortage_m2(target) > 0 and _helps(target, float(target.polygon.area), part)


def _parts(pieces: Sequence[Piece]) -> npt.NDArray[np.intp]:
    """Pieces without a number; and those drawn smaller than printed whose label stands elsewhere too."""
    shown = Counter((piece.number, piece.printed_area_m2) for piece in pieces)
    places = [
        place
        for place, piece in enumerate(pieces)
        if piece.parcel.kind != "object"
        and (
            piece.number is None
            or (shown[piece.number, piece.printed_area_m2] > 1 and _shortage_m2(piece) > 0)
        )
    ]
    return np.array(places, dtype=np.intp)


def _shortage_m2(piece: Piece) -> float:
    """How much ground the printed area says is missing, beyond the error of drawing; 0 if none."""
    printed = piece.printed_area_m2
    if printed is None:
        return 0.0
    missing = printed - float(piece.polygon.area)
    return missing if missing > 0 and missing > 2 * piece.area_error_m2 else 0.0


def _may_join(part: Piece, target: Piece) -> bool:
    """Two pieces of one sheet, too, where both show one label: the edge may cut a bent strip twice."""
    if target.number is None or target.parcel.kind == "object":
        return False
    if part.parcel.unit_code != target.parcel.unit_code:
        return False
    if part.number is not None:
        return part.shows_label_of(target) and float(part.polygon.area) <= float(target.polygon.area)
    return part.sheet_index != target.sheet_index and not _codes_contradict(part, target)


def _codes_contradict(first: Piece, second: Piece) -> bool:
    """Two land uses, both read well: two parcels. A doubtful reading does not part what the edges join."""
    labels = first.parcel.label, second.parcel.label
    return first.code != second.code and all(
        label is not None and beliefs.fair(label.code) for label in labels
    )


def _facing_needed(part: Piece, target: Piece) -> float:
    """Where the printed area has room for this much more ground, a rough fit of the sides will do."""
    printed = target.printed_area_m2
    if printed is None:
        return FACING_WITHOUT_AREA
    room = printed - float(target.polygon.area) + AREA_SIGMAS / 2 * target.area_error_m2
    if float(part.polygon.area) > room:
        return FACING_WITHOUT_AREA
    return FACING_WHERE_SHORT if _shortage_m2(target) > 0 else FACING


def _area_gain(part: Piece, target: Piece) -> float:
    """1 where the union has just the printed area, 0 where it is no nearer to it than the target alone."""
    printed = target.printed_area_m2
    if printed is None:
        return 0.0
    before = abs(printed - float(target.polygon.area))
    after = abs(printed - float(target.polygon.area) - float(part.polygon.area))
    return max(0.0, 1.0 - after / max(before, 1e-9))


def _helps(target: Piece, area_m2: float, part: Piece) -> bool:
    """The printed area has room for the part: it is explained better, or as well within the error."""
    printed = target.printed_area_m2
    if printed is None:
        return True
    before, after = abs(printed - area_m2), abs(printed - area_m2 - float(part.polygon.area))
    return after < before or after <= AREA_SIGMAS / 2 * target.area_error_m2


class _Facing:
    """How much of two cut sides lie along each other.

    As a share of the shorter cut side: a part may face several targets, and a parcel beside a neighbour
    that reaches over the edge has more sides near other sheets than the one that was cut.
    """

    def __init__(self, pieces: Sequence[Piece], shapes: npt.NDArray[np.object_]) -> None:
        self._pieces, self._shapes = pieces, shapes
        self._tree = shapely.STRtree(shapes)
        self._sides: dict[int, float] = {}

    def share(self, part: int, target: int) -> float:
        """0 to 1."""
        tolerance = self._tolerance(part, target)
        along = min(self._along(part, [target], tolerance), self._along(target, [part], tolerance))
        if along <= 2 * tolerance:
            return 0.0
        return along / max(min(self._cut_side(part), self._cut_side(target)), 1e-9)

    def _tolerance(self, part: int, target: int) -> float:
        return edge_tolerance_m(self._pieces[part].scale, self._pieces[target].scale)

    def _along(self, place: int, others: Sequence[int], tolerance_m: float) -> float:
        zone = shapely.buffer(shapely.union_all(self._shapes[list(others)]), tolerance_m)
        return float(shapely.length(shapely.intersection(shapely.boundary(self._shapes[place]), zone)))

    def _cut_side(self, place: int) -> float:
        """Length of a piece's outline that lies along pieces of other sheets."""
        if place not in self._sides:
            piece = self._pieces[place]
            tolerance = self._tolerance(place, place)
            near = self._tree.query(self._shapes[place], "dwithin", tolerance)
            others = [int(k) for k in near if self._pieces[k].sheet_index != piece.sheet_index]
            self._sides[place] = self._along(place, others, tolerance) if others else 0.0
        return self._sides[place]


def _welded(piece: Piece, parts: Sequence[Piece], shapes: npt.NDArray[np.object_]) -> Piece:
    """Target and parts as one polygon; only the seam between them is filled, all else keeps its vertices."""
    width = max(edge_tolerance_m(piece.scale, part.scale) for part in parts)
    union = shapely.union_all(shapes)
    grown = shapely.buffer(union, width / 2, join_style="mitre", mitre_limit=2)
    closed = shapely.buffer(grown, -width / 2, join_style="mitre", mitre_limit=2)
    first = shapely.buffer(shapes[0], width)
    zone = shapely.intersection(first, shapely.buffer(shapely.union_all(shapes[1:]), width))
    whole = rings.polygonal(shapely.union(union, shapely.intersection(closed, zone)))
    main = max([piece, *parts], key=lambda each: float(each.polygon.area))
    label = _better_label(piece, main)
    sources = tuple(each.parcel.source for each in parts)
    return replace(
        piece, parcel=label.parcel, polygon=_without_holes(whole, width), also=piece.also + sources
    )


def _better_label(piece: Piece, main: Piece) -> Piece:
    """The number stands on the sheet of the larger part, where that part has one (Art. 16(4))."""
    return main if main.number is not None else piece


def _without_holes(shape: Polygon | MultiPolygon, width_m: float) -> Polygon | MultiPolygon:
    """Pinholes that the weld left between the two sides."""
    if isinstance(shape, MultiPolygon):
        return shape
    holes = [Polygon(hole) for hole in shape.interiors]
    wide = [hole.exterior for hole in holes if not shapely.buffer(hole, -width_m / 2).is_empty]
    return shape if len(wide) == len(holes) else Polygon(shape.exterior, wide)


def _told(piece: Piece, part: Piece, whole: Piece) -> Finding:
    """One joined part: its own area, and its parcel's before and after."""
    values = {
        "part": float(part.polygon.area),
        "before": float(piece.polygon.area),
        "after": float(whole.polygon.area),
        "other": part.parcel.sheet,
    }
    return _finding("part_joined", whole, part, values)


def _offsets(piece: Piece, part: Piece) -> list[Finding]:
    """A joint whose two sides lie farther apart than Art. 15 allows."""
    distance = float(shapely.distance(piece.polygon, part.polygon))
    limit = edge_tolerance_m(piece.scale, part.scale)
    if distance <= limit:
        return []
    values = {"distance": distance, "tolerance": limit}
    return [_finding("edge_beyond_tolerance", piece, part, values)]


def _finding(code: str, piece: Piece, part: Piece, values: Values) -> Finding:
    key = (piece.parcel.unit_code, piece.parcel.sheet, piece.number)
    return Finding(code, *key, values, point_in(part.polygon), piece.parcel.source)
