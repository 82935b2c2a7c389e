"""Stable keys of what people decide on: land (parcels, roads, waters), rows of registers, pages.

A key names a thing by its place and never by what was read in it, so it is the same after another reading,
another number, and lines that a new trace moves by less than a millimetre on paper. No name for a place is
quite free of borders where it changes, so keys are not compared as text alone: ``Finder`` and ``RowFinder``
tell which thing a key means now, and answer None rather than another thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon

from pipeline.files import hash_text
from pipeline.geometries import as_array
from pipeline.model import (
    Box,
    Certificate,
    Commune,
    CommuneObject,
    CommuneParcel,
    CommuneRecord,
    Sheet,
    Source,
    unit_code_of,
)

Place = tuple[float, float]
# On paper: so far may a new trace move a line (twice the 0.3 mm that the circular allows between two surveys
# of one point, Circular 25/2014, Art. 7(5), and the paper's own bending), in metres on paper.
REACH_ON_PAPER_M = 0.001
# A sheet whose scale could not be read: 1:1000, the scale of settlements (Circular 25/2014, Art. 6(1)).
DEFAULT_SCALE = 1000
# Steps of the lattice on which keys lie, metres: the first that has a point well inside the land.
STEPS_M = (4.0, 2.0, 1.0, 0.5)
_POLE_TOLERANCE_M = 0.01
_LETTERS_OF_PAGE = 12  # of the hash of a file's path, which may name a person


@dataclass(frozen=True, slots=True)
class Land:
    """Land of one sheet with its key; ``reach_m``: how far another trace may move its lines on the ground."""

    key: str
    polygon: Polygon | MultiPolygon
    reach_m: float


def reach_m(scale: int | None) -> float:
    """A millimetre on paper, in metres on the ground at 1:``scale``."""
    return REACH_ON_PAPER_M * (scale or DEFAULT_SCALE)


# --- land ---------------------------------------------------------------------------------------------


def of_land(
    sheet: tuple[str, int | None], polygon: Polygon | MultiPolygon, reach: float, label: Place | None = None
) -> str:
    """The key of land of a ``sheet`` (old unit, number); ``label``: where its label stands, metres.

    The label stays where it is when lines are traced anew; without one in it the land's own middle stands.
    """
    part = max(shapely.get_parts(polygon), key=shapely.area)
    place = _deep_place(part.buffer(-reach), part.centroid, label) or _place_in(part)
    return _written((sheet[0].zfill(5), str(sheet[1] or 0)), place)


def _written(sheet: tuple[str, str], place: Place) -> str:
    easting, northing = place
    return f"{sheet[0]}_{sheet[1]}_{easting:.1f}_{northing:.1f}"


def east_of(key: str) -> str:
    """The key of the nearest place to the east, for land that a person drew where another has its key."""
    sheet, (easting, northing) = _parsed(key)
    return _written(sheet, (easting + 0.1, northing))


def _deep_place(deep: Polygon | MultiPolygon, middle: Point, label: Place | None) -> Place | None:
    """A point of the lattice near the label or the middle, where lines may move without reaching it."""
    for easting, northing in [*([label] if label else []), (middle.x, middle.y)]:
        for step in STEPS_M if shapely.contains_xy(deep, easting, northing) else ():
            place = (round(easting / step) * step, round(northing / step) * step)
            if shapely.contains_xy(deep, *place):
                return place
    return None


def _place_in(part: Polygon) -> Place:
    """The middle of thin land; of what is bent round it, its pole."""
    if part.contains(part.centroid):
        return part.centroid.x, part.centroid.y
    circle = shapely.maximum_inscribed_circle(part, tolerance=_POLE_TOLERANCE_M)
    easting, northing = shapely.get_coordinates(circle)[0]
    return float(easting), float(northing)


def lands(commune: Commune) -> list[Land]:
    """All land of a commune that has a key: parcels, then roads, waters and the like."""
    scales = {_sheet(sheet): sheet.scale for sheet in commune.sheets}
    every: list[CommuneParcel | CommuneObject] = [*commune.parcels, *commune.objects]
    return [
        Land(each.key, each.geometry, reach_m(scales.get((each.unit_code, each.sheet)))) for each in every
    ]


def _sheet(sheet: Sheet) -> tuple[str, int | None]:
    return unit_code_of(sheet.unit), sheet.number


class Finder:
    """Finds the land that a key means among ``lands`` of one commune and zone."""

    def __init__(self, lands: Sequence[Land]) -> None:
        self._lands = list(lands)
        self._sheets = [_parsed(land.key)[0] for land in self._lands]

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(as_array(land.polygon for land in self._lands))

    def find(self, key: str) -> int | None:
        """The place, in ``lands``, of the land that had this key before; None where that is not clear.

        Any other text, typed by hand, means no land.
        Land in which no point is as deep as twice the reach may have left its place to its neighbour, so
        beside such land only the very key tells which is meant.
        """
        try:
            sheet, place = _parsed(key)
        except ValueError:
            return None
        point = Point(place)
        around = [int(k) for k in self._tree.query(point, "dwithin", self._most)]
        around = [k for k in around if self._sheets[k] == sheet]
        holding = [k for k in around if self._lands[k].polygon.covers(point)]
        rivals = [k for k in around if k in holding or self._is_thin_and_near(k, point)]
        same = [k for k in rivals if self._lands[k].key == key]
        meant = same or (rivals if holding else [])
        return meant[0] if len(meant) == 1 else None

    @cached_property
    def _most(self) -> float:
        return max((land.reach_m for land in self._lands), default=0.0)

    def _is_thin_and_near(self, k: int, point: Point) -> bool:
        land = self._lands[k]
        within = land.polygon.distance(point) <= land.reach_m
        return within and bool(land.polygon.buffer(-2 * land.reach_m).is_empty)


def _parsed(key: str) -> tuple[tuple[str, str], Place]:
    """Sheet and place of a key of land. Raises ValueError for any other text."""
    unit, sheet, easting, northing = key.split("_")
    return (unit, sheet), (float(easting), float(northing))


def place_of(key: str) -> Place:
    """Easting and northing in a key of land. Raises ValueError for any other text."""
    return _parsed(key)[1]


def sheet_of(key: str) -> tuple[str, int | None, None]:
    """Old unit and sheet in a key of land, as far as they can be told, for a finding."""
    unit, _, rest = key.partition("_")
    number = rest.partition("_")[0]
    return unit, int(number) if number.isdecimal() else None, None


# --- pages and rows -----------------------------------------------------------------------------------


def of_page(source: Source) -> str:
    """The key of a page of a scan: it holds no name."""
    return f"{hash_text(source.scan)[:_LETTERS_OF_PAGE]}-{source.page}"


def of_row(record: CommuneRecord) -> str:
    """The key of a row of a register: its page, and the middle of its box or its place on the ground.

    A row of a table without places is known by its number, the only thing that such a table tells it by.
    """
    source = record.record.source
    if source.box is not None:
        x0, y0, x1, y1 = source.box
        where = f"{(x0 + x1) / 2:.0f}-{(y0 + y1) / 2:.0f}"
    elif source.place_m is not None:
        where = "{:.1f}-{:.1f}m".format(*source.place_m)
    else:
        where = f"{record.record.number.text}n"
    return f"{of_page(source)}_{where}"


def of_certificate(certificate: Certificate) -> str:
    """The key of a certificate: its first page."""
    return of_page(certificate.pages[0])


class RowFinder:
    """Finds the row that a key means among the ``records`` of one commune."""

    def __init__(self, records: Sequence[CommuneRecord]) -> None:
        self._by_key: dict[str, list[int]] = {}
        self._by_page: dict[str, list[tuple[int, Box]]] = {}
        for place, record in enumerate(records):
            source = record.record.source
            self._by_key.setdefault(of_row(record), []).append(place)
            if source.box is not None:
                self._by_page.setdefault(of_page(source), []).append((place, source.box))

    def find(self, key: str) -> int | None:
        """The place, in ``records``, of the row with this key, or whose box alone holds its place."""
        found = self._by_key.get(key) or self._holding(key)
        return found[0] if len(found) == 1 else None

    def _holding(self, key: str) -> list[int]:
        page, _, where = key.rpartition("_")
        if "-" not in where or where.endswith("m"):
            return []
        x, y = map(float, where.split("-"))
        boxes = self._by_page.get(page, ())
        return [place for place, (x0, y0, x1, y1) in boxes if x0 <= x <= x1 and y0 <= y <= y1]
