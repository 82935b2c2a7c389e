"""Labels given to the faces they stand in; where that does not work out, lines are looked at again around
them.

A label whose area is its face's proves both: drawing programs compute the one from the other. So a weaker
closing of lines, a shape drawn besides, or another layer is believed just where it gives a label the face
that its area states.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Polygon

from pipeline.model import FloatArray
from pipeline.vectors import layers, limits, linework
from pipeline.vectors.drawing import Stroke
from pipeline.vectors.labels import TextLabel
from pipeline.vectors.leaders import led_to_parcels
from pipeline.vectors.linework import Repairs

# FAMIS prints the area that it computes: to 0.1 m², of coordinates rounded to the centimetre.
EXACT_M2, EXACT_SHARE = 0.1, 0.001
# Reaches on paper, mm, that are tried around labels which found no face of their own. Only the area decides
# there, so the last may be as long as a letter is high.
_WIDER_MM = (0.5, 1.0, 2.0)
_AROUND_M = 5.0  # beyond a face, so that the lines that it lacks are seen
_ALONE = 0.9  # the layers are right where so many labels stand alone in a face


@dataclass(frozen=True, slots=True)
class LabelledFace:
    """A closed face with the labels in it; ``closed_by`` tells how it was found."""

    polygon: Polygon
    labels: tuple[TextLabel, ...]
    proven: bool
    steered: bool = False


@dataclass(frozen=True, slots=True)
class Assembled:
    """All faces of a drawing, labels that stand in none, and what was repaired."""

    faces: tuple[LabelledFace, ...]
    homeless: tuple[TextLabel, ...]
    repairs: Repairs


def assemble(strokes: Sequence[Stroke], labels: Sequence[TextLabel], scale: int) -> Assembled:
    """The faces of a drawing of 1:``scale`` with their labels; coordinates in metres.

    Raises ScanError where its lines touch more often than those of any map.
    """
    limits.refuse_tangled([stroke.points for stroke in strokes])
    lines, shapes = layers.bounding(strokes)
    closed = linework.close([line.points for line in lines], scale)
    drawn = {id(stroke) for stroke in (*lines, *shapes)}
    others = [stroke for stroke in strokes if id(stroke) not in drawn]
    labels = led_to_parcels(labels, closed.polygons, others, scale, is_exact)
    faces = _with_labels(closed.polygons, labels)
    if _alone(faces) < _ALONE * len(labels) and not shapes:
        lines = _by_content(strokes, labels) or lines
        closed = linework.close([line.points for line in lines], scale)
        faces = _with_labels(closed.polygons, labels)
    faces = _steered(faces, lines, labels, scale)
    faces = _by_shapes(faces, [Polygon(shape.points) for shape in shapes], labels)
    faces = _bridged(faces, closed, labels)
    return Assembled(tuple(faces), tuple(_homeless(faces, labels)), closed.repairs)


def is_exact(area_m2: float | None, polygon: Polygon, moved_m: float = 0.0) -> bool:
    """Whether a printed area is this face's, where its ends were moved by up to ``moved_m``.

    An end moved along a side changes the area by no more than half that side times the way.
    """
    if area_m2 is None:
        return False
    limit = EXACT_M2 + EXACT_SHARE * area_m2 + moved_m * float(np.sqrt(polygon.area)) / 2
    return abs(polygon.area - area_m2) <= limit


def _with_labels(polygons: Sequence[Polygon], labels: Sequence[TextLabel]) -> list[LabelledFace]:
    held: dict[int, list[TextLabel]] = {}
    if polygons and labels:
        points = shapely.points([label.place for label in labels])
        where = shapely.STRtree(polygons).query(points, "within")
        for label, face in zip(*where, strict=True):
            held.setdefault(int(face), []).append(labels[int(label)])
    return [_face(polygon, held.get(k, [])) for k, polygon in enumerate(polygons)]


def _face(
    polygon: Polygon, labels: Sequence[TextLabel], steered: bool = False, moved_m: float = 0.0
) -> LabelledFace:
    proven = len(labels) == 1 and is_exact(labels[0].area_m2, polygon, moved_m)
    return LabelledFace(polygon, tuple(labels), proven, steered)


def _alone(faces: Sequence[LabelledFace]) -> int:
    return sum(len(face.labels) == 1 for face in faces)


# --- what did not work out --------------------------------------------------------------------------------


def _steered(
    faces: list[LabelledFace], lines: Sequence[Stroke], labels: Sequence[TextLabel], scale: int
) -> list[LabelledFace]:
    """Faces found with wider reaches around labels that have no face of their area."""
    for reach_mm in _WIDER_MM:
        open_labels = _unproven(faces, labels)
        if not open_labels:
            break
        for spot in _spots(faces, open_labels):
            faces = _replaced(faces, _proven_there(spot, lines, labels, (scale, reach_mm)))
    return faces


def _homeless(faces: Sequence[LabelledFace], labels: Sequence[TextLabel]) -> list[TextLabel]:
    held = {id(label) for face in faces for label in face.labels}
    return [label for label in labels if id(label) not in held]


def _unproven(faces: Sequence[LabelledFace], labels: Sequence[TextLabel]) -> list[TextLabel]:
    proven = {id(label) for face in faces if face.proven for label in face.labels}
    return [label for label in labels if label.area_m2 is not None and id(label) not in proven]


def _spots(faces: Sequence[LabelledFace], labels: Sequence[TextLabel]) -> list[Polygon]:
    """Land to look at again: the faces of the labels, or a square of their area where they have none."""
    home = {id(label): face.polygon for face in faces for label in face.labels}
    spots = []
    for label in labels:
        half = float(np.sqrt(label.area_m2 or 1.0))
        x, y = label.place
        around = shapely.box(x - half, y - half, x + half, y + half)
        spots.append(shapely.box(*home.get(id(label), around).bounds).union(around))
    union = shapely.union_all(spots)
    return [shapely.box(*part.buffer(_AROUND_M).bounds) for part in shapely.get_parts(union)]


def _proven_there(
    spot: Polygon, lines: Sequence[Stroke], labels: Sequence[TextLabel], how: tuple[int, float]
) -> list[LabelledFace]:
    scale, reach_mm = how
    near = [line.points for line in lines if shapely.LineString(line.points).intersects(spot)]
    inside = [label for label in labels if spot.contains(shapely.Point(label.place))]
    closed = linework.close(near, scale, reach_mm, corners=True)
    moved = reach_mm * scale / 1000
    found = [_face(face.polygon, face.labels, True, moved) for face in _with_labels(closed.polygons, inside)]
    return [face for face in found if face.proven]


def _replaced(faces: list[LabelledFace], better: Sequence[LabelledFace]) -> list[LabelledFace]:
    """The proven faces in place of what they were parts of; what is left of that stays."""
    for new in better:
        taken = {id(label) for label in new.labels}
        if any(face.proven and taken & {id(label) for label in face.labels} for face in faces):
            continue
        over = [
            f
            for f in faces
            if f.polygon.intersection(new.polygon).area > 0.5 * min(f.polygon.area, new.polygon.area)
        ]
        if any(face.proven for face in over):
            continue
        kept = [face for face in faces if all(face is not other for other in over)]
        faces = [*kept, new]
        for old in over:
            rest = [
                part
                for part in shapely.get_parts(old.polygon.difference(new.polygon))
                if part.area > EXACT_M2
            ]
            left = [label for label in old.labels if id(label) not in taken]
            faces += _with_labels([part for part in rest if isinstance(part, Polygon)], left)
    return faces


def _by_shapes(
    faces: list[LabelledFace], shapes: Sequence[Polygon], labels: Sequence[TextLabel]
) -> list[LabelledFace]:
    """Closed shapes drawn besides the lines, where a label's area is theirs and not its face's."""
    sound = [shape for shape in shapes if shape.is_valid and shape.area > 0]
    found = _with_labels(sound, _unproven(faces, labels))
    return _replaced(faces, [face for face in found if face.proven])


def _bridged(
    faces: list[LabelledFace], closed: linework.Faces, labels: Sequence[TextLabel]
) -> list[LabelledFace]:
    """Land whose last side is drawn on the next sheet alone: one straight line from an open end closes it.

    Taken just where a single line does so without crossing another and the face has the label's area.
    """
    homeless = _homeless(faces, _unproven(faces, labels))
    lines = np.asarray(closed.lines, dtype=object)
    vertices = np.unique(shapely.get_coordinates(lines), axis=0)
    ends = np.array(closed.repairs.open_ends).reshape(-1, 2)
    for label in homeless:
        reach = 2 * float(np.sqrt(label.area_m2 or 1.0))
        found = _bridges(label, lines, ends, (vertices, reach))
        if found and _are_alike(found):
            nearest = min(found, key=lambda face: abs(face.polygon.area - (label.area_m2 or 0.0)))
            faces = _replaced(faces, [nearest])
    return faces


def _are_alike(found: Sequence[LabelledFace]) -> bool:
    """Whether they are one piece of land but for what a printed area leaves open."""
    apart = [face.polygon.symmetric_difference(found[0].polygon).area for face in found]
    return max(apart) <= 2 * (EXACT_M2 + EXACT_SHARE * found[0].polygon.area)


def _bridges(
    label: TextLabel, lines: np.ndarray, ends: FloatArray, vertices_within: tuple[FloatArray, float]
) -> list[LabelledFace]:
    vertices, reach = vertices_within
    near = [each[np.hypot(*(each - label.place).T) <= reach] for each in (ends, vertices)]
    around = lines[shapely.dwithin(lines, shapely.Point(label.place), reach)]
    found: dict[bytes, LabelledFace] = {}
    for first in near[0]:
        for second in near[1]:
            bridge = shapely.LineString([first, second])
            if bridge.length <= linework.NODE_M or shapely.crosses(around, bridge).any():
                continue
            closed = shapely.get_parts(shapely.polygonize([shapely.union_all([*around, bridge])]))
            for face in _with_labels(list(closed), [label]):
                if face.proven:
                    found.setdefault(face.polygon.normalize().wkb, _face(face.polygon, face.labels, True))
    return list(found.values())


def _by_content(strokes: Sequence[Stroke], labels: Sequence[TextLabel]) -> list[Stroke]:
    """The layers whose lines together close the most faces that hold one label each.

    Layers are added one by one, the first two at once where none closes anything alone.
    """
    groups = {name: [s for s in strokes if s.layer == name] for name in layers.layers_of(strokes)}
    chosen: tuple[str, ...] = ()
    best = 0
    while True:
        left = [name for name in groups if name not in chosen]
        tried = [(*chosen, name) for name in left]
        if not best:
            tried += list(itertools.combinations(left, 2))
        scores = {names: _score([s for name in names for s in groups[name]], labels) for names in tried}
        names = max(scores, key=lambda each: scores[each], default=())
        if scores.get(names, 0) <= best:
            return [stroke for name in chosen for stroke in groups[name]]
        chosen, best = names, scores[names]


def _score(strokes: Sequence[Stroke], labels: Sequence[TextLabel]) -> int:
    """Labels alone in a face, twice where it has their area, not where it has less: that is a house's."""
    lines = [shapely.LineString(stroke.points) for stroke in strokes if len(stroke.points) > 1]
    noded = shapely.get_parts(shapely.union_all(np.asarray(lines, dtype=object), grid_size=linework.NODE_M))
    faces = _with_labels(list(shapely.get_parts(shapely.polygonize(noded))), labels)
    held = [face for face in faces if len(face.labels) == 1]
    large = [face for face in held if face.proven or face.polygon.area >= (face.labels[0].area_m2 or 0.0)]
    return len(large) + sum(face.proven for face in large)
