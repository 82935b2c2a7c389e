"""Closed pieces of the sheet: trapped ball, borders between pieces, merging.

The trapped ball (after Zhang et al. 2009, line-art colouring) fills the land with discs from large to
small: a disc does not pass a gap narrower than itself, so broken lines still close their parcels. It cuts
too much rather than too little; what it cut without ink is merged again, guided by the parcel labels.
"""

from __future__ import annotations

import copy
import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.parcels.ink import MM_PER_INCH, Mask

Faces = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]

RADII_MM = (3.0, 1.0, 0.7, 0.5, 0.35, 0.2)  # larger discs lose narrow strips, smaller ones fall through gaps
LEAST_MM2 = 1.0  # inside of a letter
_OPEN = 0.6  # a border with less ink than this was cut by the ball, not drawn
# Of the outline: land side by side shares half of it at most, a house twice as long as deep has two thirds of
# its walls in its yard with the long one at the edge.
_IN_YARD = 0.6
_GAP_MM = 0.5  # of a broken line: the smallest ball goes through gaps of 0.4
_MOUTH_MM = 2.0
_BLANK = 0.3  # blank pieces of the strip have no ink towards the outside; an outline under the frame has some
_CORNER_MM2 = 40.0  # the ball leaves corners of faces over, about its own size
OPEN_LAND_MM = 60.0  # along the neatline; more than most parcels, a tenth of a sheet's side


@dataclass(frozen=True, slots=True)
class Borders:
    """Which faces meet: pairs (n, 2) with first < second, border length and the inked part of it, px.

    ``mouths``: each run without ink squared (px²), for one wide mouth is more than the gaps of many dashes.
    """

    pairs: Counts
    length: Counts
    inked: Counts
    mouths: Counts

    @property
    def support(self) -> npt.NDArray[np.float64]:
        """Share of each border that has ink, 0 to 1."""
        return self.inked / np.maximum(self.length, 1)


def find_faces(ink: Mask, silent: Mask, dpi: float) -> tuple[Faces, Mask]:
    """Number every closed piece of free space, from 1; all zeros when nothing is free.

    ``silent`` is drawn but no boundary by itself (frame, crosses): the ball stops there too. What the ball
    did not sweep, silent or free, goes to the pieces that it touches, and the ink last, to the nearest: so
    borders run on ink where there is any, and pieces smaller than a letter's inside vanish.

    The mask tells what is drawn between faces: the ink, and the room between lines too near each other for
    the ball (a wall drawn with both its sides, a double line), in which a border runs that is no gap.
    """
    faces = swept(ink | silent, ~ink, RADII_MM, dpi)
    return (nearest(faces)[1], faces == 0) if faces.any() else (faces, ink)


def swept(barrier: Mask, room: Mask, radii_mm: Iterable[float], dpi: float) -> Faces:
    """Number what discs sweep, one size after the other, from 1; what they leave of ``room`` goes to what it
    touches, the barrier stays 0 where it is no room.
    """
    per_mm = dpi / MM_PER_INCH
    faces = np.zeros(barrier.shape, np.int32)
    for radius_mm in radii_mm:
        _fill(faces, barrier, max(1.0, radius_mm * per_mm), LEAST_MM2 * per_mm**2)
    _grow_into(faces, room)
    return faces


def face_at(faces: Faces, step_px: int, point_px: tuple[float, float]) -> int:
    """The face under a point (x, y) whose pixels are 1/``step_px`` of the faces'; 0 beyond them."""
    column, row = (int((value + 0.5) // step_px) for value in point_px)
    height, width = faces.shape
    return int(faces[row, column]) if 0 <= row < height and 0 <= column < width else 0


def _fill(faces: Faces, barrier: Mask, radius_px: float, least_px: float) -> None:
    """Number, in place, all free space that a disc of this radius can sweep."""
    free = (~barrier & (faces == 0)).view(np.uint8)
    core = (cv2.distanceTransform(free, cv2.DIST_L2, 5) > radius_px).view(np.uint8)
    count, cores = cv2.connectedComponents(core, connectivity=4, ltype=cv2.CV_32S)
    if count <= 1:
        return
    distance, swept = nearest(cores)
    swept[(distance > radius_px + 0.5) | (free == 0)] = 0
    areas = np.bincount(swept.ravel(), minlength=count)
    number = np.zeros(count, np.int32)
    large = np.flatnonzero(areas >= least_px)
    large = large[large > 0]
    number[large] = faces.max() + 1 + np.arange(len(large), dtype=np.int32)
    np.copyto(faces, number[swept], where=swept > 0)


def nearest(seeds: Faces) -> tuple[npt.NDArray[np.float32], Faces]:
    """Distance to the nearest seed pixel, and the number of that seed, for every pixel."""
    empty = (seeds == 0).view(np.uint8)
    distance, pixel = cv2.distanceTransformWithLabels(empty, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    number = np.zeros(int(pixel.max()) + 1, np.int32)
    seeded = seeds > 0
    number[pixel[seeded]] = seeds[seeded]
    return distance, number[pixel]


def _grow_into(faces: Faces, room: Mask) -> None:
    """Spread the numbers, in place, step by step over ``room``; never across anything else."""
    height, width = faces.shape
    rows, columns = np.nonzero(room & (faces == 0))
    while len(rows):
        found = np.zeros(len(rows), np.int32)
        for down, right in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            beside = faces[np.clip(rows + down, 0, height - 1), np.clip(columns + right, 0, width - 1)]
            np.copyto(found, beside, where=found == 0)
        if not found.any():
            return
        faces[rows, columns] = found
        rows, columns = rows[found == 0], columns[found == 0]


def find_borders(faces: Faces, ink: Mask) -> Borders:
    """Lengths of the borders between faces, and how much of each runs on ``ink``."""
    keys, inked, places = [], [], []
    base = int(faces.max()) + 1
    for one, other in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1, :], np.s_[1:, :])):
        differ = faces[one] != faces[other]
        left, right = faces[one][differ].astype(np.int64), faces[other][differ].astype(np.int64)
        keys.append(np.minimum(left, right) * base + np.maximum(left, right))
        inked.append((ink[one] | ink[other])[differ])
        places.append(np.argwhere(differ))
    unique, pair, length = np.unique(np.concatenate(keys), return_inverse=True, return_counts=True)
    drawn = np.concatenate(inked)
    on_ink = np.bincount(pair, weights=drawn, minlength=len(unique)).astype(np.int64)
    mouths = _mouths(pair[~drawn], np.concatenate(places)[~drawn], len(unique), faces.shape)
    return Borders(np.stack([unique // base, unique % base], axis=1), length, on_ink, mouths)


def _mouths(pair: Counts, places: Counts, count: int, shape: tuple[int, ...]) -> Counts:
    """By pair of faces, whose open steps lie at ``places`` (row, column), the squares of the steps' runs."""
    rows, columns = places.T
    mask = np.zeros(shape, np.uint8)
    mask[rows, columns] = 1
    runs, numbers = cv2.connectedComponents(mask, connectivity=8, ltype=cv2.CV_32S)
    own, steps = np.unique(pair * runs + numbers[rows, columns], return_counts=True)
    squares = np.bincount(own // runs, weights=steps.astype(np.float64) ** 2, minlength=count)
    return squares.astype(np.int64)


class Merger:
    """Faces that are joined step by step; borders and areas (px) follow along.

    ``by_area`` are those that took in others because a printed area wanted so much land.
    """

    def __init__(self, borders: Borders, areas_px: Counts) -> None:
        self._parent = np.arange(len(areas_px))
        self.areas_px = areas_px.astype(np.int64)
        self.meets: dict[int, dict[int, tuple[int, int]]] = {face: {} for face in range(len(areas_px))}
        self._mouths: dict[frozenset[int], int] = {}
        self.by_area: set[int] = set()
        for (one, other), length, inked, mouths in zip(
            borders.pairs, borders.length, borders.inked, borders.mouths, strict=True
        ):
            self._add(int(one), int(other), int(length), int(inked))
            self._mouths[frozenset((int(one), int(other)))] = int(mouths)

    def _add(self, one: int, other: int, length: int, inked: int) -> None:
        for face, neighbour in ((one, other), (other, one)):
            old = self.meets[face].get(neighbour, (0, 0))
            self.meets[face][neighbour] = (old[0] + length, old[1] + inked)

    def copy(self) -> Merger:
        """The same faces, joined as far as now, to be joined in another way."""
        other = copy.copy(self)
        other._parent, other.areas_px = self._parent.copy(), self.areas_px.copy()
        other.meets = {face: dict(around) for face, around in self.meets.items()}
        other._mouths = dict(self._mouths)
        other.by_area = set(self.by_area)
        return other

    def find(self, face: int) -> int:
        """The face that ``face`` belongs to now."""
        while self._parent[face] != face:
            self._parent[face] = self._parent[self._parent[face]]
            face = int(self._parent[face])
        return face

    def join_by_area(self, kept: int, parts: Collection[int]) -> None:
        """Make ``parts`` a part of ``kept`` because a printed area wants so much land; all must still stand.

        What lies within a face, or stands in it as a house at the edge of its yard, is its land whatever is
        printed.
        """
        around: Counter[int] = Counter()
        for part in parts:
            around.update({other: length for other, (length, _) in self.meets[part].items() if other})
        if around[kept] < _IN_YARD * sum(length for other, length in around.items() if other not in parts):
            self.by_area.add(kept)
        for part in parts:
            self.join(kept, part)

    def is_parted(self, one: int, other: int) -> bool:
        """Whether a line is drawn between two standing faces."""
        return self.support(one, other) >= _OPEN

    def lies_within(self, face: int, other: int) -> bool:
        """Whether a standing face has another around most of it."""
        around = {one: length for one, (length, _) in self.meets[face].items() if one}
        return around.get(other, 0) >= _IN_YARD * sum(around.values())

    def join(self, kept: int, gone: int) -> None:
        """Make ``gone`` part of ``kept``; both must still stand."""
        self._parent[gone] = kept
        if gone in self.by_area:
            self.by_area.add(kept)
        self.areas_px[kept] += self.areas_px[gone]
        for other, (length, inked) in self.meets.pop(gone).items():
            self.meets[other].pop(gone)
            mouths = self._mouths.pop(frozenset((gone, other)))
            if other != kept:
                self._add(kept, other, length, inked)
                pair = frozenset((kept, other))
                self._mouths[pair] = self._mouths.get(pair, 0) + mouths

    def standing(self) -> list[int]:
        """Faces that were not joined to another one; 0 is no face."""
        return [int(face) for face in np.flatnonzero(self._parent == np.arange(len(self._parent))) if face]

    def numbers(self) -> Faces:
        """For every original face the face that it belongs to: a lookup table."""
        return np.array([self.find(face) for face in range(len(self._parent))], np.int32)

    def support(self, one: int, other: int) -> float:
        """Share of the border between two standing faces that has ink; 1 where they do not meet."""
        length, inked = self.meets[one].get(other, (0, 0))
        return inked / length if length else 1.0

    def likely(self, one: int, other: int, gap_px: float) -> float:
        """How likely a line is drawn between two standing faces that meet, 0 to 1: a border of no more than a
        gap of a broken line tells neither way.
        """
        length, inked = self.meets[one].get(other, (0, 0))
        return (inked + gap_px) / (length + 2 * gap_px)

    def is_open(self, face: int, outside: int | None) -> bool:
        """Whether a standing face runs on into another one: no line closes it there."""
        others = [other for other in self.meets[face] if other not in (0, outside)]
        return any(not self.is_parted(face, other) for other in others)

    def open_px(self, one: int, other: int) -> int:
        """Length of the border between two standing faces that has no ink."""
        length, inked = self.meets[one].get(other, (0, 0))
        return length - inked

    def mouths_px2(self, one: int, other: int) -> int:
        """The squares of the runs in which two standing faces meet without ink."""
        return self._mouths.get(frozenset((one, other)), 0)


def join_outside(merger: Merger, beyond: Collection[int], at_edge: Collection[int], dpi: float) -> int | None:
    """Join all land beyond the neatline that is open to the edge of the page; the face that it becomes.

    Land that opens wider into closed land than to the outside is the strip of the frame across which a parcel
    is drawn. What is left of ``beyond`` is closed by ink of its own: it is drawn across the neatline, and is
    joined to the face inside with which it shares most of an uninked border.
    """
    outside = next(iter(at_edge), None)
    if outside is None:
        return None
    least_px = _MOUTH_MM * dpi / MM_PER_INCH
    for face in at_edge:
        if face != outside:
            merger.join(outside, face)
    waiting = set(beyond) - set(at_edge)
    # Small pieces first: what lies between a parcel's outline and the frame settles before the parcel does.
    while found := [face for face in waiting if _is_blank(merger, outside, face, waiting, least_px)]:
        smallest = min(found, key=lambda face: merger.areas_px[face])
        merger.join(outside, smallest)
        waiting.discard(smallest)
    return outside


def _is_blank(merger: Merger, outside: int, face: int, waiting: set[int], least_px: float) -> bool:
    least = min(least_px, 0.5 * float(merger.areas_px[face]) ** 0.5)
    into_closed = sum(merger.open_px(face, other) for other in merger.meets[face] if other in waiting)
    mouth = merger.open_px(outside, face)
    return merger.support(outside, face) < _BLANK and mouth >= max(least, into_closed)


def join_across(merger: Merger, beyond: Collection[int], outside: int | None) -> None:
    """Join closed land beyond the neatline to the land inside that it continues."""
    for face in sorted(beyond, key=lambda one: -merger.areas_px[one]):
        if merger.find(face) != face or face == outside:
            continue
        others = [other for other in merger.meets[face] if other not in (0, outside)]
        best = max(others, key=lambda other: merger.open_px(face, other), default=None)
        if best is not None and merger.support(face, best) < _OPEN:
            merger.join(best, face)


@dataclass(frozen=True, slots=True)
class Held:
    """Faces by what their labels say.

    ``parcels`` come with the largest area (px) that each may reach by its printed area; ``ways`` bear the
    code of a road or water.
    """

    parcels: Mapping[int, float]
    ways: Collection[int] = ()


def join_open(merger: Merger, held: Held, outside: int | None, dpi: float) -> None:
    """Join faces without a label over their weakest borders, as long as those are mostly without ink; a wide
    opening before a gap between two lines.

    Two faces with labels stay apart whatever lies between. A face that lies open to the neatline for long is
    land off the sheet and takes in nothing but mere corners: a road does not run out into it, and neither
    into a canal that bears its own code.
    """
    taken = {merger.find(face): most_px for face, most_px in held.parcels.items()}
    ways = {merger.find(face) for face in held.ways} - set(taken)
    apart = ways | _open_land(merger, outside, dpi) - set(taken)
    corner_px = _CORNER_MM2 * (dpi / MM_PER_INCH) ** 2
    gap_px = _GAP_MM * dpi / MM_PER_INCH
    heap = [(merger.likely(a, b, gap_px), a, b) for a in merger.standing() for b in merger.meets[a] if a < b]
    heapq.heapify(heap)
    while heap:
        likely, one, other = heapq.heappop(heap)
        if merger.find(one) != one or merger.find(other) != other or outside in (one, other):
            continue
        if abs(merger.likely(one, other, gap_px) - likely) > 1e-9 or merger.support(one, other) >= _OPEN:
            continue
        if _two((one, other), (taken, ways, apart)):
            continue
        if apart & {one, other} and not _is_corner(merger, one, other, corner_px):
            continue
        kept, gone = (other, one) if other in taken or other in apart else (one, other)
        if merger.areas_px[kept] + merger.areas_px[gone] > taken.get(kept, np.inf):
            continue
        merger.join(kept, gone)
        for neighbour in merger.meets[kept]:
            heapq.heappush(heap, (merger.likely(kept, neighbour, gap_px), kept, neighbour))


def _open_land(merger: Merger, outside: int | None, dpi: float) -> set[int]:
    """Faces that lie open to the neatline for long."""
    reach = OPEN_LAND_MM * dpi / MM_PER_INCH
    beside = () if outside is None else merger.meets[outside]
    return {face for face in beside if merger.open_px(face, outside or 0) > reach}


def _two(pair: tuple[int, int], holders: tuple[Collection[int], Collection[int], Collection[int]]) -> bool:
    """Whether two faces are two pieces of land: both with labels, or one of them open to the neatline."""
    taken, ways, apart = holders
    labelled = [face in taken or face in ways for face in pair]
    return all(labelled) or (any(labelled) and all(face in taken or face in apart for face in pair))


def join_slivers(
    merger: Merger, labelled: Collection[int], outside: int | None, limits: tuple[float, float]
) -> None:
    """Join slivers without a label over their weakest border, if its inked share is below the limit.

    ``limits`` are the width (px) that makes a sliver and that share. They lie between a boundary and the
    dashes beside it, whose gaps alone are not open enough.
    """
    width_px, open_share = limits
    taken = {merger.find(face) for face in labelled}
    for face in sorted(merger.standing(), key=lambda one: merger.areas_px[one]):
        around = sum(length for length, _ in merger.meets[face].values())
        if face in taken or face == outside or 2 * merger.areas_px[face] > width_px * around:
            continue
        others = [other for other in merger.meets[face] if other not in (0, outside)]
        best = min(others, key=lambda other: merger.support(face, other), default=None)
        if best is not None and merger.support(face, best) < open_share:
            merger.join(best, face)


def _is_corner(merger: Merger, one: int, other: int, corner_px: float) -> bool:
    """Whether the smaller of two faces is a leftover of the larger: small, or as open as it is long.

    Roads that run out in several places, along dashes too, are none, however long all of that is.
    """
    smaller = min(merger.areas_px[one], merger.areas_px[other])
    return bool(smaller <= max(corner_px, 1.5 * merger.mouths_px2(one, other)))


def outline_support(faces: Faces, ink: Mask) -> dict[int, float]:
    """Share of every face's outline that has ink, 0 to 1."""
    borders = find_borders(faces, ink)
    size = int(faces.max()) + 1
    length, inked = np.zeros(size), np.zeros(size)
    for side in (0, 1):
        length += np.bincount(borders.pairs[:, side], weights=borders.length, minlength=size)
        inked += np.bincount(borders.pairs[:, side], weights=borders.inked, minlength=size)
    return {int(face): float(inked[face] / length[face]) for face in np.flatnonzero(length) if face}
