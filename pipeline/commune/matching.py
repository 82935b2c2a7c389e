"""Register rows to parcels of one sheet: a global assignment by what number, area and code say together.

Weights are log-likelihood ratios: how much likelier the readings are if row and parcel are the same land
than if they met by chance. So an area that thirty equal plots share is worth little by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.optimize import linear_sum_assignment

from pipeline.commune import beliefs
from pipeline.commune.pieces import Piece
from pipeline.commune.rows import Row
from pipeline.geometries import as_array
from pipeline.model import FloatArray, Reading

# Share of pairs in which map and register state different areas or codes although both were read right.
CONTRADICTION = 0.03
# Share of a reader's doubt that goes to numbers one slip away from what was read.
SLIP_SHARE = 0.02
# How often the open place between two neighbours is the number of the row between them.
IN_SEQUENCE = 0.95
# Another parcel surely carries the number: it is that one's row (one in fifty is printed twice).
CLAIMED_BY_ANOTHER = float(np.log(0.02))
# Numbers run zigzag from the north (Circular 25/2014, Art. 16(6.2)): a parcel's number is close to that of
# some neighbour. Numbers given later, after changes, stand anywhere.
NEAR_NUMBER = 5
TOUCHING_M = 1.0
# A pair is worth a look when the drawn area is within this many standard errors of the register's.
DRAWN_SIGMAS = 3.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One parcel's rows: the row that names it and those that continue it, by places in all rows.

    A holder's line may state the whole area or a share, and each use has a line of its own (Circular
    25/2014, App. 15): ``areas`` and ``codes`` are the readings that may stand for the whole parcel.
    ``number`` is the row's own, or the one that the rows before and after leave open; ``in_sequence`` says
    that one of them is its neighbour.
    """

    place: int
    row: Row
    number: Reading[int]
    continued: tuple[int, ...]
    areas: tuple[Reading[float], ...]
    codes: tuple[Reading[str], ...]
    in_sequence: bool

    @property
    def number_is_sure(self) -> bool:
        """Read surely, or just the number that the rows around leave open."""
        return beliefs.sure(self.number) or (self.in_sequence and self.number.value is not None)


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


def entries(rows: Sequence[Row], places: Sequence[int]) -> list[Entry]:
    """The parcels that the rows at ``places`` (one sheet, in order) speak of; struck rows are history."""
    heads = [place for place in places if rows[place].head is None and not rows[place].record.struck]
    continued: dict[int, list[int]] = {}
    for place in places:
        head = rows[place].head
        if head is not None and not rows[place].record.struck:
            continued.setdefault(head, []).append(place)
    result = []
    for order, place in enumerate(heads):
        before = rows[heads[order - 1]].number if order else None
        after = rows[heads[order + 1]].number if order + 1 < len(heads) else None
        number = _number(rows[place].record.number, before, after)
        steps = [abs(other - (number.value or -1)) == 1 for other in (before, after) if other is not None]
        more = tuple(continued.get(place, ()))
        lines = [rows[place].record, *(rows[k].record for k in more)]
        areas, codes = _areas([line.area_m2 for line in lines]), _codes([line.code for line in lines])
        result.append(Entry(place, rows[place], number, more, areas, codes, any(steps)))
    return result


def _number(reading: Reading[int], before: int | None, after: int | None) -> Reading[int]:
    """The row's number; where it is in doubt and its neighbours leave just one open, that one."""
    if before is None or after is None or after - before != 2 or beliefs.sure(reading):
        return reading
    if reading.value == before + 1:
        return reading
    own = () if reading.value is None else ((reading.value, 1.0 - IN_SEQUENCE),)
    return Reading(before + 1, reading.text, IN_SEQUENCE, reading.source, own, False, reading.by)


def _areas(readings: Sequence[Reading[float]]) -> tuple[Reading[float], ...]:
    known = [reading for reading in readings if reading.value is not None]
    if len(known) < 2:
        return (known[0] if known else readings[0],)
    total = round(sum(reading.value or 0.0 for reading in known), 1)
    weakest = min(known, key=beliefs.certainty)
    together = Reading(total, "", weakest.confidence, weakest.source, (), all(r.agreed for r in known))
    return (readings[0], together)


def _codes(readings: Sequence[Reading[str]]) -> tuple[Reading[str], ...]:
    known = [reading for reading in readings if reading.value is not None]
    different = list(dict.fromkeys(reading.value or "" for reading in known))
    if len(different) < 2:
        return (known[0] if known else readings[0],)
    weakest = min(known, key=beliefs.certainty)
    joined = "+".join(different)
    together = Reading(joined, "", weakest.confidence, weakest.source, (), all(r.agreed for r in known))
    return (readings[0], together)


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
    chance = _Chance(given)
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


class _Chance:
    """How common numbers, areas and codes are among a sheet's entries."""

    def __init__(self, given: Sequence[Entry]) -> None:
        self.size = len(given)
        self._areas = np.sort([a.value for entry in given for a in entry.areas if a.value is not None])
        self._codes = Counter(entry.codes[0].value for entry in given)

    def of_area(self, area_m2: float) -> float:
        """Chance that another entry states the same area."""
        return max((self._within(area_m2, beliefs.SAME_AREA_M2) - 0.9) / self.size, 1e-4)

    def near_area(self, area_m2: float, width_m2: float) -> float:
        """Chance that an entry's area lies within ``width_m2``."""
        return max(self._within(area_m2, width_m2), 1.0) / self.size

    def of_code(self, code: str) -> float:
        """Share of entries with the code."""
        return (self._codes[code] + 0.5) / (self.size + 1.0)

    def _within(self, area_m2: float, width_m2: float) -> float:
        ends = np.searchsorted(self._areas, [area_m2 - width_m2, area_m2 + width_m2])
        return float(ends[1] - ends[0])


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


def _weight(piece: Piece, entry: Entry, chance: _Chance) -> float:
    label = piece.parcel.label
    if _numbers_exclude(piece, entry):
        return -np.inf
    weight = _area_weight(piece, entry, chance)
    if label is None:
        return weight
    return (
        weight + _number_weight(piece.number_reading, entry, chance) + _code_weight(label.code, entry, chance)
    )


def _numbers_exclude(piece: Piece, entry: Entry) -> bool:
    """Two sure readings of different numbers speak of two parcels, unless one sign apart and of one area."""
    read, other = piece.number_reading, entry.number.value
    if read.value is None or other is None or read.value == other:
        return False
    if not (beliefs.sure(read) and beliefs.sure(entry.number)):
        return False
    same = any(beliefs.same_area(piece.printed_area_m2, reading.value) for reading in entry.areas)
    return not (same and beliefs.may_be_misread(read.value, other))


def _number_weight(number: Reading[int], entry: Entry, chance: _Chance) -> float:
    on_map, in_book = beliefs.beliefs(number), beliefs.beliefs(entry.number)
    if not on_map or not in_book:
        return 0.0
    same = sum(share * in_book.get(value, 0.0) for value, share in on_map.items())
    doubt = max(2.0 - sum(on_map.values()) - sum(in_book.values()), 0.002)
    if any(beliefs.may_be_misread(a, b) for a in on_map for b in in_book if a != b):
        same += SLIP_SHARE * doubt
    return beliefs.log(same + min(doubt, 1.0) / chance.size) + float(np.log(chance.size))


def _area_weight(piece: Piece, entry: Entry, chance: _Chance) -> float:
    label = piece.parcel.label
    printed = {} if label is None else beliefs.beliefs(label.area_m2)
    return max(_one_area_weight(piece, printed, reading, chance) for reading in entry.areas)


def _one_area_weight(
    piece: Piece, printed: dict[float, float], reading: Reading[float], chance: _Chance
) -> float:
    stated = beliefs.beliefs(reading)
    if not stated:
        return 0.0
    ratio = CONTRADICTION
    for area, share in stated.items():
        same = sum(weight for value, weight in printed.items() if beliefs.same_area(value, area))
        ratio += 0.95 * same * share / chance.of_area(area)
        ratio += (1.0 - sum(printed.values())) * share * _drawn_ratio(piece, area, chance)
    return beliefs.log(ratio) if ratio < 1 else float(np.log(ratio))


def _drawn_ratio(piece: Piece, area_m2: float, chance: _Chance) -> float:
    error = piece.area_error_m2
    distance = abs(piece.drawn_area_m2 - area_m2) / max(error, 1e-6)
    if distance > DRAWN_SIGMAS:
        return 0.0
    return float(np.exp(-(distance**2) / 2)) / chance.near_area(area_m2, 2 * error)


def _code_weight(code: Reading[str], entry: Entry, chance: _Chance) -> float:
    printed = beliefs.beliefs(code)
    best = 0.0
    for reading in entry.codes:
        stated = beliefs.beliefs(reading)
        if not printed or not stated:
            return 0.0
        known = sum(printed.values()) * sum(stated.values())
        ratio = 1.0 - known
        for value, share in printed.items():
            same = share * stated.get(value, 0.0)
            ratio += same * 0.95 / chance.of_code(value)
            known -= same
        ratio += max(known, 0.0) * CONTRADICTION
        best = max(best, ratio)
    return beliefs.log(best) if best < 1 else float(np.log(best))
