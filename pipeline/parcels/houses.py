"""Houses whose walls are drawn as boundaries are: closed pieces of land that are no parcels.

The circular draws walls in dashes (Circular 25/2014, App. 01, symbol 9); older sheets draw them in lines that
close. Labels run across such walls, and no face holds them whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipeline.parcels.joining import Link
from pipeline.parcels.pieces import Pieces

_WALLS = 0.9  # of a border: walls are thinner than boundaries, and so not all of them counts as ink
_SIDES = 2  # what is drawn across the land around a house parts it
_ENCLOSED = 0.9
_BESIDE = 0.2


def linked(pieces: Pieces, land: Collection[int]) -> Link:
    """Whether two pieces meet at walls, or one of them stands as a house in the other.

    ``land`` are the pieces that may be parts of one parcel: a house touches hardly anything else.
    """
    among = frozenset(land)

    def link(one: int, other: int) -> bool:
        if one not in among or other not in among:
            return False
        walls = pieces.merger.support(one, other) < _WALLS
        return walls or is_within(one, other) or is_within(other, one)

    def is_within(house: int, yard: int) -> bool:
        around = {face: length for face, (length, _) in pieces.merger.meets[house].items() if face}
        sides = sorted((length for face, length in around.items() if face in among), reverse=True)[:_SIDES]
        total = sum(around.values())
        return sum(sides) >= _ENCLOSED * total and around.get(yard, 0) >= _BESIDE * total

    return link


def with_land(pieces: Pieces, free: Collection[int], most_px: float) -> Mapping[int, int]:
    """For each of the ``free`` pieces that is linked to others of them the largest, itself among them.

    None grow together to more than ``most_px`` of the view.
    """
    sizes = {face: size for face in free if (size := pieces.area_px(face)) <= most_px}
    link, into = linked(pieces, sizes.keys()), {face: face for face in sizes}
    for house in sorted(sizes, key=lambda face: (pieces.area_px(face), face)):
        around = [face for face in pieces.merger.meets[house] if link(house, face)]
        best = max(around, key=lambda face: pieces.merger.meets[house][face][0], default=house)
        one, other = sorted((into[house], into[best]), key=lambda face: (sizes[face], face))
        if one != other and sizes[one] + sizes[other] <= most_px:
            sizes[other] += sizes[one]
            into = {face: other if whole == one else whole for face, whole in into.items()}
    grown = {whole for face, whole in into.items() if face != whole}
    return {face: whole for face, whole in into.items() if whole in grown}
