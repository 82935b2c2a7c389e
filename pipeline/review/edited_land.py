"""Which land of a delivery each row of an edited file is: still there, taken away, or added by a person.

QGIS gives both parts of what it splits the same cells; what it merges keeps those of one; what is drawn anew
has none. So a key alone does not tell: of several rows with one key, that in which the key's place lies is
the land, the others are new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon

from pipeline import keys
from pipeline.decisions import DRAWN, OUTLINE, Value, as_value
from pipeline.geometries import as_array
from pipeline.model import Commune, CommuneObject, CommuneParcel
from pipeline.review.edited import EditedRow

Thing = CommuneParcel | CommuneObject
Shape = Polygon | MultiPolygon
SAME_M = 0.001  # coordinates are delivered to a millimetre


@dataclass(frozen=True, slots=True)
class Added:
    """Land that a person drew: its key, and the traced land that it is cut from or lies nearest to."""

    row: EditedRow
    key: str
    beside: Thing


@dataclass(frozen=True, slots=True)
class SortedOut:
    """Rows of land that was delivered, by key; keys of what is missing; what was added; what has no place.

    ``near`` tells what any outline lies beside.
    """

    known: dict[str, EditedRow]
    missing: list[str]
    added: list[Added]
    placeless: list[EditedRow]
    near: TracedLand


def things_of(commune: Commune) -> dict[str, Thing]:
    """All land that was delivered, by its key."""
    every: list[Thing] = [*commune.parcels, *commune.objects]
    return {each.key: each for each in every}


def sort_out(commune: Commune, rows: Sequence[EditedRow], taken: Collection[str] = ()) -> SortedOut:
    """Tell which delivered land each row is; ``taken``: keys that no new land may have."""
    things = things_of(commune)
    by_key: dict[str, list[EditedRow]] = {}
    for row in rows:
        by_key.setdefault(row.key if row.key in things else "", []).append(row)
    new = by_key.pop("", [])
    known = {}
    for key, several in by_key.items():
        known[key] = _itself(key, several)
        new += [row for row in several if row is not known[key]]
    for row in list(new):
        again = _drawn_again(row, [things[key] for key in things.keys() - known.keys()])
        if again is not None:
            known[again] = row
            new.remove(row)
    near = TracedLand(commune, things.values())
    added: list[Added] = []
    placeless = []
    for row in new:
        beside = near.beside(row.shape)
        if row.shape is None or beside is None:
            placeless.append(row)
        else:
            used = {*things, *taken, *(each.key for each in added)}
            added.append(Added(row, near.free_key(row.shape, beside, used), beside))
    return SortedOut(known, [key for key in things if key not in known], added, placeless, near)


def _itself(key: str, rows: Sequence[EditedRow]) -> EditedRow:
    """The row in which the key's place lies; else the one that was there first."""
    place = Point(keys.place_of(key))
    return next((row for row in rows if row.shape is not None and row.shape.covers(place)), rows[0])


def _drawn_again(row: EditedRow, missing: Iterable[Thing]) -> str | None:
    """The key of missing land that has this very outline."""
    return next((each.key for each in missing if same_shape(each.geometry, row.shape)), None)


def same_shape(before: Shape | None, after: Shape | None) -> bool:
    """Whether two outlines are the same to the millimetre."""
    if before is None or after is None:
        return before is None and after is None
    one, other = (shapely.normalize(MultiPolygon(list(shapely.get_parts(s)))) for s in (before, after))
    return bool(shapely.equals_exact(one, other, SAME_M))


def traced(thing: Thing) -> Shape:
    """The outline that the next run will trace before it hears people; empty where they added the land."""
    return thing.geometry if thing.traced is None else thing.traced


class TracedLand:
    """Land as it is traced, to which what people draw is tied."""

    def __init__(self, commune: Commune, things: Iterable[Thing]) -> None:
        self._things = [each for each in things if not traced(each).is_empty]
        self._tree = shapely.STRtree(as_array(map(traced, self._things)))
        self._reach = {land.key: land.reach_m for land in keys.lands(commune)}

    def beside(self, shape: Shape | None) -> Thing | None:
        """The land with which it has most ground in common, or the nearest."""
        if shape is None or shape.is_empty or not self._things:
            return None
        common = {int(k): traced(self._things[k]).intersection(shape).area for k in self._tree.query(shape)}
        best = max(common, key=lambda k: common[k], default=-1)
        if not common.get(best):
            best = int(self._tree.nearest(shape))
        return self._things[best]

    def free_key(self, shape: Shape, beside: Thing, taken: Collection[str]) -> str:
        """A key for new land, of the sheet of what lies beside it: the first free one to the east."""
        sheet = (beside.unit_code, beside.sheet)
        key = keys.of_land(sheet, shape, self._reach[beside.key])
        while key in taken:
            key = keys.east_of(key)
        return key


def outline_of(thing: Thing, near: TracedLand) -> tuple[str, dict[str, Value | None]]:
    """The field in which the outline of land is decided, and what is seen then.

    That is what is traced of it, or of the land beside what a person added.
    """
    if not traced(thing).is_empty:
        return OUTLINE, {OUTLINE: as_value(traced(thing))}
    beside = near.beside(thing.geometry)
    return DRAWN, {} if beside is None else {OUTLINE: as_value(traced(beside))}
