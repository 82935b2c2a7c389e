"""The closed pieces of a sheet, cut too much rather than too little, with their borders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipeline.model import FloatArray, Label, MapSheet, Pixels
from pipeline.parcels import crowded, divisions, ink_classes, linework, ribbons
from pipeline.parcels import faces as face_room
from pipeline.parcels import ink as ink_room
from pipeline.parcels.faces import Borders, Faces, Merger
from pipeline.parcels.ink import MM_PER_INCH, Mask
from pipeline.parcels.view import MARGIN_MM, View
from pipeline.sheets import control

_FACE_DPI = 150.0
_STROKE_MM = 0.35
_CROSS_ARM_MM = 3.4  # crosses are 6 mm across (symbol 7)
_AIR_MM = 2.0  # around a cross
_CORE = 0.7  # of a label's box: its rim may hold the boundary beside it
_LEVEL_DEG = 12.0
_LETTER_MM = (1.0, 4.0)
_BROAD_MM = 0.6  # letters of a code are broader than any dash
_POSSIBLE, _SEEN = 25, 64  # of 255: a tenth and a quarter, as sure as the network is of a boundary
_PART_MM2 = 4.0  # of divided land: letters and the line that they touch enclose less
_READ = 0.5  # of an area: a label put together wrongly may lie on a boundary


@dataclass(frozen=True, slots=True)
class Pieces:
    """Faces at 1/``step_px`` of the view and the ink around them: long lines, and ``marks`` of any kind but
    the grid's crosses.

    ``beyond`` are the faces drawn beyond the neatline, ``outside`` the one of them that is the margin.
    """

    faces: Faces
    step_px: int
    merger: Merger
    ink: Mask
    marks: Mask
    sides: tuple[FloatArray, ...]
    beyond: frozenset[int]
    outside: int | None

    def copy(self) -> Pieces:
        """The same pieces, joined as far as now, to be joined in another way."""
        return replace(self, merger=self.merger.copy())

    def joined(self) -> Faces:
        """The faces (H, W) as they stand now, each under the number of the one that it belongs to."""
        return np.asarray(self.merger.numbers()[self.faces])

    def at_edge(self) -> set[int]:
        """Standing faces that reach the edge of the view."""
        return {self.merger.find(face) for face in _edge_of(self.faces)}

    def area_px(self, face: int) -> float:
        """Area of a standing face in pixels of the view."""
        return float(self.merger.areas_px[face]) * self.step_px**2


def find_pieces(
    flat: Pixels, corners: FloatArray, view: View, sheet: MapSheet, labels: Sequence[Label]
) -> Pieces:
    """Closed pieces of the sheet; outside the neatline those cut by the ball only are already joined.

    Lines far thinner than those around them (walls of houses) and what lies under labels close no parcel by
    themselves: the ball stops there, but they do not count as a boundary's ink. Ink that is neither straight
    for long nor a boundary to the network's eye is lettering; what the network sees closes gaps in the ink.
    """
    step = max(1, round(view.dpi / _FACE_DPI))
    dpi = view.dpi / step
    ink = ink_room.ink_mask(flat, view.dpi)
    sides = linework.neatline(flat, corners, view.dpi)
    stroke = _STROKE_MM / MM_PER_INCH * view.dpi
    frame = [linework.Stroke(side, stroke) for side in sides]
    crosses = _crosses(view, sheet)
    mute = [*_extended(frame, view.dpi), *linework.outer_lines(ink, corners, view.dpi), *crosses]
    work = linework.split(ink, view.dpi)
    lines, strokes = _shrink(work.lines, step), _shrink(work.strokes, step)
    neat, crossed = (linework.paint(drawn, lines.shape, step) for drawn in (frame, crosses))
    muted = linework.paint(mute, lines.shape, step) | neat
    within = _within(sides, step, lines.shape)  # beyond, the wide lines of the frame would be the measure
    small = np.asarray(cv2.resize(flat, lines.shape[::-1], interpolation=cv2.INTER_AREA), np.uint8)
    marks = _shrink(ink, step)
    possible, sure = _boundaries(flat, within, step)
    bold = linework.bold(small, strokes & ~muted & within, dpi) | ~within | sure & ~marks
    strokes |= sure & ~muted
    lines = lines & (possible | crossed) | strokes
    drawn = (strokes & ~muted) | _beneath(strokes, crossed, crosses, step, dpi / MM_PER_INCH)
    silent, px_per_m = muted | lines & ~drawn, _px_per_m(view, sheet) / step
    found, closed = face_room.find_faces(drawn, silent, dpi)
    found = crowded.part(found, labels, drawn | silent, step, 1 / px_per_m**2 if px_per_m else 0.0, dpi)
    beyond = _beyond(found, within)
    found = ribbons.cut_off(found, beyond, dpi, px_per_m)
    blank = _written(labels, drawn.shape, step)
    merger, outside = _merged(found, (closed & bold & ~blank, closed & ~blank), beyond, dpi)
    return Pieces(found, step, merger, lines | neat, marks & ~crossed, sides, beyond, outside)


def _boundaries(flat: Pixels, within: Mask, step: int) -> tuple[Mask, Mask]:
    """Where the network does not rule out a boundary, and where it sees one, within the neatline."""
    x, y, width, height = cv2.boundingRect(within.view(np.uint8))
    box = np.s_[y : y + height, x : x + width]
    page = flat[step * y : step * (y + height), step * x : step * (x + width)]
    seen = np.full(within.shape, _POSSIBLE, np.uint8)
    seen[box] = ink_classes.boundaries(page, (height, width))
    possible = cv2.dilate(seen, np.ones((3, 3), np.uint8)) >= _POSSIBLE
    return np.asarray(possible, np.bool_), (seen >= _SEEN) & within


def _merged(
    found: Faces, inks: tuple[Mask, Mask], beyond: frozenset[int], dpi: float
) -> tuple[Merger, int | None]:
    """The faces with their borders, those of the margin joined; and the one of them that is the margin.

    ``inks`` are bold lines, and lines of any pen: these count where they divide land.
    """
    bold, thin = (face_room.find_borders(found, ink) for ink in inks)
    areas = np.bincount(found.ravel())
    at_edge = [face for face in _edge_of(found) if face in beyond]

    def settled(borders: Borders) -> tuple[Merger, int | None]:
        merger = Merger(borders, areas)
        outside = face_room.join_outside(merger, beyond, at_edge, dpi)
        face_room.join_across(merger, beyond, outside)
        return merger, outside

    def closed(borders: Borders) -> Faces:
        merger, outside = settled(borders)
        face_room.join_open(merger, face_room.Held({}), outside, dpi)
        numbers = merger.numbers()
        return np.asarray(np.where(numbers == outside, 0, numbers), np.int32)

    least_px = _PART_MM2 * (dpi / MM_PER_INCH) ** 2
    return settled(divisions.evidence(bold, thin, (closed(bold), closed(thin)), (areas, least_px)))


def _px_per_m(view: View, sheet: MapSheet) -> float:
    """Pixels of the view to a metre on the ground."""
    return float(np.sqrt(view.scale.prod())) / sheet.fit.metres_per_px if sheet.fit else 0.0


def _written(labels: Iterable[Label], shape: tuple[int, int], step: int) -> Mask:
    """The middle of level and upright labels that were read: bars and letters there are no boundary."""
    mask = np.zeros(shape, np.bool_)
    for label in labels:
        level = min(abs(label.angle_deg), abs(abs(label.angle_deg) - 90.0)) <= _LEVEL_DEG
        if level and label.number.agreed and label.area_m2.confidence >= _READ:
            box = np.array(label.box_px).reshape(2, 2)
            middle, half = box.mean(axis=0), _CORE * (box[1] - box[0]) / 2
            (x0, y0), (x1, y1) = (np.maximum(np.round((middle + way * half) / step), 0) for way in (-1, 1))
            mask[int(y0) : int(y1), int(x0) : int(x1)] = True
    return mask


def lettered(pieces: Pieces, letters: Pixels, scale: float, per_mm: float) -> frozenset[int]:
    """Standing faces in which anything is written; ``letters`` (0 or 1) is at ``scale`` of the view."""
    _, parts, boxes, centres = cv2.connectedComponentsWithStats(letters, connectivity=8, ltype=cv2.CV_32S)
    tall = boxes[:, cv2.CC_STAT_HEIGHT] / (per_mm * scale)
    written = (tall >= _LETTER_MM[0]) & (tall <= _LETTER_MM[1])
    written[0] = False
    for part in np.flatnonzero(written):
        x, y, width, height = boxes[part, :4]
        ink = cv2.findNonZero((parts[y : y + height, x : x + width] == part).astype(np.uint8))
        written[part] = min(cv2.minAreaRect(ink)[1]) >= _BROAD_MM * per_mm * scale
    columns, rows = np.floor((centres[written] / scale + 0.5) / pieces.step_px).astype(int).T
    height, width = pieces.faces.shape
    inside = (columns < width) & (rows < height)
    found = np.unique(pieces.faces[rows[inside], columns[inside]])
    return frozenset(pieces.merger.find(int(face)) for face in found)


def _extended(frame: list[linework.Stroke], dpi: float) -> list[linework.Stroke]:
    """The neatline with its continuation into the corners of the outer frame."""
    reach = MARGIN_MM / MM_PER_INCH * dpi
    strokes = []
    for stroke in frame:
        points = stroke.points_px
        along = (points[-1] - points[0]) / np.hypot(*(points[-1] - points[0]))
        longer = np.concatenate([points[:1] - reach * along, points, points[-1:] + reach * along])
        strokes.append(linework.Stroke(longer, stroke.width_px))
    return strokes


def _crosses(view: View, sheet: MapSheet) -> list[linework.Stroke]:
    """Arms of the grid crosses, every 10 cm on the sheet (Art. 5(3)): ink that closes nothing."""
    fit = sheet.fit
    if fit is None or not sheet.scale:
        return []
    every = 0.1 * sheet.scale
    world = control.to_world(fit, sheet.frame_px)
    first, last = np.ceil(world.min(axis=0) / every), np.floor(world.max(axis=0) / every)
    eastings, northings = (np.arange(low, high + 1) * every for low, high in zip(first, last, strict=True))
    middles = np.stack(np.meshgrid(eastings, northings), axis=-1).reshape(-1, 1, 2)
    arm = (
        _CROSS_ARM_MM / 1000 * sheet.scale * np.array([[[-1.0, 0.0], [1.0, 0.0]], [[0.0, -1.0], [0.0, 1.0]]])
    )
    ends = (middles[:, None] + arm).reshape(-1, 2)
    places = view.from_page(control.to_pixel(fit, ends), sheet.size_px).reshape(-1, 2, 2)
    return [linework.Stroke(pair, 2 * _STROKE_MM / MM_PER_INCH * view.dpi) for pair in places]


def _beneath(
    strokes: Mask, hidden: Mask, crosses: Iterable[linework.Stroke], step: int, per_mm: float
) -> Mask:
    """Boundaries where they pass under crosses, which hide what is ``hidden``."""
    found = np.zeros(strokes.shape, np.bool_)
    for cross in crosses:
        low, high = (
            np.maximum(end(cross.points_px, axis=0) / step + air * per_mm, 0).astype(int)
            for end, air in ((np.min, -_AIR_MM), (np.max, _AIR_MM))
        )
        window = np.s_[low[1] : high[1], low[0] : high[0]]
        if strokes[window].size:
            found[window] |= linework.beneath(strokes[window], hidden[window], per_mm)
    return found


def _shrink(mask: Mask, step: int) -> Mask:
    """A mask at 1/``step`` of its resolution: set where any pixel was."""
    height, width = (size - size % step for size in mask.shape)
    blocks = mask[:height, :width].reshape(height // step, step, width // step, step)
    return np.asarray(blocks.any(axis=(1, 3)), np.bool_)


def _within(sides: tuple[FloatArray, ...], step: int, shape: tuple[int, ...]) -> Mask:
    """All that lies inside the neatline."""
    ring = (np.concatenate(sides) + 0.5) / step - 0.5
    inner = np.zeros(shape, np.uint8)
    cv2.fillPoly(inner, [np.round(ring).astype(np.int32)], 1)
    return inner.view(np.bool_)


def _beyond(found: Faces, within: Mask) -> frozenset[int]:
    """Faces that lie beyond the neatline."""
    areas = np.bincount(found.ravel())
    inside = np.bincount(found.ravel(), weights=within.ravel())
    return frozenset(int(face) for face in np.flatnonzero(inside < 0.5 * areas) if face)


def _edge_of(faces: Faces) -> list[int]:
    """The faces that reach the edge of the view."""
    edges = np.concatenate([faces[0], faces[-1], faces[:, 0], faces[:, -1]])
    return [int(face) for face in np.unique(edges) if face]


def place_labels(pieces: Pieces, labels: Iterable[Label]) -> dict[int, list[Label]]:
    """Labels by the standing face that they lie in; those beyond the sheet's land are under 0."""
    placed: dict[int, list[Label]] = defaultdict(list)
    for label in labels:
        face = pieces.merger.find(face_room.face_at(pieces.faces, pieces.step_px, label.inside_px))
        placed[0 if face == pieces.outside else face].append(label)
    return placed
