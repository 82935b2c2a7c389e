"""From the numbers round the frame to the world coordinates of the lattice.

Along one axis all numbers must tell the same story: value at index i = origin + i * step (northings fall
with the index). Metres (000, 100, ...) give the origin within its kilometre, kilometres give the rest.
X of Vietnamese tables is northing, Y is easting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.model import Pixels
from pipeline.sheet_code import GRID_STEP_M
from pipeline.sheets import grid
from pipeline.sheets.lattice import Lattice
from pipeline.sheets.numerals import Numeral, Zone, read_numerals

_KM = 1000.0
# VN-2000, 3-degree zones: Vietnam lies between these (easting; northing)
_RANGE_KM = ((200, 850), (900, 2650))
_DECIMAL = re.compile(r"^(\d{3,4})[.,](\d{1,3})$")
_ZONES = (Zone(False, 0), Zone(True, 0), Zone(False, -1), Zone(True, -1), Zone(False, 1), Zone(True, 1))
_PLACE_PX = 20.0  # the same number read twice is one witness
_ENOUGH_METRES = 3
_ENOUGH_KM = 2
_CLEAR = 2.0
_AS_GOOD = 0.8
_FEWEST_FOR_STEP = 4
_CLEAR_STEP = 1.4
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Axis:
    """What the numbers say about one axis, for one lattice step.

    ``within`` counts the witnesses for each value of index 0 within its kilometre, ``origins`` those that
    name the kilometre too, for each whole value; metres.
    """

    step_m: float
    within: dict[float, int]
    origins: dict[float, int]

    @property
    def origin_m(self) -> float | None:
        """The coordinate of index 0 that most witnesses bear out, or None."""
        return max(self.origins, key=self._weight, default=None)

    @property
    def witnesses(self) -> int:
        """How many numbers fit the best story."""
        best = self.origin_m
        return max(self.within.values(), default=0) if best is None else self._weight(best)

    @property
    def settled(self) -> bool:
        """Whether enough numbers tell one story and no other comes near it."""
        best = self.origin_m
        if best is None:
            return False
        residue = best % _KM
        metres, whole = self.within.get(residue, 0), self.origins[best]
        # two questions: which metres, and then which kilometre
        other_metres = max((count for value, count in self.within.items() if value != residue), default=0)
        other_whole = max(
            (n for origin, n in self.origins.items() if origin != best and origin % _KM == residue), default=0
        )
        clear = metres >= _CLEAR * other_metres and whole >= _CLEAR * other_whole
        return clear and metres >= _ENOUGH_METRES and whole >= _ENOUGH_KM

    def supports(self, origin_m: float) -> int | None:
        """Witnesses for an origin; None when others have clearly more: the numbers contradict it."""
        count = self._weight(origin_m)
        return count if count >= _AS_GOOD * self.witnesses else None

    def _weight(self, origin: float) -> int:
        return self.origins.get(origin, 0) + self.within.get(origin % _KM, 0)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """One thing a number may stand for; ``slack_m`` is what its last decimal leaves open."""

    index: int
    place: tuple[int, int]
    km: float | None
    metres: float | None
    slack_m: float = 0.0


def gather(grey: Pixels, frame: grid.Frame, lattice: Lattice) -> tuple[Numeral, ...]:
    """Numbers of both axes, looked for in ever less likely places until they settle their axis."""
    found: list[Numeral] = []
    axes: tuple[Literal[0, 1], ...] = (0, 1)
    for axis in axes:
        own: list[Numeral] = []
        for zone in _ZONES:
            if not (axis == 0 and zone.turned):
                own += read_numerals(grey, frame, lattice, axis, zone)
            if any(read_axis(own, axis, step).settled for step in GRID_STEP_M.values()):
                break
        found += own
    return tuple(found)


def read_axis(numerals: Iterable[Numeral], axis: int, step_m: float) -> Axis:
    """Witnesses on one axis (0 easting, 1 northing) for a lattice step in metres."""
    sign = 1 if axis == 0 else -1
    meanings = [meaning for item in numerals if item.axis == axis for meaning in _meanings(item, step_m)]
    # lattice lines carry whole steps
    candidates = [value * min(step_m, _KM) for value in range(round(_KM / min(step_m, _KM)))]
    within = {value: _witnesses(meanings, value, sign * step_m) for value in candidates}
    within = {value: count for value, count in within.items() if count}
    origins: dict[float, int] = {}
    for meaning in meanings:
        for value in within or candidates:
            if meaning.km is not None:
                here = value + sign * meaning.index * step_m
                origin = value + (meaning.km - here // _KM) * _KM
                if origin not in origins:
                    origins[origin] = _whole_witnesses(meanings, origin, sign * step_m)
    return Axis(step_m, within, {origin: count for origin, count in origins.items() if count})


def _witnesses(meanings: Sequence[_Meaning], value: float, step_m: float) -> int:
    """Places whose metres fit an origin within its kilometre."""
    return len({m.place for m in meanings if m.metres is not None and _fits(m, value + m.index * step_m)})


def _whole_witnesses(meanings: Sequence[_Meaning], origin: float, step_m: float) -> int:
    """Places that name the kilometre, and fit."""
    places = set()
    # 400 metres are not 400 kilometres
    metres = {m.place for m in meanings if m.km is None and _fits(m, origin + m.index * step_m)}
    for meaning in meanings:
        here = origin + meaning.index * step_m
        if meaning.metres is None and meaning.place in metres:
            continue
        if (
            meaning.km is not None
            and abs(here - (meaning.km * _KM + (meaning.metres or here % _KM))) <= meaning.slack_m
        ):
            places.add(meaning.place)
    return len(places)


def _fits(meaning: _Meaning, here: float) -> bool:
    off = (here - (meaning.metres or 0.0)) % _KM
    return min(off, _KM - off) <= meaning.slack_m


def agreement(numerals: Sequence[Numeral]) -> int:
    """How many numbers tell one story on each axis, by the step that suits them best; the weaker axis."""
    return max(
        min(read_axis(numerals, axis, step).witnesses for axis in (0, 1)) for step in GRID_STEP_M.values()
    )


def labelled_scale(numerals: Sequence[Numeral]) -> int | None:
    """The scale whose step fits most numbers, exactly, and no other step comes near; None otherwise."""
    votes = {scale: _exact_witnesses(numerals, step) for scale, step in GRID_STEP_M.items()}
    first, second = sorted(votes, key=lambda scale: -votes[scale])[:2]
    told = len({m.place for item in numerals for m in _meanings(item, _KM) if m.metres is not None})
    clear = votes[first] >= _CLEAR_STEP * votes[second] and votes[first] >= _MOST * told
    return first if votes[first] >= _FEWEST_FOR_STEP and clear else None


def _exact_witnesses(numerals: Sequence[Numeral], step_m: float) -> int:
    """Numbers on both axes that fit the step, without those too coarse for it."""
    exact = [item for item in numerals if all(not m.slack_m for m in _meanings(item, step_m))]
    return sum(max(read_axis(exact, axis, step_m).within.values(), default=0) for axis in (0, 1))


def _meanings(numeral: Numeral, step_m: float) -> list[_Meaning]:
    """Everything a number can stand for on its axis."""
    low, high = _RANGE_KM[numeral.axis]
    place = (round(numeral.x_px / _PLACE_PX), round(numeral.y_px / _PLACE_PX))
    decimal = _DECIMAL.match(numeral.text)
    digits = numeral.text.replace(".", "").replace(",", "")
    if decimal:
        whole, last_m = int(decimal.group(1)), _KM / 10 ** len(decimal.group(2))
        slack = 0.0 if step_m % last_m == 0 else last_m / 2
        metres = round(float(f"0.{decimal.group(2)}") * _KM, 3)
        return [_Meaning(numeral.index, place, whole, metres, slack)] if low <= whole <= high else []
    if len(digits) in (6, 7):
        whole, rest = divmod(int(digits), 1000)
        return [_Meaning(numeral.index, place, whole, rest)] if low <= whole <= high else []
    found = []
    if len(digits) in (3, 4) and low <= int(digits) <= high:
        found.append(_Meaning(numeral.index, place, int(digits), None))
    if len(digits) == 3:
        found.append(_Meaning(numeral.index, place, None, float(digits)))
    return found
