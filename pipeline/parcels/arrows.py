"""Labels that stand outside their parcel, with an arrow whose head lies in it.

Parcels too small for a label have it on free ground beside them (Circular 25/2014, Art. 16(6.1)c, 16(9.5)b).
An arrow is told by its straight shaft: ink from the label's rim into a face that has no label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage

from pipeline.model import FloatArray, Label
from pipeline.parcels import houses, linework
from pipeline.parcels.ink import Mask
from pipeline.parcels.joining import is_cut, missing
from pipeline.parcels.kinds import SAME, agrees, main_labels
from pipeline.parcels.pieces import Pieces, place_labels

_FARTHEST_MM = 30.0
_SHORTEST_MM = 3.0
_SHORT_MM = 1.5  # of a shaft into a face that has just the printed area
_RIM_MM = 0.5  # the outline of the face is no arrow
_GAP_MM = 1.2  # between the label and the shaft
_AROUND_MM = 0.8  # a shaft may begin a little aside of the letters' box
_RIM_STEP_MM = 0.4  # shafts begin anywhere round a label
_INKED = 0.85  # of the shaft
_FRAME_MM = 0.7  # the neatline with what scanning adds to it
_OUTLINE_MM = 0.03  # that a face's pixels may lie beside its outline
_UNLIKE = 0.2  # a surely printed area and that of the face
_MOST_TIPS = 80


def follow(pieces: Pieces, labels: Sequence[Label], m2: float, per_mm: float) -> tuple[Label, ...]:
    """The labels, those with an arrow with the place where it points to.

    ``m2`` is the ground under a pixel of the view, ``per_mm`` its pixels per millimetre on paper.
    """
    placed = place_labels(pieces, labels)
    land = _Land(pieces, m2, per_mm)
    spare = [label for face, own in placed.items() for label in _spare(main_labels(own), face, land)]
    if not spare:
        return tuple(labels)
    bare = {
        face
        for face in pieces.merger.standing()
        if not any(land.fits(label, face) for label in main_labels(placed.get(face, [])))
    }
    bare -= {0, pieces.outside or 0}
    stands = {id(label): face for face, own in placed.items() for label in own if face}
    largest_px = (
        max((label.area_m2.value or 0.0 for label in spare if label.area_m2.agreed), default=0.0) / m2
    )
    look = _Look(pieces, bare, houses.with_land(pieces, bare, largest_px), per_mm)
    moved: dict[int, Label] = {}
    for label in sorted(spare, key=lambda one: -one.number.confidence):
        here = pieces.merger.find(stands.get(id(label), 0))  # an earlier label's parcel may have taken it in
        shafts = look.pointed_at(label, bare - {here})
        short_mm = _SHORT_MM if label.area_m2.agreed else _SHORTEST_MM
        limits = [(SAME, short_mm)]
        # Half a label is followed to a face of just its area only: the area may have lost a figure too.
        if label.number.value is not None and not (here and land.fits(label, here)):
            limits.append((_UNLIKE, _SHORTEST_MM))
        homes = (
            (end, land.home(label, face, bare, most))
            for most, least_mm in limits
            for length_mm, face, end in shafts
            if length_mm > least_mm
        )
        (x, y), parts = next(((end, parts) for end, parts in homes if parts), ((0, 0), ()))
        if parts:
            pieces.merger.join_by_area(parts[0], parts[1:])
            bare -= set(parts)
            point = ((x + 0.5) * pieces.step_px - 0.5, (y + 0.5) * pieces.step_px - 0.5)
            moved[id(label)] = replace(label, inside_px=point)
    return tuple(moved.get(id(label), label) for label in labels)


@dataclass(frozen=True, slots=True)
class _Land:
    """Which faces may be a label's; ``m2`` and ``per_mm`` as for ``follow``."""

    pieces: Pieces
    m2: float
    per_mm: float

    def area_m2(self, face: int) -> float:
        return self.pieces.area_px(face) * self.m2

    def fits(self, label: Label, face: int) -> bool:
        """Whether nothing surely read says that a label belongs elsewhere than to the face it stands in."""
        area_m2 = self.area_m2(face)
        return _at_home(label, area_m2) or (_is_part(label, area_m2) and self.ends_at_frame(face))

    def ends_at_frame(self, face: int) -> bool:
        return self.is_closed(face) and is_cut(self.pieces, face, self.per_mm)

    def is_closed(self, face: int) -> bool:
        return not self.pieces.merger.is_open(face, self.pieces.outside)

    def home(self, label: Label, face: int, bare: set[int], unlike: float) -> tuple[int, ...]:
        """A face with an arrow's head in it, and what belongs to it; nothing where it is another parcel's.

        ``unlike`` is by how much its area may differ from a surely printed one, as a share. A house parts
        the land around it, and so does the shaft: together they have the printed area.
        """
        area_m2 = label.area_m2.value if label.area_m2.agreed else None
        if area_m2 is None or abs(self.area_m2(face) / area_m2 - 1) <= unlike + self._blur(face):
            return (face,)
        land = {one for one in bare if self.area_m2(one) <= area_m2}
        link = houses.linked(self.pieces, land)
        parts = missing(self.pieces, face, area_m2 / self.m2, set(), link)
        return (face, *parts) if parts else ()

    def _blur(self, face: int) -> float:
        """How far the area of a face may be off because its outline is not refined yet, as a share."""
        return float(4 * _OUTLINE_MM * self.per_mm / np.sqrt(self.pieces.area_px(face)))


def _spare(labels: Sequence[Label], face: int, land: _Land) -> list[Label]:
    """Labels in a face that may be another's: also a lone one that fits only roughly where land is open."""
    if face == 0:
        return list(labels)
    owner = _owner(labels, land.area_m2(face))
    if owner is None and len(labels) == 1 and land.fits(labels[0], face):
        owner = labels[0] if land.is_closed(face) or not labels[0].area_m2.agreed else None
    return [label for label in labels if label is not owner and not (owner and _lacks(owner, label))]


def _lacks(owner: Label, label: Label) -> bool:
    """Whether a number alone may be the one that its face's own label is read without."""
    return owner.number.value is None and label.form == "number"


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


class _Look:
    """Where straight shafts lead to from labels, at the resolution of the faces."""

    def __init__(self, pieces: Pieces, bare: set[int], land: Mapping[int, int], per_mm: float) -> None:
        self._step, self._scale = pieces.step_px, per_mm / pieces.step_px
        drawn = pieces.marks & ~_frame(pieces, per_mm)
        self._ink = cv2.dilate(drawn.view(np.uint8), np.ones((3, 3), np.uint8)).view(np.bool_)
        joined = pieces.joined()
        numbers = np.arange(int(joined.max()) + 1, dtype=np.int32)
        numbers[list(land)] = list(land.values())  # the shaft may lie between two pieces of one parcel
        tips = drawn & ~_rims(numbers[joined], self._scale) & np.isin(joined, sorted(bare))
        self._ends = dict(_places(joined * tips))

    def pointed_at(self, label: Label, faces: set[int]) -> list[tuple[float, int, tuple[int, int]]]:
        """Lengths in mm of straight shafts that begin at a label, the longest first, with face and end (x, y)
        of each in pixels of the faces."""
        box = (np.array(label.box_px).reshape(2, 2) + 0.5) / self._step - 0.5
        around = np.array([[-1.0], [1.0]]) * _AROUND_MM * self._scale
        rim, gap = _rim(box + around, _RIM_STEP_MM * self._scale), _GAP_MM * self._scale
        least, reach = _SHORT_MM * self._scale, _FARTHEST_MM * self._scale
        found = []
        for face in sorted(faces & self._ends.keys()):
            ends = self._ends[face]
            if _apart(ends, box) <= reach:
                shafts = [(_shaft(tip, rim, self._ink, gap), i) for i, tip in enumerate(ends)]
                fitting = [shaft for shaft in shafts if least < shaft[0] <= reach]
                if fitting:
                    length, i = max(fitting, key=lambda shaft: shaft[0])
                    found.append((length / self._scale, face, (int(ends[i][0]), int(ends[i][1]))))
        return sorted(found, key=lambda shaft: -shaft[0])


def _places(numbers: npt.NDArray[np.int32]) -> Iterator[tuple[int, FloatArray]]:
    """Each number with some of the places (n, 2) where it stands, x and y."""
    for number, window in enumerate(ndimage.find_objects(numbers), start=1):
        if window is not None:
            ys, xs = np.nonzero(numbers[window] == number)
            places = np.column_stack([xs + window[1].start, ys + window[0].start]).astype(np.float64)
            yield number, places[:: max(1, len(places) // _MOST_TIPS)]


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


def _apart(ends: FloatArray, box: FloatArray) -> float:
    """Distance of some places from a box, per axis the larger."""
    return float(np.maximum(ends.min(axis=0) - box[1], box[0] - ends.max(axis=0)).max())


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
