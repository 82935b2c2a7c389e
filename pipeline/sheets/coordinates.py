"""From the labels in the strip to the world coordinates of the lattice.

Along one axis all labels must tell the same story: value at index i = origin + i * step (northings fall
with the index). Metres (000, 100, ...) give the origin within its kilometre, kilometres give the rest.
X of Vietnamese tables is northing, Y is easting.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.sheets.number import GRID_STEP_M
from pipeline.sheets.ticks import Label

_KM = 1000.0
# VN-2000, 3-degree zones: Vietnam lies between these (easting; northing)
_RANGE_KM = ((200, 850), (900, 2650))
_DECIMAL = re.compile(r"^(\d{3,4})[.,](\d{1,3})$")


@dataclass(frozen=True, slots=True)
class Axis:
    """What the labels say about one axis.

    ``within_km`` is the coordinate of index 0 within its kilometre, ``origin_m`` the whole coordinate; None
    where no label tells. ``metre_votes`` and ``km_votes`` count the different labels that say so;
    ``rival_votes`` those for the next best origin.
    """

    step_m: float
    within_km: float | None
    origin_m: float | None
    metre_votes: int
    km_votes: int
    rival_votes: int


@dataclass(frozen=True, slots=True)
class _Meaning:
    index: int
    place: tuple[int, int]
    km: float | None
    metres: float | None


def read_axis(labels: Iterable[Label], axis: int, step_m: float) -> Axis:
    """Origin of one axis (0 easting, 1 northing) for a lattice step in metres, by vote of the labels."""
    meanings = [meaning for label in labels if label.axis == axis for meaning in _meanings(label)]
    sign = 1 if axis == 0 else -1
    metres: dict[float, set[tuple[int, int]]] = defaultdict(set)
    for meaning in meanings:
        if meaning.metres is not None:
            metres[(meaning.metres - sign * meaning.index * step_m) % _KM].add(meaning.place)
    # lattice lines carry whole steps
    votes = {origin: places for origin, places in metres.items() if origin % min(step_m, _KM) == 0}
    if not votes:
        return Axis(step_m, None, None, 0, 0, 0)
    within = max(votes, key=lambda origin: len(votes[origin]))
    rivals = max((len(places) for origin, places in votes.items() if origin != within), default=0)
    origins: dict[float, set[tuple[int, int]]] = defaultdict(set)
    for meaning in meanings:
        if meaning.km is not None:
            here = within + sign * meaning.index * step_m
            if meaning.metres is None or (here - meaning.metres) % _KM == 0:
                origins[within + (meaning.km - here // _KM) * _KM].add(meaning.place)
    best = max(origins, key=lambda origin: len(origins[origin]), default=None)
    km_votes = len(origins[best]) if best is not None else 0
    rivals = max(rivals, max((len(p) for origin, p in origins.items() if origin != best), default=0))
    return Axis(step_m, within, best, len(votes[within]), km_votes, rivals)


def read_axes(labels: Sequence[Label], step_m: float) -> tuple[Axis, Axis]:
    """Easting and northing axis for one lattice step."""
    return read_axis(labels, 0, step_m), read_axis(labels, 1, step_m)


def labelled_scale(labels: Sequence[Label]) -> int | None:
    """The scale whose step fits the labels best, when no other comes near; None otherwise."""
    votes = {scale: _step_votes(labels, step) for scale, step in GRID_STEP_M.items()}
    first, second = sorted(votes, key=lambda scale: -votes[scale])[:2]
    return first if votes[first] >= 4 and votes[first] >= 2 * votes[second] else None


def _step_votes(labels: Sequence[Label], step_m: float) -> int:
    return sum(axis.metre_votes for axis in read_axes(labels, step_m))


def _meanings(label: Label) -> list[_Meaning]:
    """Everything a label can stand for on its axis."""
    low, high = _RANGE_KM[label.axis]
    place = (round(label.x_px / 20), round(label.y_px / 20))
    decimal = _DECIMAL.match(label.text)
    digits = label.text.replace(".", "").replace(",", "")
    if decimal:
        whole, part = int(decimal.group(1)), float(f"0.{decimal.group(2)}") * _KM
        return [_Meaning(label.index, place, whole, round(part, 3))] if low <= whole <= high else []
    if len(digits) in (6, 7):
        whole, rest = divmod(int(digits), 1000)
        return [_Meaning(label.index, place, whole, rest)] if low <= whole <= high else []
    found = []
    if len(digits) in (3, 4) and low <= int(digits) <= high:
        found.append(_Meaning(label.index, place, int(digits), None))
    if len(digits) == 3:
        found.append(_Meaning(label.index, place, None, float(digits)))
    return found
