"""Houses whose walls are drawn as boundaries are: closed pieces of land that are no parcels.

The circular draws walls in dashes (Circular 25/2014, App. 01, symbol 9); older sheets draw them in lines that
close. Labels run across such walls, and no face holds them whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np

from pipeline.model import Label
from pipeline.parcels.joining import Link, is_cut, missing
from pipeline.parcels.kinds import is_long, main_labels
from pipeline.parcels.labels.area_lines import fits
from pipeline.parcels.pieces import Pieces, place_labels

_WALLS = 0.9  # of a border: walls are thinner than boundaries, and so not all of them counts as ink
_SIDES = 2  # what is drawn across the land around a house parts it
_ENCLOSED = 0.9
_BESIDE = 0.2
_A_WALL = 0.3  # of the outline: one of four walls is less
_MORE_THAN_ONE = 0.12  # of the outline, beyond the longest side


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
        around = _outline(pieces, house)
        sides = sorted((length for face, length in around.items() if face in among), reverse=True)[:_SIDES]
        total = sum(around.values())
        return sum(sides) >= _ENCLOSED * total and around.get(yard, 0) >= _BESIDE * total

    return link


def _outline(pieces: Pieces, face: int) -> dict[int, int]:
    """How far the outline of a standing piece runs along each other one, px."""
    return {other: length for other, (length, _) in pieces.merger.meets[face].items() if other}


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


@dataclass(slots=True)
class _Land:
    """Pieces of which some may be houses on others, and the labels in each.

    ``free`` are those whose label is missing or was not read whole, ``grown`` those that others joined;
    ``m2`` is the ground under a pixel of the view, ``per_mm`` its pixels per millimetre on paper, ``sides``
    what is known of longest sides.
    """

    pieces: Pieces
    named: dict[int, list[Label]]
    free: set[int]
    m2: float
    per_mm: float
    grown: set[int] = field(default_factory=set)
    sides: dict[int, float] = field(default_factory=dict)

    def settle(self) -> None:
        """Join to their land the houses on it, by their walls and by what a printed area tells.

        Every parcel bears a label: a house without one, or whose land has none, is no parcel of its own.
        """
        self._join_by_walls()
        for face in sorted(self.free, key=self.pieces.area_px):
            if face in self.free:
                self._complete(face)
        self._join_by_walls()

    def _join_by_walls(self) -> None:
        while pairs := [(house, yard) for house in self.free if (yard := self._yard_of(house))]:
            house, yard = min(pairs, key=lambda pair: (self.pieces.area_px(pair[0]), pair[0]))
            self._join(yard, house)

    def _join(self, kept: int, gone: int) -> None:
        self.pieces.merger.join(kept, gone)
        self._take_over(kept, gone)

    def _take_over(self, kept: int, gone: int) -> None:
        """Keep labels and sides as they are once a piece is joined to another one."""
        self.named[kept] = [*self.named.get(kept, []), *self.named.pop(gone, [])]
        self.free.discard(gone)
        self.grown.discard(gone)
        self.grown.add(kept)
        self.sides.pop(kept, None)

    def _complete(self, face: int) -> None:
        """The pieces that bring a face to the area that its label states, be it read surely or not.

        A parcel cut by the frame lacks land on this sheet: what lies beside it makes up nothing.
        """
        stated = [label.area_m2.value for label in self.named.get(face, []) if label.number.value]
        wanted = [area for area in stated if area]
        if len(wanted) == 1 and not is_cut(self.pieces, face, self.per_mm):
            others = {other for other in self.pieces.merger.meets if other not in self.free}
            named = {other for other in self.free if not self._is_one(face, other)}
            parts = missing(self.pieces, face, wanted[0] / self.m2, others | named, self._is_beside)
            self.pieces.merger.join_by_area(face, parts)
            for part in parts:
                self._take_over(face, part)

    def _is_beside(self, one: int, other: int) -> bool:
        """Whether the smaller of two pieces has at the larger what may be more than a wall."""
        house, land = sorted((one, other), key=self.pieces.area_px)
        around = _outline(self.pieces, house)
        return around.get(land, 0) >= _A_WALL * sum(around.values())

    def _yard_of(self, house: int) -> int:
        """The one larger free piece that a house stands in, or at the edge of; 0 where there is none.

        More than one wall is its land's; the others are finished parcels' or a road's. A parcel that is a
        narrow strip meets the next one with one side only, however long. Of a parcel cut by the frame only
        one part bears a label: the other, on the next sheet, is no house (Art. 16(4)).
        """
        around = _outline(self.pieces, house)
        total = sum(around.values())
        larger = {
            face: length / total
            for face, length in around.items()
            if face in self.free and self.pieces.area_px(face) > self.pieces.area_px(house)
        }
        yard = max(larger, key=lambda face: (larger[face], face), default=0)
        if not yard or sum(larger.values()) - larger[yard] > 1 - _ENCLOSED:
            return 0
        if larger[yard] < self._longest_side(house) + _MORE_THAN_ONE:
            return 0
        fits_in = self._is_one(house, yard) and not self._is_road(yard)
        return yard if fits_in and not self._is_cut_off(house) else 0

    def _is_cut_off(self, face: int) -> bool:
        return not self.named.get(face) and is_cut(self.pieces, face, self.per_mm)

    def _is_one(self, one: int, other: int) -> bool:
        """Whether two pieces name no two parcels, and no printed area is that of one of them alone, or surely
        less than both are."""
        labels = [*self.named.get(one, []), *self.named.get(other, [])]
        both_m2 = self._area_m2(one) + self._area_m2(other)
        stated = {label.area_m2.value for label in labels}
        numbers = {label.number.value for label in labels} - stated - {None}
        names = [number for number in numbers if number is not None and not fits(number, both_m2)]
        return len(names) <= 1 and not (self._is_whole(one, both_m2) or self._is_whole(other, both_m2))

    def _is_whole(self, face: int, both_m2: float) -> bool:
        """Whether a label's area says that its piece is no part of a larger one of ``both_m2``."""
        own_m2 = self._area_m2(face)
        printed = [label.area_m2 for label in self.named.get(face, [])]
        return any(
            area.value is not None
            and (
                (area.agreed and both_m2 > area.value and not fits(area.value, both_m2))
                or (fits(area.value, own_m2) and abs(area.value - own_m2) <= abs(area.value - both_m2))
            )
            for area in printed
        )

    def _is_road(self, face: int) -> bool:
        """Whether a piece without a label is long, the houses on it left out."""
        outer = sum(
            length
            for other, (length, _) in self.pieces.merger.meets[face].items()
            if other not in self.free or self.pieces.area_px(other) > self.pieces.area_px(face)
        )
        size = float(self.pieces.merger.areas_px[face])
        return not self.named.get(face) and is_long(size, outer, size)

    def _longest_side(self, face: int) -> float:
        """The longest side's share of the outline of the rectangle about a piece."""
        if face not in self.sides:
            points = cv2.findNonZero((self.pieces.joined() == face).view(np.uint8))
            _, (width, height), _ = cv2.minAreaRect(points)
            self.sides[face] = max(width, height) / (2 * (width + height))
        return self.sides[face]

    def _area_m2(self, face: int) -> float:
        return self.pieces.area_px(face) * self.m2


def settle(
    pieces: Pieces, labels: Iterable[Label], free: Collection[int], m2: float, per_mm: float
) -> frozenset[int]:
    """Join to their land the houses on it; the pieces that grew.

    ``free`` are the pieces whose label is missing or was not read whole, ``m2`` is the ground under a pixel
    of the view, ``per_mm`` its pixels per millimetre on paper.
    """
    named = {face: main_labels(own) for face, own in place_labels(pieces, labels).items()}
    land = _Land(pieces, named, set(free), m2, per_mm)
    land.settle()
    return frozenset(land.grown)
