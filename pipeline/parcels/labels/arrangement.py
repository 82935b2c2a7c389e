"""Which lines of letters make one parcel label: number over area with or without a bar, the code left, right,
under, above, between or in the area's own row, all on one line, or the number alone (Circular 25/2014,
Art. 16(6.1), older sheets).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import values
from pipeline.model import FloatArray
from pipeline.parcels.labels import area_lines
from pipeline.parcels.labels.face_lines import Line

_LOOKALIKES = str.maketrans("OoDQIlSBZ", "000011582")
_NUMBER = re.compile(r"\d{1,5}")
_AREA = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?")
_CODE = r"[A-Z]{3}(?:\s*[+(]\s*[A-Z]{3}\)?)?"
_ONE_LINE = (
    re.compile(
        rf"(?:(?P<code>{_CODE})\s*)?(?P<number>\d{{1,5}})\s*/\s*(?P<area>\d{{1,6}}(?:[.,]\d{{1,2}})?)"
    ),
    re.compile(rf"(?P<number>\d{{1,5}})\s*(?P<code>{_CODE})\s*(?P<area>\d{{1,6}}(?:[.,]\d{{1,2}})?)"),
    # A stroke between the two is easily taken for a space or a mark; no area has three decimals.
    re.compile(rf"(?P<code>{_CODE})\s*(?P<number>\d{{1,5}})\s+(?P<area>\d{{1,6}}(?:[.,]\d{{1,2}})?)"),
    re.compile(rf"(?P<code>{_CODE})\s*(?P<number>\d{{1,5}})\s?[.,]\s?(?P<area>\d{{3,6}}(?:[.,]\d{{1,2}})?)"),
)
ROWS = (0.95, 2.7)  # in figure heights, from the middle of one row to that of the next
_ASIDE, _OFF = 0.5, 0.2  # of the figures' height, and of the longer line: how far a middle lies off another
_OTHER_LINE = 0.5  # of their height: the middles of two lines are at least as far apart
_LIKE = 1.45  # number and area are written in one size
_REACH = 2.6  # from the figures to the code beside them
_LEAST = 2.4  # letters read surely: figures of a turned line stand over each other one by one
_BODY = 0.45  # of its height: the width of what is more than a dash or a tick
_BARRED = 1.5  # worth of a bar between number and area, in letters


@dataclass(frozen=True, slots=True)
class Seen:
    """A line with what a reader made of it (all letters allowed) and how sure it was."""

    line: Line
    text: str
    confidence: float

    @property
    def weight(self) -> float:
        """Letters read surely."""
        return self.confidence * len(self.text.replace(" ", ""))


@dataclass(frozen=True, slots=True)
class Arranged:
    """Lines that make one label, those that do not stand there are None; ``whole`` holds all in one line.

    ``barred``: a bar lies between number and area.
    """

    number: Line | None
    area: Line | None
    codes: tuple[Line, ...]
    whole: Line | None
    evidence: float
    barred: bool = False


def arrange(seen: Sequence[Seen], strokes: FloatArray, area_m2: float) -> Arranged | None:
    """The arrangement in which most could be read; None where no number stands.

    ``strokes`` (n, 4) are the level strokes between the lines: x0, y, x1, thickness; ``area_m2`` is that of
    the face in which they stand.
    """
    figures = [one for one in seen if is_figures(one.text)]
    words = [one for one in seen if not is_figures(one.text)]
    pairs = [pair for pair in itertools.permutations(figures, 2) if _over(*pair, area_m2, words)]
    found = [_fraction(pair, words, strokes) for pair in pairs if pair[0].weight + pair[1].weight >= _LEAST]
    found += [_whole(one, words) for one in words if one_line(one.text) is not None]
    found += [
        Arranged(one.line, None, (), None, 0.9 * one.weight)
        for one in figures
        if _is_number(one.text)
        and not any(_is_near(one.line, other.line) for other in seen if other is not one)
    ]
    return max(found, key=lambda one: one.evidence, default=None)


def is_figures(text: str) -> bool:
    """Whether a line holds figures only; letters that look like figures count when most are figures."""
    plain = text.replace(" ", "")
    digits = sum(letter.isdigit() for letter in plain)
    return 2 * digits >= len(plain) > 0 and bool(_AREA.fullmatch(plain.translate(_LOOKALIKES)))


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text.replace(" ", "").translate(_LOOKALIKES)))


def one_line(text: str) -> tuple[str, str, str] | None:
    """Number, area and code (empty where none) of a label that stands on one line."""
    for pattern in _ONE_LINE:
        match = pattern.fullmatch(text.strip())
        code = match and (match["code"] or "")
        if match and (not code or values.land_use(code)):
            return match["number"], match["area"], code or ""
    return None


def _is_near(one: Line, other: Line) -> bool:
    """Whether a line is so near, and of such a size, that the two belong to one label."""
    height = max(one.height, other.height)
    if height > 1.6 * min(one.height, other.height) or other.width < _BODY * other.height:
        return False
    aside = abs(one.x - other.x) - (one.width + other.width) / 2
    return aside <= _REACH * height and abs(one.y - other.y) <= ROWS[1] * height


def _over(upper: Seen, lower: Seen, area_m2: float, words: Sequence[Seen]) -> bool:
    """Whether the first stands right above the second, in letters of one size; a word may stand between.

    What crosses a line makes it seem larger, smaller or moved: where the second is the area of the face, it
    is enough that it is another line.
    """
    a, b = upper.line, lower.line
    alike = max(a.height, b.height) <= _LIKE * min(a.height, b.height)
    proven = _states(lower.text, area_m2)
    if not _is_number(upper.text) or not (alike or proven):
        return False
    height = (a.height + b.height) / 2
    least = _OTHER_LINE if proven else ROWS[0]
    most = ROWS[1] * (2 if any(_is_between(word.line, a, b, height) for word in words) else 1)
    return least * height <= b.y - a.y <= most * height and _is_above(a, b, height, words)


def _is_above(a: Line, b: Line, height: float, words: Sequence[Seen]) -> bool:
    """Whether the middle of the one is over that of the other, or of the row that it shares with a word."""
    rows = [(b.x, b.width)]
    for word in words:
        if _is_in_row(word.line, b, height):
            ends = [line.x + side * line.width / 2 for line in (word.line, b) for side in (-1, 1)]
            rows.append(((min(ends) + max(ends)) / 2, max(ends) - min(ends)))
    return any(abs(a.x - x) <= max(_ASIDE * height, _OFF * max(a.width, width)) for x, width in rows)


def _is_in_row(word: Line, figures: Line, height: float) -> bool:
    """Whether a word stands beside figures in one row, a space away."""
    gap = abs(word.x - figures.x) - (word.width + figures.width) / 2
    return abs(word.y - figures.y) < _OTHER_LINE * height and -_ASIDE * height <= gap <= _REACH * height


def _is_between(word: Line, a: Line, b: Line, height: float) -> bool:
    """Whether a line stands in a row of its own under the one and over the other, in the middle of both."""
    apart = min(word.y - a.y, b.y - word.y)
    off = abs(word.x - (a.x + b.x) / 2)
    return apart >= ROWS[0] * height and off <= max(height, 0.3 * word.width)


def _states(text: str, area_m2: float) -> bool:
    """Whether a line of figures is the area of a face."""
    stated = values.area_m2(text.replace(" ", "").translate(_LOOKALIKES))
    return stated is not None and area_lines.fits(stated, area_m2)


def _whole(one: Seen, words: Sequence[Seen]) -> Arranged:
    """A label on one line; where it holds no code, one may stand right under or over it."""
    line, codes = one.line, list[Seen]()
    if not (one_line(one.text) or ("", "", ""))[2]:
        around = (line.x - line.width / 2, line.x + line.width / 2, line.y, line.y)
        codes = [word for word in words if word is not one and _is_beside(word.line, around, line.height)]
    code = max((word.weight for word in codes if values.land_use(word.text)), default=0.0)
    return Arranged(None, None, tuple(word.line for word in codes), line, one.weight + code)


def _fraction(pair: tuple[Seen, Seen], words: Sequence[Seen], strokes: FloatArray) -> Arranged:
    number, area = pair[0].line, pair[1].line
    height = (number.height + area.height) / 2
    left, right = (
        min(number.x - number.width / 2, area.x - area.width / 2),
        max(number.x + number.width / 2, area.x + area.width / 2),
    )
    barred = any(number.y < y < area.y and x0 < right and x1 > left for x0, y, x1, _ in strokes.tolist())
    around = (left, right, number.y, area.y)
    codes = [
        word
        for word in words
        if _is_beside(word.line, around, height)
        or _is_between(word.line, number, area, height)
        or _is_in_row(word.line, area, height)
    ]
    code = max((word.weight for word in codes if values.land_use(word.text)), default=0.0)
    evidence = pair[0].weight + pair[1].weight + _BARRED * barred + code
    return Arranged(number, area, tuple(word.line for word in codes), None, evidence, barred)


def _is_beside(word: Line, around: tuple[float, float, float, float], height: float) -> bool:
    """Left or right of the middle of number and area, or centred under or over them."""
    left, right, top, low = around
    gap = max(left - word.x - word.width / 2, word.x - word.width / 2 - right)
    if top - 0.3 * height <= word.y <= low + 0.3 * height and -0.5 * height <= gap <= _REACH * height:
        return True
    off = abs(word.x - (left + right) / 2)
    rows = min(abs(word.y - low), abs(word.y - top))
    outside = word.y > low or word.y < top
    return outside and ROWS[0] * height <= rows <= ROWS[1] * height and off <= max(height, 0.3 * word.width)
