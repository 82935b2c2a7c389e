"""The same ground drawn twice: on two sheets over their common edge, or twice on one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from pipeline.commune import rings
from pipeline.commune.pieces import Piece
from pipeline.geometries import as_array, common_share

Indices = npt.NDArray[np.intp]
# The same ground twice: common ground over united ground; two plots that merely touch have next to none.
SAME_GROUND = 0.6
# So much will do where number and printed area are the same: of a narrow strip the noise leaves a half.
SAME_LABEL_GROUND = 0.3
# A piece whose ground other sheets show this far with better labels adds nothing.
COVERED = 0.8
_RANK = {"parcel": 3, "part": 2, "object": 1, "unknown": 0}


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Pairs of places whose polygons have ground in common, ``share`` of the united ground; largest first.

    ``same_label``: number and printed area are the same.
    """

    first: Indices
    second: Indices
    share: npt.NDArray[np.float64]
    same_label: npt.NDArray[np.bool_]

    def same_ground(self) -> tuple[Indices, Indices]:
        """The pairs that are two drawings of one piece of land."""
        same = self.share > np.where(self.same_label, SAME_LABEL_GROUND, SAME_GROUND)
        return self.first[same], self.second[same]


def overlaps(pieces: Sequence[Piece]) -> Overlaps:
    """All pairs with more than 0.01 m² in common."""
    shapes = _shapes(pieces)
    first, second = shapely.STRtree(shapes).query(shapes, "intersects")
    once = first < second
    first, second = first[once], second[once]
    common = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    area = shapely.area(shapes)
    share = common / np.maximum(area[first] + area[second] - common, 1e-9)
    order = np.flatnonzero(common > 0.01)
    order = order[np.argsort(-share[order], kind="stable")]
    pairs = zip(first[order], second[order], strict=True)
    same_label = [pieces[i].shows_label_of(pieces[j]) for i, j in pairs]
    return Overlaps(first[order], second[order], share[order], np.array(same_label, dtype=bool))


def without_copies(pieces: Sequence[Piece], found: Overlaps) -> tuple[list[Piece], list[Piece]]:
    """Each piece of land once, with the sources of its other drawings; and the drawings that went."""
    shapes = _shapes(pieces)
    keeper: dict[int, int] = {}
    for i, j in zip(*found.same_ground(), strict=True):
        a, b = _root(keeper, int(i)), _root(keeper, int(j))
        if a == b or _are_two(pieces[a], pieces[b]):
            continue
        if (a, b) == (i, j) or common_share(shapes[a], shapes[b]) > SAME_GROUND:
            keep, lose = (a, b) if _worth(pieces[a]) >= _worth(pieces[b]) else (b, a)
            keeper[lose] = keep
    _drop_covered(pieces, shapes, found, keeper)
    also: dict[int, list[Piece]] = {}
    for lost in keeper:
        also.setdefault(_root(keeper, lost), []).append(pieces[lost])
    kept = [_with_copies(piece, also.get(i, [])) for i, piece in enumerate(pieces) if i not in keeper]
    return kept, [pieces[i] for i in sorted(keeper)]


def _shapes(pieces: Sequence[Piece]) -> npt.NDArray[np.object_]:
    return rings.mended(as_array(piece.polygon for piece in pieces))


def _root(keeper: dict[int, int], place: int) -> int:
    while place in keeper:
        place = keeper[place]
    return place


def _are_two(first: Piece, second: Piece) -> bool:
    """Two numbers on one sheet are two parcels."""
    contradict = first.number is not None and second.number is not None and first.number != second.number
    return contradict and first.sheet_index == second.sheet_index


def _worth(piece: Piece) -> tuple[int, bool, float, float]:
    """Which of two drawings stays: the numbered one, the one on the sheet that holds the larger part
    (Art. 16(4)), the one read with more trust, the larger one.
    """
    label = piece.parcel.label
    trust = 0.0 if label is None else label.number.confidence + label.area_m2.confidence
    whole = 0.0 if piece.parcel.touches_frame else 0.5
    rank = 4 if piece.number is not None else _RANK[piece.parcel.kind]
    return rank, piece.inside > 0.5, round(trust + whole, 2), float(piece.polygon.area)


def _drop_covered(
    pieces: Sequence[Piece], shapes: npt.NDArray[np.object_], found: Overlaps, keeper: dict[int, int]
) -> None:
    """Faces without a number whose ground other sheets show better; adds to ``keeper``."""
    others: dict[int, list[int]] = {}
    for i, j in zip(found.first, found.second, strict=True):
        for weak, strong in ((int(i), int(j)), (int(j), int(i))):
            if _shows_more(pieces[strong], pieces[weak]) and strong not in keeper:
                others.setdefault(weak, []).append(strong)
    for weak, better in others.items():
        elsewhere = [k for k in better if pieces[k].sheet_index != pieces[weak].sheet_index]
        if weak in keeper or not elsewhere:
            continue
        common = shapely.intersection(shapes[weak], shapely.union_all(shapes[elsewhere])).area
        if common > COVERED * shapely.area(shapes[weak]):
            areas = shapely.area(shapely.intersection(shapes[weak], shapes[elsewhere]))
            keeper[weak] = elsewhere[int(np.argmax(areas))]


def _shows_more(strong: Piece, weak: Piece) -> bool:
    """A numbered parcel beside a face without a number, or the larger of two such faces."""
    if weak.number is not None or weak.parcel.kind not in ("part", "unknown"):
        return False
    larger = strong.parcel.kind != "object" and strong.polygon.area > weak.polygon.area
    return strong.is_numbered or larger


def _with_copies(piece: Piece, copies: Iterable[Piece]) -> Piece:
    sources = tuple(copy.parcel.source for copy in copies)
    return replace(piece, also=piece.also + sources) if sources else piece
