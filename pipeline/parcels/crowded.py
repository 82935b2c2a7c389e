"""Land whose boundaries fading interrupted for long, parted where it is narrowest.

The ball falls through gaps wider than its largest disc; larger discs would lose narrow parcels. So they sweep
only pieces in which several parcels' labels were read and which are drawn as large as all of these together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from pipeline.model import Label
from pipeline.parcels import faces as face_room
from pipeline.parcels.faces import RADII_MM, Faces
from pipeline.parcels.ink import Mask
from pipeline.parcels.kinds import agrees, main_labels

# Discs that close gaps of up to 12 mm, as wide as what a fold or a stain takes of a line.
WIDE_MM = (6.0, 5.0, 4.0)
_READ = 0.5  # of an area: a label put together wrongly tells of no parcel
_ROOM = 1.1  # pieces lack the ink's own width, and houses on the land


def part(
    faces: Faces, labels: Iterable[Label], barrier: Mask, step_px: int, m2_per_px: float, dpi: float
) -> Faces:
    """The faces (H, W) with crowded ones swept anew, parts numbered after the others.

    ``barrier`` is all that the ball stops at, ``step_px`` the labels' pixels to one of the faces, which is
    ``m2_per_px`` of ground.
    """
    result = faces.copy()
    for face in _crowded(faces, labels, step_px, m2_per_px):
        rows, columns = (slice(int(own.min()), int(own.max()) + 1) for own in np.nonzero(faces == face))
        land = np.pad(faces[rows, columns] == face, 1)
        blocked = ~land | np.pad(barrier[rows, columns], 1)
        swept = face_room.swept(blocked, ~blocked, (*WIDE_MM, *RADII_MM), dpi)
        parts = face_room.nearest(swept)[1][1:-1, 1:-1]
        new = (parts > 1) & land[1:-1, 1:-1]
        result[rows, columns][new] = parts[new] - 2 + result.max() + 1
    return result


def _crowded(faces: Faces, labels: Iterable[Label], step_px: int, m2_per_px: float) -> Iterator[int]:
    """Faces in which several parcels are named that they have room for, none of them alone."""
    named: dict[int, dict[int, Label]] = defaultdict(dict)
    for label in main_labels(list(labels)):
        if _is_read(label):
            named[face_room.face_at(faces, step_px, label.inside_px)][label.number.value or 0] = label
    areas = np.bincount(faces.ravel()) * m2_per_px
    for face, own in sorted(named.items()):
        printed = sum(label.area_m2.value or 0.0 for label in own.values())
        if (
            face
            and len(own) > 1
            and printed <= _ROOM * areas[face]
            and not agrees([*own.values()], areas[face])
        ):
            yield face


def _is_read(label: Label) -> bool:
    sure = label.number.agreed and label.area_m2.value is not None and label.area_m2.confidence >= _READ
    return sure and not label.points_elsewhere
