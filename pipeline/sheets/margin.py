"""The printed lines around the frame of a map sheet, straightened and read.

Circular 25/2014, App. 01.III.1: title above the outer frame, scale, signatures and counts below it, commune
and sheet again at the right, rotated to read upwards. The outer frame runs 10 mm outside the inner one, on
older sheets 5 to 12 mm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from pipeline import ocr, paper
from pipeline.ink_strength import even_ink
from pipeline.model import Box, FloatArray, Pixels
from pipeline.specks import without_specks
from pipeline.text import fold

Place = Literal["above", "below", "right", "far below", "beside"]

READ_DPI = 250  # the smallest text that matters is 2.0 mm high, twenty pixels
_MM_PER_INCH = 25.4
# A frame of 50 cm on the longest paper (A0) leaves 17 cm on either side: titles in a block, or in a column
# beside the frame, stand as far out.
_REACH_MM = {"above": 90.0, "below": 60.0, "right": 40.0, "far below": 170.0, "beside": 170.0}
_OUTER_MM = (3.5, 16.0)  # where the outer frame may run outside the inner one
_OUTER_SHARE = 0.5  # of a piece of the side must be dark for a row to be the outer frame
_DARK = 160  # of 255, the paper being white
_WORD = re.compile(r"[^\W_]|^-$")  # a lone dash parts names
_RULE_MM = (
    20.0  # letters of titles are up to 6 mm high (Circular 25/2014, App. 01.III.1), their lines 10 apart
)
_GRAIN_MM = 0.3  # of noise along a rule; two lines of a title stand farther apart
_STEADY = (
    0.2  # of what is dark along a rule on the average, the letters on it too: between lines of text is paper
)
_WIDEST_MM = 2.0  # of a rule, with the shade beside a fold
_LEAN_MM = 0.2  # of a rule over its length
_LED_PX = 3  # as wide as a stroke of the smallest title
_RULE_SIGMAS, _LEAST_DARK = 6.0, 4.0  # of the paper's noise; of 255, where it has none
_PIECES = 16  # the frame of a waved or skewed sheet is looked for piece by piece
_LEAST = 0.3  # words that Tesseract itself does not believe are texture, tables and rules
_WAVE_MM = 2.0  # how far the outer frame may sway along a side
# Folded texts of a title that say nothing without what stands to the right of them.
_LABELS = frozenset(
    {"xa", "phuong", "thi tran", "huyen", "quan", "thi xa", "thanh pho", "tinh", "ty le", "ti le"}
    | {"to so", "so to", "to ban do", "to ban do so", "manh", "manh so", "so hieu manh", "phien hieu manh"}
    | {"tong so thua"}
)
_CLEAR_MM = 1.6  # from the near edge of the outer frame: its 1.0 mm and a little


@dataclass(frozen=True, slots=True)
class Strip:
    """One side's margin, upright and flat, on even paper.

    ``image`` has all ink in one strength, ``letters`` the same without upright rules and folds; ``grey`` is
    without them too, and as faded as the page. ``to_page`` (3, 3) brings its pixels to those of the page.
    """

    place: Place
    image: Pixels
    letters: Pixels
    grey: Pixels
    to_page: FloatArray


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand in one line, left to right, with boxes in pixels of ``strip``."""

    strip: Strip
    words: tuple[ocr.Word, ...]

    @property
    def text(self) -> str:
        """The words with one blank between them."""
        return " ".join(word.text for word in self.words)

    @property
    def height_px(self) -> float:
        """Height of the highest word."""
        return max(word.box[3] - word.box[1] for word in self.words)


def cut_strip(
    page: Pixels, dpi: float, frame_px: FloatArray, place: Place, read_dpi: int = READ_DPI
) -> Strip:
    """One margin outside the outer frame, straightened by the inner one: (4, 2) NW, NE, SE, SW in pixels.

    The right margin is turned so that its text, which reads upwards, reads from left to right; "beside" is
    the same margin for level text.
    """
    corners = np.asarray(frame_px, np.float64)
    corners = np.roll(corners, 1, axis=0) if place == "right" else corners
    scale = read_dpi / _MM_PER_INCH
    width = float(np.hypot(*(corners[1] - corners[0]))) / dpi * read_dpi
    height = float(np.hypot(*(corners[3] - corners[0]))) / dpi * read_dpi
    side, reach = _OUTER_MM[1] * scale, _REACH_MM[place] * scale
    offset, size = (side, reach if place == "above" else -height), (width + 2 * side, reach)
    if place == "beside":
        offset, size = (-width - _OUTER_MM[0] * scale, side), (reach, height + 2 * side)
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]]) + np.array(offset)
    to_page = cv2.getPerspectiveTransform(np.float32(frame), np.float32(corners)).astype(np.float64)
    seen, on_page = _sample(page, to_page, (round(size[0]), round(size[1])), dpi / read_dpi)
    grey = paper.flatten(seen, read_dpi) if on_page.any() else seen
    image = np.where(on_page, even_ink(grey, read_dpi), np.uint8(255))
    rules = _rules(grey, read_dpi)
    letters, grey = (_filled(np.where(on_page, own, np.uint8(255)), rules) for own in (image, grey))
    letters = without_specks(letters, letters < _DARK, scale)
    first, last = (0, image.shape[0]) if place == "beside" else _clear_rows(image, place, read_dpi)
    shift = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, first], [0.0, 0.0, 1.0]])
    image, letters, grey = (np.ascontiguousarray(own[first:last]) for own in (image, letters, grey))
    return Strip(place, image, letters, grey, to_page @ shift)


def _rules(grey: Pixels, dpi: int) -> npt.NDArray[np.bool_]:
    """Upright lines longer than two lines of any title, however faint, broken or leaning: rules and folds."""
    long, wide, lean = (round(length / _MM_PER_INCH * dpi) for length in (_RULE_MM, _WIDEST_MM, _LEAN_MM))
    grain = _GRAIN_MM / _MM_PER_INCH * dpi
    dark = cv2.GaussianBlur(255.0 - grey.astype(np.float32), (0, 0), 0.5, sigmaY=grain)
    dark = cv2.dilate(dark, np.ones((1, 2 * lean + 1)))
    along = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    thin = cv2.morphologyEx(along, cv2.MORPH_TOPHAT, np.ones((1, wide), np.uint8))
    spread = 1.4826 * float(np.median(np.abs(along - np.median(along))))
    seen = thin > max(_RULE_SIGMAS * spread, _LEAST_DARK)
    return np.asarray(seen & (along > _STEADY * cv2.blur(dark, (1, long))))


def _filled(picture: Pixels, gone: npt.NDArray[np.bool_]) -> Pixels:
    """A picture without what is gone: paper, and the letters beside it led through."""
    if not gone.any():
        return picture
    return np.asarray(cv2.inpaint(picture, gone.astype(np.uint8), _LED_PX, cv2.INPAINT_TELEA), np.uint8)


def _sample(
    page: Pixels, to_page: FloatArray, size: tuple[int, int], shrink: float
) -> tuple[Pixels, npt.NDArray[np.bool_]]:
    """The strip's pixels, and which of them are on the page: beyond it goes on as it ends, without an edge.

    Fine scans are averaged first against aliasing.
    """
    width, height = size
    outline = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float32)
    spots = cv2.perspectiveTransform(outline, to_page)[0]
    x0, y0 = np.maximum(np.floor(spots.min(axis=0)).astype(int) - 2, 0)
    x1, y1 = np.ceil(spots.max(axis=0)).astype(int) + 3
    part = page[y0:y1, x0:x1]
    if part.size == 0:
        return np.full((height, width), 255, np.uint8), np.zeros((height, width), np.bool_)
    factor = min(1.0, 1.0 / shrink)
    if factor < 1.0:
        part = cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    place = np.array([[factor, 0, -x0 * factor], [0, factor, -y0 * factor], [0, 0, 1.0]]) @ to_page
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(part, place, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    on_page = cv2.warpPerspective(np.ones_like(part), place, size, flags=cv2.WARP_INVERSE_MAP)
    return np.asarray(seen, np.uint8), np.asarray(on_page > 0)


def _clear_rows(image: Pixels, place: Place, dpi: int) -> tuple[int, int]:
    """First and last row of the strip outside the outer frame; as near as it may run where none is seen."""
    scale = dpi / _MM_PER_INCH
    height = image.shape[0]
    near, far = round(_OUTER_MM[0] * scale), min(height, round(_OUTER_MM[1] * scale))
    side = round(2 * _OUTER_MM[1] * scale)
    outward = image[::-1] if place == "above" else image
    pieces = np.array_split(outward[near:far, side:-side] < _DARK, _PIECES, axis=1)
    runs = [np.flatnonzero(piece.mean(axis=1) > _OUTER_SHARE) for piece in pieces]
    found = np.array([rows[0] for rows in runs if rows.size])
    first = near
    if found.size > _PIECES // 2:
        middle = np.sort(found)[found.size // 2]  # one of them: half way between two frames lies none
        straight = np.abs(found - middle) < _WAVE_MM * scale
        first += int(found[straight].max()) + round(_CLEAR_MM * scale)
    first = min(first, height)
    return (0, height - first) if place == "above" else (first, height)


def find_lines(strip: Strip, dpi: int = READ_DPI) -> list[Line]:
    """Every line of text in a strip, top to bottom."""
    kept: list[Line] = []
    for line in group_words(strip, _words(strip.letters, "sparse", dpi, _LEAST)):
        whole = _completed(line, dpi)
        if not any(_covers(bounds(other.words), bounds(whole.words)) for other in kept):
            kept.append(whole)
    return kept


def _words(image: Pixels, mode: str, dpi: int, least: float) -> list[ocr.Word]:
    if min(image.shape) < dpi / 12:
        return []
    words = ocr.find_words(image, mode=mode, dpi=dpi)
    return [word for word in words if word.confidence >= least and _WORD.search(word.text)]


def _completed(line: Line, dpi: int) -> Line:
    """The line read again where ink goes on beside it: the sparse mode drops words between others."""
    left, top, right, bottom = bounds(line.words)
    image, tall = line.strip.letters, round(0.5 * (bottom - top))
    around = image[max(0, int(top) - tall) : int(bottom) + tall]
    first, last = _ink_reach(image[int(top) : int(bottom) + 1], around, int(left), int(right))
    if (left - first) + (last - right) < 0.5 * (bottom - top):
        return line
    edge = round(0.3 * (bottom - top))
    x0, y0 = max(0, first - edge), max(0, int(top) - edge)
    part = image[y0 : int(bottom) + edge, x0 : last + edge]
    again = [replace(word, box=_moved(word.box, x0, y0)) for word in _words(part, "line", dpi, 0.0)]
    return Line(line.strip, tuple(again)) if len(again) > len(line.words) else line


def _ink_reach(row: Pixels, around: Pixels, left: int, right: int) -> tuple[int, int]:
    """Columns to which text goes on without a gap of two heights or a rule, which is higher than text."""
    dark = np.asarray((row < _DARK).any(axis=0))
    ruled = np.asarray((around < _DARK).mean(axis=0) > 0.9)
    reach = []
    for side in (slice(left, None, -1), slice(right, None)):
        rules = np.flatnonzero(ruled[side])
        ink = np.flatnonzero(dark[side][: rules[0] if rules.size else None])
        gaps = np.flatnonzero(np.diff(ink, prepend=0) > 2.0 * row.shape[0])
        ink = ink[: gaps[0]] if gaps.size else ink
        reach.append(int(ink[-1]) if ink.size else 0)
    return left - reach[0], right + reach[1]


def bounds(words: Sequence[ocr.Word]) -> Box:
    """The box around some words."""
    boxes = np.array([word.box for word in words])
    (left, top), (right, bottom) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _covers(first: Box, second: Box) -> bool:
    """Whether most of the second box lies in the first."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    area = (second[2] - second[0]) * (second[3] - second[1])
    return min(width, height) > 0 and width * height > 0.6 * area


def _moved(box: Box, right: int, down: int) -> Box:
    return box[0] + right, box[1] + down, box[2] + right, box[3] + down


def with_values(lines: Sequence[Line]) -> list[Line]:
    """The lines, a label that stands alone with the line to the right of it: titles in a ruled block.

    A line that says the label itself, ``Xã | Xã Đại Lai``, stays as it is.
    """
    joined, taken = list(lines), set()
    for place, line in enumerate(lines):
        label = fold(line.text)
        beside = [other for other in lines if _stands_behind(line, other)] if label in _LABELS else []
        value = min(beside, key=lambda other: bounds(other.words)[0], default=None)
        if value is not None and not fold(value.text).startswith(f"{label} "):
            joined[place] = Line(line.strip, (*line.words, *value.words))
            taken.add(id(value))
    return [line for line in joined if id(line) not in taken]


def _stands_behind(label: Line, other: Line) -> bool:
    """Whether a line stands right of a label, in its row of the block."""
    (_, top, right, bottom), (left, high, _, low) = bounds(label.words), bounds(other.words)
    shared = min(bottom, low) - max(top, high)
    return other is not label and left > right and shared > 0.5 * min(bottom - top, low - high)


def group_words(strip: Strip, words: Sequence[ocr.Word]) -> list[Line]:
    """Words to lines: neighbours overlap in height and stand at most three times their height apart."""
    lines: list[list[ocr.Word]] = []
    for word in sorted(words, key=lambda word: word.box[0]):
        line = next((line for line in lines if _follows(line[-1].box, word.box)), None)
        if line is None:
            lines.append([word])
        else:
            line.append(word)
    return [Line(strip, tuple(line)) for line in sorted(lines, key=lambda line: line[0].box[1])]


def _follows(first: Box, second: Box) -> bool:
    heights = (first[3] - first[1], second[3] - second[1])
    overlap = min(first[3], second[3]) - max(first[1], second[1])
    return overlap > 0.5 * min(heights) and second[0] - first[2] < 3.0 * max(heights)


def page_box(strip: Strip, box: Box) -> Box:
    """A box of the strip as the upright box around it on the page."""
    x0, y0, x1, y1 = box
    spots = np.array([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]], np.float64)
    found = cv2.perspectiveTransform(spots, strip.to_page)[0]
    (left, top), (right, bottom) = found.min(axis=0), found.max(axis=0)
    return float(left), float(top), float(right), float(bottom)
