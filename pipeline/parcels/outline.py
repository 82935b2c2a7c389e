"""From numbered pixels to clean polygons: noded arcs, straight pieces, refitted to the middle of the ink.

Neighbours share every arc, so that the result is a coverage without gaps or overlaps. Raster outlines are
in corner coordinates; half a pixel brings them to pixel centres. Tolerances are millimetres on paper: the
circular allows 0.2 mm for a drawn point (Circular 25/2014, Art. 7(3)) and a sagitta of 0.2 mm for chords
(Art. 8(2.3)b).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon

from pipeline.model import FloatArray, Pixels
from pipeline.parcels.faces import Faces
from pipeline.parcels.ink import MM_PER_INCH, Mask

_COARSE_MM = 0.25  # staircase of half-size pixels
_FINE_MM = 0.12  # bends that the ink shows and noise does not
_SAME_MM = 0.05  # a bend that shows less was made by the fit
_REACH_MM = 0.4  # the raster outline runs inside the ink
_STROKE_MM = 0.3  # half of a wide boundary stroke with its blurred flank
_ROUNDS = 3
_STEP_MM = 0.17
_CORNER_MM = 0.3  # profiles this near a corner cross two strokes
_CROWD_MM = 0.5  # two boundary strokes side by side
_MOVE_MM = 0.7  # a node that would move farther stays
_FAINT = 25.0  # grey levels below white
_HOLD = 0.03  # pull of a node towards where it was, against nearly parallel lines
_BATCH = 20_000  # rows of one remap; OpenCV allows 32 767

Line = tuple[FloatArray, FloatArray]


@dataclass(frozen=True, slots=True)
class _Arc:
    """A polyline between two nodes: ``vertices`` (n + 1, 2); under each of the n pieces the centres of ink
    that were read, (m, 2), and their line, None where too few.
    """

    vertices: FloatArray
    centres: tuple[FloatArray, ...]
    lines: tuple[Line | None, ...]


def outlines(faces: Faces, step_px: float, flat: Pixels, dpi: float) -> dict[int, Polygon]:
    """Polygon of every face number above 0, in pixels of ``flat`` (a flattened page at ``dpi``).

    ``faces`` is at 1/``step_px`` of its resolution. The polygons are a valid coverage.
    """
    per_mm = dpi / MM_PER_INCH
    arcs = [_coarse(step_px * points - 0.5, flat, per_mm) for points in _raster_arcs(faces)]
    arcs = [_moved(arc, per_mm) for arc in _at_nodes(arcs, per_mm)]
    arcs = [_fine(arc, per_mm) for arc in arcs]
    arcs = [_moved(arc, per_mm) for arc in _at_nodes(arcs, per_mm)]
    lines = [shapely.LineString(_simplify(arc.vertices, _SAME_MM * per_mm)) for arc in arcs]
    return _polygons(lines, faces, step_px)


def _raster_arcs(faces: Faces) -> list[FloatArray]:
    """Borders between unlike pixels as polylines between nodes, in corner coordinates of ``faces``."""
    padded = np.pad(faces, 1)
    level = padded[:-1, 1:-1] != padded[1:, 1:-1]  # crack above row y, from corner x to x + 1
    upright = padded[1:-1, :-1] != padded[1:-1, 1:]  # crack left of column x, from corner y to y + 1
    rows = _runs(level, _ends(upright.T).T)
    columns = _runs(upright.T, _ends(level).T)[:, :, ::-1]
    pieces = shapely.linestrings(np.concatenate([rows, columns]).astype(np.float64))
    merged = shapely.line_merge(shapely.MultiLineString(np.asarray(pieces).tolist()))
    return [shapely.get_coordinates(line) for line in shapely.get_parts(merged)]


def _ends(cracks: Mask) -> Mask:
    """For cracks running along axis 1: which corners (one more along that axis) they touch."""
    touched = np.zeros((cracks.shape[0], cracks.shape[1] + 1), np.bool_)
    touched[:, :-1] |= cracks
    touched[:, 1:] |= cracks
    return touched


def _runs(cracks: Mask, stops: Mask) -> npt.NDArray[np.int64]:
    """Straight runs (n, 2, 2) of (x, y) corners along axis 1, cut where a crack of the other kind touches."""
    before = np.zeros_like(cracks)
    before[:, 1:] = cracks[:, :-1]
    after = np.zeros_like(cracks)
    after[:, :-1] = cracks[:, 1:]
    starts = np.argwhere(cracks & (~before | stops[:, :-1]))
    ends = np.argwhere(cracks & (~after | stops[:, 1:]))
    return np.stack([starts[:, ::-1], ends[:, ::-1] + [1, 0]], axis=1)


def _coarse(raw: FloatArray, flat: Pixels, per_mm: float) -> _Arc:
    """Straighten a staircase and read the ink's centre along it."""
    vertices = _spaced(_simplify(_from_corner(raw), _COARSE_MM * per_mm), per_mm)
    centres = tuple(_on_ink(start, end, flat, per_mm) for start, end in itertools.pairwise(vertices))
    return _Arc(vertices, centres, tuple(_fit_line(points) for points in centres))


def _fine(arc: _Arc, per_mm: float) -> _Arc:
    """Find the bends of what was read: fewer than the staircase had, and where the ink has them."""
    parts = [arc.vertices[:1]]
    for points, vertex in zip(arc.centres, arc.vertices[1:], strict=True):
        parts += [points, vertex[None]]
    refined = np.concatenate(parts)
    vertices = _spaced(_simplify(refined, _FINE_MM * per_mm), per_mm)
    places = itertools.pairwise(_places(refined, vertices))
    centres = tuple(refined[start + 1 : end] for start, end in places)
    return _Arc(vertices, centres, tuple(_fit_line(points) for points in centres))


def _at_nodes(arcs: list[_Arc], per_mm: float) -> list[_Arc]:
    """The arcs with their ends where the lines that meet there cross."""
    meeting: dict[tuple[float, float], list[Line]] = defaultdict(list)
    for arc in arcs:
        for end, line in ((arc.vertices[0], arc.lines[0]), (arc.vertices[-1], arc.lines[-1])):
            meeting[_key(end)] += [line] if line is not None else []
    nodes = {key: _node_place(lines, np.array(key), per_mm) for key, lines in meeting.items()}
    return [_with_ends(arc, nodes[_key(arc.vertices[0])], nodes[_key(arc.vertices[-1])]) for arc in arcs]


def _key(point: FloatArray) -> tuple[float, float]:
    return float(point[0]), float(point[1])


def _with_ends(arc: _Arc, first: FloatArray, last: FloatArray) -> _Arc:
    vertices = np.concatenate([first[None], arc.vertices[1:-1], last[None]])
    return _Arc(vertices, arc.centres, arc.lines)


def _moved(arc: _Arc, per_mm: float) -> _Arc:
    """The arc with its bends where the lines of neighbouring pieces cross."""
    vertices = arc.vertices.copy()
    for place, pair in enumerate(itertools.pairwise(arc.lines), start=1):
        lines = [line for line in pair if line is not None]
        vertices[place] = _node_place(lines, vertices[place], per_mm)
    return _Arc(vertices, arc.centres, arc.lines)


def _from_corner(points: FloatArray) -> FloatArray:
    """A closed polyline turned to start at its farthest point, which is a bend; others as they are."""
    if not (points[0] == points[-1]).all():
        return points
    ring = points[:-1]
    start = int(np.hypot(*(ring - ring.mean(axis=0)).T).argmax())
    return np.concatenate([ring[start:], ring[: start + 1]])


def _simplify(points: FloatArray, tolerance: float) -> FloatArray:
    simple = shapely.simplify(shapely.LineString(points), tolerance, preserve_topology=True)
    return np.asarray(shapely.get_coordinates(simple), np.float64)


def _spaced(vertices: FloatArray, per_mm: float) -> FloatArray:
    """A polyline without bends that crowd at another bend or at an end: there the strokes blur together."""
    least = _CROWD_MM * per_mm
    kept = [vertices[0]]
    for vertex in vertices[1:-1]:
        if min(np.hypot(*(vertex - kept[-1])), np.hypot(*(vertex - vertices[-1]))) >= least:
            kept.append(vertex)
    return np.stack([*kept, vertices[-1]])


def _on_ink(start: FloatArray, end: FloatArray, flat: Pixels, per_mm: float) -> FloatArray:
    """Centres of ink (n, 2) along one straight piece; empty where there is none."""
    run = end - start
    length = float(np.hypot(*run))
    margin = min(_CORNER_MM * per_mm, length / 4)
    stations = np.arange(margin, length - margin, _STEP_MM * per_mm)
    if length < 2 or len(stations) == 0:
        return np.zeros((0, 2))
    along = run / length
    across = np.array([-along[1], along[0]])
    middles = start + stations[:, None] * along
    offsets, valid = _profile_centres(middles, across, flat, per_mm)
    return np.asarray((middles + offsets[:, None] * across)[valid], np.float64)


def _profile_centres(
    middles: FloatArray, across: FloatArray, flat: Pixels, per_mm: float
) -> tuple[FloatArray, Mask]:
    """Offset of the stroke nearest to each point, by the ink's centre of mass, and whether there is one."""
    reach = _REACH_MM * per_mm
    half = np.ceil(reach + _STROKE_MM * per_mm)
    offsets = np.arange(-half, half + 0.25, 0.5)
    x = (middles[:, :1] + offsets * across[0]).astype(np.float32)
    y = (middles[:, 1:] + offsets * across[1]).astype(np.float32)
    white = [
        cv2.remap(flat, x[i : i + _BATCH], y[i : i + _BATCH], cv2.INTER_LINEAR, borderValue=255)
        for i in range(0, len(x), _BATCH)
    ]
    depth = np.maximum(255.0 - _FAINT - np.concatenate(white).astype(np.float64), 0.0)
    near = depth * (1.0 - 0.5 * np.abs(offsets) / offsets[-1])
    centre = offsets[near.argmax(axis=1)]
    for _ in range(_ROUNDS):  # a window about the peak alone would cut off one flank of a wide stroke
        weight = depth * np.clip(_STROKE_MM * per_mm + 0.5 - np.abs(offsets - centre[:, None]), 0.0, 1.0)
        total = weight.sum(axis=1)
        centre = (weight * offsets).sum(axis=1) / np.maximum(total, 1e-9)
    return centre, (total > _FAINT) & (np.abs(centre) <= reach)


def _fit_line(points: FloatArray) -> Line | None:
    """Robust straight line (point, unit direction) through centres of ink, None with too few."""
    if len(points) < 4:
        return None
    vx, vy, x, y = cv2.fitLine(points.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    return np.array([x, y], np.float64), np.array([vx, vy], np.float64)


def _node_place(lines: list[Line], place: FloatArray, per_mm: float) -> FloatArray:
    """The point nearest to all lines, held lightly at ``place``."""
    matrix, target = _HOLD * np.eye(2), _HOLD * place
    for point, direction in lines:
        across = np.eye(2) - np.outer(direction, direction)
        matrix = matrix + across
        target = target + across @ point
    moved = np.asarray(np.linalg.solve(matrix, target), np.float64)
    far = float(np.hypot(*(moved - place))) > _MOVE_MM * per_mm
    return np.asarray(place if far else moved, np.float64)


def _places(refined: FloatArray, vertices: FloatArray) -> list[int]:
    """Index of every vertex in the polyline that it was chosen from, in order."""
    places, at = [], 0
    for vertex in vertices[:-1]:
        at += int(np.flatnonzero((refined[at:] == vertex).all(axis=1))[0])
        places.append(at)
    return [*places, len(refined) - 1]


def _polygons(lines: list[shapely.LineString], faces: Faces, step_px: float) -> dict[int, Polygon]:
    """Polygons between the lines, each with the number of the pixels that it lies on."""
    noded = shapely.union_all(shapely.MultiLineString(lines))
    pieces = shapely.get_parts(shapely.polygonize(list(shapely.get_parts(noded))))
    inside = shapely.get_coordinates(shapely.point_on_surface(pieces))
    columns, rows = np.floor((inside + 0.5) / step_px).astype(int).T
    height, width = faces.shape
    numbers = faces[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)]
    found: dict[int, Polygon] = {}
    for number in np.unique(numbers[numbers > 0]):
        own = pieces[numbers == number]
        joined = shapely.get_parts(own if len(own) == 1 else shapely.coverage_union_all(own))
        found[int(number)] = max(joined.tolist(), key=lambda part: part.area)
    return found
