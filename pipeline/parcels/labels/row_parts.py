"""A code and figures that stand in one row, as two lines beside each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline import ocr
from pipeline.model import Pixels
from pipeline.parcels.labels import label_reading
from pipeline.parcels.labels.arrangement import Seen, one_line
from pipeline.parcels.labels.face_lines import Line, part

HALF_LETTER = 0.35  # of its height
_CODE_AND_FIGURES = re.compile(r"([A-Z+()]+)(?: +|(?<=[A-Z]{2}))(\d[\d.,]*)")


def words(text: str) -> list[tuple[int, int]]:
    """Where a text begins and ends that is a code and figures: two words; a label on one line is one."""
    match = None if one_line(text) else _CODE_AND_FIGURES.fullmatch(text)
    return [(0, len(text))] if match is None else [match.span(1), match.span(2)]


def along(line: Line, window: Pixels, letters: Sequence[ocr.Letter]) -> list[float]:
    """Where the letters of a line stand that were seen in its window, from its middle."""
    x0, _, x1, _ = label_reading.line_box(line.bar)
    return [x0 + letter.x_px * (x1 - x0) / window.shape[1] for letter in letters]


def parted(seen: Seen, window: Pixels) -> tuple[Seen, ...]:
    """A line as its code and its figures, where it holds both; ``window`` is what it was read in."""
    (letters,) = ocr.locate_labels([window])
    text = "".join(letter.sign for letter in letters)
    spans = words(text)
    if len(spans) == 1:
        return (seen,)
    (_, last), (first, _) = spans
    places, half = along(seen.line, window, letters), seen.line.width / 2
    more = HALF_LETTER * seen.line.height
    code = part(seen.line, -half, places[last - 1] + more)
    figures = part(seen.line, places[first] - more, half)
    return Seen(code, text[:last], seen.confidence), Seen(figures, text[first:], seen.confidence)
