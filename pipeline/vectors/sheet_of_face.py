"""Which sheet of a file each face belongs to, where parcels lie across the frames between them.

A parcel is drawn whole on the sheet that has its larger part (Circular 25/2014, Art. 16(4)), and its label
mostly stands there. Where land and label say different sheets, that one is meant on which the number is free.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import Polygon

from pipeline.geometries import point_in
from pipeline.vectors.assembly import LabelledFace


def sheets_of(faces: Sequence[LabelledFace], frames: Sequence[Polygon | None]) -> list[tuple[int, bool]]:
    """For each face the place of its sheet among the ``frames``, and whether that is sure."""
    known = [frame for frame in frames if frame is not None]
    if len(frames) == 1 or len(known) < len(frames):
        return [(0, True)] * len(faces)
    by_label = [nearest(spot_of(face), known) for face in faces]
    by_land = [_with_most_land(face.polygon, known) for face in faces]
    taken = {
        (sheet, label.number)
        for face, sheet, other in zip(faces, by_label, by_land, strict=True)
        if sheet == other
        for label in face.labels
    }
    return [
        _decided(face, (land, label), taken)
        for face, land, label in zip(faces, by_land, by_label, strict=True)
    ]


def nearest(spot: tuple[float, float], frames: Sequence[Polygon | None]) -> int:
    """The frame in which a point lies, else the one nearest to it."""
    if len(frames) == 1:
        return 0
    point = shapely.Point(spot)
    return int(np.argmin([0.0 if frame is None else frame.distance(point) for frame in frames]))


def spot_of(face: LabelledFace) -> tuple[float, float]:
    """Where the face's label stands; without one, a point in it."""
    return face.labels[0].place if face.labels else point_in(face.polygon)


def _with_most_land(polygon: Polygon, frames: Sequence[Polygon]) -> int:
    common = shapely.area(shapely.intersection(np.asarray(frames, dtype=object), polygon))
    return int(np.argmax(common)) if common.any() else nearest(point_in(polygon), frames)


def _decided(
    face: LabelledFace, said: tuple[int, int], taken: set[tuple[int, int | None]]
) -> tuple[int, bool]:
    if said[0] == said[1] or not face.labels:
        return said[0], True
    free = [sheet for sheet in said if (sheet, face.labels[0].number) not in taken]
    return (free[0], True) if len(free) == 1 else (said[0], False)
