"""The parcel fabric of an invented commune, in VN-2000 metres (easting, northing)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from numpy.random import Generator
from shapely.affinity import rotate
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from synthetic import names
from synthetic.cutting import cut_down, polygons, pond, sides, strips, width_m

_GRID_M = 0.01  # coordinates are kept to the centimetre, as survey points are (Art. 9(15))
_SMALLEST_M2 = 12.0
Pieces = list[tuple[Polygon, str]]  # plots with their use: "house", "field" or "pond"


@dataclass(frozen=True, slots=True)
class Plan:
    """How the land is laid out: sizes of plots (m²), spacing of roads (m), shares of the commune.

    ``cover`` is the share of the window that the commune's outline fills; ``urban`` turns rural house land
    (ONT) into urban (ODT); ``rows`` is the share of house blocks cut into narrow lots.
    """

    house_m2: float = 320.0
    field_m2: float = 1300.0
    spacing_m: float = 135.0
    cover: float = 0.85
    village: float = 0.45
    rows: float = 0.18
    urban: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """One parcel of the fabric; ``number`` and ``sheet`` are given when it is split over sheets."""

    polygon: Polygon
    use: str
    code: str
    owner: str
    kind: str
    place: str
    houses: tuple[Polygon, ...] = ()
    sheet: int = 0
    number: int = 0

    @property
    def area_m2(self) -> float:
        """Area as it is printed, with one decimal (Art. 3(4))."""
        return round(self.polygon.area, 1)


@dataclass(frozen=True, slots=True)
class Corridor:
    """A road or canal: its axis, width in metres and name; its land forms no parcel."""

    axis: LineString
    width_m: float
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Fabric:
    """Plots, corridors and the outline of the commune; ``beyond`` is the neighbouring commune's name."""

    outline: Polygon
    plots: tuple[Plot, ...]
    corridors: tuple[Corridor, ...]
    beyond: str

    @property
    def open_land(self) -> BaseGeometry:
        """The land of roads and canals: the outline without its plots."""
        return self.outline.difference(shapely.union_all([p.polygon for p in self.plots if p.use != "way"]))


@dataclass(frozen=True, slots=True)
class Layout:
    """What differs from the usual layout: ``cut_up(block, village, plan, rng)`` makes the plots of a block,
    ``bend(way, plan, seed)`` moves the axis of a road or canal; the seed is the same for all of them."""

    cut_up: Callable[[Polygon, bool, Plan, Generator], list[Polygon]]
    bend: Callable[[Corridor, Plan, int], Corridor]


def make_fabric(
    window: tuple[float, float, float, float], plan: Plan, rng: Generator, layout: Layout | None = None
) -> Fabric:
    """Fill a window (west, south, east, north in metres) with a commune."""
    outline = _outline(window, plan.cover, rng)
    corridors = _corridors(window, plan, rng)
    if layout:
        seed = int(rng.integers(2**31))
        corridors = [layout.bend(way, plan, seed) for way in corridors]
    cut_up = layout.cut_up if layout else cut_usually
    beds = shapely.union_all(
        [way.axis.buffer(way.width_m / 2, cap_style="flat", join_style="mitre") for way in corridors]
    )
    blocks = [part for part in polygons(outline.difference(beds)) if part.area > 40 and width_m(part) > 4]
    centres = _village_centres(window, plan, rng)
    pieces: Pieces = []
    for block in blocks:
        village = _is_village(block, centres)
        pieces.extend(_with_ponds(cut_up(block, village, plan, rng), village, plan, rng))
    plots = _describe(_noded(pieces), plan, rng)
    return Fabric(outline, tuple(plots), tuple(corridors), names.hamlet(rng).split(" ", 1)[1])


def _outline(window: tuple[float, float, float, float], cover: float, rng: Generator) -> Polygon:
    """A smooth closed line that leaves corners of the sheets empty and runs out of the window elsewhere."""
    west, south, east, north = window
    centre = np.array([(west + east) / 2, (south + north) / 2])
    half = np.array([east - west, north - south]) / 2
    angles = np.linspace(0, 2 * math.pi, 60, endpoint=False)
    waves = np.zeros(len(angles))
    for k in (1, 2, 3, 5):
        waves += rng.normal(0, 0.1 / k) * np.cos(k * angles + rng.uniform(0, 6.3))
    radii = 1.42 * cover * (1 + waves)
    ring = centre + np.column_stack([np.cos(angles), np.sin(angles)]) * half * radii[:, None]
    inset = 0.006 * min(half)
    blob = Polygon(ring).simplify(1.5).buffer(0)
    clipped = polygons(blob.intersection(box(west + inset, south + inset, east - inset, north - inset)))
    return clipped[0]


def _corridors(window: tuple[float, float, float, float], plan: Plan, rng: Generator) -> list[Corridor]:
    west, south, east, north = window
    reach, drift = 0.35 * max(east - west, north - south), plan.spacing_m * 0.1
    ways = []
    for share in _stations(north - south, plan.spacing_m, rng):
        ends = np.array([[west - reach, south + share], [east + reach, south + share + rng.normal(0, drift)]])
        ways.append(_way(ends, plan.spacing_m, rng))
    for share in _stations(east - west, plan.spacing_m * 1.25, rng):
        ends = np.array([[west + share, south - reach], [west + share + rng.normal(0, drift), north + reach]])
        ways.append(_way(ends, plan.spacing_m, rng))
    if min(east - west, north - south) > plan.spacing_m * 1.5:
        low, high = (
            south + share * (north - south) for share in (rng.uniform(0.1, 0.4), rng.uniform(0.6, 0.9))
        )
        canal = _way(np.array([[west - reach, low], [east + reach, high]]), plan.spacing_m, rng)
        wide = plan.spacing_m * rng.uniform(0.03, 0.07)
        ways.append(replace(canal, code="DTL", name=names.water(rng), width_m=wide))
    turn, centre = rng.uniform(-28, 28), ((west + east) / 2, (south + north) / 2)
    return [replace(way, axis=rotate(way.axis, turn, origin=centre)) for way in ways]


def _stations(length_m: float, spacing_m: float, rng: Generator) -> list[float]:
    count = max(int(length_m / spacing_m), 1)
    return [float(length_m * (index + 0.5 + rng.uniform(-0.22, 0.22)) / count) for index in range(count)]


def _way(ends: npt.NDArray[np.float64], spacing_m: float, rng: Generator) -> Corridor:
    length = float(np.hypot(*(ends[1] - ends[0])))
    stops = np.linspace(0, 1, max(int(length / spacing_m), 2) + 1)
    points = ends[0] + stops[:, None] * (ends[1] - ends[0])
    points[1:-1] += rng.normal(0, spacing_m * 0.035, (len(points) - 2, 2))
    wide = spacing_m * float(rng.choice([0.022, 0.03, 0.045, 0.07]))
    return Corridor(LineString(points), wide, "DGT", names.road(rng))


def _village_centres(
    window: tuple[float, float, float, float], plan: Plan, rng: Generator
) -> list[tuple[float, float, float]]:
    west, south, east, north = window
    reach = math.sqrt(plan.village * (east - west) * (north - south) / math.pi / 2)
    return [
        (rng.uniform(west, east), rng.uniform(south, north), reach * rng.uniform(0.7, 1.2)) for _ in range(2)
    ]


def _is_village(block: Polygon, centres: list[tuple[float, float, float]]) -> bool:
    point = block.representative_point()
    return any(math.hypot(point.x - x, point.y - y) < reach for x, y, reach in centres)


def cut_usually(block: Polygon, village: bool, plan: Plan, rng: Generator) -> list[Polygon]:
    """Plots of one block: rows of narrow lots in some of a village, else cut until they have their size."""
    if village and rng.random() < plan.rows:
        return _rows(block, plan, rng)
    return cut_down(block, plan.house_m2 if village else plan.field_m2, rng)


def _with_ponds(plots: list[Polygon], village: bool, plan: Plan, rng: Generator) -> Pieces:
    """The plots with their use, ponds cut out of the plots that hold them."""
    pieces = []
    for plot in plots:
        water = (
            pond(plot, 0.055 * plan.spacing_m, rng) if rng.random() < (0.08 if village else 0.16) else None
        )
        if water is not None:
            pieces.append((water, "pond"))
            pieces.append((polygons(plot.difference(water))[0], "house" if village else "field"))
        else:
            pieces.append((plot, "house" if village else "field"))
    return pieces


def _rows(block: Polygon, plan: Plan, rng: Generator) -> list[Polygon]:
    depth = math.sqrt(plan.house_m2) * 1.5
    lots: list[Polygon] = []
    for band in cut_down(block, sides(block)[0] * depth, rng, bend=0.0):
        lots.extend(strips(band, math.sqrt(plan.house_m2) * rng.uniform(0.26, 0.6), rng))
    return lots


def _noded(pieces: Pieces) -> Pieces:
    """The same plots with shared vertices, snapped to the centimetre: a valid coverage."""
    lines = shapely.union_all([polygon.boundary for polygon, _ in pieces], grid_size=_GRID_M)
    faces = polygons(shapely.polygonize(list(shapely.get_parts(lines))))
    tree = shapely.STRtree([polygon for polygon, _ in pieces])
    found: dict[int, list[Polygon]] = {}
    for face in faces:
        hits = tree.query(face.representative_point(), predicate="within")
        if len(hits):
            found.setdefault(int(hits[0]), []).append(face)
    noded = []
    for index, parts in sorted(found.items()):
        largest = polygons(shapely.union_all(parts))[0]
        if largest.area > _SMALLEST_M2:
            noded.append((largest, pieces[index][1]))
    return noded


def _describe(pieces: Pieces, plan: Plan, rng: Generator) -> list[Plot]:
    places = {"house": [names.hamlet(rng) for _ in range(5)], "field": [names.field(rng) for _ in range(8)]}
    plots = []
    for polygon, use in pieces:
        code = _code(use, polygon.area, plan, rng)
        public = (use == "field" and rng.random() < 0.09) or code in ("NTD", "DSH", "DGD", "DVH")
        owner = "UBND xã" if public else names.holder(rng, titled=True)
        place = str(rng.choice(places["house" if use == "house" else "field"]))
        houses = _houses(polygon, rng) if code.startswith(("ONT", "ODT", "TMD", "DGD", "DSH")) else ()
        plots.append(Plot(polygon, use, code, owner, "UBQ" if public else "GDC", place, houses))
    return plots


def _code(use: str, area_m2: float, plan: Plan, rng: Generator) -> str:
    if use == "pond":
        return "NTS"
    if use == "house":
        home = "ODT" if plan.urban else "ONT"
        pairs = {
            home: 0.5,
            f"{home}+CLN": 0.22,
            "CLN": 0.15,
            "BHK": 0.04,
            "TMD": 0.03,
            "DSH": 0.02,
            "DGD": 0.01,
            "TIN": 0.03,
        }
        if area_m2 < plan.house_m2 * 0.5:
            pairs[f"{home}+CLN"] = 0.02
    else:
        pairs = {
            "LUC": 0.5,
            "LUK": 0.16,
            "BHK": 0.13,
            "CLN": 0.09,
            "NTS": 0.05,
            "NTD": 0.02,
            "LUC(NTS)": 0.02,
            "RSX": 0.015,
            "NHK": 0.015,
        }
    weights = np.array(list(pairs.values()))
    return str(rng.choice(list(pairs), p=weights / weights.sum()))


def _houses(polygon: Polygon, rng: Generator) -> tuple[Polygon, ...]:
    """One or two house outlines along the plot, wholly inside it."""
    circle = shapely.maximum_inscribed_circle(polygon)
    _, _, angle = sides(polygon)
    found: list[Polygon] = []
    for _ in range(1 if rng.random() < 0.7 else 2):
        radius = circle.length
        centre = np.asarray(circle.coords[0]) + rng.normal(0, radius * 0.35, 2)
        a, b = radius * rng.uniform(0.5, 0.95), radius * rng.uniform(0.3, 0.6)
        corners = np.array([[-a, -b], [a, -b], [a, b], [-a, b]])
        turn = angle + rng.normal(0, 0.05)
        rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
        house = Polygon(corners @ rotation.T + centre)
        if polygon.contains(house) and all(not house.intersects(other) for other in found):
            found.append(house)
    return tuple(found)
