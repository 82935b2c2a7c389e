"""The words of a row as lines beside each other: a code and figures, or what is not of one label."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import partial

from pipeline import ocr
from pipeline.model import Pixels
from pipeline.parcels.labels import label_reading
from pipeline.parcels.labels.arrangement import Seen, one_line
from pipeline.parcels.labels.face_lines import Line, part

HALF_LETTER = 0.35  # of its height
_APART = 1.2  # the same: the widest gap between the middles of two letters of one word, a space
_CODE_AND_FIGURES = re.compile(r"([A-Z+()]+)(?: +|(?<=[A-Z]{2}))(\d[\d.,]*)")


def words(text: str) -> list[tuple[int, int]]:
    """Where a text begins and ends that is a code and figures: two words; a label on one line is one."""
    match = None if one_line(text) else _CODE_AND_FIGURES.fullmatch(text)
    return [(0, len(text))] if match is None else [match.span(1), match.span(2)]


def along(line: Line, window: Pixels, letters: Sequence[ocr.Letter]) -> list[float]:
    """Where the letters of a line stand that were seen in its window, from its middle."""
    x0, _, x1, _ = label_reading.line_box(line.bar)
    return [x0 + letter.x_px * (x1 - x0) / window.shape[1] for letter in letters]


def runs(places: Sequence[float], height: float) -> list[tuple[int, int]]:
    """First and last but one of the letters between gaps that are wider than a space."""
    breaks = [k for k in range(1, len(places)) if places[k] - places[k - 1] > _APART * height]
    return list(itertools.pairwise([0, *breaks, len(places)]))


def parted(seen: Seen, window: Pixels) -> tuple[Seen, ...]:
    """The words of a line, each with its own letters; ``window`` is what it was read in.

    What stands farther than a space from figures in their row is a code, a circle at a corner, or another
    parcel's. A label on one line stays whole.
    """
    if one_line(seen.text):
        return (seen,)
    (letters,) = ocr.locate_labels([window])
    letters = tuple(letter for letter in letters if letter.sign != " ")
    text, places = "".join(letter.sign for letter in letters), along(seen.line, window, letters)
    spans = [
        (start + first, start + last)
        for start, end in runs(places, seen.line.height)
        for first, last in words(text[start:end])
    ]
    if len(spans) < 2:
        return (seen,)
    half, more = seen.line.width / 2, HALF_LETTER * seen.line.height
    starts = [-half, *(places[first] - more for first, _ in spans[1:])]
    ends = [*(places[last - 1] + more for _, last in spans[:-1]), half]
    lines = itertools.starmap(partial(part, seen.line), zip(starts, ends, strict=True))
    return tuple(
        Seen(line, text[first:last], seen.confidence)
        for line, (first, last) in zip(lines, spans, strict=True)
    )
