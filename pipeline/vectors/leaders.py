"""Labels that stand beside a parcel too small for them, with a line that leads to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry import Polygon

from pipeline.model import FloatArray
from pipeline.vectors.drawing import Stroke
from pipeline.vectors.labels import TextLabel

# A label is a number over its area with a code before them: ten letters of 2 mm, 0.6 as wide (Circular
# 25/2014, App. 01, symbol 8); its edge, where a leader begins, is no farther from the middle of its number.
_REACH_MM = 8.0
_MOST_POINTS = 3  # of a leader: straight, or with one bend


def led_to_parcels(
    labels: Sequence[TextLabel],
    polygons: Sequence[Polygon],
    strokes: Sequence[Stroke],
    scale: int,
    is_of: Callable[[float | None, Polygon], bool],
) -> list[TextLabel]:
    """The labels, each at the far end of its leader where ``is_of`` says that its area is of the face there.

    A line that begins beside a label may be anything; the printed area proves that it leads there. A label
    whose area is that of the face in which it stands is left where it is.
    """
    ends = _ends(strokes)
    if not len(ends) or not polygons:
        return list(labels)
    tree = shapely.STRtree(polygons)
    reach_m = _REACH_MM * scale / 1000

    def right(label: TextLabel, at: FloatArray) -> bool:
        return any(is_of(label.area_m2, polygons[int(k)]) for k in tree.query(shapely.Point(at), "within"))

    result = []
    for label in labels:
        if label.area_m2 is not None and not right(label, np.array(label.place)):
            far = [end for end in _far_ends(label, ends, reach_m) if right(label, end)]
            if far and _in_one(far, tree):
                label = replace(label, place=(float(far[0][0]), float(far[0][1])))  # noqa: PLW2901
        result.append(label)
    return result


def _ends(strokes: Sequence[Stroke]) -> FloatArray:
    """(n, 2, 2): both ends of lines with few points."""
    short = [s.points for s in strokes if 2 <= len(s.points) <= _MOST_POINTS and not s.is_closed]
    return np.array([points[[0, -1]] for points in short], np.float64).reshape(-1, 2, 2)


def _far_ends(label: TextLabel, ends: FloatArray, reach_m: float) -> Iterator[FloatArray]:
    away = np.hypot(*np.moveaxis(ends - np.array(label.place), -1, 0))
    for k, near in zip(*np.nonzero(away <= reach_m), strict=True):
        yield ends[k, 1 - near]


def _in_one(points: Sequence[FloatArray], tree: shapely.STRtree) -> bool:
    """Whether all lie in the same face."""
    faces = {tuple(tree.query(shapely.Point(point), "within")) for point in points}
    return len(faces) == 1
