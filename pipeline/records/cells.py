"""Clean pictures of table cells: rules out, accents and descenders kept, one picture a line of text.

The crop looks past the cell's rules; a rule is erased only where the ink is as thin as the rule, and what is
left is kept or dropped piece by piece. Only pixels judged not to be text are painted, so faint accents stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import Box, FloatArray, Pixels
from pipeline.records.page import bounding_box
from pipeline.specks import LETTER_MM, NEAR_MM

CELL_DPI = 300.0
_PX_PER_MM = CELL_DPI / 25.4
_OVER_MM, _BESIDE_MM = 1.2, 0.5  # how far the crop looks past the rules above and below, left and right
_ON_RULES = 0.9  # of a piece's ink: letters are higher and wider than a rule
RULE_ZONE_MM = 0.7  # where ink of a rule may lie, either side of where the grid has it
_EDGE_MM = 0.5  # a letter whose middle lies in the cell reaches farther into it than this
_WORD_MM = 1.0  # letters of a text are nearer to each other
SPECK_MM2 = 0.02
_THIN_MM = 0.45  # rules are thinner; a pixel of the scan comes on top of it
HALF_RULE_MM = 0.38  # half a rule and a pixel at 200 dpi: what reaches no farther is a rest of the rule
_STACKED = 0.6  # of a letter's height: accents on accents end there
_BREAK_MM = 1.5  # what is left of a faded letter is not farther from the next of it: a letter is as wide
_DITTO_MM = (0.4, 1.3)  # heights of ditto strokes; figures and capitals are higher
INK, _SOFT = 150, 205
_MARGIN_PX = 3
_WHITE = 255

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as its readers get it. ``lines``: grey pictures, tight round one line of text each, top down.

    ``box`` is the cell in pixels of the page as the scan door delivered it. ``ditto``: nothing but the two
    short strokes that say "as above". ``cut``: print runs on beyond a side of the cell, so that the lines may
    lack a part.
    """

    box: Box
    lines: tuple[Pixels, ...]
    ditto: bool = False
    cut: bool = False

    @property
    def blank(self) -> bool:
        """Whether no line of print was found."""
        return not self.lines


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Connected pieces of ink: label picture and, for each label, box and centre (label 0 is paper).

    ``of_lines``: what is left of the cell's rules, of folds and of stray lines.
    """

    labels: npt.NDArray[np.int32]
    x: npt.NDArray[np.int32]
    y: npt.NDArray[np.int32]
    width: npt.NDArray[np.int32]
    height: npt.NDArray[np.int32]
    area: npt.NDArray[np.int32]
    centre_y: FloatArray
    centre_x: FloatArray
    of_lines: Mask


def cut_cell(flat: Pixels, quad: FloatArray, dpi: float, folds: Sequence[FloatArray] = ()) -> Cell:
    """Cut and clean one cell out of the flattened page; ``quad`` (4, 2) in page pixels from upper left.

    ``folds``: ends (2, 2) of lines through the cell that are none of its rules. What is left of them in an
    empty cell is no text; beside text it may be a figure.
    """
    crop, inside, to_crop = _crop(flat, quad, dpi)
    if not _has_ink(crop, inside):
        return Cell(bounding_box(quad), ())
    rules = _rules(crop, inside, _mm(_THIN_MM) + round(CELL_DPI / dpi))
    pieces = _pieces((crop < INK) & ~rules, inside)
    letters = _letters(pieces, inside)
    ditto = _is_ditto(pieces, inside)
    texts = letters & ~_on_folds(pieces, folds, to_crop) if folds else letters
    if ditto or not texts.any():
        return Cell(bounding_box(quad), (), ditto)
    keep = _with_marks(pieces, letters, inside)
    clean = _paint(crop, rules, pieces, keep)
    groups = _lines(pieces, letters)
    lines = [_members(pieces, keep, groups, line) for line in range(len(groups))]
    pictures = [_cut_line(clean, pieces, members) for members in lines if members.any()]
    return Cell(bounding_box(quad), tuple(pictures), cut=_is_cut(pieces, letters, inside))


def _mm(length: float) -> int:
    return max(1, round(length * _PX_PER_MM))


def _crop(flat: Pixels, quad: FloatArray, dpi: float) -> tuple[Pixels, tuple[int, int, int, int], FloatArray]:
    """The cell with its surroundings at ``CELL_DPI``, the cell's own (x0, y0, x1, y1) in the crop, and the
    transform (3, 3) from the page to the crop.
    """
    scale = CELL_DPI / dpi
    corners = quad.astype(np.float32)
    width = float(np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])) / 2
    height = float(np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2
    wide, high = max(8, round(width * scale)), max(8, round(height * scale))
    beside, over = _mm(_BESIDE_MM), min(_mm(_OVER_MM), high // 3)
    target = np.array(
        [[beside, over], [beside + wide, over], [beside + wide, over + high], [beside, over + high]],
        np.float32,
    )
    matrix = cv2.getPerspectiveTransform(corners, target)
    size = (wide + 2 * beside, high + 2 * over)
    crop = cv2.warpPerspective(
        flat, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=_WHITE
    )
    inside = (beside, over, beside + wide, over + high)
    return np.asarray(crop, np.uint8), inside, np.asarray(matrix, np.float64)


def _has_ink(crop: Pixels, inside: tuple[int, int, int, int]) -> bool:
    """Ink away from the cell's rules: most cells of a form are blank, and need no more work."""
    x0, y0, x1, y1 = inside
    away = _mm(_EDGE_MM)
    return bool((crop[y0 + away : y1 - away, x0 + away : x1 - away] < INK).any())


def _rules(crop: Pixels, inside: tuple[int, int, int, int], thin_px: int) -> Mask:
    """Ink of the rules round the cell: long and thin, or thin and where the grid has a rule."""
    soft = crop < _SOFT
    x0, y0, x1, y1 = inside
    across = _rules_along(soft, (y0, y1), thin_px)
    down = _rules_along(np.ascontiguousarray(soft.T), (x0, x1), thin_px).T
    return np.asarray(across | down)


def _rules_along(soft: Mask, places: tuple[int, int], thin_px: int) -> Mask:
    """Rule ink along x near the two given rows, and of any long thin line."""
    ink = soft.astype(np.uint8)
    line_ink, core = np.zeros_like(soft), np.zeros_like(soft)
    for place in places:
        zone = slice(max(0, place - _mm(RULE_ZONE_MM)), place + _mm(RULE_ZONE_MM))
        line_ink[zone] |= _long_lines(ink, zone) & soft[zone]
        core[max(0, place - _mm(0.25)) : place + _mm(0.25) + 1] = True
    thickness = (line_ink & _thin(ink, thin_px)).sum(axis=0) / len(places)
    rule_px = min(thin_px, int(np.median(thickness[thickness > 0])) + 2) if thickness.any() else thin_px // 2
    thin = _thin(ink, rule_px)
    return np.asarray(thin & (line_ink | core | _through(thin)))


def _long_lines(ink: Pixels, rows: slice) -> Mask:
    """Where ink, dots joined, runs on along x in these rows; it may step by a pixel."""
    first, last = max(0, rows.start - 1), rows.stop + 1
    joined = cv2.morphologyEx(ink[first:last], cv2.MORPH_CLOSE, np.ones((1, _mm(1.0)), np.uint8))
    stepped = cv2.dilate(joined, np.ones((3, 1), np.uint8))[rows.start - first :][: rows.stop - rows.start]
    return np.asarray(cv2.morphologyEx(stepped, cv2.MORPH_OPEN, np.ones((1, _mm(4.5)), np.uint8)) > 0)


def _thin(ink: Pixels, most_px: int) -> Mask:
    """Ink whose upright run is at most so long."""
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((most_px + 1, 1), np.uint8))
    return np.asarray((ink > 0) & (thick == 0))


def _through(thin: Mask) -> Mask:
    """Thin ink that runs on almost as far as the crop does: a row struck out."""
    run = max(_mm(6.0), int(0.8 * thin.shape[1]))
    joined = cv2.morphologyEx(thin.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, _mm(1.5)), np.uint8))
    lengths = cv2.reduce(joined, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[:, 0]
    rows = np.flatnonzero(lengths >= run // 2)  # at a side half a run is enough
    through = np.zeros_like(thin)
    if len(rows):
        through[rows] = cv2.morphologyEx(joined[rows], cv2.MORPH_OPEN, np.ones((1, run), np.uint8)) > 0
    return through


def _pieces(ink: Mask, inside: tuple[int, int, int, int]) -> _Pieces:
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    of_lines = _on_rules(labels, stats, inside) | _down_the_cell(stats, inside)
    x, y, width, height, area = (stats[:, i] for i in range(5))
    return _Pieces(labels, x, y, width, height, area, centres[:, 1], centres[:, 0], of_lines)


def _on_folds(pieces: _Pieces, folds: Sequence[FloatArray], to_crop: FloatArray) -> Mask:
    """Pieces that lie where a fold does, given by its ends on the page; it is placed as well as a rule is."""
    zone = np.zeros(pieces.labels.shape, np.uint8)
    for fold in folds:
        first, last = cv2.perspectiveTransform(fold[None], to_crop)[0].round().astype(int)
        cv2.line(zone, first.tolist(), last.tolist(), 1, 2 * _mm(_THIN_MM) + 1)
    return _lie_in(zone > 0, pieces.labels, pieces.area)


def _on_rules(
    labels: npt.NDArray[np.int32], stats: npt.NDArray[np.int32], inside: tuple[int, int, int, int]
) -> Mask:
    """Pieces that lie where the rules do, which are left in parts where they are thicker, or have specks.

    A rule lies at most half its thickness off the place that the grid has it at.
    """
    (x0, y0, x1, y1), reach = inside, _mm(_THIN_MM)
    zone = np.zeros(labels.shape, np.bool_)
    for x in (x0, x1):
        zone[:, max(0, x - reach) : x + reach + 1] = True
    for y in (y0, y1):
        zone[max(0, y - reach) : y + reach + 1] = True
    return _lie_in(zone, labels, stats[:, cv2.CC_STAT_AREA])


def _lie_in(zone: Mask, labels: npt.NDArray[np.int32], areas: npt.NDArray[np.int32]) -> Mask:
    """Pieces of which almost all ink lies in a zone."""
    inked = np.bincount(labels[zone], minlength=len(areas))
    return np.asarray(inked >= _ON_RULES * areas)


def _letters(pieces: _Pieces, inside: tuple[int, int, int, int]) -> Mask:
    """Pieces as high as a letter whose middle lies in the cell."""
    x0, y0, x1, y1 = inside
    middle = pieces.y + pieces.height / 2
    fits = (pieces.height >= _mm(LETTER_MM)) & (pieces.area >= 2 * _mm(LETTER_MM))
    within = (middle > y0) & (middle < y1) & (pieces.centre_x > x0) & (pieces.centre_x < x1)
    letters = fits & within & ~pieces.of_lines
    letters[0] = False
    return np.asarray(letters)


def _is_cut(pieces: _Pieces, letters: Mask, inside: tuple[int, int, int, int]) -> bool:
    """A letter lies across a side of the cell, or stands just outside where the text begins or ends."""
    x0, y0, x1, y1 = inside
    left, right = pieces.x, pieces.x + pieces.width
    middle = pieces.y + pieces.height / 2
    tall = (pieces.height >= _mm(LETTER_MM)) & (middle > y0) & (middle < y1)
    tall &= ~pieces.of_lines
    tall[0] = False
    over, near = _mm(HALF_RULE_MM), _mm(_WORD_MM)
    across = tall & (((left < x0 - over) & (right > x0 + over)) | ((left < x1 - over) & (right > x1 + over)))
    before = (tall & (right <= x0 + 1)).any() and (letters & (left < x0 + near)).any()
    behind = (tall & (left >= x1 - 1)).any() and (letters & (right > x1 - near)).any()
    return bool(across.any() or before or behind)


def _is_ditto(pieces: _Pieces, inside: tuple[int, int, int, int]) -> bool:
    """Nothing but two strokes side by side, of one height, or both in one piece."""
    x0, y0, x1, y1 = inside
    within = (pieces.centre_y > y0 + 2) & (pieces.centre_y < y1 - 2)
    within &= (pieces.centre_x > x0) & (pieces.centre_x < x1) & ~pieces.of_lines
    within[0] = False
    within &= pieces.area >= 2 * SPECK_MM2 * _PX_PER_MM**2
    no_specks = pieces.height >= 0.6 * pieces.height[within].max(initial=0)
    marks = np.flatnonzero(within & no_specks)
    heights, low, high = pieces.height[marks], _mm(_DITTO_MM[0]), _mm(_DITTO_MM[1])
    if len(marks) not in (1, 2) or heights.min() < low or heights.max() > high:
        return False
    wide = int((pieces.x + pieces.width)[marks].max() - pieces.x[marks].min())
    level = float(np.ptp(pieces.centre_y[marks])) < 0.5 * float(heights.max())
    return bool(level and _mm(0.4) <= wide <= _mm(2.5))


def _down_the_cell(stats: npt.NDArray[np.int32], inside: tuple[int, int, int, int]) -> Mask:
    """What is left of a column rule beside it, and folds and stray lines that run down the whole cell."""
    x0, y0, x1, y1 = inside
    x, width, height = (stats[:, i] for i in (cv2.CC_STAT_LEFT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    tall, right = height / max(1, y1 - y0), x + width
    beside = (x <= x0 + _mm(0.3)) | (right >= x1 - _mm(0.3))
    near = (x <= x0 + _mm(0.7)) | (right >= x1 - _mm(0.7))
    return np.asarray(
        (beside & (width <= _mm(0.35)))
        | (near & (width <= _mm(0.5)) & (tall >= 0.5))
        | ((width <= _mm(1.2)) & (tall >= 0.8) & (height >= _mm(3.5)))
    )


def _with_marks(pieces: _Pieces, letters: Mask, inside: tuple[int, int, int, int]) -> Mask:
    """Letters, the accents, dots and commas near them, and what is left of broken letters beside them."""
    x0, y0, x1, y1 = inside
    within = (pieces.centre_y > y0 - 1) & (pieces.centre_y < y1 + 1)
    within &= (pieces.centre_x > x0) & (pieces.centre_x < x1) & ~pieces.of_lines
    within[0] = False
    marks = within & (pieces.area >= SPECK_MM2 * _PX_PER_MM**2)
    usual = float(np.percentile(pieces.height[letters], 75))
    keep = letters | (marks & _are_near(pieces, letters, min(_mm(NEAR_MM), round(_STACKED * usual))))
    broken = within & _at_height_of(pieces, letters)
    while (more := broken & ~keep & _are_near(pieces, keep & broken, _mm(_BREAK_MM))).any():
        keep = keep | more
    return np.asarray(keep)


def _are_near(pieces: _Pieces, others: Mask, reach_px: int) -> Mask:
    """Which pieces are nearer than this to one of the others, steps across and down added up."""
    gap_x = _gaps(pieces.x, pieces.x + pieces.width, others)
    gap_y = _gaps(pieces.y, pieces.y + pieces.height, others)
    return np.asarray((gap_x + gap_y).min(axis=1, initial=reach_px) < reach_px)


def _gaps(low: npt.NDArray[np.int32], high: npt.NDArray[np.int32], others: Mask) -> npt.NDArray[np.int32]:
    """How far apart each span and each of the others are; 0 where they overlap."""
    apart = np.maximum(low[others] - high[:, None], low[:, None] - high[others])
    return np.asarray(np.maximum(apart, 0))


def _at_height_of(pieces: _Pieces, letters: Mask) -> Mask:
    """Which pieces lie between the top and the foot of letters, those of their own line."""
    high = np.zeros(int((pieces.y + pieces.height).max()) + 1, bool)
    for i in np.flatnonzero(letters):
        high[pieces.y[i] : pieces.y[i] + pieces.height[i]] = True
    return np.asarray(high[np.clip(pieces.centre_y.astype(int), 0, len(high) - 1)])


def _paint(crop: Pixels, rules: Mask, pieces: _Pieces, keep: Mask) -> Pixels:
    """The crop with rules and dropped pieces painted white, with their soft edges."""
    kernel = np.ones((3, 3), np.uint8)
    kept = keep[pieces.labels]
    live = cv2.dilate(kept.astype(np.uint8), kernel) > 0
    dropped = ~keep
    dropped[0] = False
    gone = cv2.dilate((dropped[pieces.labels] | rules).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    clean = crop.copy()
    clean[gone & ~live] = _WHITE
    clean[rules & ~kept] = _WHITE
    return np.asarray(clean)


def _lines(pieces: _Pieces, letters: Mask) -> list[tuple[float, float]]:
    """Cores (top, bottom) of the lines of text: letters whose middles share a height."""
    chosen = np.flatnonzero(letters)
    usual = float(np.percentile(pieces.height[chosen], 75))
    spans = sorted(
        (float(pieces.y[i] + 0.3 * pieces.height[i]), float(pieces.y[i] + 0.7 * pieces.height[i]))
        for i in chosen
        if pieces.height[i] >= 0.5 * usual  # stacked accents are lower than that
    )
    groups = [spans[0]]
    for low, high in spans[1:]:
        middle, last = (low + high) / 2, (groups[-1][0] + groups[-1][1]) / 2
        if low <= groups[-1][1] or middle - last < 1.2 * usual:  # lines are at least a type size apart
            groups[-1] = (groups[-1][0], max(groups[-1][1], high))
        else:
            groups.append((low, high))
    return groups


def _members(pieces: _Pieces, keep: Mask, groups: list[tuple[float, float]], line: int) -> Mask:
    middles = np.array([(low + high) / 2 for low, high in groups])
    nearest = np.abs(pieces.centre_y[:, None] - middles).argmin(axis=1)
    return np.asarray(keep & (nearest == line))


def _cut_line(clean: Pixels, pieces: _Pieces, members: Mask) -> Pixels:
    """One line of text, tight; ink of other lines painted out."""
    mine = members[pieces.labels]
    ys, xs = np.nonzero(mine)
    y0, y1 = max(0, ys.min() - _MARGIN_PX), ys.max() + 1 + _MARGIN_PX
    x0, x1 = max(0, xs.min() - _MARGIN_PX), xs.max() + 1 + _MARGIN_PX
    picture = clean[y0:y1, x0:x1].copy()
    others = (pieces.labels[y0:y1, x0:x1] > 0) & ~mine[y0:y1, x0:x1]
    soft = cv2.dilate(others.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    picture[soft & ~mine[y0:y1, x0:x1]] = _WHITE
    return np.asarray(picture)
