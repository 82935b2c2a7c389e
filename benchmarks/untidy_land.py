"""A clean fabric of parcels as they lie in the world: blocks between roads, canals and paths, cut into plots.

Ditches and half of the canals are parcels; roads and paths are true voids; some fields hold a grave plot.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
import shapely
from shapely.affinity import rotate
from shapely.geometry import LineString, Polygon, box
from shapely.ops import split

from pipeline.model import FloatArray

Kind = Literal["plain", "thin", "island", "host", "canal", "path"]
Rng = np.random.Generator
EAST_M, NORTH_M = 560_000.0, 2_310_000.0
_BLOCK_M = 170.0
_MEDIAN_M2 = {"res": 180.0, "paddy": 700.0, "garden": 450.0}
_CODE = {"res": "ODT", "paddy": "LUC", "garden": "CLN"}
_WIDTH_M = {"main": (7.0, 12.0), "lane": (2.5, 4.5), "canal": (2.0, 6.0), "path": (1.0, 1.6)}
_WAYS = ["main", "lane", "canal", "path", "none"]
_WAY_SHARES = [0.12, 0.30, 0.16, 0.17, 0.25]


class Face(NamedTuple):
    """A parcel, or a path that is none; ``code`` is its land use."""

    polygon: Polygon
    kind: Kind
    code: str


def fabric(parcels: int, seed: int) -> list[Face]:
    """About so many faces, noded exactly to 1 mm."""
    rng = np.random.default_rng(seed)
    blocks, canals = _blocks_and_canals(parcels, rng)
    zones = [rng.choice(["res", "paddy", "garden"], p=[0.2, 0.54, 0.26]) for _ in blocks]
    faces = []
    for place, (block, zone) in enumerate(zip(blocks, zones, strict=True)):
        faces += _plots(block, str(zone), np.random.default_rng(seed * 1_000_003 + place))
    return _noded(faces + [Face(reach, "canal", "DTL") for reach in canals])


# --- roads and blocks ---------------------------------------------------------------------------------


def _blocks_and_canals(parcels: int, rng: Rng) -> tuple[list[Polygon], list[Polygon]]:
    count = max(3, round(math.sqrt(parcels * 590) / _BLOCK_M))
    steps = np.arange(count + 1) * _BLOCK_M
    nodes = np.stack(np.meshgrid(EAST_M + steps, NORTH_M + steps, indexing="ij"), axis=-1)
    nodes = nodes + rng.normal(0, _BLOCK_M * 0.12, nodes.shape)
    ways: dict[str, list[Polygon]] = {"road": [], "canal": [], "path": []}
    middles = list(_ways(nodes, ways, rng))
    outer = Polygon(np.vstack([nodes[:, 0], nodes[-1, 1:], nodes[::-1, -1][1:], nodes[0, ::-1][1:-1]]))
    road, canal, path = (shapely.union_all(ways[kind]) for kind in ("road", "canal", "path"))
    path = path.difference(road)
    canal = canal.difference(shapely.union_all([road, path]))
    land = outer.difference(shapely.union_all([road, path, canal]))
    blocks = [face for face in _cells(land, middles) if face.area > 20]
    reaches = [face for face in _cells(canal, middles) if face.area > 20 and rng.random() < 0.5]
    return blocks, reaches


def _ways(nodes: FloatArray, ways: dict[str, list[Polygon]], rng: Rng) -> Iterator[LineString]:
    """Middle lines; those that are roads, canals or paths are added to ``ways`` with their width."""
    count = len(nodes) - 1
    across, along = (rng.choice(_WAYS, count + 1, p=_WAY_SHARES) for _ in range(2))
    for kinds, lines in ((across, nodes.transpose(1, 0, 2)), (along, nodes)):
        for place in range(1, count):
            middle = LineString(_bent(lines[place], rng))
            yield middle
            kind = str(kinds[place])
            if kind != "none":
                width = rng.uniform(*_WIDTH_M[kind])
                strip = middle.buffer(width / 2, cap_style="flat", join_style="mitre")
                ways[kind if kind in ways else "road"].append(strip)


def _bent(nodes: FloatArray, rng: Rng) -> list[FloatArray]:
    points = []
    for a, b in itertools.pairwise(nodes):
        points.append(a)
        points += [a + (b - a) * t + rng.normal(0, 2.0, 2) for t in (0.35, 0.7)]
    return [*points, nodes[-1]]


def _cells(land: shapely.Geometry, lines: list[LineString]) -> list[Polygon]:
    net = shapely.union_all([shapely.boundary(land), *(shapely.intersection(line, land) for line in lines)])
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    return [cell for cell in cells if shapely.contains(land, cell.representative_point())]


# --- plots --------------------------------------------------------------------------------------------


def _plots(block: Polygon, zone: str, rng: Rng) -> Iterator[Face]:
    """The block divided until its plots have about the usual size of their zone."""
    usual, code = _MEDIAN_M2[zone], _CODE[zone]
    todo = [(block, 0)]
    while todo:
        plot, depth = todo.pop()
        if plot.area < 12:
            if plot.area > 0.5:
                yield Face(plot, "plain", code)
            continue
        target = usual * float(np.exp(rng.normal(0, 0.45)))
        if plot.area < 1.6 * target or depth > 24:
            yield from _with_grave(plot, zone, rng)
            continue
        line = _dividing_line(plot, rng, rng.uniform(0.38, 0.62), bool(rng.random() < 0.3))
        strip = _strip(plot, line, rng) if plot.area > 9 * usual and rng.random() < 0.22 else None
        if strip is not None:
            yield Face(strip[0], "thin", "DTL") if rng.random() < 0.6 else Face(strip[0], "path", "VOID")
            todo += [(part, depth + 1) for part in shapely.get_parts(strip[1]) if isinstance(part, Polygon)]
            continue
        parts = [part for part in split(plot, line).geoms if isinstance(part, Polygon) and part.area > 1]
        if len(parts) < 2:
            yield Face(plot, "plain", code)
        else:
            todo += [(part, depth + 1) for part in parts]


def _with_grave(plot: Polygon, zone: str, rng: Rng) -> list[Face]:
    code = _CODE[zone]
    if zone != "res" and plot.area > 700 and rng.random() < 0.012:
        middle, size = plot.representative_point(), rng.uniform(2.5, 4.5)
        upright = box(middle.x - size, middle.y - 0.8 * size, middle.x + size, middle.y + 0.8 * size)
        grave = rotate(upright, rng.uniform(0, 90))
        if plot.buffer(-3).contains(grave):
            return [Face(plot.difference(grave), "host", code), Face(grave, "island", "NTD")]
    return [Face(plot, "plain", code)]


def _dividing_line(plot: Polygon, rng: Rng, share: float, bend: bool) -> LineString:
    """Across the longer side of the plot, not quite square to it."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(plot))
    sides = corners[1] - corners[0], corners[2] - corners[1]
    longer, shorter = sorted(sides, key=lambda side: -float(np.hypot(*side)))
    length, depth = float(np.hypot(*longer)), float(np.hypot(*shorter))
    ahead = longer / length
    middle = shapely.get_coordinates(plot.centroid)[0] + longer * (share - 0.5)
    turn = math.radians(rng.normal(0, 3))
    sideways = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]) @ (
        -ahead[1],
        ahead[0],
    )
    points = [middle - sideways * depth * 1.5]
    if bend:
        for at in sorted(rng.uniform(-0.35, 0.35, rng.integers(1, 3))):
            points.append(middle + sideways * depth * at + ahead * rng.normal(0, min(1.0, 0.04 * depth)))
    return LineString([*points, middle + sideways * depth * 1.5])


def _strip(plot: Polygon, line: LineString, rng: Rng) -> tuple[Polygon, shapely.Geometry] | None:
    """A ditch or path along the line, and what it leaves of the plot."""
    around = line.buffer(rng.uniform(0.8, 1.6) / 2, cap_style="flat", join_style="mitre")
    strip = plot.intersection(around)
    return (strip, plot.difference(around)) if isinstance(strip, Polygon) and strip.area > 5 else None


def _noded(faces: list[Face]) -> list[Face]:
    shapes = np.array([face.polygon for face in faces], dtype=object)
    lines = shapely.union_all(shapely.boundary(shapes), grid_size=0.001)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    cell, face = shapely.STRtree(shapes).query(shapely.point_on_surface(cells), predicate="within")
    by_face: dict[int, list[Polygon]] = {}
    for owner, part in zip(face, cell, strict=True):
        by_face.setdefault(int(owner), []).append(cells[part])
    noded = []
    for owner, parts in by_face.items():
        whole = max(shapely.get_parts(shapely.union_all(parts)), key=lambda part: float(part.area))
        if whole.area > 1.0:
            noded.append(faces[owner]._replace(polygon=whole))
    return noded
