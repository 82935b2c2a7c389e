"""The fabric as digitized sheets show it: drawn twice over edges or cut there, misfitting, shaky, damaged.

Every sheet has a misfit of its own (shift up to 0.15 m, turn 0.1 mrad, stretch 100 ppm) and every corner on
it noise in a disc of 0.2 m; one polygon in seven has its own noise. Then come the faults of drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from benchmarks.untidy_land import Face, Rng, fabric
from pipeline.model import FloatArray

SHEET_M = 350.0
NOISE_M = 0.2
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A polygon on a sheet; ``parcel`` is its place in the truth, -1 for a sliver that is none."""

    polygon: Polygon | MultiPolygon
    sheet: int
    parcel: int
    fault: str
    number: int | None = None
    area_m2: float | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Truth and drawing. ``edge`` of a parcel: "in" one sheet, "dup" on several, "cut", or "whole" on one."""

    faces: list[Face]
    voids: list[Polygon]
    sheets: list[Polygon]
    owner: npt.NDArray[np.intp]
    number: npt.NDArray[np.intp]
    edge: npt.NDArray[np.str_]
    missing: npt.NDArray[np.bool_]
    drawn: list[Drawn]


def make_scene(parcels: int, seed: int) -> Scene:
    """About so many parcels; the same seed gives the same scene."""
    rng = np.random.default_rng(seed + 77)
    land = fabric(parcels, seed)
    faces = [face for face in land if face.kind != "path"]
    shapes = np.array([face.polygon for face in faces], dtype=object)
    sheets = _sheets(shapely.total_bounds(shapes))
    shown = _shown_on(shapes, sheets)
    owner = np.array([max(on, key=lambda sheet: on[sheet]) for on in shown])
    edge = rng.choice(["dup", "cut", "whole"], len(faces), p=[0.55, 0.25, 0.20])
    edge[[len(on) == 1 for on in shown]] = "in"
    plain = np.array([face.kind == "plain" for face in faces])
    missing = plain & (rng.random(len(faces)) < 0.003)
    paths = [face.polygon for face in land if face.kind == "path"]
    scene = Scene(faces, paths, sheets, owner, _numbers(shapes, owner), edge, missing, [])
    drawn = _shaken(list(_on_sheets(scene, shown, rng)), sheets, rng)
    faulty = list(_with_faults(drawn, rng))
    order = rng.permutation(len(faulty))
    return replace(scene, drawn=[faulty[place] for place in order])


# --- sheets -------------------------------------------------------------------------------------------


def _sheets(bounds: FloatArray) -> list[Polygon]:
    west, south, east, north = bounds
    return [
        box(x, y, x + SHEET_M, y + SHEET_M)
        for y in np.arange(south, north, SHEET_M)
        for x in np.arange(west, east, SHEET_M)
    ]


def _shown_on(shapes: Shapes, sheets: list[Polygon]) -> list[dict[int, float]]:
    """For each parcel its area on the sheets that it touches, m²."""
    frames = np.array(sheets, dtype=object)
    parcel, sheet = shapely.STRtree(frames).query(shapes, predicate="intersects")
    common = shapely.area(shapely.intersection(shapes[parcel], frames[sheet]))
    shown: list[dict[int, float]] = [{} for _ in shapes]
    for i, j, area in zip(parcel, sheet, common, strict=True):
        if area > 0.05:
            shown[i][int(j)] = float(area)
    return shown


def _numbers(shapes: Shapes, owner: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """From 1 on every sheet, in rows from the north."""
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    numbers, last = np.zeros(len(shapes), np.intp), dict.fromkeys(owner.tolist(), 0)
    for place in np.lexsort((middle[:, 0], -np.round(middle[:, 1] / 40))):
        last[owner[place]] += 1
        numbers[place] = last[owner[place]]
    return numbers


def _on_sheets(scene: Scene, shown: list[dict[int, float]], rng: Rng) -> Iterator[Drawn]:
    for place, face in enumerate(scene.faces):
        if scene.missing[place]:
            continue
        polygon, fault, owner = face.polygon, "ok", int(scene.owner[place])
        if face.kind == "host" and rng.random() < 0.5:
            polygon, fault = Polygon(polygon.exterior), "hole_lost"
        if face.kind == "plain" and rng.random() < 0.3:
            polygon = _without_collinear(polygon)
        label = (int(scene.number[place]), round(float(face.polygon.area), 1))
        for sheet in sorted(shown[place], key=lambda each: -shown[place][each]):
            mine = sheet == owner
            if not mine and scene.edge[place] in ("in", "whole"):
                continue
            part, kind = polygon, fault if mine else "dup_copy"
            if scene.edge[place] == "cut":
                part, kind = polygon.intersection(scene.sheets[sheet]), "cut_main" if mine else "cut_piece"
            numbered = mine or (scene.edge[place] == "dup" and rng.random() < 0.5)
            for each in shapely.get_parts(part):
                if isinstance(each, Polygon) and each.area > 0.05:
                    printed = label if numbered else (None, None)
                    yield Drawn(each, sheet, place, kind, *printed, face.code)


def _without_collinear(polygon: Polygon) -> Polygon:
    def ring(line: shapely.LinearRing) -> FloatArray:
        points = shapely.get_coordinates(line)[:-1]
        into, out = points - np.roll(points, 1, 0), np.roll(points, -1, 0) - points
        cross = into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0]
        turns = np.abs(np.degrees(np.arctan2(cross, (into * out).sum(1)))) > 0.5
        return points[turns] if turns.sum() >= 4 else points

    return Polygon(ring(polygon.exterior), [ring(hole) for hole in polygon.interiors])


def _shaken(drawn: list[Drawn], sheets: list[Polygon], rng: Rng) -> list[Drawn]:
    """With the misfit of each sheet and the noise of each corner, which neighbours on a sheet share."""
    shapes = np.array([each.polygon for each in drawn], dtype=object)
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    sheet = np.array([each.sheet for each in drawn])[owner]
    alone = (rng.random(len(drawn)) < 0.15)[owner]
    keys = np.column_stack([sheet, np.where(alone, owner + 1, 0), np.round(points * 1000).astype(np.int64)])
    _, corner = np.unique(keys, axis=0, return_inverse=True)
    count = int(corner.max()) + 1
    reach, angle = NOISE_M * np.sqrt(rng.random(count)), rng.uniform(0, 2 * np.pi, count)
    noise = np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])[corner.ravel()]
    shift = rng.uniform(-0.15, 0.15, (len(sheets), 2))
    turn, stretch = rng.normal(0, 1e-4, (2, len(sheets)))
    middle = shapely.get_coordinates(shapely.centroid(np.array(sheets, dtype=object)))
    east, north = (points - middle[sheet]).T
    misfit = np.column_stack(
        [east * stretch[sheet] - north * turn[sheet], east * turn[sheet] + north * stretch[sheet]]
    )
    moved = shapely.set_coordinates(shapes.copy(), points + noise + misfit + shift[sheet])
    return [replace(each, polygon=shape) for each, shape in zip(drawn, moved, strict=True)]


# --- faults of drawing --------------------------------------------------------------------------------


def _with_faults(drawn: list[Drawn], rng: Rng) -> Iterator[Drawn]:
    """All polygons, a few of the sound ones changed, and things that are no parcels."""
    changes = list(_CHANGES)
    shares = np.array([_CHANGES[name][0] for name in changes])
    for each in drawn:
        if each.fault != "ok":
            yield each
            continue
        chosen = int(np.searchsorted(np.cumsum(shares), rng.random()))
        changed = _CHANGES[changes[chosen]][1](each.polygon, rng) if chosen < len(changes) else None
        yield each if changed is None else replace(each, polygon=changed, fault=changes[chosen])
        yield from _extras(each, rng)


def _extras(each: Drawn, rng: Rng) -> Iterator[Drawn]:
    """A second drawing, a sliver along the longest side, a collapsed ring."""
    points = shapely.get_coordinates(each.polygon)
    if rng.random() < 0.005:
        yield replace(each, fault="exact_dup")
    if rng.random() < 0.003:
        moved = shapely.transform(each.polygon, lambda xy: xy + rng.normal(0, 0.05, 2))
        yield replace(each, polygon=moved, fault="near_dup", number=None, area_m2=None)
    longest = int(np.hypot(*np.diff(points, axis=0).T).argmax())
    side = LineString(points[longest : longest + 2])
    if rng.random() < 0.01 and side.length > 5:
        yield Drawn(side.buffer(rng.uniform(0.025, 0.15), cap_style="flat"), each.sheet, -1, "sliver")
    if rng.random() < 0.001:
        yield Drawn(Polygon([points[0], points[1], points[0], points[0]]), each.sheet, -1, "collapsed")


def _bow_tie(polygon: Polygon, rng: Rng) -> Polygon:
    points = shapely.get_coordinates(polygon.exterior)[:-1]
    place = int(rng.integers(0, len(points)))
    following = (place + 1) % len(points)
    points[[place, following]] = points[[following, place]]
    return Polygon(points, polygon.interiors)


def _resized(sign: int) -> Callable[[Polygon, Rng], Polygon | None]:
    def change(polygon: Polygon, rng: Rng) -> Polygon | None:
        result = polygon.buffer(sign * rng.uniform(0.1, 0.4), join_style="mitre")
        return result if isinstance(result, Polygon) and not result.is_empty else None

    return change


def _spike(polygon: Polygon, rng: Rng) -> Polygon:
    points = shapely.get_coordinates(polygon.exterior)
    place = int(rng.integers(1, len(points) - 1))
    out = rng.normal(0, 1, 2)
    out *= rng.uniform(2, 5) / np.hypot(*out)
    spike = [points[place] + out, points[place] + 0.01]
    return Polygon(np.vstack([points[: place + 1], spike, points[place + 1 :]]))


def _touching_loop(polygon: Polygon, rng: Rng) -> Polygon:
    points = shapely.get_coordinates(polygon.exterior)
    place = int(rng.integers(1, len(points) - 1))
    loop = points[place] + np.array([[0, 0], [0.3, 0.1], [0.1, 0.3], [0, 0], [0, 0]])
    return Polygon(np.vstack([points[:place], loop, points[place + 1 :]]))


def _hole_outside(polygon: Polygon, _: Rng) -> Polygon:
    _, _, east, north = polygon.bounds
    return Polygon(polygon.exterior, [box(east + 1, north + 1, east + 2, north + 2).exterior])


def _with_crumb(polygon: Polygon, _: Rng) -> MultiPolygon:
    x, y = polygon.centroid.x + 60, polygon.centroid.y + 60
    return MultiPolygon([polygon, box(x, y, x + 0.2, y + 0.2)])


_CHANGES: dict[str, tuple[float, Callable[[Polygon, Rng], Polygon | MultiPolygon | None]]] = {
    "bowtie": (0.005, _bow_tie),
    "eroded": (0.01, _resized(-1)),
    "dilated": (0.01, _resized(1)),
    "spike": (0.003, _spike),
    "selftouch": (0.003, _touching_loop),
    "hole_out": (0.002, _hole_outside),
    "multi": (0.002, _with_crumb),
}
