"""Labels that stand outside their parcel, with an arrow whose head lies in it.

Parcels too small for a label have it on free ground beside them (Circular 25/2014, Art. 16(6.1)c, 16(9.5)b).
An arrow is told by its straight shaft: ink from the label's rim into a face that has no label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage

from pipeline.model import FloatArray, Label
from pipeline.parcels import linework
from pipeline.parcels.ink import Mask
from pipeline.parcels.joining import is_cut
from pipeline.parcels.kinds import SAME, agrees, main_labels
from pipeline.parcels.pieces import Pieces, place_labels

_FARTHEST_MM = 30.0
_SHORTEST_MM = 3.0
_RIM_MM = 0.8  # the outline of the face is no arrow
_GAP_MM = 1.2  # between the label and the shaft
_AROUND_MM = 0.8  # a shaft may begin a little aside of the letters' box
_RIM_STEP_MM = 0.4  # shafts begin anywhere round a label
_INKED = 0.85  # of the shaft
_FRAME_MM = 0.7  # the neatline with what scanning adds to it
_UNLIKE = 0.2  # a surely printed area and that of the face
_MOST_TIPS = 80


def follow(pieces: Pieces, labels: Sequence[Label], m2: float, per_mm: float) -> tuple[Label, ...]:
    """The labels, those with an arrow with the place where it points to.

    ``m2`` is the ground under a pixel of the view, ``per_mm`` its pixels per millimetre on paper.
    """
    placed = place_labels(pieces, labels)

    def fits(label: Label, face: int) -> bool:
        area_m2 = pieces.area_px(face) * m2
        return _at_home(label, area_m2) or (_is_part(label, area_m2) and ends_at_frame(face))

    def ends_at_frame(face: int) -> bool:
        closed = not pieces.merger.is_open(face, pieces.outside)
        return closed and is_cut(pieces, face, per_mm)

    def spare_in(face: int, own: Sequence[Label]) -> list[Label]:
        owner = _owner(own, pieces.area_px(face) * m2) if face else None
        return [
            label
            for label in own
            if label is not owner and (face == 0 or len(own) > 1 or not fits(label, face))
        ]

    spare = [label for face, own in placed.items() for label in spare_in(face, main_labels(own))]
    if not spare:
        return tuple(labels)
    homes = {face: pieces.area_px(face) * m2 for face in pieces.merger.standing()}
    bare = {
        face for face in homes if not any(fits(label, face) for label in main_labels(placed.get(face, [])))
    }
    stands = {id(label): face for face, own in placed.items() for label in own}
    joined, scale = pieces.joined(), per_mm / pieces.step_px
    rims = _rims(joined, scale)
    drawn = pieces.marks & ~_frame(pieces, per_mm)
    ink = cv2.dilate(drawn.view(np.uint8), np.ones((3, 3), np.uint8)).view(np.bool_)
    tips = drawn & ~rims & np.isin(joined, sorted(bare - {0, pieces.outside or 0}))
    windows = ndimage.find_objects(joined * tips)
    moved: dict[int, Label] = {}
    taken: set[int] = set()
    for label in sorted(spare, key=lambda one: -one.number.confidence):
        area = label.area_m2.value if label.area_m2.agreed else None
        other = {face for face in bare if area and abs(homes[face] / area - 1) > _UNLIKE}
        other |= {stands[id(label)]}
        found = _pointed_at(label, (tips, joined, ink), windows, (scale, pieces.step_px), taken | other)
        if found is not None:
            x, y = found
            taken.add(int(joined[y, x]))
            point = ((x + 0.5) * pieces.step_px - 0.5, (y + 0.5) * pieces.step_px - 0.5)
            moved[id(label)] = replace(label, inside_px=point)
    return tuple(moved.get(id(label), label) for label in labels)


def _at_home(label: Label, area_m2: float) -> bool:
    """Whether nothing surely read says that a label belongs to another face than the one it stands in."""
    return not label.area_m2.agreed or agrees([label], area_m2)


def _owner(labels: Sequence[Label], area_m2: float) -> Label | None:
    """The one label of several in a face whose surely printed area is that of the face."""
    same = [
        label
        for label in labels
        if label.area_m2.agreed and abs((label.area_m2.value or 0.0) / area_m2 - 1) <= SAME
    ]
    return same[0] if len(same) == 1 else None


def _is_part(label: Label, area_m2: float) -> bool:
    """Whether a printed area is larger than the face: a parcel cut by the frame has the rest beyond it."""
    return label.area_m2.value is not None and label.area_m2.value > area_m2


def _frame(pieces: Pieces, per_mm: float) -> Mask:
    """The neatline, which runs straight past labels and is no arrow."""
    sides = [linework.Stroke(side, _FRAME_MM * per_mm) for side in pieces.sides]
    return linework.paint(sides, pieces.ink.shape, pieces.step_px)


def _rims(joined: npt.NDArray[np.int32], scale: float) -> Mask:
    """All that lies near the border of two faces."""
    reach = 2 * round(_RIM_MM * scale) + 1
    size = np.ones((reach, reach), np.uint8)
    faces = joined.astype(np.float32)
    return np.asarray(cv2.dilate(faces, size) != cv2.erode(faces, size), np.bool_)


def _pointed_at(
    label: Label,
    sheet: tuple[Mask, npt.NDArray[np.int32], Mask],
    windows: Sequence[tuple[slice, slice] | None],
    scales: tuple[float, int],
    taken: set[int],
) -> tuple[int, int] | None:
    """The end (x, y) of the longest straight shaft that begins at a label, in pixels of the faces."""
    tips, joined, ink = sheet
    scale, step = scales
    box = (np.array(label.box_px).reshape(2, 2) + 0.5) / step - 0.5
    rim = _rim(box + np.array([[-1.0], [1.0]]) * _AROUND_MM * scale, _RIM_STEP_MM * scale)
    reach = _FARTHEST_MM * scale
    best, found = _SHORTEST_MM * scale, None
    for number, window in enumerate(windows, start=1):
        if window is None or number in taken or _apart(window, box) > reach:
            continue
        ys, xs = np.nonzero(tips[window] & (joined[window] == number))
        points = np.column_stack([xs + window[1].start, ys + window[0].start]).astype(np.float64)
        for tip in points[:: max(1, len(points) // _MOST_TIPS)]:
            length = _shaft(tip, rim, ink, _GAP_MM * scale)
            if best < length <= reach:
                best, found = length, (int(tip[0]), int(tip[1]))
    return found


def _apart(window: tuple[slice, slice], box: FloatArray) -> float:
    """Distance of a window from a box, per axis the larger."""
    low = np.array([window[1].start, window[0].start])
    high = np.array([window[1].stop, window[0].stop])
    return float(np.maximum(low - box[1], box[0] - high).max())


def _rim(box: FloatArray, step: float) -> FloatArray:
    """Points (n, 2) round a box (2, 2), ``step`` apart."""
    (x0, y0), (x1, y1) = box
    ring = shapely.segmentize(shapely.box(x0, y0, x1, y1).exterior, step)
    return np.asarray(shapely.get_coordinates(ring)[:-1], np.float64)


def _shaft(tip: FloatArray, rim: FloatArray, ink: Mask, gap: float) -> float:
    """Length of the shortest inked line from a tip to a point of a rim (n, 2); 0 where there is none."""
    lengths = np.hypot(*(rim - tip).T)
    far = lengths > gap
    if not far.any():
        return 0.0
    shares = np.linspace(0.0, 1.0, max(2, int(lengths.max())))[None, :, None]
    ways = ((rim - tip) * (1 - gap / np.maximum(lengths, gap))[:, None])[far, None, :]
    columns, rows = np.moveaxis(np.round(tip + ways * shares).astype(int), 2, 0)
    inside = (rows >= 0) & (rows < ink.shape[0]) & (columns >= 0) & (columns < ink.shape[1])
    seen = ink[np.where(inside, rows, 0), np.where(inside, columns, 0)] & inside
    inked = lengths[far][seen.mean(axis=1) >= _INKED]
    return float(inked.min()) if len(inked) else 0.0
