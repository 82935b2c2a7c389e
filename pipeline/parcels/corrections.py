"""Corrections in red ink on colour scans: struck boundaries and struck labels.

On paper a new boundary is drawn in red and the old one struck out in red (Circular 25/2014, Art. 17(1.3)a);
where parcels were merged, the old boundary bears short oblique ticks and the old labels a line (symbol 8i,
p. 47). New boundaries close parcels like black ones; what is struck is history: the strokes are taken out of
the grey picture, the borders under ticks opened, and struck labels set aside.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipeline.colour import red_ink, redness
from pipeline.model import Finding, FloatArray, Label, MapSheet, PageImage, Pixels, SheetParcels, unit_code_of
from pipeline.parcels.ink import MM_PER_INCH, Mask
from pipeline.parcels.pieces import Pieces
from pipeline.parcels.view import View, open_planes

_BLACK = 110  # red light that black ink throws back at most
_FRINGE = 0.75  # of a stroke: more black beside it is a black line whose colours the scanner parted
_BRIDGE_MM = 0.45  # a black line that a stroke crosses
_THIN_MM = 0.7
_BENT = 0.06  # of a line's length: drawn by hand
_TICK_MM = (0.9, 5.0)
_STRIKE_MM = 3.0  # the shortest line through a label
_IN_LINE_DEG = 8.0
_IN_LINE_MM = 0.5
_GAP_MM = 3.0  # a stroke is lost where it runs along a bar
_INSIDE = 0.15  # of a tick: the line that it crosses lies between its ends
_LEAST_CROSSED = 2  # strokes of letters
_MANY_CROSSED = 4
_PEN_MM = 0.6  # hides a stroke of the pen with its flanks
_AHEAD_MM = 0.5  # of a strike's end
_LEAST_TICKS = 2
_APART_MM = 12.0
_THROUGH = 0.5  # of a label's width
_BESIDE = 0.35  # of a label's height, from its middle
_BEYOND = 0.75  # of a label's size: a line that runs on farther is a boundary

_NONE: FloatArray = np.empty((0, 2, 2))


@dataclass(frozen=True, slots=True)
class Marks:
    """Red strokes that may strike out, as ends (n, 2, 2) in pixels of a view: across a line, through letters.

    ``free`` tells of each strike whether it ends on free land, as no boundary does. ``light`` is the view in
    red light (H, W), in which red ink is hardly seen.
    """

    ticks: FloatArray
    strikes: FloatArray
    free: Mask
    light: Pixels


def find_marks(image: PageImage, sheet: MapSheet, view: View) -> Marks:
    """Red strokes on a page; a grey scan shows none."""
    if image.pixels.ndim == 2:
        return Marks(_NONE, _NONE, np.empty(0, np.bool_), view.grey)
    red, light = open_planes(image, sheet, view, redness, _red_light)
    per_mm = view.dpi / MM_PER_INCH
    black = (light < _BLACK).view(np.uint8)
    near = cv2.dilate(black, np.ones((5, 5), np.uint8)).view(np.bool_)  # also what opaque ink hides
    strokes = list(_strokes(red_ink(red), near, per_mm))
    ticks = [
        ends
        for ends in strokes
        if math.dist(*ends) <= _TICK_MM[1] * per_mm
        and any(_INSIDE < at < 1 - _INSIDE for at in _crossed(ends, near))
    ]
    strikes = [
        line
        for line in _in_line(strokes, per_mm)
        if math.dist(*line) >= _STRIKE_MM * per_mm and len(_crossed(line, near)) >= _LEAST_CROSSED
    ]
    inked = near, red_ink(red).view(np.bool_)
    free = np.array(
        [_runs_through(_crossed(line, near)) and _is_free(line, inked, per_mm) for line in strikes], np.bool_
    )
    return Marks(np.array(ticks).reshape(-1, 2, 2), np.array(strikes).reshape(-1, 2, 2), free, light)


def without(view: View, marks: Marks, strikes: FloatArray) -> View:
    """The view without ticks and without the given strikes: seen in red light there."""
    if not len(marks.ticks) and not len(strikes):
        return view
    hidden = np.zeros(view.grey.shape, np.uint8)
    for ends in (*marks.ticks, *strikes):
        start, end = np.round(ends).astype(int).tolist()
        cv2.line(hidden, start, end, 1, round(_PEN_MM * view.dpi / MM_PER_INCH))
    return replace(view, grey=np.where(hidden > 0, marks.light, view.grey))


def open_struck(pieces: Pieces, marks: Marks, per_mm: float) -> int:
    """Join faces whose border is struck out by ticks; how many borders were."""
    across: Counter[tuple[int, int]] = Counter()
    height, width = pieces.faces.shape
    for ends in marks.ticks:
        columns, rows = np.floor((ends + 0.5) / pieces.step_px).astype(int).T
        if (rows >= 0).all() and (rows < height).all() and (columns >= 0).all() and (columns < width).all():
            one, other = (pieces.merger.find(int(face)) for face in pieces.faces[rows, columns])
            if one != other and not {one, other} & {0, pieces.outside}:
                across[min(one, other), max(one, other)] += 1
    opened = 0
    for pair, ticks in across.items():
        one, other = (pieces.merger.find(face) for face in pair)
        length_mm = pieces.merger.meets[one].get(other, (0, 0))[0] * pieces.step_px / per_mm
        if one != other and ticks >= max(_LEAST_TICKS, length_mm / _APART_MM):
            pieces.merger.join(one, other)
            opened += 1
    return opened


def struck_by(labels: Sequence[Label], marks: Marks) -> tuple[list[Label], FloatArray]:
    """The labels that red lines strike out, and those lines (n, 2, 2), with those through unread letters."""
    pairs = [(label, i) for label in labels for i, line in enumerate(marks.strikes) if _strikes(line, label)]
    struck = {id(label): label for label, _ in pairs}
    lines = {i for _, i in pairs} | set(np.flatnonzero(marks.free).tolist())
    return list(struck.values()), marks.strikes[sorted(lines)]


def told(made: SheetParcels, labels: int, borders: int) -> SheetParcels:
    """A sheet's parcels with a finding and counts of the labels and borders that were struck out."""
    if not labels and not borders:
        return made
    sheet = made.sheet
    unit = unit_code_of(sheet.unit)
    values = {"labels": labels, "borders": borders}
    finding = Finding("sheet_corrected", unit, sheet.number, values=values, source=sheet.source)
    counts = made.counts | {"labels": made.counts["labels"] + labels, "labels_struck": labels}
    return replace(made, findings=(*made.findings, finding), counts=counts)


def _strikes(line: FloatArray, label: Label) -> bool:
    """Whether a line runs through a label's middle and ends about where the label does."""
    x0, y0, x1, y1 = label.box_px
    middle, size = np.array([x0 + x1, y0 + y1]) / 2, np.array([x1 - x0, y1 - y0])
    (x, y), length = line[1] - line[0], math.dist(*line)
    across, down = middle - line[0]
    off = abs(x * down - y * across) / length
    ends_with_it = (np.abs(line - middle) <= (0.5 + _BEYOND) * size.max()).all()
    return bool(ends_with_it and off <= _BESIDE * size.min() and length >= _THROUGH * size.max())


def _strokes(red: Pixels, beside: Mask, per_mm: float) -> Iterator[FloatArray]:
    """Ends (2, 2) of the thin straight strokes of a mask (H, W; 0 or 1), not all ``beside`` black ones."""
    bridge = 2 * round(_BRIDGE_MM * per_mm / 2) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (bridge, bridge))
    whole = cv2.morphologyEx(red, cv2.MORPH_CLOSE, disc)
    _, parts, boxes, _ = cv2.connectedComponentsWithStats(whole, connectivity=8, ltype=cv2.CV_32S)
    for number, (x, y, width, height, _) in enumerate(boxes[1:], 1):
        if max(width, height) < _TICK_MM[0] * per_mm / 2:
            continue
        window = np.s_[y : y + height, x : x + width]
        part = (parts[window] == number).astype(np.uint8)
        own = part & red[window]
        if (own & beside[window]).sum() > _FRINGE * own.sum():
            continue
        ends, thick = _straight(part)
        length = math.dist(*ends)
        if length >= _TICK_MM[0] * per_mm and thick <= max(_THIN_MM * per_mm, _BENT * length):
            yield ends + np.array([x, y])


def _crossed(line: FloatArray, black: Mask) -> list[float]:
    """Where a line (2, 2) crosses black strokes, as shares of its length."""
    steps = max(2, math.ceil(math.dist(*line)))
    places = np.linspace(0.0, 1.0, steps)
    columns, rows = np.round(line[0] + places[:, None] * (line[1] - line[0])).astype(int).T
    height, width = black.shape
    dark = black[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], dark.view(np.int8), [0]])))
    return [float(places[(start + end - 1) // 2]) for start, end in edges.reshape(-1, 2)]


def _runs_through(crossed: list[float]) -> bool:
    """Whether strokes are crossed all along a line: a boundary may cross a word of letters somewhere."""
    return len(crossed) >= _MANY_CROSSED and crossed[-1] - crossed[0] >= _THROUGH


def _is_free(line: FloatArray, inked: tuple[Mask, Mask], per_mm: float) -> bool:
    """Whether a line (2, 2) ends on blank paper at both ends, by the black and the red ink: boundaries end on
    other lines."""
    way = (line[1] - line[0]) / math.dist(*line) * per_mm
    for ink, start_mm in zip(inked, (-_AHEAD_MM, _PEN_MM / 2), strict=True):
        about = np.arange(start_mm, _AHEAD_MM, 0.05)[:, None] * way
        columns, rows = np.round(np.concatenate([line[0] - about, line[1] + about])).astype(int).T
        height, width = ink.shape
        if ink[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)].any():
            return False
    return True


def _straight(part: Pixels) -> tuple[FloatArray, float]:
    """The ends (2, 2) of the line through the pixels of a mask, and how far they reach across it together."""
    points = np.argwhere(part)[:, ::-1].astype(np.float64)
    middle = points.mean(axis=0)
    _, _, axes = np.linalg.svd(points - middle, full_matrices=False)
    along, across = (points - middle) @ axes[0], (points - middle) @ axes[1]
    return middle + np.outer([along.min(), along.max()], axes[0]), float(np.ptp(across)) + 1


def _in_line(strokes: list[FloatArray], per_mm: float) -> list[FloatArray]:
    """Strokes with those that continue each other made one: print that a line crosses parts it."""
    lines: list[FloatArray] = []
    for stroke in sorted(strokes, key=lambda ends: -math.dist(*ends)):
        place = next((i for i, line in enumerate(lines) if _continue(line, stroke, per_mm)), None)
        if place is None:
            lines.append(stroke)
        else:
            lines[place] = _joined(lines[place], stroke)
    return lines


def _continue(line: FloatArray, stroke: FloatArray, per_mm: float) -> bool:
    way = (line[1] - line[0]) / math.dist(*line)
    steps = stroke - line[0]
    along, off = steps @ way, steps @ (-way[1], way[0])
    gap = max(along.min() - math.dist(*line), -along.max())
    lean = math.degrees(math.atan2(abs(off[1] - off[0]), abs(along[1] - along[0])))
    return bool(gap <= _GAP_MM * per_mm and lean <= _IN_LINE_DEG and abs(off).max() <= _IN_LINE_MM * per_mm)


def _joined(line: FloatArray, stroke: FloatArray) -> FloatArray:
    points = np.concatenate([line, stroke])
    along = points @ (line[1] - line[0])
    return np.array([points[along.argmin()], points[along.argmax()]])


def _red_light(colour: Pixels) -> Pixels:
    return np.ascontiguousarray(colour[:, :, 0])
