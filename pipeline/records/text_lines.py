"""The texts of a page of print: pieces that stand in one line, by all readers; labels with what is filled in.

A label and its value may be far apart, and several of them stand in one line; a printed label waits for what
was typed or written in to the right of it, over any gap, up to the next label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from pipeline import ocr
from pipeline.model import Box, FloatArray, Pixels
from pipeline.records.fields import waits_for_value
from pipeline.records.line import Line
from pipeline.records.page import PX_PER_MM as VIEW_PX_PER_MM
from pipeline.records.page import View, bounding_box
from pipeline.records.print_pieces import Pieces, find_pieces, mm, on_view_px

_WORD_GAP = 2.0  # of the height of the letters beside: wider gaps divide the texts of a line
_SAME_LINE = 0.5  # of the lower piece's height stands beside the other
_MARK_MM = 1.6  # an accent, a dot or a comma is not farther from its letter
_LOW = 0.6  # of a letter's height: a mark; the lowest letters have two thirds of a capital
_FEW = 3  # pieces: what may be parts of letters of another text
_BREAK_MM = 0.4  # thin strokes of a letter break off so far
_SLANTED_PX = 1  # boxes of an accent and of its letter share so much where the stroke between them slants
# A text is at least so wide and high: the smallest letters are 1.5 mm (Circular 25/2014, App. 01), and of a
# photographed A3 page, which is taken for A4, these seem 1.06.
_LEAST_MM = (1.2, 1.0)
_PAD_PX = 4
_SAME_ROW = 0.34  # of the lower one's height: typed values lie up to two thirds of it off their line


def read_texts(pieces: Pieces, texts: Sequence[Sequence[int]]) -> list[Line]:
    """The texts (see ``find_texts``) by all readers; boxes in pixels of the view."""
    pictures = [picture_of(pieces, text) for text in texts]
    read = (ocr.read_tesseract(pictures, "vie"), ocr.read_vietnamese(pictures), ocr.read_lines(pictures))
    boxes = [around(pieces.boxes[list(text)]) for text in texts]
    return [
        Line(tuple(text.text for text in said), on_view_px(box), pieces.on_leader(box))
        for box, *said in zip(boxes, *read, strict=True)
    ]


def lines_above(flat: Pixels, view: View, bottom_px: int) -> tuple[Line, ...]:
    """The lines above a row of a straight view of a flattened page, such as the upper edge of a table."""
    top = replace(view, pixels=view.pixels[: max(1, bottom_px)])
    pieces = find_pieces(flat, top)
    return tuple(lines_of(read_texts(pieces, without_strays(pieces, find_texts(pieces))), top))


def lines_of(texts: Sequence[Line], view: View) -> list[Line]:
    """The texts with each label's value behind it, their boxes in pixels of the page."""
    return [replace(text, box=_on_page(text.box, view)) for text in with_values(texts)]


def find_texts(pieces: Pieces) -> list[list[int]]:
    """Numbers of the pieces of each text, from left to right; texts from the top."""
    texts = _chained(pieces, np.flatnonzero(~pieces.small))
    _with_marks(texts, pieces)
    boxes = [around(pieces.boxes[text]) for text in texts]
    wide, high = mm(_LEAST_MM[0]), mm(_LEAST_MM[1])
    kept = [i for i, box in enumerate(boxes) if box[2] - box[0] >= wide and box[3] - box[1] >= high]
    return [texts[i] for i in sorted(kept, key=lambda i: boxes[i][1] + boxes[i][3])]


def without_strays(pieces: Pieces, texts: Sequence[list[int]]) -> list[list[int]]:
    """Without single letters that no text stands before: numbers of corners, rests of drawings and seals."""
    boxes = [around(pieces.boxes[text]) for text in texts]
    letters = [sum(not pieces.small[piece] for piece in text) for text in texts]
    whole = [box for box, count in zip(boxes, letters, strict=True) if count > _FEW]
    return [
        text
        for text, box, count in zip(texts, boxes, letters, strict=True)
        if count > 1 or _stands_before(whole, box)
    ]


def _stands_before(boxes: Sequence[Box], box: Box) -> bool:
    """Whether one of the boxes ends left of a box, in the same line of the form."""
    return any(_in_line(each, box) and each[2] < box[0] for each in boxes)


def _chained(pieces: Pieces, letters: npt.NDArray[np.int_]) -> list[list[int]]:
    """Letters joined to the nearest text in the same line that ends beside them, and not across a rule."""
    boxes = pieces.boxes
    texts: list[list[int]] = []
    ends = np.zeros((len(letters), 3))  # top, right end and bottom of the last letters of each text
    for place in letters[np.argsort(boxes[letters, 0])].tolist():
        x0, y0, x1, y1 = boxes[place]
        top, right, bottom = ends[: len(texts)].T
        shared = np.minimum(y1, bottom) - np.maximum(y0, top)
        gap = _WORD_GAP * np.maximum(y1 - y0, bottom - top)
        fits = (shared >= _SAME_LINE * np.minimum(y1 - y0, bottom - top)) & (np.abs(x0 - right) < gap)
        away = np.where(fits, np.abs(x0 - right) + np.abs(y0 + y1 - top - bottom), np.inf)
        best = int(away.argmin()) if fits.any() else -1
        if best < 0 or pieces.walled(right[best], x0, (y0 + y1) / 2):
            ends[len(texts)] = y0, x1, y1
            texts.append([place])
            continue
        texts[best].append(place)
        ends[best] = _level(boxes[texts[best][-4:]])
    return texts


def _level(last: FloatArray) -> tuple[float, float, float]:
    """Where the last letters of a text stand: top, right end, bottom."""
    return float(np.median(last[:, 1])), float(last[:, 2].max()), float(np.median(last[:, 3]))


def _with_marks(texts: list[list[int]], pieces: Pieces) -> None:
    """Accents, dots, commas and broken tails added to the text whose letter is nearest.

    A raised value may begin beside an accent of its label: its first piece is one.
    """
    owners = {place: number for number, text in enumerate(texts) for place in text}
    letters = np.array([place for place, number in owners.items() if len(texts[number]) > 1], int)
    if not len(letters):
        return
    added: list[tuple[int, int]] = []
    for place in np.flatnonzero(pieces.small).tolist():
        owner = _belongs(pieces.boxes, place, letters)
        added += [] if owner is None else [(owners[owner], place)]
    of_text = np.array([owners[place] for place in letters.tolist()])
    for number, text in enumerate(texts):
        others = letters[of_text != number]
        lost = _marks_of_others(pieces.boxes, text, others)
        added += [(owners[owner], place) for owner, place in lost]
        texts[number] = text[len(lost) :]
    for number, place in added:
        if texts[number]:
            texts[number].append(place)
    texts[:] = [text for text in texts if text]


def _marks_of_others(
    boxes: FloatArray, text: Sequence[int], letters: npt.NDArray[np.int_]
) -> list[tuple[int, int]]:
    """Pieces of a text that are marks of other texts, each behind its letter: all of a few, or the first."""
    if len(text) <= _FEW:
        found = [_belongs(boxes, place, letters) for place in text]
        whole = [(owner, place) for owner, place in zip(found, text, strict=True) if owner is not None]
        if len(whole) == len(text):
            return whole
    first = _part_of(boxes, text[0], letters)
    return [] if first is None else [(first, text[0])]


def _belongs(boxes: FloatArray, place: int, letters: npt.NDArray[np.int_]) -> int | None:
    """The letter that a piece is a mark or a broken part of: near and low, or close above or below it."""
    if not len(letters):
        return None
    across, apart, share = _beside(boxes[place], boxes[letters])
    nearest = int((np.maximum(across, 0) + np.maximum(apart, 0)).argmin())
    mark = max(across[nearest], 0) + max(apart[nearest], 0) <= mm(_MARK_MM) and share[nearest] <= _LOW
    part = across[nearest] <= 0 and -_SLANTED_PX <= apart[nearest] <= mm(_BREAK_MM)
    return int(letters[nearest]) if mark or part else None


def _part_of(boxes: FloatArray, place: int, letters: npt.NDArray[np.int_]) -> int | None:
    """The higher letter that a piece stands close above or below."""
    across, apart, share = _beside(boxes[place], boxes[letters])
    close = (across <= 0) & (apart >= -_SLANTED_PX) & (apart <= mm(_BREAK_MM)) & (share < 1)
    return int(letters[close.argmax()]) if close.any() else None


def _beside(box: FloatArray, others: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """How far apart a box and others are across and down, negative where they overlap so, and its height as
    a share of theirs."""
    x0, y0, x1, y1 = box
    across = np.maximum(others[:, 0] - x1, x0 - others[:, 2])
    apart = np.maximum(others[:, 1] - y1, y0 - others[:, 3])
    return across, apart, (y1 - y0) / (others[:, 3] - others[:, 1])


def around(boxes: FloatArray) -> Box:
    """The box around boxes (n, 4)."""
    return (
        float(boxes[:, 0].min()),
        float(boxes[:, 1].min()),
        float(boxes[:, 2].max()),
        float(boxes[:, 3].max()),
    )


def picture_of(pieces: Pieces, text: Sequence[int]) -> Pixels:
    """The pieces of one text alone."""
    x0, y0, x1, y1 = (int(v) for v in around(pieces.boxes[list(text)]))
    height, width = pieces.labels.shape
    rows = slice(max(0, y0 - _PAD_PX), min(height, y1 + _PAD_PX))
    columns = slice(max(0, x0 - _PAD_PX), min(width, x1 + _PAD_PX))
    labels = pieces.labels[rows, columns]
    mine = np.isin(labels, np.asarray(text) + 1)
    others = (labels > 0) & ~mine
    kernel = np.ones((3, 3), np.uint8)
    near, own = (cv2.dilate(each.astype(np.uint8), kernel) > 0 for each in (others, mine))
    picture = pieces.pixels[rows, columns].copy()
    picture[(near & ~own) | others] = 255
    return np.asarray(picture)


# --- labels and values --------------------------------------------------------------------------------


def with_values(texts: Sequence[Line]) -> list[Line]:
    """The texts, each label that waits for a value with the nearest text to the right of it.

    No text is the value of two labels, and none where another label stands between. Specks and dots of
    leaders, in which no reader sees a letter or a figure, are no texts.
    """
    texts = [text for text in texts if any(text.folded)]
    labels = [any(map(waits_for_value, text.said)) for text in texts]
    boxes = [text.box for text in texts]
    taken: set[int] = set()
    joined = list(texts)
    for place in (place for place, waits in enumerate(labels) if waits):
        nearest = beside(boxes, place)
        if nearest is not None and not labels[nearest] and nearest not in taken:
            taken.add(nearest)
            joined[place] = _together(texts[place], texts[nearest])
    return [text for place, text in enumerate(joined) if place not in taken]


def beside(boxes: Sequence[Box], place: int) -> int | None:
    """The nearest of the boxes to the right of one in the same line of the form; pixels of the view.

    What hangs lower or higher than its line counts where nothing else follows, and where it stands beside
    none of another line as much.
    """
    other_lines = [box for box in boxes if not _in_line(box, boxes[place])]
    found: list[tuple[bool, float, int]] = []
    for other, box in enumerate(boxes):
        shared = _shared(boxes[place], box)
        if other == place or shared <= 0 or not _follows(boxes[place], box):
            continue
        if all(shared > _shared(line, box) for line in other_lines if _follows(line, box)):
            found.append((not _in_line(boxes[place], box), box[0], other))
    return min(found, default=(False, 0.0, None))[2]


def _follows(box: Box, other: Box) -> bool:
    return other[0] > box[2] - VIEW_PX_PER_MM * _MARK_MM


def _shared(box: Box, other: Box) -> float:
    """Height that two boxes share; negative where one lies above the other."""
    return min(box[3], other[3]) - max(box[1], other[1])


def _in_line(box: Box, other: Box) -> bool:
    return _shared(box, other) >= _SAME_ROW * min(box[3] - box[1], other[3] - other[1])


def _together(label: Line, value: Line) -> Line:
    said = tuple(f"{name} {text}" for name, text in zip(label.said, value.said, strict=True))
    return Line(said, around(np.array([label.box, value.box])), label.dotted or value.dotted)


def _on_page(box: Box, view: View) -> Box:
    """Around a box of the view, in pixels of the page."""
    x0, y0, x1, y1 = box
    return bounding_box(view.page_points(np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])))
