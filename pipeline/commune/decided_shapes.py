"""Outlines that people drew: they stand in the coverage as drawn, and what lies around them follows.

A neighbour loses the ground that a person's outline takes, and gains what it leaves at their common boundary,
so the coverage stays clean. Where the land that the person saw is traced quite otherwise now, the outline is
not applied: a place in metres means nothing where the sheet lies elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPolygon, Polygon

from pipeline import keys
from pipeline.commune import coverage, land, repairs, rings
from pipeline.commune.decided import Told
from pipeline.commune.pieces import Piece, Placed, Traced
from pipeline.decisions import DRAWN, OUTLINE, Fields, Given, shape_of
from pipeline.geometries import Geometries, as_array, point_in
from pipeline.model import Finding

Shape = Polygon | MultiPolygon
Places = npt.NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class Shaped:
    """Pieces in their order with people's outlines in them, then the pieces that people drew, by key.

    ``applied``: the decisions that are in them; ``removed`` are places of land that is none, by people;
    ``lost`` those whose ground people gave to others.
    """

    pieces: list[Piece]
    drawn: Mapping[str, int]
    applied: frozenset[str]
    removed: frozenset[int] = frozenset()
    lost: frozenset[int] = frozenset()
    findings: tuple[Finding, ...] = ()


def apply(
    pieces: Sequence[Piece], said: Mapping[int, Fields], new: Mapping[str, Fields], told: Told
) -> Shaped:
    """Put outlines into the pieces: ``said`` by the place of a piece, ``new`` by the key of drawn land.

    A decision that does not fit is told; people who contradict each other change nothing here.
    """
    outlines = [(place, given) for place, fields in said.items() for given in _alone(fields, OUTLINE)]
    fitting = [(place, given) for place, given in outlines if _fits(given, pieces[place], told)]
    wishes = {place: _Wish(_shape(given), given.decision.at) for place, given in fitting}
    land = _drawn_land(pieces, new, told)
    applied = frozenset([*(given.decision.id for _, given in fitting), *land.applied])
    if not wishes and not land.made:
        return Shaped(list(pieces), land.same, applied)
    places = {key: len(pieces) + order for order, key in enumerate(land.made)}
    wishes |= {places[key]: _Wish(piece.polygon, at) for key, (piece, at) in land.made.items()}
    shaped = _together([*pieces, *(piece for piece, _ in land.made.values())], wishes)
    removed = frozenset(place for place, wish in wishes.items() if wish.shape.is_empty)
    lost = frozenset(place for place, piece in enumerate(shaped) if piece.polygon.is_empty) - removed
    findings = [repairs.lost(pieces[k]) for k in sorted(lost) if k < len(pieces) and pieces[k].is_numbered]
    return Shaped(shaped, {**land.same, **places}, applied, removed, lost, tuple(findings))


@dataclass(frozen=True, slots=True)
class _Wish:
    """An outline that a person wants, and when they said so."""

    shape: Shape
    at: datetime


@dataclass(frozen=True, slots=True)
class _DrawnLand:
    """Land that people drew, by key: ``made`` of it, or the ``same`` that is traced by now."""

    made: dict[str, tuple[Piece, datetime]]
    same: dict[str, int]
    applied: list[str]


def _drawn_land(pieces: Sequence[Piece], new: Mapping[str, Fields], told: Told) -> _DrawnLand:
    near = _Nearby(pieces)
    land = _DrawnLand({}, {}, [])
    for key, given in ((key, given) for key, fields in new.items() for given in _alone(fields, DRAWN)):
        shape = _shape(given)
        same, beside = near.alike(shape), near.beside(given)
        if same is None and beside is None:
            place = None if shape.is_empty else point_in(shape)
            told.stale(given, "shape_changed", keys.sheet_of(key), place)
            continue
        land.applied.append(given.decision.id)
        if same is not None:
            land.same[key] = same
        elif beside is not None and not shape.is_empty:
            land.made[key] = _drawn(pieces[beside], key, shape), given.decision.at
    return land


def _alone(fields: Fields, name: str) -> tuple[Given, ...]:
    """The decision about a field, if people do not contradict each other."""
    those = fields.get(name, ())
    return those if len(those) == 1 else ()


def _shape(given: Given) -> Shape:
    shape = shape_of(given.decision.value)
    return Polygon() if shape is None else shape


def _seen(given: Given) -> Shape | None:
    """The outline that lay before the person, of the land itself or of what is beside it."""
    return shape_of(given.decision.seen.state.get(OUTLINE))


def _fits(given: Given, piece: Piece, told: Told) -> bool:
    seen, reach = _seen(given), keys.reach_m(piece.scale)
    if seen is None or alike(piece.polygon, seen, reach) or alike(piece.polygon, _shape(given), reach):
        return True
    key = (piece.parcel.unit_code, piece.parcel.sheet, piece.number)
    told.stale(given, "shape_changed", key, point_in(piece.polygon))
    return False


def alike(first: Shape, second: Shape, reach_m: float) -> bool:
    """Whether two outlines are nowhere farther apart than ``reach_m``."""
    if first.is_empty or second.is_empty:
        return bool(first.is_empty and second.is_empty)
    return bool(first.buffer(reach_m).covers(second) and second.buffer(reach_m).covers(first))


class _Nearby:
    """Finds traced land by its outline."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._tree = shapely.STRtree(as_array(piece.polygon for piece in pieces))

    def alike(self, shape: Shape) -> int | None:
        """The land that is traced as it was drawn."""
        near = () if shape.is_empty else self._tree.query(shape, "intersects")
        reach = ((int(k), keys.reach_m(self._pieces[k].scale)) for k in near)
        return next((k for k, reach_m in reach if alike(self._pieces[k].polygon, shape, reach_m)), None)

    def beside(self, given: Given) -> int | None:
        """The land beside which something was drawn, if it lies where it was seen."""
        seen = _seen(given)
        if seen is None or seen.is_empty:
            return None
        near = self._tree.query(seen, "intersects")
        common = [float(self._pieces[k].polygon.intersection(seen).area) for k in near]
        if not common:
            return None
        best = int(near[int(np.argmax(common))])
        piece = self._pieces[best]
        return best if alike(piece.polygon, seen, keys.reach_m(piece.scale)) else None


def _drawn(beside: Piece, key: str, shape: Shape) -> Piece:
    """Land that no sheet has as a face, of the sheet of the land beside it, whose labels may stand in it."""
    own = replace(beside.parcel, kind="unknown", label=None, source=replace(beside.parcel.source, box=None))
    parcel = replace(own, polygon=_main(shape), touches_frame=False, pulled_m2=None, others=(), by_area=False)
    piece = replace(
        beside, parcel=parcel, polygon=shape, also=(), label_m=None, others=(), traced=Traced(key, Polygon())
    )
    return _with_labels(piece, _standing_in(shape, beside.others))


def _standing_in(shape: Shape, labels: Sequence[Placed]) -> list[Placed]:
    return [each for each in labels if each.place_m and shapely.intersects_xy(shape, *each.place_m)]


def _with_labels(piece: Piece, labels: Sequence[Placed]) -> Piece:
    """Land with the first of the labels for its own; unchanged without any."""
    if not labels:
        return piece
    label, kind = labels[0].label, piece.parcel.kind
    numbered = label is not None and label.number.value is not None
    parcel = replace(piece.parcel, label=label, kind="parcel" if numbered and kind == "unknown" else kind)
    return replace(piece, parcel=parcel, label_m=labels[0].place_m, others=tuple(labels[1:]))


def _main(shape: Shape) -> Polygon:
    """The largest part."""
    return max(shapely.get_parts(shape), key=shapely.area, default=Polygon())


# --- the coverage -------------------------------------------------------------------------------------


def _together(pieces: Sequence[Piece], wishes: Mapping[int, _Wish]) -> list[Piece]:
    """All pieces in their order as one coverage with the wishes in it; each keeps its key.

    Of two wishes for one ground the later one has it.
    """
    before = as_array(piece.polygon for piece in pieces)
    after = before.copy()
    for place, wish in wishes.items():
        after[place] = wish.shape
    mine = np.array(list(wishes), dtype=int)
    reach = np.array([keys.reach_m(piece.scale) for piece in pieces])
    taken = shapely.union_all(after[mine])
    touched = shapely.union_all([taken, *before[mine]]).buffer(float(reach.max()))
    near = _others(before, touched, mine)
    staying = [place for place, wish in wishes.items() if not wish.shape.is_empty]  # else it is nobody's
    left = shapely.difference(shapely.union_all(before[staying]), taken)
    after[near] = coverage.attached(
        as_array(rings.polygonal(shape) for shape in shapely.difference(after[near], taken)),
        as_array(shapely.get_parts(rings.polygonal(left))),
    )
    wider = _others(before, shapely.union_all([touched, *before[near]]), mine)
    here = np.concatenate([mine, wider])
    ranks = [*_ranks(wishes), *(land.rank(pieces[k]) for k in wider)]
    cleaned = coverage.clean(list(after[here]), ranks, list(reach[here]))
    after[here] = as_array(Polygon() if shape is None else shape for shape in cleaned.polygons)
    return [
        piece if shape.equals_exact(piece.polygon) else _reshaped(piece, shape, place in wishes)
        for place, (piece, shape) in enumerate(zip(pieces, after, strict=True))
    ]


def _ranks(wishes: Mapping[int, _Wish]) -> list[int]:
    """Before every traced piece, the latest first."""
    moments = sorted({wish.at for wish in wishes.values()})
    return [-1 - moments.index(wish.at) for wish in wishes.values()]


def _others(shapes: Geometries, ground: shapely.Geometry, mine: Places) -> Places:
    found = shapely.STRtree(shapes).query(ground, "intersects")
    return np.setdiff1d(found, mine)


def _reshaped(piece: Piece, shape: Shape, by_person: bool) -> Piece:
    """A piece with another outline under its old key, which is by its traced place.

    Labels go with the ground on which they stand, where a person parted it.
    """
    parcel = piece.parcel
    if by_person:
        parcel = replace(parcel, polygon=_main(shape), pulled_m2=None, by_area=False)
    traced = piece.traced or Traced(piece.key, piece.polygon)
    made = replace(piece, parcel=parcel, polygon=shape, traced=traced)
    return _with_labels(made, _standing_in(shape, piece.labels)) if by_person else made
