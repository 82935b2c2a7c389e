"""What fills in a form told from the form: the form's labels end with a colon, the filling stands behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import FloatArray
from pipeline.records.handwriting import is_filled_by_hand
from pipeline.records.print_pieces import Pieces, mm
from pipeline.records.text_lines import around, beside, picture_of

# A colon: two dots of type, one above the other within an x-height (type of 9 to 14 points).
_DOT_MM, _ABOVE_MM, _ALIGNED_MM = 0.8, (0.5, 2.2), 0.25


def filled_by_hand(pieces: Pieces, texts: Sequence[Sequence[int]]) -> bool:
    """Whether a pen filled in the form; ``texts``: numbers of the pieces of each text."""
    labels: list[list[int]] = []
    values: list[list[int]] = []
    colons = [_behind_colon(pieces, text) for text in texts]
    boxes = [around(pieces.boxes[list(text)]) for text in texts]
    for place, (text, colon) in enumerate(zip(texts, colons, strict=True)):
        if colon is None:
            continue
        before = [piece for piece in text if pieces.boxes[piece][2] <= colon]
        behind = [piece for piece in text if pieces.boxes[piece][0] >= colon]
        nearest = None if behind else beside(boxes, place)
        if nearest is not None and colons[nearest] is None:
            behind = list(texts[nearest])
        labels.append(before)
        values.append(behind)
    return is_filled_by_hand(*([picture_of(pieces, own) for own in part if own] for part in (labels, values)))


def _behind_colon(pieces: Pieces, text: Sequence[int]) -> float | None:
    """Where a text goes on behind its last colon, x in pixels; None where it has none."""
    ends = [max(upper[2], lower[2]) for upper, lower in _pairs(pieces, text)]
    return max(ends, default=None)


def _pairs(pieces: Pieces, text: Sequence[int]) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Boxes of two dots that make a colon."""
    dots = [pieces.boxes[piece] for piece in text if pieces.small[piece]]
    dots = [box for box in dots if max(box[2] - box[0], box[3] - box[1]) <= mm(_DOT_MM)]
    for number, one in enumerate(dots):
        for two in dots[:number]:
            apart = abs(float(one[1] - two[1]))
            level = abs(float(one[0] + one[2] - two[0] - two[2])) / 2 <= mm(_ALIGNED_MM)
            if level and mm(_ABOVE_MM[0]) <= apart <= mm(_ABOVE_MM[1]):
                yield one, two
