"""Joins the pieces of a sheet by what their labels say.

The ball cuts too much: what it cut without ink is joined first. Walls drawn like boundaries and slivers along
dash-dotted limits are told by labels: a piece without a label belongs to the neighbour whose printed area
lacks just this land.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from pipeline.model import FloatArray, Label
from pipeline.parcels import faces as face_room
from pipeline.parcels.kinds import LARGER, SAME, agrees, main_labels, way_codes
from pipeline.parcels.pieces import Pieces, place_labels

Link = Callable[[int, int], bool]

_ENOUGH = 5
_READ = 0.9
_FAIR = 0.5
_SURE_AREA = 0.6
_AT_FRAME_MM = 2.0
_ROOM = 1.08
_MOST_PIECES = 4  # rooms and annexes of one house
_MOST_GROUPS = 2000  # a misread area leaves room for half the sheet
_SLIVER_MM = 1.3  # twice the area over the outline: no parcel is drawn as narrow
_SLIVER_OPEN = 0.85
_POINTS = 12  # along each side of a label's box
_UNDER = 0.15  # of a label's text: half of one of its three lines
# About 45 degrees (8 each way) an upright box does not tell how long a text is: say thrice as long as high.
_ASLANT, _LONGER = 0.2, 0.5


def join_by_labels(pieces: Pieces, labels: Sequence[Label], m2: float, per_mm: float) -> tuple[Label, ...]:
    """Join pieces over open borders and by printed areas; the labels that are no strays.

    ``m2`` is the ground under a pixel of the view, ``per_mm`` its pixels per millimetre on paper.
    """
    kept = _without_strays(pieces, labels, m2)
    _join_beneath(pieces, kept, m2)
    placed = {face: own for face, own in place_labels(pieces, kept).items() if face}
    held = {
        face: _most_px(own, pieces, face, m2) for face, own in placed.items() if _holds(own, pieces, face, m2)
    }
    ways = [face for face, own in placed.items() if face not in held and way_codes(own)]
    dpi = per_mm * 25.4 / pieces.step_px
    face_room.join_open(pieces.merger, face_room.Held(held, ways), pieces.outside, dpi)
    face_room.join_slivers(
        pieces.merger, held, pieces.outside, (_SLIVER_MM * per_mm / pieces.step_px, _SLIVER_OPEN)
    )
    _join_by_area(pieces, kept, m2, per_mm)
    return _without_strays(pieces, kept, m2)  # a road shows its size only now


def _join_beneath(pieces: Pieces, labels: Sequence[Label], m2: float) -> None:
    """Give a face that lacks land what else lies under its label: a ring about a number is no boundary.

    What has a label of its own lies under it because the label runs over a boundary; a label that points
    elsewhere stands on land of others.
    """
    placed = place_labels(pieces, labels)  # what is taken in has no label: faces that have one stay
    homes = [(face, label) for face, own in placed.items() if face for label in own]
    for face, label in sorted(homes, key=lambda home: home[1].area_m2.value or 0.0):
        printed = label.area_m2.value
        if not printed or label.area_m2.confidence < _FAIR or label.points_elsewhere:
            continue
        for other in _beneath(pieces, label):
            own_px, other_px = pieces.area_px(face), pieces.area_px(other)
            lacks = own_px * m2 < (1 - SAME) * printed
            is_free = other not in placed and other in pieces.merger.meets[face]
            if not (lacks and is_free and (own_px + other_px) * m2 <= (1 + SAME) * printed):
                continue
            if pieces.merger.lies_within(face, other) or not pieces.merger.is_parted(face, other):
                pieces.merger.join(face, other)  # a ring, or cut by the ball alone
            else:
                pieces.merger.join_by_area(face, (other,))


def _beneath(pieces: Pieces, label: Label) -> list[int]:
    """Standing faces under no small part of a label's text, but that of the margin."""
    points = _written_px(label)
    height, width = pieces.faces.shape
    columns, rows = ((points + 0.5) // pieces.step_px).astype(int).T
    columns, rows = np.clip(columns, 0, width - 1), np.clip(rows, 0, height - 1)
    under = Counter(pieces.merger.find(int(face)) for face in pieces.faces[rows, columns])
    least, barred = _UNDER * len(points), {0, pieces.outside}
    return [face for face, count in under.most_common() if count >= least and face not in barred]


def _written_px(label: Label) -> FloatArray:
    """Points (n, 2) spread evenly over the text of a label, whose box is upright however its lines run."""
    box = np.array(label.box_px).reshape(2, 2)
    width, height = box[1] - box[0]
    turn = np.radians(label.angle_deg)
    cos, sin = np.abs(np.cos(turn)), np.abs(np.sin(turn))
    both = (width + height) / (cos + sin)  # of length and height of the text
    more = _LONGER * both if abs(cos - sin) < _ASLANT else (width - height) / (cos - sin)
    length, across = (both + np.clip((more, -more), -both, both)) / 2
    along = np.array([np.cos(turn), np.sin(turn)])
    steps = np.linspace(-0.5, 0.5, _POINTS)
    grid = steps[:, None, None] * length * along + steps[None, :, None] * across * along[::-1] * (-1, 1)
    return np.asarray(grid.reshape(-1, 2) + box.mean(axis=0))


def overfull(pieces: Pieces, labels: Sequence[Label], m2: float) -> bool:
    """Whether a face has two labels that were read, or surely more land than its label says: its pieces were
    joined before they were read."""
    placed = place_labels(pieces, _without_strays(pieces, labels, m2))
    return any(
        sum(map(_is_read, main_labels(own))) > 1
        or pieces.area_px(face) > _most_px(own, pieces, face, m2) * pieces.step_px**2
        for face, own in placed.items()
        if face
    )


def _holds(labels: Sequence[Label], pieces: Pieces, face: int, m2: float) -> bool:
    """Whether labels are read well enough to keep their face apart from others with a label."""
    return agrees(labels, pieces.area_px(face) * m2) or any(_is_read(label) for label in main_labels(labels))


def _most_px(labels: Sequence[Label], pieces: Pieces, face: int, m2: float) -> float:
    """The largest area, in pixels of the faces, that a face may reach: by what is surely printed, or printed
    as it is drawn."""
    area_m2 = pieces.area_px(face) * m2
    named = main_labels(labels)
    sure = [label.area_m2.value or 0.0 for label in named if _is_sure(label) or agrees([label], area_m2)]
    return _ROOM * max(sure) / m2 / pieces.step_px**2 if sure else np.inf


def _is_read(label: Label) -> bool:
    number, area = label.number, label.area_m2
    return (number.agreed or number.confidence >= _READ) and (area.value is None or area.confidence >= _FAIR)


def _join_by_area(pieces: Pieces, labels: Sequence[Label], m2: float, per_mm: float) -> None:
    """Give faces whose printed area is larger than they are the pieces beside them that make it up.

    A parcel cut by the frame lacks land on this sheet (Art. 16(4)): what lies beside it makes up nothing.
    """
    placed = place_labels(pieces, labels)
    held = {face for face, own in placed.items() if any(_is_read(label) for label in main_labels(own))}
    for face in sorted(held, key=pieces.area_px):
        sure = [label.area_m2 for label in main_labels(placed[face]) if _is_sure(label)]
        if face and len(sure) == 1 and sure[0].value and not is_cut(pieces, face, per_mm):
            pieces.merger.join_by_area(face, missing(pieces, face, sure[0].value / m2, held))


def is_cut(pieces: Pieces, face: int, per_mm: float) -> bool:
    """Whether a face lies at the frame or at the end of the paper: its parcel may have land beyond."""
    length, _ = pieces.merger.meets[face].get(pieces.outside or 0, (0, 0))
    return length * pieces.step_px > _AT_FRAME_MM * per_mm or face in pieces.at_edge()


def _says_more(label: Label, area_m2: float) -> bool:
    """Whether a label that was surely read as a whole has more land than this."""
    return label.number.agreed and _is_sure(label) and (label.area_m2.value or 0.0) > area_m2


def _is_sure(label: Label) -> bool:
    return label.area_m2.agreed and label.area_m2.confidence >= _SURE_AREA


def missing(
    pieces: Pieces, face: int, wanted_px: float, held: set[int], linked: Link | None = None
) -> tuple[int, ...]:
    """Pieces that hang together with a face and bring it to ``wanted_px`` of the view; none where none do.

    Pieces ``held`` by labels are no part of it, and with ``linked`` only such as are linked to the others.
    """
    own = pieces.area_px(face)
    if own > (1 - SAME) * wanted_px:
        return ()
    room = (1 + SAME) * wanted_px - own
    barred = held | {0, face, pieces.outside or 0}
    found = min(
        itertools.islice(_groups(pieces, face, room, (barred, linked)), _MOST_GROUPS),
        key=lambda group: abs(own + sum(map(pieces.area_px, group)) - wanted_px),
        default=(),
    )
    total = own + sum(map(pieces.area_px, found))
    return found if abs(total - wanted_px) <= SAME * wanted_px else ()


def _groups(
    pieces: Pieces,
    face: int,
    room_px: float,
    rules: tuple[set[int], Link | None],
    group: tuple[int, ...] = (),
) -> Iterator[tuple[int, ...]]:
    """Groups of pieces without a label of their own beside a face, no larger than ``room_px``."""
    if len(group) == _MOST_PIECES:
        return
    barred, linked = rules
    beside = {
        other
        for one in (face, *group)
        for other in pieces.merger.meets[one]
        if linked is None or linked(one, other)
    }
    for piece in sorted(beside - barred - set(group)):
        size = pieces.area_px(piece)
        if size <= room_px and (not group or piece > group[-1] or piece not in pieces.merger.meets[face]):
            yield (*group, piece)
            yield from _groups(pieces, face, room_px - size, rules, (*group, piece))


def _without_strays(pieces: Pieces, labels: Sequence[Label], m2: float) -> tuple[Label, ...]:
    """Labels without those that would make a parcel of open land: a place name or a tick that was misread.

    How large parcels are on this sheet is told by those whose printed area agrees with the drawn one; a face
    much larger than all of them, whose labels do not agree with it, is not what they are labels of; a parcel
    cut by the frame has less land than is printed. Codes of roads and waters make no parcel, however large
    their land is.
    """
    placed = place_labels(pieces, labels)
    areas = {face: pieces.area_px(face) * m2 for face in placed}
    agreed = [areas[face] for face, own in placed.items() if face and agrees(own, areas[face])]
    if len(agreed) < _ENOUGH:
        return tuple(labels)
    edge = pieces.at_edge()
    cut = {face for face in placed if face and (face in edge or pieces.outside in pieces.merger.meets[face])}
    strays = {
        id(label)
        for face, own in placed.items()
        if areas[face] > LARGER * max(agreed) and not agrees(own, areas[face])
        for label in own
        if not way_codes([label]) and not (face in cut and _says_more(label, areas[face]))
    }
    return tuple(label for label in labels if id(label) not in strays)
