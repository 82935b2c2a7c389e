"""Register rows to parcels of one sheet: a global assignment by what all comparisons say together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.optimize import linear_sum_assignment

from pipeline.commune import beliefs
from pipeline.commune.comparisons import DRAWN_SIGMAS, Chance, compared
from pipeline.commune.entries import Entry
from pipeline.commune.pieces import Piece
from pipeline.geometries import as_array
from pipeline.model import FloatArray

# Another parcel surely carries the number: it is that one's row (one in fifty is printed twice).
CLAIMED_BY_ANOTHER = float(np.log(0.02))
# Numbers run zigzag from the north (Circular 25/2014, Art. 16(6.2)): a parcel's number is close to that of
# some neighbour. Numbers given later, after changes, stand anywhere.
NEAR_NUMBER = 5
TOUCHING_M = 1.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A parcel and an entry by their places; ``margin`` is the weight over the next best pair of either.

    ``by_person``: a person says that the two are one.
    """

    piece: int
    entry: int
    weight: float
    margin: float
    by_person: bool = False


def match(
    pieces: Sequence[Piece], given: Sequence[Entry], linked: Mapping[int, int] | None = None
) -> list[Pair]:
    """The assignment with the largest total weight; pairs that speak against each other are left out.

    Done twice: the second time it is known which numbers lie around each parcel. ``linked``: entries, by the
    place of their parcel, that a person put beside it.
    """
    if not pieces or not given:
        return []
    weights = _weights(pieces, given)
    by_person = [Pair(piece, entry, 0.0, 0.0, by_person=True) for piece, entry in (linked or {}).items()]
    for pair in by_person:
        weights[pair.piece, :] = weights[:, pair.entry] = -np.inf
    first = _assigned(np.maximum(weights, 0.0))
    pairs = _assigned(np.maximum(weights + _position_weights(pieces, given, first, weights), 0.0))
    pairs += by_person
    return pairs + _by_number_alone(pieces, given, pairs)


def _assigned(weights: FloatArray) -> list[Pair]:
    pairs = []
    for i, j in zip(*linear_sum_assignment(weights, maximize=True), strict=True):
        if weights[i, j] > 0:
            rivals = [np.delete(weights[i], j), np.delete(weights[:, j], i)]
            next_best = max((float(rival.max()) for rival in rivals if len(rival)), default=0.0)
            pairs.append(Pair(int(i), int(j), float(weights[i, j]), float(weights[i, j]) - next_best))
    return pairs


def neighbours(pieces: Sequence[Piece]) -> list[list[int]]:
    """For each piece the places of those that touch it, or nearly."""
    shapes = as_array(piece.polygon for piece in pieces)
    result: list[list[int]] = [[] for _ in pieces]
    if len(pieces):
        first, second = shapely.STRtree(shapes).query(shapes, "dwithin", TOUCHING_M)
        for i, j in zip(first, second, strict=True):
            if i != j:
                result[int(i)].append(int(j))
    return result


def _position_weights(
    pieces: Sequence[Piece], given: Sequence[Entry], pairs: Sequence[Pair], weights: FloatArray
) -> FloatArray:
    """What it says for or against a pair that the entry's number lies near, or not near, the parcel.

    How often numbers of neighbours are near is learned from the sheet's own sure pairs.
    """
    known = {pair.piece: given[pair.entry].number.value for pair in pairs if _is_plain(pieces, given, pair)}
    around = neighbours(pieces)
    numbers = [[known[k] for k in near if known.get(k) is not None] for near in around]
    near_share = float(np.mean([_is_near(known[k], numbers[k]) for k in known])) if known else 0.5
    near_share = min(max(near_share, 0.1), 0.95)
    result = np.zeros_like(weights)
    for i, j in zip(*np.nonzero(np.isfinite(weights)), strict=True):
        if numbers[i] and i not in known and given[j].number.value is not None:
            covered = min(0.9, (2 * NEAR_NUMBER + 1) * len(numbers[i]) / len(given))
            near = _is_near(given[j].number.value, numbers[i])
            ratio = near_share / covered if near else (1 - near_share) / (1 - covered)
            result[i, j] = np.log(ratio)
    return result


def _is_plain(pieces: Sequence[Piece], given: Sequence[Entry], pair: Pair) -> bool:
    number = pieces[pair.piece].number
    return number is not None and number == given[pair.entry].number.value


def _is_near(number: int | None, others: Sequence[int | None]) -> bool:
    return number is not None and any(
        other is not None and abs(number - other) <= NEAR_NUMBER for other in others
    )


def _by_number_alone(pieces: Sequence[Piece], given: Sequence[Entry], pairs: Sequence[Pair]) -> list[Pair]:
    """What is left and carries the same number, once on each side, is one parcel that the two contradict."""
    used_pieces, used_entries = {pair.piece for pair in pairs}, {pair.entry for pair in pairs}
    on_map = Counter(piece.number for piece in pieces if piece.number is not None)
    in_book = Counter(entry.number.value for entry in given)
    free = {
        entry.number.value: place
        for place, entry in enumerate(given)
        if place not in used_entries and in_book[entry.number.value] == 1
    }
    return [
        Pair(place, free[piece.number], 0.0, 0.0)
        for place, piece in enumerate(pieces)
        if piece.number is not None and piece.number in free
        if place not in used_pieces and on_map[piece.number] == 1
    ]


def _weights(pieces: Sequence[Piece], given: Sequence[Entry]) -> FloatArray:
    """(pieces, entries) weights; minus infinity for pairs that nothing brings together."""
    weights = np.full((len(pieces), len(given)), -np.inf)
    chance = Chance(given)
    finder = _Finder(given)
    claimed = {
        piece.number for piece in pieces if piece.parcel.label and beliefs.sure(piece.parcel.label.number)
    }
    for i, piece in enumerate(pieces):
        for j in finder.candidates(piece):
            number = given[j].number.value
            taken = CLAIMED_BY_ANOTHER if number in claimed and number != piece.number else 0.0
            weights[i, j] = _weight(piece, given[j], chance) + taken
    return weights


class _Finder:
    """Entries that share a number, an area or the drawn size with a piece."""

    def __init__(self, given: Sequence[Entry]) -> None:
        self._by_number: dict[int, list[int]] = {}
        self._by_area: dict[int, list[int]] = {}
        sizes = []
        for place, entry in enumerate(given):
            for number in beliefs.beliefs(entry.number):
                self._by_number.setdefault(number, []).append(place)
            for reading in entry.areas:
                for area in beliefs.beliefs(reading):
                    self._by_area.setdefault(round(area * 10), []).append(place)
                sizes += [(reading.value, place)] if reading.value is not None else []
        sizes.sort()
        self._sizes = np.array([size for size, _ in sizes])
        self._places = [place for _, place in sizes]
        self._given = given

    def candidates(self, piece: Piece) -> set[int]:
        """Places of entries worth weighing against the piece."""
        found: set[int] = set()
        label = piece.parcel.label
        if label is not None:
            for number in beliefs.beliefs(piece.number_reading):
                found.update(self._by_number.get(number, ()))
            for area in beliefs.beliefs(label.area_m2):
                found.update(self._by_area.get(round(area * 10), ()))
        reach = DRAWN_SIGMAS * piece.area_error_m2
        drawn = piece.drawn_area_m2
        first, last = np.searchsorted(self._sizes, [drawn - reach, drawn + reach])
        near = self._places[int(first) : int(last)]
        return found | {place for place in near if self._reads_like(piece, self._given[place])}

    @staticmethod
    def _reads_like(piece: Piece, entry: Entry) -> bool:
        read, stated = piece.number_reading, entry.number.value
        if read.value is None or stated is None or not beliefs.sure(read):
            return True
        return beliefs.may_be_misread(read.value, stated)


def _weight(piece: Piece, entry: Entry, chance: Chance) -> float:
    return -np.inf if _numbers_exclude(piece, entry) else sum(compared(piece, entry, chance).values())


def _numbers_exclude(piece: Piece, entry: Entry) -> bool:
    """Two sure readings of different numbers speak of two parcels, unless one sign apart and of one area."""
    read, other = piece.number_reading, entry.number.value
    if read.value is None or other is None or read.value == other:
        return False
    if not (beliefs.sure(read) and beliefs.sure(entry.number)):
        return False
    same = any(beliefs.same_area(piece.printed_area_m2, reading.value) for reading in entry.areas)
    return not (same and beliefs.may_be_misread(read.value, other))
